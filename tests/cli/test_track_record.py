"""`source record` and `report record`: what became of what a source said, counted by hand."""

import csv
import io
from collections.abc import Sequence
from typing import Any

import pytest

from tests.cli.driving import CommandLine

CLAIMS: tuple[tuple[str, ...], ...] = (
    ("One burned", "-a", "Moscow says @ 2024-11-19", "-a", "Kyiv says @ 2024-11-20"),
    ("Two burned", "-a", "Moscow says @ 2024-11-19"),
    (
        *("Three burned", "-a", "Moscow says @ 2024-11-19"),
        *("-a", "Kyiv says @ 2024-11-20", "-a", "Washington says @ 2024-11-20"),
    ),
    ("Four burned", "-a", "Moscow denies @ 2024-11-19", "-a", "Moscow says @ 2024-11-21"),
    (
        *("Some were lost", "--measure", "tanks", "--against", "Russia"),
        *("-a", "Moscow says {5} @ 2024-11-19", "-a", "Moscow says {8} @ 2024-11-20"),
    ),
    ("Six burned", "-a", "Moscow says @ 2024-11-19", "-a", "Moscow retracts @ 2024-11-20"),
    ("Seven burned", "-a", "Kyiv denies @ 2024-11-19", "-a", "Ivan Blogger says @ 2024-11-19"),
    ("Eight will burn", "--kind", "prediction", "--happened", "2024-12-01", "-a", "Moscow says @ 2024-11-19"),
    ("Moscow is right", "--kind", "opinion", "-a", "Moscow says @ 2024-11-19"),
)
OF_MOSCOW = [
    ("affirms", "confirmed", "others", ["c3"]),
    ("affirms", "confirmed", "together", ["c1"]),
    ("affirms", "refuted", "verdict", ["c2"]),
    ("affirms", "withdrawn", "alone", ["c6"]),
    ("affirms", "not-checkable", "alone", ["c9"]),
    ("affirms", "single-source", "alone", ["c4", "c5"]),
    ("denies", "single-source", "alone", ["c4"]),
    (None, "reversed", None, ["a7"]),
    (None, "revised", None, ["a9"]),
    (None, "retracted", None, ["a11"]),
    (None, "against-interest", None, ["c5"]),
    (None, "against-interest-stood", None, ["c5"]),
    (None, "agreed-later", None, ["c1", "c3"]),
]


@pytest.fixture
def case(any_desk: CommandLine) -> CommandLine:
    """Claims of each kind, of which Moscow took sides on eight."""
    any_desk.ok("source", "add", "Ivan Blogger", "--kind", "social media")
    for words in CLAIMS:
        any_desk.ok("log", *words)
    any_desk.ok("assess", "c2", "refuted", "--why", "It stands in every image")
    return any_desk


def counts(found: dict[str, Any]) -> list[tuple[str | None, str, str | None, Sequence[str]]]:
    """The counts of a record, each of which says how many refs it has."""
    assert all(one["count"] == len(one["refs"]) for one in found["counts"])
    return [(one["stance"], one["what"], one["settled"], one["refs"]) for one in found["counts"]]


@pytest.mark.long
def test_a_record_counts_what_became_of_a_word(case: CommandLine) -> None:
    """By status and by who settled it; an official is told as the voice of the party; forecasts take no side."""
    found = case.ok("source", "record", "Moscow", "--json").json
    assert (found["name"], found["official"], found["party"]) == ("Russia", True, "Russia")
    assert sorted(counts(found), key=str) == sorted(OF_MOSCOW, key=str)
    told = case.ok("source", "record", "the Kremlin").out
    assert "took sides on 7 claims; counts, and no score" in told
    assert "confirmed        settled by others      1  c3" in told
    assert "withdrawn        its own word alone     1  c6" in told


