"""What does not leave the ledger: claims under private tags, and who confidential sources are."""

import csv
import io
import json
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from tests.cli.driving import Evaluator

SECRETS = ("Ivan Petrov", "I saw it burn", "The bridge is next")


@pytest.fixture
def case(any_desk: Evaluator) -> Evaluator:
    """A claim that a confidential source upholds beside Moscow, and one that is under embargo."""
    any_desk.ok("source", "add", "Ivan Petrov", "--kind", "official", "--party", "Ukraine", "--confidential")
    any_desk.ok("log", "The depot burned", "-a", 'Ivan Petrov says: "I saw it burn"', "-a", "Moscow says")
    any_desk.ok("log", "The bridge is next", "-a", "Moscow says", "--tag", "embargo")
    return any_desk


def texts(directory: Path) -> str:
    """All that stands in a directory's files of text."""
    kinds = {".html", ".csv", ".atom", ".json", ".txt"}
    found = (path for path in directory.rglob("*") if path.suffix in kinds)
    return "\n".join(path.read_text("utf-8") for path in found)


@pytest.mark.parametrize("what", ["claims", "attributions", "disputed", "changes", "sources", "dossier"])
def test_a_report_names_no_confidential_source_and_no_private_claim(case: Evaluator, what: str) -> None:
    """Neither in its cells nor in its sentences; how much is withheld is told beside it."""
    done = case.ok("report", what)
    assert not [secret for secret in SECRETS if secret in done.out]
    assert "1 claim under private tags left out, 1 statement of confidential sources masked" in done.err


def test_the_masked_source_still_counts_for_its_party(case: Evaluator) -> None:
    """The status is the same, and the sentence about it says that somebody is not named."""
    [row] = csv.DictReader(io.StringIO(case.ok("report", "claims").out))
    assert row["status"] == case.show("c1")["status"] == "corroborated"
    assert row["affirmed_by"] == "a source known to us | Russia"
    assert "a source known to us" in row["why"]


def test_everything_is_told_where_that_is_asked_for(case: Evaluator) -> None:
    """With --confidential, and always on the analyst's own terminal."""
    for words in (["report", "attributions", "--confidential"], ["export", "--confidential"], ["list", "--json"]):
        out = case.ok(*words).out
        assert "Ivan Petrov" in out
        assert "The bridge is next" in out


def test_nothing_private_is_on_a_site(case: Evaluator, tmp_path: Path) -> None:
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


def test_a_claim_that_becomes_private_leaves_the_site(case: Evaluator, tmp_path: Path) -> None:
    """Its page says that it is no longer published."""
    site = tmp_path / "site"
    case.ok("publish", str(site))
    case.ok("correct", "c1", "--tag", "private", "--why", "asked for")
    case.ok("publish", str(site))
    assert "No longer published" in (site / "c" / "c1.html").read_text("utf-8")
    assert "The depot burned" not in texts(site)


@pytest.mark.parametrize("words", [["export"], ["export", "--all"], ["export", "--format", "jsonl"]])
def test_an_export_is_masked_and_says_so(case: Evaluator, words: list[str]) -> None:
    """And that it does not import to the same."""
    done = case.ok(*words)
    assert not [secret for secret in SECRETS if secret in done.out]
    assert "a masked export does not import to the same ledger" in done.err


def test_a_link_to_a_private_claim_is_not_exported(case: Evaluator) -> None:
    """Nor the words of the claim that it leads to."""
    case.ok("link", "c1", "entails", "c2")
    assert "The bridge is next" not in case.ok("export").out


@pytest.mark.parametrize("what", ["claims", "attributions", "dossier"])
def test_a_claim_linked_with_a_private_one_does_not_tell_its_words(case: Evaluator, what: str) -> None:
    """Neither as a link nor in a sentence about what is said of it."""
    case.ok("link", "c1", "contradicts", "c2")
    assert "The bridge is next" not in case.ok("report", what).out


def test_a_masked_report_is_compared_as_it_was_made(case: Evaluator, tmp_path: Path) -> None:
    """What it leaves out is not told as new, what it masks not as changed."""
    file = str(tmp_path / "claims.csv")
    case.ok("report", "claims", "-o", file)
    assert case.ok("changes", "--since-report", file, "--json").json == []
    assert json.loads(Path(f"{file}.datapackage.json").read_text("utf-8"))["verifier"]["private_tags"] == [
        "private",
        "embargo",
    ]


def test_the_private_tags_are_a_setting(case: Evaluator) -> None:
    """Of the config file, where they are checked."""
    config = case.home / "config" / "verifier" / "config.toml"
    config.parent.mkdir(parents=True)
    config.write_text('private_tags = ["draft"]\n', "utf-8")
    assert "The bridge is next" in case.ok("report", "claims").out
    config.write_text("private_tags = [1]\n", "utf-8")
    assert case.run("report", "claims").status == 2


def test_being_confidential_is_recorded_corrected_and_exported(case: Evaluator) -> None:
    """A field of a source like others: shown, told by the log, changed, carried by a full export."""
    assert case.ok("source", "show", "Ivan Petrov", "--json").json["confidential"] is True
    records = [json.loads(line) for line in case.ok("export", "--all", "--confidential").out.splitlines()]
    assert [r["confidential"] for r in records if r.get("name") == "Ivan Petrov"] == [True]
    case.ok("source", "edit", "Ivan Petrov", "--no-confidential")
    assert "Ivan Petrov" in case.ok("report", "attributions").out
    assert case.run("audit").status == 0
