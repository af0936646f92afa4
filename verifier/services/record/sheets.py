"""Sheets, and what was typed instead of one, handed to the recorder; and how their faults are told."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from msgspec import Struct, field
from msgspec.structs import replace

from verifier.domain.errors import InputFileError, NotFoundError, UsageError, VerifierError
from verifier.domain.model.claims import Claim, LinkKind
from verifier.domain.model.time import Moment
from verifier.intake.problems import Problem, in_order
from verifier.intake.sheets.drafts import ClaimDraft, DocumentDraft
from verifier.intake.sheets.lines import DOCUMENT_FIELDS, Block, Field, Lines, sorted_lines
from verifier.intake.sheets.sheet import Sheet, read_lines, read_sheet
from verifier.intake.text import bad_character
from verifier.services.files import read_file
from verifier.services.record.archived_texts import ArchivedText, archived_text
from verifier.services.record.recorder import Fault, Recorder

_DOCUMENT_FIELDS: Final = frozenset(DOCUMENT_FIELDS)


class UnknownNamesError(NotFoundError):
    """Names of sources that are not registered, each with the closest known ones; nothing else is wrong."""

    def __init__(
        self, message: str, unknown: Sequence[tuple[str, tuple[str, ...]]], faults: Sequence[str] = ()
    ) -> None:
        super().__init__(message, suggestions=[name for _, closest in unknown for name in closest], faults=faults)
        self.unknown = tuple(unknown)


class SheetFile(Struct, frozen=True):
    """A claim sheet to log: its name, its bytes, the directory its paths start from.

    `archived` is the text it names, or why that cannot be kept, once that was read.
    """

    name: str
    content: bytes
    directory: Path = field(default_factory=Path)
    archived: ArchivedText | VerifierError | None = None

    @classmethod
    def read(cls, path: Path) -> "SheetFile":
        """The sheet in a file (NotFoundError if there is none)."""
        return cls(str(path), read_file(path), path.parent)

    def with_text(self, *, allow_outside: bool) -> "SheetFile":
        """The sheet with the text that it names."""
        named = sorted_lines(self.content).header.fields.get("text")
        if named is None or not named.value:
            return self
        try:
            archived = archived_text(named.value, self.directory, allow_outside=allow_outside)
        except VerifierError as error:
            return replace(self, archived=error)
        return replace(self, archived=archived)


class Entry(Struct, frozen=True):
    """What was typed instead of a sheet: a claim's text or ref, fields by name, phrases."""

    claim: str
    fields: Mapping[str, str] = field(default_factory=dict)
    phrases: Sequence[str] = ()


def enter_sheets(recorder: Recorder, files: Sequence[SheetFile], said: Moment | None) -> None:
    """Record sheets (InputFileError with every fault; UnknownNamesError)."""
    problems = [(file.name, problem) for file in files for problem in _enter_sheet(recorder, file, said)]
    if problems:
        raise _refused_sheets(problems)


def enter_entry(recorder: Recorder, entry: Entry, said: Moment | None) -> None:
    """Record what was typed."""
    sheet, problems = read_entry(recorder, entry, said)
    _enter_claims(recorder, sheet, document_of(recorder, sheet.document))
    refuse_faults([*problems, *(fault.problem for fault in recorder.faults)], recorder.faults)


def read_entry(recorder: Recorder, entry: Entry, said: Moment | None) -> tuple[Sheet, tuple[Problem, ...]]:
    """What was typed, as a sheet of one claim, and all that is wrong with it."""
    refuse_faults(list(field_faults(entry.fields)), ())
    return read_lines(_as_lines(entry), recorder.names, recorder.ledger.now, said=said)


def header_of(given: Mapping[str, str]) -> Lines:
    """What was typed of a document, by field, as the head of a sheet (UsageError for what no line can hold)."""
    refuse_faults(list(field_faults(given)), ())
    return Lines(
        Block(None, 0, fields={name: Field(name, value.strip(), 0, 1, value) for name, value in given.items()})
    )


def _as_lines(entry: Entry) -> Lines:
    """What was typed, as the sorted lines of a sheet: fields of the document, the claim, its fields, its phrases."""
    fields = {name: Field(name, value.strip(), 0, 1, value) for name, value in entry.fields.items()}
    header = Block(None, 0, fields={name: fields[name] for name in fields if name in _DOCUMENT_FIELDS})
    claim = Block(
        entry.claim.strip(), 0, fields={name: fields[name] for name in fields if name not in _DOCUMENT_FIELDS}
    )
    claim.phrases = [(0, phrase.strip()) for phrase in entry.phrases]
    return Lines(header, [claim])


