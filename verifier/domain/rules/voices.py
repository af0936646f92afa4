"""Who speaks in a record, and who vouches for it.

All named sources of one party that are official when they speak are one voice. A named origin's word is public; an
anonymous one is known only through its nearest carrier, so both vouch for it.
"""

from functools import lru_cache
from typing import Final, NamedTuple

from verifier.domain.model.sources import Registry, Source, SourceKind
from verifier.domain.model.statements import Basis, Certainty
from verifier.domain.rules.records import Record

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
