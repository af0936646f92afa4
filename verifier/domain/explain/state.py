"""Where a claim stands, as kept for lists: one line of the projection.

A state is computed from facts and never recorded. It holds for every instant `valid_from <= now < valid_until`, so
that a prediction that falls due changes its status without a write.
"""

from enum import StrEnum
from typing import Final

from msgspec import Struct

from verifier.domain.model.claims import Status
from verifier.domain.model.time import DAY

BEGINNING: Final = -(2**63 - 1)
FOREVER: Final = 2**63 - 1
_FIGURES_CLASH: Final = 2

OPEN: Final = frozenset({Status.UNVERIFIED, Status.SINGLE_SOURCE, Status.DENIED, Status.DISPUTED})
"""The statuses in which silence makes a claim stale."""


class Flag(StrEnum):
    """What an analyst should notice beside a status. The order is that of the bits by which flags are kept."""

    DENIED_BY = "denied-by"
    INSISTED_BY = "insisted-by"
    CHALLENGED = "challenged"
    ANONYMOUS = "anonymous"
    HEDGED = "hedged"
    ONE_GATEKEEPER = "one-gatekeeper"
    SELF_CONTRADICTORY = "self-contradictory"
    REVERSED = "reversed"
    REVISED = "revised"
    AGAINST_INTEREST = "against-interest"
    STALE = "stale"
    SPLIT = "split"
    REVIEW_DUE = "review-due"


BITS: Final = {flag: 1 << place for place, flag in enumerate(Flag)}
"""The bit of each flag, where several are kept as one number."""


class ClaimState(Struct, frozen=True):
    """A claim's status with what a list shows and filters by. Instants are microseconds UTC.

    `status` is the one shown, `derived` the one the rules give, `row` the number of the rule. `since` is when the
    present status began. `affirmed`, `denied` and `withheld` count what the columns `+`, `-` and `?` show. `last_said`
    is the earliest instant of the newest record, None if nobody spoke. `flags` are those that records raise: not
    `stale`, which depends on the hour, nor those of verdicts, which have fields of their own.
    """

    claim: int
    status: Status
    derived: Status
    row: int
    support: int
    opposition: int
    since: int
    affirmed: int = 0
    denied: int = 0
    withheld: int = 0
    still_disputed: bool = False
    split: bool = False
    review_due: bool = False
    last_said: int | None = None
    valid_from: int = BEGINNING
    valid_until: int = FOREVER
    flags: frozenset[Flag] = frozenset()

    def has(self, flag: Flag, now: int, stale_after: int) -> bool:
        """Whether a flag is raised at an instant, where silence of such a length is stale (both in microseconds)."""
        match flag:
            case Flag.STALE:
                return self.silent_for(now, stale_after)
            case Flag.SPLIT:
                return self.split
            case Flag.REVIEW_DUE:
                return self.review_due
            case _:
                return flag in self.flags

    @property
    def dispute(self) -> str | None:
        """The kind of dispute the rules find; between rivals, one side speaks of other claims only."""
        if self.derived != Status.DISPUTED:
            return None
        if self.row == _FIGURES_CLASH:
            return "figure"
        return "existence" if self.affirmed and self.denied else "rival"

    def silent_for(self, now: int, length: int) -> bool:
        """Whether an open claim has had no new record for a length of time (both in microseconds)."""
        return is_silent(self.status, self.last_said, now, length)

    def stale_days(self, now: int, least: int) -> int | None:
        """For how many days an open claim has had no new record, if that many (`now` in microseconds UTC)."""
        return stale_days(self.status, self.last_said, now, least)


class LoggedState(ClaimState, frozen=True):
    """All that the log tells of where a claim stood under other rules: not since when, nor who took which side."""

    @property
    def dispute(self) -> str | None:
        """The kind of dispute, which is told by the row alone if figures clash."""
        return super().dispute if self.row == _FIGURES_CLASH else None


def stale_days(status: Status, last_said: int | None, now: int, least: int) -> int | None:
    """For how many days a claim of this status has had no new record, if it is open and they are that many."""
    if last_said is None or not is_silent(status, last_said, now, least * DAY):
        return None
    return (now - last_said) // DAY


def is_silent(status: Status, last_said: int | None, now: int, length: int) -> bool:
    """Whether a claim of this status is open, and its newest record is so old (microseconds)."""
    return status in OPEN and last_said is not None and last_said <= now - length
