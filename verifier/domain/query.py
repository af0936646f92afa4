"""What an analyst asks for when listing claims."""

from msgspec import Struct

from verifier.domain.explain.state import ClaimState, Flag
from verifier.domain.model.claims import Status


class Query(Struct, frozen=True):
    """Conditions that must all hold; inside one field, any of its values will do. An empty field asks nothing.

    `words` are words or exact phrases of the claim, `without` those it may not have. `who`, `party`, `via` and `by`
    are names as written. `since`, `until` (both included) bound when the claim entered its present status and `stale`
    says for how long at least nothing new was said, all in microseconds (UTC). `review_due` asks for claims of which a
    verdict is due for review, `flags` for those with a flag, `stale_after` being the silence after which a claim is
    flagged stale.
    """

    words: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    statuses: frozenset[Status] = frozenset()
    who: tuple[str, ...] = ()
    party: tuple[str, ...] = ()
    via: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    since: int | None = None
    until: int | None = None
    stale: int | None = None
    review_due: bool = False
    flags: frozenset[Flag] = frozenset()
    stale_after: int | None = None

    def bounds(self, since: int | None, until: int | None) -> tuple[int | None, int | None]:
        """The instants that bound what is asked for, where these bound it as well."""
        first = max((at for at in (since, self.since) if at is not None), default=None)
        last = min((at for at in (until, self.until) if at is not None), default=None)
        return first, last

    def fits(self, standing: ClaimState, now: int) -> bool:
        """Whether a claim that stands so at an instant (microseconds UTC) meets the conditions on its status."""
        if self.statuses and standing.status not in self.statuses:
            return False
        if self.review_due and not standing.review_due:
            return False
        if self.flags and not any(standing.has(flag, now, self.stale_after or 0) for flag in self.flags):
            return False
        if self.since is not None and standing.since < self.since:
            return False
        if self.until is not None and standing.since > self.until:
            return False
        return self.stale is None or standing.silent_for(now, self.stale)
