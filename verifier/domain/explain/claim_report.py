"""Everything verifier says of one claim at one instant, put together once for every screen and report."""

from collections.abc import Callable, Collection, Iterator

from msgspec import Struct
from msgspec.structs import replace

from verifier.domain.explain.counts import Counts, Figures
from verifier.domain.explain.deciding import Dispute, adds_nothing
from verifier.domain.explain.evaluation import Evaluation
from verifier.domain.explain.flags import Flags
from verifier.domain.explain.group import ClaimGroup
from verifier.domain.explain.outcome import Outcome, falls_due, is_addressed, outcome
from verifier.domain.explain.prospects import Awaited, Prospect, would_change
from verifier.domain.explain.state import ClaimState
from verifier.domain.explain.summary import ClaimSummary, Line, summary
from verifier.domain.model.claims import Assessment, Claim, Link, Status
from verifier.domain.model.statements import Attribution, Stance
from verifier.domain.revisions import StatusChange
from verifier.domain.rules.live import is_rejection
from verifier.domain.rules.status import Finding, Step, Verdicts, retold, verdicts
from verifier.domain.rules.weights import Profiles


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
