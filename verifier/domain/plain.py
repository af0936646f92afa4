"""Plain claims, most of all: of fact, without links and figures, on which nobody bears on what another, or he, says.

Invariant: nothing said of a plain claim is ever silenced, so each record only puts its piece on a side; where the claim
stands then is known by where it stood and what the record does.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from itertools import accumulate
from operator import getitem
from typing import Final

from verifier.domain.cast import BYSTANDER, UNCLEAR, Act, Cast, Speaker
from verifier.domain.footing import Footing, Scale
from verifier.domain.memo import Memo
from verifier.domain.model import Registry
from verifier.domain.policy import Policy
from verifier.domain.rows import Columns
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


class PlainReader:
    """Reads plain claims by one registry and policy."""

    def __init__(self, registry: Registry, policy: Policy) -> None:
        cast = Cast(registry)
        self._named = cast.named.__getitem__
        self._anonymous = cast.anonymous
        self._scales = Memo(partial(Scale, registry, policy))
        self._beginnings = Memo(self._beginning)
        self._stands = Memo(self._stand)

    def nothing_said(self, against: tuple[str, ...], favours: tuple[str, ...]) -> Stand:
        """Where a claim stands of which nobody has spoken."""
        return self._beginnings[against, favours]

    def stands(self, against: tuple[str, ...], favours: tuple[str, ...], said: Columns) -> list[Stand] | None:
        """Where a claim of fact stands after each of the rows that lie in these columns; None if it is not plain."""
        _, _, origins, nearest, manners, figures, _, _ = said
        if figures.count(None) < len(figures):
            return None
        roles = [*map(self._named, origins)]
        if None in roles:
            known_through = zip(roles, origins, nearest, strict=True)
            roles = [role or self._anonymous[origin, carrier] for role, origin, carrier in known_through]
        speakers, repertoires = zip(*roles, strict=True)
        acts: Iterable[Act] = map(getitem, repertoires, manners)
        if len({*speakers}) < len(speakers):
            acts = _heard_once(speakers, acts)
        stands = [*accumulate(acts, getitem, initial=self._beginnings[against, favours])]
        del stands[0]
        return None if stands[-1] is _NOT_PLAIN else stands

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


def _heard_once(speakers: Sequence[Speaker], acts: Iterable[Act]) -> list[Act]:
    """The acts, without what a speaker repeats; they are unclear where one of them bears on another of his."""
    known: dict[Speaker, list[Act]] = {}
    once = []
    for speaker, act in zip(speakers, acts, strict=True):
        earlier = known.get(speaker, ())
        if act is BYSTANDER or not earlier:
            once.append(act)
        elif any(_same(act, other) for other in earlier):
            once.append(BYSTANDER)
        elif all(_beside(act, other) for other in earlier):
            once.append(act)
        else:
            return [UNCLEAR]
        if act is not BYSTANDER:
            known[speaker] = [*earlier, act]
    return once


def _same(act: Act, other: Act) -> bool:
    return act is other or (_beside(act, other) and act.piece.weight == other.piece.weight)


def _beside(act: Act, other: Act) -> bool:
    """Whether two acts of one speaker, by name, support the same: neither reverses the other, nor takes it back."""
    return act.sign == other.sign != 0 and not (act.piece.weight.anonymous or other.piece.weight.anonymous)
