"""Going through the ledger again, revision by revision: the whole log of status changes against what was known then.

A change belongs into the log of a revision exactly if a claim's status, shown or derived, was another after it than
before, both at the instant of recording. Only claims on which a revision bears are worked out, before and after; so it
takes about as long as recording it all did. Revisions recorded under other rules cannot be worked out again: of the
first under these rules, what had been logged before is taken for where the claims stood.
"""

from collections.abc import Collection, Iterator

from msgspec import Struct
from msgspec.structs import replace

from verifier.domain.batches import Progress, batches, untold
from verifier.domain.explain.outcome import Outcome, outcomes
from verifier.domain.model.claims import ClaimKind
from verifier.domain.model.sources import Registry
from verifier.domain.revisions import Revision, StatusChange
from verifier.domain.rules.policy import RULES_VERSION
from verifier.services.evaluate.evaluator import claim_groups, is_change, status_change
from verifier.storage import replay
from verifier.storage.db.database import Transaction
from verifier.storage.statements import queries, revision_log


class Replayed(Struct, frozen=True):
    """How many revisions were gone through, how many could not be as they have other rules, and the first fault."""

    revisions: int
    other_rules: int
    fault: str | None


def replay_log(connection: Transaction, progress: Progress = untold) -> Replayed:
    """Compare what each revision logged with what it changed."""
    head = revision_log.head(connection)
    done = skipped = 0
    registry, rules = Registry(), RULES_VERSION
    for number in range(1, head.id + 1 if head else 1):
        revision = revision_log.revision(connection, number)
        if revision is None:
            return Replayed(done, skipped, f"revision {number} is missing")
        step = _Step(connection, revision, registry, rules)
        registry, rules = step.after, revision.rules_version
        if revision.rules_version != RULES_VERSION:
            skipped += 1
            continue
        if (fault := next(step.faults(), None)) is not None:
            return Replayed(done, skipped, fault)
        done += 1
        progress("revisions", done)
    return Replayed(done, skipped, None)


class _Step:
    """One revision, with the registry before and after it."""

    def __init__(self, connection: Transaction, revision: Revision, before: Registry, rules: str) -> None:
        self._connection = connection
        self._first_by_these_rules = rules != revision.rules_version
        self._revision = revision
        self._bearing = replay.bearing(connection, revision.id)
        self.before = before
        self.after = queries.registry(connection, revision.id) if self._bearing.registry else before

    def faults(self) -> Iterator[str]:
        """Each difference between what was logged and what was changed."""
        number = self._revision.id
        policy = queries.policy(self._connection, number).version
        if self._revision.policy_version != policy:
            yield f"r{number} names policy {self._revision.policy_version}, and policy {policy} was in force"
        strangers = replay.claims_logged_in(self._connection, number)
        done: set[int] = set()
        for batch in batches(sorted(self._touched())):
            reached = self._reached(set(batch) - done) - done
            yield from self._differences(reached)
            done |= reached
        for claim in sorted(strangers - done):
            yield f"r{number} logs a change of c{claim}, on which it does not bear"

    def _touched(self) -> set[int]:
        """The claims on which the revision bears, but for those that only links lead to."""
        number = self._revision.id
        if self._bearing.policy:
            return replay.claims_until(self._connection, number)
        concerned = [registry.concerned(self._bearing.parties) for registry in (self.before, self.after)]
        sources = set(self._bearing.sources).union(*concerned)
        return replay.claims_of_sources(self._connection, sources, number) | self._bearing.claims

    def _reached(self, claims: Collection[int]) -> set[int]:
        """These claims and all that were linked with them, before or after."""
        either = (self._revision.id - 1, self._revision.id)
        return set[int]().union(*(queries.linked(self._connection, claims, known)[0] for known in either))

    def _differences(self, claims: set[int]) -> Iterator[str]:
        number = self._revision.id
        before = self._outcomes(claims, self.before, number - 1)
        after = self._outcomes(claims, self.after, number)
        logged = replay.logged_in(self._connection, number, claims)
        for claim in sorted(claims):
            expected = self._expected(before.get(claim), after.get(claim))
            if self._first_by_these_rules:
                expected = self._after_other_rules(claim, after.get(claim), logged.get(claim, []))
            told = [replace(change, id=0, revision=0, recorded=0, analyst="") for change in logged.get(claim, [])]
            if told != expected:
                yield _in_words(number, claim, told, expected)

    def _outcomes(self, claims: Collection[int], registry: Registry, known: int) -> dict[int, Outcome]:
        """What was known of claims at a revision, as of the instant at which this one was recorded."""
        return {
            outcome.claim.id: outcome
            for group in claim_groups(self._connection, claims, registry, known)
            for outcome in outcomes(group.case, group.assessments, self._revision.recorded_at)
        }

    def _expected(self, before: Outcome | None, after: Outcome | None) -> list[StatusChange]:
        """What belongs into the log."""
        stood = None if before is None else before.state
        if after is None or not is_change(stood, after.state):
            return []
        change = status_change(stood, after.state, after.because)
        return [replace(change, policy_version=self._revision.policy_version)]

    def _after_other_rules(self, claim: int, after: Outcome | None, logged: list[StatusChange]) -> list[StatusChange]:
        """What belongs into the log where the claim stood before as that tells; nothing shows what time had changed."""
        if after is None:
            return []
        known = logged or replay.logged_before(self._connection, self._revision.id, claim)
        if not known:
            return self._expected(None, after)
        stood = known[-1]
        if not logged and (after.claim.kind is ClaimKind.PREDICTION or _ends_with(stood, after)):
            return []
        change = status_change(None, after.state, after.because)
        change = replace(change, policy_version=self._revision.policy_version)
        return [replace(change, from_status=stood.from_status, from_derived=stood.from_derived)]


def _ends_with(change: StatusChange, found: Outcome) -> bool:
    return (change.to_status, change.to_derived) == (found.status, found.finding.status)


def _in_words(revision: int, claim: int, told: list[StatusChange], expected: list[StatusChange]) -> str:
    logged, given = (" and ".join(map(_course, changes)) or "no change" for changes in (told, expected))
    if logged == given:
        return f"r{revision} logs a change of c{claim} with other details than its facts give"
    return f"r{revision} logs {logged} of c{claim}, and its facts give {given}"


def _course(change: StatusChange) -> str:
    """A change in words; the derived statuses only where they are not those shown."""
    shown = f"{change.from_status or 'new'} → {change.to_status}"
    derived = f"{change.from_derived or 'new'} → {change.to_derived}"
    return shown if shown == derived else f"{shown} (derived: {derived})"
