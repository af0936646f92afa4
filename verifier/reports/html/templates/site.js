// Says when a page is outdated or a copy, and filters the index. Without this script every page reads the same.
(() => {
  "use strict";
  const meta = (name) => document.querySelector(`meta[name="verifier-${name}"]`)?.content ?? "";
  const root = document.documentElement.dataset.root;
  const say = (text) => {
    const notice = document.getElementById("notice");
    notice.textContent = text;
    notice.hidden = false;
  };
  const where = meta("url") ? ` The present state is at ${meta("url")}${meta("page")}` : " Ask whoever sent it for the present state.";

  if (location.protocol === "file:") {
    say(`This is a copy on a disk.${where}`);
  } else {
    fetch(`${root}state.json`, { cache: "no-store" })
      .then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(String(answer.status)))))
      .then((state) => {
        const now = state.pages[meta("page")];
        if (now === undefined) say(`This page is no longer part of the site, which stands at revision ${state.revision}.`);
        else if (now !== meta("content")) say(`This page is outdated: the site stands at revision ${state.revision}. Load it again.`);
      })
      .catch(() => say(`This is a copy, or its site has moved.${where}`));
  }

  const form = document.querySelector("form.filter");
  if (!form) return;
  const lines = [...document.querySelectorAll("li.line")];
  const value = (id) => document.getElementById(id).value;
  const filter = () => {
    const words = value("words").toLocaleLowerCase().split(/\s+/).filter(Boolean);
    const [status, source] = [value("status"), value("source")];
    for (const line of lines) {
      const text = line.textContent.toLocaleLowerCase();
      const fits = words.every((word) => text.includes(word)) && (!status || line.dataset.status === status) &&
        (!source || line.dataset.sources.split(" ").includes(source));
      line.hidden = !fits;
    }
    for (const group of document.querySelectorAll("section.group"))
      group.hidden = !group.querySelector("li.line:not([hidden])");
    document.getElementById("found").textContent = `${lines.filter((line) => !line.hidden).length} of ${lines.length}`;
  };
  form.hidden = false;
  form.addEventListener("input", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  filter();
})();
