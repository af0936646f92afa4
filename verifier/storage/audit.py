"""Checking what is recorded against its digests, revision by revision, in one pass over every fact."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table, select

from verifier.storage.digest import ORIGIN, RevisionDigest
from verifier.storage.selection import streamed
from verifier.storage.tables import FACTS, revisions


@dataclass(frozen=True, slots=True)
class Difference:
    """The first place where the facts are not those that were recorded."""

    revision: int
    what: str


class _Facts:
    """The rows of one table, taken revision by revision."""

    def __init__(self, connection: Connection, table: Table) -> None:
        self.name = table.name
        self._rows = _rows(connection, table)
        self._next = next(self._rows, None)

    def of(self, revision: int) -> Iterator[Mapping[str, Any]]:
        while self._next is not None and self._next["revision"] == revision:
            yield self._next
            self._next = next(self._rows, None)

    @property
    def left_over(self) -> Mapping[str, Any] | None:
        return self._next


def verify_digests(connection: Connection) -> Difference | None:
    """The first difference between the facts and the digests given when they were recorded; None if all is well."""
    facts = [_Facts(connection, table) for table in FACTS]
    previous, expected = ORIGIN, 1
    for revision in _rows(connection, revisions):
        number = revision["id"]
        if number != expected:
            return Difference(expected, f"revision {expected} is missing")
        if revision["previous_digest"] != previous:
            return Difference(number, f"revision {number} does not follow from the one before")
        if _digest(revision, facts) != revision["digest"]:
            return Difference(number, f"what revision {number} recorded has been altered")
        previous, expected = revision["digest"], number + 1
    for table in facts:
        if (row := table.left_over) is not None:
            return Difference(row["revision"], f"{table.name} has a row of revision {row['revision']} out of place")
    return None


def _digest(revision: Mapping[str, Any], facts: list[_Facts]) -> str:
    running = RevisionDigest()
    for table in facts:
        for row in table.of(revision["id"]):
            running.add(table.name, row)
    return running.seal(revision)


def _rows(connection: Connection, table: Table) -> Iterator[Mapping[str, Any]]:
    statement = select(table).order_by(*table.primary_key)
    for row in streamed(connection, statement):
        yield row._asdict()
