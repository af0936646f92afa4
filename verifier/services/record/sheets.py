"""Claim sheets, handed to the recorder with the texts they name; and how their faults are told."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from msgspec import Struct, field
from msgspec.structs import replace

from verifier.domain.errors import InputFileError, NotFoundError, UsageError, VerifierError
from verifier.domain.model.time import Moment
from verifier.intake.problems import Problem, in_order
from verifier.intake.sheets.drafts import DocumentDraft
from verifier.intake.sheets.lines import sorted_lines
from verifier.intake.sheets.sheet import read_sheet
from verifier.services.files import read_file
from verifier.services.record.actions import (
    Act,
    Options,
    Recorded,
    UnknownNamesError,
    document_of,
    enter_claims,
    record,
    suggestions_of,
    unknown_names,
)
from verifier.services.record.incoming import ArchivedText, archived_text
from verifier.services.record.recorder import Recorder
from verifier.services.workspace import Workspace


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


def log_sheets(workspace: Workspace, files: Sequence[SheetFile], options: Options | None = None) -> Recorded:
    """Log claim sheets, all in one revision (InputFileError with every fault; UnknownNamesError)."""
    chosen = options or Options()
    names = ", ".join(file.name for file in files)
    read = [file.with_text(allow_outside=chosen.allow_outside) for file in files]
    return record(workspace, Act("log", names), chosen, lambda recorder: enter_sheets(recorder, read, chosen.said))


def enter_sheets(recorder: Recorder, files: Sequence[SheetFile], said: Moment | None) -> None:
    """Record sheets (InputFileError with every fault; UnknownNamesError)."""
    problems = [(file.name, problem) for file in files for problem in _enter_sheet(recorder, file, said)]
    if problems:
        raise _refused_sheets(problems)


def _enter_sheet(recorder: Recorder, file: SheetFile, said: Moment | None) -> Iterable[Problem]:
    seen = len(recorder.faults)
    sheet, problems = read_sheet(file.content, recorder.names, recorder.ledger.now, said=said)
    enter_claims(recorder, sheet.claims, _document_of(recorder, sheet.document, file.archived))
    return in_order([*problems, *(fault.problem for fault in recorder.faults[seen:])])


def _document_of(
    recorder: Recorder, draft: DocumentDraft | None, archived: ArchivedText | VerifierError | None
) -> int | None:
    """The document of a sheet, if it has one that can be told from others, with the text it names."""
    if draft is None or archived is None:
        return document_of(recorder, draft)
    if not draft.is_told_apart:
        told = UsageError("nothing says which document the text is of. Give its url, its outlet, or a # title")
        recorder.fault(_unreadable(draft, told), UsageError)
        return None
    if isinstance(archived, VerifierError):
        recorder.fault(_unreadable(draft, archived), type(archived))
        return document_of(recorder, draft)
    recorder.notes.archived.append(archived)
    return recorder.document(draft, text=archived.text, sha256=archived.sha256)


def _unreadable(draft: DocumentDraft, error: VerifierError) -> Problem:
    """What is wrong with the file that a sheet names as its text."""
    what, _, fix = error.message.partition(". ")
    line, column, text = draft.text_line or (draft.line, None, "")
    missing = isinstance(error, NotFoundError)
    return Problem(line, column, what, fix, unknown_name=missing).placed(line, text)


def _refused_sheets(problems: Sequence[tuple[str, Problem]]) -> InputFileError | UnknownNamesError:
    faults = [_with_line(problem, name) for name, problem in problems]
    count = "1 error" if len(faults) == 1 else f"{len(faults)} errors"
    message = f"nothing was recorded: {count}. Correct the sheet and log it again"
    found = [problem for _, problem in problems]
    if all(problem.name for problem in found):
        return UnknownNamesError(message, unknown_names(found), faults)
    only_names = all(problem.unknown_name for problem in found)
    return InputFileError(message, faults, only_names=only_names, suggestions=suggestions_of(found))


def _with_line(problem: Problem, name: str) -> str:
    """The problem with the line it is on, where there is one."""
    shown = problem.render(name)
    return f"{shown} | {problem.excerpt.strip()}" if problem.excerpt.strip() else shown
