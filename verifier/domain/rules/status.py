"""A claim's status, by what sources say: one fold over its records, one table of nine rows; and by analysts' verdicts.

A finding is what the rules make of a claim at an instant, from what had been said by then; a history is the finding
after each instant at which something was said that bears on the claim. Verdicts stand beside, never instead of, what
the rules derive: of each analyst the latest, unless it lifts the earlier ones. Agreeing ones are shown; verdicts that
differ are a split, and the derived status is shown.
"""

from collections.abc import Iterable, Iterator
from itertools import combinations, groupby
from operator import attrgetter
from typing import Final, NamedTuple

from msgspec import Struct

from verifier.domain.model.claims import Assessment, Claim, ClaimKind, Status, Verdict
from verifier.domain.model.sources import Registry
from verifier.domain.model.statements import Stance
from verifier.domain.rules.live import LiveRecords, Side, in_order, incompatible, level, weigh
from verifier.domain.rules.records import Case, Literal, Profiles, Record, WeightedRecord

PAIR_LEVEL: Final = 3
CONFIRMING_LEVEL: Final = 4

AFFIRMED: Final = {
    1: Status.UNVERIFIED,
    2: Status.SINGLE_SOURCE,
    3: Status.CORROBORATED,
    4: Status.CONFIRMED,
}
DENIED: Final = {
    1: Status.DENIED,
    2: Status.DENIED,
    3: Status.REBUTTED,
    4: Status.REFUTED,
}


class Challenge(NamedTuple):
    """A weak word that does not change a status: whose, and of which stance."""

    who: str
    stance: Stance


class Finding(NamedTuple):
    """What the rules make of a claim: the row that holds, the levels of the claim and of its negation.

    `dispute` is `existence`, `rival` or `figure`; `denied_by` and `insisted_by` name the interested voices that rows 7
    and 8 outweigh, `challenged` the weak ones.
    """

    status: Status
    row: int
    support: int
    opposition: int
    dispute: str | None = None
    denied_by: tuple[str, ...] = ()
    insisted_by: tuple[str, ...] = ()
    challenged: tuple[Challenge, ...] = ()


class Step(NamedTuple):
    """The derived status after one instant (microseconds UTC); `because` numbers the records said at it."""

    at: int
    status: Status
    support: int
    opposition: int
    because: tuple[int, ...]


class Replay(NamedTuple):
    """A whole case: what is live at its end, and the history of each claim."""

    hearing: LiveRecords
    histories: dict[int, tuple[Step, ...]]


class Sides(Struct, frozen=True):
    """The live records for and against a claim."""

    supporting: Side
    opposing: Side

    @classmethod
    def of(cls, hearing: LiveRecords, claim: int) -> "Sides":
        """The sides of a claim as heard so far."""
        return cls(hearing.side(claim), hearing.side(-claim))


def derive(case: Case, claim: int, instant: int) -> Finding:
    """What the rules make of a claim at an instant (microseconds UTC), from what had been said by then."""
    return conclude(case, hear_until(case, instant), claim, instant)


def hear_until(case: Case, instant: int) -> LiveRecords:
    """The hearing of all that had been said by an instant."""
    return hear_all(case.said_by(instant))


def hear_all(case: Case, profiles: Profiles | None = None) -> LiveRecords:
    """The hearing of all records of a case; `profiles` are those of its registry, where many cases share it."""
    hearing = LiveRecords(case, profiles)
    for record in in_order(case.records):
        hearing.hear(record)
    return hearing


def history(case: Case, claim: int) -> tuple[Step, ...]:
    """The derived status of a claim after each instant at which something was said that bears on it, oldest first."""
    return histories(case)[claim]


def histories(case: Case) -> dict[int, tuple[Step, ...]]:
    """The history of each claim of a case."""
    return retold(case).histories


