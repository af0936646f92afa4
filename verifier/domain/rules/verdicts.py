"""The analysts' layer: verdicts beside, never instead of, what the rules derive.

Of each analyst the latest assessment stands, unless it lifts the earlier ones. Agreeing verdicts are shown; verdicts
that differ are a split, and the derived status is shown.
"""

from collections.abc import Iterable
from typing import Final

from msgspec import Struct

from verifier.domain.model.claims import Assessment, Status, Verdict


class Verdicts(Struct, frozen=True):
    """The live assessments of a claim, oldest first, and since when (microseconds UTC) they have agreed as they do."""

    live: tuple[Assessment, ...] = ()
    since: int | None = None

    @property
    def agreed(self) -> Status | None:
        """The verdict all live assessments share, as a status."""
        return _agreed(self.live)

    @property
    def split(self) -> bool:
        """Whether live verdicts differ."""
        return len({assessment.verdict for assessment in self.live}) > 1

    def due(self, derived: Status) -> tuple[Assessment, ...]:
        """The live assessments made when the rules gave another status."""
        return tuple(assessment for assessment in self.live if assessment.derived != derived)


NOBODY_JUDGED: Final = Verdicts()
"""The verdicts on a claim that no analyst has assessed."""


def verdicts(assessments: Iterable[Assessment]) -> Verdicts:
    """The verdicts that stand after all the assessments of one claim."""
    latest: dict[str, Assessment] = {}
    shown: Status | None = None
    since: int | None = None
    for assessment in sorted(assessments, key=lambda assessment: (assessment.revision, assessment.id)):
        latest.pop(assessment.analyst, None)
        if assessment.verdict != Verdict.LIFTED:
            latest[assessment.analyst] = assessment
        agreed = _agreed(latest.values())
        if agreed != shown:
            shown, since = agreed, assessment.at
    return Verdicts(tuple(latest.values()), since)


def _agreed(live: Iterable[Assessment]) -> Status | None:
    found = {assessment.verdict for assessment in live}
    return Status(found.pop()) if len(found) == 1 else None
