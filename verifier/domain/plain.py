"""Plain claims, most of all: of fact, without links and figures, on which nobody bears on what another, or he, says.

Invariant: nothing said of a plain claim is ever silenced, so each record only puts its piece on a side; where the claim
stands then is known by where it stood and what the record does.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from itertools import accumulate
from operator import getitem
from typing import Final, NamedTuple

from verifier.domain.cast import BYSTANDER, UNCLEAR, Act, Cast, Speaker
from verifier.domain.footing import Footing, Scale
from verifier.domain.memo import Memo
from verifier.domain.model import Registry
from verifier.domain.policy import Policy
from verifier.domain.rows import Row, Stored
from verifier.domain.status import Finding, Step, uncontested

_step: Final[Callable[[type[Step], tuple[object, ...]], Step]] = tuple.__new__


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


class Told(NamedTuple):
    """What was said of a plain claim, record by record, and where it stood before the first and after each."""

    numbers: tuple[int, ...]
    instants: tuple[int, ...]
    stands: list[Stand]

    def history(self) -> tuple[Step, ...]:
        """One step for each instant, with all the records said at it."""
        numbers, instants, (_, *stands) = self
        if len({*instants}) < len(instants):
            return _joined(zip(instants, stands, numbers, strict=True))
        return tuple(
            [
                _step(Step, (at, stand.status, stand.support, stand.opposition, (number,)))
                for at, stand, number in zip(instants, stands, numbers, strict=True)
            ]
        )


class PlainReader:
    """Reads plain claims by one registry and policy."""

    def __init__(self, registry: Registry, policy: Policy, stored: Stored) -> None:
        cast = Cast(registry)
        self._named = cast.named.__getitem__
        self._anonymous = cast.anonymous
        self._scales = Memo(partial(Scale, registry, policy))
        self._names_of = stored.names_of
        self._beginnings = Memo(self._beginning)
        self._stands = Memo(self._stand)

    def nothing_said(self, against: str, favours: str) -> Stand:
        """Where a claim stands of which nobody has spoken."""
        return self._beginnings[against, favours]

    def told(self, against: str, favours: str, said: Sequence[Row]) -> Told | None:
        """What rows on a claim of fact come to, in their order; None if it is not plain."""
        numbers, _, origins, nearest, manners, figures, instants, _ = zip(*said, strict=True)
        if figures.count(None) < len(figures):
            return None
        roles = [*map(self._named, origins)]
        if None in roles:
            known_through = zip(roles, origins, nearest, strict=True)
            roles = [role or self._anonymous[origin, carrier] for role, origin, carrier in known_through]
        speakers, repertoires = zip(*roles, strict=True)
        acts: Iterable[Act] = map(getitem, repertoires, manners)
        if len({*speakers}) < len(speakers):
            acts = _once(speakers, acts)
        stands = [*accumulate(acts, getitem, initial=self._beginnings[against, favours])]
        return None if stands[-1] is _NOT_PLAIN else Told(numbers, instants, stands)

    def _beginning(self, interests: tuple[str, str]) -> Stand:
        against, favours = map(self._names_of, interests)
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


def _once(speakers: Sequence[Speaker], acts: Iterable[Act]) -> list[Act]:
    """The acts, without what a speaker repeats; they are unclear where one does two things."""
    known: dict[Speaker, Act] = {}
    once = []
    for speaker, act in zip(speakers, acts, strict=True):
        if act is BYSTANDER or speaker not in known:
            once.append(act)
        elif known[speaker] is act:
            once.append(BYSTANDER)
        else:
            return [UNCLEAR]
        if act is not BYSTANDER:
            known[speaker] = act
    return once


def _joined(said: Iterable[tuple[int, Stand, int]]) -> tuple[Step, ...]:
    """The steps, where some was said at one instant."""
    steps: dict[int, Step] = {}
    for at, stand, number in said:
        because = (*steps[at].because, number) if at in steps else (number,)
        steps[at] = Step(at, stand.status, stand.support, stand.opposition, because)
    return tuple(steps.values())
