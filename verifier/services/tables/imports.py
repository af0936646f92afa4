"""Tables in: rows read, judged and recorded some thousand at a time, all in one revision.

Invariant: without --keep-going a table with a fault leaves nothing behind; with it, a row with a fault does not. What
is known already is recorded no second time, so a table may be imported again, and rejected rows once corrected.
"""

import gc
from codecs import getincrementalencoder
from collections import Counter
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from verifier.domain.batches import Progress, batches, untold
from verifier.domain.duplicates import Similar
from verifier.domain.errors import InputFileError
from verifier.domain.model.claims import Status
from verifier.domain.model.sources import Registry
from verifier.domain.revisions import Revision
from verifier.domain.table import DOCUMENT
from verifier.intake.phrases.names import Names
from verifier.intake.problems import Problem
from verifier.intake.registry.read import RegistryDraft, check_registry
from verifier.intake.tables.foreign import ForeignFormat, foreign_rows
from verifier.intake.tables.maps import TableMap
from verifier.intake.tables.read import MERGE, USUAL, UTF_8, Notation, TableFormat, TableRow, read_table
from verifier.intake.tables.rows import RowReader
from verifier.reports.files.tables import Rejected, rejects_csv, rejects_jsonl
from verifier.services.evaluate.evaluator import reread
from verifier.services.record.recorder import Choices, Recorder
from verifier.services.registry_changes import apply_registry
from verifier.services.review.documents import Retraction
from verifier.services.tables.deferred import MergeImporter, VerdictImporter
from verifier.services.tables.documents import Beside, DocumentImporter, beside
from verifier.services.tables.importer import Reject, TableImporter, TableRun
from verifier.services.workspace import DryRunRollback, Workspace
from verifier.storage.ledger.ledger import Ledger
from verifier.storage.statements import queries

_BATCH_ROWS: Final = 5_000
_MADE_BETWEEN: Final = 200_000
_REGISTRY_TABLES: Final = ("party", "source")


class Foreign(NamedTuple):
    """How a table of another tool is written, and how it is read as one of ours."""

    kind: ForeignFormat
    map: TableMap


class Table(NamedTuple):
    """A table to import: its name, its bytes, how it is written; `foreign` if it is another tool's.

    `contents` is the directory of the files that its documents name.
    """

    name: str
    stream: BinaryIO
    kind: TableFormat
    notation: Notation = USUAL
    foreign: Foreign | None = None
    contents: Path | None = None

    def rows(self, notation: Notation) -> Generator[TableRow, None, None]:
        """The rows of the table (InputFileError if it is none); to be closed before the stream is."""
        if self.foreign is None:
            return read_table(self.stream, self.name, self.kind, notation)
        return self.foreign.map.rows(foreign_rows(self.stream, self.name, self.foreign.kind, notation))


class ImportOptions(Struct, frozen=True):
    """Whether to accept unknown names, to record the good rows of a table with bad ones, and whether only to try."""

    accept_new: bool = False
    keep_going: bool = False
    dry_run: bool = False


class Changed(NamedTuple):
    """A claim known before whose status the table changed."""

    claim: int
    text: str
    before: Status
    after: Status


@dataclass
class Imported:
    """What an import did: how much of each kind is new or was known, what moved, what was rejected.

    `left_out` tells by ref what was not recorded again, as a correction took it out, and what became of it.
    `redirected` tells by ref of merged claims that rows named, and into which they were merged.
    `similar` are known claims that a new one is like, by its number; `uncompared` counts new ones not compared.
    `retracted` are documents that had been retracted and from which rows were recorded all the same.
    """

    rows: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    new_statuses: Counter[Status] = field(default_factory=Counter)
    changed: list[Changed] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    left_out: dict[str, str] = field(default_factory=dict)
    redirected: dict[str, str] = field(default_factory=dict)
    similar: dict[int, tuple[Similar, ...]] = field(default_factory=dict)
    uncompared: int = 0
    retracted: list[Retraction] = field(default_factory=list)
    revision: Revision | None = None


def unkept(_: Iterable[bytes]) -> None:
    """Keep no rejected rows."""


def import_table(
    workspace: Workspace,
    table: Table,
    options: ImportOptions,
    progress: Progress = untold,
    keep: Callable[[Iterable[bytes]], object] = unkept,
) -> Imported:
    """Record a table, in one revision (InputFileError with every fault, unless told to keep going).

    The rejected rows are handed to `keep`, as a table of their own, before anything is recorded for good.
    """
    notation = replace(table.notation, verbatim=options.keep_going)
    done, rows = Imported(), table.rows(notation)
    write = workspace.write("import", table.name)
    found = beside(workspace, table.contents)
    with closing(rows), _undisturbed(), found as files, suppress(DryRunRollback), write as ledger:
        _Import(ledger, table.name, options, done=done, progress=progress, files=files).run(rows)
        if options.dry_run:
            raise DryRunRollback
        keep(_rejects(done.rejects, table))
        done.revision = ledger.seal()
    return done


def _rejects(rejects: Iterable[Reject], table: Table) -> Iterator[bytes]:
    """The rejected rows as they were written, with their reasons, in the encoding of their table."""
    encoding = table.notation.encoding
    rejected = (
        Rejected(reject.row.written.header, reject.row.written.row, _encodable(_reason(reject), encoding))
        for reject in rejects
        if reject.row.written is not None
    )
    csv = table.kind is TableFormat.CSV
    written = rejects_csv(rejected, table.notation.delimiter) if csv else rejects_jsonl(rejected)
    encoder = getincrementalencoder("utf-8" if encoding == UTF_8 else encoding)("surrogateescape")
    return map(encoder.encode, written)


