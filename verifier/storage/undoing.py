"""Revisions as a whole: what one recorded, which are undone, and what keeps one from being undone or redone.

Invariant: what a revision recorded is told whether it exists or not; what is in its way are facts that exist.
"""

from collections.abc import Collection, Iterator
from typing import Any, Final

from msgspec import Struct
from sqlalchemy import Column, ColumnElement, Select, Table, and_, func, select
from sqlalchemy.types import BigInteger, Text

from verifier.domain.model.claims import Link
from verifier.domain.revisions import UPGRADE, Merge, Undoing
from verifier.storage.db.connection import Connection
from verifier.storage.schema.tables import (
    FACTS,
    analyst_keys,
    assessments,
    attributions,
    claim_versions,
    claims,
    corrections,
    document_files,
    document_versions,
    documents,
    links,
    merges,
    party_versions,
    policies,
    revisions,
    source_versions,
    sources,
    status_changes,
    undos,
)
from verifier.storage.statements.claims import link_of, merge_of
from verifier.storage.statements.selection import among, known, undone
from verifier.storage.statements.values import from_json

FIRST: Final = 1
"""The revision that a database begins with."""

_ADDED: Final = (sources, documents, claims)
_VERSIONS: Final = {source_versions: "source", document_versions: "document", claim_versions: "claim"}
# The nearest carrier is among the carriers, whose column has an index.
_REFERENCES: Final = tuple(
    (column, key.column.table)
    for table in FACTS
    if table is not status_changes
    for column in table.c
    if column is not attributions.c.nearest
    for key in column.foreign_keys
    if key.column.table in _ADDED
)
_IDENTIFIED: Final = (
    (documents, ("identity",)),
    (claims, ("identity",)),
    (links, ("claim", "kind", "other")),
    (attributions, ("identity",)),
    (corrections, ("attribution",)),
    (corrections, ("link",)),
    (document_files, ("document", "sha256")),
    (merges, ("claim",)),
)
# What a correction takes out comes back when the correction is undone.
_TAKEN_OUT: Final = (
    (attributions, corrections.c.attribution, ("identity",)),
    (links, corrections.c.link, ("claim", "kind", "other")),
)


class Contents(Struct, frozen=True):
    """What a revision recorded: numbers of what it added, and of what it added or gave a new version.

    Attributions, also corrected ones, are by number with their claim, assessments verdict and claim, policies versions,
    files by name with their document.
    """

    added: dict[str, frozenset[int]]
    versions: dict[str, frozenset[int]]
    parties: frozenset[str]
    links: tuple[Link, ...]
    attributions: dict[int, int]
    assessed: tuple[tuple[str, int], ...]
    corrected: dict[int, int]
    unlinked: tuple[Link, ...]
    policies: tuple[str, ...]
    files: tuple[tuple[str, int], ...] = ()
    merged: tuple[Merge, ...] = ()

    @property
    def claims(self) -> frozenset[int]:
        """The claims it is about."""
        ends = (end for link in (*self.links, *self.unlinked) for end in (link.claim, link.other))
        judged = (claim for _, claim in self.assessed)
        said = (*self.attributions.values(), *self.corrected.values())
        merged = (end for merge in self.merged for end in (merge.claim, merge.target))
        return self.versions["claims"].union(ends, said, judged, merged)


def contents(connection: Connection, revision: int) -> Contents:
    """What a revision recorded."""

    def of(table: Table, *names: str) -> list[Any]:
        columns = [table.c[name] for name in names]
        return connection.execute(select(*columns).where(table.c.revision == revision).order_by(table.c.id)).all()  # type: ignore[return-value]

    def taken_out(table: Table, column: str, *names: str) -> list[Any]:
        own = select(corrections.c[column]).where(corrections.c.revision == revision)
        columns = [table.c[name] for name in names]
        return connection.execute(select(*columns).where(table.c.id.in_(own)).order_by(table.c.id)).all()  # type: ignore[return-value]

    versions = {"sources": source_versions, "documents": document_versions, "claims": claim_versions}
    return Contents(
        added={table.name: frozenset(number for (number,) in of(table, "id")) for table in _ADDED},
        versions={
            name: frozenset(number for (number,) in of(table, _VERSIONS[table])) for name, table in versions.items()
        },
        parties=frozenset(name for (name,) in of(party_versions, "name")),
        links=tuple(link_of(row) for row in of(links, "claim", "kind", "other")),
        attributions=dict(map(tuple, of(attributions, "id", "claim"))),
        assessed=tuple(map(tuple, of(assessments, "verdict", "claim"))),
        corrected=dict(map(tuple, taken_out(attributions, "attribution", "id", "claim"))),
        unlinked=tuple(link_of(row) for row in taken_out(links, "link", "claim", "kind", "other")),
        policies=tuple(version for (version,) in of(policies, "version")),
        files=tuple(map(tuple, of(document_files, "name", "document"))),
        merged=tuple(merge_of(row) for row in of(merges, "claim", "target")),
    )


