"""Plain claims, most of all: of fact, without links and figures, on which nobody bears on what another, or he, says.

Invariant: nothing said of a plain claim is ever silenced, so each record only puts its piece on a side; where the claim
stands then is known by where it stood and what the record does.
"""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Final, TypeAlias

from verifier.domain.cast import BYSTANDER, UNCLEAR, Act, Cast, Speaker
from verifier.domain.footing import Footing, Scale
from verifier.domain.memo import Memo
from verifier.domain.model import Registry
from verifier.domain.policy import Policy
from verifier.domain.rows import Row
from verifier.domain.status import Finding, uncontested


class Stand(dict[Act, "Stand"]):
    """Where a plain claim stands: its finding, and by what is done next where it stands then."""

    __slots__ = ("_then", "finding", "opposition", "status", "support")

    def __init__(self, finding: Finding, then: "Callable[[Act], Stand]") -> None:
        super().__init__()
        self._then = then
        self.finding = finding
        self.status = finding.status
        self.support = finding.support
        self.opposition = finding.opposition

    def __missing__(self, act: Act) -> "Stand":
        made = self[act] = self._then(act)
        return made


Turn: TypeAlias = tuple[int, Stand, tuple[int, ...]]
"""An instant (microseconds UTC), where the claim stood after it, and the numbers of the records said at it."""


class PlainReader:
    """Reads plain claims by one registry and policy."""

    def __init__(self, registry: Registry, policy: Policy) -> None:
        self._cast = Cast(registry)
        self._scales = Memo(partial(Scale, registry, policy))
        self._beginnings = Memo(self._beginning)
        self._stands = Memo(self._stand)

    def nothing_said(self, against: tuple[str, ...], favours: tuple[str, ...]) -> Stand:
        """Where a claim stands of which nobody has spoken."""
        return self._beginnings[against, favours]

    def turns(self, against: tuple[str, ...], favours: tuple[str, ...], said: Iterable[Row]) -> list[Turn] | None:
        """What each instant made of a claim of fact, by what was said of it in order; None if it is not plain."""
        named, anonymous = self._cast.named, self._cast.anonymous
        stand, latest = self._beginnings[against, favours], None
        heard: dict[Speaker, Act] = {}
        again: dict[Speaker, list[Act]] = {}
        turns: list[Turn] = []
        for number, _, origin, nearest, manner, figure, earliest, _ in said:
            if figure is not None:
                return None
            speaker, repertoire = named[origin] or anonymous[origin, nearest]
            act = repertoire[manner]
            if speaker in heard:
                act = _heard_again(act, again.setdefault(speaker, [heard[speaker]]))
            else:
                heard[speaker] = act
            stand = stand[act]
            if earliest == latest:
                turns[-1] = earliest, stand, (*turns[-1][2], number)
            else:
                turns.append((earliest, stand, (number,)))
                latest = earliest
        return None if stand is _NOT_PLAIN else turns

    def _beginning(self, interests: tuple[tuple[str, ...], tuple[str, ...]]) -> Stand:
        against, favours = interests
        return self._stands[self._scales[against].nobody, self._scales[favours].nobody]

    def _stand(self, sides: tuple[Footing, Footing]) -> Stand:
        if not self._stands:
            self._beginnings.clear()  # all stands were forgotten, and those lead to them
        support, opposition = sides
        return Stand(support.amount.facing[opposition.amount], partial(self._after, support, opposition))

    def _after(self, support: Footing, opposition: Footing, act: Act) -> Stand:
        if act is UNCLEAR:
            return _NOT_PLAIN
        if act.sign > 0:
            support = support.then[act.piece]
        elif act.sign < 0:
            opposition = opposition.then[act.piece]
        return self._stands[support, opposition]


class _NotPlain(Stand):
    """Where a claim stands once it is known not to be plain."""

    def __missing__(self, act: Act) -> Stand:
        return self


_NOT_PLAIN: Final[Stand] = _NotPlain(uncontested(0, 0), lambda _: _NOT_PLAIN)


def _heard_again(act: Act, known: list[Act]) -> Act:
    """What is left of an act beside its speaker's earlier ones, which it joins: nothing if it repeats one of them.

    It is unclear if it bears on one of them.
    """
    earlier = [other for other in known if other is not BYSTANDER]
    known.append(act)
    if act is BYSTANDER or any(_same(act, other) for other in earlier):
        return BYSTANDER
    return act if all(_beside(act, other) for other in earlier) else UNCLEAR


def _same(act: Act, other: Act) -> bool:
    return act is other or (_beside(act, other) and act.piece.weight == other.piece.weight)


def _beside(act: Act, other: Act) -> bool:
    """Whether two acts of one speaker, by name, support the same: neither reverses the other, nor takes it back."""
    return act.sign == other.sign != 0 and not (act.piece.weight.anonymous or other.piece.weight.anonymous)
