"""How well the live records of one literal support it.

0 none · 1 only hedged, anonymous or unidentified ones · 2 at least one certain with an identified origin ·
3 an independent pair · 4 a pair that an adverse or self-denying official voice completes.
"""

from collections.abc import Collection, Iterator
from itertools import combinations

from msgspec import Struct

from verifier.domain.model.sources import Registry
from verifier.domain.rules.live import WeightedRecord
from verifier.domain.rules.records import Case, Literal
from verifier.domain.rules.voices import Voucher


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
