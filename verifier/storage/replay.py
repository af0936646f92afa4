"""What one revision bears on, whatever became of it later: for going through the ledger again, revision by revision."""

from collections.abc import Callable, Iterator
from typing import Any, Final

from msgspec import Struct
from sqlalchemy import Column, ColumnElement, Select, select, union

from verifier.domain.revisions import StatusChange
from verifier.storage.db.connection import Connection
from verifier.storage.schema.tables import (
    assessments,
    attributions,
    claim_versions,
    claims,
    corrections,
    document_versions,
    links,
    merges,
    party_versions,
    policies,
    source_versions,
    status_changes,
    undos,
)
from verifier.storage.statements.revision_log import ChangeRow, change_of
from verifier.storage.statements.selection import among, changes_known, recorded, spoken_by

_ON_CLAIMS: Final = (
    claims.c.id,
    claim_versions.c.claim,
    links.c.claim,
    links.c.other,
    attributions.c.claim,
    assessments.c.claim,
    merges.c.claim,
    merges.c.target,
)


class Bearing(Struct, frozen=True):
    """On what a revision, with those it undid or redid, bears: claims and sources by number, parties by name.

    `registry` tells whether it changed parties or sources, `policy` whether it adopted a policy.
    """

    claims: frozenset[int]
    sources: frozenset[int]
    parties: frozenset[str]
    policy: bool

    @property
    def registry(self) -> bool:
        """Whether parties or sources are others after it."""
        return bool(self.sources or self.parties)


def bearing(connection: Connection, revision: int) -> Bearing:
    """On what a revision bears: rather too much than too little."""
    meant = {revision, *connection.scalars(select(undos.c.target).where(undos.c.revision == revision))}

    def within(column: Column[Any]) -> ColumnElement[bool]:
        return among(connection, column, meant)

    return Bearing(
        claims=frozenset(connection.scalars(union(*_claims(within, revision)))),
        sources=frozenset(
            connection.scalars(select(source_versions.c.source).where(within(source_versions.c.revision)))
        ),
        parties=frozenset(connection.scalars(select(party_versions.c.name).where(within(party_versions.c.revision)))),
        policy=connection.scalar(select(policies.c.id).where(within(policies.c.revision)).limit(1)) is not None,
    )


def _claims(within: Callable[[Column[Any]], ColumnElement[bool]], revision: int) -> Iterator[Select[Any]]:
    """The claims that facts of these revisions are about, one statement for each way to be."""
    for column in _ON_CLAIMS:
        yield select(column).where(within(column.table.c.revision))
    taken = within(corrections.c.revision)
    yield select(attributions.c.claim).join(corrections, corrections.c.attribution == attributions.c.id).where(taken)
    for end in (links.c.claim, links.c.other):
        yield select(end).join(corrections, corrections.c.link == links.c.id).where(taken)
    amended = select(document_versions.c.document).where(within(document_versions.c.revision))
    yield select(attributions.c.claim).where(attributions.c.document.in_(amended), recorded(attributions, revision))


def claims_of_sources(connection: Connection, numbers: set[int], revision: int) -> set[int]:
    """The claims on which the word of these sources bore until a revision, undone or not."""
    if not numbers:
        return set()
    columns = attributions.c
    touched = spoken_by(connection, numbers)
    return set(connection.scalars(select(columns.claim).distinct().where(touched, recorded(attributions, revision))))


def claims_until(connection: Connection, revision: int) -> set[int]:
    """Every claim recorded until a revision, undone or not."""
    return set(connection.scalars(select(claims.c.id).where(recorded(claims, revision))))


def logged_in(connection: Connection, revision: int, numbers: set[int]) -> dict[int, list[StatusChange]]:
    """What a revision logged of these claims."""
    own = (status_changes.c.revision == revision, among(connection, status_changes.c.claim, numbers))
    found: dict[int, list[StatusChange]] = {}
    for row in connection.rows(ChangeRow, changes_known(None).where(*own)):
        found.setdefault(row.claim, []).append(change_of(row))
    return found


def claims_logged_in(connection: Connection, revision: int) -> set[int]:
    """The claims of which a revision logged a change."""
    return set(connection.scalars(select(status_changes.c.claim).where(status_changes.c.revision == revision)))


def logged_before(connection: Connection, revision: int, claim: int) -> list[StatusChange]:
    """The last change of a claim logged before a revision, undone or not, or none."""
    own = (status_changes.c.revision < revision, status_changes.c.claim == claim)
    newest_first = changes_known(None).where(*own).order_by(None).order_by(status_changes.c.id.desc())
    return [change_of(row) for row in connection.rows(ChangeRow, newest_first.limit(1))]
