"""Tables out: every claim with its links and attributions, streamed from one moment of the database."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, TextIO

from verifier.domain.batches import batches
from verifier.domain.model.claims import Claim, LinkKind
from verifier.domain.model.sources import KNOWN_TO_US, Registry
from verifier.domain.model.statements import Attribution, Document
from verifier.domain.progress import Progress, untold
from verifier.intake.phrases.writing import called, write_phrase
from verifier.intake.tables.read import TableFormat
from verifier.intake.times.format import written
from verifier.reports.files.tables import (
    TableRow,
    Words,
    assessment_record,
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
from verifier.services.review.redirects import redirects
from verifier.services.workspace import Workspace
from verifier.storage.db.transaction import Transaction
from verifier.storage.statements import queries

_written = lru_cache(maxsize=4096)(written)
_Targets = Mapping[int, tuple[tuple[LinkKind, int], ...]]


def export_table(
    workspace: Workspace,
    stream: TextIO,
    kind: TableFormat,
    *,
    everything: bool = False,
    known: int | None = None,
    progress: Progress = untold,
    privacy: Privacy | None = None,
) -> int:
    """Write every claim with its attributions, as known at a revision; gives how many rows there are.

    With `everything` the registry comes before them and the analysts' verdicts behind them, in JSON Lines. With
    `privacy` only what may leave the ledger is written, which does not import to the same.
    """
    with workspace.read() as connection:
        registry = queries.registry(connection, known)
        hidden = frozenset[int]()
        if privacy is not None:
            registry = masked(registry, confidential(connection, known))
            hidden = privacy.hidden(connection, known)
        counted = _Counted(progress)
        rows = counted(_rows(connection, registry, known, hidden))
        if everything:
            stream.writelines(map(json_line, _everything(connection, registry, rows, known, privacy)))
        elif kind is TableFormat.CSV:
            stream.writelines(table_csv(map(row_cells, rows)))
        else:
            stream.writelines(json_line(row_cells(row)) for row in rows)
        return counted.rows


def export_file(
    workspace: Workspace,
    output: Output,
    kind: TableFormat,
    *,
    everything: bool = False,
    known: int | None = None,
    progress: Progress = untold,
    privacy: Privacy | None = None,
) -> int:
    """The same into a file, with a side-car that tells it from one that was edited (ConflictError)."""

    def note(measured: Measured) -> str:
        return noted(output.path.name, "export", measured, rows=rows)

    with text_file(output, note) as stream:
        rows = export_table(
            workspace, stream, kind, everything=everything, known=known, progress=progress, privacy=privacy
        )
    return rows


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


def _everything(
    connection: Transaction,
    registry: Registry,
    rows: Iterable[TableRow],
    known: int | None,
    privacy: Privacy | None,
) -> Iterator[dict[str, Any]]:
    """One record after the other: parties, sources, claims and attributions, merged claims, verdicts."""
    hidden = frozenset[int]() if privacy is None else privacy.hidden(connection, known)
    yield from (party_record(registry.parties[name]) for name in sorted(registry.parties))
    told = (source for source, _ in told_sources(connection, registry, hidden, known) if source.name != KNOWN_TO_US)
    yield from map(source_record, sorted(told, key=lambda source: source.id))
    yield from map(row_record, rows)
    for redirect, target in redirects(connection, known):
        if target.id in hidden or (privacy is not None and privacy.hides(redirect.claim)):
            hidden |= {redirect.claim.id}
        else:
            yield merge_record(_claim_row(redirect.claim, (), {}), target, redirect.revision.reason)
    yield from _verdicts(connection, registry, known, hidden)


def _verdicts(
    connection: Transaction, registry: Registry, known: int | None, hidden: Collection[int]
) -> Iterator[dict[str, Any]]:
    """Every verdict, but for those on hidden claims."""
    for batch in batches(queries.assessments(connection, None, known)):
        claims = {claim.id: claim for claim in queries.claims_ever(connection, {a.claim for a in batch}, known)}
        documents = queries.documents(connection, {number for a in batch for number in a.evidence}, known)
        for assessment in (a for a in batch if a.claim not in hidden):
            evidence = (documents[n].url or "" for n in assessment.evidence if _is_told(documents[n], registry))
            yield assessment_record(assessment, claims[assessment.claim], evidence)


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
