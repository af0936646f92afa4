"""Databases that cannot be used: each one clear line, exit status 6, and nothing touched."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.driving import CommandLine
from verifier.storage.db.location import Location

READ = ("list",)
WRITE = ("log", "The depot burned", "-a", "Moscow says")


def refused(desk: CommandLine, database: str, *words: str) -> str:
    """The one line that is told; exit status 6 on every such line."""
    done = desk.run("--db", database, *words)
    assert (done.status, done.out) == (6, ""), done.err
    assert done.err.startswith("error: ")
    assert done.err.count("\n") == 1
    if words[0] == "report":
        return done.err  # which has no JSON
    as_json = desk.run("--db", database, *words, "--json")
    assert (as_json.status, as_json.out, as_json.error["code"]) == (6, "", "database")
    return done.err


def no_database(path: Path) -> None:
    """A text that is no database."""
    path.write_text("This is a text and no database at all, whatever its name says.\n" * 100)


def somebody_elses(path: Path) -> None:
    """Another program's database."""
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE recipes (name TEXT)")
    connection.close()


def older(path: Path) -> None:
    """A database of a schema before ours."""
    _of_version(path, "0000")


def newer(path: Path) -> None:
    """A database of a schema that is yet to come."""
    _of_version(path, "9999")


def _of_version(path: Path, version: str) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", (version,))
    connection.close()


@pytest.mark.parametrize("words", [READ, WRITE, ("show", "c1"), ("report", "claims"), ("db", "check")])
@pytest.mark.parametrize(
    ("spoil", "told"),
    [(no_database, "is not a database"), (somebody_elses, "verifier"), (newer, "newer verifier")],
)
def test_what_is_not_our_database_is_left_alone(
    desk: CommandLine, words: tuple[str, ...], spoil: Callable[[Path], None], told: str
) -> None:
    """A text, another program's database and one of a newer version are told and not touched."""
    assert desk.location.path
    if spoil is not newer:
        desk.location.path.unlink()
    spoil(desk.location.path)
    before = desk.location.path.read_bytes()
    assert told in refused(desk, str(desk.location.path), *words)
    assert desk.location.path.read_bytes() == before


def test_a_directory_is_no_database(desk: CommandLine) -> None:
    """A directory is told as one."""
    for words in (READ, WRITE):
        assert "is a directory, not a database" in refused(desk, str(desk.home), *words)


def test_a_missing_database_is_made_by_the_first_write_alone(bare_desk: CommandLine) -> None:
    """Reading without one exits 6 and makes none; writing makes it with the starter registry."""
    assert bare_desk.location.path
    for words in (READ, ("disputed",), ("show", "c1"), ("changes",), ("source", "list"), ("db", "check")):
        assert "Log a claim to make one, or run: verifier db init" in refused(
            bare_desk, str(bare_desk.location.path), *words
        )
    assert not bare_desk.location.path.exists()
    bare_desk.ok(*WRITE)
    assert bare_desk.ok("list").err == "1 claim  verifier show c1\n"


@pytest.mark.long
def test_a_locked_database_is_waited_for_and_then_told(desk: CommandLine) -> None:
    """While another program writes, reading goes on; writing gives up after a while and writes nothing."""
    assert desk.location.path
    desk.ok(*WRITE)
    other = sqlite3.connect(desk.location.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        assert desk.ok("list").out.endswith("The depot burned\n")
        done = desk.run("say", "c1", "Kyiv denies")
    finally:
        other.rollback()
        other.close()
    assert (done.status, done.out) == (6, "")
    assert "is locked: another program is writing to it" in done.err
    assert desk.show("c1")["status"] == "single-source"


@pytest.mark.parametrize("words", [READ, WRITE])
def test_a_server_that_cannot_be_reached_is_told_without_its_password(
    desk: CommandLine, words: tuple[str, ...]
) -> None:
    """The address is told, the password never, also not in JSON."""
    url = "postgresql://ann:secret@127.0.0.1:1/verifier"
    told = refused(desk, url, *words)
    assert "cannot be reached" in told
    assert "secret" not in told
    assert "secret" not in desk.run("--db", url, "db", "path").out
    assert "secret" not in desk.run("--db", url, "config", "show").out


def test_a_server_without_the_database_is_told(any_desk: CommandLine) -> None:
    """A name that the server does not know is one clear line."""
    if any_desk.location.url is None:
        return
    told = refused(any_desk, f"{any_desk.location.url}_nowhere", *READ)
    assert "the server has no database of that name" in told


def test_an_outdated_database_is_told_how_to_upgrade(desk: CommandLine) -> None:
    """A version that is not ours points to the upgrade or to a newer program, and is not touched."""
    assert desk.location.path
    older(desk.location.path)
    before = desk.location.path.read_bytes()
    for words in (READ, WRITE):
        assert "verifier" in refused(desk, str(desk.location.path), *words)
    assert desk.location.path.read_bytes() == before


def test_a_kind_of_database_that_is_not_supported_is_a_usage_error(desk: CommandLine) -> None:
    """Another scheme is an option that cannot be read."""
    done = desk.run("--db", "mysql://host/name", "list")
    assert (done.status, done.err) == (
        2,
        (
            "error: databases of the kind mysql:// are not supported. "
            "Give a file, or a URL such as postgresql://host/name\n"
        ),
    )


def test_changed_bytes_are_found_by_the_check(desk: CommandLine) -> None:
    """A fact altered behind the program's back fails `db check` with exit status 1."""
    assert desk.location.path
    desk.ok(*WRITE)
    with sqlite3.connect(desk.location.path) as connection:
        connection.execute("DROP TRIGGER IF EXISTS attributions_no_update")
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute("UPDATE attributions SET cue = 'denies'")
    connection.close()
    done = desk.run("db", "check")
    assert done.status == 1
    assert done.out.startswith("not sound: ")
    found = desk.run("db", "check", "--json")
    assert (found.status, found.json["sound"]) == (1, False)


def test_a_read_only_directory_is_told(desk: CommandLine) -> None:
    """A file that only an immutable place holds cannot be written, and is told so."""
    place = Location(path=Path("/proc/verifier.db"))
    told = desk.run("--db", str(place.path), *WRITE)
    assert (told.status, told.err.count("\n")) == (6, 1)
