"""The policy for the analyst: which one is in force, what another would change, and adopting it.

Invariant: a version names one set of figures for good, so that the log tells by it under which one a status was given.
"""

from collections.abc import Collection
from operator import attrgetter
from typing import Final

from msgspec import Struct
from msgspec.structs import asdict, replace

from verifier.domain.batches import Progress, batches, untold
from verifier.domain.errors import ConflictError
from verifier.domain.explain.claim_report import answers
from verifier.domain.explain.evaluation import ClaimGroup
from verifier.domain.explain.outcome import ClaimState, is_silent
from verifier.domain.model.time import DAY
from verifier.domain.query import Query
from verifier.domain.revisions import Revision
from verifier.domain.rules.policy import Policy
from verifier.domain.rules.records import Profiles
from verifier.domain.rules.status import Finding, conclude, hear_all
from verifier.reports.policies import Effect
from verifier.services.evaluate.evaluator import Evaluator, claim_groups, is_change, reread
from verifier.services.record.actions import reason_of
from verifier.services.review.asked import PRESENT, When
from verifier.services.review.claim_views import instant
from verifier.services.workspace import Workspace
from verifier.storage.db.database import Transaction
from verifier.storage.ledger.ledger import Ledger
from verifier.storage.lists import lists
from verifier.storage.statements import queries, revision_log

_TOLD_EVERY: Final = 500


class InForce(Struct, frozen=True):
    """The policy in force, and the revision that recorded it (None if it is the one every ledger once began with)."""

    policy: Policy
    revision: Revision | None


class Difference(Struct, frozen=True):
    """A figure in which two policies differ."""

    name: str
    old: str | int
    new: str | int


class Compared(Struct, frozen=True):
    """A policy held against the one in force: in what they differ, and why it cannot be adopted (None if it can)."""

    differences: tuple[Difference, ...]
    obstacle: str | None


class Tried(Struct, frozen=True):
    """What a policy would change, of how many claims, and how many are stale under each."""

    effects: tuple[Effect, ...]
    claims: int
    stale_before: int
    stale_after: int


class Adopted(Struct, frozen=True):
    """What adopting a policy did, to how many claims; `revision` is None if it was in force already."""

    revision: Revision | None
    effects: tuple[Effect, ...]
    claims: int


def policy_in_force(workspace: Workspace, known: int | None = None) -> InForce:
    """The policy in force, or the one that was at a revision."""
    with workspace.read() as connection:
        return InForce(queries.policy(connection, known), queries.policy_adopted(connection, known))


def compare_policy(workspace: Workspace, policy: Policy, known: int | None = None) -> Compared:
    """How a policy differs from the one in force, and whether it could be adopted now."""
    with workspace.read() as connection:
        differences = _differences(queries.policy(connection, known), policy)
        return Compared(differences, _obstacle(connection, policy))


def try_policy(workspace: Workspace, policy: Policy, when: When = PRESENT, progress: Progress = untold) -> Tried:
    """What a policy would change; nothing is recorded, and nobody who records has to wait."""
    trial = _Trial(instant(workspace, when), policy, when.known)
    with workspace.read() as connection:
        trial.run(connection, progress)
        return Tried(tuple(sorted(trial.effects, key=attrgetter("claim"))), trial.claims, *trial.stale)


