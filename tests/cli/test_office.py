"""Dates of office from the command line: added, edited, corrected, known then, exported and imported again."""

from typing import Final

from tests.cli.driving import Evaluator

RULER: Final = ("Ann Ruler", "--kind", "official", "--party", "Russia")


def single_voice(desk: Evaluator, *words: str) -> bool:
    """Whether who speaks is the party's official voice, and so admits what hurts it."""
    return bool(desk.show("dam", *words)["flags"]["against-interest"])


def ruled(desk: Evaluator) -> None:
    """Record somebody in office until the end of 2022, who speaks in 2023 of what hurts the party."""
    desk.ok("db", "init")
    desk.ok("source", "add", *RULER, "--official-since", "2020-01-01", "--official-until", "2022-12-31")
    desk.ok("log", "A dam broke", "--key", "dam", "--against", "Russia", "-a", "Ann Ruler says @ 2023-05-01")


def test_who_speaks_in_office_is_the_partys_voice_then(any_desk: Evaluator) -> None:
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


def test_dates_of_office_are_corrected_with_a_reason(any_desk: Evaluator) -> None:
    """What was recorded by mistake is superseded, and the claims are read by the dates as they are now."""
    ruled(any_desk)
    any_desk.ok("correct", "Ann Ruler", "--official-until", "2023-12-31", "--why", "the term was extended")
    assert single_voice(any_desk)
    shown = any_desk.ok("source", "show", "Ann Ruler", "--json").json
    assert (shown["official_since"], shown["official_until"]) == ("2020-01-01", "2023-12-31")
    assert not single_voice(any_desk, "--known-at", "r3")


def test_dates_of_office_stand_in_reports_exports_and_come_back(desk: Evaluator) -> None:
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


def test_impossible_dates_of_office_are_refused(desk: Evaluator) -> None:
    """An end before its beginning, and what is no date; nothing is recorded."""
    desk.ok("db", "init")
    backwards, no_day = "Write the day on which it ends after", "is not a date such as 2021-01-20"
    for since, until, told in (("2023-01-01", "2022-01-01", backwards), ("soon", "2022-01-01", no_day)):
        refused = desk.run("source", "add", *RULER, "--official-since", since, "--official-until", until)
        assert (refused.status, refused.out) == (2, "")
        assert told in refused.err
    assert desk.run("source", "show", "Ann Ruler").status == 3
