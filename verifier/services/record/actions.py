"""What an analyst records: claims with their attributions, verdicts, links. One verb, one revision, all or nothing."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import Final, NamedTuple

from msgspec import Struct, field
from msgspec.structs import replace

from verifier.domain.errors import ConflictError, UsageError
from verifier.domain.explain.claim_report import ClaimReport, answer
from verifier.domain.model.claims import Assessment, LinkKind, Verdict
from verifier.domain.model.sources import Registry
from verifier.domain.model.time import Moment
from verifier.domain.revisions import Revision
from verifier.intake.text import bad_character, is_blank
from verifier.services.evaluate.evaluator import Move, claim_groups, reevaluate
from verifier.services.record.evidence import evidence_documents, evidence_files
from verifier.services.record.notes import Notes
from verifier.services.record.recorder import Choices, Progress, Recorder, untold
from verifier.services.record.sheets import Entry, SheetFile, enter_entry, enter_sheets, refuse_faults
from verifier.services.review.refs import find_claim
from verifier.services.workspace import DryRunRollback, Workspace
from verifier.storage.ledger.ledger import Ledger


class Options(Struct, frozen=True):
    """How to record: what was decided about unknown names, the time of saying, and whether only to try.

    `allow_outside` lets sheets archive texts from elsewhere than their own directory. `progress` is told how many
    claims of how many are entered; what it raises takes the whole write back.
    """

    choices: Choices = field(default_factory=Choices)
    said: Moment | None = None
    dry_run: bool = False
    allow_outside: bool = False
    progress: Progress = untold


class Recorded(Struct, frozen=True):
    """What a write did. `revision` is None if nothing was new, or it was only tried; moves are by claim."""

    revision: Revision | None
    notes: Notes
    moves: Mapping[int, Move]
    registry: Registry


_NAMED: Final = 5
"""How many refs the name of a revision has at most."""


class Act(NamedTuple):
    """What a revision is called: what was done, to what, and why if it is a correction."""

    action: str
    detail: str
    reason: str | None = None


def log_sheets(workspace: Workspace, files: Sequence[SheetFile], options: Options | None = None) -> Recorded:
    """Log claim sheets, all in one revision (InputFileError with every fault; UnknownNamesError)."""
    chosen = options or Options()

    names = ", ".join(file.name for file in files)
    read = [file.with_text(allow_outside=chosen.allow_outside) for file in files]
    return record(workspace, Act("log", names), chosen, lambda recorder: enter_sheets(recorder, read, chosen.said))


def log_entry(workspace: Workspace, entry: Entry, options: Options | None = None) -> Recorded:
    """Log one claim with its attributions, or add to a known one."""
    _check_claim_text(entry.claim)
    return _enter(workspace, "log", entry, options or Options())


def say_of(workspace: Workspace, entry: Entry, options: Options | None = None) -> Recorded:
    """Record further attributions of a known claim."""
    with workspace.read() as connection:
        claim = find_claim(connection, entry.claim)
    return _enter(workspace, "say", replace(entry, claim=f"c{claim.id}"), options or Options())


def assess_claim(
    workspace: Workspace,
    ref: str,
    verdict: Verdict,
    rationale: str,
    *,
    evidence: Iterable[str] = (),
    credibility: int | None = None,
) -> Recorded:
    """Record the analyst's own verdict with its reason; `evidence` holds addresses and refs of documents, and files."""
    return assess_claims(workspace, [ref], verdict, rationale, evidence=evidence, credibility=credibility)


def assess_claims(
    workspace: Workspace,
    refs: Sequence[str],
    verdict: Verdict,
    rationale: str,
    *,
    evidence: Iterable[str] = (),
    credibility: int | None = None,
    options: Options | None = None,
) -> Recorded:
    """Record one verdict on several claims, in one revision: on all of them or on none."""
    reason, addresses, chosen = reason_of(rationale), tuple(evidence), options or Options()
    judged = partial(Assessment, 0, verdict=verdict, rationale=reason, analyst=workspace.analyst)

    with evidence_files(workspace, addresses) as files:

        def enter(recorder: Recorder) -> None:
            documents = evidence_documents(recorder, addresses, files)
            for number, ref in enumerate(refs):
                chosen.progress(number, len(refs))
                _assess(recorder, ref, partial(judged, credibility=credibility, evidence=documents))

        return record(workspace, Act("assess", f"{_named(refs)} {verdict}"), chosen, enter)


