"""Attributions and links by number: whether they exist and, if they were corrected, by which revision."""

from collections.abc import Sequence
from typing import Any

from msgspec import Struct

from verifier.domain.model.claims import Link, LinkKind
from verifier.domain.model.statements import Attribution
from verifier.domain.revisions import Correction, Revision
from verifier.storage.db.connection import Connection
from verifier.storage.db.statement import ClaimNumberRow, Given, NumberRow, Row, Snapshot, statement
from verifier.storage.statements import queries
from verifier.storage.statements.attributions import attribution_identity, select_identified_attributions
from verifier.storage.statements.lazy import selection, sql, tables
from verifier.storage.statements.revision_log import RevisionRow, revision_of
from verifier.storage.statements.values import Columns


class AttributionPlaceRow(Row):
    """The claim and the revision of an attribution."""

    claim: int
    revision: int


class CorrectionRow(RevisionRow):
    """A revision that corrected an attribution, and by which other one."""

    replacement: int | None


class TakenOutRow(CorrectionRow):
    """The same, with the attribution that was corrected."""

    identity: str
    number: int


class UnlinkedRow(RevisionRow):
    """A revision that corrected a link."""

    link: int


class TakenOut(Struct, frozen=True):
    """An attribution or link by number, the revision that took it out of the case, and what for (None for nothing)."""

    number: int
    revision: Revision
    replacement: int | None


def correction_row(correction: Correction) -> Columns:
    """The row of a correction."""
    return {
        "attribution": correction.attribution,
        "link": correction.link,
        "replacement": correction.replacement,
    }


@statement(ClaimNumberRow)
def select_claim_of_attribution(snapshot: Snapshot, number: int) -> "sql.Select[Any]":
    """The claim of an attribution that exists."""
    return sql.select(tables.attributions.c.claim).where(
        tables.attributions.c.id == number, selection.known(tables.attributions, snapshot.known_at)
    )


@statement(AttributionPlaceRow)
def select_attribution_recorded(snapshot: Snapshot, number: int) -> "sql.Select[Any]":
    """The claim and the revision of an attribution, whether it exists or not."""
    columns = tables.attributions.c
    return sql.select(columns.claim, columns.revision).where(
        columns.id == number, selection.recorded(tables.attributions, snapshot.known_at)
    )


@statement(CorrectionRow)
def select_correction_of(snapshot: Snapshot, number: int) -> "sql.Select[Any]":
    """The revision that corrected an attribution, and by which other one."""
    return (
        sql.select(tables.revisions, tables.corrections.c.replacement)
        .join(tables.corrections, tables.corrections.c.revision == tables.revisions.c.id)
        .where(tables.corrections.c.attribution == number, selection.known(tables.corrections, snapshot.known_at))
    )


@statement(TakenOutRow)
def select_taken_out(snapshot: Snapshot, identities: Given) -> "sql.Select[Any]":
    """The corrections of attributions of some identities, in the order of these."""
    return (
        sql.select(
            tables.revisions,
            tables.corrections.c.replacement,
            tables.attributions.c.identity,
            tables.attributions.c.id.label("number"),
        )
        .join(tables.corrections, tables.corrections.c.revision == tables.revisions.c.id)
        .join(tables.attributions, tables.attributions.c.id == tables.corrections.c.attribution)
        .where(
            selection.among(snapshot, tables.attributions.c.identity, identities, sql.Text()),
            selection.known(tables.corrections, snapshot.known_at),
        )
        .where(tables.attributions.c.revision.not_in(selection.undone(snapshot.known_at)))
        .order_by(tables.attributions.c.id)
    )


@statement(UnlinkedRow)
def select_links_taken(snapshot: Snapshot, claim: int, kind: str, other: int) -> "sql.Select[Any]":
    """The corrections of links that say this, the newest link first."""
    return (
        sql.select(tables.revisions, tables.corrections.c.link)
        .join(tables.corrections, tables.corrections.c.revision == tables.revisions.c.id)
        .join(tables.links, tables.links.c.id == tables.corrections.c.link)
        .where(_says(claim, kind, other), selection.known(tables.corrections, snapshot.known_at))
        .where(tables.links.c.revision.not_in(selection.undone(snapshot.known_at)))
        .order_by(tables.links.c.id.desc())
    )


