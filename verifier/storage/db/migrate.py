"""Making a database one of the present schema: the tables of a new one, and migrations of an older one.

A migration runs wholly or not at all, one process at a time. Downgrades are not offered: recorded facts would be lost.
"""

import sqlite3
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import verifier
from verifier.storage.db.connection import Connection
from verifier.storage.db.errors import translated
from verifier.storage.db.location import Location
from verifier.storage.db.sqlite import File
from verifier.storage.db.transaction import BUSY_SECONDS, Database, connect, file_of, writing
from verifier.storage.schema.version import APPLICATION_ID, HEAD, State, compared, is_empty, refusal, state, version_in

_ADVISORY_LOCK: Final = APPLICATION_ID
_RETRY_SECONDS: Final = 0.05


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
        raise refusal(found, engine.location)


def initialise(engine: Database) -> bool:
    """Make the tables in an empty database; whether this process was the one that did."""
    found = state(engine)
    if found is State.CURRENT:
        return False
    if found is not State.EMPTY:
        raise refusal(found, engine.location)
    if engine.sqlite:
        _use_write_ahead_log(engine)
    with writing(engine) as connection:
        _lock_schema(connection)
        if not is_empty(connection):
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
        raise refusal(found, engine.location)
    path = engine.location.path
    with writing(engine) as connection:
        _lock_schema(connection)
        _keep_writers_out(connection)
        if compared(version_in(connection)) is State.CURRENT:
            return None  # somebody else has just done it
        # Under the write lock, so that the backup has all that was recorded before.
        backup = None if path is None or trial else _back_up_before_upgrade(engine, path)
        _migrate(connection)
        remake(connection)
    return backup


def migrations_directory() -> Path:
    """Where the migrations are: in the installed package, or beside it in a checkout."""
    package = Path(verifier.__file__).parent
    inside = package / "migrations"
    return inside if inside.is_dir() else package.parent / "migrations"


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
    if not connection.sqlite:
        connection.run("SELECT pg_advisory_xact_lock(?)", _ADVISORY_LOCK)


def _keep_writers_out(connection: Connection) -> None:
    """Let whoever is about to record wait, to find the newer schema then; only an owner may."""
    if not connection.sqlite:
        connection.run("LOCK TABLE ledger_head IN EXCLUSIVE MODE")


def _migrate(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(migrations_directory()).replace("%", "%%"))
    config.attributes["connection"] = connection.sql
    command.upgrade(config, HEAD)
    if connection.sqlite:
        connection.run(f"PRAGMA application_id={APPLICATION_ID}")
        connection.run(f"PRAGMA user_version={int(HEAD)}")


def _back_up_before_upgrade(engine: Database, path: Path) -> Path:
    from verifier.storage.db.backups import copied, put_new  # needed only here, with all it imports
    from verifier.storage.files.beside import share_contents

    moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%fZ")
    target = path.with_name(f"{path.stem}.before-{HEAD}-{moment}{path.suffix}")
    with copied(engine, target) as copy:
        share_contents(path, target)
        put_new(copy, target)
    return target
