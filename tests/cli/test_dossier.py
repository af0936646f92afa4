"""`report dossier`: claims as one page for readers without a terminal."""

import json
import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.cli.driving import CommandLine

HOSTILE = "The <b>depot</b> burned</title><script>alert(1)</script> \u202e [/] =cmd"


class Elements(HTMLParser):
    """The elements of a page with their attributes, and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        """Note text."""
        self.text += data


@pytest.fixture
def case(desk: CommandLine) -> CommandLine:
    """A disputed claim, read in a document."""
    desk.ok(
        "log", "The depot burned", "--key", "depot", "--url", "https://example.org/1?a=1&b=2",
        "-a", 'Moscow says: "It burned"', "-a", "Kyiv denies @ 2024-11-20",
    )  # fmt: skip
    return desk


def test_a_dossier_tells_status_reason_and_sides(case: CommandLine) -> None:
    """On the page stand the claim, its status and why, who says so with quotation and document, who denies."""
    page = Elements(case.ok("report", "dossier").out)
    for words in ("The depot burned", "disputed", "Russia affirms it; Ukraine denies it", "It burned", "Denied by"):
        assert words in page.text
    assert ("a", "https://example.org/1?a=1&b=2") in {(tag, with_.get("href")) for tag, with_ in page.found}
    digest = json.loads(case.ok("list", "--json").out) and re.search(r"audit --head (\w{64})", page.text)
    assert digest
    assert case.run("audit", "--head", digest[1]).status == 0


def test_a_dossier_lists_its_claims_by_status_with_links(case: CommandLine) -> None:
    """A table of contents, once there is more than one claim; of very many it is folded, as are refs of a source."""
    assert "Contents" not in case.ok("report", "dossier").out
    rows = "".join(f"Depot {number} burned,Kyiv,affirms,2024-11-19\n" for number in range(45))
    case.ok("import", "-", stdin=f"claim,origin,stance,said\n{rows}")
    page = Elements(case.ok("report", "dossier").out)
    linked = [attrs["href"] for tag, attrs in page.found if tag == "a" and (attrs.get("href") or "").startswith("#c")]
    assert {f"#c{number}" for number in range(1, 47)} <= set(linked)
    assert [attrs for tag, attrs in page.found if tag == "details"] == [{}, {}]


def test_what_a_ledger_holds_is_inert_on_the_page(desk: CommandLine) -> None:
    """Markup in claims, quotations, sources and addresses is text: no element, no script, no request comes of it."""
    desk.ok("log", HOSTILE.replace("\u202e ", ""), "-a", 'Moscow says: "</q><img src=x onerror=alert(1)>"',
            "--url", "javascript:alert(1)")  # fmt: skip
    out = desk.ok("report", "dossier", "--title", "</title><script>x</script>").out
    page = Elements(out)
    assert not [tag for tag, _ in page.found if tag in {"script", "img", "b", "link", "iframe"}]
    assert not [attrs for _, attrs in page.found if any(name.startswith("on") for name in attrs)]
    targets = [attrs.get("href") or attrs.get("src") or "" for _, attrs in page.found]
    assert not [target for target in targets if "script" in target]


def test_the_next_dossier_tells_what_changed_since(case: CommandLine, tmp_path: Path) -> None:
    """Written over the one before, it names each change of status with its cause; the first one has none to tell."""
    place = str(tmp_path / "dossier.html")
    case.ok("report", "dossier", "-o", place)
    assert "This is the first dossier here" in Path(place).read_text("utf-8")
    case.ok("assess", "depot", "confirmed", "--why", "seen")
    case.ok("report", "dossier", "-o", place)
    text = Elements(Path(place).read_text("utf-8")).text
    assert "Changed since the last dossier (revision r2)" in text
    assert re.search(r"disputed\s*⇄? ?.*confirmed\s*assess: seen", text, re.DOTALL)


def test_a_verdict_is_a_claim_review_where_the_page_has_an_address(case: CommandLine) -> None:
    """With --url there is JSON-LD with the fields Google lists, and no rating in numbers; without, there is none."""
    case.ok("assess", "depot", "refuted", "--why", "never </script> burned")
    assert "ld+json" not in case.ok("report", "dossier").out
    out = case.ok("report", "dossier", "--url", "https://example.org/d.html", "--publisher", "The Desk").out
    [text] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', out, re.DOTALL)
    review = json.loads(text)
    assert review["@type"] == "ClaimReview"
    assert review["claimReviewed"] == "The depot burned"
    assert review["url"] == "https://example.org/d.html#c1"
    assert review["author"]["name"] == "The Desk"
    assert review["reviewRating"] == {"@type": "Rating", "alternateName": "Refuted"}
    assert review["reviewBody"] == "never </script> burned"
    assert review["itemReviewed"]["appearance"] == [{"@type": "CreativeWork", "url": "https://example.org/1?a=1&b=2"}]


def test_verdicts_that_differ_make_no_claim_review(case: CommandLine) -> None:
    """While analysts differ nobody's verdict is the house's."""
    case.ok("assess", "depot", "refuted", "--why", "no")
    case.ok("assess", "depot", "confirmed", "--why", "yes", "--analyst", "bob")
    assert "ld+json" not in case.ok("report", "dossier", "--url", "https://example.org/d.html").out


def test_a_dossier_is_never_written_over_another_file(case: CommandLine, tmp_path: Path) -> None:
    """A file that verifier did not make stays, unless it is told to replace it."""
    place = tmp_path / "mine.html"
    place.write_text("mine", "utf-8")
    assert case.run("report", "dossier", "-o", str(place)).status == 5
    assert place.read_text("utf-8") == "mine"
    case.ok("report", "dossier", "-o", str(place), "--force")
    assert "The depot burned" in place.read_text("utf-8")


@pytest.mark.skipif(shutil.which("tidy") is None, reason="no tidy: apt-get install tidy")
def test_the_pages_are_valid_html(case: CommandLine, tmp_path: Path) -> None:
    """Tidy finds nothing to warn of but what it does not know of SVG, in a dossier and in every page of a site."""
    case.ok("publish", str(tmp_path / "site"))
    case.ok("report", "dossier", "-o", str(tmp_path / "site" / "dossier.html"))
    pages = [*(tmp_path / "site").rglob("*.html")]
    assert {page.parent.name for page in pages} == {"site", "c", "s", "d"}
    for page in pages:
        done = subprocess.run(["tidy", "-q", "-e", str(page)], capture_output=True, text=True, check=False)  # noqa: S607
        told = [line for line in done.stderr.splitlines() if '<title> proprietary attribute "id"' not in line]
        assert told == [], page
