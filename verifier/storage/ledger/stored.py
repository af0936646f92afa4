"""Rows as they are stored, whatever is in them: SQLite also keeps a 7 where a truth value belongs."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Boolean, ColumnElement, Integer, Table, select, type_coerce

from verifier.storage.db.connection import Connection
from verifier.storage.statements.selection import streamed


def stored_rows(connection: Connection, table: Table, *where: ColumnElement[bool]) -> Iterator[dict[str, Any]]:
    """The rows of a table in the order of its key, streamed, each value as it is stored."""
    flags = [column.name for column in table.columns if isinstance(column.type, Boolean)]
    columns = [type_coerce(c, Integer).label(c.name) if c.name in flags else c for c in table.columns]
    for row in streamed(connection, select(*columns).where(*where).order_by(*table.primary_key)):
        values = row._asdict()
        for name in flags:
            values[name] = _flag(values[name])
        yield values


def _flag(value: object) -> object:
    return bool(value) if isinstance(value, int) and value in {0, 1} else value
