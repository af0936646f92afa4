"""A database that becomes another one while it is open: nothing is recorded in what was never seen."""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from tests.services.meddling import head_digest, log
from verifier.domain.errors import DatabaseError
from verifier.services.maintenance.backups import back_up_database, restore_database
from verifier.services.maintenance.check import check_database
from verifier.services.maintenance.copy import copy_database
from verifier.services.workspace import Workspace
from verifier.storage.db.location import Location
from verifier.storage.statements import revision_log


@pytest.fixture
def screen(sqlite_database: Location) -> Iterator[Workspace]:
    """The workspace of a review screen that is open on one claim."""
    workspace = Workspace(sqlite_database, "ann")
    log(workspace, "The depot burned", "Moscow says @ 2024-11-19")
    look(workspace)
    yield workspace
    workspace.close()


def look(workspace: Workspace) -> None:
    """Read the list, as a screen does."""
    with workspace.read() as connection:
        revision_log.head(connection)


def path_of(workspace: Workspace) -> Path:
    """The file of a workspace."""
    assert workspace.location.path is not None
    return workspace.location.path


def test_nothing_is_recorded_in_a_file_that_was_replaced(screen: Workspace, tmp_path: Path) -> None:
    """Neither in the file that has the name now, nor in the one that had it, which nobody would find again."""
    path, other = path_of(screen), tmp_path / "other.db"
    back_up_database(screen, other)
    screen_digest = head_digest(screen)
    look(screen)
    path.rename(tmp_path / "moved.db")
    shutil.copy(other, path)
    with pytest.raises(DatabaseError, match="was replaced by another file since it was opened"):
        log(screen, "The bridge fell", "Moscow says @ 2024-11-19")
    screen.close()
    for file in ("-wal", "-shm"):
        path.with_name(path.name + file).unlink(missing_ok=True)
    assert head_digest(screen) == screen_digest


def test_nothing_is_recorded_in_a_file_that_is_gone(screen: Workspace, tmp_path: Path) -> None:
    """It has no name any more, so nobody would find it."""
    path_of(screen).rename(tmp_path / "moved.db")
    with pytest.raises(DatabaseError, match="was replaced by another file"):
        log(screen, "The bridge fell", "Moscow says @ 2024-11-19")


def test_nothing_is_recorded_after_a_restoration_that_took_back_what_was_seen(
    screen: Workspace, tmp_path: Path
) -> None:
    """The number of a claim on the screen may be another claim's by now. What was opened anew can be written to."""
    backup = tmp_path / "claims.backup.db"
    back_up_database(screen, backup)
    log(screen, "The bridge fell", "Moscow says @ 2024-11-19")
    look(screen)
    other = Workspace(screen.location, "bea")
    restore_database(other, backup)
    log(other, "The dam broke", "Moscow says @ 2024-11-19")
    with pytest.raises(DatabaseError, match="no longer holds r3 as it was read"):
        log(screen, "The mill burned", "Moscow says @ 2024-11-19")
    screen.close()
    log(screen, "The mill burned", "Moscow says @ 2024-11-19")
    assert check_database(screen).fault is None
    other.close()


def test_nothing_is_recorded_in_a_database_that_was_upgraded_meanwhile(workspace: Workspace) -> None:
    """On both kinds of database: another program's tables are not for this one to fill."""
    look(workspace)
    upgraded = "UPDATE alembic_version SET version_num = '9999'"
    if workspace.location.path is not None:
        with closing(sqlite3.connect(workspace.location.path, isolation_level=None)) as driver:
            driver.execute(upgraded)
    else:
        with psycopg.connect(str(workspace.location), autocommit=True) as connection:
            connection.execute(upgraded)
    with pytest.raises(DatabaseError, match="was upgraded by another verifier since it was opened"):
        log(workspace, "The bridge fell", "Moscow says @ 2024-11-19")


@pytest.mark.long
def test_databases_and_copies_are_their_owners_alone(tmp_path: Path) -> None:
    """A new database, what SQLite keeps beside it, backups, copies, what a restoration keeps: 0600."""
    old = os.umask(0o022)
    try:
        ledger = Workspace(Location(path=tmp_path / "case.db"), "ann")
        log(ledger, "The depot burned", "Moscow says @ 2024-11-19")
        back_up_database(ledger, tmp_path / "backup.db")
        copy_database(ledger, Location(path=tmp_path / "copy.db"))
        restore_database(ledger, tmp_path / "backup.db")
        restore_database(Workspace(Location(path=tmp_path / "new.db"), "ann"), tmp_path / "backup.db")
        look(ledger)
        found = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.iterdir()}
        ledger.close()
    finally:
        os.umask(old)
    assert len(found) >= 7
    assert set(found.values()) == {0o600}, found


def test_who_shares_a_database_goes_on_sharing_it(tmp_path: Path) -> None:
    """Permissions given to a database stay when it is restored; its copies are its owner's."""
    ledger = Workspace(Location(path=tmp_path / "case.db"), "ann")
    log(ledger, "The depot burned", "Moscow says @ 2024-11-19")
    path_of(ledger).chmod(0o660)
    back_up_database(ledger, tmp_path / "backup.db")
    kept = restore_database(ledger, tmp_path / "backup.db").kept
    assert kept is not None
    ledger.close()
    assert [path.stat().st_mode & 0o777 for path in (path_of(ledger), tmp_path / "backup.db", kept)] == [
        0o660,
        0o600,
        0o600,
    ]
