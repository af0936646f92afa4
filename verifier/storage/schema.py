"""The shape of the database: whether it is the one this program knows, and making it so.

A migration runs wholly or not at all, one process at a time. Downgrades are not offered: recorded facts would be lost.
"""

import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path
from typing import Final

import verifier
from verifier.domain.errors import DatabaseError
from verifier.storage.connection import Connection
from verifier.storage.engine import (
    BUSY_SECONDS,
    Database,
    connect,
    file_of,
    is_sqlite,
    place,
    reading,
    writing,
)
from verifier.storage.failures import MISSING, Failure, explained, translated
from verifier.storage.file import File, make_private
from verifier.storage.location import Location

HEAD: Final = "0010"
"""The newest migration, compared without importing Alembic; revisions are numbered in four digits."""

APPLICATION_ID: Final = 0x56524659
"""Marks a SQLite file as verifier's: "VRFY"."""

_ADVISORY_LOCK: Final = APPLICATION_ID
_RETRY_SECONDS: Final = 0.05


class State(Enum):
    """What a database is to this program."""

    EMPTY = "empty"
    CURRENT = "current"
    OLDER = "older"
    NEWER = "newer"
    FOREIGN = "foreign"


def open_database(location: Location, *, create: bool = False, busy_seconds: float = BUSY_SECONDS) -> Database:
    """An engine for a database of the present schema; `create` makes one where there is none.

    Refuses, as DatabaseError, one that is missing, older, newer, or not verifier's.
    """
    engine = connect(location, create=create, busy_seconds=busy_seconds)
    try:
        _make_ready(engine, create=create)
    except BaseException:
        engine.dispose()
        raise
    return engine


def _make_ready(engine: Database, *, create: bool) -> None:
    found = state(engine)
    if found is State.EMPTY and create:
        initialise(engine)
    elif found is not State.CURRENT:
        raise refusal(found, place(engine))


def state(engine: Database) -> State:
    """What the database is: one query if all is well."""
    version = _version(engine)
    if version is None:
        with reading(engine) as connection:
            if _is_empty(connection):
                return State.EMPTY
        version = _version(engine)  # somebody may just have made it
    return State.FOREIGN if version is None else _compared(version)


def check_current(connection: Connection) -> None:
    """Refuse to record in a database that was brought to another schema since it was opened (DatabaseError)."""
    found = connection.run("SELECT version_num FROM alembic_version")
    if not found or found[0][0] != HEAD:
        raise DatabaseError(
            f"{connection.location} was upgraded by another verifier since it was opened, so nothing was recorded. "
            "Leave verifier, and open it again with the newer one"
        )


def initialise(engine: Database) -> bool:
    """Make the tables in an empty database; whether this process was the one that did."""
    found = state(engine)
    if found is State.CURRENT:
        return False
    if found is not State.EMPTY:
        raise refusal(found, place(engine))
    if is_sqlite(engine):
        _use_write_ahead_log(engine)
    with writing(engine) as connection:
        _lock_schema(connection)
        if not _is_empty(connection):
            return False
        _migrate(connection)
    return True


def upgrade(engine: Database, remake: Callable[[Connection], object], *, trial: bool = False) -> Path | None:
    """Bring an older database to the present schema; gives the backup made before, of a SQLite file.

    `remake` makes what is kept beside the facts again, in the same transaction: migrations know no rules. Of a `trial`,
    which it ends by what it raises, there is no backup.
    """
    found = state(engine)
    if found is State.CURRENT:
        return None
    if found is not State.OLDER:
        raise refusal(found, place(engine))
    path = place(engine).path
    with writing(engine) as connection:
        _lock_schema(connection)
        _keep_writers_out(connection)
        if _compared(_version_in(connection)) is State.CURRENT:
            return None  # somebody else has just done it
        # Under the write lock, so that the backup has all that was recorded before.
        backup = None if path is None or trial else _back_up_before_upgrade(engine, path)
        _migrate(connection)
        remake(connection)
    return backup


