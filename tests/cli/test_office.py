"""Dates of office from the command line: added, edited, corrected, known then, exported and imported again."""

from typing import Final

import pytest

from tests.cli.driving import CommandLine

RULER: Final = ("Ann Ruler", "--kind", "official", "--party", "Russia")


def single_voice(desk: CommandLine, *words: str) -> bool:
    """Whether who speaks is the party's official voice, and so admits what hurts it."""
    return bool(desk.show("dam", *words)["flags"]["against-interest"])


def ruled(desk: CommandLine) -> None:
    """Record somebody in office until the end of 2022, who speaks in 2023 of what hurts the party."""
    desk.ok("db", "init")
    desk.ok("source", "add", *RULER, "--official-since", "2020-01-01", "--official-until", "2022-12-31")
    desk.ok("log", "A dam broke", "--key", "dam", "--against", "Russia", "-a", "Ann Ruler says @ 2023-05-01")


@pytest.mark.long
def test_who_speaks_in_office_is_the_partys_voice_then(any_desk: CommandLine) -> None:
    """Out of office it is its own; an edit of the dates reads the claims again, and what was known before stays."""
    ruled(any_desk)
    assert not single_voice(any_desk)
    edited = any_desk.ok("source", "edit", "Ann Ruler", "--official-until", "2024-01-01")
    assert single_voice(any_desk)
    assert not single_voice(any_desk, "--known-at", "r3")
    assert (
        "in office   2020-01-01 to 2022-12-31\n" in any_desk.ok("source", "show", "Ann Ruler", "--known-at", "r3").out
    )
    assert "in office   2020-01-01 to 2024-01-01\n" in any_desk.ok("source", "show", "Ann Ruler").out
    assert "recorded in r4" in edited.err
    any_desk.ok("undo", "-y")
    assert not single_voice(any_desk)


@pytest.mark.long
def test_dates_of_office_are_corrected_with_a_reason(any_desk: CommandLine) -> None:
    """What was recorded by mistake is superseded, and the claims are read by the dates as they are now."""
    ruled(any_desk)
    any_desk.ok("correct", "Ann Ruler", "--official-until", "2023-12-31", "--why", "the term was extended")
    assert single_voice(any_desk)
    shown = any_desk.ok("source", "show", "Ann Ruler", "--json").json
    assert (shown["official_since"], shown["official_until"]) == ("2020-01-01", "2023-12-31")
    assert not single_voice(any_desk, "--known-at", "r3")


def test_dates_of_office_stand_in_reports_exports_and_come_back(desk: CommandLine) -> None:
    """The report of sources and the whole export have them; a new database that imports it answers alike."""
    ruled(desk)
    rows = desk.ok("report", "sources").out.splitlines()
    names = rows[0].lstrip("\ufeff").split(",")
    [row] = [dict(zip(names, one.split(","), strict=False)) for one in rows if one.startswith("Ann Ruler,")]
    assert "2020-01-01" in row.values()
    exported = desk.ok("export", "--all", "--format", "jsonl").out
    assert "2022-12-31" in exported
    other = desk.with_environment(VERIFIER_DB=str(desk.home / "other.db"))
    other.ok("db", "init")
    other.ok("import", desk.file("all.jsonl", exported))
    assert "in office   2020-01-01 to 2022-12-31\n" in other.ok("source", "show", "Ann Ruler").out
    assert not single_voice(other)


def test_impossible_dates_of_office_are_refused(desk: CommandLine) -> None:
    """An end before its beginning, and what is no date; nothing is recorded."""
    desk.ok("db", "init")
    backwards, no_day = "Write the day on which it ends after", "is not a date such as 2021-01-20"
    for since, until, told in (("2023-01-01", "2022-01-01", backwards), ("soon", "2022-01-01", no_day)):
        refused = desk.run("source", "add", *RULER, "--official-since", since, "--official-until", until)
        assert (refused.status, refused.out) == (2, "")
        assert told in refused.err
    assert desk.run("source", "show", "Ann Ruler").status == 3


