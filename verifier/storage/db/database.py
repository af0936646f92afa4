"""A database: how it is opened, as one of the present schema or made so, and how it is read and written.

A write takes the database's one write lock before it reads anything, so that what it reads stays true until it is
committed. A read sees one moment of the database throughout. A migration runs wholly or not at all, one process at a
time.
"""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from enum import Enum
from pathlib import Path
from typing import Final, Protocol, TypeAlias

import verifier
from verifier.domain.errors import DatabaseError
from verifier.storage.db.connection import Connection
from verifier.storage.db.errors import MISSING, DriverError, check_place, is_foreseen, translated
from verifier.storage.db.latest_schema import latest_schema
from verifier.storage.db.location import Location
from verifier.storage.db.sqlite import File

Transaction: TypeAlias = Connection

BUSY_SECONDS: Final = 5.0

HEAD: Final = "0013"
"""The newest migration, compared without importing Alembic; revisions are numbered in four digits."""

APPLICATION_ID: Final = 0x56524659
"""Marks a SQLite file as verifier's: "VRFY"."""

_ADVISORY_LOCK: Final = APPLICATION_ID
_RETRY_SECONDS: Final = 0.05


class Database(Protocol):
    """A SQLite file, or a database of a server."""

    @property
    def location(self) -> Location:
        """Where it is."""

    @property
    def sqlite(self) -> bool:
        """Whether it is a SQLite file."""

    @property
    def notice(self) -> str | None:
        """What there is to say of how it was opened."""

    def transaction(self, *, write: bool) -> AbstractContextManager[Connection]:
        """A transaction, committed at the end unless something is raised."""

    def rewrite(self, table: str) -> str | None:
        """Write a table anew, so that nothing is left of what was removed from it; what kept it from that, in words."""

    def dispose(self) -> None:
        """Let go of it."""


class State(Enum):
    """What a database is to this program."""

    EMPTY = "empty"
    CURRENT = "current"
    OLDER = "older"
    NEWER = "newer"
    FOREIGN = "foreign"


def connect(location: Location, *, create: bool = False, busy_seconds: float = BUSY_SECONDS) -> Database:
    """Make a database ready; a write waits for others `busy_seconds` long. A missing file is made only if `create`."""
    if location.path is None:
        return _server(location, busy_seconds)
    check_place(location.path, create=create)
    return File(location, location.path, create=create, busy_seconds=busy_seconds)


def _server(location: Location, busy_seconds: float) -> Database:
    try:
        from verifier.storage.db.postgres import Server
    except ModuleNotFoundError as error:
        raise DatabaseError(
            f"{location} needs the PostgreSQL driver, which is not installed. "
            "Run: pip install 'verifier-ledger[postgres]'"
        ) from error
    return Server(location, busy_seconds=busy_seconds)


def file_of(database: Database) -> File:
    """The SQLite file that a database is, for what only that can do."""
    if isinstance(database, File):
        return database
    raise DatabaseError(f"{database.location} is not a file")


@contextmanager
def reading(database: Database) -> Iterator[Connection]:
    """One moment of the database, to read only."""
    with (
        translated(database.location),
        database.transaction(write=False) as connection,
        _damage_told(connection),
    ):
        yield connection


@contextmanager
def writing(database: Database) -> Iterator[Connection]:
    """The write lock and a transaction, committed at the end unless something is raised."""
    with (
        translated(database.location, recording=True),
        database.transaction(write=True) as connection,
        _damage_told(connection),
    ):
        yield connection


@contextmanager
def _damage_told(connection: Connection) -> Iterator[None]:
    """Look, whenever something went wrong that nobody foresaw, whether that is because of what is stored."""
    try:
        yield
    except Exception as error:
        if (told := damage_behind(connection, error)) is None:
            raise
        raise told from error


