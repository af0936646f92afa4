"""`publish`: a static site of claims."""

import csv
import html
import io
import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from tests.cli.driving import CommandLine

URL = "https://example.org/claims"
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def case(desk: CommandLine) -> CommandLine:
    """A disputed claim and one that only Moscow upholds."""
    desk.ok("log", "The depot burned", "--url", "https://example.org/1", "-a", "Moscow says", "-a", "Kyiv denies")
    desk.ok("log", "The bridge fell", "-a", "Moscow says")
    return desk


def files(directory: Path) -> dict[str, bytes]:
    """Every file of a site by its path."""
    found = (path for path in directory.rglob("*") if path.is_file())
    return {str(path.relative_to(directory)): path.read_bytes() for path in found}


def test_a_site_has_a_page_for_each_claim_source_and_document(case: CommandLine, tmp_path: Path) -> None:
    """Each is reached from the index, and every link within the site leads to a file."""
    case.ok("publish", str(tmp_path / "site"), "--url", URL)
    found = files(tmp_path / "site")
    assert {"index.html", "c/c1.html", "c/c2.html", "style.css", "site.js", "robots.txt", "feed.atom"} <= found.keys()
    assert sum(name.startswith("s/") for name in found) == 2
    assert sum(name.startswith("d/") for name in found) == 1
    for name, content in found.items():
        if not name.endswith(".html"):
            continue
        for target in re.findall(r'(?:href|src)="([^"#:]+)"', content.decode()):
            assert ((tmp_path / "site" / name).parent / target).resolve().is_file(), (name, target)


def page_of(site: Path, heading: str) -> str:
    """The page of a source, its markup apart from its text by one space."""
    (found,) = (text for path in site.glob("s/*.html") if f"<h1>{heading}</h1>" in (text := path.read_text("utf-8")))
    return " ".join(html.unescape(re.sub("<[^>]+>", " ", found)).split())


def test_the_page_of_a_source_has_its_track_record(case: CommandLine, tmp_path: Path) -> None:
    """Of an official voice that of its party, of one with times in office its own; none of an unnamed one."""
    case.ok("say", "c2", "RIA Novosti says", "--new")
    case.ok("say", "c2", "Sergei Lavrov says @ 2024-11-20")
    case.ok("say", "c2", "a Russian officer says")
    case.ok("assess", "c1", "confirmed", "--why", "seen")
    case.ok("log", "The dam broke", "-a", "Moscow says")
    case.ok("publish", str(tmp_path / "site"), "burned OR fell")
    moscow = page_of(tmp_path / "site", "Russia")
    assert "As the official voice of Russia, whoever spoke for it." in moscow
    assert "affirmed ✓ confirmed an analyst's verdict 1 c1 " in moscow
    assert "1 c2 " in moscow
    assert "c3" not in moscow
    kyiv = page_of(tmp_path / "site", "Ukraine")
    assert "denied ✓ confirmed an analyst's verdict 1 c1 " in kyiv
    lavrov = page_of(tmp_path / "site", "Sergei Lavrov")
    assert "What became of its word On the claims published here" in lavrov
    assert "1 c2 " in lavrov
    assert "What became" not in page_of(tmp_path / "site", "Russian officer")


def test_publishing_again_rewrites_only_what_changed(case: CommandLine, tmp_path: Path) -> None:
    """Nothing without news; after a denial the page of that claim and the index, not the page of the other claim."""
    site = tmp_path / "site"
    case.ok("publish", str(site))
    before = {name: (site / name).stat().st_ino for name in files(site)}
    case.ok("publish", str(site))
    assert {name: (site / name).stat().st_ino for name in before if name != "state.json"} == {
        name: inode for name, inode in before.items() if name != "state.json"
    }
    case.ok("say", "c2", "Kyiv denies")
    case.ok("publish", str(site))
    rewritten = {name for name in before if (site / name).stat().st_ino != before[name]}
    assert {"index.html", "c/c2.html"} <= rewritten
    assert "c/c1.html" not in rewritten
    assert "revision r3" in (site / "c" / "c1.html").read_text("utf-8")
    state = json.loads((site / "state.json").read_text("utf-8"))
    assert state["revision"] == "r4"


def test_a_claim_that_is_gone_says_so_on_its_page(case: CommandLine, tmp_path: Path) -> None:
    """What was taken back is not left standing on its page."""
    site = tmp_path / "site"
    case.ok("publish", str(site))
    case.ok("undo", "-y")
    case.ok("publish", str(site))
    page = (site / "c" / "c2.html").read_text("utf-8")
    assert "No longer published" in page
    assert "The bridge fell" not in page