def retold(case: Case, profiles: Profiles | None = None) -> Replay:
    """All records of a case heard, with what each instant made of each claim they bear on."""
    steps: dict[int, list[Step]] = {claim: [] for claim in case.claims}
    hearing = LiveRecords(case, profiles)
    for instant, records in groupby(in_order(case.records), key=attrgetter("earliest")):
        for claim, because in _bearing(hearing, records).items():
            found = conclude(case, hearing, claim, instant)
            steps[claim].append(Step(instant, found.status, found.support, found.opposition, tuple(sorted(because))))
    return Replay(hearing, {claim: tuple(found) for claim, found in steps.items()})


def _bearing(hearing: LiveRecords, records: Iterable[Record]) -> dict[int, list[int]]:
    """Hear the records; tell for each claim they bear on which of them do."""
    because: dict[int, list[int]] = {}
    for record in records:
        for claim in hearing.hear(record):
            because.setdefault(claim, []).append(record.id)
    return because


def conclude(case: Case, hearing: LiveRecords, claim_id: int, instant: int) -> Finding:
    """The finding for a claim after a hearing: the first row of the table that holds."""
    claim = case.claims[claim_id]
    supporting, opposing = hearing.side(claim_id), hearing.side(-claim_id)
    support, _ = weighed(case, claim_id, supporting)
    opposition, _ = weighed(case, -claim_id, opposing)
    if claim.kind is not ClaimKind.FACT and _is_not_checkable(claim, instant):
        return Finding(Status.NOT_CHECKABLE, 1, support, opposition)
    challenged: tuple[Challenge, ...] = ()
    if opposition < PAIR_LEVEL and len(given := hearing.figured(claim_id)) > 1:
        clash = clashing_figures(case, claim_id, given, supporting)
        challenged = _challenges(case.registry, clash.idle)
        if clash.pair:
            return Finding(Status.DISPUTED, 2, support, opposition, "figure", challenged=challenged)
    if not support and not opposition:
        once = claim_id in hearing.asserted or -claim_id in hearing.asserted
        return Finding(Status.WITHDRAWN, 3, 0, 0) if once else Finding(Status.UNATTRIBUTED, 4, 0, 0)
    if not opposition:
        return Finding(AFFIRMED[support], 5, support, 0, challenged=challenged)
    if not support:
        denied = Status.DENIED if _falls_short(case, claim, opposing, opposition) else DENIED[opposition]
        return Finding(denied, 6, 0, opposition, challenged=challenged)
    found = _contested(case, claim, Sides(supporting, opposing), (support, opposition))
    return _with(challenged, found) if challenged else found


def _with(challenged: tuple[Challenge, ...], found: Finding) -> Finding:
    return found._replace(challenged=tuple(dict.fromkeys((*challenged, *found.challenged))))


def _falls_short(case: Case, claim: Claim, opposing: Side, opposition: int) -> bool:
    """Whether an independent denial is none without the records of parties that the claim is against."""
    if opposition != PAIR_LEVEL or not claim.against:
        return False
    accused = case.registry.interests(claim.against)
    others = [heard for heard in opposing.values() if heard.weight.party not in accused]
    return level(case, -claim.id, others) < PAIR_LEVEL


def _contested(case: Case, claim: Claim, sides: Sides, levels: tuple[int, int]) -> Finding:
    """Rows 7, 8 and 9: something on both sides, the supporting one and its level first."""
    support, opposition = levels
    registry, policy = case.registry, case.policy
    if policy.row_7 and support >= PAIR_LEVEL > opposition:
        interested = registry.interests(claim.against)
        if _outweighed(case, sides.opposing, interested, sides.supporting):
            denied_by, challenged = _noted(registry, sides.opposing)
            return Finding(AFFIRMED[support], 7, *levels, denied_by=denied_by, challenged=challenged)
    rebuts = opposition >= PAIR_LEVEL and not _falls_short(case, claim, sides.opposing, opposition)
    if policy.row_8 and support < PAIR_LEVEL and rebuts:
        interested = registry.interests(claim.favours)
        if _outweighed(case, sides.supporting, interested, sides.opposing):
            insisted_by, challenged = _noted(registry, sides.supporting)
            return Finding(DENIED[opposition], 8, *levels, insisted_by=insisted_by, challenged=challenged)
    kind = "existence" if sides.supporting.speaks_of(claim.id) and sides.opposing.speaks_of(claim.id) else "rival"
    return Finding(Status.DISPUTED, 9, *levels, kind)


