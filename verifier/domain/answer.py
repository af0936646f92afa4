"""Everything verifier says of one claim at one instant, put together once for every screen and report."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from verifier.domain.counts import Counts, Figures, counts, figures
from verifier.domain.dossier import Dossier
from verifier.domain.explain import Dispute, adds_nothing, deciding, dispute
from verifier.domain.flags import Flags, flags, last_said
from verifier.domain.hearing import Heard
from verifier.domain.model import Assessment, Attribution, Claim, ClaimKind, Link, Stance, Status
from verifier.domain.prospects import Awaited, Prospect, awaiting, would_change
from verifier.domain.reading import Reading
from verifier.domain.standing import Standing
from verifier.domain.status import Finding, Step, derive, history
from verifier.domain.verdicts import Verdicts, verdicts
from verifier.domain.why import why


@dataclass(frozen=True, slots=True)
class Answer:
    """What is known of a claim. Instants are microseconds UTC; `because` holds refs (`a3`, `r7`)."""

    claim: Claim
    status: Status
    finding: Finding
    since: int
    flags: Flags
    awaiting: tuple[Awaited, ...]
    affirmed_by: tuple[str, ...]
    denied_by: tuple[str, ...]
    withheld_by: tuple[str, ...]
    counts: Counts
    figures: Figures | None
    dispute: Dispute | None
    why: str
    because: tuple[str, ...]
    assessments: tuple[Assessment, ...]
    last_said: int | None

    @property
    def still_disputed(self) -> bool:
        """Whether the claim is disputed, or analysts differ, or a verdict is due for review."""
        return self.status == Status.DISPUTED or bool(self.flags.split or self.flags.review_due)

    def standing(self) -> Standing:
        """The line of the projection that says the same."""
        return Standing(
            claim=self.claim.id,
            status=self.status,
            derived=self.finding.status,
            row=self.finding.row,
            support=self.finding.support,
            opposition=self.finding.opposition,
            since=self.since,
            affirmed=len(self.affirmed_by),
            denied=len(self.denied_by),
            withheld=len(self.withheld_by),
            still_disputed=self.still_disputed,
            split=bool(self.flags.split),
            review_due=bool(self.flags.review_due),
            last_said=self.last_said,
        )


@dataclass(frozen=True, slots=True)
class Heeded:
    """An attribution as the rules took it: whether it is live, and why it adds nothing (None if it decides)."""

    attribution: Attribution
    live: bool
    adds_nothing: str | None


@dataclass(frozen=True, slots=True)
class FullAnswer:
    """An answer with all that explains it: attributions in the order said, history oldest first, prospects, links."""

    answer: Answer
    attributions: tuple[Heeded, ...]
    reaching: tuple[Heeded, ...]
    history: tuple[Step, ...]
    would_change: tuple[Prospect, ...]
    links: tuple[Link, ...]


def answer(dossier: Dossier, claim: int, instant: int) -> Answer:
    """What is known of a claim at an instant (microseconds UTC)."""
    known = dossier.said_by(instant)
    return _answer(Reading(known, claim, instant), history(known.case, claim))


def full_answer(dossier: Dossier, claim: int, instant: int) -> FullAnswer:
    """What is known of a claim at an instant (microseconds UTC), with all that explains it."""
    known = dossier.said_by(instant)
    reading = Reading(known, claim, instant)
    steps = history(known.case, claim)
    heeded = _heeded(reading)
    return FullAnswer(
        answer=_answer(reading, steps),
        attributions=tuple(h for h in heeded if h.attribution.claim == claim),
        reaching=tuple(h for h in heeded if h.attribution.claim != claim),
        history=steps,
        would_change=would_change(reading),
        links=tuple(link for link in known.links if claim in {link.claim, link.other}),
    )


def standings(dossier: Dossier, claim: int, instant: int) -> tuple[Standing, ...]:
    """The lines of the projection for a claim: a second one where a prediction is still to fall due."""
    return standings_of(dossier, answer(dossier, claim, instant), instant)


def standings_of(dossier: Dossier, answered: Answer, instant: int) -> tuple[Standing, ...]:
    """The lines of the projection for the claim of an answer given at an instant (microseconds UTC)."""
    now, due = answered.standing(), _due(answered.claim)
    if due is None or instant >= due:
        return (now,)
    then = answer(dossier, answered.claim.id, due).standing()
    return replace(now, valid_until=due), replace(then, valid_from=due)


def _due(claim: Claim) -> int | None:
    """The first instant at which a prediction can be checked."""
    if claim.kind != ClaimKind.PREDICTION or claim.happened is None:
        return None
    return claim.happened.latest + 1


def _answer(reading: Reading, steps: Sequence[Step]) -> Answer:
    assessments = tuple(a for a in reading.dossier.assessments if a.claim == reading.claim_id)
    layer = verdicts(assessments)
    shown = layer.agreed or reading.finding.status
    return Answer(
        claim=reading.claim,
        status=shown,
        finding=reading.finding,
        since=_since(reading, steps, layer),
        flags=flags(reading, layer, shown),
        awaiting=awaiting(reading),
        affirmed_by=reading.origins(reading.live_own(Stance.AFFIRMS)),
        denied_by=reading.origins(reading.live_own(Stance.DENIES)),
        withheld_by=reading.voices(_withholding(reading)),
        counts=counts(reading),
        figures=figures(reading),
        dispute=dispute(reading),
        why=why(reading, layer),
        because=_because(reading, layer),
        assessments=assessments,
        last_said=last_said(reading),
    )


def _withholding(reading: Reading) -> list[Heard]:
    """The records that withhold, of voices that took no side later."""
    return [
        heard
        for heard in reading.own
        if heard.record.stance == Stance.WITHHOLDS and not _took_side_after(reading, heard)
    ]


def _took_side_after(reading: Reading, withheld: Heard) -> list[Heard]:
    return [
        heard
        for heard in reading.bearing
        if reading.takes_side(heard)
        and heard.profile.voice == withheld.profile.voice
        and heard.record.earliest > withheld.record.latest
    ]


def _since(reading: Reading, steps: Sequence[Step], layer: Verdicts) -> int:
    """When the present status began: along said, or with the verdict."""
    if layer.agreed is not None and layer.since is not None:
        return layer.since
    began = reading.claim.recorded
    known: Status | None = None
    for at, status in _course(reading, steps):
        if status != known:
            known, began = status, at
    return began


def _course(reading: Reading, steps: Sequence[Step]) -> list[tuple[int, Status]]:
    """The derived status after each step and, for a prediction, after it fell due."""
    course = [(step.at, step.status) for step in steps]
    due = _due(reading.claim)
    if due is not None and due <= reading.instant:
        course.append((due, derive(reading.case, reading.claim_id, due).status))
    return sorted(course)


def _because(reading: Reading, layer: Verdicts) -> tuple[str, ...]:
    verdict = tuple(f"r{assessment.revision}" for assessment in layer.live)
    return (*verdict, *(f"a{heard.record.id}" for heard in deciding(reading)))


def _heeded(reading: Reading) -> tuple[Heeded, ...]:
    idle = adds_nothing(reading)
    return tuple(
        Heeded(reading.attributions[heard.record.id], reading.is_live(heard), idle.get(heard.record.id))
        for heard in reading.bearing
    )
