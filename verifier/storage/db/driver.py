"""A driver's connection to a database: what it is asked, and how it is kept for the next transaction.

SQLAlchemy is not needed for what is asked every day. Where it is, it works on the same connection, in the transaction
that goes on.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Protocol, TypeVar

if TYPE_CHECKING:
    from sqlalchemy import Connection as SqlConnection
    from sqlalchemy import Engine


class Driver(Protocol):
    """A driver's connection, in a transaction."""

    def execute(self, sql: str, values: Any = ..., /) -> Iterable[Any]:  # noqa: ANN401 - as the drivers have it
        """The rows that a statement answers."""

    def executemany(self, sql: str, rows: Iterable[Sequence[Any]], /) -> object:
        """Run a statement once for each of some rows of values."""

    def stream(self, sql: str, values: Sequence[Any], /) -> Any:  # noqa: ANN401 - as the drivers have it
        """The rows that a statement answers, fetched as they are consumed; its `close` lets go of them."""

    def sqlalchemy_connection(self) -> "SqlConnection":
        """SQLAlchemy's connection, in the transaction that goes on."""


class SharedWithSqlAlchemy:
    """A driver's connection on which SQLAlchemy works as well, but neither ends its transactions nor closes it."""

    dialect: ClassVar[str]
    dialect_options: ClassVar[dict[str, Any]] = {}

    @cached_property
    def engine(self) -> "Engine":
        """SQLAlchemy's view of this one connection."""
        from sqlalchemy import create_engine
        from sqlalchemy.pool import StaticPool

        return create_engine(self.dialect, creator=lambda: self, poolclass=StaticPool, **self.dialect_options)

    def sqlalchemy_connection(self) -> "SqlConnection":
        """SQLAlchemy's connection, in the transaction that goes on."""
        connection = self.engine.connect()
        connection.begin()
        return connection

    def commit(self) -> None:
        """Do nothing: SQLAlchemy does not end the transaction."""

    def rollback(self) -> None:
        """Do nothing: SQLAlchemy does not end the transaction."""

    def close(self) -> None:
        """Do nothing: SQLAlchemy does not close the connection."""


class Reusable(Protocol):
    """A connection that can be used for another transaction."""

    def is_alive(self) -> bool:
        """Whether the database is still there, after the connection lay idle."""

    def reset(self) -> bool:
        """Take back what was not committed; whether it can be used again."""

    def really_close(self) -> None:
        """Let go of the database."""


D = TypeVar("D", bound=Reusable)


class Pool(Generic[D]):
    """Connections to one database. Each serves one transaction at a time, in whichever thread."""

    def __init__(self, opened: Callable[[], D]) -> None:
        self._opened = opened
        self._idle: list[D] = []

    @contextmanager
    def connection(self) -> Iterator[D]:
        """A connection that nobody else uses: whichever was last put back, or a new one."""
        idle = self._idle
        driver = self._taken()
        reusable = False
        try:
            try:
                yield driver
            finally:
                reusable = driver.reset()
        finally:
            if reusable and idle is self._idle:
                idle.append(driver)
            else:
                driver.really_close()

    def dispose(self) -> None:
        """Let go of the connections: of those that are in use once they are put back."""
        idle, self._idle = self._idle, []
        for driver in idle:
            driver.really_close()

    def _taken(self) -> D:
        while True:
            try:
                driver = self._idle.pop()
            except IndexError:  # asked for once, as others take from it meanwhile
                return self._opened()
            alive = False
            try:
                alive = driver.is_alive()
            finally:
                if not alive:
                    driver.really_close()
            if alive:
                return driver
