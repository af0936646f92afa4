"""A SQLite file: how it is opened, once it is seen to be one of ours, and how a transaction on it begins and ends.

A write takes the file's one write lock before it reads anything. Each connection to the file serves one transaction at
a time, in whichever thread, and is kept for the next.
"""

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final
from urllib.parse import quote

from verifier.domain.errors import DatabaseError
from verifier.storage.db.connection import Connection
from verifier.storage.db.driver import Pool, SharedWithSqlAlchemy
from verifier.storage.db.errors import translated
from verifier.storage.db.location import Location
from verifier.storage.db.statement import fact_tables

PRIVATE: Final = 0o600
"""The permissions of a new database: what is under work is its owner's alone."""

_ASK_AGAIN: Final = 25
"""How long (milliseconds) SQLite waits before it is asked anew."""

_LOOK_UP: Final = 200_000
"""After so many of its steps SQLite lets Python see whether it was interrupted: some milliseconds."""

_LIMITS: Final = {
    sqlite3.SQLITE_LIMIT_LENGTH: 256 * 1024 * 1024,
    sqlite3.SQLITE_LIMIT_TRIGGER_DEPTH: 8,
    sqlite3.SQLITE_LIMIT_ATTACHED: 0,
}
"""What no ledger needs more of, and one that was made to do harm might ask for."""

_SETTINGS: Final = ("foreign_keys=ON", "synchronous=FULL", "trusted_schema=OFF")
_UNREADABLE: Final = ("SQLITE_CANTOPEN", "SQLITE_READONLY")
_REPLACED: Final = (
    "{place} was replaced by another file since it was opened, so nothing was recorded. Leave verifier, look which "
    "file is the right one, and open it again"
)
_TO_BE_COPIED: Final = (
    "{place} cannot be read where it is: nothing can be written there, and what was recorded last is still in {log}. "
    "Copy both files to a directory that can be written to, and give the copy with --db"
)
_AS_IT_STANDS: Final = "{place} is in a place that is read-only: it was read as it stands, without locking it"

_OTHER_TABLES: Final = (
    "alembic_version",
    "ledger_head",
    "claim_states",
    "claim_accounts",
    "status_totals",
    "claim_terms",
    "source_names",
    "party_names",
    *(f"claim_words_{part}" for part in ("data", "idx", "content", "docsize", "config")),
)
_INDEX: Final = "claim_words"

Identity = tuple[int, int]
"""What tells one file from another whatever its name: its device and its number there."""


class AlteredError(DatabaseError):
    """Something else than a table stands where a table should; `fault` tells what."""

    def __init__(self, location: Location, fault: str) -> None:
        super().__init__(f"{location} is not as verifier makes it: {fault}. Restore it from a backup")
        self.fault = fault


class _Driver(SharedWithSqlAlchemy, sqlite3.Connection):
    """The driver's connection."""

    dialect = "sqlite://"
    identity: Identity | None = None
    stream = sqlite3.Connection.execute

    def create_function(self, *_arguments: object, **_options: object) -> None:
        """Do nothing: SQLAlchemy's own functions are not used, and none can be made while rows are being read."""

    def is_alive(self) -> bool:
        """Whether the file is still there, which it is as long as it is open."""
        return True

    def reset(self) -> bool:
        """Take back what was not committed; whether the connection can be used again."""
        try:
            if self.in_transaction:
                self.execute("ROLLBACK")
        except sqlite3.Error:
            return False
        return True

    def really_close(self) -> None:
        """Let go of the file."""
        sqlite3.Connection.close(self)


