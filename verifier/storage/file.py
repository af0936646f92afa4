"""A SQLite file: how it is opened, and how a transaction on it begins and ends.

A write takes the file's one write lock before it reads anything. Each connection to the file serves one transaction at
a time, in whichever thread, and is kept for the next.
"""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from verifier.storage.connection import Connection
from verifier.storage.failures import translated
from verifier.storage.location import Location

if TYPE_CHECKING:
    from sqlalchemy import Connection as SqlConnection
    from sqlalchemy import Engine

_ASK_AGAIN: Final = 25
"""How long (milliseconds) SQLite waits before it is asked anew."""


class _Driver(sqlite3.Connection):
    """The driver's connection. SQLAlchemy works on it as well, but neither ends its transactions nor closes it."""

    @cached_property
    def engine(self) -> "Engine":
        """SQLAlchemy's view of this one connection."""
        from sqlalchemy import create_engine
        from sqlalchemy.pool import StaticPool

        return create_engine("sqlite://", creator=lambda: self, poolclass=StaticPool)

    def begun(self) -> "SqlConnection":
        """SQLAlchemy's connection, in the transaction that goes on."""
        connection = self.engine.connect()
        connection.begin()
        return connection

    def commit(self) -> None:
        """Nothing: see above."""

    def rollback(self) -> None:
        """Nothing: see above."""

    def close(self) -> None:
        """Nothing: see above."""

    def create_function(self, *_arguments: object, **_options: object) -> None:
        """Nothing: SQLAlchemy's own functions are not used, and none can be made while rows are being read."""

    def really_close(self) -> None:
        """Let go of the file."""
        super().close()


class File:
    """A SQLite file. A write waits for others `busy_seconds` long."""

    sqlite: Final = True

    def __init__(self, location: Location, path: Path, *, create: bool, busy_seconds: float) -> None:
        self.location = location
        self._address = f"file:{quote(str(path.absolute()))}?mode={'rwc' if create else 'rw'}"
        self._busy_seconds = busy_seconds
        self._idle: list[_Driver] = []

    @contextmanager
    def lent(self) -> Iterator[sqlite3.Connection]:
        """The driver's connection outside of any transaction."""
        with translated(self.location):
            driver, idle = self._taken(), self._idle
        try:
            yield driver
        finally:
            self._give_back(driver, idle)

    @contextmanager
    def transaction(self, *, write: bool) -> Iterator[Connection]:
        """A transaction, committed at the end unless something is raised."""
        driver, idle = self._taken(), self._idle
        try:
            if write:
                _begin_to_write(driver, self._busy_seconds)
            else:
                driver.execute("BEGIN")
            connection = Connection(self.location, driver, driver.begun)
            try:
                yield connection
            finally:
                connection.close()
            driver.execute("COMMIT")
        finally:
            self._give_back(driver, idle)

    def dispose(self) -> None:
        """Let go of the file."""
        idle, self._idle = self._idle, []
        for driver in idle:
            driver.really_close()

    def _taken(self) -> _Driver:
        """A connection that nobody uses: whichever was last put back, or a new one."""
        try:
            return self._idle.pop()
        except IndexError:
            return self._opened()

    def _give_back(self, driver: _Driver, idle: list[_Driver]) -> None:
        if driver.in_transaction:
            driver.execute("ROLLBACK")
        if idle is self._idle:
            idle.append(driver)
        else:
            driver.really_close()

    def _opened(self) -> _Driver:
        driver = sqlite3.connect(
            self._address,
            uri=True,
            timeout=self._busy_seconds,
            isolation_level=None,
            check_same_thread=False,
            factory=_Driver,
        )
        driver.execute("PRAGMA foreign_keys=ON")
        driver.execute("PRAGMA synchronous=FULL")
        return driver


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
