"""Who speaks in a row, and what he does there, whoever he is.

Invariant: one record bears on another (reverses it, takes it back, or vouches with it) only by the parties in their
weights, or where the speaker of the one is the speaker of the other, or the carrier of an anonymous one.
"""

from dataclasses import dataclass
from operator import attrgetter
from typing import Final, TypeAlias

from verifier.domain.footing import ONESELF, THE_CARRIER, Piece, piece_of
from verifier.domain.memo import Memo
from verifier.domain.model import Basis, Certainty, Registry, Stance
from verifier.domain.rows import MANNERS
from verifier.domain.voices import FIRST_HAND, Profile, Profiles, Weight


@dataclass(frozen=True, slots=True, eq=False)
class Act:
    """What a record does on its claim: it puts a piece on one side (1 or -1), or none on either (0)."""

    sign: int
    piece: Piece


_NONE: Final = Piece(Weight(firm=False, anonymous=False, official=None, vouchers=None))
BYSTANDER: Final = Act(0, _NONE)
"""Takes no side, and nothing back."""
RETRACTION: Final = Act(0, _NONE)
"""Takes back what its own speaker, or somebody through him, has said."""
UNCLEAR: Final = Act(0, _NONE)
"""An anonymous retraction, which may take back its own voice's word and that of others it carried."""

Speaker: TypeAlias = str | int
Role: TypeAlias = tuple[Speaker, tuple[Act, ...]]
"""Whom to look out for elsewhere on the claim, and the act in each manner of speaking, as `MANNERS` has them."""

_SIGNS: Final = {Stance.AFFIRMS: 1, Stance.DENIES: -1}
_of_origin = attrgetter("kind", "party", "official", "anonymous", "independent")
_of_carrier = attrgetter("party", "official", "anonymous")
"""All that the rules know of an origin, and of its nearest carrier, beside their numbers."""


class Cast:
    """The roles of the sources of one registry: `named` by origin, `anonymous` by origin and nearest carrier.

    Of an anonymous origin, `named` knows nothing (None).
    """

    def __init__(self, registry: Registry) -> None:
        self._sources = registry.sources
        self._profiles = Profiles(registry)
        self._pieces = Memo(piece_of)
        self._acts = Memo[tuple[int, Weight], Act](lambda made: Act(made[0], self._pieces[made[1]]))
        self._repertoires: dict[object, tuple[Act, ...]] = {}
        self.named = Memo(self._named)
        self.anonymous = Memo(self._anonymous)

    def _named(self, origin: int) -> Role | None:
        source = self._sources[origin]
        return None if source.anonymous else (self._profiles.speaker(source), self._repertoire(origin, None))

    def _anonymous(self, known_through: tuple[int, int | None]) -> Role:
        """The role of an anonymous origin: its carrier is whom to look out for."""
        origin, nearest = known_through
        known = self._sources[origin if nearest is None else nearest]
        return self._profiles.speaker(known), self._repertoire(origin, nearest)

    def _repertoire(self, origin: int, nearest: int | None) -> tuple[Act, ...]:
        """The act in each manner, made once for all sources that are alike."""
        carrier = None if nearest is None else _of_carrier(self._sources[nearest])
        sort = _of_origin(self._sources[origin]), carrier
        found = self._repertoires.get(sort)
        if found is None:
            profiles = {basis: self._profiles.make(origin, nearest, first_hand=basis in FIRST_HAND) for basis in Basis}
            found = self._repertoires[sort] = tuple(
                self._act(profiles[basis], stance, certainty) for stance, certainty, basis in MANNERS
            )
        return found

    def _act(self, profile: Profile, stance: Stance, certainty: Certainty) -> Act:
        if stance in _SIGNS:
            return self._acts[_SIGNS[stance], _impersonal(profile.weight(certainty))]
        if stance is Stance.RETRACTS:
            return UNCLEAR if profile.anonymous else RETRACTION
        return BYSTANDER


def _impersonal(weight: Weight) -> Weight:
    """The weight with sources without a party unnamed among the vouchers."""
    if weight.vouchers is None:
        return weight
    somebody = THE_CARRIER if weight.anonymous else ONESELF
    return weight._replace(vouchers=frozenset(v if isinstance(v, str) else somebody for v in weight.vouchers))
