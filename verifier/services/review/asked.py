"""What an analyst asks: which claims, and as of when; and what a query finds where the projection cannot be asked.

That is as of another time, and among changes: facts are asked of the database, alternative by alternative; what a claim
stood at, or changed to, is seen after that.
"""

from collections.abc import Iterable
from typing import Final, NamedTuple

from msgspec import Struct, field

from verifier.domain.explain.outcome import ClaimState
from verifier.domain.model.claims import Status
from verifier.domain.model.sources import Registry
from verifier.domain.query import Query
from verifier.services.review.privacy import Privacy, confidential, masked
from verifier.storage.db.database import Transaction
from verifier.storage.lists import lists
from verifier.storage.statements import queries


class When(Struct, frozen=True):
    """The moment asked about: what had been said by `said` (microseconds UTC), as known at revision `known`."""

    said: int | None = None
    known: int | None = None

    @property
    def is_present(self) -> bool:
        """Whether this is now, as known now."""
        return self.said is None and self.known is None


PRESENT: Final = When()


class Asked(Struct, frozen=True):
    """Which claims are asked for, and as of when; with `privacy` only what may leave the ledger."""

    query: Query = field(default_factory=Query)
    still_disputed: bool = False
    when: When = PRESENT
    limit: int | None = None
    privacy: Privacy | None = None

    def hidden(self, connection: Transaction) -> frozenset[int]:
        """The claims that are not told."""
        return frozenset() if self.privacy is None else self.privacy.hidden(connection, self.when.known)

    def fits(self, matching: "Matching", state: ClaimState, at: int) -> bool:
        """Whether a claim that stands so at an instant is asked for, of those that match."""
        return (state.still_disputed or not self.still_disputed) and matching.fits(state, at)

    def registry(self, connection: Transaction) -> Registry:
        """The registry, as it may be told."""
        found = queries.registry(connection, self.when.known)
        return found if self.privacy is None else masked(found, confidential(connection, self.when.known))


class Matching:
    """The claims that meet what a query asks of facts, as known at a revision."""

    def __init__(self, connection: Transaction, query: Query, known: int | None) -> None:
        self._parts = [(one, frozenset(lists.matching_claims(connection, one, known))) for one in query.alternatives]

    @property
    def numbers(self) -> list[int]:
        """Their numbers, in order."""
        return sorted(frozenset().union(*(found for _, found in self._parts)))

    def fits(self, state: ClaimState, at: int) -> bool:
        """Whether a claim that stands so at an instant is what the query asks for."""
        return any(state.claim in found and one.fits(state, at) for one, found in self._parts)


class _Part(NamedTuple):
    """What one alternative asks of changes: of which claims (None is of all), to which statuses, when."""

    claims: frozenset[int] | None
    statuses: frozenset[Status]
    since: int | None
    until: int | None

    def has(self, claim: int, status: Status, at: int) -> bool:
        return (
            (self.claims is None or claim in self.claims)
            and (not self.statuses or status in self.statuses)
            and (self.since is None or at >= self.since)
            and (self.until is None or at <= self.until)
        )


class MatchingChanges:
    """The changes that a query asks for, between two instants, both included.

    In the query `status:` is what a claim changed to, `since:` and `until:` bound when.
    """

    def __init__(
        self, connection: Transaction, query: Query, known: int | None, since: int | None, until: int | None
    ) -> None:
        self._parts = [_part(connection, one, known, since, until) for one in query.alternatives]

    @property
    def claims(self) -> frozenset[int] | None:
        """The claims whose changes may be asked for; None if all are."""
        found = [part.claims for part in self._parts if part.claims is not None]
        return frozenset().union(*found) if len(found) == len(self._parts) else None

    @property
    def since(self) -> int | None:
        """From when on changes may be asked for."""
        return min(ends) if (ends := _all_given(part.since for part in self._parts)) else None

    @property
    def until(self) -> int | None:
        """Until when changes may be asked for."""
        return max(ends) if (ends := _all_given(part.until for part in self._parts)) else None

    def has(self, claim: int, status: Status, at: int) -> bool:
        """Whether it asks for the change of a claim to a status at an instant."""
        return any(part.has(claim, status, at) for part in self._parts)


def _part(connection: Transaction, query: Query, known: int | None, since: int | None, until: int | None) -> _Part:
    claims = None if query == Query() else frozenset(lists.matching_claims(connection, query, known))
    return _Part(claims, query.statuses, *query.bounds(since, until))


def _all_given(ends: Iterable[int | None]) -> list[int]:
    """The ends, if all of them are given; none if one is open."""
    listed = list(ends)
    given = [end for end in listed if end is not None]
    return given if len(given) == len(listed) else []