def _assess(recorder: Recorder, ref: str, judged: Callable[..., Assessment]) -> None:
    """Record a verdict on one claim (ConflictError if it lifts one that is not there)."""
    ledger = recorder.ledger
    claim = find_claim(ledger.connection, ref)
    [group] = claim_groups(ledger.connection, [claim.id], recorder.registry)
    before = answer(group, claim.id, ledger.recorded_at)
    assessment = judged(claim=claim.id, at=ledger.now, derived=before.finding.status)
    if assessment.verdict is Verdict.LIFTED:
        _refuse_lifting_none(before, assessment.analyst)
    ledger.add_assessment(assessment)
    recorder.notes.recorded.append(f"{assessment.verdict} on c{claim.id}")
    recorder.notes.touch(claim.id)


def _named(refs: Sequence[str]) -> str:
    """The first of some refs, and how many more there are."""
    more = len(refs) - _NAMED
    return ", ".join([*refs[:_NAMED], *([f"{more} more"] if more > 0 else [])])


def _refuse_lifting_none(before: ClaimReport, analyst: str) -> None:
    """Refuse to lift a verdict that is not there (ConflictError)."""
    own = [assessment for assessment in before.assessments if assessment.analyst == analyst]
    if not own or own[-1].verdict is Verdict.LIFTED:
        claim = f"c{before.claim.id}"
        raise ConflictError(f"{analyst} has no verdict on {claim} to lift. See: verifier show {claim}")


def link_claims(workspace: Workspace, ref: str, kind: LinkKind, other: str, options: Options | None = None) -> Recorded:
    """Record that a claim entails or contradicts another (ConflictError if it would then deny itself)."""

    def enter(recorder: Recorder) -> None:
        claim = find_claim(recorder.ledger.connection, ref)
        recorder.notes.mention(claim.id)
        recorder.link(claim, kind, other, None, None, anew=True)
        refuse_faults([fault.problem for fault in recorder.faults], recorder.faults)

    return record(workspace, Act("link", f"{ref} {kind} {other}"), options or Options(), enter)


def _enter(workspace: Workspace, action: str, entry: Entry, options: Options) -> Recorded:
    act = Act(action, entry.claim)
    return record(workspace, act, options, lambda recorder: enter_entry(recorder, entry, options.said))


def _check_claim_text(text: str) -> None:
    check_words(text, "the claim", "TEXT")


def reason_of(why: str) -> str:
    """The reason for what is done, in words that say something (UsageError)."""
    check_words(why, "the reason", "--why")
    return why.strip()


def check_words(text: str, what: str, option: str) -> None:
    """Refuse words that say nothing, or hold what no line of text should (UsageError)."""
    if is_blank(text):
        raise UsageError(f"{what} is empty. Give it as {option}")
    if problem := bad_character(text):
        raise UsageError(f"{what}: {problem.message}")


def record(workspace: Workspace, act: Act, options: Options, enter: Callable[[Recorder], None]) -> Recorded:
    """One revision: what is entered, and what follows from it; nothing if it is only tried."""
    with suppress(DryRunRollback), workspace.write(*act) as ledger:
        recorder = Recorder(ledger, workspace.names(ledger.connection), options.choices, options.progress)
        enter(recorder)
        recorded = _close(ledger, recorder)
        if options.dry_run:
            raise DryRunRollback
        return recorded
    return replace(recorded, revision=None)


def _close(ledger: Ledger, recorder: Recorder) -> Recorded:
    """Read the claims concerned again and seal the revision."""
    moves = reevaluate(ledger, recorder.notes.touched, recorder.registry)
    recorder.progress(len(recorder.notes.mentioned), len(recorder.notes.mentioned))
    revision = ledger.seal()
    unchanged = [claim for claim in recorder.notes.mentioned if claim not in moves]
    for group in claim_groups(ledger.connection, unchanged, recorder.registry):
        for claim in group.claims.keys() & set(unchanged):
            stands = answer(group, claim, ledger.recorded_at)
            moves[claim] = Move(stands.state, stands)
    shown = {
        claim: moves[claim] for claim in (*recorder.notes.mentioned, *moves) if _is_told(moves[claim], recorder, claim)
    }
    return Recorded(revision, recorder.notes, shown, recorder.registry)


def _is_told(move: Move, recorder: Recorder, claim: int) -> bool:
    """Whether the analyst hears of a claim: if it was named, or its status changed because of a linked one."""
    return claim in recorder.notes.mentioned or move.changed
