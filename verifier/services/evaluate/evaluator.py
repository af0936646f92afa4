"""After a write: the claims it may bear on are read again, what is kept of them replaced, and what changed is logged.

Invariant: in the same transaction as the facts, for every claim linked with one that was touched and for no others.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import partial
from operator import itemgetter
from typing import Final, NamedTuple, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from verifier.domain.batches import batches
from verifier.domain.explain.claim_report import ClaimReport, Line, answers, lines
from verifier.domain.explain.evaluation import ClaimGroup
from verifier.domain.explain.outcome import ClaimState
from verifier.domain.model.claims import Assessment, Claim, Link
from verifier.domain.model.sources import Registry
from verifier.domain.model.statements import Attribution
from verifier.domain.revisions import StatusChange
from verifier.domain.rules.records import Profiles, connected
from verifier.storage.db.database import Transaction
from verifier.storage.ledger.ledger import Ledger
from verifier.storage.projection import ProjectionRow, projection_row
from verifier.storage.projection import states as listed_standings
from verifier.storage.statements import queries

_BATCH_CLAIMS: Final = 1_000
_OnClaim = TypeVar("_OnClaim", Attribution, Assessment)


class Move(Struct, frozen=True):
    """Where a claim stood before a write (None if it is new), and what is known of it after."""

    before: ClaimState | None
    after: ClaimReport

    @property
    def changed(self) -> bool:
        """Whether the status shown or the derived one changed."""
        return is_change(self.before, self.after.state)

    @property
    def logged(self) -> StatusChange:
        """What the log says of it."""
        return status_change(self.before, self.after.state, self.after.because)


def reevaluate(ledger: Ledger, touched: Iterable[int], registry: Registry) -> dict[int, Move]:
    """Read the touched claims and those linked with them again; log what changed; tell each claim's move."""
    return {move.after.claim.id: move for move in reread(ledger, touched, registry)}


def reread(ledger: Ledger, touched: Iterable[int], registry: Registry) -> Iterator[Move]:
    """The same, some claims at a time, of however many."""
    ledger.flush()
    done = set[int]()
    evaluator = Evaluator(ledger.connection, registry, partial(dated, ledger))
    for batch in batches(touched, _BATCH_CLAIMS):
        found = evaluator.answered(asked := set(batch) - done, ledger.recorded_at)
        done.update(one.answer.claim.id for one in found)
        # What is logged is as of the instant of the revision, and what is listed as of the analyst's own.
        listed = found if ledger.now == ledger.recorded_at else evaluator.answered(asked, ledger.now)
        yield from _replaced(ledger, found, listed)


def dated(ledger: Ledger, claim: Claim) -> Claim:
    """The claim dated, if this revision adds it: its own row is yet to come."""
    return replace(claim, recorded=ledger.recorded_at) if claim.revision == ledger.revision else claim


class Answered(NamedTuple):
    """What is known of a claim, the lines to keep of it, and its claim group."""

    answer: ClaimReport
    lines: tuple[Line, ...]
    group: ClaimGroup


class Evaluator:
    """Answers claims by one registry, some at a time.

    `dated` gives a claim the date it will have; `known_at` is a revision, if only what it knew is read.
    """

    def __init__(
        self,
        connection: Transaction,
        registry: Registry,
        dated: Callable[[Claim], Claim] = lambda claim: claim,
        known_at: int | None = None,
    ) -> None:
        self._connection = connection
        self._registry = registry
        self._dated = dated
        self._known_at = known_at
        self._profiles = Profiles(registry)

    def answered(self, claims: Collection[int], instant: int) -> list[Answered]:
        """These claims and all that are linked with them, group by group, by the first number of each."""
        if not claims:
            return []
        return [answered for group in self._claim_groups(claims) for answered in self._answered(group, instant)]

    def _claim_groups(self, claims: Collection[int]) -> Iterator[ClaimGroup]:
        for group in claim_groups(self._connection, claims, self._registry, self._known_at):
            yield replace(group, claims={number: self._dated(claim) for number, claim in group.claims.items()})

    def _answered(self, group: ClaimGroup, instant: int) -> Iterator[Answered]:
        for answer in answers(group, instant, profiles=self._profiles):
            yield Answered(answer, lines(group, answer, instant), group)


def projection_rows(
    connection: Transaction, instant: int, claims: Collection[int], known_at: int | None = None
) -> Iterator[ProjectionRow]:
    """What is to be kept of these claims, some at a time; one linked with others of them may be read with each."""
    evaluator = Evaluator(connection, queries.registry(connection, known_at), known_at=known_at)
    for batch in batches(claims):
        asked = set(batch)
        for answer, kept, _ in evaluator.answered(batch, instant):
            if answer.claim.id in asked:
                yield from map(projection_row, kept)


def _replaced(ledger: Ledger, found: Collection[Answered], listed: Collection[Answered]) -> list[Move]:
    """What became of claims, whose lines are replaced, and what changed of their status is logged."""
    before = _states(ledger, [one.answer.claim.id for one in found])
    ledger.put_rows(projection_row(line) for one in listed for line in one.lines)
    moves = [Move(before.get(one.answer.claim.id), one.answer) for one in found]
    ledger.log_changes([move.logged for move in moves if move.changed])
    return moves


def _states(ledger: Ledger, claims: Iterable[int]) -> dict[int, ClaimState]:
    """Where the claims stand in the projection at the time of the revision."""
    return {
        state.claim: state
        for state in listed_standings(ledger.connection, claims)
        if state.valid_from <= ledger.recorded_at < state.valid_until
    }


def is_change(before: ClaimState | None, after: ClaimState) -> bool:
    """Whether the status shown or the derived one is another than before."""
    return before is None or (before.status, before.derived) != (after.status, after.derived)


def status_change(before: ClaimState | None, after: ClaimState, because: tuple[str, ...]) -> StatusChange:
    """What the log says of a change of status, decided by what these refs name."""
    return StatusChange(
        claim=after.claim,
        from_status=None if before is None else before.status,
        to_status=after.status,
        from_derived=None if before is None else before.derived,
        to_derived=after.derived,
        row=after.row,
        support=after.support,
        opposition=after.opposition,
        because=because,
    )


def claim_groups(
    connection: Transaction, claims: Collection[int], registry: Registry, known_at: int | None = None
) -> Iterator[ClaimGroup]:
    """The claims with all that is linked to them, in groups that links connect; the registry is that of then."""
    if not claims:
        return
    policy = queries.policy(connection, known_at)
    numbers, links = queries.linked(connection, claims, known_at)
    known = {claim.id: claim for claim in queries.claims(connection, numbers, known_at)}
    attributions = by_claim(queries.attributions(connection, numbers, known_at))
    assessments = by_claim(queries.assessments(connection, numbers, known_at))
    for group, inside in _groups(numbers, links):
        yield ClaimGroup(
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