@statement(NumberRow)
def select_links_saying(snapshot: Snapshot, claim: int, kind: str, other: int) -> "sql.Select[Any]":
    """The numbers of the links that exist and say this."""
    return (
        sql.select(tables.links.c.id)
        .where(_says(claim, kind, other), selection.known(tables.links, snapshot.known_at))
        .order_by(tables.links.c.id)
    )


def _says(claim: int, kind: str, other: int) -> "sql.ColumnElement[bool]":
    """Whether a link says this; a contradiction is the same from either side."""
    same = sql.and_(tables.links.c.claim == claim, tables.links.c.other == other)
    mirrored = sql.and_(
        tables.links.c.claim == other, tables.links.c.other == claim, tables.links.c.kind == LinkKind.CONTRADICTS.value
    )
    return sql.and_(tables.links.c.kind == kind, sql.or_(same, mirrored))


def attribution(connection: Connection, number: int, known_at: int | None = None) -> Attribution | None:
    """The attribution of a number, if it exists."""
    claims = [claim for (claim,) in connection.ask(select_claim_of_attribution(number=number), known_at)]
    found = queries.attributions(connection, claims, known_at)
    return next((one for one in found if one.id == number), None)


def recorded_in(connection: Connection, number: int, known_at: int | None = None) -> tuple[int, int] | None:
    """The claim and the revision of the attribution of a number, whether it exists or not."""
    found = connection.ask(select_attribution_recorded(number=number), known_at)
    return next(((claim, revision) for claim, revision in found), None)


def correction_of(connection: Connection, number: int, known_at: int | None = None) -> TakenOut | None:
    """How an attribution was corrected; None if it was not, or the correction is undone."""
    found = connection.ask(select_correction_of(number=number), known_at)
    return next((TakenOut(number, revision_of(row), row.replacement) for row in found), None)


def taken_out(connection: Connection, wanted: Sequence[Attribution]) -> list[TakenOut | None]:
    """For each attribution how one that says the same was corrected, unless another that does still exists."""
    identities = [attribution_identity(attribution) for attribution in wanted]
    found = connection.ask(select_taken_out(identities=identities))
    taken = {row.identity: TakenOut(row.number, revision_of(row), row.replacement) for row in found}
    if taken:
        for identity, _ in connection.ask(select_identified_attributions(identities=list(taken))):
            del taken[identity]
    return [taken.get(identity) for identity in identities]


def unlinked(connection: Connection, link: Link) -> TakenOut | None:
    """How a link was taken away, unless it was made anew."""
    if link_numbers(connection, link):
        return None
    found = connection.ask(select_links_taken(claim=link.claim, kind=link.kind.value, other=link.other))
    return next((TakenOut(row.link, revision_of(row), None) for row in found), None)


def same_as(connection: Connection, attribution: Attribution) -> list[int]:
    """The numbers of the attributions that exist and whose recording again would be no news."""
    found = connection.ask(select_identified_attributions(identities=[attribution_identity(attribution)]))
    return sorted(number for _, number in found)


def link_numbers(connection: Connection, link: Link) -> list[int]:
    """The numbers of the links that exist and say the same; a contradiction is the same from either side."""
    found = connection.ask(select_links_saying(claim=link.claim, kind=link.kind.value, other=link.other))
    return [number for (number,) in found]


def was_moved(connection: Connection, taken: TakenOut, claim: int) -> bool:
    """Whether what was taken out of a claim is of another one since."""
    if taken.replacement is None:
        return False
    place = recorded_in(connection, taken.replacement)
    return place is not None and place[0] != claim


def merges_in(connection: Connection, revision: int) -> bool:
    """Whether a revision merged claims, so that links it took away were moved."""
    return bool(connection.run("SELECT 1 FROM merges WHERE revision = ? LIMIT 1", revision))