def field_faults(given: Mapping[str, str]) -> Iterator[Problem]:
    """What is wrong with typed fields whatever they mean: characters that no line of a sheet could hold."""
    for name, value in given.items():
        if problem := bad_character(value):
            yield replace(problem, what=f"{name}: {problem.what}")


def _enter_sheet(recorder: Recorder, file: SheetFile, said: Moment | None) -> Iterable[Problem]:
    seen = len(recorder.faults)
    sheet, problems = read_sheet(file.content, recorder.names, recorder.ledger.now, said=said)
    _enter_claims(recorder, sheet, document_of(recorder, sheet.document, file.archived))
    return in_order([*problems, *(fault.problem for fault in recorder.faults[seen:])])


def document_of(
    recorder: Recorder, draft: DocumentDraft | None, archived: ArchivedText | VerifierError | None = None
) -> int | None:
    """The document of a sheet, if it has one that can be told from others, with the text it names."""
    if draft is None:
        return None
    if not (draft.url or draft.title or draft.outlet):
        if archived is not None:
            told = UsageError("nothing says which document the text is of. Give its url, its outlet, or a # title")
            recorder.fault(_unreadable(draft, told), UsageError)
        return None
    if isinstance(archived, VerifierError):
        recorder.fault(_unreadable(draft, archived), type(archived))
        archived = None
    if archived is None:
        return recorder.document(draft, text=None, sha256=None)
    recorder.notes.archived.append(archived)
    return recorder.document(draft, text=archived.text, sha256=archived.sha256)


def _unreadable(draft: DocumentDraft, error: VerifierError) -> Problem:
    """What is wrong with the file that a sheet names as its text."""
    what, _, fix = error.message.partition(". ")
    line, column, text = draft.text_line or (draft.line, None, "")
    missing = isinstance(error, NotFoundError)
    return Problem(line, column, what, fix, unknown_name=missing).placed(line, text)


def _enter_claims(recorder: Recorder, sheet: Sheet, document: int | None) -> None:
    """Record the claims with their attributions, then the links, which may point forward."""
    entered: list[tuple[Claim, ClaimDraft]] = []
    for number, draft in enumerate(sheet.claims):
        recorder.progress(number, len(sheet.claims))
        claim = recorder.claim(draft)
        recorder.attributions(claim, draft.attributions, document)
        if claim is not None:
            entered.append((claim, draft))
    for claim, draft in entered:
        for kind, links in ((LinkKind.ENTAILS, draft.entails), (LinkKind.CONTRADICTS, draft.contradicts)):
            for link in links:
                recorder.link(claim, kind, link.ref, link.line, link.column)


def _refused_sheets(problems: Sequence[tuple[str, Problem]]) -> InputFileError | UnknownNamesError:
    faults = [_with_line(problem, name) for name, problem in problems]
    count = "1 error" if len(faults) == 1 else f"{len(faults)} errors"
    message = f"nothing was recorded: {count}. Correct the sheet and log it again"
    found = [problem for _, problem in problems]
    if all(problem.name for problem in found):
        return UnknownNamesError(message, _unknown(found), faults)
    only_names = all(problem.unknown_name for problem in found)
    return InputFileError(message, faults, only_names=only_names, suggestions=_suggestions(found))


def _with_line(problem: Problem, name: str) -> str:
    """The problem with the line it is on, where there is one."""
    shown = problem.render(name)
    return f"{shown} | {problem.excerpt.strip()}" if problem.excerpt.strip() else shown


def refuse_faults(problems: Sequence[Problem], faults: Sequence[Fault]) -> None:
    """Refuse what was typed, for its one fault or all of them."""
    if not problems:
        return
    if all(problem.unknown_name for problem in problems):
        message = problems[0].message if len(problems) == 1 else "nothing was recorded: several names are not known"
        several = [problem.message for problem in problems] if len(problems) > 1 else []
        if all(problem.name for problem in problems):
            raise UnknownNamesError(message, _unknown(problems), several)
        raise NotFoundError(message, suggestions=_suggestions(problems), faults=several)
    error = faults[0].error if len(faults) == len(problems) else UsageError
    if len(problems) == 1:
        raise error(problems[0].message, suggestions=problems[0].suggestions)
    raise error(f"nothing was recorded: {len(problems)} errors", faults=[problem.message for problem in problems])


def _unknown(problems: Iterable[Problem]) -> list[tuple[str, tuple[str, ...]]]:
    """The names of sources that are not known, each once."""
    return list(dict.fromkeys((problem.name, problem.suggestions) for problem in problems))


def _suggestions(problems: Iterable[Problem]) -> list[str]:
    """The nearest names of all problems, each once."""
    return list(dict.fromkeys(near for problem in problems for near in problem.suggestions))
