"""Reading everything recorded, of every kind, in the order of recording: streamed, one revision after the other.

Invariant: what is told of a revision does not depend on what was recorded later, but for the revision by which it is
undone. What is undone or corrected is told as well, where it was recorded.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from heapq import merge
from typing import Any, Final, NamedTuple, TypeAlias

from sqlalchemy import ColumnElement, Row, Table, or_, select, true
from sqlalchemy.types import Text

from verifier.domain.batches import batches
from verifier.domain.history import Fact, Recorded, TakenBack
from verifier.storage.connection import Connection
from verifier.storage.facts import ORDER, facts_of, selected
from verifier.storage.scope import Scope
from verifier.storage.selection import among, streamed, undone
from verifier.storage.tables import (
    assessments,
    attributions,
    claim_versions,
    corrections,
    document_versions,
    links,
    party_versions,
    policies,
    purges,
    source_versions,
    status_changes,
    undos,
)


class Stretch(NamedTuple):
    """Which revisions, both included; None is from the first, to the newest."""

    first: int | None = None
    last: int | None = None

    def until(self, known_at: int | None) -> "Stretch":
        """What of it was recorded by a revision."""
        ends = [end for end in (self.last, known_at) if end is not None]
        return Stretch(self.first, min(ends, default=None))


def chronicle(
    connection: Connection, scope: Scope | None = None, stretch: Stretch | None = None, known_at: int | None = None
) -> Iterator[Recorded]:
    """What was recorded of a scope, or all there is, streamed; it is undone if it was so by `known_at`."""
    undone_in = _standing_undos(connection, known_at)
    asked = (stretch or Stretch()).until(known_at)
    streams = [_stream(connection, rank, scope, asked) for rank in range(len(ORDER))]
    waiting = merge(*streams, key=lambda found: found[:3])
    for batch in batches(waiting):
        facts = _facts(connection, batch)
        for revision, rank, number, _ in batch:
            fact = facts[rank, number]
            if scope is None or not isinstance(fact, TakenBack) or _concerns(connection, scope, fact.target):
                yield Recorded(revision, fact, undone_in.get(revision))


def recorded_in(connection: Connection, revision: int, scope: Scope | None = None) -> list[Recorded]:
    """What one revision recorded of a scope, or of everything."""
    return list(chronicle(connection, scope, Stretch(revision, revision)))


def _concerns(connection: Connection, scope: Scope, revision: int) -> bool:
    """Whether a revision recorded anything of a scope."""
    return bool(recorded_in(connection, revision, scope))


def _standing_undos(connection: Connection, known_at: int | None = None) -> dict[int, int]:
    """The revisions that are undone, each with the one by which it is."""
    rows = connection.execute(undone(known_at).with_only_columns(undos.c.target, undos.c.revision))
    return dict(map(tuple, rows))


_Found: TypeAlias = tuple[int, int, int, Row[Any]]
"""Revision, rank of the table, number within it, row."""


def _stream(connection: Connection, rank: int, scope: Scope | None, stretch: Stretch) -> Iterator[_Found]:
    table = ORDER[rank]
    statement = selected(table)
    if scope is not None:
        condition = _within(connection, table, scope)
        if condition is None:
            return
        statement = statement.where(condition)
    if stretch.first is not None:
        statement = statement.where(table.c.revision >= stretch.first)
    if stretch.last is not None:
        statement = statement.where(table.c.revision <= stretch.last)
    # Rows are numbered in the order of revisions.
    for row in streamed(connection, statement.order_by(table.c.id)):
        yield row.revision, rank, row.id, row


def _within(connection: Connection, table: Table, scope: Scope) -> ColumnElement[bool] | None:
    """Whether a row is of a scope; None if none of the table is."""
    if table is undos or (table is policies and scope.claims):
        return true()
    if table is party_versions and scope.parties:
        return among(connection, table.c.name, scope.parties, Text())
    if table is source_versions and scope.sources:
        return among(connection, table.c.source, scope.sources)
    if table in (document_versions, purges) and scope.documents:
        return among(connection, table.c.document, scope.documents)
    if table in _OF_CLAIMS and scope.claims:
        return _OF_CLAIMS[table](connection, scope.claims)
    return None


def _by_claim(table: Table) -> Callable[[Connection, Collection[int]], ColumnElement[bool]]:
    return lambda connection, numbers: among(connection, table.c.claim, numbers)


def _links_of(connection: Connection, numbers: Collection[int]) -> ColumnElement[bool]:
    return or_(among(connection, links.c.claim, numbers), among(connection, links.c.other, numbers))


def _corrections_of(connection: Connection, numbers: Collection[int]) -> ColumnElement[bool]:
    said = select(attributions.c.id).where(among(connection, attributions.c.claim, numbers))
    linked = select(links.c.id).where(_links_of(connection, numbers))
    return or_(corrections.c.attribution.in_(said), corrections.c.link.in_(linked))


_OF_CLAIMS: Final[dict[Table, Callable[[Connection, Collection[int]], ColumnElement[bool]]]] = {
    **{table: _by_claim(table) for table in (claim_versions, attributions, assessments, status_changes)},
    links: _links_of,
    corrections: _corrections_of,
}


def _facts(connection: Connection, batch: Iterable[_Found]) -> dict[tuple[int, int], Fact]:
    """The facts of some rows, by rank and number."""
    rows: defaultdict[int, list[Row[Any]]] = defaultdict(list)
    for _, rank, _, row in batch:
        rows[rank].append(row)
    made = ((rank, found, facts_of(connection, ORDER[rank], found)) for rank, found in rows.items())
    return {(rank, row.id): fact for rank, found, facts in made for row, fact in zip(found, facts, strict=True)}
