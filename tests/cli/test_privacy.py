"""What does not leave the ledger: claims under private tags, and who confidential sources are."""

import csv
import io
import json
import re
import shutil
from collections.abc import Iterable
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from tests.cli.driving import CommandLine

SECRETS = ("Ivan Petrov", "I saw it burn", "The bridge is next")


def logged(desk: CommandLine) -> CommandLine:
    """A claim that a confidential source upholds beside Moscow, and one that is under embargo."""
    desk.ok("source", "add", "Ivan Petrov", "--kind", "official", "--party", "Ukraine", "--confidential")
    desk.ok("log", "The depot burned", "-a", 'Ivan Petrov says: "I saw it burn"', "-a", "Moscow says")
    desk.ok("log", "The bridge is next", "-a", "Moscow says", "--tag", "embargo")
    return desk


@pytest.fixture
def case(any_desk: CommandLine) -> CommandLine:
    """Those claims, on SQLite and on PostgreSQL."""
    return logged(any_desk)


def texts(directory: Path) -> str:
    """All that stands in a directory's files of text."""
    kinds = {".html", ".csv", ".atom", ".json", ".txt"}
    found = (path for path in directory.rglob("*") if path.suffix in kinds)
    return "\n".join(path.read_text("utf-8") for path in found)


@pytest.mark.long
@pytest.mark.parametrize("what", ["claims", "attributions", "disputed", "changes", "sources", "dossier"])
def test_a_report_names_no_confidential_source_and_no_private_claim(case: CommandLine, what: str) -> None:
    """Neither in its cells nor in its sentences; how much is withheld is told beside it."""
    done = case.ok("report", what)
    assert not [secret for secret in SECRETS if secret in done.out]
    assert "1 claim under private tags left out, 1 statement of confidential sources masked" in done.err


@pytest.mark.long
def test_the_masked_source_still_counts_for_its_party(case: CommandLine) -> None:
    """The status is the same, and the sentence about it says that somebody is not named."""
    [row] = csv.DictReader(io.StringIO(case.ok("report", "claims").out))
    assert row["status"] == case.show("c1")["status"] == "corroborated"
    assert row["affirmed_by"] == "a source known to us | Russia"
    assert "a source known to us" in row["why"]


@pytest.mark.long
def test_everything_is_told_where_that_is_asked_for(case: CommandLine) -> None:
    """With --confidential, and always on the analyst's own terminal."""
    for words in (["report", "attributions", "--confidential"], ["export", "--confidential"], ["list", "--json"]):
        out = case.ok(*words).out
        assert "Ivan Petrov" in out
        assert "The bridge is next" in out


@pytest.mark.long
def test_nothing_private_is_on_a_site(case: CommandLine, tmp_path: Path) -> None:
    """Not on a page, in the feed, in the tables or among its addresses; how many statements are masked is."""
    case.ok("publish", str(tmp_path / "site"), "--url", "https://example.org/")
    told = texts(tmp_path / "site")
    assert not [secret for secret in SECRETS if secret in told]
    assert not (tmp_path / "site" / "c" / "c2.html").exists()
    page = (tmp_path / "site" / "c" / "c1.html").read_text("utf-8")
    assert "a source known to us" in page
    assert "withheld" in page
    assert "1 statement of confidential sources is told without name and words" in page
    book = CalamineWorkbook.from_path(str(tmp_path / "site" / "claims.xlsx"))
    cells = str([book.get_sheet_by_name(name).to_python() for name in book.sheet_names])
    assert not [secret for secret in SECRETS if secret in cells]


@pytest.mark.long
def test_a_claim_that_becomes_private_leaves_the_site(case: CommandLine, tmp_path: Path) -> None:
    """Its page says that it is no longer published."""
    site = tmp_path / "site"
    case.ok("publish", str(site))
    case.ok("correct", "c1", "--tag", "private", "--why", "asked for")
    case.ok("publish", str(site))
    assert "No longer published" in (site / "c" / "c1.html").read_text("utf-8")
    assert "The depot burned" not in texts(site)


@pytest.mark.long
@pytest.mark.parametrize("words", [["export"], ["export", "--all"], ["export", "--format", "jsonl"]])
def test_an_export_is_masked_and_says_so(case: CommandLine, words: list[str]) -> None:
    """And that it does not import to the same."""
    done = case.ok(*words)
    assert not [secret for secret in SECRETS if secret in done.out]
    assert "a masked export does not import to the same ledger" in done.err


