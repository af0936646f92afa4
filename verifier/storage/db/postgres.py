"""A PostgreSQL server: how it is reached, and how a transaction on it begins and ends."""

import logging
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from itertools import count
from typing import Any, ClassVar, Final

import psycopg
from psycopg import IsolationLevel
from psycopg.conninfo import conninfo_to_dict

from verifier.domain.errors import UsageError
from verifier.storage.db.connection import Connection
from verifier.storage.db.driver import Pool, SharedWithSqlAlchemy
from verifier.storage.db.errors import DriverError
from verifier.storage.db.location import Location

_CONNECT_SECONDS: Final = 10
_STREAM_ROWS: Final = 5_000
_SILENT: Final = logging.NullHandler()
_STREAMS: Final = count(1)

_NO_URL: Final = "{place} is not a URL of a database. Write postgresql://user@host/name"
_UNKNOWN_OPTION: Final = r'^invalid URI query parameter: "(.*)"'
_PORTS: Final = r"[0-9,]*"
# A second one, or one behind the slash that ends the host: what is before it was meant for a password.
_STRAY_AT: Final = r"^[^:]*://[^?]*?(?:@[^?/]*@|/[^?]*@)"
_STRAY_PERCENT: Final = r"%(?![0-9A-Fa-f]{2})"


class _Driver(SharedWithSqlAlchemy, psycopg.Connection):
    """The driver's connection. What it raises is told with its statement (DriverError)."""

    dialect = "postgresql+psycopg://"
    dialect_options: ClassVar[dict[str, Any]] = {"use_native_hstore": False}
    settings: dict[str, Any]

    @classmethod
    def opened(cls, settings: dict[str, Any]) -> "_Driver":
        """A new connection."""
        try:
            driver = cls.connect(**settings)
        except (psycopg.Error, UnicodeError) as error:  # the latter of a host's name that is none
            raise DriverError(error) from error
        driver.settings = settings
        return driver

    def execute(self, sql: str, values: Sequence[Any] = (), /) -> Iterable[Any]:  # type: ignore[override]
        """The rows that a statement answers."""
        with self._errors_wrapped(sql):
            found = super().execute(sql, values)
            return found.fetchall() if found.description else ()

    def executemany(self, sql: str, rows: Iterable[Sequence[Any]], /) -> None:
        """Run a statement once for each of some rows of values."""
        with self._errors_wrapped(sql), self.cursor() as cursor:
            cursor.executemany(sql, rows)

    def stream(self, sql: str, values: Sequence[Any], /) -> Iterator[Any]:
        """The rows that a statement answers, fetched as they are consumed."""
        with self._errors_wrapped(sql), self.cursor(f"stream_{next(_STREAMS)}") as cursor:
            cursor.itersize = _STREAM_ROWS
            yield from cursor.execute(sql, values)

    def begin(self, *, write: bool) -> None:
        """Say of what kind the transaction is that the next statement begins."""
        self.isolation_level = IsolationLevel.READ_COMMITTED if write else IsolationLevel.REPEATABLE_READ
        self.read_only = None if write else True  # a server may have been set to be only read

    def end(self) -> None:
        """Commit the transaction."""
        with self._errors_wrapped(committing=True):
            psycopg.Connection.commit(self)

    def is_alive(self) -> bool:
        """Whether the server is still there: a screen that was left open outlives a restart of it."""
        try:
            with self.autocommit_mode():
                psycopg.Connection.execute(self, "")
        except psycopg.Error:
            return False
        return True

    @contextmanager
    def autocommit_mode(self) -> Iterator[None]:
        """Outside of any transaction, so that each statement is committed by itself."""
        self.autocommit = True
        try:
            yield
        finally:
            if not self.closed:
                self.autocommit = False

    def reset(self) -> bool:
        """Take back what was not committed; whether the connection can be used again."""
        try:
            psycopg.Connection.rollback(self)
        except psycopg.Error:
            return False
        return True

    def really_close(self) -> None:
        """Let go of the server."""
        psycopg.Connection.close(self)

    @contextmanager
    def _errors_wrapped(self, statement: str | None = None, *, committing: bool = False) -> Iterator[None]:
        try:
            yield
        except psycopg.Error as error:
            raise DriverError(error, statement, lost=self.closed, committing=committing) from error


class Server:
    """A database of a server."""

    sqlite: Final = False
    notice: Final = None

    def __init__(self, location: Location, *, busy_seconds: float) -> None:
        # What the driver tells of a lost connection is told by us; it would write it across the screen.
        logging.getLogger("psycopg").addHandler(_SILENT)
        self.location = location
        settings = _settings(location, busy_seconds=busy_seconds)
        self._pool = Pool(lambda: _Driver.opened(settings))

    @contextmanager
    def transaction(self, *, write: bool) -> Iterator[Connection]:
        """A transaction, committed at the end unless something is raised."""
        with self._pool.connection() as driver:
            driver.begin(write=write)
            connection = Connection(self.location, driver)
            try:
                yield connection
            finally:
                connection.close()
            driver.end()

    def rewrite(self, table: str) -> str | None:
        """Write a table anew, so that nothing is left of what was removed from it; what kept it from that, in words."""
        try:
            with self._pool.connection() as driver, driver.autocommit_mode():
                driver.execute(f"VACUUM (FULL) {table}")
        except DriverError as error:
            return str(error.error).partition("\n")[0]
        return None

    def dispose(self) -> None:
        """Let go of the server."""
        self._pool.dispose()


@contextmanager
def separate_connection(connection: Connection) -> Iterator[psycopg.Connection]:
    """Another connection to the server, to try what is taken back at the end."""
    if not isinstance(connection.driver, _Driver):
        raise TypeError(f"{connection.location} is not on a server")
    with closing(psycopg.connect(**connection.driver.settings)) as apart:
        yield apart


def _read(location: Location) -> dict[str, Any]:
    """What a URL says, as PostgreSQL reads it (UsageError)."""
    escaped = re.sub(_STRAY_PERCENT, "%25", location.url or "").replace(" ", "%20")
    if re.search(_STRAY_AT, escaped):
        raise UsageError(
            f"{location} has an at sign too many. In a user's name or a password write it as %40, and a slash as %2F"
        )
    try:
        settings = conninfo_to_dict(escaped)
    except psycopg.ProgrammingError as error:
        unknown = re.search(_UNKNOWN_OPTION, str(error))
        if unknown and unknown[1] in str(location):  # which part of a password is not
            raise UsageError(f"{location} has an option that PostgreSQL does not know: {unknown[1]}") from error
        raise UsageError(_NO_URL.format(place=location)) from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{location} has bytes in it that are no UTF-8. Rename what is called so") from error
    if not re.fullmatch(_PORTS, str(settings.get("port", ""))):
        raise UsageError(_NO_URL.format(place=location))
    return settings


def _settings(location: Location, *, busy_seconds: float) -> dict[str, Any]:
    """How to connect: ours, and after them, so that they go before, those of the URL, else of the environment."""
    settings = _read(location)
    # Compiling a query takes half a second and more, and running any of ours some milliseconds.
    ours = f"-c jit=off -c lock_timeout={round(busy_seconds * 1000)}"
    given = settings.get("options", os.environ.get("PGOPTIONS", ""))
    settings["options"] = f"{ours} {given}".strip()
    if "connect_timeout" not in settings and "PGCONNECT_TIMEOUT" not in os.environ:
        settings["connect_timeout"] = _CONNECT_SECONDS
    settings.setdefault("tcp_user_timeout", _CONNECT_SECONDS * 1000)  # of a connection that a sleep or a tunnel cut
    return settings
