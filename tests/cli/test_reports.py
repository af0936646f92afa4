"""`report`: CSV for colleagues, to standard output and to files."""

import csv
import io
import sqlite3
from pathlib import Path

import pytest

from tests.cli.driving import CommandLine

CLAIMS = (
    "ref,key,claim,kind,status,since,derived,row,support,opposition,still_disputed,dispute,affirmed_by,denied_by,"
    "withheld_by,awaiting,documents,outlets,origins,independent_origins,figure_low,figure_high,measure,"
    "denied_by_interested,insisted_by_interested,against_interest,anonymous,self_contradictory,stale_days,split,"
    "review_due,why,because,happened_earliest,happened_latest,happened_text,place,parties,against,favours,tags,"
    "recorded,revision,challenged,revised,figure_rejected"
)
ATTRIBUTIONS = (
    "ref,claim_ref,claim_key,claim,origin,party,anonymous,official,via,stance,certainty,basis,figure_low,figure_high,"
    "cue,quote,note,said_earliest,said_latest,said_text,recorded,revision,live,url,title,outlet,published_earliest,"
    "published_latest,published_text,phrase,quote_language,quote_translation"
)
CHANGES = "at,revision,analyst,ref,key,claim,from,to,from_derived,to_derived,row,because,policy,action,reason"


@pytest.fixture
def case(any_desk: CommandLine) -> CommandLine:
    """A disputed figure and a single source."""
    any_desk.ok(
        "log", "Tanks were lost", "--key", "tanks", "--measure", "tanks", "--parties", "Russia, Ukraine",
        "-a", "Moscow says {2..3} @ 2024-11-19 03:25 MSK", "-a", "Kyiv says {>=10} @ 2024-11-20",
    )  # fmt: skip
    any_desk.ok("log", "The bridge fell", "-a", "Reuters, citing a Ukrainian officer, reports @ 2024-11-21")
    return any_desk


def rows(text: str) -> list[dict[str, str]]:
    """A report as its rows."""
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


@pytest.mark.parametrize(
    ("report", "header"),
    [("claims", CLAIMS), ("disputed", CLAIMS), ("attributions", ATTRIBUTIONS), ("changes", CHANGES)],
)
def test_columns_are_stable_and_lines_end_as_the_standard_says(desk: CommandLine, report: str, header: str) -> None:
    """Each report has its columns in their order, CRLF, no byte order mark on standard output, even when empty."""
    desk.ok("log", "The depot burned", "-a", "Moscow says", "-a", "Kyiv denies")
    assert desk.ok("report", report, "tag:nothing").out == f"{header}\r\n"
    out = desk.ok("report", report).out
    assert out.startswith(f"{header}\r\n")
    assert out.count("\r\n") == out.count("\n") == 2 + (report == "attributions")


def test_a_report_of_claims_has_one_fact_a_column(case: CommandLine) -> None:
    """Words and not marks, times in UTC, figures as numbers."""
    row = rows(case.ok("report", "claims", "key:tanks", "--tz", "Europe/Moscow").out)[0]
    wanted = {
        "ref": "c1",
        "key": "tanks",
        "claim": "Tanks were lost",
        "kind": "fact",
        "status": "disputed",
        "since": "2024-11-20T00:00:00.000000+00:00",
        "derived": "disputed",
        "row": "2",
        "support": "4",
        "opposition": "0",
        "still_disputed": "true",
        "dispute": "figure",
        "affirmed_by": "Russia | Ukraine",
        "denied_by": "",
        "figure_low": "2",
        "figure_high": "",
        "measure": "tanks",
        "parties": "Russia | Ukraine",
        "split": "false",
    }
    assert {name: row[name] for name in wanted} == wanted


def test_a_report_of_attributions_has_one_row_each(case: CommandLine) -> None:
    """By claim, then as said; spans as earliest, latest and words."""
    found = rows(case.ok("report", "attributions").out)
    names = ("ref", "claim_ref", "origin", "via", "stance", "figure_low", "figure_high", "said_earliest", "said_text")
    assert [tuple(row[name] for name in names) for row in found] == [
        ("a1", "c1", "Russia", "", "affirms", "2", "3", "2024-11-19T00:25:00.000000+00:00", "2024-11-19 03:25 MSK"),
        ("a2", "c1", "Ukraine", "", "affirms", "10", "", "2024-11-20T00:00:00.000000+00:00", "2024-11-20"),
        (
            "a3",
            "c2",
            "Ukrainian officer",
            "Reuters",
            "affirms",
            "",
            "",
            "2024-11-21T00:00:00.000000+00:00",
            "2024-11-21",
        ),
    ]
    assert (found[2]["anonymous"], found[2]["party"], found[2]["live"]) == ("true", "Ukraine", "true")


