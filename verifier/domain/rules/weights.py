"""Whose word counts, and for how much: who speaks in a record, who vouches for it, how well records support a literal.

All named sources of one party that are official when they speak are one voice. A named origin's word is public; an
anonymous one is known only through its nearest carrier, so both vouch for it.

The levels of a literal: 0 none · 1 only hedged, anonymous or unidentified records · 2 at least one certain with an
identified origin · 3 an independent pair · 4 a pair that an adverse or self-denying official voice completes.
"""

from collections.abc import Collection, Iterator
from functools import lru_cache
from itertools import combinations
from typing import Final, NamedTuple

from msgspec import Struct

from verifier.domain.model.sources import Registry, Source, SourceKind
from verifier.domain.model.statements import Basis, Certainty
from verifier.domain.rules.records import Case, Literal, Record

Voucher = str | int
"""A party by name, or a source of no party by number."""
Voice = str | int | tuple[str | int, int | None]
"""A party's official voice, a named source, or an anonymous one with its nearest carrier."""

_MOST_KEPT: Final = 100_000
FIRST_HAND: Final = frozenset({Basis.WITNESSED, Basis.DOCUMENTS})


class Weight(NamedTuple):
    """All that the levels and the table see of a record.

    `vouchers` is None where it counts towards no pair; `party` is the one whose interest is the origin's.
    """

    firm: bool
    anonymous: bool
    official: str | None
    vouchers: frozenset[Voucher] | None
    weak: bool
    party: str | None


class Profile(NamedTuple):
    """What the registry makes of a record's origin. `vouchers` is None where the lineage is unknown.

    `post` tells whether it is an unsourced word of somebody on social media.
    """

    voice: Voice
    anonymous: bool
    official: str | None
    identified: bool
    vouchers: frozenset[Voucher] | None
    speaker: str | int
    gatekeeper: str | int | None
    party: str | None
    post: bool

    def weight(self, certainty: Certainty) -> Weight:
        """What a record of this origin weighs: a hedged one is not firm, and counts towards no pair."""
        certain = certainty is Certainty.CERTAIN
        return Weight(
            firm=certain and self.identified,
            anonymous=self.anonymous,
            official=self.official,
            vouchers=self.vouchers if certain else None,
            weak=not certain or not self.identified or self.post,
            party=self.party,
        )


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


class Profiles:
    """The profiles of one registry, and what its records weigh, made once for each kind of record."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._known = lru_cache(_MOST_KEPT)(self._profile_and_weight)

    def of(self, record: Record) -> tuple[Profile, Weight]:
        """The profile of a record's origin, and what the record weighs."""
        origin, sources = record.origin, self._registry.sources
        nearest = record.nearest if sources[origin].anonymous else None
        dated = sources[origin].terms or (nearest is not None and sources[nearest].terms)
        span = (record.earliest, record.latest) if dated else (0, 0)
        return self._known(origin, nearest, record.basis, record.certainty, span)

    def _profile_and_weight(
        self, origin: int, nearest: int | None, basis: Basis, certainty: Certainty, span: tuple[int, int]
    ) -> tuple[Profile, Weight]:
        source = self._registry.sources[origin]
        profile = self._anonymous(source, nearest, span) if source.anonymous else self._named(source, basis, span)
        return profile, profile.weight(certainty)

    def _anonymous(self, source: Source, nearest: int | None, span: tuple[int, int]) -> Profile:
        carrier = None if nearest is None else self._registry.sources[nearest]
        return Profile(
            voice=(source.id, nearest),
            anonymous=True,
            official=None,
            identified=False,
            vouchers=self._anonymous_vouchers(source, carrier),
            speaker=source.id,
            gatekeeper=None if carrier is None else speaker(carrier, span),
            party=self._interest(source),
            post=False,
        )

    def _named(self, source: Source, basis: Basis, span: tuple[int, int]) -> Profile:
        first_hand = basis in FIRST_HAND
        identified = first_hand or source.kind not in {None, SourceKind.MEDIA}
        voice = speaker(source, span)
        is_post = source.kind is SourceKind.SOCIAL_MEDIA and not first_hand and not source.is_official(*span)
        return Profile(
            voice=voice,
            anonymous=False,
            official=voice if isinstance(voice, str) else None,
            identified=identified,
            vouchers=self._named_vouchers(source, basis) if identified else None,
            speaker=voice,
            gatekeeper=None,
            party=self._interest(source),
            post=is_post,
        )

    def _interest(self, source: Source) -> str | None:
        return self._registry.independence_party(source.party) if source.party else None

    def _named_vouchers(self, source: Source, basis: Basis) -> frozenset[Voucher] | None:
        if source.party:
            return frozenset({self._registry.independence_party(source.party)})
        saw_it = source.kind is SourceKind.WITNESS and basis is Basis.WITNESSED
        return frozenset({source.id}) if source.independent or saw_it else None

    def _anonymous_vouchers(self, source: Source, carrier: Source | None) -> frozenset[Voucher] | None:
        if not source.party or carrier is None:
            return None
        through: Voucher = self._registry.independence_party(carrier.party) if carrier.party else carrier.id
        return frozenset({self._registry.independence_party(source.party), through})


def speaker(source: Source, span: tuple[int, int]) -> str | int:
    """Who speaks when a source does, at a time: a party by its official voice, or else the source."""
    if source.party and not source.anonymous and source.kind is not SourceKind.MEDIA and source.is_official(*span):
        return source.party
    return source.id


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
