"""What became of a claim: its status and since when, as lists show it, and the flags to notice beside it.

A state is computed from facts and never recorded. It holds for every instant `valid_from <= now < valid_until`, so
that a prediction that falls due changes its status without a write. Flags are never statuses; each carries its details.
No more is worked out here than is listed and logged; a report adds all that explains it.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from enum import StrEnum
from typing import Final, NamedTuple

from msgspec import Struct

from verifier.domain.explain.evaluation import Evaluation
from verifier.domain.explain.why import FIGURE_ROW, deciding
from verifier.domain.model.claims import Assessment, Claim, ClaimKind, Status
from verifier.domain.model.statements import Stance
from verifier.domain.model.time import DAY
from verifier.domain.rules.live import Cause, Side, contradict, is_rejection, level, losers
from verifier.domain.rules.records import Case, Literal, Profiles, WeightedRecord
from verifier.domain.rules.status import Challenge, Finding, Verdicts, derive, retold, verdicts, weighed

BEGINNING: Final = -(2**63 - 1)
FOREVER: Final = 2**63 - 1

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
        if self.row == FIGURE_ROW:
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
        return super().dispute if self.row == FIGURE_ROW else None


def stale_days(status: Status, last_said: int | None, now: int, least: int) -> int | None:
    """For how many days a claim of this status has had no new record, if it is open and they are that many."""
    if last_said is None or not is_silent(status, last_said, now, least * DAY):
        return None
    return (now - last_said) // DAY


def is_silent(status: Status, last_said: int | None, now: int, length: int) -> bool:
    """Whether a claim of this status is open, and its newest record is so old (microseconds)."""
    return status in OPEN and last_said is not None and last_said <= now - length


class Gatekeeper(Struct, frozen=True):
    """The one carrier all anonymous support goes through, and how many copies of it there are."""

    carrier: str
    copies: int


class Reversal(Struct, frozen=True):
    """A voice that took the other side, or gave another figure, and when (microseconds UTC)."""

    who: str
    at: int


class Flags(Struct, frozen=True):
    """Every flag; None (or empty) where it is not raised. Names are those of origins, voices and parties."""

    denied_by: tuple[str, ...] = ()
    insisted_by: tuple[str, ...] = ()
    anonymous: tuple[str, ...] = ()
    hedged: tuple[str, ...] = ()
    one_gatekeeper: Gatekeeper | None = None
    self_contradictory: tuple[str, ...] = ()
    reversed: tuple[Reversal, ...] = ()
    against_interest: tuple[str, ...] = ()
    stale_days: int | None = None
    split: tuple[Assessment, ...] = ()
    review_due: tuple[Assessment, ...] = ()
    challenged: tuple[Challenge, ...] = ()
    revised: tuple[Reversal, ...] = ()

    @property
    def of_records(self) -> frozenset[Flag]:
        """The flags raised that records alone raise."""
        raised = {
            Flag.DENIED_BY: self.denied_by,
            Flag.INSISTED_BY: self.insisted_by,
            Flag.CHALLENGED: self.challenged,
            Flag.ANONYMOUS: self.anonymous,
            Flag.HEDGED: self.hedged,
            Flag.ONE_GATEKEEPER: self.one_gatekeeper,
            Flag.SELF_CONTRADICTORY: self.self_contradictory,
            Flag.REVERSED: self.reversed,
            Flag.REVISED: self.revised,
            Flag.AGAINST_INTEREST: self.against_interest,
        }
        return frozenset([flag for flag, details in raised.items() if details])


def flags(reading: Evaluation) -> Flags:
    """The flags that the records of a claim raise; how late it is, and verdicts, raise the others."""
    return Flags(
        denied_by=reading.finding.denied_by,
        insisted_by=reading.finding.insisted_by,
        anonymous=_rests_on(reading, lambda heard: heard.profile.anonymous),
        hedged=_rests_on(reading, lambda heard: not heard.certain),
        one_gatekeeper=_gatekeeper(reading),
        self_contradictory=_self_contradictory(reading),
        reversed=_second_words(reading, Cause.REVERSED),
        against_interest=_against_interest(reading),
        challenged=reading.finding.challenged,
        revised=_second_words(reading, Cause.REVISED),
    )


def _rests_on(reading: Evaluation, is_weak: Callable[[WeightedRecord], bool]) -> tuple[str, ...]:
    """The weak origins without which the level of their side would be lower."""
    weak: list[WeightedRecord] = []
    for literal, side in _both(reading):
        strong = [heard for heard in side.values() if not is_weak(heard)]
        if len(strong) < len(side) and level(reading.case, literal, strong) < weighed(reading.case, literal, side)[0]:
            weak += [heard for heard in side.values() if is_weak(heard)]
    return reading.origins(weak)


def _both(reading: Evaluation) -> tuple[tuple[Literal, Side], tuple[Literal, Side]]:
    return (reading.claim_id, reading.sides.supporting), (-reading.claim_id, reading.sides.opposing)


def _gatekeeper(reading: Evaluation) -> Gatekeeper | None:
    support = tuple(reading.sides.supporting.values())
    carriers = {heard.profile.gatekeeper for heard in support}
    if not support or len(carriers) > 1 or not all(heard.profile.anonymous for heard in support):
        return None
    carrier = carriers.pop()
    return None if carrier is None else Gatekeeper(reading.speaker_name(carrier), len(support))


def _self_contradictory(reading: Evaluation) -> tuple[str, ...]:
    """The named voices with live records on both sides, or with live figures that do not meet."""
    if not _speaks_twice(reading):
        return ()
    by_voice: dict[object, list[WeightedRecord]] = {}
    for heard in reading.bearing:
        if not heard.profile.anonymous and _is_committed(reading, heard) and reading.is_live(heard):
            by_voice.setdefault(heard.profile.voice, []).append(heard)
    several = (spoken for spoken in by_voice.values() if len(spoken) > 1)
    return reading.voices(spoken[0] for spoken in several if _contradicts_itself(spoken))


def _speaks_twice(reading: Evaluation) -> bool:
    """Whether some voice has several live records that take a side on the claim, or reject a figure for it."""
    live = [*reading.sides.supporting.values(), *reading.sides.opposing.values(), *reading.rejecting]
    return len({heard.profile.voice for heard in live}) < len(live)


def _is_committed(reading: Evaluation, heard: WeightedRecord) -> bool:
    """Whether a record takes a side on the claim, or rejects a figure for it."""
    return reading.takes_side(heard) or (is_rejection(heard.record) and heard.record.claim == reading.claim_id)


def _contradicts_itself(spoken: list[WeightedRecord]) -> bool:
    return any(contradict(one, other) for index, one in enumerate(spoken) for other in spoken[:index])


def _second_words(reading: Evaluation, kind: Cause) -> tuple[Reversal, ...]:
    """The voices that took back an earlier word by another of this kind, and when."""
    found: dict[tuple[str, int], None] = {}
    for heard in _silenced(reading):
        silence = reading.hearing.silenced[heard.record.id]
        if silence.cause is kind:
            cause = reading.hearing.heard[silence.by]
            found[reading.voice_name(cause.profile), cause.record.earliest] = None
    return tuple(Reversal(who, at) for who, at in found)


def _silenced(reading: Evaluation) -> Iterable[WeightedRecord]:
    if not reading.hearing.silenced:
        return ()
    silenced = reading.hearing.silenced
    return (heard for heard in reading.bearing if heard.record.id in silenced and _is_committed(reading, heard))


def _against_interest(reading: Evaluation) -> tuple[str, ...]:
    speaking = [
        (literal, heard.profile.official)
        for literal, side in _both(reading)
        for heard in side.values()
        if heard.profile.official is not None
    ]
    return tuple(dict.fromkeys(party for literal, party in speaking if party in losers(reading.case, literal)))


class Awaited(NamedTuple):
    """A party whose official word is wanted, and since when (microseconds UTC; None before anybody spoke)."""

    party: str
    since: int | None


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


def awaiting(reading: Evaluation) -> tuple[Awaited, ...]:
    """The parties asked for, or on record as withholding, whose official voice takes no side."""
    spoken = {
        heard.profile.official for side in (reading.sides.supporting, reading.sides.opposing) for heard in side.values()
    }
    withheld: dict[str, int] = {}
    for heard in reading.own:
        if heard.record.stance == Stance.WITHHOLDS and heard.profile.official:
            withheld.setdefault(heard.profile.official, heard.record.earliest)
    first = min((heard.record.earliest for heard in reading.own), default=None)
    wanted = dict.fromkeys((*reading.claim.parties, *withheld))
    return tuple(Awaited(party, withheld.get(party, first)) for party in wanted if party not in spoken)


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
