"""After a write: the claims it may bear on are read again, their standings replaced, and what changed is logged.

Invariant: in the same transaction as the facts, for every claim linked with one that was touched and for no others.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final, TypeVar

from verifier.domain.answer import Answer, answer, standings_of
from verifier.domain.dossier import Dossier
from verifier.domain.model import Assessment, Attribution, Link, Registry
from verifier.domain.revision import StatusChange
from verifier.domain.standing import Standing
from verifier.storage import queries
from verifier.storage.engine import Transaction
from verifier.storage.ledger import Ledger
from verifier.storage.listing import standings as recorded_standings

_BATCH_CLAIMS: Final = 1_000
_OnClaim = TypeVar("_OnClaim", Attribution, Assessment)


@dataclass(frozen=True, slots=True)
class Move:
    """Where a claim stood before a write (None if it is new), and what is known of it after."""

    before: Standing | None
    after: Answer

    @classmethod
    def none(cls, stands: Answer) -> "Move":
        """The move of a claim that stands where it stood."""
        return cls(stands.standing(), stands)

    @property
    def changed(self) -> bool:
        """Whether the status shown or the derived one changed."""
        if self.before is None:
            return True
        return (self.before.status, self.before.derived) != (self.after.status, self.after.finding.status)


def reevaluate(ledger: Ledger, touched: Collection[int], registry: Registry) -> dict[int, Move]:
    """Read the touched claims and those linked with them again; log what changed; tell each claim's move."""
    return {move.after.claim.id: move for move in reevaluated(ledger, touched, registry)}


def reevaluated(ledger: Ledger, touched: Iterable[int], registry: Registry) -> Iterator[Move]:
    """Read the touched claims and those linked with them again, some at a time, and log what changed; each move."""
    ledger.flush()
    waiting, done = iter(touched), set[int]()
    while batch := list(islice(waiting, _BATCH_CLAIMS)):
        moves = _reevaluated(ledger, set(batch) - done, registry, done)
        for move in moves:
            if move.changed:
                ledger.log_change(_change(move))
        yield from moves


def _reevaluated(ledger: Ledger, batch: Collection[int], registry: Registry, done: set[int]) -> list[Move]:
    """The moves of some claims and those linked with them, their standings replaced."""
    found = [_dated(dossier, ledger) for dossier in dossiers(ledger.connection, batch, registry)]
    before = _standings(ledger, [claim for dossier in found for claim in dossier.claims])
    moves: list[Move] = []
    after: list[Standing] = []
    for dossier in found:
        for claim in dossier.claims:
            done.add(claim)
            answered = answer(dossier, claim, ledger.recorded_at)
            moves.append(Move(before.get(claim), answered))
            after += standings_of(dossier, answered, ledger.recorded_at)
    ledger.put_standings(after)
    return moves


def _dated(dossier: Dossier, ledger: Ledger) -> Dossier:
    """The dossier with the claims this revision adds dated, as its own row is yet to come."""
    claims = {
        number: replace(claim, recorded=ledger.recorded_at) if claim.revision == ledger.revision else claim
        for number, claim in dossier.claims.items()
    }
    return replace(dossier, claims=claims)


def _standings(ledger: Ledger, claims: Iterable[int]) -> dict[int, Standing]:
    """Where the claims stand in the projection at the time of the revision."""
    return {
        standing.claim: standing
        for standing in recorded_standings(ledger.connection, claims)
        if standing.valid_from <= ledger.recorded_at < standing.valid_until
    }


def _change(move: Move) -> StatusChange:
    found = move.after.finding
    return StatusChange(
        claim=move.after.claim.id,
        from_status=None if move.before is None else move.before.status,
        to_status=move.after.status,
        from_derived=None if move.before is None else move.before.derived,
        to_derived=found.status,
        row=found.row,
        support=found.support,
        opposition=found.opposition,
        because=move.after.because,
    )


def dossiers(
    connection: Transaction, claims: Collection[int], registry: Registry, known_at: int | None = None
) -> Iterator[Dossier]:
    """The claims with all that is linked to them, one dossier for each linked group; the registry is that of then."""
    policy = queries.policy(connection, known_at)
    numbers, links = queries.linked(connection, claims, known_at)
    known = {claim.id: claim for claim in queries.claims(connection, numbers, known_at)}
    attributions = _by_claim(queries.attributions(connection, numbers, known_at))
    assessments = _by_claim(queries.assessments(connection, numbers, known_at))
    for group, inside in _groups(numbers, links):
        yield Dossier(
            claims={number: known[number] for number in group if number in known},
            links=tuple(inside),
            attributions=tuple(a for number in group for a in attributions[number]),
            assessments=tuple(a for number in group for a in assessments[number]),
            registry=registry,
            policy=policy,
        )


def _by_claim(records: Iterable[_OnClaim]) -> defaultdict[int, list[_OnClaim]]:
    found: defaultdict[int, list[_OnClaim]] = defaultdict(list)
    for record in records:
        found[record.claim].append(record)
    return found


def _groups(numbers: Iterable[int], links: Iterable[Link]) -> list[tuple[list[int], list[Link]]]:
    """The claims in groups that links connect, with the links inside each."""
    head = {number: number for number in numbers}

    def find(number: int) -> int:
        while head[number] != number:
            head[number] = head[head[number]]
            number = head[number]
        return number

    for link in links:
        head[find(link.claim)] = find(link.other)
    groups: dict[int, tuple[list[int], list[Link]]] = {}
    for number in sorted(head):
        groups.setdefault(find(number), ([], []))[0].append(number)
    for link in links:
        groups[find(link.claim)][1].append(link)
    return list(groups.values())