@pytest.mark.long
def test_nobody_corroborates_himself(case: CommandLine) -> None:
    """A party's second voice settles nothing for it, nor is it others' later word."""
    case.ok("say", "c4", "Sergey Lavrov says @ 2024-11-22", "an anonymous Russian official says @ 2024-11-22")
    found = case.ok("source", "record", "Moscow", "--json").json
    [four] = [word for word in found["words"] if (word["ref"], word["stance"]) == ("c4", "affirms")]
    assert (four["settled"], four["agreed"], four["live"]) == ("open", [], True)


@pytest.mark.long
def test_a_record_is_as_of_a_moment(case: CommandLine) -> None:
    """Along both clocks only what had been said, or recorded, by then."""
    early = case.ok("source", "record", "Moscow", "--as-of", "2024-11-19", "--json").json
    assert ("affirms", "single-source", "alone", ["c1", "c2", "c3", "c5", "c6"]) in counts(early)
    assert {one["settled"] for one in early["counts"]} <= {"alone", None}
    known = case.ok("source", "record", "Moscow", "--known-at", "r3", "--json").json
    assert counts(known) == [
        ("affirms", "confirmed", "together", ["c1"]),
        (None, "agreed-later", None, ["c1"]),
    ]


@pytest.mark.long
def test_the_report_has_every_named_voice(case: CommandLine) -> None:
    """The same counts as rows, of all claims or those asked for, made again from a side-car, and as a workbook."""
    rows = list(csv.DictReader(io.StringIO(case.ok("report", "record").out)))
    assert {row["source"] for row in rows} == {"Russia", "Ukraine", "United States", "Ivan Blogger"}
    of_moscow = [row for row in rows if row["source"] == "Russia"]
    assert [
        (r["stance"] or None, r["what"], r["settled"] or None, r["refs"].split(" | ")) for r in of_moscow
    ] == counts(case.ok("source", "record", "Russia", "--json").json)
    assert all(int(row["count"]) == len(row["refs"].split(" | ")) for row in rows)
    asked = list(csv.DictReader(io.StringIO(case.ok("report", "record", "seven").out)))
    assert {row["refs"] for row in asked} == {"c7"}
    file = str(case.home / "record.csv")
    case.ok("report", "record", "-o", file)
    assert case.ok("changes", "--since-report", file).out == ""
    case.ok("say", "c9", "Kyiv denies")
    case.ok("say", "c7", "Kyiv says @ 2024-11-25")
    assert "Ukraine" in case.ok("changes", "--since-report", file, "--json").out
    case.ok("report", "record", "--format", "xlsx", "-o", str(case.home / "record.xlsx"))


@pytest.mark.long
def test_who_is_confidential_or_unnamed_has_no_record(case: CommandLine) -> None:
    """In what leaves the ledger; the analyst's own terminal tells it of whom has a name."""
    case.ok("source", "edit", "Ivan Blogger", "--confidential")
    assert "known to us" not in case.ok("report", "record").out
    assert "Ivan Blogger" in case.ok("report", "record", "--confidential").out
    assert counts(case.ok("source", "record", "Ivan Blogger", "--json").json)
    case.ok("say", "c7", "an anonymous officer says")
    done = case.run("source", "record", "an anonymous officer")
    assert (done.status, "have no record" in done.err) == (2, True)
    assert case.run("source", "record", "Nobody At All").status == 3


@pytest.mark.long
def test_a_dossier_tells_the_record_of_its_sources(case: CommandLine) -> None:
    """Of the claims in it, with links to them."""
    page = case.ok("report", "dossier").out
    assert "What became of what each source affirmed or denied: counts, never a score." in page
    records = page.partition('<table class="records"')[2]
    row = records[records.index('<th scope="row">Russia<div') :].partition("</tr>")[0]
    assert 'data-label="Settled as it said, by others">1 <a href="#c3">c3</a></td>' in row
    assert 'data-label="As it said, with its own word">1 <a href="#c1">c1</a></td>' in row
    assert '<a href="#c5">c5</a>' in row