def back_up(engine: Database, target: Path) -> None:
    """Copy a SQLite database, as of now and complete, to a new file."""
    if target.exists():
        raise DatabaseError(f"{target} exists already. Give the backup a new name")
    with file_of(engine).lent() as driver:
        try:
            make_private(target)
            with closing(sqlite3.connect(target)) as copy:
                driver.backup(copy)
        except sqlite3.Error as error:
            target.unlink(missing_ok=True)
            raise explained(Failure(error), Location(path=target)) from error


def migrations_directory() -> Path:
    """Where the migrations are: in the installed package, or beside it in a checkout."""
    package = Path(verifier.__file__).parent
    inside = package / "migrations"
    return inside if inside.is_dir() else package.parent / "migrations"


def _version(engine: Database) -> str | None:
    """The version of the tables; None if there are none of ours."""
    try:
        with reading(engine) as connection:
            return _version_in(connection)
    except DatabaseError as error:
        if (failure := Failure.of(error.__cause__)) is None or not _no_such_table(failure.error):
            raise
        return None


def _version_in(connection: Connection) -> str:
    # Joined with a table of ours, so that another application's alembic_version is not taken for it.
    found = connection.run("SELECT version_num FROM alembic_version CROSS JOIN ledger_head")
    return str(found[0][0] or "") if found else ""


def _compared(version: str) -> State:
    if version == HEAD:
        return State.CURRENT
    if not version.isdecimal():
        return State.FOREIGN
    return State.OLDER if int(version) < int(HEAD) else State.NEWER


def _no_such_table(error: BaseException) -> bool:
    undefined_table = "42P01"
    return "no such table" in str(error) or getattr(error, "sqlstate", None) == undefined_table


def _is_empty(connection: Connection) -> bool:
    if is_sqlite(connection):
        [[marked]] = connection.run("PRAGMA application_id")
        return not marked and not connection.run("SELECT 1 FROM sqlite_master LIMIT 1")
    return not connection.run("SELECT 1 FROM pg_class WHERE relnamespace = current_schema()::regnamespace LIMIT 1")


def refusal(found: State, location: Location) -> DatabaseError:
    """What to tell of a database that this program cannot use as it is."""
    messages = {
        State.EMPTY: MISSING,
        State.OLDER: "{place} was made by an older verifier. Run: verifier db upgrade",
        State.NEWER: "{place} was made by a newer verifier. Install a newer verifier to use it",
        State.FOREIGN: "{place} belongs to another application. Give verifier a database of its own with --db",
    }
    return DatabaseError(messages[found].format(place=location))


def _use_write_ahead_log(engine: Database) -> None:
    # Changing the mode does not wait for other processes that are doing the same, so it is tried again.
    deadline = time.monotonic() + BUSY_SECONDS
    while not _uses_write_ahead_log(file_of(engine), deadline):
        time.sleep(_RETRY_SECONDS)


def _uses_write_ahead_log(file: File, deadline: float) -> bool:
    """Whether the mode could be changed; False while others do the same, and later than that an error."""
    with translated(file.location), file.lent() as driver:
        try:
            driver.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorname != "SQLITE_BUSY" or time.monotonic() > deadline:
                raise
            return False
        return True


def _lock_schema(connection: Connection) -> None:
    if not is_sqlite(connection):
        connection.run("SELECT pg_advisory_xact_lock(?)", _ADVISORY_LOCK)


def _keep_writers_out(connection: Connection) -> None:
    """Let whoever is about to record wait, to find the newer schema then; only an owner may."""
    if not is_sqlite(connection):
        connection.run("LOCK TABLE ledger_head IN EXCLUSIVE MODE")


def _migrate(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(migrations_directory()).replace("%", "%%"))
    config.attributes["connection"] = connection.sql
    command.upgrade(config, HEAD)
    if is_sqlite(connection):
        connection.run(f"PRAGMA application_id={APPLICATION_ID}")
        connection.run(f"PRAGMA user_version={int(HEAD)}")


def _back_up_before_upgrade(engine: Database, path: Path) -> Path:
    from verifier.storage.backups import copied, put_new  # which imports this module

    moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%fZ")
    target = path.with_name(f"{path.stem}.before-{HEAD}-{moment}{path.suffix}")
    with copied(engine, target) as copy:
        put_new(copy, target)
    return target