def test_the_page_of_a_merged_claim_leads_to_the_other(case: CommandLine, tmp_path: Path) -> None:
    """By whichever merges; to one that is not published it does not, nor is that named."""
    site = tmp_path / "site"
    case.ok("log", "A bridge went down", "-a", "Moscow says", "--tag", "bridges")
    case.ok("publish", str(site))
    case.ok("merge", "c2", "into", "c3", "--why", "One bridge")
    case.ok("publish", str(site))
    assert '<a href="c3.html">A bridge went down</a>' in (site / "c" / "c2.html").read_text("utf-8")
    case.ok("merge", "c3", "into", "c1", "--why", "One event")
    case.ok("publish", str(site))
    assert '<a href="c1.html">The depot burned</a>' in (site / "c" / "c2.html").read_text("utf-8")
    case.ok("log", "Something else happened", "-a", "Moscow says")
    case.ok("publish", str(site), "else")
    page = (site / "c" / "c2.html").read_text("utf-8")
    assert "burned" not in page
    assert "it was taken back, merged, or is no longer meant for readers" in page


def test_a_file_of_somebody_else_is_never_written_over(case: CommandLine, tmp_path: Path) -> None:
    """Neither one that was there before nor a page that was changed by hand; nothing is written at all."""
    site = tmp_path / "site"
    site.mkdir()
    (site / "index.html").write_text("mine", "utf-8")
    assert case.run("publish", str(site)).status == 5
    assert files(site) == {"index.html": b"mine"}
    case.ok("publish", str(site), "--force")
    (site / "c" / "c2.html").write_text("by hand", "utf-8")
    case.ok("say", "c2", "Kyiv denies")
    done = case.run("publish", str(site))
    assert done.status == 5
    assert "c2.html" in done.err
    assert (site / "c" / "c2.html").read_text("utf-8") == "by hand"


def test_the_feed_has_an_entry_for_each_change_with_an_id_that_stays(case: CommandLine, tmp_path: Path) -> None:
    """Entries say from which status to which and why; a later feed has the same ids for the same changes."""
    site = tmp_path / "site"
    case.ok("publish", str(site), "--url", URL)
    first = ET.fromstring((site / "feed.atom").read_bytes())  # noqa: S314 - just made
    case.ok("assess", "c1", "refuted", "--why", "it stands <b>")
    case.ok("publish", str(site), "--url", URL)
    later = ET.fromstring((site / "feed.atom").read_bytes())  # noqa: S314 - just made
    ids = [[entry.findtext(f"{ATOM}id") for entry in feed.iter(f"{ATOM}entry")] for feed in (first, later)]
    assert ids[1][1:] == ids[0]
    entry = next(later.iter(f"{ATOM}entry"))
    assert entry.findtext(f"{ATOM}title") == "disputed → refuted: The depot burned"
    assert "it stands <b>" in (entry.findtext(f"{ATOM}summary") or "")
    [link] = entry.iter(f"{ATOM}link")
    assert link.get("href") == f"{URL}/c/c1.html"
    assert later.findtext(f"{ATOM}updated") == entry.findtext(f"{ATOM}updated")


def test_the_tables_of_the_site_are_those_of_the_reports(case: CommandLine, tmp_path: Path) -> None:
    """`claims.csv` is `report claims`."""
    case.ok("publish", str(tmp_path / "site"))
    table = (tmp_path / "site" / "claims.csv").read_text("utf-8")
    assert next(csv.DictReader(io.StringIO(table)))["claim"] in {"The depot burned", "The bridge fell"}


def test_search_engines_are_kept_out_unless_told_otherwise(case: CommandLine, tmp_path: Path) -> None:
    """By robots.txt and on each page."""
    case.ok("publish", str(tmp_path / "a"))
    case.ok("publish", str(tmp_path / "b"), "--index")
    assert "noindex" in (tmp_path / "a" / "c" / "c1.html").read_text("utf-8")
    assert "Disallow: /" in (tmp_path / "a" / "robots.txt").read_text("utf-8")
    assert "noindex" not in (tmp_path / "b" / "c" / "c1.html").read_text("utf-8")


def test_a_state_that_leads_out_of_the_site_is_not_followed(case: CommandLine, tmp_path: Path) -> None:
    """Paths in a state file that somebody changed never name a file outside of the directory."""
    site = tmp_path / "site"
    case.ok("publish", str(site))
    state = json.loads((site / "state.json").read_text("utf-8"))
    state["pages"]["../outside.html"] = "x"
    (site / "state.json").write_text(json.dumps(state), "utf-8")
    case.ok("publish", str(site), "--force")
    assert not (tmp_path / "outside.html").exists()
