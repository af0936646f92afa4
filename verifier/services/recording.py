"""What an analyst records: claims with their attributions, verdicts, links. One verb, one revision, all or nothing."""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from verifier.domain.answer import answer
from verifier.domain.errors import ConflictError, InputFileError, NotFoundError, UsageError
from verifier.domain.model import Assessment, Claim, Document, LinkKind, Registry, Verdict
from verifier.domain.moment import Moment
from verifier.domain.revision import Revision
from verifier.intake.characters import bad_character, is_blank
from verifier.intake.names import Names
from verifier.intake.problems import Problem, in_order
from verifier.intake.sheet import ClaimDraft, DocumentDraft, Sheet, read_lines, read_sheet
from verifier.intake.sheet_lines import Block, Field, Lines
from verifier.services.clerk import Choices, Clerk, Fault, Notes
from verifier.services.evaluating import Move, dossiers, reevaluate
from verifier.services.reviewing import find_claim
from verifier.services.workspace import Workspace
from verifier.storage import queries
from verifier.storage.ledger import Ledger

_LONGEST_SHEET = 64 * 1024 * 1024
_DOCUMENT_FIELDS = frozenset({"url", "outlet", "published"})


class UnknownNamesError(NotFoundError):
    """Names that are not registered: each with the closest known ones."""

    def __init__(
        self, message: str, unknown: Sequence[tuple[str, tuple[str, ...]]], faults: Sequence[str] = ()
    ) -> None:
        super().__init__(message, suggestions=[name for _, closest in unknown for name in closest], faults=faults)
        self.unknown = tuple(unknown)


@dataclass(frozen=True, slots=True)
class Options:
    """How to record: what was decided about unknown names, the time of saying, and whether only to try."""

    choices: Choices = field(default_factory=Choices)
    said: Moment | None = None
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class SheetFile:
    """A claim sheet to log: its name, its bytes, and the directory its paths start from."""

    name: str
    content: bytes
    directory: Path = field(default_factory=Path)

    @classmethod
    def read(cls, path: Path) -> "SheetFile":
        """The sheet in a file (NotFoundError if there is none)."""
        return cls(str(path), _content(path), path.parent)


@dataclass(frozen=True, slots=True)
class Entry:
    """What was typed instead of a sheet: a claim's text or ref, fields by name, phrases."""

    claim: str
    fields: Mapping[str, str] = field(default_factory=dict)
    phrases: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Recorded:
    """What a write did. `revision` is None if nothing was new, or it was only tried; moves are by claim."""

    revision: Revision | None
    notes: Notes
    moves: Mapping[int, Move]
    registry: Registry


class _OnlyTriedError(Exception):
    """Takes everything back after a dry run."""

    def __init__(self, recorded: Recorded) -> None:
        super().__init__()
        self.recorded = recorded


def log_sheets(workspace: Workspace, files: Sequence[SheetFile], options: Options | None = None) -> Recorded:
    """Log claim sheets, all in one revision (InputFileError with every fault; UnknownNamesError)."""
    chosen = options or Options()

    def enter(clerk: Clerk) -> None:
        problems = [(file.name, p) for file in files for p in _enter_sheet(clerk, file, chosen)]
        if problems:
            raise _refused_sheets(problems)

    return _record(workspace, "log", ", ".join(file.name for file in files), chosen, enter)


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
    """Record the analyst's own verdict with its reason; `evidence` holds addresses of documents."""
    _check_words(rationale, "the reason", "--why")

    def enter(clerk: Clerk) -> None:
        ledger = clerk.ledger
        claim = find_claim(ledger.connection, ref)
        [dossier] = dossiers(ledger.connection, [claim.id], clerk.registry, workspace.policy)
        before = answer(dossier, claim.id, ledger.recorded_at)
        own = [a for a in before.assessments if a.analyst == workspace.analyst]
        if verdict is Verdict.LIFTED and (not own or own[-1].verdict is Verdict.LIFTED):
            raise ConflictError(
                f"{workspace.analyst} has no verdict on c{claim.id} to lift. See: verifier show c{claim.id}"
            )
        documents = tuple(ledger.add_document(Document(0, url=url))[0] for url in evidence)
        ledger.add_assessment(
            Assessment(
                id=0,
                claim=claim.id,
                verdict=verdict,
                rationale=rationale.strip(),
                analyst=workspace.analyst,
                at=ledger.recorded_at,
                derived=before.finding.status,
                credibility=credibility,
                evidence=documents,
            )
        )
        clerk.notes.recorded.append(f"{verdict} on c{claim.id}")
        clerk.notes.touch(claim.id)

    return _record(workspace, "assess", f"{ref} {verdict}", Options(), enter)