class File:
    """A SQLite file. A write waits for others `busy_seconds` long."""

    sqlite: Final = True

    def __init__(self, location: Location, path: Path, *, create: bool, busy_seconds: float) -> None:
        self.location = location
        self.notice: str | None = None
        self._path = path
        self._create = create
        self._busy_seconds = busy_seconds
        self._pool = Pool(self._opened)

    @contextmanager
    def driver_connection(self) -> Iterator[sqlite3.Connection]:
        """The driver's connection outside of any transaction."""
        with translated(self.location), self._pool.connection() as driver:
            yield driver

    @contextmanager
    def transaction(self, *, write: bool) -> Iterator[Connection]:
        """A transaction, committed at the end unless something is raised."""
        with self._pool.connection() as driver:
            if write:
                _begin_to_write(driver, self._busy_seconds)
                self._check_identity(driver)
            else:
                driver.execute("BEGIN")
            connection = Connection(self.location, driver)
            try:
                yield connection
            finally:
                connection.close()
            driver.execute("COMMIT")

    def rewrite(self, _table: str) -> str | None:
        """Write the whole file anew, so that nothing removed is left in it or its log; what kept it from that."""
        with self.driver_connection() as driver:
            driver.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 1)  # what is written anew is attached meanwhile
            try:
                driver.execute("VACUUM")
                [busy, *_] = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            except sqlite3.Error as error:
                return str(error)
            finally:
                driver.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, _LIMITS[sqlite3.SQLITE_LIMIT_ATTACHED])
        return "others were reading it" if busy else None

    def dispose(self) -> None:
        """Let go of the file."""
        self._pool.dispose()

    def _opened(self) -> _Driver:
        """A new connection; where nothing can be written, to the file as it stands."""
        if self._create:
            make_private(self._path)
        try:
            return self._connected("rwc" if self._create else "rw")
        except sqlite3.OperationalError as error:
            if self._create or not error.sqlite_errorname.startswith(_UNREADABLE):
                raise
            if self._log_size():
                log = f"{self._path.name}-wal"
                raise DatabaseError(_TO_BE_COPIED.format(place=self.location, log=log)) from error
            self.notice = _AS_IT_STANDS.format(place=self.location)
            return self._connected("ro&immutable=1")

    def _connected(self, mode: str) -> _Driver:
        identity = _identity(self._path)
        driver = sqlite3.connect(
            f"file:{quote(os.fsencode(self._path.absolute()))}?mode={mode}",
            uri=True,
            timeout=self._busy_seconds,
            isolation_level=None,
            check_same_thread=False,
            factory=_Driver,
        )
        driver.identity = identity
        try:
            _secure(driver)
            _check_kinds(driver, self.location)
        except UnicodeDecodeError as error:  # in what SQLite says of the schema
            driver.really_close()
            raise AlteredError(self.location, "its schema holds bytes that are no text") from error
        except BaseException:
            driver.really_close()
            raise
        return driver

    def _log_size(self) -> int:
        try:
            return self._path.with_name(f"{self._path.name}-wal").stat().st_size
        except OSError:
            return 0

    def _check_identity(self, driver: _Driver) -> None:
        """Refuse to record in a file that no longer has the name that was opened (DatabaseError)."""
        if driver.identity is not None and driver.identity != _identity(self._path):
            raise DatabaseError(_REPLACED.format(place=self.location))


def make_private(path: Path) -> None:
    """Make a file, if there is none, as its owner's alone; SQLite tells where it cannot be made."""
    with suppress(OSError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, PRIVATE))


def _identity(path: Path) -> Identity | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _secure(driver: sqlite3.Connection) -> None:
    """See to it that what a file holds can neither do harm nor keep the analyst from interrupting."""
    for limit, most in _LIMITS.items():
        driver.setlimit(limit, most)
    for setting in _SETTINGS:
        driver.execute(f"PRAGMA {setting}")
    driver.set_progress_handler(lambda: 0, _LOOK_UP)


def _check_kinds(driver: sqlite3.Connection, location: Location) -> None:
    """Refuse a file in which something else stands where a table of ours should (AlteredError).

    Looked at whenever a file is opened, before anything is asked of it: a view can go on for ever. The audit of the
    schema compares the rest.
    """
    tables = (*fact_tables(), "revisions", *_OTHER_TABLES)
    marks = ", ".join("?" * len(tables))
    found = driver.execute(
        f"SELECT name, type FROM sqlite_master WHERE type IN ('table', 'view') AND (name IN ({marks}) "  # noqa: S608 - our own names
        "AND NOT (type = 'table' AND sql LIKE 'CREATE TABLE %') "
        "OR name = ? AND NOT (type = 'table' AND sql LIKE 'CREATE VIRTUAL TABLE % USING fts5%'))",
        (*tables, _INDEX),
    ).fetchone()
    if found is not None:
        name, kind = found
        raise AlteredError(location, f"{name} is {'a view' if kind == 'view' else 'another kind of table'}")


def _begin_to_write(driver: sqlite3.Connection, busy_seconds: float) -> None:
    """Take the write lock, asking for it at short intervals.

    SQLite itself asks the more rarely the longer it has waited, so that those who come last would be served first.
    """
    until = time.monotonic() + busy_seconds
    driver.execute(f"PRAGMA busy_timeout={_ASK_AGAIN}")
    try:
        while not _begun(driver, until):
            pass
    finally:
        driver.execute(f"PRAGMA busy_timeout={round(busy_seconds * 1000)}")


def _begun(driver: sqlite3.Connection, until: float) -> bool:
    """Whether a transaction that writes has begun; False while another goes on, and later than that an error."""
    try:
        driver.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorname.startswith("SQLITE_BUSY") and time.monotonic() < until:
            return False
        raise
    return True
