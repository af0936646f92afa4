"""After a write: the claims it may bear on are read again, what is kept of them replaced, and what changed is logged.

Invariant: in the same transaction as the facts, for every claim linked with one that was touched and for no others.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING, Final, NamedTuple, TypeVar

from verifier.domain.account import Line
from verifier.domain.answer import Answer, answers, lines
from verifier.domain.batches import batches
from verifier.domain.case import connected
from verifier.domain.dossier import Dossier
from verifier.domain.model import Assessment, Attribution, Claim, Link, Registry
from verifier.domain.standing import Standing
from verifier.domain.voices import Profiles
from verifier.services.statuses.replacing import Reread, is_change, replaced
from verifier.storage import queries
from verifier.storage.engine import Transaction
from verifier.storage.ledger import Ledger
from verifier.storage.values import STORED

if TYPE_CHECKING:
    from verifier.domain.briefs import Briefly

_BATCH_CLAIMS: Final = 1_000
_MANY: Final = 20
"""From how many claims on looking for plain ones first saves more than it takes."""
_OnClaim = TypeVar("_OnClaim", Attribution, Assessment)


@dataclass(frozen=True, slots=True)
class Move:
    """Where a claim stood before a write (None if it is new), and what is known of it after."""

    before: Standing | None
    after: Answer

    @property
    def changed(self) -> bool:
        """Whether the status shown or the derived one changed."""
        return is_change(self.before, self.after.standing)


def reevaluate(ledger: Ledger, touched: Iterable[int], registry: Registry) -> dict[int, Move]:
    """Read the touched claims and those linked with them again; log what changed; tell each claim's move."""
    ledger.flush()
    moves: dict[int, Move] = {}
    desk = Desk(ledger.connection, registry, partial(dated, ledger))
    for batch in batches(touched, _BATCH_CLAIMS):
        found = desk.answered(set(batch) - moves.keys(), ledger.recorded_at)
        shifts = replaced(ledger, [answered.reread for answered in found])
        moves |= {shift.after.claim: Move(shift.before, one.answer) for shift, one in zip(shifts, found, strict=True)}
    return moves


def dated(ledger: Ledger, claim: Claim) -> Claim:
    """The claim dated, if this revision adds it: its own row is yet to come."""
    return replace(claim, recorded=ledger.recorded_at) if claim.revision == ledger.revision else claim


class Answered(NamedTuple):
    """What is known of a claim, the lines to keep of it, and its dossier (None where it took none)."""

    answer: Answer
    lines: tuple[Line, ...]
    dossier: Dossier | None = None

    @property
    def first(self) -> int:
        """The number by which the claim's group has its place."""
        return self.answer.claim.id if self.dossier is None else min(self.dossier.claims)

    @property
    def reread(self) -> Reread:
        """No more of it than is kept and logged."""
        return Reread.of(self.answer.outcome, self.lines, self.first)


class Desk:
    """Answers claims by one registry, some at a time; `dated` gives a claim the date it will have."""

    def __init__(
        self, connection: Transaction, registry: Registry, dated: Callable[[Claim], Claim] = lambda claim: claim
    ) -> None:
        self._connection = connection
        self._registry = registry
        self._dated = dated
        self._profiles = Profiles(registry)
        self._briefly: Briefly | None = None

    def answered(self, claims: Collection[int], instant: int) -> list[Answered]:
        """These claims and all that are linked with them, group by group, by the first number of each."""
        found = self._plain(claims, instant) if len(claims) >= _MANY else []
        found += self.in_full(set(claims).difference(answer.claim.id for answer, _, _ in found), instant)
        return sorted(found, key=attrgetter("first"))

    def in_full(self, claims: Collection[int], instant: int) -> list[Answered]:
        """The same, from dossiers alone."""
        if not claims:
            return []
        return [answered for dossier in self._dossiers(claims) for answered in self._answered(dossier, instant)]

    def _plain(self, claims: Collection[int], instant: int) -> list[Answered]:
        """Those of the claims that can be answered shortly."""
        # A write of a few claims should not have to import these.
        from verifier.domain.briefs import Briefly
        from verifier.services.statuses.gathering import briefs

        if self._briefly is None:
            self._briefly = Briefly(self._registry, queries.policy(self._connection), STORED)
        answers = (self._briefly.answer(brief, instant) for brief in briefs(self._connection, claims, self._dated))
        return [Answered(answer, (Line(answer.standing, answer.account),)) for answer in answers if answer is not None]

    def _dossiers(self, claims: Collection[int]) -> Iterator[Dossier]:
        for dossier in dossiers(self._connection, claims, self._registry):
            yield replace(dossier, claims={number: self._dated(claim) for number, claim in dossier.claims.items()})

    def _answered(self, dossier: Dossier, instant: int) -> Iterator[Answered]:
        for answer in answers(dossier, instant, profiles=self._profiles):
            yield Answered(answer, lines(dossier, answer, instant), dossier)


def dossiers(
    connection: Transaction, claims: Collection[int], registry: Registry, known_at: int | None = None
) -> Iterator[Dossier]:
    """The claims with all that is linked to them, one dossier for each linked group; the registry is that of then."""
    policy = queries.policy(connection, known_at)
    numbers, links = queries.linked(connection, claims, known_at)
    known = {claim.id: claim for claim in queries.claims(connection, numbers, known_at)}
    attributions = by_claim(queries.attributions(connection, numbers, known_at))
    assessments = by_claim(queries.assessments(connection, numbers, known_at))
    for group, inside in _groups(numbers, links):
        yield Dossier(
            claims={number: known[number] for number in group if number in known},
            links=inside,
            attributions=tuple(a for number in group for a in attributions[number]),
            assessments=tuple(a for number in group for a in assessments[number]),
            registry=registry,
            policy=policy,
        )


def by_claim(records: Iterable[_OnClaim]) -> defaultdict[int, list[_OnClaim]]:
    """Attributions or assessments by their claim, in their order."""
    found: defaultdict[int, list[_OnClaim]] = defaultdict(list)
    for record in records:
        found[record.claim].append(record)
    return found


def _groups(numbers: Collection[int], links: Iterable[Link]) -> list[tuple[tuple[int, ...], tuple[Link, ...]]]:
    """The claims in groups that links connect, with the links inside each, by the first number of each."""
    together = connected(links)
    alone = set(numbers).difference(*(group for group, _ in together))
    return sorted([*together, *(((number,), ()) for number in alone)], key=itemgetter(0))
