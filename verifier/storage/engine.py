"""Connections: how each database is opened, and how a transaction begins and ends.

A write takes the database's one write lock before it reads anything, so that what it reads stays true until it is
committed. A read sees one moment of the database throughout.
"""

import logging
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, TypeAlias, cast
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.pool import QueuePool

from verifier.domain.errors import DatabaseError, UsageError
from verifier.storage.failures import check_place, translated
from verifier.storage.location import Location

Database: TypeAlias = Engine
Transaction: TypeAlias = Connection

BUSY_SECONDS: Final = 5.0
_CONNECT_SECONDS: Final = 10
_WRITING: Final = "verifier_writing"
_BEGIN_TO_WRITE: Final = "BEGIN IMMEDIATE"
_ASK_AGAIN: Final = 25
"""How long (milliseconds) SQLite waits before it is asked anew."""
_SILENT: Final = logging.NullHandler()


def connect(location: Location, *, create: bool = False, busy_seconds: float = BUSY_SECONDS) -> Engine:
    """Make an engine; a write waits for others `busy_seconds` long. A missing file is made only if `create`."""
    if location.path is None:
        return _postgresql(location, busy_seconds=busy_seconds)
    check_place(location.path, create=create)
    return _sqlite(location, location.path, create=create, busy_seconds=busy_seconds)


def place(engine: Engine) -> Location:
    """Where an engine's database is."""
    location: Location = engine.get_execution_options()["verifier_location"]
    return location


def is_sqlite(bind: Engine | Connection) -> bool:
    """Whether the database is a SQLite file."""
    return bind.dialect.name == "sqlite"


def driver_of(connection: Connection) -> sqlite3.Connection:
    """The driver's connection to a SQLite file, for what only the driver can do."""
    return cast("sqlite3.Connection", connection.connection.driver_connection)


def _sqlite(location: Location, path: Path, *, create: bool, busy_seconds: float) -> Engine:
    address = f"file:{quote(str(path.absolute()))}?mode={'rwc' if create else 'rw'}"

    def opened() -> sqlite3.Connection:
        connection = sqlite3.connect(
            address, uri=True, timeout=busy_seconds, isolation_level=None, check_same_thread=False
        )
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("PRAGMA synchronous=FULL")
        return connection

    engine = create_engine(
        "sqlite://", creator=opened, poolclass=QueuePool, execution_options={"verifier_location": location}
    )

    def begin(connection: Connection) -> None:
        if connection.get_execution_options().get(_WRITING, False):
            _begin_to_write(connection, busy_seconds)
        else:
            connection.exec_driver_sql("BEGIN")

    event.listen(engine, "begin", begin)
    return engine


def _begin_to_write(connection: Connection, busy_seconds: float) -> None:
    """Take the write lock, asking for it at short intervals.

    SQLite itself asks the more rarely the longer it has waited, so that those who come last would be served first.
    """
    driver, until = driver_of(connection), time.monotonic() + busy_seconds
    driver.execute(f"PRAGMA busy_timeout={_ASK_AGAIN}")
    try:
        while not _begun(driver, until):
            pass
    finally:
        driver.execute(f"PRAGMA busy_timeout={round(busy_seconds * 1000)}")


def _begun(driver: sqlite3.Connection, until: float) -> bool:
    """Whether a transaction that writes has begun; False while another goes on, and later than that an error."""
    try:
        driver.execute(_BEGIN_TO_WRITE)
    except sqlite3.OperationalError as error:
        if error.sqlite_errorname.startswith("SQLITE_BUSY") and time.monotonic() < until:
            return False
        raise DBAPIError(_BEGIN_TO_WRITE, None, error) from error
    return True


def _postgresql(location: Location, *, busy_seconds: float) -> Engine:
    # What the driver tells of a lost connection is told by us; it would write it across the screen.
    logging.getLogger("psycopg").addHandler(_SILENT)
    try:
        url = make_url(location.url or "")
        if "@" in (url.host or ""):
            raise UsageError(f"{location} has an @ too many. In a user's name or a password write it as %40")
        # Compiling a query takes half a second and more, and running any of ours some milliseconds.
        settings = f"-c jit=off -c lock_timeout={round(busy_seconds * 1000)}"
        limits = {"options": settings, "connect_timeout": _CONNECT_SECONDS}
        options: dict[str, Any] = {name: value for name, value in limits.items() if name not in url.query}
        return create_engine(
            url,
            connect_args=options,
            use_native_hstore=False,
            pool_pre_ping=True,  # a screen that was left open outlives a restart of the server
            execution_options={"verifier_location": location},
        )
    except (ArgumentError, ValueError) as error:
        raise UsageError(f"{location} is not a URL of a database. Write postgresql://user@host/name") from error
    except ModuleNotFoundError as error:
        raise DatabaseError(
            f"{location} needs the PostgreSQL driver, which is not installed. Run: pip install 'verifier[postgres]'"
        ) from error


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """One moment of the database, to read only."""
    with translated(place(engine)), engine.connect() as connection:
        if not is_sqlite(connection):
            connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        with connection.begin():
            yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """The write lock and a transaction, committed at the end unless something is raised."""
    with translated(place(engine), recording=True), engine.connect() as connection:
        if is_sqlite(connection):
            connection.execution_options(**{_WRITING: True})
        else:
            connection.execution_options(isolation_level="READ COMMITTED")
        with connection.begin():
            yield connection


def lock_head(connection: Connection) -> None:
    """Wait for the write lock, where beginning a transaction has not taken it."""
    if not is_sqlite(connection):
        connection.execute(text("SELECT id FROM ledger_head FOR UPDATE"))
