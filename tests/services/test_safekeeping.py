"""Backups are whole, checked and never overwrite; restoring keeps what was there and puts back only what is sound."""

import os
import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.services.meddling import head_digest, log
from tests.storage.test_failures import unchangeable
from verifier.domain.errors import DatabaseError, UsageError, VerifierError
from verifier.services.maintenance.backups import back_up_database, restore_database
from verifier.services.maintenance.check import check_database
from verifier.services.workspace import Workspace
from verifier.storage.db.location import Location


@pytest.fixture
def workspace(sqlite_database: Location) -> Iterator[Workspace]:
    """A workspace with one claim, in a file."""
    workspace = Workspace(sqlite_database, "ann")
    log(workspace, "The depot burned", "Moscow says @ 2024-11-19")
    yield workspace
    workspace.close()


@pytest.fixture
def backup(workspace: Workspace, tmp_path: Path) -> Path:
    """A backup of it."""
    back_up_database(workspace, tmp_path / "claims.backup.db")
    return tmp_path / "claims.backup.db"


def path_of(workspace: Workspace) -> Path:
    """The file of a workspace."""
    assert workspace.location.path is not None
    return workspace.location.path


def head_of(path: Path) -> str:
    """The newest digest in a sound file."""
    workspace = Workspace(Location(path=path), "bea")
    checked = check_database(workspace)
    workspace.close()
    assert checked.fault is None
    assert checked.head is not None
    return checked.head.digest


def names(directory: Path) -> list[str]:
    """What is in a directory, without what SQLite keeps beside an open file."""
    return sorted(path.name for path in directory.iterdir() if not path.name.endswith(("-wal", "-shm")))


def test_what_a_killed_backup_left_goes_with_the_next_one(workspace: Workspace, tmp_path: Path) -> None:
    """Only where nothing was written for a day, and nothing of others."""
    left = [tmp_path / name for name in (".b.db.old.part", ".b.db.new.part", ".b.db.others.part", ".c.db.old.part")]
    for directory in left:
        directory.mkdir()
        (directory / "b.db").write_bytes(b"half")
    (left[2] / "thesis.txt").write_bytes(b"all")
    for directory in (left[0], left[2], left[3]):
        for path in (*directory.iterdir(), directory):
            os.utime(path, (0, 0))
    back_up_database(workspace, tmp_path / "b.db")
    assert [directory.exists() for directory in left] == [False, True, True, True]


def test_a_backup_has_all_that_was_recorded(workspace: Workspace, tmp_path: Path) -> None:
    """What others have just committed is in it, while they have the database open, and it is only the one file."""
    path_of(workspace).chmod(0o600)
    with closing(sqlite3.connect(path_of(workspace))) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM claims").fetchall()
        log(workspace, "Six missiles were fired", "Moscow says @ 2024-11-19")
        target = tmp_path / "claims.backup.db"
        checked = back_up_database(workspace, target)
    assert checked.claims == 2
    assert names(tmp_path) == ["claims.backup.db", "verifier.db"]
    assert target.stat().st_mode & 0o777 == 0o600
    assert head_of(target) == head_digest(workspace)


def test_a_backup_overwrites_nothing(workspace: Workspace, tmp_path: Path) -> None:
    """A file that is there already stays as it is."""
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(DatabaseError, match="exists already"):
        back_up_database(workspace, tmp_path / "notes.txt")
    assert (tmp_path / "notes.txt").read_text() == "mine"


def test_no_backup_is_made_of_what_is_not_sound(workspace: Workspace, tmp_path: Path) -> None:
    """A fault is told, and no file is left that looks like a backup."""
    spoil(path_of(workspace))
    with pytest.raises(VerifierError, match="is not sound: c1 is listed as denied, and its facts give single-source"):
        back_up_database(workspace, tmp_path / "claims.backup.db")
    assert names(tmp_path) == ["verifier.db"]


