"""A transaction on a database: what is asked in it, and the rows that are written, many to a statement.

What is asked every day is in a catalogue, compiled, and goes to the driver; all else goes through SQLAlchemy, in the
same transaction: imported only then, as that takes longer than a short command does.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from functools import cache, cached_property
from itertools import chain
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeAlias, cast

from verifier.domain.errors import UsageError
from verifier.storage.db.driver import Driver
from verifier.storage.db.location import Location
from verifier.storage.db.statement import (
    Bound,
    Prepared,
    R,
    Row,
    Run,
    Snapshot,
    asked_of,
    columns_of,
    entry_of,
    indexed_columns,
    insertion,
    row_type,
)
from verifier.storage.statements.values import Values

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, CursorResult, Executable, NestedTransaction, ScalarResult, Table
    from sqlalchemy import Connection as SqlConnection

Value: TypeAlias = Any
"""What a column of a row holds."""


class Closable(Protocol):
    """Rows that hold something open in the database."""

    def __iter__(self) -> Iterator[Any]:
        """The rows, fetched as they are consumed."""

    def close(self) -> None:
        """Let go of it."""


Rows: TypeAlias = Mapping[str, Any] | Sequence[Mapping[str, Any]]

_STREAM_ROWS: Final = 5_000
_ROWS_A_STATEMENT: Final = (1_000, 100, 10, 1)
_MOST_VALUES: Final = 32_000
"""How many values SQLite takes in a statement, and some less."""

_LONGEST_INDEXED: Final = 400
"""How many characters text may have by which things are looked up: PostgreSQL indexes no more than 2,704 bytes."""

_UNSTORABLE: Final = re.compile("[\0\ud800-\udfff]")


class Connection:
    """One transaction on the database at a location."""

    def __init__(self, location: Location, driver: Driver) -> None:
        self.location = location
        self.driver = driver
        self.sqlite = location.sqlite
        self._streams: set[Closable] = set()

    @property
    def light(self) -> bool:
        """Whether SQLAlchemy was not needed so far."""
        return "sql" not in self.__dict__

    @cached_property
    def sql(self) -> "SqlConnection":
        """SQLAlchemy's connection in this transaction."""
        return self.driver.sqlalchemy_connection()

    def close(self) -> None:
        """Let go of SQLAlchemy's connection, and of what is streamed."""
        with ExitStack() as closed:  # each of them, also if one cannot be
            if not self.light:
                closed.callback(self.sql.close)
            for rows in tuple(self._streams):  # which may be read no further, as when nobody reads what is printed
                closed.callback(rows.close)

    def ask(self, asked: Bound[R], known_at: int | None = None) -> list[R]:
        """What a statement answers."""
        if (found := self._everyday(asked, known_at, self.driver.execute)) is not None:
            return list(found)
        return self.rows(asked.statement.row, self._described(asked, known_at))

    def stream(self, asked: Bound[R], known_at: int | None = None) -> Iterator[R]:
        """What a statement answers, fetched as it is consumed."""
        if (found := self._everyday(asked, known_at, self._stream)) is not None:
            return found
        return self._streamed(asked, known_at)

    def put(self, table: str, rows: Sequence[Mapping[str, Any]]) -> None:
        """Add rows, with all their columns, to a table."""
        insert_rows(self, table, [full_row(table, row) for row in rows])

    def change(self, asked: Bound[Row], rows: Sequence[Mapping[str, Any]]) -> None:
        """Run a statement once for each of some rows."""
        if (found := entry_of(asked.statement.name, sqlite=self.sqlite)) is not None:
            self.driver.executemany(*Prepared(found).many(rows))
        else:
            self.execute(self._described(asked, None), rows)

    def run(self, written: str, *values: object) -> list[Any]:
        """What a statement answers that is written out and the same on every database, but for its marks `?`."""
        return list(self.driver.execute(written if self.sqlite else written.replace("?", "%s"), values))

    def streamed(self, statement: "Executable") -> Iterator[Any]:
        """The rows of a statement of SQLAlchemy's, fetched some thousands at a time as they are consumed."""
        return self._tracked(self.sql.execute(statement, execution_options={"yield_per": _STREAM_ROWS}))

    def stored_rows(self, table: "Table", *where: "ColumnElement[bool]") -> Iterator[dict[str, Any]]:
        """The rows of a table in the order of its key, streamed, each value as it is stored.

        SQLite also keeps a 7 where a truth value belongs.
        """
        from sqlalchemy import Boolean, Integer, select, type_coerce

        flags = [column.name for column in table.columns if isinstance(column.type, Boolean)]
        columns = [type_coerce(c, Integer).label(c.name) if c.name in flags else c for c in table.columns]
        for row in self.streamed(select(*columns).where(*where).order_by(*table.primary_key)):
            values = row._asdict()
            for name in flags:
                values[name] = _flag(values[name])
            yield values

    def execute(self, statement: "Executable", parameters: Rows | None = None) -> "CursorResult[*tuple[Any, ...]]":
        """What a statement of SQLAlchemy's answers."""
        return self.sql.execute(statement, parameters)

    def rows(self, row: type[R], statement: "Executable") -> list[R]:
        """What a statement of SQLAlchemy's answers, whose columns are those of a type of rows."""
        found = self.execute(statement)
        return list(map(row_type(row, tuple(found.keys())), found)) if found.returns_rows else []

    def scalar(self, statement: "Executable", parameters: Mapping[str, Any] | None = None) -> Value:
        """The one value a statement of SQLAlchemy's answers."""
        return self.sql.scalar(statement, parameters)

    def scalars(self, statement: "Executable", parameters: Rows | None = None) -> "ScalarResult[Any]":
        """The first column of what a statement of SQLAlchemy's answers."""
        return self.sql.scalars(statement, parameters)

    def begin_nested(self) -> "NestedTransaction":
        """A part of the transaction that can be taken back."""
        return self.sql.begin_nested()

    def _everyday(self, asked: Bound[R], known_at: int | None, run: Run) -> Iterator[R] | None:
        """The rows of a statement from the catalogue; None if it is not there."""
        if (found := asked_of(asked, known_at, sqlite=self.sqlite)) is None:
            return None
        prepared, values = found
        return prepared.rows(run, values, asked.statement.row)

    def _stream(self, sql: str, values: tuple[Any, ...]) -> Iterator[Any]:
        rows = self.driver.stream(sql, values)
        # SQLite lets go of rows when nobody holds them any more, and refuses to once the file is closed.
        return rows if self.sqlite else self._tracked(rows)

    def _tracked(self, rows: Closable) -> Iterator[Any]:
        """Rows that are let go of when they are consumed, and at the end of the transaction at the latest."""
        with closing(rows):
            self._streams.add(rows)
            try:
                yield from rows
            finally:
                self._streams.discard(rows)

    def _described(self, asked: Bound[Any], known_at: int | None) -> "Executable":
        described = asked.statement.describe(Snapshot(self.sqlite, known_at), **asked.given)
        return cast("Executable", described)  # which only a condition is not, and none is asked for by itself

    def _streamed(self, asked: Bound[R], known_at: int | None) -> Iterator[R]:
        row: Callable[[Iterable[Any]], R] | None = None
        for found in self.streamed(self._described(asked, known_at)):
            row = row or row_type(asked.statement.row, found._fields)
            yield row(found)


