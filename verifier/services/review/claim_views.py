"""What an analyst asks: which claims, where they stand, and why.

Present lists come from the projection; a list as of another time is worked out again from the facts. The same engine
decides either way. What these functions give as iterators is read within the caller's transaction.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial

from msgspec import Struct
from msgspec.structs import replace

from verifier.domain.batches import batches
from verifier.domain.errors import NotFoundError
from verifier.domain.explain.claim_report import ClaimReport, FullClaimReport, Line, full_answer
from verifier.domain.explain.claim_report import answers as answers_in
from verifier.domain.explain.evaluation import ClaimGroup
from verifier.domain.explain.outcome import ClaimState, Outcome
from verifier.domain.explain.outcome import outcomes as outcomes_in
from verifier.domain.model.claims import Claim
from verifier.domain.model.sources import Registry
from verifier.domain.model.statements import Document
from verifier.domain.rules.records import Profiles
from verifier.intake.phrases.writing import write_phrase
from verifier.intake.refs import AttributionRef, read_ref
from verifier.reports.files.json import Context
from verifier.reports.listing import ListedClaim
from verifier.services.evaluate.evaluator import by_claim, claim_groups
from verifier.services.review.asked import PRESENT, Asked, Matching, When
from verifier.services.review.logged import by_other_rules, full_logged, logged_reports
from verifier.services.review.privacy import confidential, masked_group, visible
from verifier.services.review.refs import find_attribution, find_claim, merged_claims
from verifier.services.workspace import Workspace
from verifier.storage.db.database import Transaction
from verifier.storage.lists import lists
from verifier.storage.projection import summaries
from verifier.storage.statements import queries, revision_log


class Listing(Struct, frozen=True):
    """The claims listed at an instant (microseconds UTC), and how many there are in all."""

    claims: tuple[ListedClaim, ...]
    at: int
    total: int


class Shown(Struct, frozen=True):
    """One claim in full, and what the numbers in it stand for. `at` is the instant asked about."""

    full: FullClaimReport
    context: Context
    at: int


def _claim_shown(connection: Transaction, ref: str, known: int | None) -> Claim:
    """The claim of a ref or key, or of an attribution's ref (NotFoundError; ConflictError if that was corrected)."""
    read = read_ref(ref)
    if isinstance(read, AttributionRef):
        ref = f"c{find_attribution(connection, read.number, known).claim}"
    return find_claim(connection, ref, known)


def present(connection: Transaction, workspace: Workspace, asked: Asked) -> Asked:
    """The question, put as known at the newest revision if that is dated later than now.

    What is kept for lists was then worked out by a clock that was ahead, and counts what is not yet said by this one.
    """
    newest = warn_of_clock(connection, workspace) if asked.when.is_present else None
    return asked if newest is None else replace(asked, when=When(known=newest))


def warn_of_clock(connection: Transaction, workspace: Workspace) -> int | None:
    """The number of the newest revision, with a warning, if it is dated later than now; None if it is not."""
    newest = revision_log.head(connection)
    if newest is None or newest.recorded_at <= workspace.clock():
        return None
    workspace.warn_of_clock(newest.id, newest.recorded_at)
    return newest.id


def list_claims(workspace: Workspace, asked: Asked) -> Listing:
    """The claims asked for, as one line each."""
    with workspace.read() as connection:
        asked = present(connection, workspace, asked)
        at = instant(workspace, asked.when)
        total = sum(lists.totals(connection, at).by_status.values()) if asked.when.is_present else 0
        found = tuple(_listed(connection, asked, at))
        return Listing(found, at, total or len(found))


def _listed(connection: Transaction, asked: Asked, at: int) -> Iterator[ListedClaim]:
    """The claims asked for: as they are listed now, or as of another time newest status first."""
    if asked.when.is_present:
        rows = lists.list_standings(connection, asked.query, at, still_disputed=asked.still_disputed, limit=asked.limit)
        return (ListedClaim(row.claim, row.key, row.text, row.state) for row in rows)
    if asked.when.known is not None:
        by_other_rules(connection, asked.when.known, asked.when.said, asked.query)
    matching = Matching(connection, asked.query, asked.when.known)
    found = [
        _line(outcome)
        for outcome in outcomes_on(connection, matching.numbers, asked.when, at)
        if asked.fits(matching, outcome.state, at)
    ]
    found.sort(key=lambda line: (-line.state.since, line.number))
    return iter(found[: asked.limit])


