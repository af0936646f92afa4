"""Checking what is stored against its digests, revision by revision, in one pass over every fact.

Values are compared as they are stored: SQLite also keeps a 7 where a truth value belongs, and bytes where text does.
"""

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final, TypeVar

from msgspec import Struct
from sqlalchemy import Table, text
from sqlalchemy.exc import DBAPIError

from verifier.domain.batches import batches
from verifier.domain.revisions import SET_CLOCK
from verifier.storage.db.connection import Connection
from verifier.storage.ledger.chain import ORIGIN, RevisionDigest
from verifier.storage.ledger.purges import as_before, purges_by_target
from verifier.storage.schema.tables import FACTS, revisions

_BATCH_ROWS: Final = 1_000
_SOUND: Final = "ok"

T = TypeVar("T")


class Difference(Struct, frozen=True):
    """The first place where the facts are not those that were recorded."""

    revision: int
    what: str


class _Facts:
    """The rows of one table, taken revision by revision."""

    def __init__(self, connection: Connection, table: Table) -> None:
        self.name = table.name
        self._rows = connection.stored_rows(table)
        self._next = next(self._rows, None)

    def of(self, revision: int) -> Iterator[Mapping[str, Any]]:
        while self._next is not None and self._next["revision"] == revision:
            yield self._next
            self._next = next(self._rows, None)

    @property
    def left_over(self) -> Mapping[str, Any] | None:
        return self._next


def damage(connection: Connection) -> str | None:
    """What is wrong with a SQLite file as a file; None if nothing is. Servers look after their own."""
    if not connection.sqlite:
        return None
    found = connection.execute(text("PRAGMA integrity_check(1)")).scalar_one()
    return None if found == _SOUND else f"the file is damaged: {' '.join(str(found).split())}"


def verify_digests(connection: Connection) -> Difference | None:
    """The first difference between the facts and the digests given when they were recorded; None if all is well."""
    return with_any_bytes(connection, _verified)


def with_any_bytes(connection: Connection, check: Callable[[Connection], T]) -> T:
    """What a check finds, also where a SQLite file holds bytes that are no text."""
    try:
        return check(connection)
    except (DBAPIError, sqlite3.Error):
        if not connection.sqlite:
            raise
        # The driver refuses such bytes without saying where; reading them as something is slower, hence only now.
        with _bytes_as_text(connection):
            return check(connection)


def _verified(connection: Connection) -> Difference | None:
    facts = [_Facts(connection, table) for table in FACTS]
    purged = purges_by_target(connection)
    previous, expected, earliest = ORIGIN, 1, None
    for revision in connection.stored_rows(revisions):
        number = revision["id"]
        if number != expected:
            return Difference(expected, f"revision {expected} is missing")
        if revision["previous_digest"] != previous:
            return Difference(number, f"revision {number} does not follow from the one before")
        digest = _digest(revision, facts)
        fault = as_before(digest, number, purged.get(number, ()))
        if fault is None and digest.seal(revision) != revision["digest"]:
            fault = f"what revision {number} recorded has been altered"
        if fault is not None:
            return Difference(number, fault)
        if earliest is not None and revision["recorded_at"] < earliest and revision["action"] != SET_CLOCK:
            return Difference(number, f"revision {number} is dated before the one it follows")
        previous, expected, earliest = revision["digest"], number + 1, revision["recorded_at"]
    for table in facts:
        if (row := table.left_over) is not None:
            return Difference(row["revision"], f"{table.name} has a row of revision {row['revision']} out of place")
    return None


def _digest(revision: Mapping[str, Any], facts: list[_Facts]) -> RevisionDigest:
    running = RevisionDigest()
    for table in facts:
        for rows in batches(table.of(revision["id"]), _BATCH_ROWS):
            running.add(table.name, [*rows[0]], [tuple(row.values()) for row in rows])
    return running


@contextmanager
def _bytes_as_text(connection: Connection) -> Iterator[None]:
    if not isinstance(driver := connection.driver, sqlite3.Connection):
        yield
        return
    usual = driver.text_factory
    driver.text_factory = lambda stored: stored.decode(errors="surrogateescape")
    try:
        yield
    finally:
        driver.text_factory = usual
