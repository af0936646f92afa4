"""Streams closed, full or cut off, names nobody can use, numbers beyond counting: one line, and the right code."""

import os
import subprocess
import time
from pathlib import Path

import pytest

from tests.cli.driving import COMMAND, CommandLine
from verifier.cli import app

LONG = "x" * 300
BIG = "9" * 30


def shell(analyst: CommandLine, words: str) -> tuple[int, list[str]]:
    """The exit status of the command with redirections of the shell, and the lines it told."""
    done = subprocess.run(
        ["/bin/sh", "-c", f"{COMMAND} {words}"], env=analyst.environment, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stderr.splitlines()


@pytest.fixture
def analyst(desk: CommandLine) -> CommandLine:
    """An analyst with something to print."""
    desk.ok("log", "The depot burned", "-a", "Moscow says @ 2024-11-19")
    return desk


@pytest.mark.parametrize("where", ["> /dev/full", ">&-"])
@pytest.mark.parametrize(
    "words", ["list", "report claims", "export -", "changes --log", "show c1", "--version", "--help", "config show"]
)
def test_output_that_cannot_be_written_is_one_line(analyst: CommandLine, words: str, where: str) -> None:
    """A full disk behind `>` and a closed stdout: exit status 2, and nothing unexpected."""
    status, told = shell(analyst, f"-q {words} {where}")
    assert (status, len(told)) == (2, 1), told
    assert told[0].startswith("error: the output cannot be written: ")


@pytest.mark.parametrize("stream", ["<&-", "2>&-", "<&- >/dev/null 2>&-"])
def test_streams_that_are_closed_change_nothing_else(analyst: CommandLine, stream: str) -> None:
    """What is recorded is recorded, and no database takes the number of a stream."""
    status, told = shell(analyst, f'log "The bridge fell" -a "Kyiv says @ 2024-11-19" {stream}')
    assert (status, "Traceback" in "".join(told)) == (0, False)
    assert len(analyst.ok("list", "--json").json) == 2
    assert analyst.run("audit").status == 0


@pytest.mark.long
def test_a_reader_who_has_had_enough_ends_a_command_quietly(analyst: CommandLine) -> None:
    """`changes --log | head` says nothing and ends well."""
    rows = "".join(f"Claim number {number},Kyiv,affirms,2024-11-19\n" for number in range(6_000))
    analyst.ok("import", "-", stdin=f"claim,origin,stance,said\n{rows}")
    for words in ("changes --log", "changes --log --json", "export -", "report attributions", "list"):
        status, told = shell(analyst, f"-q {words} | head -1 > /dev/null")
        assert (status, told) == (0, []), words


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (("--db", "~nouser/x.db", "list"), 2),
        (("--db", LONG, "list"), 2),
        (("--db", LONG, "log", "A claim"), 2),
        (("log", "-f", LONG), 2),
        (("import", LONG), 2),
        (("export", LONG), 2),
        (("report", "claims", "-o", LONG), 2),
        (("source", "import", LONG), 2),
        (("db", "backup", LONG), 2),
        (("changes", "--since-report", LONG), 2),
        (("list", "--limit", BIG), 2),
        (("show", f"c{BIG}"), 2),
        (("undo", f"r{BIG}"), 2),
        (("--known-at", f"r{BIG}", "list"), 2),
        (("list", "since:9999999999h"), 2),
    ],
)
def test_what_nobody_can_use_is_one_line(analyst: CommandLine, words: tuple[str, ...], status: int) -> None:
    """Nobody's home, names over 255 bytes, numbers beyond 64 bits: a usage error, and nothing unexpected."""
    done = analyst.run(*words)
    assert (done.status, done.err.count("\n"), "unexpected" in done.err) == (status, 1, False), done.err


def test_what_is_unexpected_has_a_code_of_its_own(analyst: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    """70, so that 1 is only a no."""
    monkeypatch.setattr(app, "application", lambda _: 1 / 0)
    done = analyst.run("list")
    assert (done.status, "unexpected ZeroDivisionError" in done.err) == (70, True), done.err


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("party:Isreal", "'party:Isreal' is no party's name. Closest: Israel"),
        ("who:Reuterz", "'who:Reuterz' is nobody's name. Closest: Reuters"),
        ("via:Reuterz", "'via:Reuterz' is nobody's name. Closest: Reuters"),
        ("", "the query is empty"),
        (" ", "the query is empty"),
        ("%", "'%' has no letter and no digit to look for"),
        ("\U0001f680", "has no letter and no digit to look for"),
        ("depot %", "'%' has no letter and no digit to look for"),
        ('depot "--"', "has no letter and no digit to look for"),
    ],
)
def test_a_filter_that_is_empty_or_unknown_is_no_filter_for_all(analyst: CommandLine, query: str, told: str) -> None:
    """Refused in lists, checks and reports, with the nearest."""
    for words in (("list", query), ("disputed", query, "--check"), ("report", "claims", query)):
        done = analyst.run(*words)
        assert (done.status, told in done.err, done.out) == (2, True, ""), done.err


def test_names_of_the_registry_filter_as_before(analyst: CommandLine) -> None:
    """By an alias, an adjective, a part of a name."""
    for query, count in (("who:Moscow", 1), ("party:Russian", 1), ("who:Reut", 0), ("party:Ukraine", 0)):
        assert len(analyst.ok("list", query, "--json").json) == count


@pytest.mark.long
def test_file_names_that_are_not_utf_8_work_or_are_refused_in_words(analyst: CommandLine) -> None:
    """Databases, sheets, tables, reports, exports and backups."""
    sheet, table = (Path(os.fsdecode(bytes(analyst.home) + b"/caf\xe9" + end)) for end in (b".md", b".csv"))
    sheet.write_text("## A claim from a sheet\nKyiv says @ 2024-11-19\n", encoding="utf-8")
    table.write_text("claim,origin,stance\nA claim from a table,Kyiv,affirms\n", encoding="utf-8")
    commands = (
        ("log", "-f", str(sheet)), ("import", str(table)), ("report", "claims", "-o", f"{sheet}.report.csv"),
        ("export", f"{table}.export.csv"), ("db", "backup", f"{table}.db"), ("--db", f"{table}.other.db", "db", "init"),
        ("changes", "--since-report", f"{sheet}.report.csv"), ("import", f"{table}.export.csv"),
    )  # fmt: skip
    for words in commands:
        done = subprocess.run(
            [COMMAND, *map(os.fsencode, words)], env=analyst.environment, capture_output=True, check=False
        )
        assert done.returncode != 70, (words, done.stderr)
        assert b"Traceback" not in done.stderr
        assert done.returncode in {0, 2}
        assert done.returncode == 0 or done.stderr.count(b"\n") == 1, (words, done.stderr)


def test_a_chain_of_parties_that_speak_with_one_another_is_read_at_once(analyst: CommandLine) -> None:
    """Two thousand parties, each speaking with the next; closed to a ring, it is refused as quickly."""

    def party(number: int, other: int) -> str:
        return f'[[party]]\nname = "Party {number}"\nspeaks_with = "Party {other}"\n'

    chain = "".join(party(number, number + 1) for number in range(2_000))
    began = time.process_time()
    ring = analyst.run("source", "import", analyst.file("ring.toml", chain + party(2_000, 0)))
    analyst.ok("source", "import", analyst.file("chain.toml", f'{chain}[[party]]\nname = "Party 2000"\n'))
    assert (ring.status, "speaks with itself" in ring.err) == (4, True), ring.err
    assert time.process_time() - began < 8
