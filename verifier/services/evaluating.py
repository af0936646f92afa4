"""After a write: the claims it may bear on are read again, what is kept of them replaced, and what changed is logged.

Invariant: in the same transaction as the facts, for every claim linked with one that was touched and for no others.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property, partial
from operator import itemgetter
from typing import Final, TypeVar

from verifier.domain.account import Line
from verifier.domain.answer import Answer, answers, lines
from verifier.domain.batches import batches
from verifier.domain.case import connected
from verifier.domain.dossier import Dossier
from verifier.domain.model import Assessment, Attribution, Link, Registry
from verifier.domain.outcome import Outcome
from verifier.domain.revision import StatusChange
from verifier.domain.standing import Standing
from verifier.domain.voices import Profiles
from verifier.storage import queries
from verifier.storage.engine import Transaction
from verifier.storage.ledger import Ledger
from verifier.storage.listing import standings as recorded_standings

_BATCH_CLAIMS: Final = 1_000
_OnClaim = TypeVar("_OnClaim", Attribution, Assessment)


@dataclass(frozen=True)
class Move:
    """Where a claim stood before a write (None if it is new), and what became of it."""

    before: Standing | None
    outcome: Outcome
    _explained: Callable[[], Answer]

    @classmethod
    def between(cls, before: Answer, after: Answer) -> "Move":
        """The move from one answer to another, which may be the same."""
        return cls(before.standing, after.outcome, lambda: after)

    @cached_property
    def after(self) -> Answer:
        """What is known of the claim after the write, worked out when it is asked for."""
        return self._explained()

    @property
    def changed(self) -> bool:
        """Whether the status shown or the derived one changed."""
        return is_change(self.before, self.outcome)


def reevaluate(ledger: Ledger, touched: Collection[int], registry: Registry) -> dict[int, Move]:
    """Read the touched claims and those linked with them again; log what changed; tell each claim's move."""
    return {move.outcome.claim.id: move for move in reevaluated(ledger, touched, registry)}


def reevaluated(ledger: Ledger, touched: Iterable[int], registry: Registry) -> Iterator[Move]:
    """Read the touched claims and those linked with them again, some at a time, and log what changed; each move."""
    ledger.flush()
    done, profiles = set[int](), Profiles(registry)
    for batch in batches(touched, _BATCH_CLAIMS):
        moves = _reevaluated(ledger, set(batch) - done, registry, profiles)
        done.update(move.outcome.claim.id for move in moves)
        for move in moves:
            if move.changed:
                ledger.log_change(status_change(move.before, move.outcome))
        yield from moves


def _reevaluated(ledger: Ledger, batch: Collection[int], registry: Registry, profiles: Profiles) -> list[Move]:
    """The moves of some claims and those linked with them, their lines replaced."""
    found = [_dated(dossier, ledger) for dossier in dossiers(ledger.connection, batch, registry)]
    before = _standings(ledger, [claim for dossier in found for claim in dossier.claims])
    moves: list[Move] = []
    after = list[Line]()
    for dossier in found:
        for answered in answers(dossier, ledger.recorded_at, profiles=profiles):
            moves.append(Move(before.get(answered.claim.id), answered.outcome, partial(_itself, answered)))
            after += lines(dossier, answered, ledger.recorded_at)
    ledger.put_lines(after)
    return moves


def _itself(answered: Answer) -> Answer:
    return answered


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


def is_change(before: Standing | None, after: Outcome) -> bool:
    """Whether the status shown or the derived one is another than before."""
    return before is None or (before.status, before.derived) != (after.status, after.finding.status)


def status_change(before: Standing | None, after: Outcome) -> StatusChange:
    """What the log says of a change of status."""
    found = after.finding
    return StatusChange(
        claim=after.claim.id,
        from_status=None if before is None else before.status,
        to_status=after.status,
        from_derived=None if before is None else before.derived,
        to_derived=found.status,
        row=found.row,
        support=found.support,
        opposition=found.opposition,
        because=after.because,
    )


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
