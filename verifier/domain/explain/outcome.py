"""What became of a claim: what the rules find, what analysts make of it, and where it stands.

No more is worked out here than is listed and logged; a summary adds all that explains it.
"""

from collections.abc import Collection, Iterable, Iterator

from msgspec import Struct

from verifier.domain.explain.deciding import deciding
from verifier.domain.explain.evaluation import Evaluation
from verifier.domain.explain.flags import Flags, flags
from verifier.domain.explain.state import ClaimState
from verifier.domain.model.claims import Assessment, Claim, ClaimKind, Status
from verifier.domain.model.statements import Stance
from verifier.domain.rules.records import Case
from verifier.domain.rules.status import Finding, Verdicts, derive, retold, verdicts
from verifier.domain.rules.weights import Profiles, WeightedRecord


class Outcome(Struct, frozen=True):
    """Where a claim stands at an instant, the refs (`a3`, `r7`) of what decides it, and the flags of its records."""

    claim: Claim
    finding: Finding
    state: ClaimState
    because: tuple[str, ...]
    flags: Flags = Flags()

    @property
    def status(self) -> Status:
        """The status shown."""
        return self.state.status


def outcomes(
    case: Case,
    assessments: Iterable[Assessment],
    instant: int,
    claims: Collection[int] | None = None,
    profiles: Profiles | None = None,
    *,
    addressed: bool = False,
) -> Iterator[Outcome]:
    """What became of these claims of a case, or of all, by an instant (microseconds UTC); the case is heard once.

    `profiles` are those of the case's registry, where many cases share it; `addressed` leaves out claims on which
    nothing bears.
    """
    known = case.said_by(instant)
    told = retold(known, profiles)
    given = [assessment for assessment in assessments if assessment.at <= instant]
    for number in known.claims if claims is None else claims:
        layer = verdicts(assessment for assessment in given if assessment.claim == number)
        reading = Evaluation(known, told, number, instant)
        if not addressed or is_addressed(reading, layer):
            yield outcome(reading, layer)


def outcome(reading: Evaluation, layer: Verdicts) -> Outcome:
    """What became of the claim of a reading, under the verdicts given of it."""
    finding = reading.finding
    shown = layer.agreed or finding.status
    due = bool(layer.due(finding.status))
    raised = flags(reading)
    state = ClaimState(
        claim=reading.claim_id,
        status=shown,
        derived=finding.status,
        row=finding.row,
        support=finding.support,
        opposition=finding.opposition,
        since=_since(reading, layer),
        affirmed=len(reading.origins(reading.live_own(Stance.AFFIRMS))),
        denied=len(reading.origins(reading.live_own(Stance.DENIES))),
        withheld=len(reading.voices(withholding(reading))),
        still_disputed=shown == Status.DISPUTED or layer.split or due,
        split=layer.split,
        review_due=due,
        last_said=last_said(reading),
        flags=raised.of_records,
    )
    return Outcome(reading.claim, finding, state, _because(reading, layer), raised)


def is_addressed(reading: Evaluation, layer: Verdicts) -> bool:
    """Whether anything said bears on the claim, if only along links, or a verdict on it is in force."""
    return bool(reading.history or layer.live)


def falls_due(claim: Claim) -> int | None:
    """The first instant at which a prediction can be checked (microseconds UTC)."""
    if claim.kind is not ClaimKind.PREDICTION or claim.happened is None:
        return None
    return claim.happened.latest + 1


def withholding(reading: Evaluation) -> list[WeightedRecord]:
    """The records that withhold, of voices that took no side later."""
    return [
        heard
        for heard in reading.own
        if heard.record.stance is Stance.WITHHOLDS and not _took_side_after(reading, heard)
    ]


def _took_side_after(reading: Evaluation, withheld: WeightedRecord) -> bool:
    return any(
        heard.profile.voice == withheld.profile.voice
        and heard.record.earliest > withheld.record.latest
        and reading.takes_side(heard)
        for heard in reading.bearing
    )


def last_said(reading: Evaluation) -> int | None:
    """The earliest instant of the newest record on the claim (microseconds UTC)."""
    return max((heard.record.earliest for heard in reading.own), default=None)


def _since(reading: Evaluation, layer: Verdicts) -> int:
    """When the present status began: along said, or with the verdict."""
    if layer.agreed is not None and layer.since is not None:
        return layer.since
    began = reading.claim.recorded
    known: Status | None = None
    for at, status in _course(reading):
        if status != known:
            known, began = status, at
    return began


def _course(reading: Evaluation) -> list[tuple[int, Status]]:
    """The derived status after each step and, for a prediction, after it fell due."""
    course = [(step.at, step.status) for step in reading.history]
    due = falls_due(reading.claim)
    if due is None or due > reading.instant:
        return course
    return sorted([*course, (due, derive(reading.case, reading.claim_id, due).status)])


def _because(reading: Evaluation, layer: Verdicts) -> tuple[str, ...]:
    verdict = tuple(f"r{assessment.revision}" for assessment in layer.live)
    return (*verdict, *(f"a{heard.record.id}" for heard in deciding(reading)))
