"""Named statements about attributions and links that may have been corrected, see `statements`."""

from typing import Any

from sqlalchemy import ColumnElement, Select, Text, and_, or_, select

from verifier.domain.model.claims import LinkKind
from verifier.storage.db.snapshot import Snapshot, Values
from verifier.storage.schema.tables import attributions, corrections, links, revisions
from verifier.storage.statements.selection import among, known, recorded, undone


def claim_of_attribution(snapshot: Snapshot, number: int) -> Select[Any]:
    """The claim of an attribution that exists."""
    return select(attributions.c.claim).where(attributions.c.id == number, known(attributions, snapshot.known_at))


def attribution_recorded(snapshot: Snapshot, number: int) -> Select[Any]:
    """The claim and the revision of an attribution, whether it exists or not."""
    columns = attributions.c
    return select(columns.claim, columns.revision).where(
        columns.id == number, recorded(attributions, snapshot.known_at)
    )


def correction_of(snapshot: Snapshot, number: int) -> Select[Any]:
    """The revision that corrected an attribution, and by which other one."""
    return (
        select(revisions, corrections.c.replacement)
        .join(corrections, corrections.c.revision == revisions.c.id)
        .where(corrections.c.attribution == number, known(corrections, snapshot.known_at))
    )


def taken_out(snapshot: Snapshot, identities: Values) -> Select[Any]:
    """The corrections of attributions of some identities, in the order of these."""
    return (
        select(revisions, corrections.c.replacement, attributions.c.identity, attributions.c.id.label("number"))
        .join(corrections, corrections.c.revision == revisions.c.id)
        .join(attributions, attributions.c.id == corrections.c.attribution)
        .where(among(snapshot, attributions.c.identity, identities, Text()), known(corrections, snapshot.known_at))
        .where(attributions.c.revision.not_in(undone(snapshot.known_at)))
        .order_by(attributions.c.id)
    )


def links_taken(snapshot: Snapshot, claim: int, kind: str, other: int) -> Select[Any]:
    """The corrections of links that say this, the newest link first."""
    return (
        select(revisions, corrections.c.link)
        .join(corrections, corrections.c.revision == revisions.c.id)
        .join(links, links.c.id == corrections.c.link)
        .where(_says(claim, kind, other), known(corrections, snapshot.known_at))
        .where(links.c.revision.not_in(undone(snapshot.known_at)))
        .order_by(links.c.id.desc())
    )


def links_saying(snapshot: Snapshot, claim: int, kind: str, other: int) -> Select[Any]:
    """The numbers of the links that exist and say this."""
    return select(links.c.id).where(_says(claim, kind, other), known(links, snapshot.known_at)).order_by(links.c.id)


def _says(claim: int, kind: str, other: int) -> ColumnElement[bool]:
    """Whether a link says this; a contradiction is the same from either side."""
    same = and_(links.c.claim == claim, links.c.other == other)
    mirrored = and_(links.c.claim == other, links.c.other == claim, links.c.kind == LinkKind.CONTRADICTS.value)
    return and_(links.c.kind == kind, or_(same, mirrored))
