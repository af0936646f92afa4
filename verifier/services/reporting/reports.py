"""CSV reports: streamed from one moment of the database."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Any, Final, TextIO, TypeVar

from msgspec import Struct

from verifier.domain.batches import batches
from verifier.domain.errors import UsageError
from verifier.domain.model.statements import Attribution
from verifier.domain.rules.live import LiveRecords
from verifier.domain.rules.status import hear_until
from verifier.intake.nearest import nearest
from verifier.intake.phrases.writing import write_phrase
from verifier.reports.changes import Change
from verifier.reports.files.columns import (
    ATTRIBUTIONS,
    CHANGES,
    CLAIMS,
    SOURCES,
    TRACK_RECORDS,
    Column,
    Said,
    cells,
    claim_cells,
    header,
)
from verifier.reports.files.csv import Cell, csv_text
from verifier.reports.files.told import told_lines
from verifier.services.evaluate.evaluator import claim_groups
from verifier.services.review import claim_views
from verifier.services.review.asked import Asked
from verifier.services.review.changes import changes
from verifier.services.review.privacy import told_as, told_sources, visible
from verifier.services.review.track_record import track_records
from verifier.services.workspace import Workspace
from verifier.storage.db.database import Transaction
from verifier.storage.lists.lists import told
from verifier.storage.statements import queries

_LINES: Final = 1000


class Report(StrEnum):
    """What there are reports of."""

    CLAIMS = "claims"
    ATTRIBUTIONS = "attributions"
    DISPUTED = "disputed"
    CHANGES = "changes"
    SOURCES = "sources"
    RECORD = "record"


class Period(Struct, frozen=True):
    """From when to when changes were recorded (microseconds UTC, both included)."""

    since: int | None = None
    until: int | None = None


@dataclass
class Written:
    """How much a report holds."""

    rows: int = 0

    def counting(self, rows: Iterable[Sequence[Cell]]) -> Iterator[Sequence[Cell]]:
        """The rows, counted as they pass."""
        for row in rows:
            self.rows += 1
            yield row


class Table(Struct, frozen=True):
    """A report before it is written: its columns, those that tell one row from another, and its rows.

    `lines`, where there are, give the same rows as lines of CSV, raw or not: only quicker.
    """

    columns: Sequence[Column[Any]]
    key: tuple[str, ...]
    rows: Iterator[list[Cell]]
    lines: Callable[[bool], Iterator[str]] | None = None

    def with_columns(self, names: Sequence[str]) -> "Table":
        """The same rows in some of the columns, in the order of their names (UsageError with the nearest)."""
        columns = chosen(self.columns, names)
        places = [self.header.index(name) for name in header(columns)]
        return Table(columns, self.key, ([row[place] for place in places] for row in self.rows))

    @property
    def header(self) -> list[str]:
        """The names of the columns."""
        return header(self.columns)

    def text(self, written: Written, *, raw: bool) -> Iterator[str]:
        """The report as CSV, in pieces, its rows counted as they pass."""
        if self.lines is None:
            yield from csv_text(self.header, written.counting(self.rows), raw=raw)
            return
        yield from csv_text(self.header, ())
        for some in batches(self.lines(raw), _LINES):
            written.rows += len(some)
            yield "".join(some)


def write_report(
    workspace: Workspace,
    report: Report,
    asked: Asked,
    stream: TextIO,
    *,
    period: Period | None = None,
    raw: bool = False,
    columns: Sequence[str] = (),
) -> Written:
    """Write a report to a stream as CSV; gives how many rows it has."""
    written = Written()
    with workspace.read() as connection:
        found = table(connection, workspace, report, asked, period or Period(), columns=columns)
        stream.writelines(found.text(written, raw=raw))
    return written


def table(
    connection: Transaction,
    workspace: Workspace,
    report: Report,
    asked: Asked,
    period: Period,
    *,
    columns: Sequence[str] = (),
) -> Table:
    """A report's rows, read as they are consumed; with all columns, or those named (UsageError)."""
    found = _table(connection, workspace, report, asked, period)
    return found.with_columns(columns) if columns else found