def newest_undoable(connection: Connection) -> int | None:
    """The newest revision that exists, does not undo or redo another, nor change the rules, and is not the first."""
    numbers = select(revisions.c.id).where(revisions.c.id > FIRST, revisions.c.action != UPGRADE)
    of_use = numbers.where(revisions.c.id.not_in(undone(None)), revisions.c.id.not_in(select(undos.c.revision)))
    return connection.execute(of_use.order_by(revisions.c.id.desc()).limit(1)).scalar()


def newest_undone(connection: Connection) -> int | None:
    """The revision that was undone last and still is."""
    return connection.execute(undone(None).order_by(undos.c.id.desc()).limit(1)).scalar()


def undone_in(connection: Connection, revision: int) -> int | None:
    """The revision by which another is undone at present."""
    state = undone(None).where(undos.c.target == revision)
    return connection.execute(state.with_only_columns(undos.c.revision)).scalar()


def undoing_by(connection: Connection, revision: int) -> tuple[Undoing, int] | None:
    """What a revision does to which other one, if that is all it does."""
    row = connection.execute(select(undos.c.what, undos.c.target).where(undos.c.revision == revision)).first()
    return None if row is None else (Undoing(row.what), row.target)


def names_keys(connection: Connection, revision: int) -> bool:
    """Whether a revision tells by which key an analyst signs."""
    return connection.scalar(select(analyst_keys.c.id).where(analyst_keys.c.revision == revision)) is not None


def leaning_on(connection: Connection, revision: int, recorded: Contents) -> int | None:
    """The newest later revision that refers to what this one added, or amended again what it amended."""
    found = [number for number in _leaning(connection, revision, recorded) if number is not None]
    return max(found, default=None)


def _leaning(connection: Connection, revision: int, recorded: Contents) -> Iterator[int | None]:
    for column, target in _REFERENCES:
        yield _newest(connection, column, recorded.added[target.name], revision)
    yield _newest(connection, party_versions.c.name, recorded.parties, revision)
    yield _newest(connection, corrections.c.attribution, recorded.attributions, revision)
    yield _newest(connection, corrections.c.link, _link_numbers(connection, revision), revision)
    for table, added in zip(_VERSIONS, _ADDED, strict=True):
        yield _newest(connection, table.c[_VERSIONS[table]], recorded.versions[added.name], revision)
    if recorded.added["documents"]:
        cited = select(assessments.c.revision, assessments.c.evidence).where(
            assessments.c.evidence != "[]", assessments.c.revision > revision, known(assessments, None)
        )
        for number, evidence in connection.execute(cited):
            if recorded.added["documents"].intersection(from_json(evidence)):
                yield number


def _newest(
    connection: Connection, column: Column[Any], values: Collection[int] | Collection[str], revision: int
) -> int | None:
    """The newest existing revision after this one that has one of the values in a column."""
    if not values:
        return None
    table = column.table
    kind = Text() if isinstance(next(iter(values)), str) else BigInteger()
    statement = select(func.max(table.c.revision)).where(
        among(connection, column, values, kind), table.c.revision > revision, known(table, None)
    )
    return connection.execute(statement).scalar()


def recorded_again(connection: Connection, revision: int) -> int | None:
    """Another existing revision that recorded the same as this one did."""
    own = (_same(table, names, table.c.revision == revision, revision) for table, names in _IDENTIFIED)
    return _first(connection, own)


def recorded_instead(connection: Connection, revision: int) -> int | None:
    """Another existing revision that recorded the same as what this one took out of the case."""
    taken = (
        _same(table, names, table.c.id.in_(select(column).where(corrections.c.revision == revision)), revision)
        for table, column, names in _TAKEN_OUT
    )
    return _first(connection, taken)


def _first(connection: Connection, statements: Iterator[Select[Any]]) -> int | None:
    found = map(connection.scalar, statements)
    return next((number for number in found if number is not None), None)


def _same(table: Table, names: tuple[str, ...], meant: ColumnElement[bool], revision: int) -> Select[Any]:
    other = table.alias()
    alike = and_(*(other.c[name] == table.c[name] for name in names))
    return (
        select(other.c.revision)
        .join_from(table, other, alike)
        .where(meant, other.c.id != table.c.id, other.c.revision != revision, known(other, None))
        .limit(1)
    )


def _link_numbers(connection: Connection, revision: int) -> list[int]:
    return list(connection.scalars(select(links.c.id).where(links.c.revision == revision)))
