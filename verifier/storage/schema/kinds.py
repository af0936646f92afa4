"""Whether what a SQLite file has under our names is a table, as it should be, and not a view made to look like one.

Looked at whenever a file is opened, before anything is asked of it: a view can go on for ever. `blueprint` compares the
rest, for the audit.
"""

import sqlite3
from typing import Final

from verifier.domain.errors import DatabaseError
from verifier.storage.db.catalogue import facts
from verifier.storage.db.location import Location

_OTHERS: Final = (
    "alembic_version",
    "ledger_head",
    "claim_states",
    "claim_accounts",
    "status_totals",
    "claim_terms",
    "source_names",
    "party_names",
    *(f"claim_words_{part}" for part in ("data", "idx", "content", "docsize", "config")),
)
_INDEX: Final = "claim_words"


class AlteredError(DatabaseError):
    """Something else than a table stands where a table should; `fault` tells what."""

    def __init__(self, location: Location, fault: str) -> None:
        super().__init__(f"{location} is not as verifier makes it: {fault}. Restore it from a backup")
        self.fault = fault


def check_kinds(driver: sqlite3.Connection, location: Location) -> None:
    """Refuse a file in which something else stands where a table of ours should (AlteredError)."""
    tables = (*facts(), "revisions", *_OTHERS)
    marks = ", ".join("?" * len(tables))
    found = driver.execute(
        f"SELECT name, type FROM sqlite_master WHERE type IN ('table', 'view') AND (name IN ({marks}) "  # noqa: S608 - our own names
        "AND NOT (type = 'table' AND sql LIKE 'CREATE TABLE %') "
        "OR name = ? AND NOT (type = 'table' AND sql LIKE 'CREATE VIRTUAL TABLE % USING fts5%'))",
        (*tables, _INDEX),
    ).fetchone()
    if found is not None:
        name, kind = found
        raise AlteredError(location, f"{name} is {'a view' if kind == 'view' else 'another kind of table'}")
