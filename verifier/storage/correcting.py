"""Attributions and links by number: whether they exist and, if they were corrected, by which revision."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, Text, and_, or_, select

from verifier.domain.model import Attribution, Link, LinkKind
from verifier.domain.revision import Revision
from verifier.storage import queries
from verifier.storage.record_rows import attribution_identity, revision_of
from verifier.storage.selection import among, identified, known, recorded, undone
from verifier.storage.tables import attributions, corrections, links, revisions


@dataclass(frozen=True, slots=True)
class TakenOut:
    """An attribution or link by number, the revision that took it out of the case, and what for (None for nothing)."""

    number: int
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
    return None if row is None else TakenOut(number, revision_of(row), row.replacement)


def taken_out(connection: Connection, wanted: Sequence[Attribution]) -> list[TakenOut | None]:
    """For each attribution how one that says the same was corrected, unless another that does still exists."""
    identities = [attribution_identity(attribution) for attribution in wanted]
    statement = (
        select(revisions, corrections.c.replacement, attributions.c.identity, attributions.c.id.label("number"))
        .join(corrections, corrections.c.revision == revisions.c.id)
        .join(attributions, attributions.c.id == corrections.c.attribution)
        .where(among(connection, attributions.c.identity, identities, Text()), known(corrections, None))
        .where(attributions.c.revision.not_in(undone(None)))
        .order_by(attributions.c.id)
    )
    taken = {
        row.identity: TakenOut(row.number, revision_of(row), row.replacement) for row in connection.execute(statement)
    }
    if taken:
        for identity, _ in connection.execute(identified(connection, attributions, taken)):
            del taken[identity]
    return [taken.get(identity) for identity in identities]


def unlinked(connection: Connection, link: Link) -> TakenOut | None:
    """How a link was taken away, unless it was made anew."""
    if link_numbers(connection, link):
        return None
    statement = (
        select(revisions, corrections.c.link)
        .join(corrections, corrections.c.revision == revisions.c.id)
        .join(links, links.c.id == corrections.c.link)
        .where(_says(link), known(corrections, None), links.c.revision.not_in(undone(None)))
        .order_by(links.c.id.desc())
    )
    row = connection.execute(statement).first()
    return None if row is None else TakenOut(row.link, revision_of(row), None)


def same_as(connection: Connection, attribution: Attribution) -> list[int]:
    """The numbers of the attributions that exist and whose recording again would be no news."""
    found = connection.execute(identified(connection, attributions, [attribution_identity(attribution)]))
    return sorted(number for _, number in found)


def link_numbers(connection: Connection, link: Link) -> list[int]:
    """The numbers of the links that exist and say the same; a contradiction is the same from either side."""
    statement = select(links.c.id).where(_says(link), known(links, None)).order_by(links.c.id)
    return list(connection.scalars(statement))


def _says(link: Link) -> ColumnElement[bool]:
    same = and_(links.c.claim == link.claim, links.c.other == link.other)
    if link.kind is LinkKind.CONTRADICTS:
        same = or_(same, and_(links.c.claim == link.other, links.c.other == link.claim))
    return and_(links.c.kind == link.kind.value, same)
