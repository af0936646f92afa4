"""What an analyst asks: which claims, and as of when."""

from typing import TYPE_CHECKING, Final

from msgspec import Struct, field

from verifier.domain.query import Query

if TYPE_CHECKING:
    from verifier.domain.explain.outcome import ClaimState
    from verifier.domain.model.sources import Registry
    from verifier.services.review.matching import Matching
    from verifier.services.review.privacy import Privacy
    from verifier.storage.db.database import Transaction


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
    privacy: "Privacy | None" = None

    def hidden(self, connection: "Transaction") -> frozenset[int]:
        """The claims that are not told."""
        return frozenset() if self.privacy is None else self.privacy.hidden(connection, self.when.known)

    def fits(self, matching: "Matching", state: "ClaimState", at: int) -> bool:
        """Whether a claim that stands so at an instant is asked for, of those that match."""
        return (state.still_disputed or not self.still_disputed) and matching.fits(state, at)

    def registry(self, connection: "Transaction") -> "Registry":
        """The registry, as it may be told."""
        from verifier.services.review.privacy import confidential, masked
        from verifier.storage.statements import queries

        found = queries.registry(connection, self.when.known)
        return found if self.privacy is None else masked(found, confidential(connection, self.when.known))