def _outweighed(case: Case, side: Side, interested: frozenset[str], other_side: Side) -> bool:
    """Whether all on a side are weak or interested, and none of its official voices speaks on the other as well."""
    weak_will_do = not case.policy.weak_voices_dispute
    if not all(h.weight.party in interested or (h.weight.weak and weak_will_do) for h in side.values()):
        return False
    return side.officials().isdisjoint(other_side.officials())


def _noted(registry: Registry, side: Side) -> tuple[tuple[str, ...], tuple[Challenge, ...]]:
    """Who is on a side that is outweighed: the interested voices, and the weak ones."""
    interested = dict.fromkeys(voice_name(registry, heard) for heard in side.values() if not heard.weight.weak)
    return tuple(interested), _challenges(registry, (heard for heard in side.values() if heard.weight.weak))


def _challenges(registry: Registry, weak: Iterable[WeightedRecord]) -> tuple[Challenge, ...]:
    return tuple(dict.fromkeys(Challenge(voice_name(registry, heard), heard.record.stance) for heard in weak))


def voice_name(registry: Registry, heard: WeightedRecord) -> str:
    """The name of the voice of a record: a party for its official voice, else the source."""
    name = heard.profile.speaker
    return name if isinstance(name, str) else registry.sources[name].name


def weighed(case: Case, literal: Literal, side: Side) -> tuple[int, tuple[WeightedRecord, ...]]:
    """The level of a literal and the records that are enough for it, worked out again only if its side has changed."""
    if side.weighed is None:
        side.weighed = weigh(case, literal, side.values())
    return side.weighed


def _is_not_checkable(claim: Claim, instant: int) -> bool:
    if claim.kind is ClaimKind.PREDICTION:
        return claim.happened is None or instant <= claim.happened.latest
    return claim.kind is ClaimKind.OPINION


class FigureClash(NamedTuple):
    """Two records whose figures clash, if there are such, and the weak ones that clash to no effect."""

    pair: tuple[WeightedRecord, WeightedRecord] | None
    idle: tuple[WeightedRecord, ...]


def clashing_figures(case: Case, claim: int, given: Iterable[WeightedRecord], supporting: Side) -> FigureClash:
    """Whether live figures of different voices clash; a weak one counts only where no pair upholds the claim anyhow."""
    pair: tuple[WeightedRecord, WeightedRecord] | None = None
    idle: dict[int, WeightedRecord] = {}
    for clash in _clashes(given):
        without_effect = [heard for heard in clash if not _counts(case, claim, heard, supporting)]
        idle |= {heard.record.id: heard for heard in without_effect}
        pair = pair or (None if without_effect else clash)
    return FigureClash(pair, tuple(idle.values()))


def _counts(case: Case, claim: int, heard: WeightedRecord, supporting: Side) -> bool:
    """Whether a figure can dispute: of a weak record, if independent sources do not uphold the claim without it."""
    if not heard.weight.weak or weighed(case, claim, supporting)[0] < PAIR_LEVEL:
        return True
    others = [h for h in supporting.values() if not (h.weight.weak and h.profile.voice == heard.profile.voice)]
    return level(case, claim, others) < PAIR_LEVEL


def _clashes(given: Iterable[WeightedRecord]) -> Iterator[tuple[WeightedRecord, WeightedRecord]]:
    for one, other in combinations(given, 2):
        if one.profile.voice != other.profile.voice and incompatible(one.record, other.record):
            yield one, other


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