def damage_behind(connection: Connection, error: Exception) -> DatabaseError | None:
    """What to tell of an error that nobody foresaw, if what is stored cannot be read."""
    if is_foreseen(error):
        return None
    from verifier.storage.schema.shapes import malformed  # needed only now, with all it imports

    with suppress(Exception):
        if (fault := malformed(connection)) is not None:
            what = f"{connection.location} is damaged: {fault}"
            return DatabaseError(f"{what}. Restore it from a backup; what else is wrong tells: verifier audit")
    return None


def lock_head(connection: Connection) -> None:
    """Wait for the write lock, where beginning a transaction has not taken it."""
    if not connection.sqlite:
        connection.run("SELECT id FROM ledger_head FOR UPDATE")


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
        lock_schema(connection)
        if not is_empty(connection):
            return False
        _make_tables(connection)
    return True


def _make_tables(connection: Connection) -> None:
    """Make the tables of the present schema in an empty database: of a file by what the migrations come to."""
    if not connection.sqlite:
        migrate_to_head(connection)
        return
    for statement in latest_schema().sqlite:
        connection.run(statement)
    _mark(connection)


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
    with file.driver_connection() as driver:
        try:
            driver.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorname != "SQLITE_BUSY" or time.monotonic() > deadline:
                raise
            return False
        return True


def lock_schema(connection: Connection) -> None:
    """Wait for others who are about to change the schema of a server."""
    if not connection.sqlite:
        connection.run("SELECT pg_advisory_xact_lock(?)", _ADVISORY_LOCK)


def migrate_to_head(connection: Connection) -> None:
    """Run the migrations that are missing, in a transaction that writes."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(migrations_directory()).replace("%", "%%"))
    config.attributes["connection"] = connection.sql
    command.upgrade(config, HEAD)
    if connection.sqlite:
        _mark(connection)


def _mark(file: Connection) -> None:
    """Tell in the file itself whose it is, and of which schema."""
    file.run(f"PRAGMA application_id={APPLICATION_ID}")
    file.run(f"PRAGMA user_version={int(HEAD)}")


def state(engine: Database) -> State:
    """What the database is: one query if all is well."""
    version = _version(engine)
    if version is None:
        with reading(engine) as connection:
            if is_empty(connection):
                return State.EMPTY
        version = _version(engine)  # somebody may just have made it
    return State.FOREIGN if version is None else compared(version)


def check_current(connection: Connection) -> None:
    """Refuse to record in a database that was brought to another schema since it was opened (DatabaseError)."""
    found = connection.run("SELECT version_num FROM alembic_version")
    if not found or found[0][0] != HEAD:
        raise DatabaseError(
            f"{connection.location} was upgraded by another verifier since it was opened, so nothing was recorded. "
            "Leave verifier, and open it again with the newer one"
        )


def _version(engine: Database) -> str | None:
    """The version of the tables; None if there are none of ours."""
    try:
        # What goes wrong in an empty database is foreseen: no damage is looked for.
        with translated(engine.location), engine.transaction(write=False) as connection:
            return version_in(connection)
    except DatabaseError as error:
        if (failure := DriverError.of(error.__cause__)) is None or not _no_such_table(failure.error):
            raise
        return None


def version_in(connection: Connection) -> str:
    """The version of the tables a transaction sees; empty if there are none of ours."""
    # Joined with a table of ours, so that another application's alembic_version is not taken for it.
    found = connection.run("SELECT version_num FROM alembic_version CROSS JOIN ledger_head")
    return str(found[0][0] or "") if found else ""


def compared(version: str) -> State:
    """What a database of this version is to this program."""
    if version == HEAD:
        return State.CURRENT
    if not version.isdecimal():
        return State.FOREIGN
    return State.OLDER if int(version) < int(HEAD) else State.NEWER


def _no_such_table(error: BaseException) -> bool:
    undefined_table = "42P01"
    return "no such table" in str(error) or getattr(error, "sqlstate", None) == undefined_table


def is_empty(connection: Connection) -> bool:
    """Whether there is nothing in the database, and nobody has marked it as theirs."""
    if connection.sqlite:
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
