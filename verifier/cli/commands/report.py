"""The SHARE panel: reports for colleagues, as CSV, as a workbook, or as a page."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, NamedTuple

import typer
from msgspec.structs import replace

from verifier.cli.commands.changes import refuse_as_of
from verifier.cli.commands.lists import QueryArgument
from verifier.cli.options import STDOUT, ConfidentialOption, ForceOption, OptionGroup, grouped
from verifier.cli.screen import data_stream
from verifier.cli.session import Session
from verifier.domain.errors import UsageError
from verifier.reports.text.styled import Role, Run, line, visible
from verifier.reports.text.wording import counted
from verifier.services.outputs import Output
from verifier.services.reporting.files import ReportFile, write_report_file
from verifier.services.reporting.reports import Period, Report, write_report
from verifier.services.review.asked import Asked
from verifier.storage.statements.lazy import LazyModule

if TYPE_CHECKING:
    from verifier.services.reporting import dossier, geojson, xlsx
else:
    dossier = LazyModule("verifier.services.reporting.dossier")
    geojson = LazyModule("verifier.services.reporting.geojson")
    xlsx = LazyModule("verifier.services.reporting.xlsx")

PANEL: Final = "SHARE"


class What(StrEnum):
    """What `report` writes: the reports in tables, and a dossier."""

    CLAIMS = Report.CLAIMS.value
    ATTRIBUTIONS = Report.ATTRIBUTIONS.value
    CHANGES = Report.CHANGES.value
    DISPUTED = Report.DISPUTED.value
    SOURCES = Report.SOURCES.value
    RECORD = Report.RECORD.value
    DOSSIER = "dossier"


class Form(StrEnum):
    """In which format a report is written."""

    CSV = "csv"
    XLSX = "xlsx"
    GEOJSON = "geojson"


class Question(NamedTuple):
    """What is asked of a report: which, of which claims, recorded when, in which columns (all if none is named)."""

    report: Report
    asked: Asked
    period: Period
    columns: tuple[str, ...] = ()


class TableOptions(OptionGroup, frozen=True):
    """Which rows and columns of a table, and how it is written."""

    form: Annotated[
        Form, typer.Option("--format", help="csv, xlsx for Excel and LibreOffice, or geojson for maps.")
    ] = Form.CSV
    since: Annotated[str | None, typer.Option(metavar="WHEN", help="changes: recorded since then.")] = None
    until: Annotated[str | None, typer.Option(metavar="WHEN", help="changes: recorded until then.")] = None
    columns: Annotated[
        str | None, typer.Option(metavar="NAMES", help="Only these columns, in this order: ref,claim,status.")
    ] = None
    no_bom: Annotated[bool, typer.Option("--no-bom", help="No byte order mark in a file (Excel wants one).")] = False
    raw: Annotated[bool, typer.Option("--raw", help="Leave cells that look like formulas as they are.")] = False


class DossierOptions(OptionGroup, frozen=True):
    """What the page of a dossier says beside its claims."""

    title: Annotated[str, typer.Option(metavar="TEXT", help="dossier: its heading.")] = "Claims and who says so"
    url: Annotated[str | None, typer.Option(metavar="URL", help="dossier: where it will stand.")] = None
    publisher: Annotated[str, typer.Option(metavar="NAME", help="dossier: who reviews claims.")] = "verifier"


def register(app: typer.Typer) -> None:
    """Add the panel's commands."""
    app.command("report", rich_help_panel=PANEL)(grouped(report))


def report(
    context: typer.Context,
    what: Annotated[
        What,
        typer.Argument(metavar="WHAT", help="claims, attributions, disputed, changes, sources, record or dossier."),
    ],
    query: QueryArgument = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Write to a file, with a side-car; - is stdout."),
    ] = None,
    *,
    table: TableOptions,
    page: DossierOptions,
    confidential: ConfidentialOption = False,
    force: ForceOption = False,
) -> None:
    """CSV or XLSX for colleagues, or a dossier in HTML. Example: verifier report claims -o claims.csv."""
    session: Session = context.obj
    place = None if output == STDOUT else output
    if what is What.DOSSIER:
        if table.columns is not None or table.form is not Form.CSV:
            raise UsageError("a dossier is a page: --columns and --format are for tables. Leave them out")
        privacy = session.privacy(lifted=confidential)
        asked = Asked(session.query(query), when=session.when(), privacy=privacy)
        _dossier(session, dossier.Wanted(asked, query or "", page.title, page.url, page.publisher), place, force=force)
    else:
        question = _question(session, Report(what), query, table)
        asked = replace(question.asked, privacy=session.privacy(lifted=confidential))
        question = question._replace(asked=asked)
        if table.form is Form.XLSX:
            _xlsx(session, question, place, force=force)
        elif table.form is Form.GEOJSON:
            _geojson(session, question, place, force=force)
        else:
            _csv(session, question, query or "", place, table, force=force)
    session.tell_withheld(asked)


