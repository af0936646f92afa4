"""Dossier and site in a real browser: read, filtered, found outdated, accessible, and inert whatever is on them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import axe_core_python
import pytest
from selenium.webdriver.chrome.webdriver import WebDriver
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import Select, WebDriverWait

from tests.cli.conftest import desk, started_file
from tests.cli.driving import CommandLine

__all__ = ["desk", "started_file"]

AXE = Path(axe_core_python.__file__).with_name("axe.min.js").read_text("utf-8")
SERIOUS = {"serious", "critical"}
LIVE = "img, iframe, object, [onerror], [href^='javascript' i], body script:not([src])"
WIDER = """
  const wide = (part) => part.scrollWidth > part.clientWidth + 1 && part.clientWidth > 1;
  const reaches = (part) => part.getBoundingClientRect().right > window.innerWidth + 1;
  const found = (part) => (part.matches("html, table") && wide(part)) || reaches(part);
  const parts = [...document.querySelectorAll("html, table, tr, th, td, figure, p, li, h1, h2, h3, code, svg, select")];
  return parts.filter(found).map((part) => part.outerHTML);
"""
"""The parts of a page that reach beyond the screen, or are scrolled sideways."""


@pytest.fixture
def site(desk: CommandLine, tmp_path: Path) -> Path:
    """A site of a disputed claim with figures and hostile words, and one of a single source."""
    desk.ok(
        "log", "Tanks <img src=x onerror=document.title='taken'> were lost", "--measure", "tanks",
        "--url", "javascript:document.title='taken'",
        "-a", "Moscow says {2..3}: \"</q><script>document.title='taken'</script>\" @ 2024-11-19",
        "-a", "Kyiv says {>=10} @ 2024-11-20",
        "-a", f"Reuters, citing an official of {'Deoxyribonucleinanstalt' * 3}, says {{4}} @ 2024-11-20",
    )  # fmt: skip
    desk.ok("log", "The bridge fell", "-a", "Reuters, citing a Ukrainian officer, reports @ 2024-11-21")
    desk.ok("publish", str(tmp_path / "site"))
    desk.ok("report", "dossier", "-o", str(tmp_path / "site" / "dossier.html"))
    return tmp_path / "site"


def findings(browser: WebDriver) -> list[str]:
    """What axe-core finds on the page that is open, of some weight."""
    browser.execute_script(AXE)
    found: dict[str, Any] = browser.execute_async_script("axe.run().then(arguments[arguments.length - 1])")
    return [
        f"{one['id']}: {node['target']} {node['failureSummary']}"
        for one in found["violations"]
        if one["impact"] in SERIOUS
        for node in one["nodes"]
    ]


def notice(browser: WebDriver) -> str:
    """What the page says of itself, once it does."""
    return WebDriverWait(browser, 10).until(lambda b: b.find_element(By.ID, "notice").text)


@pytest.mark.long
@pytest.mark.parametrize(("scheme", "width"), [("light", 390), ("dark", 390), ("light", 1280), ("dark", 1280)])
def test_the_pages_are_accessible(
    browser: WebDriver, served: Callable[[Path], str], site: Path, scheme: str, width: int
) -> None:
    """Headings, names, contrast and the like: axe-core has nothing serious to say, in either scheme.

    Neither on a telephone nor on a wide screen is anything scrolled sideways.
    """
    address = served(site)
    features = [{"name": "prefers-color-scheme", "value": scheme}]
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
    screen = {"width": width, "height": 1000, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)
    # The page's own policy keeps a checker out as it keeps out all else.
    browser.execute_cdp_cmd("Page.setBypassCSP", {"enabled": True})
    pages = [str(path.relative_to(site)) for path in site.rglob("*.html")]
    assert {page.partition("/")[0] for page in pages} == {"index.html", "dossier.html", "c", "s", "d"}
    for page in pages:
        browser.get(address + page)
        assert browser.execute_script("return window.innerWidth") == width
        assert findings(browser) == [], page
        assert browser.execute_script(WIDER) == [], page


@pytest.mark.long
def test_nothing_of_a_ledger_runs(browser: WebDriver, served: Callable[[Path], str], site: Path) -> None:
    """Scripts and handlers in claims, quotations and addresses are words on every page, without its policy too."""
    browser.execute_cdp_cmd("Page.setBypassCSP", {"enabled": True})
    address, shown = served(site), 0
    for page in sorted(str(path.relative_to(site)) for path in site.rglob("*.html")):
        browser.get(address + page)
        assert browser.title != "taken", page
        assert browser.find_elements(By.CSS_SELECTOR, LIVE) == [], page
        shown += "<img src=x" in browser.find_element(By.TAG_NAME, "body").text
    assert shown >= 6  # index, dossier, the claim, its sources and document


@pytest.mark.long
def test_the_index_is_filtered_as_one_types(browser: WebDriver, served: Callable[[Path], str], site: Path) -> None:
    """By words, by status and by source; without the script every line is there, and no form that does nothing."""
    browser.get(served(site) + "index.html")
    lines = browser.find_elements(By.CSS_SELECTOR, "li.line")
    assert [line.is_displayed() for line in lines] == [True, True]
    browser.find_element(By.ID, "words").send_keys("BRIDGE")
    assert [line.text.split(" since")[0] for line in lines if line.is_displayed()] == ["The bridge fell"]
    assert browser.find_element(By.ID, "found").text == "1 of 2"
    browser.find_element(By.ID, "words").clear()
    Select(browser.find_element(By.ID, "status")).select_by_visible_text("disputed")
    assert [line.is_displayed() for line in lines].count(True) == 1
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        browser.refresh()
        assert all(line.is_displayed() for line in browser.find_elements(By.CSS_SELECTOR, "li.line"))
        assert not browser.find_element(By.CSS_SELECTOR, "form.filter").is_displayed()
    finally:
        browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


def test_a_page_that_is_outdated_says_so(
    browser: WebDriver, served: Callable[[Path], str], site: Path, desk: CommandLine
) -> None:
    """A copy of a page beside the state of a newer site; the page that did not change says nothing."""
    old = (site / "c" / "c2.html").read_text("utf-8")
    desk.ok("say", "c2", "Kyiv denies")
    desk.ok("publish", str(site))
    (site / "c" / "c2.html").write_text(old, "utf-8")
    address = served(site)
    browser.get(f"{address}c/c2.html")
    assert notice(browser) == "This page is outdated: the site stands at revision r4. Load it again."
    browser.get(f"{address}c/c1.html")
    assert browser.find_element(By.ID, "notice").text == ""


def test_a_saved_copy_says_where_to_look(browser: WebDriver, site: Path, desk: CommandLine) -> None:
    """Opened from a disk, a page names the address of the site."""
    desk.ok("publish", str(site), "--url", "https://example.org/claims")
    browser.get((site / "c" / "c2.html").as_uri())
    assert notice(browser).endswith("The present state is at https://example.org/claims/c/c2.html")
