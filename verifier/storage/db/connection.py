"""A transaction on a database, and what is asked and written in it.

What is asked every day of a SQLite file is in the catalogue, compiled, and goes to the driver. All else goes through
SQLAlchemy, in the same transaction: imported only then, as that takes longer than a short command does.
"""

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from verifier.storage.db.catalogue import given_values, prepared
from verifier.storage.db.location import Location
from verifier.storage.db.snapshot import Snapshot

if TYPE_CHECKING:
    from sqlalchemy import Connection as SqlConnection
    from sqlalchemy import CursorResult, Executable, NestedTransaction, ScalarResult

Row: TypeAlias = Any
"""A row of an answer: its columns in order, and by name."""

Value: TypeAlias = Any
"""What a column of a row holds."""

Rows: TypeAlias = Mapping[str, Any] | Sequence[Mapping[str, Any]]

Build: TypeAlias = Callable[[str, Snapshot, Mapping[str, Any]], "Executable"]
"""What makes the statement of a name, for a snapshot and what is given."""

_STREAM_ROWS: Final = 5_000


class Connection:
    """One transaction on the database at a location; `driver` is the driver's connection to a SQLite file.

    SQLAlchemy's connection comes from `opened`, statements by name from `build`, once needed.
    """

    def __init__(
        self,
        location: Location,
        driver: sqlite3.Connection | None,
        opened: Callable[[], "SqlConnection"],
        build: Build,
    ) -> None:
        self.location = location
        self.driver = driver
        self._opened = opened
        self._build = build
        self._streams: set[CursorResult[*tuple[Any, ...]]] = set()

    @property
    def sqlite(self) -> bool:
        """Whether the database is a SQLite file."""
        return self.driver is not None

    @property
    def light(self) -> bool:
        """Whether SQLAlchemy was not needed so far."""
        return "sql" not in self.__dict__

    @cached_property
    def sql(self) -> "SqlConnection":
        """SQLAlchemy's connection in this transaction."""
        return self._opened()

    def close(self) -> None:
        """Let go of SQLAlchemy's connection."""
        if not self.light:
            for rows in tuple(self._streams):  # which may be read no further, as when nobody reads what is printed
                rows.close()
            self.sql.close()

    def ask(self, name: str, known_at: int | None = None, /, **given: object) -> list[Row]:
        """What a named statement answers, see `statements`."""
        if (found := self._everyday(name, known_at, given)) is not None:
            return list(found)
        return list(self.execute(self._built(name, known_at, given)))

    def stream(self, name: str, known_at: int | None = None, /, **given: object) -> Iterator[Row]:
        """What a named statement answers, fetched as it is consumed."""
        if (found := self._everyday(name, known_at, given)) is not None:
            return found
        return self.streamed(self._built(name, known_at, given))

    def put(self, table: str, rows: Sequence[Mapping[str, Any]]) -> None:
        """Add rows, with all their columns, to a table."""
        self.change("added", rows, table=table)

    def change(self, name: str, rows: Sequence[Mapping[str, Any]], /, **named: str) -> None:
        """Run a named statement once for each of some rows."""
        statement = None if self.driver is None else prepared(" ".join((name, *named.values())))
        if self.driver is not None and statement is not None:
            self.driver.executemany(statement.sql, map(statement.parameters, rows))
        else:
            self.execute(self._built(name, None, named), rows)

    def run(self, written: str, *values: object) -> list[Row]:
        """What a statement answers that is written out and the same on every database, but for its marks `?`."""
        if self.driver is not None:
            return self.driver.execute(written, values).fetchall()
        found = self.sql.exec_driver_sql(written.replace("?", "%s"), values or None)
        return list(found) if found.returns_rows else []

    def streamed(self, statement: "Executable") -> Iterator[Row]:
        """The rows of a statement, fetched some thousands at a time as they are consumed."""
        with self.sql.execute(statement, execution_options={"yield_per": _STREAM_ROWS}) as rows:
            self._streams.add(rows)
            try:
                yield from rows
            finally:
                self._streams.discard(rows)

    def execute(self, statement: "Executable", parameters: Rows | None = None) -> "CursorResult[*tuple[Any, ...]]":
        """What a statement of SQLAlchemy's answers."""
        return self.sql.execute(statement, parameters)

    def scalar(self, statement: "Executable", parameters: Mapping[str, Any] | None = None) -> Value:
        """The one value a statement of SQLAlchemy's answers."""
        return self.sql.scalar(statement, parameters)

    def scalars(self, statement: "Executable", parameters: Rows | None = None) -> "ScalarResult[Any]":
        """The first column of what a statement of SQLAlchemy's answers."""
        return self.sql.scalars(statement, parameters)

    def begin_nested(self) -> "NestedTransaction":
        """A part of the transaction that can be taken back."""
        return self.sql.begin_nested()

    def _everyday(self, name: str, known_at: int | None, given: Mapping[str, Any]) -> Iterator[Row] | None:
        """The rows of a statement from the catalogue; None if it is not there."""
        if self.driver is None:
            return None
        variant, values = given_values(name, known_at, given)
        statement = prepared(variant)
        return None if statement is None else statement.rows(self.driver, values)

    def _built(self, name: str, known_at: int | None, given: Mapping[str, Any]) -> "Executable":
        return self._build(name, Snapshot(self.sqlite, known_at), given)
