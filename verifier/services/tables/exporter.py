"""Tables out: every claim with its links and attributions, and every document, streamed from one moment of a ledger."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, NamedTuple, TextIO

from msgspec import Struct

from verifier.domain.batches import Progress, batches, untold
from verifier.domain.errors import UsageError
from verifier.domain.model.claims import Claim, LinkKind
from verifier.domain.model.sources import KNOWN_TO_US, Registry
from verifier.domain.model.statements import Attribution, Document
from verifier.domain.model.time import Moment
from verifier.domain.table import CONTENTS
from verifier.intake.phrases.writing import called, write_phrase
from verifier.intake.tables.documents import text_digest
from verifier.intake.tables.read import TableFormat
from verifier.intake.times.format import written
from verifier.reports.files.tables import (
    DocumentWords,
    TableRow,
    Words,
    assessment_record,
    document_record,
    json_line,
    merge_record,
    party_record,
    row_cells,
    row_record,
    source_record,
    table_csv,
)
from verifier.services.outputs import Measured, Output, noted, text_file
from verifier.services.review.privacy import Privacy, confidential, masked, told_as, told_sources
from verifier.services.review.refs import redirects
from verifier.services.workspace import Workspace
from verifier.storage.db.database import Transaction
from verifier.storage.files.contents import hand_out, keep_only, store_of
from verifier.storage.files.kept import files_of, purged_contents
from verifier.storage.statements import queries
from verifier.storage.statements.queries import document_numbers

_written = lru_cache(maxsize=4096)(written)
_Targets = Mapping[int, tuple[tuple[LinkKind, int], ...]]


class Exported(NamedTuple):
    """How many rows were written and files beside them, and how many files were not.

    `unread` tells that documents are there which have no record, as something else is masked.
    """

    rows: int
    files: int = 0
    left: int = 0
    unread: bool = False


class Wanted(Struct, frozen=True):
    """What is to be written, as known at a revision.

    With `everything` the registry and documents come before the claims and the analysts' verdicts behind them, in JSON
    Lines. With `privacy` only what may leave the ledger is written, which does not import to the same.
    """

    kind: TableFormat
    everything: bool = False
    known: int | None = None
    privacy: Privacy | None = None


def export_table(workspace: Workspace, stream: TextIO, wanted: Wanted, progress: Progress = untold) -> Exported:
    """Write every claim with its attributions."""
    with workspace.read() as connection:
        return _Export(connection, wanted, progress).write(stream)


def export_file(workspace: Workspace, output: Output, wanted: Wanted, progress: Progress = untold) -> Exported:
    """The same into a file, with a side-car that tells it from one that was edited (ConflictError)."""

    def note(measured: Measured) -> str:
        return noted(output.path.name, "export", measured, rows=done.rows)

    with workspace.read() as connection, text_file(output, note) as stream:
        done = _Export(connection, wanted, progress).write(stream)
    return done


def export_directory(workspace: Workspace, output: Output, wanted: Wanted, progress: Progress = untold) -> Exported:
    """Everything into a directory, which `output` is in: the table, and beside it the files that were kept.

    What is masked has none with it. The table is there once all else is (DatabaseError for a content that is not what
    it should be).
    """
    contents = output.path.parent / CONTENTS

    def note(measured: Measured) -> str:
        return noted(output.path.name, "export", measured, rows=done.rows, files=done.files)

    with _made(output.path.parent), workspace.read() as connection, text_file(output, note) as stream:
        export = _Export(connection, wanted, progress, files=True)
        done = export.write(stream)
        if export.contents:
            for number, _ in enumerate(hand_out(export.contents, store_of(connection), contents), 1):
                progress("files", number)
        if output.path.exists():
            keep_only(export.contents, contents)
    return done


@contextmanager
def _made(directory: Path) -> Iterator[None]:
    """A directory that only its owner may look into, unless it is there; it goes if nothing was put into it."""
    try:
        directory.mkdir(mode=0o700)
    except FileExistsError:
        yield
        return
    except OSError as error:
        raise UsageError(f"{directory} cannot be made: {error.strerror}. Choose another place") from error
    try:
        yield
    finally:
        with suppress(OSError):
            directory.rmdir()


class _Export:
    """One export on its way."""

    def __init__(
        self, connection: Transaction, wanted: Wanted, progress: Progress = untold, *, files: bool = False
    ) -> None:
        self._connection = connection
        self._wanted = wanted
        self._known = wanted.known
        self._counted = _Counted(progress)
        registry = queries.registry(connection, wanted.known)
        self._hidden, unnamed = frozenset[int](), frozenset[int]()
        if wanted.privacy is not None:
            unnamed = confidential(connection, wanted.known)
            self._hidden = wanted.privacy.hidden(connection, wanted.known)
        self._registry = masked(registry, unnamed)
        # What was read may tell of whatever is hidden; so none of it leaves with what is masked.
        self._documents = (
            None if self._hidden or unnamed else _DocumentRecords(connection, registry, wanted.known, files)
        )

    @property
    def contents(self) -> Collection[str]:
        """The digests of what goes beside the table, once that is written."""
        return () if self._documents is None else self._documents.contents.keys()

    def write(self, stream: TextIO) -> Exported:
        """Write the table."""
        rows = self._counted(_rows(self._connection, self._registry, self._known, self._hidden))
        if self._wanted.everything:
            stream.writelines(map(json_line, self._everything(rows)))
        elif self._wanted.kind is TableFormat.CSV:
            stream.writelines(table_csv(map(row_cells, rows)))
        else:
            stream.writelines(json_line(row_cells(row)) for row in rows)
        if self._documents is None:
            unread = self._wanted.everything and bool(document_numbers(self._connection, self._known))
            return Exported(self._counted.rows, unread=unread)
        return Exported(self._counted.rows, len(self.contents), self._documents.left)

    def _everything(self, rows: Iterable[TableRow]) -> Iterator[dict[str, Any]]:
        """One record after the other: parties, sources, documents, claims and attributions, merged claims, verdicts."""
        connection, registry, hidden = self._connection, self._registry, self._hidden
        yield from (party_record(registry.parties[name]) for name in sorted(registry.parties))
        told = (one for one, _ in told_sources(connection, registry, hidden, self._known) if one.name != KNOWN_TO_US)
        yield from map(source_record, sorted(told, key=lambda source: source.id))
        yield from self._documents or ()
        places = {} if self._documents is None else self._documents.places
        for row in rows:
            yield row_record(row, None if row.document is None else places.get(row.document.id))
        for redirect, target in redirects(connection, self._known):
            privacy = self._wanted.privacy
            if target.id in hidden or (privacy is not None and privacy.hides(redirect.claim)):
                hidden |= {redirect.claim.id}
            else:
                yield merge_record(_claim_row(redirect.claim, (), {}), target, redirect.revision.reason)
        yield from self._verdicts(hidden, places)

    def _verdicts(self, hidden: Collection[int], places: Mapping[int, str]) -> Iterator[dict[str, Any]]:
        """Every verdict, but for those on hidden claims."""
        for batch in batches(queries.assessments(self._connection, None, self._known)):
            claims = queries.claims_ever(self._connection, {a.claim for a in batch}, self._known)
            named = {claim.id: claim for claim in claims}
            evidence = {number for a in batch for number in a.evidence}
            documents = queries.documents(self._connection, evidence, self._known)
            for assessment in (a for a in batch if a.claim not in hidden):
                told = (n for n in assessment.evidence if _is_told(documents[n], self._registry))
                addresses = (place for n in told if (place := documents[n].url or places.get(n)))
                yield assessment_record(assessment, named[assessment.claim], addresses)


class _Counted:
    """Counts rows as they pass."""

    def __init__(self, progress: Progress) -> None:
        self.rows = 0
        self._progress = progress

    def __call__(self, rows: Iterable[TableRow]) -> Iterator[TableRow]:
        for row in rows:
            self.rows += 1
            if self.rows % 1_000 == 0:
                self._progress("rows", self.rows)
            yield row


def _is_told(document: Document, registry: Registry) -> bool:
    return document.outlet is None or registry.sources[document.outlet].name != KNOWN_TO_US


def _rows(
    connection: Transaction, registry: Registry, known: int | None, hidden: Collection[int]
) -> Iterator[TableRow]:
    targets = _targets(connection, known, hidden)
    for batch in batches(claim for claim in queries.all_claims(connection, known) if claim.id not in hidden):
        yield from _batch_rows(connection, batch, targets, registry, known)


def _targets(connection: Transaction, known: int | None, hidden: Collection[int]) -> _Targets:
    """What each claim is linked to, in the order of recording, but for what is hidden."""
    found: defaultdict[int, tuple[tuple[LinkKind, int], ...]] = defaultdict(tuple)
    for link in (link for link in queries.links(connection, known) if link.other not in hidden):
        found[link.claim] += ((link.kind, link.other),)
    return found


def _batch_rows(
    connection: Transaction, batch: Collection[Claim], targets: _Targets, registry: Registry, known: int | None
) -> Iterator[TableRow]:
    """The rows of some claims: by claim, then in the order of recording."""
    others = {other for claim in batch for _, other in targets.get(claim.id, ())}
    names = {claim.id: claim.key or claim.text for claim in queries.claims(connection, others, known)}
    said: defaultdict[int, list[Attribution]] = defaultdict(list)
    for attribution in queries.attributions(connection, {claim.id for claim in batch}, known):
        said[attribution.claim].append(attribution)
    places = {a.document for found in said.values() for a in found if a.document is not None}
    documents = queries.documents(connection, places, known)
    for claim in batch:
        bare = _claim_row(claim, targets.get(claim.id, ()), names)
        if claim.id not in said:
            yield bare
        for attribution in sorted(said[claim.id], key=lambda a: a.id):
            yield _said_row(bare, told_as(attribution, registry), documents, registry)


def _claim_row(claim: Claim, links: Iterable[tuple[LinkKind, int]], names: Mapping[int, str]) -> TableRow:
    by_kind = {kind: tuple(names[other] for found, other in links if found is kind) for kind in LinkKind}
    happened = None if claim.happened is None else _written(claim.happened)
    return TableRow(claim, happened, by_kind[LinkKind.ENTAILS], by_kind[LinkKind.CONTRADICTS])


def _said_row(
    bare: TableRow, attribution: Attribution, documents: Mapping[int, Document], registry: Registry
) -> TableRow:
    document = None if attribution.document is None else documents[attribution.document]
    outlet = None if document is None or document.outlet is None else called(registry.sources[document.outlet])
    published = None if document is None or document.published is None else _written(document.published)
    words = Words(
        phrase=write_phrase(attribution, registry),
        origin=called(registry.sources[attribution.origin]),
        via=tuple(called(registry.sources[carrier]) for carrier in attribution.carriers),
        said=_written(attribution.said),
        outlet=outlet,
        published=published,
    )
    return TableRow(bare.claim, bare.happened, bare.entails, bare.contradicts, attribution, document, words)


_DOCUMENT_BATCH: Final = 50
"""So many documents, with their texts, are in memory at a time."""


@dataclass
class _DocumentRecords:
    """The records of all documents, as known at a revision, and what they name once they were made.

    With `files` each tells the files that go beside the table. `places` are the `id`s of documents without an address,
    by number; `contents` what goes beside the table, by digest; `left` counts files that do not.
    """

    connection: Transaction
    registry: Registry
    known: int | None
    files: bool = False
    places: dict[int, str] = field(default_factory=dict)
    contents: dict[str, None] = field(default_factory=dict)
    left: int = 0

    def __iter__(self) -> Iterator[dict[str, Any]]:
        purged = purged_contents(self.connection)
        for numbers in batches(queries.document_numbers(self.connection, self.known), _DOCUMENT_BATCH):
            kept = files_of(self.connection, numbers, self.known)
            found = queries.documents(self.connection, numbers, self.known)
            for number in numbers:
                there = [file for file in kept[number] if file.sha256 not in purged]
                self.left += 0 if self.files else len(there)
                files = there if self.files else []
                self.contents.update(dict.fromkeys(file.sha256 for file in files))
                yield document_record(
                    found[number],
                    _document_words(found[number], self.registry),
                    self._place(found[number]),
                    None if (text := found[number].text) is None else text_digest(text),
                    files,
                )

    def _place(self, document: Document) -> str | None:
        """What tells a document without an address from others in the table: its number among them."""
        return None if document.url is not None else self.places.setdefault(document.id, f"#{len(self.places) + 1}")


def _document_words(document: Document, registry: Registry) -> DocumentWords:
    """The outlet and the times of a document in words."""
    return DocumentWords(
        None if document.outlet is None else called(registry.sources[document.outlet]),
        _words(document.published),
        _words(document.retrieved),
        _words(document.retracted),
        _words(document.captured),
    )


def _words(moment: Moment | None) -> str | None:
    return None if moment is None else written(moment)
