"""Many claims read at once, claim by claim, from plain rows; nothing read is kept.

Most claims are plain, and are read the short way; all others are heard in full.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Final, NamedTuple, Protocol, TypeAlias

from verifier.domain.case import Case, connected
from verifier.domain.memo import Memo
from verifier.domain.model import ClaimKind, Link, Registry, Status
from verifier.domain.plain import PlainReader
from verifier.domain.policy import Policy
from verifier.domain.rows import CLAIM, EARLIEST, Row, Stored, Topic, claim_of, record_of
from verifier.domain.status import Finding, conclude, retold
from verifier.domain.voices import Profiles

_FACT: Final = ClaimKind.FACT.value
_NO_MORE: Final[tuple[float, Iterable[Row]]] = (float("inf"), ())


class Stood(Protocol):
    """Where a claim stood after something was said."""

    @property
    def status(self) -> Status:
        """The derived status."""

    @property
    def support(self) -> int:
        """The level of the claim."""

    @property
    def opposition(self) -> int:
        """The level of its negation."""


Moved: TypeAlias = tuple[int, Stood, tuple[int, ...]]
"""An instant (microseconds UTC), where the claim stood after it, and the numbers of the records said at it."""


class Course(NamedTuple):
    """What became of a claim: the finding at the instant asked about; `history` tells what each instant made of it.

    `last_said` is the earliest instant of the newest record on the claim (microseconds UTC), None if nobody spoke.
    """

    claim: int
    finding: Finding
    history: Sequence[Moved]
    last_said: int | None


class Fold:
    """Reads claims by one registry, policy and set of links; `stored` reads what rows hold."""

    def __init__(self, registry: Registry, policy: Policy, links: Iterable[Link], stored: Stored) -> None:
        self._registry = registry
        self._policy = policy
        self._links = tuple(links)
        self._stored = stored
        self._profiles = Profiles(registry)
        self._names = Memo(stored.names_of)
        self._plain = PlainReader(registry, policy)

    def courses(self, topics: Iterable[Topic], rows: Iterable[Row], instant: int) -> Iterator[Course]:
        """What became of each claim by an instant (microseconds UTC): in the order given, but linked ones last.

        The claims come by number, the rows by claim, earliest instant and number.
        """
        linked = {number for link in self._links for number in (link.claim, link.other)}
        waiting: dict[int, tuple[Topic, Sequence[Row]]] = {}
        names = self._names
        for topic, said in _said_of(topics, rows, instant):
            number, kind, against, favours, _ = topic
            if number in linked:
                waiting[number] = topic, said
            elif kind != _FACT:
                yield from self._heard([(topic, said)], (), instant)
            elif not said:
                yield Course(number, self._plain.nothing_said(names[against], names[favours]).finding, (), None)
            else:
                turns = self._plain.turns(names[against], names[favours], said)
                if turns is None:
                    yield from self._heard([(topic, said)], (), instant)
                else:
                    last, stand, _ = turns[-1]
                    yield Course(number, stand.finding, turns, last)
        for numbers, links in connected(self._links):
            yield from self._heard([waiting[number] for number in numbers if number in waiting], links, instant)

    def _heard(
        self, told: Collection[tuple[Topic, Sequence[Row]]], links: tuple[Link, ...], instant: int
    ) -> Iterator[Course]:
        """The courses of linked claims, or of one, record by record."""
        claims = {topic[0]: claim_of(topic, self._stored) for topic, _ in told}
        records = tuple(record_of(row, self._stored) for _, said in told for row in said)
        case = Case(claims, links, records, self._registry, self._policy)
        hearing, histories = retold(case, self._profiles)
        for (number, *_), said in told:
            last = said[-1][EARLIEST] if said else None
            finding = conclude(case, hearing, number, instant)
            yield Course(number, finding, [(step.at, step, step.because) for step in histories[number]], last)


def _said_of(topics: Iterable[Topic], rows: Iterable[Row], instant: int) -> Iterator[tuple[Topic, Sequence[Row]]]:
    """Each claim with what had been said of it by an instant."""
    groups = groupby(rows, key=itemgetter(CLAIM))
    number, group = next(groups, _NO_MORE)
    for topic in topics:
        claim = topic[0]
        while number < claim:
            number, group = next(groups, _NO_MORE)
        said = [*group] if number == claim else []
        yield topic, said if not said or said[-1][EARLIEST] <= instant else _until(said, instant)


def _until(said: Iterable[Row], instant: int) -> Sequence[Row]:
    return [row for row in said if row[EARLIEST] <= instant]