def _dossier(session: Session, wanted: "dossier.Wanted", output: Path | None, *, force: bool) -> None:
    """Write a dossier to a file, or to stdout."""
    if output is None:
        dossier.write_dossier(session.workspace, wanted, sys.stdout)
        return
    count = dossier.write_dossier_file(session.workspace, wanted, Output(output, session.location, force=force))
    session.screen.narrate([line(Run(f"{counted(count, 'claim')} in {visible(str(output))}", Role.FAINT))])


def _question(session: Session, what: Report, query: str | None, table: TableOptions) -> Question:
    """What is asked of a report in a table (UsageError for what does not go together)."""
    if what is Report.CHANGES:
        refuse_as_of(session, "status changes run")
    if what is Report.SOURCES:
        session.refuse_as_of("sources")
        if query is not None:
            raise UsageError("report sources tells of every source. Leave QUERY out")
    if session.json:
        raise UsageError("a report is a table. For JSON ask: verifier list --json, show --json or changes --json")
    if what is not Report.CHANGES and (table.since or table.until):
        raise UsageError("--since and --until are for report changes. Elsewhere write since: or until: in the query")
    asked = Asked(session.query(query), still_disputed=what is Report.DISPUTED, when=session.when())
    period = Period(
        session.optional_instant("--since", table.since, end=False),
        session.optional_instant("--until", table.until, end=True),
    )
    return Question(what, asked, period, _names(table.columns))


def _names(columns: str | None) -> tuple[str, ...]:
    """The columns that are named (UsageError if none is)."""
    if columns is None:
        return ()
    names = tuple(filter(None, (name.strip() for name in columns.split(","))))
    if not names:
        raise UsageError("--columns names no column. Write them with commas between: ref,claim,status")
    return names


def _csv(
    session: Session, question: Question, query: str, output: Path | None, table: TableOptions, *, force: bool
) -> None:
    """Write a report as CSV to a file, or to stdout."""
    what, asked, period, columns = question
    if output is None:
        stream = data_stream(sys.stdout)
        write_report(session.workspace, what, asked, stream, period=period, raw=table.raw, columns=columns)
        return
    wanted = ReportFile(what, asked, output, query, period, table.raw, not table.no_bom, columns)
    written = write_report_file(session.workspace, wanted, force=force)
    session.screen.narrate([line(Run(f"{counted(written.rows, 'row')} in {visible(str(output))}", Role.FAINT))])


def _xlsx(session: Session, question: Question, output: Path | None, *, force: bool) -> None:
    """Write a report as a workbook to a file, or to a stdout that is no terminal."""
    what, asked, period, columns = question
    if output is None:
        if sys.stdout.isatty():
            raise UsageError("a workbook is no text for a terminal. Give a file: -o claims.xlsx")
        xlsx.write_workbook(session.workspace, what, asked, period, sys.stdout.buffer, columns=columns)
        return
    place = Output(output, session.location, force=force)
    rows = xlsx.write_workbook_file(session.workspace, what, asked, period, place, columns=columns)
    session.screen.narrate([line(Run(f"{counted(rows, 'row')} in {visible(str(output))}", Role.FAINT))])


def _geojson(session: Session, question: Question, output: Path | None, *, force: bool) -> None:
    """Write claims with coordinates as GeoJSON to a file, or to stdout."""
    if question.report not in {Report.CLAIMS, Report.DISPUTED}:
        raise UsageError(f"{question.report} are no places. GeoJSON is made of claims: verifier report claims")
    if output is None:
        mapped = geojson.write_geojson(session.workspace, question.asked, data_stream(sys.stdout), question.columns)
    else:
        place = Output(output, session.location, force=force)
        mapped = geojson.write_geojson_file(session.workspace, question.asked, place, question.columns)
    where = "" if output is None else f" in {visible(str(output))}"
    words = f"{counted(mapped.claims, 'claim')}{where}; {mapped.elsewhere} without coordinates left out"
    session.screen.narrate([line(Run(words, Role.FAINT))])
