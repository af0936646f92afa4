"""What one side of a claim amounts to, whoever exactly is on it, and what becomes of it with one more record.

Invariant: the levels and the table see of a record only its weight, and of several records of one weight no more than
two. So a side is known by its set of weights, and the rules need only be asked once for each such set.
"""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import partial
from typing import Final

from verifier.domain.case import Case
from verifier.domain.levels import level, losers
from verifier.domain.memo import Memo
from verifier.domain.model import Claim, Registry
from verifier.domain.policy import Policy
from verifier.domain.status import Finding, contested, uncontested
from verifier.domain.voices import Weight

ONESELF: Final = 0
"""Stands among the vouchers for a source that vouches for itself and is met nowhere else on the claim."""
THE_CARRIER: Final = -1
"""Stands among the vouchers for a carrier without a party that is met nowhere else on the claim."""
_SOMEBODY_ELSE: Final = -2
_PAIRED: Final = 3


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """A record known by its weight alone."""

    weight: Weight


INDEPENDENT: Final = Piece(Weight(firm=True, anonymous=False, official=None, vouchers=frozenset({ONESELF})))
_ANOTHER: Final = Piece(INDEPENDENT.weight._replace(vouchers=frozenset({_SOMEBODY_ELSE})))


def piece_of(weight: Weight) -> Piece:
    """A piece of a weight; there is but one for sources that vouch for themselves."""
    return INDEPENDENT if weight == INDEPENDENT.weight else Piece(weight)


@dataclass(frozen=True, slots=True, eq=False)
class Amount:
    """What a side comes to: its level, and whose official voices are on it (None if anybody else is).

    `facing` gives the finding on a claim of fact by what the other side comes to, where this one supports it.
    """

    level: int
    voices: frozenset[str | None]
    losers: tuple[str, ...]
    facing: "Memo[Amount, Finding]"

    def officials(self) -> frozenset[str | None]:
        """The parties whose official voices are on it, and None if anybody else is."""
        return self.voices

    def speaks_of(self, claim: int) -> bool:
        """Of the one claim that is asked about: what arrives along links is not weighed in pieces."""
        del claim
        return True


@dataclass(frozen=True, slots=True, eq=False)
class Footing:
    """A set of pieces: what it amounts to, and for one more piece the footing that comes of it."""

    amount: Amount
    then: "Memo[Piece, Footing]"


class Scale:
    """The footings of all literals whose truth hurts the same parties; `nobody` is the one they begin with."""

    def __init__(self, registry: Registry, policy: Policy, hurt: tuple[str, ...]) -> None:
        self._case = Case({1: Claim(1, "", against=hurt)}, registry=registry, policy=policy)
        self._amounts = Memo(self._amount)
        self._footings = Memo(self._footing)
        self.nobody = self._footings[frozenset()]

    def _footing(self, pieces: frozenset[Piece]) -> Footing:
        if not self._footings and pieces:
            self.nobody.then.clear()  # all others were forgotten, and this one leads to them
        voices = frozenset(piece.weight.official for piece in pieces)
        amount = self._amounts[level(self._case, 1, pieces), voices]
        return Footing(amount, Memo(partial(self._with, pieces, amount)))

    def _with(self, pieces: frozenset[Piece], amount: Amount, piece: Piece) -> Footing:
        return self._footings[pieces if _adds_nothing(amount, piece) else pieces | {_apart(pieces, piece)}]

    def _amount(self, come_to: tuple[int, frozenset[str | None]]) -> Amount:
        policy, hurt = self._case.policy, losers(self._case, 1)
        amount = Amount(*come_to, hurt, Memo(lambda opposition: _finding(policy, amount, opposition)))
        return amount


def _finding(policy: Policy, support: Amount, opposition: Amount) -> Finding:
    """The finding on a claim of fact by its two sides, which know whose interests it touches."""
    if not support.level or not opposition.level:
        return uncontested(support.level, opposition.level)
    claim = Claim(1, "", against=support.losers, favours=opposition.losers)
    return contested(policy, claim, (support, opposition), (support.level, opposition.level))


def _adds_nothing(amount: Amount, piece: Piece) -> bool:
    """Beside an independent pair, only official voices count: whatever one is, part of the pair is its partner."""
    return amount.level >= _PAIRED and piece.weight.official is None and None in amount.voices


def _apart(pieces: AbstractSet[Piece], piece: Piece) -> Piece:
    """The piece; a second source that vouches for itself is another one. No level needs a third."""
    return _ANOTHER if piece is INDEPENDENT and piece in pieces else piece