@pytest.mark.long
def test_a_link_to_a_private_claim_is_not_exported(case: CommandLine) -> None:
    """Nor the words of the claim that it leads to."""
    case.ok("link", "c1", "entails", "c2")
    assert "The bridge is next" not in case.ok("export").out


@pytest.mark.long
@pytest.mark.parametrize("what", ["claims", "attributions", "dossier"])
def test_a_claim_linked_with_a_private_one_does_not_tell_its_words(case: CommandLine, what: str) -> None:
    """Neither as a link nor in a sentence about what is said of it."""
    case.ok("link", "c1", "contradicts", "c2")
    assert "The bridge is next" not in case.ok("report", what).out


@pytest.mark.long
def test_a_masked_report_is_compared_as_it_was_made(case: CommandLine, tmp_path: Path) -> None:
    """What it leaves out is not told as new, what it masks not as changed."""
    file = str(tmp_path / "claims.csv")
    case.ok("report", "claims", "-o", file)
    assert case.ok("changes", "--since-report", file, "--json").json == []
    assert json.loads(Path(f"{file}.datapackage.json").read_text("utf-8"))["verifier"]["private_tags"] == [
        "private",
        "embargo",
    ]


@pytest.mark.long
def test_the_private_tags_are_a_setting(case: CommandLine) -> None:
    """Of the config file, where they are checked."""
    config = case.home / "config" / "verifier" / "config.toml"
    config.parent.mkdir(parents=True)
    config.write_text('private_tags = ["draft"]\n', "utf-8")
    assert "The bridge is next" in case.ok("report", "claims").out
    config.write_text("private_tags = [1]\n", "utf-8")
    assert case.run("report", "claims").status == 2


@pytest.mark.long
def test_being_confidential_is_recorded_corrected_and_exported(case: CommandLine) -> None:
    """A field of a source like others: shown, told by the log, changed, carried by a full export."""
    assert case.ok("source", "show", "Ivan Petrov", "--json").json["confidential"] is True
    records = [json.loads(line) for line in case.ok("export", "--all", "--confidential").out.splitlines()]
    assert [r["confidential"] for r in records if r.get("name") == "Ivan Petrov"] == [True]
    case.ok("source", "edit", "Ivan Petrov", "--no-confidential")
    assert "Ivan Petrov" in case.ok("report", "attributions").out
    assert case.run("audit").status == 0


WAYS_OUT = (
    *(["report", what] for what in ("claims", "attributions", "disputed", "changes", "sources", "dossier")),
    *(["changes", "--atom"], ["export"], ["export", "--all"]),
)


@pytest.fixture
def file_case(desk: CommandLine) -> CommandLine:
    """The same claims, on SQLite alone."""
    return logged(desk)


def leaking(desk: CommandLine, secrets: Iterable[str], *more: str) -> list[tuple[str, str]]:
    """Which secret gets out by which of the ways on which something leaves the ledger."""
    told = {" ".join(words): desk.ok(*words, *more).out for words in WAYS_OUT}
    return [(words, secret) for words, out in told.items() for secret in secrets if secret in out]


def test_a_claim_that_was_private_and_taken_back_is_not_told(file_case: CommandLine) -> None:
    """Nor its changes of status, of which the log tells for good."""
    file_case.ok("undo", "-y")
    assert leaking(file_case, SECRETS) == []


def test_a_feed_has_no_private_claim(file_case: CommandLine) -> None:
    """How many are left out is told beside it; --confidential gives all."""
    done = file_case.ok("changes", "--atom")
    assert "The depot burned" in done.out
    assert "1 claim under private tags left out" in done.err
    assert "The bridge is next" in file_case.ok("changes", "--atom", "--confidential").out


def test_what_is_private_now_is_not_told_of_earlier_revisions(file_case: CommandLine) -> None:
    """A claim and a source that became private since are masked in what is told as known before."""
    file_case.ok("source", "edit", "Ivan Petrov", "--no-confidential")
    file_case.ok("correct", "c2", "--tag", "done", "--why", "out")
    file_case.ok("source", "edit", "Ivan Petrov", "--confidential")
    file_case.ok("correct", "c2", "--tag", "private", "--why", "asked for")
    assert leaking(file_case, SECRETS, "--known-at", "r6") == []


