"""The steps of derived statuses, by when things were said: what changed, whenever it was recorded."""

from collections.abc import Iterator, Sequence

from verifier.domain.batches import batches
from verifier.domain.explain.evaluation import ClaimGroup
from verifier.domain.explain.outcome import falls_due
from verifier.domain.model.claims import Claim, Status
from verifier.domain.query import Query
from verifier.domain.rules.status import Step, derive, histories
from verifier.reports.changes import SaidChange
from verifier.services.evaluate.evaluator import claim_groups
from verifier.services.review.asked import MatchingChanges, When
from verifier.services.review.claim_views import instant, refuse_stale
from verifier.services.workspace import Workspace
from verifier.storage.db.database import Transaction
from verifier.storage.lists import lists
from verifier.storage.statements import queries


def said_changes(
    connection: Transaction,
    workspace: Workspace,
    query: Query,
    when: When,
    *,
    since: int | None = None,
    until: int | None = None,
) -> list[SaidChange]:
    """The steps between two instants, both included, of the claims asked for, oldest first; up to the moment asked.

    In the query `status:` is what a claim changed to, and `since:` and `until:` bound the steps as well (UsageError
    for `stale:`, which asks about the present).
    """
    refuse_stale(query)
    matching = MatchingChanges(connection, query, when.known, since, until)
    now = instant(workspace, when)
    last = now if matching.until is None else min(matching.until, now)
    chosen = matching.claims
    numbers = lists.matching_claims(connection, Query(), when.known) if chosen is None else sorted(chosen)
    registry = queries.registry(connection, when.known)
    found = [
        step
        for batch in map(frozenset, batches(numbers))
        for group in claim_groups(connection, batch, registry, when.known)
        for step in _steps(group, last)
        if step.claim in batch and matching.has(step.claim, step.new, step.at)
    ]
    return sorted(found, key=lambda step: (step.at, step.claim))


def _steps(group: ClaimGroup, until: int) -> Iterator[SaidChange]:
    """The steps by an instant at which a status changed, claim by claim."""
    known = group.said_by(until)
    for number, steps in histories(known.case).items():
        claim = known.claims[number]
        old: Status | None = None
        for at, new, because in sorted((*map(_said, steps), *_due(known, claim, until, steps))):
            if new != old:
                yield SaidChange(at, number, claim.key, claim.text, old, new, because)
            old = new


_Course = tuple[int, Status, tuple[str, ...]]


def _said(step: Step) -> _Course:
    return step.at, step.status, tuple(f"a{number}" for number in step.because)


def _due(known: ClaimGroup, claim: Claim, until: int, steps: Sequence[Step]) -> Iterator[_Course]:
    """The step at which a prediction fell due of which something had been said, if nothing more was just then."""
    due = falls_due(claim)
    if due is None or due > until or not steps or steps[0].at >= due or any(step.at == due for step in steps):
        return
    yield due, derive(known.case, claim.id, due).status, ()