def _line(outcome: Outcome) -> ListedClaim:
    claim = outcome.claim
    return ListedClaim(claim.id, claim.key, claim.text, outcome.state)


def instant(workspace: Workspace, when: When) -> int:
    """The instant asked about (microseconds UTC)."""
    return workspace.clock() if when.said is None else when.said


def stale_days(workspace: Workspace, known: int | None = None) -> int:
    """After how many days without news a claim is flagged stale, by the policy in force or as known at a revision."""
    with workspace.read() as connection:
        return queries.policy(connection, known).stale_days


def answers(connection: Transaction, workspace: Workspace, asked: Asked) -> Iterator[ClaimReport]:
    """What is known of each claim asked for: in the order of the list now, as of another time newest status first."""
    asked = present(connection, workspace, asked)
    at = instant(workspace, asked.when)
    if asked.privacy is not None and tells_less(connection, asked):
        yield from answers_on(connection, numbers(connection, asked, at), asked, at)
    elif asked.when.is_present:
        yield from _kept(connection, asked, at)
    else:
        matching = Matching(connection, asked.query, asked.when.known)
        fits = partial(asked.fits, matching, at=at)
        found = _answers_of(connection, matching.numbers, asked, at, fits)
        yield from sorted(found, key=lambda answer: (-answer.since, answer.claim.id))[: asked.limit]


def _kept(connection: Transaction, asked: Asked, at: int) -> Iterator[ClaimReport]:
    """The answers that are kept of the claims asked for now, in the order of the list."""
    stale_days = queries.policy(connection).stale_days
    lines = lists.list_standings(connection, asked.query, at, still_disputed=asked.still_disputed, limit=asked.limit)
    for batch in batches(lines):
        listed = [line.claim for line in batch]
        claims = {claim.id: claim for claim in queries.claims(connection, listed)}
        told = {(summary.claim, summary.valid_from): summary for summary in summaries(connection, listed)}
        given = by_claim(queries.assessments(connection, listed))
        for _, _, _, state in batch:
            line = Line(state, told[state.claim, state.valid_from])
            yield ClaimReport.kept(claims[state.claim], line, tuple(given[state.claim]), at, stale_days)


def numbers(connection: Transaction, asked: Asked, at: int) -> list[int]:
    """The numbers of the claims asked for at an instant, in the order of the answers."""
    return visible([line.number for line in _listed(connection, asked, at)], asked.hidden(connection))


def outcomes_on(connection: Transaction, numbers: Iterable[int], when: When, at: int) -> Iterator[Outcome]:
    """What became of these claims by an instant, without those on which nothing bore by then."""
    if when.known is not None and by_other_rules(connection, when.known, when.said):
        yield from (report.outcome for report in logged_reports(connection, numbers, when.known))
        return
    registry = queries.registry(connection, when.known)
    profiles = Profiles(registry)
    for batch in batches(numbers):
        for group in claim_groups(connection, batch, registry, when.known):
            asked = sorted(group.claims.keys() & set(batch))
            past = when.said is not None
            yield from outcomes_in(group.case, group.assessments, at, asked, profiles, addressed=past)


def tells_less(connection: Transaction, asked: Asked) -> bool:
    """Whether anything is hidden or masked, so that what is kept of claims cannot be told as it is."""
    return bool(asked.hidden(connection) or confidential(connection, asked.when.known))


def answers_on(connection: Transaction, numbers: Iterable[int], asked: Asked, at: int) -> Iterator[ClaimReport]:
    """What is known at an instant of each of these claims, which must be recorded, in their order."""
    of_all = Asked(when=When(known=asked.when.known), privacy=asked.privacy)
    for batch in batches(numbers):
        found = {answer.claim.id: answer for answer in _answers_of(connection, batch, of_all, at)}
        yield from (found[number] for number in batch)


