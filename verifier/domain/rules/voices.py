"""Who speaks in a record, and who vouches for it.

All official, named sources of one party are one voice. A named origin's word is public; an anonymous one is known
only through its nearest carrier, so both vouch for it.
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
    """All that the levels and the table see of a record. `vouchers` is None where it counts towards no pair."""

    firm: bool
    anonymous: bool
    official: str | None
    vouchers: frozenset[Voucher] | None


class Profile(NamedTuple):
    """What the registry makes of a record's origin. `vouchers` is None where the lineage is unknown."""

    voice: Voice
    anonymous: bool
    official: str | None
    identified: bool
    vouchers: frozenset[Voucher] | None
    speaker: str | int
    gatekeeper: str | int | None

    def weight(self, certainty: Certainty) -> Weight:
        """What a record of this origin weighs: a hedged one is not firm, and counts towards no pair."""
        certain = certainty is Certainty.CERTAIN
        return Weight(certain and self.identified, self.anonymous, self.official, self.vouchers if certain else None)


class Profiles:
    """The profiles of one registry, and what its records weigh, made once for each kind of record."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._known = lru_cache(_MOST_KEPT)(self._profile_and_weight)

    def of(self, record: Record) -> tuple[Profile, Weight]:
        """The profile of a record's origin, and what the record weighs."""
        origin, basis = record.origin, record.basis
        nearest = record.nearest if self._registry.sources[origin].anonymous else None
        return self._known(origin, nearest, basis in FIRST_HAND, record.certainty)

    def _profile_and_weight(
        self,
        origin: int,
        nearest: int | None,
        first_hand: bool,  # noqa: FBT001 - part of a cache's key
        certainty: Certainty,
    ) -> tuple[Profile, Weight]:
        profile = self.make(origin, nearest, first_hand=first_hand)
        return profile, profile.weight(certainty)

    def make(self, origin: int, nearest: int | None, *, first_hand: bool) -> Profile:
        """The profile of an origin as met with this nearest carrier, whether or not its knowledge is its own."""
        source = self._registry.sources[origin]
        speaker = self.speaker(source)
        if source.anonymous:
            gatekeeper = None if nearest is None else self.speaker(self._registry.sources[nearest])
            return Profile(
                voice=(speaker, nearest),
                anonymous=True,
                official=None,
                identified=False,
                vouchers=self._anonymous_vouchers(source, nearest),
                speaker=speaker,
                gatekeeper=gatekeeper,
            )
        identified = first_hand or source.kind not in {None, SourceKind.MEDIA}
        return Profile(
            voice=speaker,
            anonymous=False,
            official=source.party if source.official else None,
            identified=identified,
            vouchers=self._named_vouchers(source) if identified else None,
            speaker=speaker,
            gatekeeper=None,
        )

    def speaker(self, source: Source) -> str | int:
        """Who speaks when a source does: a party by its official voice, or else the source."""
        is_voice_of_party = source.official and not source.anonymous and source.party
        return source.party if is_voice_of_party and source.party else source.id

    def _named_vouchers(self, source: Source) -> frozenset[Voucher] | None:
        if source.party:
            return frozenset({self._registry.independence_party(source.party)})
        return frozenset({source.id}) if source.independent else None

    def _anonymous_vouchers(self, source: Source, nearest: int | None) -> frozenset[Voucher] | None:
        if not source.party or nearest is None:
            return None
        carrier = self._registry.sources[nearest]
        through: Voucher = self._registry.independence_party(carrier.party) if carrier.party else carrier.id
        return frozenset({self._registry.independence_party(source.party), through})
