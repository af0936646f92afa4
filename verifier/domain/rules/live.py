"""Which records are live, as they are heard in order of their earliest instant, and how well they support a literal.

Invariant: a record can only be silenced by one heard with or after it, or by a retraction heard before it, and never
comes back; so one pass in this order, ties in any order, decides every record at every instant.

The levels of a literal: 0 none · 1 only hedged, anonymous or unidentified records · 2 at least one certain with an
identified origin · 3 an independent pair · 4 a pair that an adverse or self-denying official voice completes.
"""

from collections.abc import Collection, Iterable, Iterator
from enum import Enum
from itertools import combinations
from typing import Final, NamedTuple

from msgspec import Struct

from verifier.domain.model.claims import ClaimKind
from verifier.domain.model.sources import Registry
from verifier.domain.model.statements import Stance
from verifier.domain.rules.records import Case, Implications, Literal, Profiles, Record, Voice, Voucher, WeightedRecord


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


def losers(case: Case, literal: Literal) -> tuple[str, ...]:
    """The parties whose interest the truth of a literal hurts."""
    claim = case.claims[abs(literal)]
    return claim.against if literal > 0 else claim.favours


def united(case: Case, literal: Literal) -> frozenset[str]:
    """The parties that vouch as one for a literal, as its truth serves them all; none unless they are several."""
    claim = case.claims[abs(literal)]
    served = claim.favours if literal > 0 else claim.against
    parties = case.registry.interests(served) if len(served) > 1 else frozenset[str]()
    return parties if len(parties) > 1 else frozenset()


class Ground(Struct, frozen=True):
    """What counts towards independence on one side: certain records of known lineage.

    `named` has the first for each voucher, `official` the first of each party's official voice; of the parties
    `united` each vouches for all.
    """

    named: dict[Voucher, WeightedRecord]
    anonymous: tuple[WeightedRecord, ...]
    official: dict[str, WeightedRecord]
    united: frozenset[str]

    @classmethod
    def of(cls, side: Collection[WeightedRecord], united: frozenset[str]) -> "Ground":
        """The ground of a side."""
        ground = cls({}, tuple(heard for heard in side if heard.weight.anonymous and heard.weight.vouchers), {}, united)
        for heard in side:
            _, anonymous, voice, vouchers, _, _ = heard.weight
            if vouchers is None or anonymous:
                continue
            ground.named.setdefault(next(iter(ground.vouchers(heard))), heard)
            if voice is not None:
                ground.official.setdefault(voice, heard)
        return ground

    def vouchers(self, heard: WeightedRecord) -> frozenset[Voucher]:
        """Who vouches for a record, united parties as one."""
        vouchers = heard.weight.vouchers or frozenset()
        if not self.united or self.united.isdisjoint(vouchers):
            return vouchers
        return (vouchers - self.united) | {min(self.united)}

    def independent(self, one: WeightedRecord, other: WeightedRecord) -> bool:
        """Whether nobody vouches for both of two records."""
        return self.vouchers(one).isdisjoint(self.vouchers(other))

    def partners(self, heard: WeightedRecord) -> Iterator[WeightedRecord]:
        """The records that make an independent pair with a named one."""
        yield from (other for other in self.named.values() if self.independent(heard, other))
        yield from (other for other in self.anonymous if self.independent(heard, other))

    def pair(self) -> tuple[WeightedRecord, WeightedRecord] | None:
        """An independent pair, if there is one."""
        for one in self.named.values():
            for other in self.partners(one):
                return one, other
        return None

    def adverse_pair(self, registry: Registry) -> tuple[WeightedRecord, WeightedRecord] | None:
        """An independent pair of official voices of adverse parties."""
        for (party, one), (opponent, other) in combinations(self.official.items(), 2):
            if registry.adverse(party, opponent) and self.independent(one, other):
                return one, other
        return None

    def admitting_pair(self, against: Collection[str]) -> tuple[WeightedRecord, WeightedRecord] | None:
        """An independent pair in which one is an official voice speaking against its interest."""
        for party in against:
            if one := self.official.get(party):
                for other in self.partners(one):
                    return one, other
        return None

    def independent_origins(self) -> int:
        """How many of the records can be pairwise independent."""
        named = frozenset(self.named)
        apart = any(named.isdisjoint(self.vouchers(heard)) for heard in self.anonymous)
        return len(named) + apart


def level(case: Case, literal: Literal, side: Collection[WeightedRecord]) -> int:
    """The level of a literal, 0 to 4, from its live records."""
    return weigh(case, literal, side)[0]


def weigh(case: Case, literal: Literal, side: Collection[WeightedRecord]) -> tuple[int, tuple[WeightedRecord, ...]]:
    """The level of a literal and the records that are enough for it, heard first if there is a choice."""
    if not side:
        return 0, ()
    if len(side) == 1:
        (only,) = side
        return 2 if only.weight.firm else 1, (only,)
    ground = Ground.of(side, united(case, literal))
    if pair := ground.pair():
        top = _confirming_pair(case, literal, ground)
        return (4, top) if top else (3, pair)
    firm = next((heard for heard in side if heard.weight.firm), None)
    return (2, (firm,)) if firm else (1, (next(iter(side)),))


def _confirming_pair(case: Case, literal: Literal, ground: Ground) -> tuple[WeightedRecord, WeightedRecord] | None:
    if case.policy.adverse_parties_confirm and (pair := ground.adverse_pair(case.registry)):
        return pair
    return ground.admitting_pair(losers(case, literal))
