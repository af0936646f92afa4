"""What an analyst records: claims with their attributions, verdicts, links. One verb, one revision, all or nothing.

What was typed is read into the drafts that a claim sheet gives as well; no sheet is made of it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import Final, NamedTuple

from msgspec import Struct, field
from msgspec.structs import replace

from verifier.domain.errors import ConflictError, NotFoundError, UsageError
from verifier.domain.explain.claim_report import ClaimReport, answer
from verifier.domain.model.claims import Assessment, Claim, LinkKind, Verdict
from verifier.domain.model.sources import Registry
from verifier.domain.model.time import Moment
from verifier.domain.revisions import Revision
from verifier.intake.phrases.phrase import AttributionDraft, read_attribution
from verifier.intake.problems import Problem, in_order
from verifier.intake.sheets.drafts import ClaimDraft, DocumentDraft
from verifier.intake.sheets.lines import DOCUMENT_FIELDS
from verifier.intake.sheets.sheet import FieldReader, typed_fields, with_field
from verifier.intake.text import bad_character, is_blank
from verifier.intake.times.dates import DateReader
from verifier.services.evaluate.evaluator import Move, claim_groups, reevaluate
from verifier.services.record.evidence import evidence_documents, evidence_files
from verifier.services.record.recorder import Choices, Fault, Notes, Progress, Recorder, untold
from verifier.services.review.refs import find_claim
from verifier.services.workspace import DryRunRollback, Workspace
from verifier.storage.ledger.ledger import Ledger


class UnknownNamesError(NotFoundError):
    """Names of sources that are not registered, each with the closest known ones; nothing else is wrong."""

    def __init__(
        self, message: str, unknown: Sequence[tuple[str, tuple[str, ...]]], faults: Sequence[str] = ()
    ) -> None:
        super().__init__(message, suggestions=[name for _, closest in unknown for name in closest], faults=faults)
        self.unknown = tuple(unknown)


class Entry(Struct, frozen=True):
    """What was typed of a claim: its text or ref, phrases, and fields of the document and the claim by name."""

    claim: str
    fields: Mapping[str, str] = field(default_factory=dict)
    phrases: Sequence[str] = ()


class Typed(NamedTuple):
    """A document and who says so, as they were typed, and all that is wrong with that."""

    document: DocumentDraft | None
    attributions: tuple[AttributionDraft, ...]
    problems: tuple[Problem, ...]


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


def log_entry(workspace: Workspace, entry: Entry, options: Options | None = None) -> Recorded:
    """Log one claim with its attributions, or add to a known one."""
    check_words(entry.claim, "the claim", "TEXT")
    chosen = options or Options()

    def enter(recorder: Recorder) -> None:
        claim, typed = read_entry(recorder, entry, chosen.said)
        enter_claims(recorder, [claim], document_of(recorder, typed.document))
        refuse_faults(typed.problems, recorder.faults)

    return record(workspace, Act("log", entry.claim), chosen, enter)


def say_of(workspace: Workspace, entry: Entry, options: Options | None = None) -> Recorded:
    """Record further attributions of a known claim."""
    with workspace.read() as connection:
        claim = find_claim(connection, entry.claim)
    return _say(workspace, Act("say", f"c{claim.id}"), [claim.id], entry, options)


def say_of_all(
    workspace: Workspace,
    claims: Sequence[int],
    phrases: str,
    options: Options,
    document: Mapping[str, str] | None = None,
) -> Recorded:
    """Record phrases, one a line, of each claim, in one revision: of all of them or of none.

    `document` has the fields of the document in which they were read.
    """
    said = [row.strip() for row in phrases.splitlines() if row.strip()] or [""]
    first = Entry(f"c{claims[0]}", document or {}, said)
    if len(claims) == 1:
        return say_of(workspace, first, options)
    return _say(workspace, Act("log", "marked claims"), claims, first, options)


def _say(workspace: Workspace, act: Act, claims: Sequence[int], entry: Entry, options: Options | None) -> Recorded:
    """Record what was typed of one claim as attributions of each of these, in one revision."""
    chosen = options or Options()

    def enter(recorder: Recorder) -> None:
        typed = read_said(recorder, entry.fields, entry.phrases, chosen.said)
        document = document_of(recorder, typed.document)
        for number, claim in enumerate(claims):
            recorder.progress(number, len(claims))
            known = recorder.claim_of_ref(f"c{claim}")
            recorder.attributions(known, typed.attributions, document)
            refuse_faults(typed.problems, [fault.on(f"c{claim}") if number else fault for fault in recorder.faults])

    return record(workspace, act, chosen, enter)


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
        refuse_faults((), recorder.faults)

    return record(workspace, Act("link", f"{ref} {kind} {other}"), options or Options(), enter)


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


def read_entry(recorder: Recorder, entry: Entry, said: Moment | None) -> tuple[ClaimDraft, Typed]:
    """The claim that was typed, and what was typed beside it."""
    refuse_faults(list(field_faults(entry.fields)))
    fields, reader = typed_fields(entry.fields), FieldReader(recorder.names, DateReader(recorder.ledger.now))
    document = reader.document({name: field for name, field in fields.items() if name in DOCUMENT_FIELDS})
    of_claim = {name: field for name, field in fields.items() if name not in DOCUMENT_FIELDS}
    claim = reader.claim(entry.claim.strip(), of_claim)
    attributions, faults = _read_phrases(recorder, entry.phrases, reader.dates, said)
    typed = Typed(document, attributions, in_order([*reader.problems, *faults]))
    return replace(claim, attributions=attributions), typed


def read_said(recorder: Recorder, fields: Mapping[str, str], phrases: Iterable[str], said: Moment | None) -> Typed:
    """What was typed of a document, and of who says so in it."""
    refuse_faults(list(field_faults(fields)))
    dates = DateReader(recorder.ledger.now)
    if not fields:
        return Typed(None, *_read_phrases(recorder, phrases, dates, said))
    reader = FieldReader(recorder.names, dates)
    document = reader.document(typed_fields(fields))
    attributions, faults = _read_phrases(recorder, phrases, reader.dates, said)
    return Typed(document, attributions, in_order([*reader.problems, *faults]))


def _read_phrases(
    recorder: Recorder, phrases: Iterable[str], dates: DateReader, said: Moment | None
) -> tuple[tuple[AttributionDraft, ...], tuple[Problem, ...]]:
    """The attributions that phrases make, and what is wrong with others."""
    names, attributions, problems = recorder.names, list[AttributionDraft](), list[Problem]()
    for phrase in map(str.strip, phrases):
        read = read_attribution(phrase, names, dates, said)
        if isinstance(read, AttributionDraft):
            attributions.append(read)
        else:
            problems += (with_field(problem, phrase) for problem in read)
    return tuple(attributions), in_order(problems) if problems else ()


def field_faults(given: Mapping[str, str]) -> Iterator[Problem]:
    """What is wrong with typed fields whatever they mean: characters that no line of a sheet could hold."""
    for name, value in given.items():
        if problem := bad_character(value):
            yield replace(problem, what=f"{name}: {problem.what}")


def document_of(recorder: Recorder, draft: DocumentDraft | None) -> int | None:
    """The document of a draft, if it has one that can be told from others."""
    if draft is None or not draft.is_told_apart:
        return None
    return recorder.document(draft, text=None, sha256=None)


def enter_claims(recorder: Recorder, drafts: Sequence[ClaimDraft], document: int | None) -> None:
    """Record the claims with their attributions, then the links, which may point forward."""
    entered: list[tuple[Claim, ClaimDraft]] = []
    for number, draft in enumerate(drafts):
        recorder.progress(number, len(drafts))
        claim = recorder.claim(draft)
        recorder.attributions(claim, draft.attributions, document)
        if claim is not None:
            entered.append((claim, draft))
    for claim, draft in entered:
        for kind, links in ((LinkKind.ENTAILS, draft.entails), (LinkKind.CONTRADICTS, draft.contradicts)):
            for link in links:
                recorder.link(claim, kind, link.ref, link.line, link.column)


def refuse_faults(problems: Sequence[Problem], faults: Sequence[Fault] = ()) -> None:
    """Refuse what was typed, for what is wrong with it and what recording it found: one fault, or all of them."""
    found = [*problems, *(fault.problem for fault in faults)]
    if not found:
        return
    several = [problem.message for problem in found] if len(found) > 1 else []
    if all(problem.unknown_name for problem in found):
        message = "nothing was recorded: several names are not known" if several else found[0].message
        if all(problem.name for problem in found):
            raise UnknownNamesError(message, unknown_names(found), several)
        raise NotFoundError(message, suggestions=suggestions_of(found), faults=several)
    error = UsageError if problems else faults[0].error
    if several:
        raise error(f"nothing was recorded: {len(found)} errors", faults=several)
    raise error(found[0].message, suggestions=found[0].suggestions)


def unknown_names(problems: Iterable[Problem]) -> list[tuple[str, tuple[str, ...]]]:
    """The names of sources that are not known, each once."""
    return list(dict.fromkeys((problem.name, problem.suggestions) for problem in problems))


def suggestions_of(problems: Iterable[Problem]) -> list[str]:
    """The nearest names of all problems, each once."""
    return list(dict.fromkeys(near for problem in problems for near in problem.suggestions))


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
