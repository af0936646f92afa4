"""How statuses changed: the log of changes by when they were recorded, and the derived steps by when things were said.

The latter are told whenever they were recorded.
"""

from collections.abc import Iterator, Sequence

from verifier.domain.batches import batches
from verifier.domain.errors import UsageError
from verifier.domain.explain.evaluation import ClaimGroup
from verifier.domain.explain.outcome import falls_due
from verifier.domain.model.claims import Claim, Status
from verifier.domain.query import Query
from verifier.domain.revisions import StatusChange
from verifier.domain.rules.status import Step, derive, histories
from verifier.reports.changes import Change, SaidChange
from verifier.services.evaluate.evaluator import claim_groups
from verifier.services.review.asked import MatchingChanges, When
from verifier.services.review.claim_views import instant
from verifier.services.review.privacy import Privacy
from verifier.services.workspace import Workspace
from verifier.storage.db.database import Transaction
from verifier.storage.lists import lists
from verifier.storage.statements import queries, revision_log


def changes(
    connection: Transaction,
    *,
    since: int | None = None,
    until: int | None = None,
    query: Query | None = None,
    known: int | None = None,
    privacy: Privacy | None = None,
) -> Iterator[Change]:
    """The status-change log by recorded time, oldest first; `since` and `until` are instants, both included.

    In the query `status:` is what a claim changed to, and `since:` and `until:` are recorded times as well (UsageError
    for `stale:`, which asks about the present). With `privacy` only what may leave the ledger is told.
    """
    asked = query or Query()
    refuse_stale(asked)
    hidden = frozenset() if privacy is None else privacy.hidden(connection, known)
    matching = MatchingChanges(connection, asked, known, since, until)
    found = revision_log.status_changes(
        connection, since=matching.since, until=matching.until, claims=matching.claims, known_at=known
    )
    for batch in batches(c for c in found if matching.has(c.claim, c.to_status, c.recorded)):
        numbers, written = {c.claim for c in batch}, {c.revision for c in batch}
        claims = {claim.id: claim for claim in queries.claims_ever(connection, numbers, known)}
        revisions = revision_log.revisions_of(connection, written)
        why = revision_log.rationales(connection, numbers, written)
        told = (c for c in batch if c.claim not in hidden and not (privacy and privacy.hides(claims[c.claim])))
        for change in told:
            reason = why.get((change.revision, change.claim), revisions[change.revision].reason)
            yield _change(change, claims[change.claim], revisions[change.revision].action, reason)


def refuse_stale(query: Query) -> None:
    """Refuse to look for changes by how long there was no news (UsageError)."""
    if any(one.stale is not None for one in query.alternatives):
        raise UsageError("stale: asks about the present, not about changes. Leave it out, or use verifier list")


def _change(change: StatusChange, claim: Claim, action: str, reason: str | None) -> Change:
    return Change(
        at=change.recorded,
        revision=change.revision,
        analyst=change.analyst,
        claim=claim.id,
        key=claim.key,
        text=claim.text,
        old=change.from_status,
        new=change.to_status,
        old_derived=change.from_derived,
        new_derived=change.to_derived,
        row=change.row,
        because=change.because,
        policy=change.policy_version,
        action=action,
        reason=reason,
    )


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
