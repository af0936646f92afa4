"""A PostgreSQL server: how it is reached, and how a transaction on it begins and ends."""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from sqlalchemy import Engine, create_engine
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from verifier.domain.errors import DatabaseError, UsageError
from verifier.storage.db.connection import Connection
from verifier.storage.db.location import Location

_CONNECT_SECONDS: Final = 10
_SILENT: Final = logging.NullHandler()


class Server:
    """A database of a server."""

    sqlite: Final = False
    notice: Final = None

    def __init__(self, location: Location, *, busy_seconds: float) -> None:
        self.location = location
        self._engine = _engine(location, busy_seconds=busy_seconds)

    @contextmanager
    def transaction(self, *, write: bool) -> Iterator[Connection]:
        """A transaction, committed at the end unless something is raised."""
        with self._engine.connect() as connection:
            if write:
                connection.execution_options(isolation_level="READ COMMITTED")
            else:
                connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            with connection.begin():
                yield Connection(self.location, None, lambda: connection)

    def rewrite(self, table: str) -> str | None:
        """Write a table anew, so that nothing is left of what was removed from it; what kept it from that, in words."""
        with self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            try:
                connection.exec_driver_sql(f"VACUUM (FULL) {table}")
            except DBAPIError as error:
                return str(error.orig).partition("\n")[0]
        return None

    def dispose(self) -> None:
        """Let go of the server."""
        self._engine.dispose()


def _engine(location: Location, *, busy_seconds: float) -> Engine:
    # What the driver tells of a lost connection is told by us; it would write it across the screen.
    logging.getLogger("psycopg").addHandler(_SILENT)
    try:
        url = make_url(location.url or "")
        if "@" in (url.host or ""):
            raise UsageError(f"{location} has an @ too many. In a user's name or a password write it as %40")
        return create_engine(
            url,
            connect_args=_settings(url, busy_seconds=busy_seconds),
            use_native_hstore=False,
            pool_pre_ping=True,  # a screen that was left open outlives a restart of the server
        )
    except (ArgumentError, ValueError) as error:
        raise UsageError(f"{location} is not a URL of a database. Write postgresql://user@host/name") from error
    except ModuleNotFoundError as error:
        raise DatabaseError(
            f"{location} needs the PostgreSQL driver, which is not installed. "
            "Run: pip install 'verifier-ledger[postgres]'"
        ) from error


def _settings(url: URL, *, busy_seconds: float) -> dict[str, Any]:
    """How to connect: ours, and after them, so that they go before, those of the URL, else of the environment."""
    # Compiling a query takes half a second and more, and running any of ours some milliseconds.
    ours = f"-c jit=off -c lock_timeout={round(busy_seconds * 1000)}"
    given = url.query.get("options", os.environ.get("PGOPTIONS", ""))
    settings: dict[str, Any] = {"options": " ".join([ours, *([given] if isinstance(given, str) else given)]).strip()}
    if "connect_timeout" not in url.query and "PGCONNECT_TIMEOUT" not in os.environ:
        settings["connect_timeout"] = _CONNECT_SECONDS
    return settings
