"""Documents in: recorded with their texts, and with the files that stand beside the table.

Invariant: a content is kept only if it is the one that the table names, by its digest and its size.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NamedTuple

from msgspec.structs import replace

from verifier.domain.errors import ConflictError, DatabaseError
from verifier.domain.model.claims import folded
from verifier.domain.model.statements import Document
from verifier.domain.revisions import Revision
from verifier.domain.table import CONTENTS, LEDGER
from verifier.intake.media_types import media_type
from verifier.intake.phrases.phrase import unknown_speaker
from verifier.intake.problems import Problem, quoted
from verifier.intake.tables.documents import DocumentRecord, FileDraft, read_document, text_digest
from verifier.intake.tables.read import TableRow
from verifier.services.record.evidence import keep
from verifier.services.record.incoming import LARGEST, Incoming, kept_name
from verifier.services.tables.importer import Reject, TableRun
from verifier.services.workspace import Workspace
from verifier.storage.files.contents import Directory, MissingContentError, staged, staging
from verifier.storage.files.kept import purged_contents
from verifier.storage.statements import queries


class Beside(NamedTuple):
    """Where the files of a table are, and where their contents wait to be kept."""

    store: Directory
    waiting: Path


@contextmanager
def beside(workspace: Workspace, contents: Path | None) -> Iterator[Beside | None]:
    """What stands beside a table, to be kept within this context; None if nothing does."""
    if contents is None or not contents.is_dir():
        yield None
        return
    with staging(workspace.location) as directory:
        yield Beside(Directory(contents), directory)


def table_of(path: Path) -> Path:
    """The table that a path means: of a directory the one that was exported to it, if there is one."""
    exported = path / LEDGER
    return exported if exported.is_file() else path


def contents_of(path: Path) -> Path:
    """Where the files are that a table at a path names."""
    return path.parent / CONTENTS


class _FaultyFileError(Exception):
    """What is wrong with a file beside a table."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


_AGAIN: Final = "Export it again, or leave the file out of the record"