def _flag(value: object) -> object:
    return bool(value) if isinstance(value, int) and value in {0, 1} else value


def full_row(table: str, values: Mapping[str, Any]) -> Values:
    """The row with the values of these columns, and with nothing in the others (ValueError for what is no column)."""
    columns = columns_of(table)
    if strange := values.keys() - set(columns):
        raise ValueError(f"{table} has no {', '.join(sorted(strange))}")
    return tuple(map(values.get, columns))


def insert_rows(connection: Connection, table: str, rows: Sequence[Values]) -> None:
    """Insert rows, each with a value for every column."""
    if connection.sqlite:
        _insert_into(connection.driver, table, rows)
    elif rows:
        columns = [list(values) for values in zip(*rows, strict=True)]
        connection.driver.execute(insertion(table), columns)


def _insert_into(driver: Driver, table: str, rows: Sequence[Values]) -> None:
    # A statement takes as long to begin and to end as to insert some rows, as it can be taken back alone.
    at, width = 0, len(columns_of(table))
    for many in _ROWS_A_STATEMENT:
        while many * width <= _MOST_VALUES and len(rows) - at >= many:
            driver.execute(_insert(table, many), tuple(chain.from_iterable(rows[at : at + many])))
            at += many


@cache
def _insert(table: str, rows: int) -> str:
    """The statement that inserts so many rows in SQLite."""
    columns = columns_of(table)
    names = ", ".join(f'"{name}"' for name in columns)
    row = f"({', '.join('?' * len(columns))})"
    return f"INSERT INTO {table} ({names}) VALUES {', '.join([row] * rows)}"  # noqa: S608 - our own names


def check_texts(table: str, rows: Sequence[Values]) -> None:
    """Refuse rows with text that not every database can hold."""
    columns = columns_of(table)
    for name, values in zip(columns, zip(*rows, strict=True), strict=False):
        texts = {value for value in values if type(value) is str}
        if not texts:
            continue
        too_long = name in indexed_columns()[table] and max(map(len, texts)) > _LONGEST_INDEXED
        if too_long or _UNSTORABLE.search("".join(texts)):
            for row in rows:
                check_text(table, dict(zip(columns, row, strict=True)))
            return


def check_text(table: str, row: Mapping[str, Any]) -> None:
    """Refuse text that not every database can hold."""
    for name, value in row.items():
        if not isinstance(value, str):
            continue
        if found := _UNSTORABLE.search(value):
            what = "a NUL character" if found[0] == "\0" else "half of a character (a lone surrogate)"
            raise UsageError(f"{_shown(table, name)} has {what} at position {found.start() + 1}. Remove it")
        if len(value) > _LONGEST_INDEXED and name in indexed_columns()[table]:
            sizes = f"{len(value):,} characters, the limit is {_LONGEST_INDEXED:,}"
            raise UsageError(f"{_shown(table, name)} is too long: {sizes}. Shorten it")


def _shown(table: str, name: str) -> str:
    return f"the {name.replace('_', ' ')} for {table.replace('_', ' ')}"
