"""Moving a ledger as an analyst does it; and a copy that is killed on its way."""

import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest

from tests.cli.driving import COMMAND, PATIENCE, CommandLine
from tests.conftest import Server
from tests.people import a_team, opened
from verifier.storage.db.location import Location

pytestmark = pytest.mark.long

ROWS: Final = 4_000
ANSWERS: Final[tuple[tuple[str, ...], ...]] = (
    ("list", "--json"),
    ("changes", "--json"),
    ("export", "--all"),
    ("export",),
    ("report", "attributions"),
    ("audit", "--json"),
    ("source", "list", "--json"),
)


@pytest.fixture
def on_server(server: Server) -> Iterator[Location]:
    """A database without tables on a server."""
    with server.database() as location:
        yield location


@pytest.fixture
def large(desk: CommandLine) -> CommandLine:
    """A desk with so many claims that copying them takes a moment."""
    rows = "".join(f"Claim {n},Moscow,affirms,2024-11-19,so it is\n" for n in range(ROWS))
    desk.ok("import", desk.file("rows.csv", f"claim,origin,stance,said,quote\n{rows}"), "-q")
    return desk


def written(location: Location) -> str:
    """A place as it is written on the command line."""
    return location.url or str(location.path)


def answers(desk: CommandLine, location: Location) -> list[str]:
    """What a database answers."""
    return [replace(desk, location=location).ok(*words).out for words in ANSWERS]


def test_a_ledger_moves_to_a_server_and_back(desk: CommandLine, on_server: Location, tmp_path: Path) -> None:
    """Every list, log, export, report and digest is the same to the byte; the undone stays undone."""
    desk.ok("log", "Missiles hit", "-a", "Moscow says @ 2024-11-19", "-a", 'Kyiv denies: "they [do] not" @ 2024-11-20')
    desk.ok("log", "Six missiles hit", "-a", "Moscow says @ 2024-11-19", "--key", "six")
    desk.ok("link", "six", "entails", "c1")
    desk.ok("assess", "c1", "refuted", "--why", "=No")
    desk.ok("undo", "-y")
    back = Location(path=tmp_path / "back.db")
    done = desk.ok("db", "copy", written(desk.location), written(on_server))
    assert done.err == f"copied {desk.location} to {on_server}\n"
    assert done.out == desk.ok("audit").out
    assert desk.ok("db", "copy", written(on_server), written(back), "--json").json["sound"] is True
    assert answers(desk, desk.location) == answers(desk, on_server) == answers(desk, back)
    assert replace(desk, location=back).ok("redo").err.count("brought back r5 in r7") == 1


def test_a_place_that_is_taken_exits_5(desk: CommandLine, tmp_path: Path) -> None:
    """Nothing is overwritten; a place that cannot be is told as such."""
    taken = desk.run("db", "copy", written(desk.location), written(desk.location))
    assert (taken.status, taken.err) == (
        5,
        f"error: {desk.location} is not empty. Give the name of a new file. Nothing was copied\n",
    )
    assert desk.run("db", "copy", written(desk.location), str(tmp_path / "none" / "copy.db")).status == 6
    assert desk.run("db", "copy", str(tmp_path / "none.db"), str(tmp_path / "copy.db")).status == 6
    assert desk.run("db", "copy", written(desk.location), "copy.db", "--as-of", "2024-11-19").status == 2


def test_a_reader_may_take_a_copy_along(desk: CommandLine, server: Server, tmp_path: Path) -> None:
    """What may be read may be copied, and a database that was moved to a server is given its roles there."""
    desk.ok("log", "Missiles hit", "-a", "Moscow says @ 2024-11-19")
    with a_team(server) as team:
        desk.ok("db", "copy", written(desk.location), written(team.location))
        assert team.roles.reader in replace(desk, location=team.location).ok("db", "init").err
        copy = Location(path=tmp_path / "copy.db")
        desk.ok("db", "copy", written(team.member(team.roles.reader)), written(copy))
        assert answers(desk, copy) == answers(desk, desk.location)


def killed(desk: CommandLine, target: Location, under_way: Callable[[], bool]) -> None:
    """Copy, and kill that when it is under way."""
    words: list[str | Path] = [COMMAND, "db", "copy", written(desk.location), written(target)]
    with subprocess.Popen(words, env=desk.environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
        until = time.monotonic() + PATIENCE
        while not under_way():
            assert process.poll() is None, process.stderr and process.stderr.read()
            assert time.monotonic() < until
            time.sleep(0.002)
        process.kill()


def test_a_copy_killed_on_its_way_leaves_no_file(large: CommandLine, tmp_path: Path) -> None:
    """There is nothing under the name; the next try makes the copy."""
    target = Location(path=tmp_path / "copy.db")
    killed(large, target, lambda: any(tmp_path.glob(".copy.db.*.part/copy.db-wal")))
    assert large.run("--db", written(target), "list").status == 6
    large.ok("db", "copy", written(large.location), written(target))
    assert large.ok("--db", written(target), "audit").out == large.ok("audit").out


def test_a_copy_killed_on_its_way_leaves_the_server_without_facts(large: CommandLine, on_server: Location) -> None:
    """Nothing of it is recorded there, and the next try fills the same database."""
    with opened(on_server) as watching:

        def inserting() -> bool:
            busy = """
                SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()
                AND query ~ 'INTO attributions' AND pid <> pg_backend_pid()"""
            return watching.execute(busy).fetchone() != (0,)

        killed(large, on_server, inserting)
        assert [watching.execute(f"SELECT count(*) FROM {t}").fetchone() for t in ("claims", "revisions")] == [(0,)] * 2  # noqa: S608
    large.ok("db", "copy", written(large.location), written(on_server))
    assert large.ok("--db", written(on_server), "audit").out == large.ok("audit").out
