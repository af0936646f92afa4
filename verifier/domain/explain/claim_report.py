"""Everything verifier says of one claim at one instant, put together once for every screen and report.

A summary is the half of it that is kept beside the state: computed from facts and never recorded, it holds as long as
the state that is valid from the same instant. Whatever depends on how late it is since is not in it, nor what analysts'
verdicts by themselves tell.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any, Final, NamedTuple, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from verifier.domain.explain.evaluation import ClaimGroup, Evaluation
from verifier.domain.explain.outcome import (
    BEGINNING,
    Awaited,
    ClaimState,
    Flags,
    Outcome,
    awaiting,
    falls_due,
    is_addressed,
    outcome,
    withholding,
)
from verifier.domain.explain.prospects import Prospect, would_change
from verifier.domain.explain.why import Dispute, adds_nothing, dispute, sides_by_figure, why
from verifier.domain.model.claims import Assessment, Claim, Link, Status
from verifier.domain.model.statements import Attribution, Figure, Stance
from verifier.domain.revisions import StatusChange
from verifier.domain.rules.live import Ground, is_rejection, united
from verifier.domain.rules.records import Profiles
from verifier.domain.rules.status import Finding, Step, Verdicts, retold, verdicts


class Counts(Struct, frozen=True):
    """How many of each stand behind the live affirmations of a claim."""

    documents: int
    outlets: int
    origins: int
    independent_origins: int


def counts(reading: Evaluation) -> Counts:
    """The counts over the live affirmations of the claim itself."""
    live = reading.live_own(Stance.AFFIRMS)
    said = [reading.attributions[heard.record.id] for heard in live]
    return Counts(
        documents=len({attribution.document for attribution in said if attribution.document is not None}),
        outlets=len({outlet for attribution in said for outlet in _outlets(attribution)}),
        origins=len({heard.profile.voice for heard in live}),
        independent_origins=Ground.of(live, united(reading.case, reading.claim_id)).independent_origins(),
    )


def _outlets(attribution: Attribution) -> Iterable[int]:
    yield from attribution.carriers
    if attribution.outlet is not None:
        yield attribution.outlet


class Rejected(NamedTuple):
    """A figure that is rejected, and by whom."""

    figure: Figure
    by: tuple[str, ...]


class Figures(Struct, frozen=True):
    """The lowest and highest figure given for a claim, the range that no live record excludes, and what is rejected.

    None is no bound, or no range. `holes` are the rejected figures inside the range.
    """

    low: Decimal | None
    high: Decimal | None
    agreed: Figure | None
    rejected: tuple[Rejected, ...] = ()

    @property
    def holes(self) -> tuple[Figure, ...]:
        """The rejected figures inside the range that is otherwise agreed."""
        agreed = self.agreed
        return tuple(one.figure for one in self.rejected if agreed and one.figure.meets(agreed))


def figures(reading: Evaluation) -> Figures | None:
    """The figures of the live records on a claim with a measure; None where none is given or rejected."""
    given = [heard.record.figure for heard in reading.live_own(Stance.AFFIRMS) if heard.record.figure]
    rejected = tuple(
        Rejected(figure, reading.origins(heard)) for figure, heard in sides_by_figure(reading.rejecting).items()
    )
    if not (given or rejected) or not reading.claim.measure:
        return None
    lows = [figure.low for figure in given if figure.low is not None]
    highs = [figure.high for figure in given if figure.high is not None]
    return Figures(
        low=min(lows) if given and len(lows) == len(given) else None,
        high=max(highs) if given and len(highs) == len(given) else None,
        agreed=_agreed(given, [one.figure for one in rejected]),
        rejected=rejected,
    )


def _agreed(given: Sequence[Figure], rejected: Sequence[Figure]) -> Figure | None:
    """What all given figures have in common, without rejected ones that cover an end of it."""
    if not given:
        return None
    low = max((figure.low for figure in given if figure.low is not None), default=None)
    high = min((figure.high for figure in given if figure.high is not None), default=None)
    step = _step([*given, *rejected])
    changed = True
    while changed:
        if high is not None and (low or _ZERO) > high:
            return None
        changed = False
        for figure in rejected:
            if _covers(figure, low or _ZERO):
                if figure.high is None:
                    return None
                low, changed = figure.high + step, True
            elif figure.high is None if high is None else _covers(figure, high):
                high, changed = (figure.low or _ZERO) - step, True
    return None if low is None and high is None else Figure(low, high)


_ZERO: Final = Decimal(0)


def _covers(figure: Figure, number: Decimal) -> bool:
    return figure.meets(Figure(number, number))


def _step(figures: Iterable[Figure]) -> Decimal:
    """By how much the nearest numbers written as finely as these are apart."""
    bounds = [bound for figure in figures for bound in (figure.low, figure.high) if bound is not None]
    finest = min((min(int(bound.as_tuple().exponent), 0) for bound in bounds), default=0)
    return Decimal(1).scaleb(finest)


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
    counts: Counts = Counts(0, 0, 0, 0)
    figures: Figures | None = None
    dispute: Dispute | None = None
    flags: Flags = Flags()
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


class ClaimReport(Struct, frozen=True):
    """What is known of a claim: what became of it, and all that explains it. Instants are microseconds UTC.

    `logged` is the change of status that is all there is of it, where other rules held at the time asked about.
    """

    outcome: Outcome
    summary: ClaimSummary
    flags: Flags
    assessments: tuple[Assessment, ...]
    logged: StatusChange | None = None

    @classmethod
    def of(
        cls, found: Outcome, told: ClaimSummary, assessments: tuple[Assessment, ...], instant: int, stale_days: int
    ) -> "ClaimReport":
        """The answer at an instant from what was found by then, where a claim is stale after so many days."""
        layer = verdicts(assessments)
        raised = replace(
            told.flags,
            stale_days=found.state.stale_days(instant, stale_days),
            split=layer.live if layer.split else (),
            review_due=layer.due(found.finding.status),
        )
        return cls(found, told, raised, assessments)

    @classmethod
    def kept(
        cls, claim: Claim, line: Line, assessments: tuple[Assessment, ...], instant: int, stale_days: int
    ) -> "ClaimReport":
        """The answer that a line of the projection gives of a claim at an instant at which it is valid."""
        state, told = line
        finding = Finding(
            state.derived,
            state.row,
            state.support,
            state.opposition,
            None if told.dispute is None else told.dispute.kind,
            told.flags.denied_by,
            told.flags.insisted_by,
            told.flags.challenged,
        )
        found = Outcome(claim, finding, state, told.because, told.flags)
        return cls.of(found, told, assessments, instant, stale_days)

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
        return self.outcome.state.since

    @property
    def why(self) -> str:
        """Why it has its status, in one sentence."""
        return self.summary.why

    @property
    def because(self) -> tuple[str, ...]:
        """The refs (`a3`, `r7`) of what decides it."""
        return self.outcome.because

    @property
    def affirmed_by(self) -> tuple[str, ...]:
        """The origins that affirm it."""
        return self.summary.affirmed_by

    @property
    def denied_by(self) -> tuple[str, ...]:
        """The origins that deny it."""
        return self.summary.denied_by

    @property
    def withheld_by(self) -> tuple[str, ...]:
        """The voices that withhold."""
        return self.summary.withheld_by

    @property
    def awaiting(self) -> tuple[Awaited, ...]:
        """The parties whose word is awaited."""
        return self.summary.awaiting

    @property
    def counts(self) -> Counts:
        """What stands behind it, counted."""
        return self.summary.counts

    @property
    def figures(self) -> Figures | None:
        """The figures given."""
        return self.summary.figures

    @property
    def dispute(self) -> Dispute | None:
        """The dispute, if there is one."""
        return self.summary.dispute

    @property
    def last_said(self) -> int | None:
        """The earliest instant of the newest record on the claim."""
        return self.outcome.state.last_said

    @property
    def still_disputed(self) -> bool:
        """Whether the claim is disputed, or analysts differ, or a verdict is due for review."""
        return self.outcome.state.still_disputed

    @property
    def state(self) -> ClaimState:
        """Where it stands, as lists show it."""
        return self.outcome.state


class ReportedAttribution(Struct, frozen=True):
    """An attribution as the rules took it: whether it is live, and why it adds nothing (None if it decides).

    `stance` is the one it means, None where it rejects a figure; `side` is 1 if it supports the claim asked about, -1
    if it opposes it, by whatever links, and 0 if it takes no side on that.
    """

    attribution: Attribution
    live: bool
    adds_nothing: str | None
    stance: Stance | None
    side: int


class FullClaimReport(Struct, frozen=True):
    """An answer with all that explains it: attributions in the order said, history oldest first, prospects, links."""

    answer: ClaimReport
    attributions: tuple[ReportedAttribution, ...]
    reaching: tuple[ReportedAttribution, ...]
    history: tuple[Step, ...]
    would_change: tuple[Prospect, ...]
    links: tuple[Link, ...]


def answer(group: ClaimGroup, claim: int, instant: int) -> ClaimReport:
    """What is known of a claim at an instant (microseconds UTC)."""
    [found] = answers(group, instant, [claim])
    return found


def answers(
    group: ClaimGroup,
    instant: int,
    claims: Collection[int] | None = None,
    profiles: Profiles | None = None,
    fits: Callable[[ClaimState], bool] | None = None,
    *,
    addressed: bool = False,
) -> Iterator[ClaimReport]:
    """What is known of these claims of a group, or of all, at an instant (microseconds UTC); it is evaluated once.

    `profiles` are those of the group's registry, where many groups share it; `fits` tells which claims are wanted,
    `addressed` that those on which nothing bears are not.
    """
    known = group.said_by(instant)
    case = known.case
    told = retold(case, profiles)
    attributions = {attribution.id: attribution for attribution in known.attributions}
    for number in known.claims if claims is None else claims:
        reading = Evaluation(case, told, number, instant, attributions)
        given = tuple(a for a in known.assessments if a.claim == number)
        layer = verdicts(given)
        if addressed and not is_addressed(reading, layer):
            continue
        found = outcome(reading, layer)
        if fits is None or fits(found.state):
            yield _report(reading, layer, found, given)


def full_answer(group: ClaimGroup, claim: int, instant: int) -> FullClaimReport:
    """What is known of a claim at an instant (microseconds UTC), with all that explains it."""
    known = group.said_by(instant)
    reading = Evaluation.of(known, claim, instant)
    heeded = _heeded(known, reading)
    given = tuple(a for a in known.assessments if a.claim == claim)
    layer = verdicts(given)
    return FullClaimReport(
        answer=_report(reading, layer, outcome(reading, layer), given),
        attributions=tuple(h for h in heeded if h.attribution.claim == claim),
        reaching=tuple(h for h in heeded if h.attribution.claim != claim),
        history=reading.history,
        would_change=would_change(reading),
        links=tuple(link for link in known.links if claim in {link.claim, link.other}),
    )


def kept(group: ClaimGroup, claim: int, instant: int) -> tuple[Line, ...]:
    """The lines of the projection for a claim: two of a prediction."""
    return lines(group, answer(group, claim, instant), instant)


def lines(group: ClaimGroup, now: ClaimReport, instant: int) -> tuple[Line, ...]:
    """The lines of the projection for an answer at an instant: of a prediction one before it falls due, one after.

    The claim group holds all there is, also of later instants. Both are kept also once it is due: clocks differ.
    """
    due = falls_due(now.claim)
    if due is None:
        return (Line(now.state, now.summary),)
    before, then = (
        (now, answer(group, now.claim.id, due)) if instant < due else (answer(group, now.claim.id, due - 1), now)
    )
    return (
        Line(replace(before.state, valid_until=due), before.summary),
        Line(replace(then.state, valid_from=due), replace(then.summary, valid_from=due)),
    )


def _report(reading: Evaluation, layer: Verdicts, found: Outcome, assessments: tuple[Assessment, ...]) -> ClaimReport:
    """What is known of the claim of an evaluation with this outcome, under the verdicts given of it."""
    told = summary(reading, layer, found)
    return ClaimReport.of(found, told, assessments, reading.instant, reading.case.policy.stale_days)


def _heeded(known: ClaimGroup, reading: Evaluation) -> tuple[ReportedAttribution, ...]:
    idle = adds_nothing(reading)
    attributions = {attribution.id: attribution for attribution in known.attributions}
    return tuple(
        ReportedAttribution(
            attributions[heard.record.id],
            reading.is_live(heard),
            idle.get(heard.record.id),
            None if is_rejection(heard.record) else heard.record.stance,
            (reading.claim_id in heard.supports) - (-reading.claim_id in heard.supports),
        )
        for heard in reading.bearing
    )
