"""What is written for an analyst: whole, and never in the place of what is precious."""

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from verifier.domain.errors import ConflictError, UsageError
from verifier.services.outputs import Output, allowed, noted, side_car, text_file
from verifier.storage.db.location import Location


def write(output: Output, text: str = "new") -> None:
    """Write a text as an export is written."""
    with text_file(output, partial(noted, output.path.name, "export")) as stream:
        stream.write(text)


def a_database(path: Path) -> None:
    """A SQLite database of whomever."""
    with closing(sqlite3.connect(path)) as driver:
        driver.execute("CREATE TABLE notes (text)")


MARKED = {
    "SQLite": a_database,
    "DuckDB": lambda path: path.write_bytes(b"01234567DUCK0000"),
    "Access": lambda path: path.write_bytes(b"\0\1\0\0Standard ACE DB\0"),
    "a dump": lambda path: path.write_bytes(b"PGDMP\1\16"),
    "a log": lambda path: path.write_bytes(b"\x37\x7f\x06\x82\0\0"),
}


@pytest.mark.parametrize("make", MARKED.values(), ids=MARKED)
def test_a_database_is_not_replaced(tmp_path: Path, make: Callable[[Path], object]) -> None:
    """Of whatever kind, told by its first bytes, also where a side-car vouches for it; only when told to."""
    path = tmp_path / "case"
    make(path)
    before = path.read_bytes()
    with pytest.raises(ConflictError, match=r"case is .*database.*give --force"):
        write(Output(path))
    assert path.read_bytes() == before
    write(Output(path, force=True))
    assert path.read_text() == "new"


@pytest.mark.parametrize("name", ["case.db", "case.db-wal", "case.db-shm", "case.db-journal", "link", "second name"])
def test_the_ledger_in_use_is_never_replaced(tmp_path: Path, name: str) -> None:
    """Neither under another name, nor what SQLite keeps beside it, nor with --force."""
    ledger = tmp_path / "case.db"
    a_database(ledger)
    (tmp_path / "link").symlink_to(ledger)
    (tmp_path / "second name").hardlink_to(ledger)
    before = ledger.read_bytes()
    with pytest.raises(ConflictError, match="is the database in use"):
        write(Output(tmp_path / name, Location(path=ledger), force=True))
    assert ledger.read_bytes() == before


def test_what_verifier_made_is_replaced_until_somebody_changes_it(tmp_path: Path) -> None:
    """Its side-car has the digest of what was made."""
    path = tmp_path / "t.csv"
    write(Output(path), "first")
    write(Output(path), "second")
    path.write_text("second, and a note of mine")
    with pytest.raises(ConflictError, match="was changed after verifier made it"):
        write(Output(path))
    assert path.read_text() == "second, and a note of mine"
    write(Output(path, force=True))
    write(Output(path), "as made")
    assert path.read_text() == "as made"


@pytest.mark.parametrize("name", ["t.csv", "t.csv.datapackage.json"])
def test_what_verifier_did_not_make_is_not_replaced(tmp_path: Path, name: str) -> None:
    """Neither a file of that name, nor somebody else's side-car; nothing is left behind."""
    (tmp_path / name).write_text('{"resources": []}')
    with pytest.raises(ConflictError, match="verifier did not make it"):
        write(Output(tmp_path / "t.csv"))
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_what_is_read_is_not_replaced(tmp_path: Path) -> None:
    """Not even if verifier made it."""
    path = tmp_path / "t.csv"
    write(Output(path))
    with pytest.raises(ConflictError, match="is what is read"):
        allowed(Output(path, inputs=(path,)))


def test_a_link_is_written_through(tmp_path: Path) -> None:
    """It stays a link, also to what is not there yet; the side-car is beside the link."""
    (tmp_path / "shared").mkdir()
    path, target = tmp_path / "t.csv", tmp_path / "shared" / "real.csv"
    path.symlink_to(target)
    for text in ("first", "second"):
        write(Output(path), text)
        assert (path.is_symlink(), target.read_text()) == (True, text)
    assert side_car(path).is_file()


def test_permissions_are_kept(tmp_path: Path) -> None:
    """Those of what is replaced; a new file has the usual ones, a private one its owner's alone."""
    usual, private = tmp_path / "t.csv", tmp_path / "p.csv"
    old = os.umask(0o022)
    try:
        write(Output(usual))
        write(Output(private, private=True))
    finally:
        os.umask(old)
    assert [path.stat().st_mode & 0o777 for path in (usual, private, side_car(private))] == [0o644, 0o600, 0o600]
    usual.chmod(0o640)
    write(Output(usual))
    assert usual.stat().st_mode & 0o777 == 0o640


def test_a_read_only_file_is_respected(tmp_path: Path) -> None:
    """Whoever made it, and whoever asks, also with --force: permissions are the analyst's to change."""
    path = tmp_path / "t.csv"
    write(Output(path), "kept")
    path.chmod(0o444)
    with pytest.raises(ConflictError, match="is read-only"):
        write(Output(path, force=True))
    assert path.read_text() == "kept"


@pytest.mark.parametrize("name", [".", "/dev/null", "missing/t.csv", "n" * 300, "nul\0"])
def test_a_place_that_cannot_be_written_is_told(tmp_path: Path, name: str) -> None:
    """A directory, a device, a directory that is not there, a name that cannot be."""
    with pytest.raises(UsageError, match=r"cannot be written: .*\. Choose another place"):
        write(Output(tmp_path / name))


def test_a_failure_leaves_what_was_there(tmp_path: Path) -> None:
    """And nothing half-written beside it."""
    path = tmp_path / "t.csv"
    write(Output(path), "kept")
    with pytest.raises(UnicodeEncodeError):
        write(Output(path), "half" * 10_000 + "\ud800")
    assert path.read_text() == "kept"
    assert sorted(found.name for found in tmp_path.iterdir()) == ["t.csv", "t.csv.datapackage.json"]
