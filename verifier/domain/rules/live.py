"""Which records are live, as they are heard in order of their earliest instant.

Invariant: a record can only be silenced by one heard with or after it, or by a retraction heard before it, and never
comes back; so one pass in this order, ties in any order, decides every record at every instant.
"""

from collections.abc import Iterable
from enum import Enum
from typing import Final, NamedTuple

from verifier.domain.model.claims import ClaimKind
from verifier.domain.model.statements import Stance
from verifier.domain.rules.records import Case, Implications, Literal, Record
from verifier.domain.rules.weights import Profiles, Voice, WeightedRecord


class Cause(Enum):
    """Why a record is no longer live: its voice took the other side, gave another figure, or took it back."""

    REVERSED = "reversed"
    REVISED = "revised"
    RETRACTED = "retracted"


class Silence(NamedTuple):
    """Why a record is no longer live, and by which other one."""

    cause: Cause
    by: int


class Side(dict[int, WeightedRecord]):
    """The live records that support one literal, by number.

    `weighed`, its level and the records that are enough for it, is kept until one comes or goes.
    """

    weighed: "tuple[int, tuple[WeightedRecord, ...]] | None" = None

    def officials(self) -> frozenset[str]:
        """The parties whose official voices are on it."""
        return frozenset([heard.weight.official for heard in self.values() if heard.weight.official is not None])

    def speaks_of(self, claim: int) -> bool:
        """Whether some record on it is on the claim itself."""
        return claim in [heard.record.claim for heard in self.values()]

    def add(self, heard: WeightedRecord) -> None:
        """Take in a record."""
        self[heard.record.id] = heard
        self.weighed = None

    def remove(self, heard: WeightedRecord) -> None:
        """Let a record go."""
        del self[heard.record.id]
        self.weighed = None


NOBODY: Final = Side()
_NOTHING: Final[frozenset[Literal]] = frozenset()


def in_order(records: Iterable[Record]) -> list[Record]:
    """The records in the order in which they are heard; at one instant, retractions after what they may take back."""
    return sorted(records, key=lambda record: (record.earliest, record.stance is Stance.RETRACTS, record.id))


def as_meant(record: Record) -> Record:
    """The record, where its figure says by itself that it is not so, as the denial that it is."""
    figure = record.figure
    if figure is None:
        return record
    if record.stance is Stance.AFFIRMS and figure.is_nothing:
        return record._replace(stance=Stance.DENIES, figure=None)
    if record.stance is Stance.DENIES and figure.is_anything:
        return record._replace(figure=None)
    return record


def is_rejection(record: Record) -> bool:
    """Whether a record rejects a figure, and so takes no side."""
    return record.stance is Stance.DENIES and record.figure is not None


