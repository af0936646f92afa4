"""A claim at two moments along either clock: what changed between them, and through which records."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Final

from msgspec.structs import replace

from verifier.domain.errors import NotFoundError, UsageError
from verifier.domain.explain.claim_report import ClaimReport, answer
from verifier.domain.explain.compare import Known, decisive, turning
from verifier.domain.explain.evaluation import ClaimGroup
from verifier.domain.explain.outcome import falls_due
from verifier.domain.history import Kind, Part, Recorded, TakenBack, part_of
from verifier.domain.model.claims import Claim
from verifier.domain.revisions import StatusChange
from verifier.domain.rules.status import history
from verifier.intake.phrases.writing import write_phrase
from verifier.reports.contrast import Clock, Contrast, Through
from verifier.reports.log import LogEntry, entry_words
from verifier.reports.text.styled import plain, visible
from verifier.services.evaluate.evaluator import claim_groups
from verifier.services.review.asked import When
from verifier.services.review.claim_views import instant
from verifier.services.review.history import told
from verifier.services.review.logged import by_other_rules
from verifier.services.review.refs import find_claim
from verifier.services.workspace import Workspace
from verifier.storage.db.database import Transaction
from verifier.storage.history import RevisionRange, read_history, recorded_in
from verifier.storage.scope import Scope, scope_of
from verifier.storage.statements import queries, revision_log

_NEITHER: Final = "--compare needs the other moment. Give that with --as-of or --known-at"


def contrast(workspace: Workspace, ref: str, when: When, other: int) -> Contrast:
    """A claim at a moment, and at another of the clock that is given; of both, the clock of what was said.

    `other` is an instant (microseconds UTC), or a revision. The earlier moment is `before`, whichever was given first.
    NotFoundError if the claim was known at neither.
    """
    with workspace.read() as connection:
        if when.said is not None:
            return _by_said(connection, ref, when, sorted((when.said, other)))
        if when.known is not None:
            return _by_recorded(connection, workspace, ref, sorted((when.known, other)))
    raise UsageError(_NEITHER)


def _by_said(connection: Transaction, ref: str, when: When, moments: Sequence[int]) -> Contrast:
    claim = find_claim(connection, ref, when.known)
    group = _group(connection, queries.linked(connection, [claim.id], when.known)[0], when.known)
    since, until = moments
    before, after = (Known(group.said_by(at), at) for at in moments)
    answers = [answer(group, claim.id, at) for at in moments]
    steps = history(after.group.case, claim.id)
    parts = decisive(claim.id, before, after)
    if not parts and not _same(answers):
        parts = turning(steps, since)
    bearing = {number for step in steps if step.at > since for number in step.because}
    found = [*_said(connection, claim.id, after.group, bearing), *_judged(claim.id, after.group, since)]
    found += [(Part(Kind.CLAIM, claim.id), fall) for fall in _due(after, claim, since)]
    through = sorted((replace(one, decides=part in parts) for part, one in found), key=lambda record: record.at)
    return Contrast(claim, Clock.SAID, (since, until), answers[0], answers[1], tuple(through))


def _said(
    connection: Transaction, claim: int, group: ClaimGroup, bearing: Collection[int]
) -> Iterator[tuple[Part, Through]]:
    """These attributions, on the claim or on one from which they reach it; undecided."""
    heard = [a for a in group.attributions if a.id in bearing]
    revisions = revision_log.revisions_of(connection, {a.revision for a in heard})
    for a in heard:
        phrase = visible(write_phrase(a, group.registry))
        yield (
            part_of(a),
            Through(
                kind=Kind.ATTRIBUTION,
                ref=f"a{a.id}",
                at=a.said.earliest,
                description=phrase if a.claim == claim else f"on c{a.claim}: {phrase}",
                decides=False,
                revision=a.revision,
                analyst=revisions[a.revision].analyst,
                reason=revisions[a.revision].reason,
            ),
        )


def _judged(claim: int, group: ClaimGroup, since: int) -> Iterator[tuple[Part, Through]]:
    """The verdicts given after an instant; undecided."""
    for judged in group.assessments:
        if judged.claim == claim and judged.at > since:
            yield (
                Part(Kind.ASSESSMENT, judged.id),
                Through(
                    kind=Kind.ASSESSMENT,
                    ref=f"r{judged.revision}",
                    at=judged.at,
                    description=f"judged {judged.verdict}",
                    decides=False,
                    revision=judged.revision,
                    analyst=judged.analyst,
                    reason=judged.rationale,
                ),
            )


def _due(after: Known, claim: Claim, since: int) -> Iterator[Through]:
    """That a prediction fell due; undecided."""
    due = falls_due(claim)
    if due is not None and since < due <= after.instant:
        yield Through(Kind.CLAIM, f"c{claim.id}", due, "fell due", decides=False)


def _by_recorded(connection: Transaction, workspace: Workspace, ref: str, moments: Sequence[int]) -> Contrast:
    since, until = moments
    claim = _known_at_either(connection, ref, since, until)
    at = instant(workspace, When())
    numbers = frozenset().union(*(queries.linked(connection, [claim.id], known)[0] for known in moments))
    sides = [Known(_group(connection, numbers, known), at) for known in moments]
    answers = [answer(side.group, claim.id, at) if claim.id in side.group.claims else None for side in sides]
    scope = scope_of(connection, numbers, until)
    found = list(read_history(connection, scope, RevisionRange(since + 1, until), until))
    parts = _parts(claim.id, sides, answers)
    turned = None if parts or _same(answers) else _turned(found, claim.id)
    amended = None not in answers  # of a claim that came or went, only what made it come or go decides
    through = [
        _through(
            recorded,
            entry,
            (amended or entry.first or entry.kind is Kind.REVISION)
            and _decides(connection, scope, recorded, parts, turned),
        )
        for recorded, entry in told(connection, found, until)
        if not isinstance(recorded.fact, StatusChange)
    ]
    return Contrast(claim, Clock.RECORDED, (since, until), answers[0], answers[1], tuple(through))


def _known_at_either(connection: Transaction, ref: str, since: int, until: int) -> Claim:
    """The claim as known later, or else as known earlier (NotFoundError)."""
    try:
        return find_claim(connection, ref, until)
    except NotFoundError:
        return find_claim(connection, ref, since)


def _group(connection: Transaction, numbers: Collection[int], known: int | None) -> ClaimGroup:
    """All that was known of some claims, and of those linked with them, as one."""
    if known is not None and by_other_rules(connection, known, None):
        raise UsageError(f"at r{known} other rules held, and only the log of then answers. Compare moments since then")
    registry = queries.registry(connection, known)
    parts = list(claim_groups(connection, numbers, registry, known))
    return ClaimGroup(
        claims={number: claim for part in parts for number, claim in part.claims.items()},
        links=tuple(link for part in parts for link in part.links),
        attributions=tuple(a for part in parts for a in part.attributions),
        assessments=tuple(a for part in parts for a in part.assessments),
        registry=registry,
        policy=queries.policy(connection, known),
    )


def _same(answers: Sequence[ClaimReport | None]) -> bool:
    before, after = answers
    return (before and before.status) == (after and after.status)


def _parts(claim: int, sides: Sequence[Known], answers: Sequence[ClaimReport | None]) -> frozenset[Part]:
    """The records that decide; the claim itself, if it was known at one moment only."""
    if None in answers:
        return frozenset({Part(Kind.CLAIM, claim)})
    return decisive(claim, *sides)


def _turned(found: Iterable[Recorded], claim: int) -> int | None:
    """The last revision that changed the status shown."""
    changes = (
        recorded.revision
        for recorded in found
        if isinstance(change := recorded.fact, StatusChange)
        and change.claim == claim
        and change.from_status != change.to_status
    )
    return max(changes, default=None)


def _decides(
    connection: Transaction, scope: Scope, recorded: Recorded, parts: Collection[Part], turned: int | None
) -> bool:
    """Whether a record decides; undoing does if something that was undone or brought back would."""
    if recorded.revision == turned:
        return True
    if isinstance(recorded.fact, TakenBack):
        return any(part_of(each.fact) in parts for each in recorded_in(connection, recorded.fact.target, scope))
    return part_of(recorded.fact) in parts


def _through(recorded: Recorded, entry: LogEntry, decides: bool) -> Through:  # noqa: FBT001 - one of its facts
    return Through(
        kind=entry.kind,
        ref=entry.ref,
        at=entry.revision.recorded_at,
        description="; ".join(map(plain, entry_words(entry))),
        decides=decides,
        revision=recorded.revision,
        analyst=entry.revision.analyst,
        reason=entry.reason,
    )
