"""Which records are live, as they are heard in order of their earliest instant.

Invariant: a record can only be silenced by one heard with or after it, or by a retraction heard before it, and never
comes back; so one pass in this order, ties in any order, decides every record at every instant.
"""

from collections.abc import Iterable
from typing import Final, NamedTuple

from verifier.domain.model.statements import Certainty, Stance
from verifier.domain.rules.records import Case, Implications, Literal, Record
from verifier.domain.rules.voices import Profile, Profiles, Voice, Weight


class WeightedRecord(NamedTuple):
    """A record with its origin's profile, the literals it supports, and what it weighs."""

    record: Record
    profile: Profile
    supports: frozenset[Literal]
    weight: Weight

    @property
    def certain(self) -> bool:
        """Whether it is said without a hedge."""
        return self.record.certainty is Certainty.CERTAIN


class Silence(NamedTuple):
    """Why a record is no longer live: what its own voice, or its carrier, did in record `by`."""

    reversed: bool
    by: int


class Side(dict[int, WeightedRecord]):
    """The live records that support one literal, by number.

    `weighed`, its level and the records that are enough for it, is kept until one comes or goes; `has_figures` tells
    whether one ever gave a figure.
    """

    weighed: "tuple[int, tuple[WeightedRecord, ...]] | None" = None
    has_figures = False

    def officials(self) -> frozenset[str | None]:
        """The parties whose official voices are on it, and None if anybody else is."""
        return frozenset([heard.weight.official for heard in self.values()])

    def speaks_of(self, claim: int) -> bool:
        """Whether some record on it is on the claim itself."""
        return claim in [heard.record.claim for heard in self.values()]

    def add(self, heard: WeightedRecord) -> None:
        """Take in a record."""
        self[heard.record.id] = heard
        self.weighed = None
        if heard.record.figure is not None:
            self.has_figures = True

    def remove(self, heard: WeightedRecord) -> None:
        """Let a record go."""
        del self[heard.record.id]
        self.weighed = None


NOBODY: Final = Side()
_NOTHING: Final[frozenset[Literal]] = frozenset()


def in_order(records: Iterable[Record]) -> list[Record]:
    """The records in the order in which they are heard; at one instant, retractions after what they may take back."""
    return sorted(records, key=lambda record: (record.earliest, record.stance is Stance.RETRACTS, record.id))


class LiveRecords:
    """What is live in a case so far, and what silenced the rest."""

    def __init__(self, case: Case, profiles: Profiles | None = None) -> None:
        self._profiles = profiles or Profiles(case.registry)
        self._implications = Implications(case.links)
        self._sides: dict[Literal, Side] = {}
        self._committed: dict[Voice, list[WeightedRecord]] = {}
        self._on_claim: dict[int, list[WeightedRecord]] = {}
        self._retractions: dict[int, list[WeightedRecord]] = {}
        self.heard: dict[int, WeightedRecord] = {}
        self.silenced: dict[int, Silence] = {}
        self.asserted: set[Literal] = set()

    def side(self, literal: Literal) -> Side:
        """The live records that support a literal."""
        return self._sides.get(literal, NOBODY)

    def forget_levels(self) -> None:
        """Have every side weighed again, as another policy may weigh it otherwise."""
        for side in self._sides.values():
            side.weighed = None

    def hear(self, record: Record) -> set[int]:
        """Take in the next record; return the claims it may bear on."""
        profile, weight = self._profiles.of(record)
        stance = record.stance
        if stance is Stance.AFFIRMS:
            heard = WeightedRecord(record, profile, self._implications.of(record.claim), weight)
        elif stance is Stance.DENIES:
            heard = WeightedRecord(record, profile, self._implications.of(-record.claim), weight)
        else:
            heard = WeightedRecord(record, profile, _NOTHING, weight)
        self.heard[record.id] = heard
        if heard.supports:
            return self._assert(heard)
        if stance is Stance.RETRACTS:
            return self._retract(heard)
        self._on_claim.setdefault(record.claim, []).append(heard)
        self._silence_if_retracted(heard)
        return {record.claim}

    def _assert(self, heard: WeightedRecord) -> set[int]:
        touched = _claims(heard)
        if not heard.profile.anonymous:
            spoken = self._committed.setdefault(heard.profile.voice, [])
            for earlier in spoken:
                if _reverses(heard, earlier):
                    touched |= _claims(earlier)
                    self._silence(earlier, Silence(reversed=True, by=heard.record.id))
            spoken.append(heard)
        self._on_claim.setdefault(heard.record.claim, []).append(heard)
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
                self._silence(heard, Silence(reversed=False, by=retraction.record.id))
        return touched

    def _silence_if_retracted(self, heard: WeightedRecord) -> None:
        for retraction in self._retractions.get(heard.record.claim, ()):
            if takes_back(retraction, heard):
                self._silence(heard, Silence(reversed=False, by=retraction.record.id))

    def _silence(self, heard: WeightedRecord, silence: Silence) -> None:
        """Take a record from its sides, for the first reason found."""
        if heard.record.id in self.silenced:
            return
        self.silenced[heard.record.id] = silence
        for literal in heard.supports:
            self._sides[literal].remove(heard)


def _claims(heard: WeightedRecord) -> set[int]:
    return {abs(literal) for literal in heard.supports}


def _reverses(later: WeightedRecord, earlier: WeightedRecord) -> bool:
    """Whether a voice's later record takes the place of its earlier one."""
    return later.record.earliest > earlier.record.latest and contradict(later, earlier)


def contradict(one: WeightedRecord, other: WeightedRecord) -> bool:
    """Whether two records support opposite literals or affirm figures that do not meet."""
    return any(-literal in other.supports for literal in one.supports) or figures_apart(one.record, other.record)


def figures_apart(one: Record, other: Record) -> bool:
    """Whether two records affirm one claim with figures that have no number in common."""
    if one.figure is None or other.figure is None or one.claim != other.claim:
        return False
    return one.stance is other.stance is Stance.AFFIRMS and not one.figure.meets(other.figure)


def takes_back(retraction: WeightedRecord, heard: WeightedRecord) -> bool:
    """Whether a retraction on the same claim reaches a record: by its voice, or an anonymous one's nearest carrier."""
    if heard.record.earliest > retraction.record.latest:
        return False
    return heard.profile.voice == retraction.profile.voice or (
        heard.profile.anonymous and heard.profile.gatekeeper == retraction.profile.speaker
    )
