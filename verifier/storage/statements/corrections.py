"""Attributions and links by number: whether they exist and, if they were corrected, by which revision."""

from collections.abc import Sequence

from msgspec import Struct

from verifier.domain.model.claims import Link
from verifier.domain.model.statements import Attribution
from verifier.domain.revisions import Revision
from verifier.storage.db.connection import Connection
from verifier.storage.statements import queries
from verifier.storage.statements.record_rows import attribution_identity, revision_of


class TakenOut(Struct, frozen=True):
    """An attribution or link by number, the revision that took it out of the case, and what for (None for nothing)."""

    number: int
    revision: Revision
    replacement: int | None


def attribution(connection: Connection, number: int, known_at: int | None = None) -> Attribution | None:
    """The attribution of a number, if it exists."""
    claims = [claim for (claim,) in connection.ask("claim_of_attribution", known_at, number=number)]
    found = queries.attributions(connection, claims, known_at)
    return next((one for one in found if one.id == number), None)


def recorded_in(connection: Connection, number: int, known_at: int | None = None) -> tuple[int, int] | None:
    """The claim and the revision of the attribution of a number, whether it exists or not."""
    found = connection.ask("attribution_recorded", known_at, number=number)
    return next(((claim, revision) for claim, revision in found), None)


def correction_of(connection: Connection, number: int, known_at: int | None = None) -> TakenOut | None:
    """How an attribution was corrected; None if it was not, or the correction is undone."""
    found = connection.ask("correction_of", known_at, number=number)
    return next((TakenOut(number, revision_of(row), row.replacement) for row in found), None)


def taken_out(connection: Connection, wanted: Sequence[Attribution]) -> list[TakenOut | None]:
    """For each attribution how one that says the same was corrected, unless another that does still exists."""
    identities = [attribution_identity(attribution) for attribution in wanted]
    found = connection.ask("taken_out", identities=identities)
    taken = {row.identity: TakenOut(row.number, revision_of(row), row.replacement) for row in found}
    if taken:
        for identity, _ in connection.ask("attributions_identified", identities=list(taken)):
            del taken[identity]
    return [taken.get(identity) for identity in identities]


def unlinked(connection: Connection, link: Link) -> TakenOut | None:
    """How a link was taken away, unless it was made anew."""
    if link_numbers(connection, link):
        return None
    found = connection.ask("links_taken", claim=link.claim, kind=link.kind.value, other=link.other)
    return next((TakenOut(row.link, revision_of(row), None) for row in found), None)


def same_as(connection: Connection, attribution: Attribution) -> list[int]:
    """The numbers of the attributions that exist and whose recording again would be no news."""
    found = connection.ask("attributions_identified", identities=[attribution_identity(attribution)])
    return sorted(number for _, number in found)


def link_numbers(connection: Connection, link: Link) -> list[int]:
    """The numbers of the links that exist and say the same; a contradiction is the same from either side."""
    found = connection.ask("links_saying", claim=link.claim, kind=link.kind.value, other=link.other)
    return [number for (number,) in found]
