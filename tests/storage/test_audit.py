"""Every byte of what is recorded counts, wherever and as whatever it is stored."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest
from sqlalchemy import (
    Boolean,
    Column,
    LargeBinary,
    Table,
    Text,
    bindparam,
    cast,
    select,
    text,
    update,
)
from sqlalchemy.exc import IntegrityError

from tests.storage.builders import something_everywhere_and_a_purge
from tests.storage.test_digests import UndoneError, digested, disarm, found_after
from verifier.storage.db.connection import Connection
from verifier.storage.db.database import Database, reading, writing
from verifier.storage.ledger.audit import Difference, verify_digests
from verifier.storage.schema.tables import FACTS, revisions

TABLES = (*FACTS, revisions)


def named(table: Table) -> str:
    """A table as it is named among the tests."""
    return table.name


@contextmanager
def meddling(engine: Database) -> Iterator[Connection]:
    """A transaction of somebody who owns the database; nothing of it is kept."""
    with suppress(UndoneError), writing(engine) as connection:
        disarm(connection)
        yield connection
        raise UndoneError


def flipped(content: str) -> Iterator[bytes]:
    """A text's bytes with one of them changed, each in turn; many are no UTF-8."""
    stored = content.encode()
    for position in range(len(stored)):
        bit = 128 if position % 2 else 1
        yield stored[:position] + bytes([stored[position] ^ bit]) + stored[position + 1 :]


def undetected(connection: Connection, table: Table) -> list[tuple[str, bytes]]:
    """The changes of one byte in a text of the table that the audit does not see."""
    unseen = []
    for row in connection.execute(select(table).order_by(*table.primary_key)).mappings().all():
        key = [column == row[column.name] for column in table.primary_key]
        for column in (c for c in digested(table) if isinstance(c.type, Text) and row[c.name]):
            change = update(table).where(*key).values({column: cast(bindparam("bytes", type_=LargeBinary), Text)})
            for altered in flipped(row[column.name]):
                point = connection.begin_nested()
                connection.execute(change, {"bytes": altered})
                if verify_digests(connection) is None:
                    unseen.append((column.name, altered))
                point.rollback()
    return unseen


@pytest.mark.long
@pytest.mark.parametrize("table", [t for t in TABLES if any(isinstance(c.type, Text) for c in t.columns)], ids=named)
def test_a_changed_byte_of_a_text_is_found(sqlite_engine: Database, table: Table) -> None:
    """Any byte of any text, changed by one bit, is a difference, also if what is left is no text."""
    something_everywhere_and_a_purge(sqlite_engine)
    with meddling(sqlite_engine) as connection:
        assert undetected(connection, table) == []


def test_bytes_that_are_no_text_are_told_with_their_revision(sqlite_engine: Database) -> None:
    """The driver's refusal does not keep the audit from naming the first difference, and is back afterwards."""
    something_everywhere_and_a_purge(sqlite_engine)
    found = found_after(sqlite_engine, text("UPDATE claims SET text = CAST(X'FF' AS TEXT) WHERE id = 1"))
    assert found == [Difference(1, "what revision 1 recorded has been altered")]
    with reading(sqlite_engine) as connection:
        assert isinstance(connection.driver, sqlite3.Connection)
        assert connection.driver.text_factory is str


@pytest.mark.parametrize("table", [t for t in FACTS if any(isinstance(c.type, Boolean) for c in t.columns)], ids=named)
@pytest.mark.parametrize("value", ["7", "'yes'", "X'01'"])
def test_no_other_truth_than_one_is_taken_for_true(sqlite_engine: Database, table: Table, value: str) -> None:
    """SQLite would keep anything where a truth value belongs, and the program would read it as true."""
    something_everywhere_and_a_purge(sqlite_engine)
    flags = [column.name for column in table.columns if isinstance(column.type, Boolean)]
    found = found_after(
        sqlite_engine,
        *(text(f"UPDATE {table.name} SET {flag} = {value} WHERE id = 1") for flag in flags),  # noqa: S608 - our names
    )
    assert found == [Difference(1, "what revision 1 recorded has been altered")] * len(flags)


def others(column: Column[Any], value: Any) -> Iterator[object]:  # noqa: ANN401 - whatever a column holds
    """Values a column could be made to hold instead of this one: as little different as can be."""
    if value is None:
        yield {bool: True, int: 0, str: ""}[column.type.python_type]
    elif isinstance(value, bool):
        yield not value
    elif isinstance(value, int):
        yield from (value - 1, value + 1)
    else:
        yield f"{value}x"
        yield value[:-1] if value else "y"
    if value is not None and column.nullable:
        yield None


def missed(connection: Connection, table: Table) -> list[tuple[dict[str, Any], str, object]]:
    """The alterations of single values, in any row of the table, that the audit does not see."""
    unseen = []
    for row in connection.execute(select(table).order_by(*table.primary_key)).mappings().all():
        key = [column == row[column.name] for column in table.primary_key]
        for column in digested(table):
            for value in others(column, row[column.name]):
                point = connection.begin_nested()
                with suppress(IntegrityError):  # a number that is taken cannot be given
                    connection.execute(update(table).where(*key).values({column: value}))
                    if verify_digests(connection) is None:
                        unseen.append((dict(row), column.name, value))
                point.rollback()
    return unseen


@pytest.mark.long
@pytest.mark.parametrize("table", TABLES, ids=named)
def test_the_least_change_of_any_value_is_found(engine: Database, table: Table) -> None:
    """In every row and column: a number more or less, a letter more or less, nothing for something, and back."""
    something_everywhere_and_a_purge(engine)
    with meddling(engine) as connection:
        assert missed(connection, table) == []


def test_every_column_holds_something_to_alter(engine: Database) -> None:
    """What the attempts above start from leaves no column out."""
    something_everywhere_and_a_purge(engine)
    with reading(engine) as connection:
        empty = [
            f"{table.name}.{column.name}"
            for table in TABLES
            for column in table.columns
            if connection.scalar(select(column).where(column.is_not(None)).limit(1)) is None
        ]
    assert empty == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE claims SET id = 3 - id",
        "UPDATE revisions SET id = 3 - id",
        "UPDATE attributions SET revision = 3 - revision",
        "UPDATE claim_versions SET claim = 3 - claim",
        "UPDATE corrections SET id = 3 - id",
    ],
)
def test_rows_that_changed_places_are_found(engine: Database, statement: str) -> None:
    """The order of what was recorded is part of it."""
    something_everywhere_and_a_purge(engine)
    apart = statement.replace("3 - ", "1003 - ")
    back = statement.replace("3 - ", "") + " - 1000"
    column = statement.split()[3]
    changes = f"{apart} WHERE {column} IN (1, 2)", f"{back} WHERE {column} > 1000"
    with meddling(engine) as connection:
        for change in changes:
            connection.execute(text(change))
        assert verify_digests(connection) is not None
