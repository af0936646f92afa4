"""Rows in the order of their table's columns, as the driver takes them: many to a statement."""

import sqlite3
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import chain
from typing import Any, Final

from verifier.storage.db.catalogue import columns_of
from verifier.storage.db.connection import Connection
from verifier.storage.statements.values import Values

_ROWS_A_STATEMENT: Final = (1_000, 100, 10, 1)
_MOST_VALUES: Final = 32_000
"""How many values SQLite takes in a statement, and some less."""


def full_row(table: str, values: Mapping[str, Any]) -> Values:
    """The row with the values of these columns, and with nothing in the others (ValueError for what is no column)."""
    columns = columns_of(table)
    if strange := values.keys() - set(columns):
        raise ValueError(f"{table} has no {', '.join(sorted(strange))}")
    return tuple(map(values.get, columns))


def insert_rows(connection: Connection, table: str, rows: Sequence[Values]) -> None:
    """Insert rows, each with a value for every column."""
    if (driver := connection.driver) is not None:
        _insert_into(driver, table, rows)
    else:
        columns = columns_of(table)
        connection.put(table, [dict(zip(columns, row, strict=True)) for row in rows])


def _insert_into(driver: sqlite3.Connection, table: str, rows: Sequence[Values]) -> None:
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
