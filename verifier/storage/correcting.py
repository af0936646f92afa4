"""Attributions and links by number: whether they exist and, if they were corrected, by which revision."""

from dataclasses import dataclass

from sqlalchemy import Connection, and_, or_, select

from verifier.domain.model import Attribution, Link, LinkKind
from verifier.domain.revision import Revision
from verifier.storage import queries
from verifier.storage.record_rows import attribution_identity, revision_of
from verifier.storage.selection import identified, known, recorded
from verifier.storage.tables import attributions, corrections, links, revisions


@dataclass(frozen=True, slots=True)
class TakenOut:
    """By which revision an attribution was taken out of the case, and for which other one (None for nothing)."""

    revision: Revision
    replacement: int | None


def attribution(connection: Connection, number: int, known_at: int | None = None) -> Attribution | None:
    """The attribution of a number, if it exists."""
    own = (attributions.c.id == number, known(attributions, known_at))
    claim = connection.scalar(select(attributions.c.claim).where(*own))
    found = [] if claim is None else queries.attributions(connection, [claim], known_at)
    return next((one for one in found if one.id == number), None)


def recorded_in(connection: Connection, number: int, known_at: int | None = None) -> tuple[int, int] | None:
    """The claim and the revision of the attribution of a number, whether it exists or not."""
    columns = (attributions.c.claim, attributions.c.revision)
    row = connection.execute(select(*columns).where(attributions.c.id == number, recorded(attributions, known_at)))
    return next(((claim, revision) for claim, revision in row), None)


def correction_of(connection: Connection, number: int, known_at: int | None = None) -> TakenOut | None:
    """How an attribution was corrected; None if it was not, or the correction is undone."""
    statement = (
        select(revisions, corrections.c.replacement)
        .join(corrections, corrections.c.revision == revisions.c.id)
        .where(corrections.c.attribution == number, known(corrections, known_at))
    )
    row = connection.execute(statement).first()
    return None if row is None else TakenOut(revision_of(row), row.replacement)


def same_as(connection: Connection, attribution: Attribution) -> list[int]:
    """The numbers of the attributions that exist and whose recording again would be no news."""
    found = connection.execute(identified(connection, attributions, [attribution_identity(attribution)]))
    return sorted(number for _, number in found)


def link_numbers(connection: Connection, link: Link) -> list[int]:
    """The numbers of the links that exist and say the same; a contradiction is the same from either side."""
    same = and_(links.c.claim == link.claim, links.c.other == link.other)
    if link.kind is LinkKind.CONTRADICTS:
        same = or_(same, and_(links.c.claim == link.other, links.c.other == link.claim))
    existing = (links.c.kind == link.kind.value, known(links, None))
    return list(connection.scalars(select(links.c.id).where(same, *existing).order_by(links.c.id)))