def _answers_of(
    connection: Transaction,
    numbers: Iterable[int],
    asked: Asked,
    at: int,
    fits: Callable[[ClaimState], bool] | None = None,
) -> Iterator[ClaimReport]:
    """What is known at an instant of these claims, as far as where they stand fits, group by group."""
    known = asked.when.known
    if known is not None and by_other_rules(connection, known, asked.when.said, asked.query):
        logged = logged_reports(connection, numbers, known)
        yield from (report for report in logged if fits is None or fits(report.state))
        return
    registry, hidden = asked.registry(connection), asked.hidden(connection)
    profiles = Profiles(registry)
    for batch in batches(numbers):
        wanted = frozenset(batch)
        for found in claim_groups(connection, batch, registry, asked.when.known):
            group = masked_group(found, hidden)
            past = asked.when.said is not None
            yield from answers_in(group, at, group.claims.keys() & wanted, profiles, fits, addressed=past)


def show(workspace: Workspace, ref: str, when: When = PRESENT) -> Shown:
    """One claim in full, also by the ref of an attribution (NotFoundError; ConflictError if that was corrected)."""
    with workspace.read() as connection:
        if when.is_present:
            warn_of_clock(connection, workspace)
        claim = _claim_shown(connection, ref, when.known)
        if when.known is not None and by_other_rules(connection, when.known, when.said):
            return _shown_logged(connection, workspace, claim.id, when)
        [group] = claim_groups(connection, [claim.id], Registry(), when.known)
        group = replace(group, registry=queries.registry(connection, when.known, group.sources))
        at = instant(workspace, when)
        full = full_answer(group, claim.id, at)
        context = _context(connection, workspace, full, group, when)
        return Shown(full, replace(context, merged=merged_claims(connection, claim.id, when.known)), at)


def _shown_logged(connection: Transaction, workspace: Workspace, claim: int, when: When) -> Shown:
    """What the log tells of a claim (NotFoundError if it tells nothing)."""
    found = next(logged_reports(connection, [claim], when.known or 0), None)
    if found is None:
        raise NotFoundError(f"no status of c{claim} is logged at r{when.known}")
    return Shown(full_logged(found), Context(registry=Registry(), zone=workspace.zone.tz), instant(workspace, when))


def shown_claims(
    connection: Transaction, workspace: Workspace, numbers: Iterable[int], asked: Asked
) -> Iterator[Shown]:
    """These claims in full, which must be recorded, in their order."""
    when, at = asked.when, instant(workspace, asked.when)
    if when.known is not None and by_other_rules(connection, when.known, when.said):
        yield from (_shown_logged(connection, workspace, number, when) for number in numbers)
        return
    registry, hidden = asked.registry(connection), asked.hidden(connection)
    for batch in batches(numbers):
        found = (masked_group(group, hidden) for group in claim_groups(connection, batch, registry, when.known))
        groups = {claim: group for group in found for claim in group.claims}
        for number in batch:
            full = full_answer(groups[number], number, at)
            yield Shown(full, _context(connection, workspace, full, groups[number], when), at)


def _context(
    connection: Transaction, workspace: Workspace, full: FullClaimReport, group: ClaimGroup, when: When
) -> Context:
    """What the numbers in all that is known of a claim stand for."""
    said = [h.attribution for h in (*full.attributions, *full.reaching)]
    documents = {a.document for a in said if a.document is not None}
    return Context(
        registry=group.registry,
        documents=_as_said(queries.documents(connection, documents, when.known), when.said),
        phrases={a.id: write_phrase(a, group.registry) for a in said},
        claims=group.claims,
        zone=workspace.zone.tz,
    )


def _as_said(documents: Mapping[int, Document], said: int | None) -> dict[int, Document]:
    """Documents as they stood at the instant asked about: a later retraction had not been heard."""
    later = {n for n, one in documents.items() if said is not None and one.retracted and one.retracted.earliest > said}
    return {n: replace(one, retracted=None) if n in later else one for n, one in documents.items()}


def ledger_id(workspace: Workspace) -> str:
    """What no other ledger has: the digest of the first revision; empty while there is none."""
    with workspace.read() as connection:
        first = revision_log.revision(connection, 1)
    return first.digest if first else ""