def _table(connection: Transaction, workspace: Workspace, report: Report, asked: Asked, period: Period) -> Table:
    asked = claim_views.present(connection, workspace, asked)
    match report:
        case Report.CLAIMS | Report.DISPUTED:
            answers = claim_views.answers(connection, workspace, asked)
            as_kept = asked.when.is_present and not (asked.privacy and claim_views.tells_less(connection, asked))
            kept = partial(_kept, connection, workspace, asked) if as_kept else None
            return Table(CLAIMS, ("ref",), (claim_cells(answered) for answered in answers), kept)
        case Report.ATTRIBUTIONS:
            numbers = sorted(claim_views.numbers(connection, asked, claim_views.instant(workspace, asked.when)))
            said = _said(connection, workspace, numbers, asked)
            return Table(ATTRIBUTIONS, ("ref",), (cells(ATTRIBUTIONS, row) for row in said))
        case Report.CHANGES:
            changes = _changes(connection, asked, period)
            return Table(CHANGES, ("revision", "ref"), (cells(CHANGES, change) for change in changes))
        case Report.RECORD:
            records = track_records(connection, workspace, asked)
            tallies = ((record, tally) for record in records for tally in record.tallies)
            key = ("source", "official", "stance", "what", "settled")
            return Table(TRACK_RECORDS, key, (cells(TRACK_RECORDS, tally) for tally in tallies))
        case Report.SOURCES:
            registry, hidden = asked.registry(connection), asked.hidden(connection)
            sources = told_sources(connection, registry, hidden, asked.when.known)
            return Table(SOURCES, ("name",), (cells(SOURCES, source) for source in sources))


def _kept(connection: Transaction, workspace: Workspace, asked: Asked, raw: bool) -> Iterator[str]:  # noqa: FBT001 - the one thing a table's lines are asked
    """The claims asked for at present, as they are kept, in lines of CSV."""
    now = workspace.clock()
    rows = told(connection, asked.query, now, still_disputed=asked.still_disputed, limit=asked.limit)
    return told_lines(rows, now, queries.policy(connection).stale_days, raw=raw)


def rows_on(
    connection: Transaction, workspace: Workspace, report: Report, claims: Iterable[int], asked: Asked
) -> Iterator[list[Cell]]:
    """A report's rows on these claims as far as they are known, whatever was asked; none of the log and registry."""
    found = [c.id for batch in batches(claims) for c in queries.claims(connection, batch, asked.when.known)]
    known = visible(found, asked.hidden(connection))
    match report:
        case Report.CLAIMS | Report.DISPUTED:
            at = claim_views.instant(workspace, asked.when)
            answers = claim_views.answers_on(connection, known, asked, at)
            return (claim_cells(answered) for answered in answers)
        case Report.ATTRIBUTIONS:
            return (cells(ATTRIBUTIONS, row) for row in _said(connection, workspace, known, asked))
        case Report.CHANGES | Report.SOURCES | Report.RECORD:
            return iter(())


def _changes(connection: Transaction, asked: Asked, period: Period) -> Iterator[Change]:
    until = min((at for at in (period.until, asked.when.said) if at is not None), default=None)
    since, query, known, privacy = period.since, asked.query, asked.when.known, asked.privacy
    return changes(connection, since=since, until=until, query=query, known=known, privacy=privacy)


def _said(connection: Transaction, workspace: Workspace, numbers: Iterable[int], asked: Asked) -> Iterator[Said]:
    """The attributions of these claims: by claim, then in the order said."""
    at, known = claim_views.instant(workspace, asked.when), asked.when.known
    registry = asked.registry(connection)
    for batch in batches(numbers):
        wanted = frozenset(batch)
        for dossier in claim_groups(connection, batch, registry, known):
            hearing = hear_until(dossier.case, at)
            heard = [a for a in dossier.attributions if a.claim in wanted and a.said.said_by(at)]
            documents = queries.documents(connection, {a.document for a in heard if a.document is not None}, known)
            for a in heard:
                told = told_as(a, registry)
                document = documents.get(told.document) if told.document is not None else None
                outlet = document.outlet if document else None
                yield Said(
                    claim=dossier.claims[a.claim],
                    attribution=told,
                    origin=registry.sources[a.origin],
                    carriers=tuple(registry.sources[carrier].name for carrier in a.carriers),
                    document=document,
                    outlet=None if outlet is None else registry.sources[outlet].name,
                    phrase=write_phrase(told, registry),
                    live=_is_live(hearing, a),
                )


def _is_live(hearing: LiveRecords, attribution: Attribution) -> bool:
    return hearing.is_live(attribution.id)


Row = TypeVar("Row")


def chosen(columns: Sequence[Column[Row]], names: Sequence[str]) -> Sequence[Column[Row]]:
    """The columns of these names in their order, all if none is named (UsageError with the nearest)."""
    known = {column.name: column for column in columns}
    for index, name in enumerate(names):
        if name not in known:
            near = nearest(name, known, cutoff=0.5)
            hint = f"Did you mean {near[0]}? " if near else ""
            what = f"'{name}' is no column of this report. {hint}Columns are {', '.join(header(columns))}"
            raise UsageError(what, suggestions=near)
        if name in names[:index]:
            raise UsageError(f"the column '{name}' is given twice. Leave out one")
    return [known[name] for name in names] if names else columns
