"""What is told of a claim beside where it stands, as kept for reports: the other half of a line of the projection.

A summary is computed from facts and never recorded. It holds as long as the state of the same claim that is valid
from the same instant; whatever depends on how late it is since (how long there has been no news) is not in it, nor what
analysts' verdicts by themselves tell.
"""

from typing import Any, Final, NamedTuple, TypeAlias

from msgspec import Struct

from verifier.domain.explain.counts import Counts, Figures, counts, figures
from verifier.domain.explain.deciding import Dispute, dispute
from verifier.domain.explain.evaluation import Evaluation
from verifier.domain.explain.flags import Flags
from verifier.domain.explain.outcome import Outcome, withholding
from verifier.domain.explain.prospects import Awaited, awaiting
from verifier.domain.explain.state import BEGINNING, ClaimState
from verifier.domain.explain.why import why
from verifier.domain.model.statements import Stance
from verifier.domain.rules.status import Verdicts

NOTHING: Final = Counts(0, 0, 0, 0)
NONE_RAISED: Final = Flags()

Told: TypeAlias = tuple[Any, ...]
_TOLD: Final = """
    claim key text kind status since derived rule support opposition still_disputed dispute affirmed_by denied_by
    withheld_by awaiting documents outlets origins independent_origins figures measure denied_by_interested
    insisted_by_interested against_interest anonymous self_contradictory last_said split review_due why because
    happened_earliest happened_latest happened_text place parties against favours tags recorded revision
    challenged revised
"""
TOLD: Final = tuple(_TOLD.split())
"""What a row of the claims report is made from, in this order; lists are JSON text, or None if they are empty."""


class ClaimSummary(Struct, frozen=True):
    """What is told of a claim. `because` are the refs (`a3`, `r7`) of what decides its status.

    Of the flags those are raised that records alone raise: not `stale`, `split` and `review-due`.
    """

    claim: int
    why: str
    because: tuple[str, ...] = ()
    affirmed_by: tuple[str, ...] = ()
    denied_by: tuple[str, ...] = ()
    withheld_by: tuple[str, ...] = ()
    awaiting: tuple[Awaited, ...] = ()
    counts: Counts = NOTHING
    figures: Figures | None = None
    dispute: Dispute | None = None
    flags: Flags = NONE_RAISED
    valid_from: int = BEGINNING


class Line(NamedTuple):
    """One line of the projection: where a claim stands from an instant on, and what is told of it."""

    state: ClaimState
    summary: ClaimSummary

    @property
    def claim(self) -> int:
        """The claim's number."""
        return self.state.claim


def summary(reading: Evaluation, layer: Verdicts, found: Outcome) -> ClaimSummary:
    """What is told of the claim of a reading, under the verdicts given of it."""
    return ClaimSummary(
        claim=reading.claim_id,
        why=why(reading, layer),
        because=found.because,
        affirmed_by=reading.origins(reading.live_own(Stance.AFFIRMS)),
        denied_by=reading.origins(reading.live_own(Stance.DENIES)),
        withheld_by=reading.voices(withholding(reading)),
        awaiting=awaiting(reading),
        counts=counts(reading),
        figures=figures(reading),
        dispute=dispute(reading),
        flags=found.flags,
    )