def link_claims(workspace: Workspace, ref: str, kind: LinkKind, other: str) -> Recorded:
    """Record that a claim entails or contradicts another (ConflictError if it would then deny itself)."""

    def enter(clerk: Clerk) -> None:
        claim = find_claim(clerk.ledger.connection, ref)
        clerk.notes.mention(claim.id)
        clerk.link(claim, kind, other, None, None)
        _raise_faults([fault.problem for fault in clerk.faults], clerk.faults)

    return _record(workspace, "link", f"{ref} {kind} {other}", Options(), enter)


def _enter(workspace: Workspace, action: str, entry: Entry, options: Options) -> Recorded:
    def enter(clerk: Clerk) -> None:
        names = Names(clerk.registry)
        sheet, problems = read_lines(_as_lines(entry), names, clerk.ledger.recorded_at, said=options.said)
        _enter_claims(clerk, sheet, _document(clerk, sheet.document, Path()))
        _raise_faults([*problems, *(fault.problem for fault in clerk.faults)], clerk.faults)

    return _record(workspace, action, entry.claim, options, enter)


def _as_lines(entry: Entry) -> Lines:
    """What was typed, as the sorted lines of a sheet: fields of the document, the claim, its fields, its phrases."""
    fields = {name: Field(name, value.strip(), 0, 1, value) for name, value in entry.fields.items()}
    header = Block(None, 0, fields={name: fields[name] for name in fields if name in _DOCUMENT_FIELDS})
    claim = Block(
        entry.claim.strip(), 0, fields={name: fields[name] for name in fields if name not in _DOCUMENT_FIELDS}
    )
    claim.phrases = [(0, phrase.strip()) for phrase in entry.phrases]
    return Lines(header, [claim])


def _check_claim_text(text: str) -> None:
    _check_words(text, "the claim", "TEXT")


def _check_words(text: str, what: str, option: str) -> None:
    if is_blank(text):
        raise UsageError(f"{what} is empty. Give it as {option}")
    if problem := bad_character(text):
        raise UsageError(f"{what}: {problem.message}")


def _enter_sheet(clerk: Clerk, file: SheetFile, options: Options) -> Iterable[Problem]:
    seen = len(clerk.faults)
    sheet, problems = read_sheet(file.content, Names(clerk.registry), clerk.ledger.recorded_at, said=options.said)
    _enter_claims(clerk, sheet, _document(clerk, sheet.document, file.directory))
    return in_order([*problems, *(fault.problem for fault in clerk.faults[seen:])])


def _document(clerk: Clerk, draft: DocumentDraft | None, directory: Path) -> int | None:
    """The document of a sheet, if it has one that can be told from others."""
    if draft is None or not (draft.url or draft.title or draft.outlet):
        return None
    if draft.text is None:
        return clerk.document(draft, text=None, sha256=None)
    content = _content(directory / draft.text)
    return clerk.document(draft, text=_text(content, draft), sha256=hashlib.sha256(content).hexdigest())


def _text(content: bytes, draft: DocumentDraft) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputFileError(f"{draft.text} is not UTF-8. Save the text as UTF-8", []) from error


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > _LONGEST_SHEET:
            raise InputFileError(f"{path} is larger than 64 MiB. Split it", [])
        return path.read_bytes()
    except FileNotFoundError as error:
        raise NotFoundError(f"file '{path}' is not there. Check its name") from error
    except (OSError, ValueError) as error:
        raise UsageError(f"file '{path}' cannot be read: {error}. Check what it is and its permissions") from error


