"""Copying a ledger into an empty database, row by row as it is stored, from any kind of database to any other.

Invariants: every fact and revision arrives as it is, so that no digest changes; rows come after those they refer to,
with references checked and triggers on; the caller owns both transactions, and nothing is committed here.
"""

from collections.abc import Iterator
from typing import Final

from sqlalchemy import Table, delete, insert, select, text

from verifier.domain.batches import Progress, batches
from verifier.storage import projection
from verifier.storage.db.connection import Connection
from verifier.storage.db.errors import translated
from verifier.storage.schema import tables
from verifier.storage.statements.values import Columns

_BATCH_ROWS: Final = 5_000
_FACTS: Final = (tables.revisions, *tables.FACTS)
_DERIVED: Final = tuple(
    table for table in tables.metadata.sorted_tables if table not in _FACTS and table is not tables.ledger_head
)


def holds_facts(connection: Connection) -> bool:
    """Whether anything is recorded."""
    return any(connection.execute(select(table).limit(1)).first() is not None for table in _FACTS)


def copy_rows(source: Connection, target: Connection, progress: Progress) -> None:
    """Copy every fact, and all that is kept beside the facts, into a database of the present schema without any."""
    if not target.sqlite:
        target.execute(text("SET LOCAL verifier.copied = 'on'"))  # what is past is dated as it was
    for table in _DERIVED:
        target.execute(delete(table))
    for table in (*_FACTS, *_DERIVED):
        copied = 0
        for batch in _batches(source, table):
            target.execute(insert(table), batch)
            copied += len(batch)
            progress(f"copying {table.name.replace('_', ' ')}", copied)
    if not target.sqlite:
        # Else the server would not know how much there is before its next look, and look rows up the long way.
        target.execute(text(f"ANALYZE {', '.join(table.name for table in (*_FACTS, *_DERIVED))}"))
    # Words are kept in each kind of database's own way.
    progress("copying words", 0)
    projection.rebuild_words(target)


def _batches(connection: Connection, table: Table) -> Iterator[list[Columns]]:
    rows = connection.stored_rows(table)
    # What fails here is the source's, and not of the database that is being written.
    with translated(connection.location):
        yield from batches(rows, _BATCH_ROWS)