@pytest.mark.long
@pytest.mark.parametrize("report", ["claims", "attributions", "changes", "disputed"])
def test_a_report_is_the_same_every_time(case: CommandLine, report: str) -> None:
    """The same question about the same moment gives the same bytes, to standard output and to a file."""
    words = ("report", report, *(() if report == "changes" else ("--as-of", "2099-01-01")))
    first = case.ok(*words).out
    assert case.ok(*words).out == first
    path = case.home / "report.csv"
    case.ok(*words, "-o", str(path), "--no-bom")
    assert path.read_bytes().decode() == first


def test_a_file_has_the_mark_that_excel_wants(desk: CommandLine) -> None:
    """A byte order mark in files unless --no-bom, and how many rows are in it is told."""
    desk.ok("log", "The depot burned", "-a", "Moscow says")
    path = desk.home / "claims.csv"
    done = desk.ok("report", "claims", "-o", str(path))
    assert (done.out, done.err) == ("", f"1 row in {path}\n")
    assert path.read_bytes().startswith(b"\xef\xbb\xbfref,key,claim,")
    desk.ok("report", "claims", "-o", str(path), "--no-bom")
    assert path.read_bytes().startswith(b"ref,key,claim,")
    left = sorted(entry.name for entry in desk.home.iterdir() if "claims.csv" in entry.name)
    assert left == ["claims.csv", "claims.csv.datapackage.json"]


@pytest.mark.parametrize(("place", "reason"), [
    ("nowhere/claims.csv", "No such file or directory"), (".", "Is a directory"),
])  # fmt: skip
def test_a_report_that_cannot_be_written_leaves_nothing(desk: CommandLine, place: str, reason: str) -> None:
    """One clear line, and no half of a file."""
    desk.ok("log", "The depot burned", "-a", "Moscow says")
    (desk.home / "dir").mkdir()
    target = desk.home / "dir" / place
    before = sorted(desk.home.rglob("*"))
    done = desk.run("report", "claims", "-o", str(target))
    assert (done.status, done.err) == (
        2,
        f"error: {target} cannot be written: {reason}. Choose another place\n",
    )
    assert sorted(desk.home.rglob("*")) == before


def test_a_report_broken_off_leaves_the_old_file(desk: CommandLine) -> None:
    """When the database fails midway the report that was there stays, and no part of the new one."""
    desk.ok("log", "The depot burned", "-a", "Moscow says")
    target = desk.home / "claims.csv"
    target.write_text("old")
    with sqlite3.connect(str(desk.location.path)) as connection:
        connection.execute("ALTER TABLE claim_accounts RENAME TO elsewhere")
    connection.close()
    done = desk.run("report", "claims", "-o", str(target))
    assert done.status != 0
    assert target.read_text() == "old"
    assert [path.name for path in desk.home.iterdir() if path.suffix == ".part"] == []


def test_a_file_is_as_open_as_any_other(desk: CommandLine) -> None:
    """A report has the permissions that a new file has, not those of a temporary one."""
    desk.ok("log", "The depot burned", "-a", "Moscow says")
    target, other = desk.home / "claims.csv", Path(desk.file("other", "x"))
    desk.ok("report", "claims", "-o", str(target))
    assert target.stat().st_mode == other.stat().st_mode


@pytest.mark.long
def test_a_report_hides_what_is_not_asked_for(case: CommandLine) -> None:
    """Query and moment choose the rows; `disputed` has the disputed ones alone."""
    assert [row["ref"] for row in rows(case.ok("report", "disputed").out)] == ["c1"]
    assert [row["ref"] for row in rows(case.ok("report", "claims", "bridge").out)] == ["c2"]
    assert rows(case.ok("report", "disputed", "--as-of", "2024-11-19").out) == []
    assert [row["ref"] for row in rows(case.ok("report", "attributions", "--known-at", "r2").out)] == ["a1", "a2"]