class DocumentImporter:
    """Records the documents of one table."""

    def __init__(self, run: TableRun, found: Beside | None) -> None:
        self._run = run
        self._beside = found
        self._last = max(queries.document_numbers(run.recorder.ledger.connection), default=0)
        self._new: set[int] = set()
        self._nameless: dict[object, int] | None = None
        self._purged: tuple[dict[str, Revision], frozenset[str]] | None = None

    def enter(self, rows: Iterable[TableRow]) -> Iterator[Reject]:
        """Record the documents among records; gives those that cannot be."""
        for row in rows:
            read = read_document(row.entry, row.line, self._run.reader)
            faults = self._record(read) if isinstance(read, DocumentRecord) else read
            if faults:
                yield Reject(row, tuple(replace(problem, line=row.line, column=None) for problem in faults))
        self._run.touched.update(self._run.recorder.notes.touched)

    def _record(self, record: DocumentRecord) -> Sequence[Problem]:
        """Record a document, its text and its files; all that is wrong with them."""
        if record.place is not None and record.place in self._run.places:
            return [Problem(None, None, f"id {quoted(record.place)} was given already", "Give each id once")]
        if problem := self._outlet_fault(record):
            return [problem]
        try:
            contents = [self._content(file) for file in record.files if not self._left_out(file)]
        except _FaultyFileError as error:
            return [error.problem]
        number, faults = self._document(record)
        if faults:
            return faults
        before = len(self._run.recorder.notes.kept)
        keep(self._run.recorder, number, contents)
        self._run.counts["file"] += len(self._run.recorder.notes.kept) - before
        if record.place is not None:
            self._run.recorder.ledger.flush()
            self._run.places[record.place] = queries.documents(self._run.recorder.ledger.connection, [number])[number]
        return []

    def _outlet_fault(self, record: DocumentRecord) -> Problem | None:
        outlet = record.draft.outlet
        if outlet is None or outlet.source is not None:
            return None
        if self._run.recorder.accepts(outlet):
            return self._run.recorder.deceptive_name(outlet)
        return unknown_speaker(outlet, self._run.reader.names)

    def _document(self, record: DocumentRecord) -> tuple[int, Sequence[Problem]]:
        """The number of a document, recorded as far as it is new; what is wrong with it."""
        text = None if self._is_purged(record) else record.text
        seen = len(self._run.recorder.faults)
        known = self._known_without_address(record)
        if known is None:
            number = self._run.recorder.document(record.draft, text=text, sha256=record.sha256)
        else:
            number = known
            self._run.recorder.complete(number, record.draft)
        faults = [fault.problem for fault in self._run.recorder.faults[seen:]]
        del self._run.recorder.faults[seen:]
        self._new |= {number} if number > self._last else set()
        self._run.counts["document"] = len(self._new)
        return number, faults

    def _known_without_address(self, record: DocumentRecord) -> int | None:
        """The known document without an address that is just so by title, outlet, date and text."""
        if record.draft.url is not None:
            return None
        if self._nameless is None:
            every = queries.all_documents(self._run.recorder.ledger.connection)
            found = (read.document for read in every if read.document.url is None)
            self._nameless = {_telling(document): document.id for document in found}
        outlet = None if record.draft.outlet is None else record.draft.outlet.source or 0
        wanted = Document(0, None, record.draft.title, outlet, record.draft.published, sha256=record.sha256)
        return self._nameless.get(_telling(wanted))

    def _purges(self) -> tuple[dict[str, Revision], frozenset[str]]:
        """The contents that were purged, with the revisions that did so, and the digests of purged texts."""
        if self._purged is None:
            from verifier.storage.ledger.purges import purges_by_target  # which needs SQLAlchemy

            connection = self._run.recorder.ledger.connection
            texts = frozenset(one.text_sha256 for found in purges_by_target(connection).values() for one in found)
            self._purged = purged_contents(connection), texts
        return self._purged

    def _left_out(self, file: FileDraft) -> bool:
        """Whether a file was purged here, which is noted."""
        revision = self._purges()[0].get(file.sha256)
        if revision is not None:
            self._run.recorder.notes.left_out[file.sha256] = f"{file.name}, whose content was purged in r{revision.id}"
        return revision is not None

    def _is_purged(self, record: DocumentRecord) -> bool:
        """Whether the text of a document was purged here, which is noted."""
        if record.text is None or text_digest(record.text) not in self._purges()[1]:
            return False
        name = record.draft.url or record.draft.title or "a document"
        self._run.recorder.notes.left_out[f"text of {name}"] = f"the text of {name}, which was purged"
        return True

    def _content(self, file: FileDraft) -> Incoming:
        """A file beside the table, ready to be kept (_FaultyFileError if it is not the one that is named)."""
        named = f"the file {quoted(file.name)}, {file.sha256},"
        if self._beside is None:
            what = f"{named} is not with the table: there is no directory {CONTENTS} beside it"
            raise _FaultyFileError(Problem(None, None, what, "Import the directory as it was exported"))
        if file.size > LARGEST:
            raise _FaultyFileError(Problem(None, None, f"{named} is larger than what is kept of a file", _AGAIN))
        try:
            content = staged(self._beside.waiting, _at_most(self._beside.store.pieces(file.sha256), file.size))
        except MissingContentError as error:
            what = f"{named} is missing beside the table, or no regular file"
            raise _FaultyFileError(Problem(None, None, what, _AGAIN)) from error
        except DatabaseError as error:  # a link in the place of the directory
            raise ConflictError(error.message) from error
        if (content.sha256, content.size) != (file.sha256, file.size):
            content.path.unlink()
            raise _FaultyFileError(Problem(None, None, f"{named} was altered on the way", _AGAIN))
        name = kept_name(file.name)
        return Incoming(name, media_type(name, content.beginning), content)


def _telling(document: Document) -> object:
    """What tells documents without an address apart, as they are now."""
    published = document.published and (document.published.earliest, document.published.latest)
    return folded(document.title or ""), document.outlet, published, document.sha256


def _at_most(pieces: Iterable[bytes], size: int) -> Iterator[bytes]:
    """A content, but no more of it than one piece beyond the size that it should have."""
    for piece in pieces:
        yield piece
        size -= len(piece)
        if size < 0:
            return