PAIRS: Final = """\
[[source]]
name = "Ann Ruler"
kind = "official"
party = "Russia"
terms = [
    { official_since = 2017-01-20, official_until = 2021-01-20 },
    { official_since = 2025-01-20 },
]
"""
TOLD: Final = "in office   2017-01-20 to 2021-01-20, since 2025-01-20\n"


def spoken_thrice(desk: CommandLine) -> list[bool]:
    """Whether somebody who came back spoke officially in each term, and between them."""
    days = ("2018-05-01", "2023-05-01", "2025-05-01")
    for key, day in zip(("first", "between", "second"), days, strict=True):
        desk.ok("log", f"A dam broke, {key}", "--key", key, "--against", "Russia", "-a", f"Ann Ruler says @ {day}")
    return official_thrice(desk)


def official_thrice(desk: CommandLine, *words: str) -> list[bool]:
    """Whether each of the three was said by the official voice."""
    return [bool(desk.show(key, *words)["flags"]["against-interest"]) for key in ("first", "between", "second")]


def test_a_list_of_pairs_is_for_somebody_who_came_back(any_desk: CommandLine) -> None:
    """From a registry file; official in both terms and not between, however the terms were written."""
    any_desk.ok("source", "import", any_desk.file("ruler.toml", PAIRS))
    assert TOLD in any_desk.ok("source", "show", "Ann Ruler").out
    assert spoken_thrice(any_desk) == [True, False, True]
    ends = ("--official-since", "2017-01-20", "--official-since", "2025-01-20", "--official-until", "2021-01-20")
    assert any_desk.ok("source", "edit", "Ann Ruler", *ends, "--official-until", "").err == "nothing new\n"


@pytest.mark.long
def test_one_of_several_terms_is_corrected_and_known_as_it_was_before(any_desk: CommandLine) -> None:
    """The claims are read by the new dates; `--known-at` has the old ones, and so has what is undone."""
    any_desk.ok("source", "import", any_desk.file("ruler.toml", PAIRS))
    spoken_thrice(any_desk)
    ends = ("--official-until", "2021-01-20", "--official-until", "2025-03-01")
    any_desk.ok("correct", "Ann Ruler", *ends, "--why", "resigned")
    assert official_thrice(any_desk) == [True, False, False]
    assert official_thrice(any_desk, "--known-at", "r5") == [True, False, True]
    assert TOLD in any_desk.ok("source", "show", "Ann Ruler", "--known-at", "r5").out
    any_desk.ok("undo", "-y")
    assert official_thrice(any_desk) == [True, False, True]
    any_desk.ok("audit", "--deep")


def test_several_terms_are_exported_reported_and_imported_again(desk: CommandLine) -> None:
    """The whole export, as JSON Lines, and the report of sources have each; what reads them answers alike."""
    desk.ok("source", "import", desk.file("ruler.toml", PAIRS))
    spoken_thrice(desk)
    [row] = [line for line in desk.ok("report", "sources").out.splitlines() if line.startswith("Ann Ruler,")]
    assert "2017-01-20 | 2025-01-20,2021-01-20 | " in row
    other = desk.with_environment(VERIFIER_DB=str(desk.home / "other.db"))
    other.ok("db", "init")
    other.ok("import", desk.file("all.jsonl", desk.ok("export", "--all", "--format", "jsonl").out))
    assert TOLD in other.ok("source", "show", "Ann Ruler").out
    assert official_thrice(other) == [True, False, True]


def test_terms_that_run_into_each_other_are_refused(desk: CommandLine) -> None:
    """With the file and line; nothing is recorded."""
    path = desk.file("ruler.toml", PAIRS.replace("2025-01-20", "2020-01-20"))
    refused = desk.run("source", "import", path)
    assert refused.status == 4
    assert "the times in office of Ann Ruler run into each other" in refused.err
    assert desk.run("source", "show", "Ann Ruler").status in {3, 6}