def _reason(reject: Reject) -> str:
    return f"line {reject.row.line}: {reasons(reject.problems)}"


def _encodable(text: str, encoding: str) -> str:
    """The text with what its encoding does not have written out."""
    return text.encode(encoding, "backslashreplace").decode(encoding)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Python looks for circles of garbage less often, as millions of objects are made, and hardly any in a circle."""
    usual = gc.get_threshold()
    gc.set_threshold(_MADE_BETWEEN, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)


class _Import:
    """One import on its way."""

    def __init__(
        self,
        ledger: Ledger,
        name: str,
        options: ImportOptions,
        *,
        done: Imported,
        progress: Progress,
        files: Beside | None,
    ) -> None:
        self._files = files
        self._ledger = ledger
        self._name = name
        self._options = options
        self._done = done
        self._progress = progress
        self._touched: dict[int, None] = {}

    def run(self, rows: Iterator[TableRow]) -> None:
        """Record the rows of a table, and read the claims concerned again."""
        self._ledger.expect_many()
        registry, rows = self._registry(rows)
        names = Names(registry)
        recorder = Recorder(self._ledger, names, Choices(accept_all=self._options.accept_new))
        run = TableRun(recorder, RowReader(names, self._ledger.now), self._done.counts, self._touched)
        documents, claims = DocumentImporter(run, self._files), TableImporter(run)
        merges, verdicts = MergeImporter(run), VerdictImporter(run)
        for batch in batches(rows, _BATCH_ROWS):
            self._done.rejects += documents.enter([row for row in batch if row.record == DOCUMENT])
            self._done.rejects += claims.enter([row for row in batch if row.record is None])
            self._done.rejects += merges.keep([row for row in batch if row.record == MERGE])
            self._done.rejects += verdicts.keep([row for row in batch if row.record not in {None, DOCUMENT, MERGE}])
            self._done.rows += len(batch)
            self._progress("rows", self._done.rows)
        self._done.rejects += chain(claims.link(), merges.enter(), verdicts.enter())
        self._done.rejects.sort(key=lambda reject: reject.row.line)
        self._done.counts["source"] += len(recorder.notes.new_sources)
        self._done.left_out |= recorder.notes.left_out
        self._done.redirected |= recorder.notes.redirected
        self._done.similar |= recorder.notes.similar
        self._done.uncompared += recorder.notes.uncompared
        self._done.retracted += recorder.notes.retracted.values()
        if self._done.rejects and not self._options.keep_going:
            raise refusal(self._name, self._done.rejects)
        self._reread(recorder.registry)

    def _registry(self, rows: Iterator[TableRow]) -> tuple[Registry, Iterator[TableRow]]:
        """The registry with the entries the table begins with, and the rows behind them."""
        known = queries.registry(self._ledger.connection)
        entries: dict[str, list[object]] = {name: [] for name in _REGISTRY_TABLES}
        for row in rows:
            if row.record not in entries:
                rows = chain([row], rows)
                break
            entries[row.record].append(dict(row.entry))
        if not any(entries.values()):
            return known, rows
        draft = check_registry(entries, known)
        if not isinstance(draft, RegistryDraft):
            raise _refused([problem.render(self._name) for problem in draft], only_names=False)
        change = apply_registry(self._ledger, known, draft)
        self._done.counts["entry"] += len(change.added) + len(change.replaced)
        self._ledger.flush()
        self._touched.update(dict.fromkeys(queries.claims_of_sources(self._ledger.connection, change.sources)))
        return queries.registry(self._ledger.connection), rows

    def _reread(self, registry: Registry) -> None:
        changed: dict[int, tuple[Status, Status]] = {}
        for number, move in enumerate(reread(self._ledger, self._touched, registry), 1):
            before, after = move.before, move.after.state
            if before is None:
                self._done.new_statuses[after.status] += 1
            elif before.status != after.status:
                changed[after.claim] = before.status, after.status
            self._progress("claims", number)
        for batch in batches(changed):
            for claim in queries.claims(self._ledger.connection, batch):
                self._done.changed.append(Changed(claim.id, claim.text, *changed[claim.id]))


def refusal(name: str, rejects: Iterable[Reject]) -> InputFileError:
    """All that is wrong with the rows of a table, each fault with its line."""
    problems = [problem for reject in rejects for problem in reject.problems]
    only_names = all(problem.unknown_name for problem in problems)
    suggestions = dict.fromkeys(near for problem in problems for near in problem.suggestions)
    return _refused([problem.render(name) for problem in problems], only_names=only_names, suggestions=suggestions)


def _refused(faults: list[str], *, only_names: bool, suggestions: Iterable[str] = ()) -> InputFileError:
    count = "1 error" if len(faults) == 1 else f"{len(faults)} errors"
    message = f"nothing was recorded: {count}. Correct the table, or record its good rows with --keep-going"
    return InputFileError(message, faults, only_names=only_names, suggestions=tuple(suggestions))


def reasons(problems: Iterable[Problem]) -> str:
    """Why a row was rejected, in one cell."""
    return " ".join(replace(problem, line=None, column=None).render() for problem in problems)