def _enter_claims(clerk: Clerk, sheet: Sheet, document: int | None) -> None:
    """Record the claims with their attributions, then the links, which may point forward."""
    entered: list[tuple[Claim, ClaimDraft]] = []
    for draft in sheet.claims:
        claim = clerk.claim(draft)
        clerk.attributions(claim, draft.attributions, document)
        if claim is not None:
            entered.append((claim, draft))
    for claim, draft in entered:
        for kind, links in ((LinkKind.ENTAILS, draft.entails), (LinkKind.CONTRADICTS, draft.contradicts)):
            for link in links:
                clerk.link(claim, kind, link.ref, link.line, link.column)


def _refused_sheets(problems: Sequence[tuple[str, Problem]]) -> InputFileError | UnknownNamesError:
    faults = [_with_line(problem, name) for name, problem in problems]
    count = "1 error" if len(faults) == 1 else f"{len(faults)} errors"
    message = f"nothing was recorded: {count}. Correct the sheet and log it again"
    if all(problem.unknown_name for _, problem in problems):
        return UnknownNamesError(message, _unknown(problem for _, problem in problems), faults)
    return InputFileError(message, faults)


def _with_line(problem: Problem, name: str) -> str:
    """The problem with the line it is on, where there is one."""
    shown = problem.render(name)
    return f"{shown} | {problem.excerpt.strip()}" if problem.excerpt.strip() else shown


def _raise_faults(problems: Sequence[Problem], faults: Sequence[Fault]) -> None:
    """Refuse what was typed, for its one fault or all of them."""
    if not problems:
        return
    if all(problem.unknown_name for problem in problems):
        message = problems[0].message if len(problems) == 1 else "nothing was recorded: several names are not known"
        several = [problem.message for problem in problems] if len(problems) > 1 else []
        raise UnknownNamesError(message, _unknown(problems), several)
    error = faults[0].error if len(faults) == len(problems) else UsageError
    if len(problems) == 1:
        raise error(problems[0].message, suggestions=problems[0].suggestions)
    raise error(f"nothing was recorded: {len(problems)} errors", faults=[problem.message for problem in problems])


def _unknown(problems: Iterable[Problem]) -> list[tuple[str, tuple[str, ...]]]:
    """The names of sources that are not known, each once."""
    return list(dict.fromkeys((p.name, p.suggestions) for p in problems if p.name))


def _record(
    workspace: Workspace, action: str, detail: str, options: Options, enter: Callable[[Clerk], None]
) -> Recorded:
    """One revision: what is entered, and what follows from it."""
    try:
        with workspace.write(action, detail) as ledger:
            clerk = Clerk(ledger, queries.registry(ledger.connection), options.choices)
            enter(clerk)
            recorded = _close(workspace, ledger, clerk)
            _take_back_if_tried(recorded, options)
            return recorded
    except _OnlyTriedError as tried:
        return tried.recorded


def _take_back_if_tried(recorded: Recorded, options: Options) -> None:
    if options.dry_run:
        raise _OnlyTriedError(replace(recorded, revision=None))


def _close(workspace: Workspace, ledger: Ledger, clerk: Clerk) -> Recorded:
    """Read the claims concerned again and seal the revision."""
    moves = reevaluate(ledger, clerk.notes.touched, clerk.registry, workspace.policy)
    revision = ledger.seal()
    unchanged = [claim for claim in clerk.notes.mentioned if claim not in moves]
    for dossier in dossiers(ledger.connection, unchanged, clerk.registry, workspace.policy):
        for claim in dossier.claims.keys() & set(unchanged):
            moves[claim] = Move.none(answer(dossier, claim, ledger.recorded_at))
    shown = {claim: moves[claim] for claim in (*clerk.notes.mentioned, *moves) if _is_told(moves[claim], clerk, claim)}
    return Recorded(revision, clerk.notes, shown, clerk.registry)


def _is_told(move: Move, clerk: Clerk, claim: int) -> bool:
    """Whether the analyst hears of a claim: if it was named, or its status changed because of a linked one."""
    return claim in clerk.notes.mentioned or move.changed