class _Trial:
    """Two policies beside each other: every claim is heard once for both, those that differ are answered in full."""

    def __init__(self, instant: int, policy: Policy, known: int | None) -> None:
        self._instant = instant
        self._policy = policy
        self._known = known
        self.effects: list[Effect] = []
        self.claims = 0
        self.stale = [0, 0]

    def run(self, connection: Transaction, progress: Progress) -> None:
        """Work it out."""
        registry = queries.registry(connection, self._known)
        profiles = Profiles(registry)
        for batch in batches(lists.matching_claims(connection, Query(), self._known)):
            for group in claim_groups(connection, batch, registry, self._known):
                asked = sorted(group.claims.keys() & set(batch))
                self._try(group, asked, profiles)
                for _ in asked:
                    self.claims += 1
                    if self.claims % _TOLD_EVERY == 0:
                        progress("claims", self.claims)

    def _try(self, group: ClaimGroup, claims: Collection[int], profiles: Profiles) -> None:
        """Hold both policies against some claims of a claim group."""
        known = group.said_by(self._instant)
        judged = {assessment.claim for assessment in known.assessments}
        found = _under_both(known, self._policy, claims, self._instant, profiles)
        in_full = [claim for claim in claims if claim in judged or found[claim][0].status != found[claim][1].status]
        last_said = {a.claim: a.said.earliest for a in known.attributions}
        for claim in set(claims).difference(in_full):
            status, last = found[claim][0].status, last_said.get(claim)
            policies = group.policy, self._policy
            self._count(*(is_silent(status, last, self._instant, p.stale_days * DAY) for p in policies))
        self._answer(known, in_full, profiles)

    def _answer(self, known: ClaimGroup, claims: Collection[int], profiles: Profiles) -> None:
        """What becomes of claims that the policies may tell apart."""
        both = (answers(d, self._instant, claims, profiles) for d in (known, replace(known, policy=self._policy)))
        for old, new in zip(*both, strict=True):
            self._count(old.flags.stale_days is not None, new.flags.stale_days is not None)
            if is_change(old.state, new.state):
                self.effects.append(Effect.of(old.state, new))

    def _count(self, before: bool, after: bool) -> None:  # noqa: FBT001 - the two columns of a row
        self.stale[0] += before
        self.stale[1] += after


def _under_both(
    known: ClaimGroup, other: Policy, claims: Collection[int], instant: int, profiles: Profiles
) -> dict[int, tuple[Finding, Finding]]:
    """What the rules find of claims under the policy in force and under another, from one hearing."""
    case = known.case
    hearing = hear_all(case, profiles)
    before = {claim: conclude(case, hearing, claim, instant) for claim in claims}
    hearing.forget_levels()
    after = replace(case, policy=other)
    return {claim: (before[claim], conclude(after, hearing, claim, instant)) for claim in claims}


def adopt_policy(workspace: Workspace, policy: Policy, why: str | None = None, progress: Progress = untold) -> Adopted:
    """Put a policy in force, and read every claim again (ConflictError if its version stands for other figures)."""
    reason = None if why is None else reason_of(why)
    with workspace.write("adopt", f"policy {policy.version}", reason) as ledger:
        connection = ledger.connection
        if policy == queries.policy(connection):
            return Adopted(None, (), 0)
        if obstacle := _obstacle(connection, policy):
            raise ConflictError(obstacle)
        existing = lists.matching_claims(connection, Query())
        ledger.add_policy(policy)
        effects = _effects(ledger, existing, progress)
        return Adopted(ledger.seal(), effects, len(existing))


def _effects(ledger: Ledger, existing: Collection[int], progress: Progress) -> tuple[Effect, ...]:
    """Read all claims again under the policy that was just recorded; those it changes."""
    registry = queries.registry(ledger.connection)
    changed: dict[int, ClaimState] = {}
    for number, move in enumerate(reread(ledger, existing, registry), 1):
        if move.before is not None and move.changed:
            changed[move.after.claim.id] = move.before
        if number % _TOLD_EVERY == 0:
            progress("claims", number)
    evaluator = Evaluator(ledger.connection, registry)
    found = (one.answer for batch in batches(changed) for one in evaluator.answered(batch, ledger.recorded_at))
    answers = {answer.claim.id: answer for answer in found if answer.claim.id in changed}
    return tuple(Effect.of(changed[claim], answers[claim]) for claim in sorted(answers))


def _differences(old: Policy, new: Policy) -> tuple[Difference, ...]:
    before, after = asdict(old), asdict(new)
    return tuple(Difference(name, before[name], after[name]) for name in before if before[name] != after[name])


def _obstacle(connection: Transaction, policy: Policy) -> str | None:
    """Why a policy cannot be adopted now, if its version stands for another one."""
    held = queries.policy(connection)
    if policy == held:
        return None
    if policy.version == held.version:
        return f"policy '{held.version}' is in force with other figures. Give the changed ones a new version"
    used = revision_log.policy_first_used(connection, policy.version)
    if used is None or queries.policy_of_version(connection, policy.version) == policy:
        return None
    return (
        f"policy '{policy.version}' was in force before, first in r{used}, with other figures. Give these a new version"
    )