def spoil(path: Path) -> None:
    """Make a database say what its facts do not."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE claim_states SET status = 'denied'")


def test_a_backup_where_none_can_be_is_refused(workspace: Workspace, tmp_path: Path) -> None:
    """A missing or read-only directory is told in one line."""
    with pytest.raises(DatabaseError, match=r"cannot be made: No such file or directory. Choose another place"):
        back_up_database(workspace, tmp_path / "missing" / "claims.db")
    (tmp_path / "shelf").mkdir()
    with unchangeable(tmp_path / "shelf"), pytest.raises(DatabaseError, match="cannot be made"):
        back_up_database(workspace, tmp_path / "shelf" / "claims.db")


@pytest.mark.long
def test_restoring_gives_back_what_was_and_keeps_what_is(workspace: Workspace, backup: Path, tmp_path: Path) -> None:
    """The database is that of the backup; what was recorded since is in the file that is kept."""
    then = head_digest(workspace)
    log(workspace, "Six missiles were fired", "Moscow says @ 2024-11-19")
    later = head_digest(workspace)
    restored = restore_database(workspace, backup)
    assert head_digest(workspace) == then
    assert restored.kept is not None
    assert head_of(restored.kept) == later
    assert re.fullmatch(r"verifier\.before-restore-\d{8}T\d{12}Z\.db", restored.kept.name)
    assert names(tmp_path) == sorted(["claims.backup.db", restored.kept.name, "verifier.db"])
    log(workspace, "Written after", "Moscow says @ 2024-11-19")
    assert check_database(workspace, then).fault is None


def test_restoring_while_others_have_the_database_open(workspace: Workspace, backup: Path) -> None:
    """Somebody who is reading goes on reading what was, sees what is restored next, and writes into that."""
    other = Workspace(workspace.location, "bea")
    log(other, "Six missiles were fired", "Moscow says @ 2024-11-19")
    with closing(sqlite3.connect(path_of(workspace))) as reader:
        reader.execute("BEGIN")
        count = "SELECT count(*) FROM claims"
        assert reader.execute(count).fetchone() == (2,)
        restore_database(workspace, backup)
        assert reader.execute(count).fetchone() == (2,)
        reader.rollback()
        assert reader.execute(count).fetchone() == (1,)
    log(other, "Written by another", "Moscow says @ 2024-11-19")
    assert check_database(workspace).claims == 2
    assert check_database(workspace).fault is None
    other.close()


@pytest.mark.long
def test_restoring_while_somebody_writes_is_refused(workspace: Workspace, backup: Path, tmp_path: Path) -> None:
    """A write that has begun is not lost: the restoring gives way, and leaves nothing behind."""
    with closing(sqlite3.connect(path_of(workspace), isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        with pytest.raises(DatabaseError, match="is locked: another program is writing to it"):
            restore_database(workspace, backup)
    assert names(tmp_path) == ["claims.backup.db", "verifier.db"]


@pytest.mark.long
@pytest.mark.parametrize("spoiled", [b"no database at all" * 50, b"SQLite format 3\0" + b"\xff" * 5_000, b""])
def test_restoring_over_what_cannot_be_read(workspace: Workspace, backup: Path, spoiled: bytes) -> None:
    """A damaged database, with what SQLite left beside it, is set aside as it is."""
    then = head_digest(workspace)
    workspace.close()
    path = path_of(workspace)
    path.write_bytes(spoiled)
    path.with_name("verifier.db-wal").write_bytes(b"left over")
    restored = restore_database(workspace, backup)
    assert head_digest(workspace) == then
    assert restored.kept is not None
    assert restored.kept.read_bytes() == spoiled


def test_restoring_where_there_is_none(workspace: Workspace, backup: Path) -> None:
    """A lost database is put back, and a log left from it is not taken for the new one's."""
    then = head_digest(workspace)
    log(workspace, "Six missiles were fired", "Moscow says @ 2024-11-19")
    path = path_of(workspace)
    shutil.copy(path.with_name("verifier.db-wal"), path.with_name("left"))
    workspace.close()
    path.unlink()
    path.with_name("left").rename(path.with_name("verifier.db-wal"))
    assert restore_database(workspace, backup).kept is None
    assert head_digest(workspace) == then
    assert check_database(workspace).claims == 1


def test_what_is_not_sound_is_not_restored(workspace: Workspace, backup: Path, tmp_path: Path) -> None:
    """A backup with a fault, another program's file, a text and a missing file change nothing."""
    before = head_digest(workspace)
    (tmp_path / "notes.txt").write_text("mine " * 1_000)
    with closing(sqlite3.connect(tmp_path / "albums.db")) as connection:
        connection.execute("CREATE TABLE albums (title TEXT)")
    spoil(backup)
    for name, told in (
        ("claims.backup.db", "is not sound: c1 is listed as denied"),
        ("notes.txt", "is not a database"),
        ("albums.db", "belongs to another application"),
        ("missing.db", "there is no database at"),
        ("verifier.db", "is the database itself"),
    ):
        with pytest.raises(VerifierError, match=told):
            restore_database(workspace, tmp_path / name)
    assert head_digest(workspace) == before
    assert names(tmp_path) == ["albums.db", "claims.backup.db", "notes.txt", "verifier.db"]


def test_another_programs_database_is_not_replaced(workspace: Workspace, backup: Path, tmp_path: Path) -> None:
    """A file of somebody else's is no place to restore to."""
    with closing(sqlite3.connect(tmp_path / "albums.db")) as connection:
        connection.execute("CREATE TABLE albums (title TEXT)")
    content = (tmp_path / "albums.db").read_bytes()
    workspace.close()
    elsewhere = Workspace(Location(path=tmp_path / "albums.db"), "ann")
    with pytest.raises(DatabaseError, match="belongs to another application"):
        restore_database(elsewhere, backup)
    assert (tmp_path / "albums.db").read_bytes() == content


def test_a_server_is_left_to_its_own_tools(tmp_path: Path) -> None:
    """Neither command touches a server; the password is not shown."""
    workspace = Workspace(Location.parse("postgresql://ann:s3cret@localhost/claims"), "ann")
    with pytest.raises(UsageError, match="Back it up with: pg_dump") as refused:
        back_up_database(workspace, tmp_path / "claims.db")
    assert "s3cret" not in refused.value.message
    with pytest.raises(UsageError, match="Restore it with: pg_restore"):
        restore_database(workspace, tmp_path / "claims.db")
