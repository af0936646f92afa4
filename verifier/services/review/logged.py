"""What was answered under other rules than today's, from the log of status changes: nothing else tells.

Invariant: of a moment before the rules changed no status is worked out.
"""

from collections.abc import Iterable, Iterator

from verifier.domain.errors import UsageError
from verifier.domain.explain.claim_report import ClaimReport, ClaimSummary, FullClaimReport
from verifier.domain.explain.outcome import Flags, LoggedState, Outcome
from verifier.domain.model.claims import Claim, Status
from verifier.domain.query import Query
from verifier.domain.revisions import StatusChange
from verifier.domain.rules.policy import RULES_VERSION
from verifier.domain.rules.status import Finding
from verifier.storage.db.database import Transaction
from verifier.storage.statements import queries, revision_log


def by_other_rules(connection: Transaction, known: int | None, said: int | None, query: Query | None = None) -> bool:
    """Whether other rules held at a revision; UsageError for what the log of then does not tell."""
    revision = None if known is None else revision_log.revision(connection, known)
    if revision is None or revision.rules_version == RULES_VERSION:
        return False
    told = f"at r{known} rules {revision.rules_version} held, and only the log of then answers"
    if said is not None:
        raise UsageError(f"{told}: it does not tell what had been said by when. Leave --as-of out, or --known-at")
    asked = query.alternatives if query else ()
    if any(one.flags or one.stale is not None or one.review_due for one in asked):
        raise UsageError(f"{told}: it tells no flags. Leave flag: and stale: out")
    return True


def logged_reports(connection: Transaction, numbers: Iterable[int], known: int) -> Iterator[ClaimReport]:
    """What the log of a revision tells of these claims, in the order of their numbers."""
    asked = sorted(numbers)
    claims = {claim.id: claim for claim in queries.claims(connection, asked, known)}
    last = {change.claim: change for change in revision_log.status_changes(connection, claims=asked, known_at=known)}
    for number in asked:
        if number in claims and number in last:
            yield _report(claims[number], last[number])


def _report(claim: Claim, change: StatusChange) -> ClaimReport:
    state = LoggedState(
        claim=claim.id,
        status=change.to_status,
        derived=change.to_derived,
        row=change.row,
        support=change.support,
        opposition=change.opposition,
        since=change.recorded,
        still_disputed=change.to_status is Status.DISPUTED,
    )
    finding = Finding(change.to_derived, change.row, change.support, change.opposition)
    found = Outcome(claim, finding, state, change.because)
    return ClaimReport(found, ClaimSummary(claim.id, _why(change), change.because), Flags(), (), change)


def _why(change: StatusChange) -> str:
    """Where the answer comes from, in a sentence."""
    because = f", because of {', '.join(change.because)}" if change.because else ""
    return f"Logged in r{change.revision} by {change.analyst}, as other rules held then{because}."


def full_logged(report: ClaimReport) -> FullClaimReport:
    """The same as a whole page, of which the log tells nothing more."""
    return FullClaimReport(report, (), (), (), (), ())
