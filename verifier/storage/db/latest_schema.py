"""The schema that the migrations make of an empty database, kept in a file (`make catalogue`; a test compares them).

A SQLite file is made from it; a server is compared with it.
"""

import sqlite3
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

from msgspec import Struct, json

SCHEMA: Final = Path(__file__).with_name("schema.json")

_MADE: Final = """
    SELECT sql FROM sqlite_master
    WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name NOT LIKE 'claim\\_words\\__%' ESCAPE '\\'
    ORDER BY rowid"""
_FILLED: Final = ("alembic_version", "ledger_head", "status_totals")


class LatestSchema(Struct, frozen=True):
    """The statements that make a SQLite file, in their order; the objects of a server, kind and name to definition."""

    sqlite: list[str]
    postgresql: dict[str, str]


@cache
def latest_schema() -> LatestSchema:
    """The schema of the newest migration."""
    return json.decode(SCHEMA.read_bytes(), type=LatestSchema)


def statements_of(file: sqlite3.Connection) -> Iterator[str]:
    """The statements that make a file like this one, in which nothing has been recorded yet."""
    for (made,) in file.execute(_MADE):
        yield made
    for table in _FILLED:
        columns = [name for _, name, *_ in file.execute(f"PRAGMA table_info({table})")]
        quoted = " || ', ' || ".join(f"quote({name})" for name in columns)
        for (values,) in file.execute(f"SELECT {quoted} FROM {table} ORDER BY rowid"):  # noqa: S608 - our own names
            yield f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({values})"  # noqa: S608 - likewise
