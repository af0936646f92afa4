"""Everything verifier says of one claim at one instant, put together once for every screen and report."""

from dataclasses import dataclass

from verifier.domain.counts import Counts, Figures, counts, figures
from verifier.domain.dossier import Dossier
from verifier.domain.explain import Dispute, adds_nothing, dispute
from verifier.domain.flags import Flags, flags
from verifier.domain.model import Assessment, Attribution, Claim, Link, Stance, Status
from verifier.domain.outcome import Outcome, lines, outcome, outcomes, withholding
from verifier.domain.prospects import Awaited, Prospect, awaiting, would_change
from verifier.domain.reading import Reading
from verifier.domain.standing import Standing
from verifier.domain.status import Finding, Step
from verifier.domain.verdicts import verdicts
from verifier.domain.why import why


@dataclass(frozen=True, slots=True)
class Answer:
    """What is known of a claim: what became of it, and all that explains it. Instants are microseconds UTC."""

    outcome: Outcome
    flags: Flags
    awaiting: tuple[Awaited, ...]
    affirmed_by: tuple[str, ...]
    denied_by: tuple[str, ...]
    withheld_by: tuple[str, ...]
    counts: Counts
    figures: Figures | None
    dispute: Dispute | None
    why: str
    assessments: tuple[Assessment, ...]

    @property
    def claim(self) -> Claim:
        """The claim."""
        return self.outcome.claim

    @property
    def status(self) -> Status:
        """The status shown."""
        return self.outcome.status

    @property
    def finding(self) -> Finding:
        """What the rules find."""
        return self.outcome.finding

    @property
    def since(self) -> int:
        """When the present status began."""
        return self.outcome.standing.since

    @property
    def because(self) -> tuple[str, ...]:
        """The refs (`a3`, `r7`) of what decides it."""
        return self.outcome.because

    @property
    def last_said(self) -> int | None:
        """The earliest instant of the newest record on the claim."""
        return self.outcome.standing.last_said

    @property
    def still_disputed(self) -> bool:
        """Whether the claim is disputed, or analysts differ, or a verdict is due for review."""
        return self.outcome.standing.still_disputed

    @property
    def standing(self) -> Standing:
        """The line of the projection that says the same."""
        return self.outcome.standing


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
    return _answer(known, Reading.of(known, claim, instant))


def full_answer(dossier: Dossier, claim: int, instant: int) -> FullAnswer:
    """What is known of a claim at an instant (microseconds UTC), with all that explains it."""
    known = dossier.said_by(instant)
    reading = Reading.of(known, claim, instant)
    heeded = _heeded(reading)
    return FullAnswer(
        answer=_answer(known, reading),
        attributions=tuple(h for h in heeded if h.attribution.claim == claim),
        reaching=tuple(h for h in heeded if h.attribution.claim != claim),
        history=reading.history,
        would_change=would_change(reading),
        links=tuple(link for link in known.links if claim in {link.claim, link.other}),
    )


def standings(dossier: Dossier, claim: int, instant: int) -> tuple[Standing, ...]:
    """The lines of the projection for a claim: a second one where a prediction is still to fall due."""
    case = dossier.case
    [now] = outcomes(case, dossier.assessments, instant, [claim])
    return lines(case, dossier.assessments, now, instant)


def _answer(known: Dossier, reading: Reading) -> Answer:
    assessments = tuple(a for a in known.assessments if a.claim == reading.claim_id)
    layer = verdicts(assessments)
    found = outcome(reading, layer)
    return Answer(
        outcome=found,
        flags=flags(reading, layer, found.status),
        awaiting=awaiting(reading),
        affirmed_by=reading.origins(reading.live_own(Stance.AFFIRMS)),
        denied_by=reading.origins(reading.live_own(Stance.DENIES)),
        withheld_by=reading.voices(withholding(reading)),
        counts=counts(reading),
        figures=figures(reading),
        dispute=dispute(reading),
        why=why(reading, layer),
        assessments=assessments,
    )


def _heeded(reading: Reading) -> tuple[Heeded, ...]:
    idle = adds_nothing(reading)
    return tuple(
        Heeded(reading.attributions[heard.record.id], reading.is_live(heard), idle.get(heard.record.id))
        for heard in reading.bearing
    )
