"""Reading everything recorded, of every kind, in the order of recording: streamed, one revision after the other.

Invariant: what is told of a revision does not depend on what was recorded later, but for the revision by which it is
undone. What is undone or corrected is told as well, where it was recorded.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from heapq import merge
from typing import Any, Final, NamedTuple, TypeAlias

from msgspec.structs import replace
from sqlalchemy import ColumnElement, Row, Select, Table, exists, func, literal, or_, select, true
from sqlalchemy.types import Text

from verifier.domain.batches import batches
from verifier.domain.history import Corrected, Fact, Judged, Recorded, TakenBack, Version, Versioned
from verifier.domain.model.claims import Link, Verdict
from verifier.domain.model.statements import Attribution, KeptFile
from verifier.domain.revisions import AnalystKey, FilePurge, Merge, Purge, StatusChange, Undoing
from verifier.domain.rules.policy import Policy
from verifier.storage.db.connection import Connection
from verifier.storage.schema.tables import (
    analyst_keys,
    assessments,
    attribution_carriers,
    attributions,
    claim_versions,
    claims,
    corrections,
    document_files,
    document_versions,
    file_purges,
    links,
    merges,
    party_versions,
    policies,
    purges,
    revisions,
    source_versions,
    status_changes,
    undos,
)
from verifier.storage.scope import Scope
from verifier.storage.statements.attributions import assessment_of, attribution_of
from verifier.storage.statements.claims import LinkRow, claim_of, link_of, merge_of
from verifier.storage.statements.documents import document_of, file_purge_of, kept_file_of
from verifier.storage.statements.queries import policy_of
from verifier.storage.statements.revision_log import change_of, purge_of
from verifier.storage.statements.selection import CLAIM_TEXT, among, undone
from verifier.storage.statements.sources import party_of, source_of


class RevisionRange(NamedTuple):
    """Which revisions, both included; None is from the first, to the newest."""

    first: int | None = None
    last: int | None = None

    def until(self, known_at: int | None) -> "RevisionRange":
        """What of it was recorded by a revision."""
        ends = [end for end in (self.last, known_at) if end is not None]
        return RevisionRange(self.first, min(ends, default=None))


def read_history(
    connection: Connection,
    scope: Scope | None = None,
    stretch: RevisionRange | None = None,
    known_at: int | None = None,
) -> Iterator[Recorded]:
    """What was recorded of a scope, or all there is, streamed; it is undone if it was so by `known_at`."""
    undone_in = _standing_undos(connection, known_at)
    asked = (stretch or RevisionRange()).until(known_at)
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
    return list(read_history(connection, scope, RevisionRange(revision, revision)))


def _concerns(connection: Connection, scope: Scope, revision: int) -> bool:
    """Whether a revision recorded anything of a scope."""
    return bool(recorded_in(connection, revision, scope))


def _standing_undos(connection: Connection, known_at: int | None = None) -> dict[int, int]:
    """The revisions that are undone, each with the one by which it is."""
    rows = connection.execute(undone(known_at).with_only_columns(undos.c.target, undos.c.revision))
    return dict(map(tuple, rows))


_Found: TypeAlias = tuple[int, int, int, Row[Any]]
"""Revision, rank of the table, number within it, row."""


def _stream(connection: Connection, rank: int, scope: Scope | None, stretch: RevisionRange) -> Iterator[_Found]:
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
    for row in connection.streamed(statement.order_by(table.c.id)):
        yield row.revision, rank, row.id, row


def _within(connection: Connection, table: Table, scope: Scope) -> ColumnElement[bool] | None:
    """Whether a row is of a scope; None if none of the table is."""
    if table is undos or (table is policies and scope.claims):
        return true()
    if table is party_versions and scope.parties:
        return among(connection, table.c.name, scope.parties, Text())
    if table is source_versions and scope.sources:
        return among(connection, table.c.source, scope.sources)
    if table in (document_versions, purges, document_files, file_purges) and scope.documents:
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


def _merges_of(connection: Connection, numbers: Collection[int]) -> ColumnElement[bool]:
    return or_(among(connection, merges.c.claim, numbers), among(connection, merges.c.target, numbers))


_OF_CLAIMS: Final[dict[Table, Callable[[Connection, Collection[int]], ColumnElement[bool]]]] = {
    **{table: _by_claim(table) for table in (claim_versions, attributions, assessments, status_changes)},
    links: _links_of,
    corrections: _corrections_of,
    merges: _merges_of,
}


def _facts(connection: Connection, batch: Iterable[_Found]) -> dict[tuple[int, int], Fact]:
    """The facts of some rows, by rank and number."""
    rows: defaultdict[int, list[Row[Any]]] = defaultdict(list)
    for _, rank, _, row in batch:
        rows[rank].append(row)
    made = ((rank, found, facts_of(connection, ORDER[rank], found)) for rank, found in rows.items())
    return {(rank, row.id): fact for rank, found, facts in made for row, fact in zip(found, facts, strict=True)}


_ENTITY: Final[dict[Table, tuple[str, ...]]] = {
    policies: (),
    analyst_keys: ("analyst",),
    party_versions: ("name",),
    source_versions: ("source",),
    document_versions: ("document",),
    claim_versions: ("claim",),
    assessments: ("claim", "analyst"),
}
"""The tables whose rows replace one another, and by what they are about the same."""

_Rows: TypeAlias = Sequence[Any]


def selected(table: Table) -> Select[Any]:
    """The rows of a table with all that makes facts of them, but for what other rows tell."""
    if table is attributions:
        return select(attributions, literal(None).label("outlet"), literal(0).label("recorded_at"))
    if table is status_changes:
        return select(status_changes, revisions.c.recorded_at, revisions.c.analyst).join(
            revisions, revisions.c.id == status_changes.c.revision
        )
    if table is claim_versions:
        return _claim_rows().add_columns(_before(table))
    return select(table, _before(table)) if table in _ENTITY else select(table)


def _claim_rows() -> Select[Any]:
    first = claims.c.revision.label("first_revision")
    return select(claim_versions, CLAIM_TEXT, first, literal(0).label("recorded_at")).join(
        claims, claims.c.id == claim_versions.c.claim
    )


def _before(table: Table) -> ColumnElement[int]:
    """The number of the version that held when the row's revision was written."""
    earlier = table.alias()
    same = (earlier.c[name] == table.c[name] for name in _ENTITY[table])
    newest = select(func.max(earlier.c.id)).where(
        *same, earlier.c.id < table.c.id, ~_undone_by(earlier.c.revision, table.c.revision)
    )
    return newest.scalar_subquery().label("before")


