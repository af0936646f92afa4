"""What is kept of claims that were read again is replaced, and what changed of their status is logged."""

from collections.abc import Collection, Iterable
from typing import NamedTuple

from verifier.domain.account import Line
from verifier.domain.outcome import Outcome
from verifier.domain.revision import StatusChange
from verifier.domain.standing import Standing
from verifier.storage.ledger import Ledger
from verifier.storage.listing import standings as recorded_standings
from verifier.storage.projection import Laid, laid


class Reread(NamedTuple):
    """A claim read again: where it stands, the refs of what decides that, and the rows to keep of it.

    `first` is the number by which its group has its place.
    """

    first: int
    standing: Standing
    because: tuple[str, ...]
    lines: tuple[Laid, ...]

    @classmethod
    def of(cls, found: Outcome, lines: Iterable[Line], first: int) -> "Reread":
        """What became of a claim, with the lines to keep."""
        return cls(first, found.standing, found.because, tuple(map(laid, lines)))


class Shift(NamedTuple):
    """Where a claim stood before a write (None if it is new), and where it stands after it."""

    before: Standing | None
    after: Standing


def replaced(ledger: Ledger, found: Collection[Reread]) -> list[Shift]:
    """What became of claims, whose lines are replaced."""
    before = _standings(ledger, [one.standing.claim for one in found])
    ledger.put_laid(line for one in found for line in one.lines)
    shifts = [Shift(before.get(one.standing.claim), one.standing) for one in found]
    read = zip(shifts, found, strict=True)
    ledger.log_changes([status_change(*shift, one.because) for shift, one in read if is_change(*shift)])
    return shifts


def _standings(ledger: Ledger, claims: Iterable[int]) -> dict[int, Standing]:
    """Where the claims stand in the projection at the time of the revision."""
    return {
        standing.claim: standing
        for standing in recorded_standings(ledger.connection, claims)
        if standing.valid_from <= ledger.recorded_at < standing.valid_until
    }


def is_change(before: Standing | None, after: Standing) -> bool:
    """Whether the status shown or the derived one is another than before."""
    return before is None or (before.status, before.derived) != (after.status, after.derived)


def status_change(before: Standing | None, after: Standing, because: tuple[str, ...]) -> StatusChange:
    """What the log says of a change of status, decided by what these refs name."""
    return StatusChange(
        claim=after.claim,
        from_status=None if before is None else before.status,
        to_status=after.status,
        from_derived=None if before is None else before.derived,
        to_derived=after.derived,
        row=after.row,
        support=after.support,
        opposition=after.opposition,
        because=because,
    )