@pytest.fixture
def read_somewhere(desk: CommandLine) -> CommandLine:
    """A confidential source as read in a document of its own, one passed on by it, and a confidential outlet."""
    desk.ok("source", "add", "Ivan Petrov", "--kind", "official", "--party", "Ukraine", "--confidential")
    desk.ok("source", "add", "Depot Channel", "--kind", "social media", "--confidential")
    desk.ok(
        *("log", "The depot burned", "-a", "Ivan Petrov says", "-a", "Moscow says"),
        *("--url", "https://example.org/petrov-talks"),
    )
    desk.ok("say", "c1", "Washington denies, according to Ivan Petrov")
    desk.ok("say", "c1", "Kyiv says", "--url", "https://example.org/depot-channel/7", "--outlet", "Depot Channel")
    desk.ok("assess", "c1", "confirmed", "--why", "seen")
    return desk


def test_where_a_confidential_source_was_read_is_not_told(read_somewhere: CommandLine) -> None:
    """Whoever opens the address reads the name; that of somebody else in the same document is told."""
    assert leaking(read_somewhere, ("Petrov", "Depot Channel", "depot-channel")) == []
    for words in (["report", "attributions"], ["export"]):
        rows = list(csv.DictReader(io.StringIO(read_somewhere.ok(*words).out)))
        assert {row["origin"] for row in rows if "petrov" in row["url"]} == {"Russia"}


def test_pages_do_not_tell_where_a_confidential_source_was_read(read_somewhere: CommandLine, tmp_path: Path) -> None:
    """Neither a claim's page nor its ClaimReview, nor that of a document or outlet; Moscow's document is told."""
    site = tmp_path / "site"
    read_somewhere.ok("publish", str(site), "--url", "https://example.org/claims/")
    told = texts(site)
    assert "hannel" not in told
    rows = re.findall(r"<tr>.*?</tr>|<li>.*?</li>", told, re.DOTALL)
    assert not [row for row in rows if "petrov-talks" in row and "known to us" in row]
    [page] = [text for path in (site / "d").iterdir() if "petrov-talks" in (text := path.read_text("utf-8"))]
    assert "known to us" not in page
    assert "Russia" in page


def test_every_statement_that_is_masked_is_counted(read_somewhere: CommandLine) -> None:
    """Of whom a confidential source is the origin, the carrier, or the outlet."""
    done = read_somewhere.ok("report", "claims")
    assert "0 claims under private tags left out, 3 statements of confidential sources masked" in done.err


@pytest.mark.parametrize(
    "asked_for", ['who:"Ivan Petrov"', 'via:"Ivan Petrov"', 'bridge OR who:"Ivan Petrov"', "bridge OR quote:burn"]
)
def test_what_tells_its_question_does_not_tell_of_whom(
    file_case: CommandLine, asked_for: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page and a side-car say which claims were asked for: not by a name or words that are not to be told."""
    monkeypatch.chdir(tmp_path)
    for words in (["report", "dossier"], ["publish", "site"], ["report", "claims"]):
        asked = [*words, asked_for, *(["-o", "claims.csv"] if words[1] == "claims" else [])]
        refused = file_case.run(*asked)
        assert refused.status == 2
        assert "confidential source" in refused.err or "is confidential" in refused.err
        assert not [*tmp_path.rglob("*.html"), *tmp_path.rglob("*.datapackage.json")]
        assert file_case.run(*asked, "--confidential").status == 0
        shutil.rmtree(tmp_path / "site", ignore_errors=True)


def test_who_is_quoted_on_private_claims_alone_is_not_told(file_case: CommandLine) -> None:
    """Whom the ledger would not know without them; others are counted without them."""
    file_case.ok("say", "c2", "an engineer of the bridge authority says", "+ [the Bridge Watch]", "--new")
    file_case.ok("say", "c1", "a sapper says", "--new")
    assert leaking(file_case, ("engineer", "Bridge Watch")) == []
    counts = {row["name"]: row["attributions"] for row in csv.DictReader(io.StringIO(sources(file_case)))}
    assert counts["Russia"] == "1"
    assert "sapper" in counts


def sources(desk: CommandLine) -> str:
    """The report of all sources."""
    return desk.ok("report", "sources").out


def test_dates_of_office_do_not_tell_who_it_is(desk: CommandLine) -> None:
    """The days on which somebody took and left an office name him as well."""
    desk.ok(
        *("source", "add", "Ivan Petrov", "--kind", "official", "--party", "Ukraine", "--confidential"),
        *("--official-since", "2021-03-07"),
    )
    assert "2021-03-07" not in sources(desk)