def _undone_by(target: ColumnElement[int], revision: ColumnElement[int]) -> ColumnElement[bool]:
    """Whether one revision was undone when another was written."""
    undo, later = undos.alias(), undos.alias()
    overtaken = exists().where(later.c.target == undo.c.target, later.c.id > undo.c.id, later.c.revision < revision)
    return exists().where(
        undo.c.target == target, undo.c.what == Undoing.UNDO.value, undo.c.revision < revision, ~overtaken
    )


def facts_of(connection: Connection, table: Table, rows: _Rows) -> list[Fact]:
    """The facts of some rows that were `selected` from a table, in their order."""
    return _MADE[table](connection, rows)


def _versions(table: Table, of: Callable[[Any], Version]) -> Callable[[Connection, _Rows], list[Fact]]:
    """What makes facts of a table's rows, each with the version it replaced."""

    def made(connection: Connection, rows: _Rows) -> list[Fact]:
        numbers = {row.before for row in rows if row.before is not None}
        base = _claim_rows() if table is claim_versions else select(table)
        found = connection.execute(base.where(among(connection, table.c.id, numbers))) if numbers else ()
        earlier = {row.id: of(row) for row in found}
        return [Versioned(earlier.get(row.before), of(row)) for row in rows]

    return made


def _policies(connection: Connection, rows: _Rows) -> list[Fact]:
    """Policies; a ledger that did not begin with one began with the first figures there were."""
    found = _versions(policies, policy_of)(connection, rows)
    return [
        replace(fact, before=Policy()) if isinstance(fact, Versioned) and not fact.before and row.revision > 1 else fact
        for row, fact in zip(rows, found, strict=True)
    ]


def _attributions(connection: Connection, rows: _Rows) -> list[Fact]:
    return [*_said(connection, rows)]


def _said(connection: Connection, rows: _Rows) -> list[Attribution]:
    carried = [row.id for row in rows if row.nearest is not None]
    carriers: defaultdict[int, tuple[int, ...]] = defaultdict(tuple)
    columns = attribution_carriers.c
    if carried:
        statement = select(columns.attribution, columns.source).where(among(connection, columns.attribution, carried))
        for number, source in connection.execute(statement.order_by(columns.attribution, columns.position)):
            carriers[number] += (source,)
    return [attribution_of(row, carriers[row.id]) for row in rows]


def _corrections(connection: Connection, rows: _Rows) -> list[Fact]:
    said = {row.attribution for row in rows if row.attribution is not None}
    linked = {row.link for row in rows if row.link is not None}
    taken: dict[int, Attribution] = {}
    if said:
        found = connection.execute(selected(attributions).where(among(connection, attributions.c.id, said))).all()
        taken = {attribution.id: attribution for attribution in _said(connection, found)}
    unlinked: dict[int, Link] = {}
    if linked:
        of_links = connection.rows(LinkRow, select(links).where(among(connection, links.c.id, linked)))
        unlinked = {row.id: link_of(row) for row in of_links}
    return [
        Corrected(unlinked[row.link] if row.attribution is None else taken[row.attribution], row.replacement)
        for row in rows
    ]


def _judged(connection: Connection, rows: _Rows) -> list[Fact]:
    numbers = {row.before for row in rows if row.before is not None}
    columns = assessments.c
    found = connection.execute(select(columns.id, columns.verdict).where(among(connection, columns.id, numbers or {0})))
    earlier = {number: Verdict(verdict) for number, verdict in found}
    return [Judged(earlier.get(row.before), assessment_of(row)) for row in rows]


def _each(
    of: Callable[[Any], Link | Merge | Purge | KeptFile | FilePurge | StatusChange | TakenBack],
) -> Callable[[Connection, _Rows], list[Fact]]:
    return lambda _, rows: [of(row) for row in rows]


_MADE: Final[dict[Table, Callable[[Connection, _Rows], list[Fact]]]] = {
    policies: _policies,
    analyst_keys: _versions(analyst_keys, lambda row: AnalystKey(row.analyst, row.public_key)),
    party_versions: _versions(party_versions, party_of),
    source_versions: _versions(source_versions, source_of),
    document_versions: _versions(document_versions, document_of),
    document_files: _each(kept_file_of),
    claim_versions: _versions(claim_versions, claim_of),
    links: _each(link_of),
    attributions: _attributions,
    corrections: _corrections,
    merges: _each(merge_of),
    assessments: _judged,
    purges: _each(purge_of),
    file_purges: _each(file_purge_of),
    undos: _each(lambda row: TakenBack(Undoing(row.what), row.target)),
    status_changes: _each(change_of),
}
ORDER: Final = tuple(_MADE)
"""The order of what one revision recorded: what others rest on comes first."""