class LiveRecords:
    """What is live in a case so far, and why the rest is not: silenced, or said of what was still to come."""

    def __init__(self, case: Case, profiles: Profiles | None = None) -> None:
        self._profiles = profiles or Profiles(case.registry)
        self._implications = Implications(case.effective_links)
        self._begins = {
            claim.id: claim.happened.earliest
            for claim in case.claims.values()
            if claim.kind is ClaimKind.PREDICTION and claim.happened is not None
        }
        self._sides: dict[Literal, Side] = {}
        self._figured: dict[int, list[WeightedRecord]] = {}
        self._committed: dict[Voice, list[WeightedRecord]] = {}
        self._on_claim: dict[int, list[WeightedRecord]] = {}
        self._retractions: dict[int, list[WeightedRecord]] = {}
        self.heard: dict[int, WeightedRecord] = {}
        self.silenced: dict[int, Silence] = {}
        self.forecasts: set[int] = set()
        self.asserted: set[Literal] = set()

    def side(self, literal: Literal) -> Side:
        """The live records that support a literal."""
        return self._sides.get(literal, NOBODY)

    def forget_levels(self) -> None:
        """Have every side weighed again, as another policy may weigh it otherwise."""
        for side in self._sides.values():
            side.weighed = None

    def is_live(self, number: int) -> bool:
        """Whether a record stands."""
        return number not in self.silenced and number not in self.forecasts

    def figured(self, claim: int) -> list[WeightedRecord]:
        """The live records on a claim that give a figure, or reject one."""
        given = self._figured.get(claim)
        return [heard for heard in given if heard.record.id not in self.silenced] if given else []

    def hear(self, record: Record) -> set[int]:
        """Take in the next record; return the claims it may bear on."""
        profile, weight = self._profiles.of(record)
        record = as_meant(record)
        if self._begins and record.latest < self._begins.get(record.claim, record.latest):
            self.heard[record.id] = WeightedRecord(record, profile, _NOTHING, weight)
            self.forecasts.add(record.id)
            return {record.claim}
        heard = self.heard[record.id] = WeightedRecord(record, profile, self._supports(record), weight)
        if record.stance in _SIGNS:
            return self._commit(heard)
        if record.stance is Stance.RETRACTS:
            return self._retract(heard)
        self._on_claim.setdefault(record.claim, []).append(heard)
        self._silence_if_retracted(heard)
        return {record.claim}

    def _supports(self, record: Record) -> frozenset[Literal]:
        sign = _SIGNS.get(record.stance)
        return _NOTHING if sign is None or is_rejection(record) else self._implications.of(sign * record.claim)

    def _commit(self, heard: WeightedRecord) -> set[int]:
        """Take in what affirms, denies or rejects a figure."""
        touched = _claims(heard)
        if not heard.profile.anonymous:
            spoken = self._committed.setdefault(heard.profile.voice, [])
            for earlier in spoken:
                if cause := _supersedes(heard, earlier):
                    touched |= _claims(earlier)
                    self._silence(earlier, Silence(cause, heard.record.id))
            spoken.append(heard)
        self._on_claim.setdefault(heard.record.claim, []).append(heard)
        if heard.record.figure is not None:
            self._figured.setdefault(heard.record.claim, []).append(heard)
        self.asserted |= heard.supports
        for literal in heard.supports:
            side = self._sides.get(literal)
            if side is None:
                side = self._sides[literal] = Side()
            side.add(heard)
        self._silence_if_retracted(heard)
        return touched

    def _retract(self, retraction: WeightedRecord) -> set[int]:
        claim = retraction.record.claim
        self._retractions.setdefault(claim, []).append(retraction)
        touched = {claim}
        for heard in self._on_claim.get(claim, ()):
            if takes_back(retraction, heard):
                touched |= _claims(heard)
                self._silence(heard, Silence(Cause.RETRACTED, retraction.record.id))
        return touched

    def _silence_if_retracted(self, heard: WeightedRecord) -> None:
        for retraction in self._retractions.get(heard.record.claim, ()):
            if takes_back(retraction, heard):
                self._silence(heard, Silence(Cause.RETRACTED, retraction.record.id))

    def _silence(self, heard: WeightedRecord, silence: Silence) -> None:
        """Take a record from its sides, for the first reason found."""
        if heard.record.id in self.silenced:
            return
        self.silenced[heard.record.id] = silence
        for literal in heard.supports:
            self._sides[literal].remove(heard)


_SIGNS: Final = {Stance.AFFIRMS: 1, Stance.DENIES: -1}


def _claims(heard: WeightedRecord) -> set[int]:
    return {heard.record.claim, *map(abs, heard.supports)}


def _supersedes(later: WeightedRecord, earlier: WeightedRecord) -> Cause | None:
    """By what a voice's later record takes the place of its earlier one, if it does."""
    if later.record.earliest <= earlier.record.latest:
        return None
    if opposite(later, earlier):
        return Cause.REVERSED
    return Cause.REVISED if incompatible(later.record, earlier.record) else None


def contradict(one: WeightedRecord, other: WeightedRecord) -> bool:
    """Whether two records support opposite literals or give figures that are incompatible."""
    return opposite(one, other) or incompatible(one.record, other.record)


def opposite(one: WeightedRecord, other: WeightedRecord) -> bool:
    """Whether two records support opposite literals."""
    return any(-literal in other.supports for literal in one.supports)


def incompatible(one: Record, other: Record) -> bool:
    """Whether two records give figures of one claim that cannot both be right, or one gives what the other rejects."""
    if one.figure is None or other.figure is None or one.claim != other.claim:
        return False
    match one.stance, other.stance:
        case Stance.AFFIRMS, Stance.AFFIRMS:
            return not one.figure.meets(other.figure)
        case Stance.AFFIRMS, Stance.DENIES:
            return one.figure.within(other.figure)
        case Stance.DENIES, Stance.AFFIRMS:
            return other.figure.within(one.figure)
        case _:
            return False


def takes_back(retraction: WeightedRecord, heard: WeightedRecord) -> bool:
    """Whether a retraction on the same claim reaches a record: by its voice, or an anonymous one's nearest carrier."""
    if heard.record.earliest > retraction.record.latest:
        return False
    return heard.profile.voice == retraction.profile.voice or (
        heard.profile.anonymous and heard.profile.gatekeeper == retraction.profile.speaker
    )
