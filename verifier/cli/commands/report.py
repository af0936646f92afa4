"""The SHARE panel: CSV for colleagues."""

import sys
from pathlib import Path
from typing import Annotated, Final

import typer

from verifier.cli.commands.changes import refuse_as_of
from verifier.cli.commands.lists import QueryArgument
from verifier.cli.options import ForceOption
from verifier.cli.session import Session
from verifier.domain.errors import UsageError
from verifier.reports.text.styled import Role, Run, line, visible
from verifier.reports.text.wording import counted
from verifier.services.reporting.files import ReportFile, write_report_file
from verifier.services.reporting.reports import Period, Report, write_report
from verifier.services.review.claim_views import Asked

PANEL: Final = "SHARE"


def register(app: typer.Typer) -> None:
    """Add the panel's commands."""
    app.command("report", rich_help_panel=PANEL)(report)


def report(
    context: typer.Context,
    what: Annotated[Report, typer.Argument(metavar="WHAT", help="claims, attributions, disputed, changes or sources.")],
    query: QueryArgument = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Write to a file, whole or not at all, with a side-car."),
    ] = None,
    since: Annotated[str | None, typer.Option(metavar="WHEN", help="changes: recorded since then.")] = None,
    until: Annotated[str | None, typer.Option(metavar="WHEN", help="changes: recorded until then.")] = None,
    no_bom: Annotated[bool, typer.Option("--no-bom", help="No byte order mark in a file (Excel wants one).")] = False,
    raw: Annotated[bool, typer.Option("--raw", help="Leave cells that look like formulas as they are.")] = False,
    force: ForceOption = False,
) -> None:
    """CSV for colleagues. Example: verifier report claims -o claims.csv."""
    session: Session = context.obj
    if what is Report.CHANGES:
        refuse_as_of(session, "status changes run")
    if what is Report.SOURCES:
        session.refuse_as_of("sources")
        if query is not None:
            raise UsageError("report sources tells of every source. Leave QUERY out")
    asked = Asked(session.query(query), still_disputed=what is Report.DISPUTED, when=session.when())
    period = Period(
        session.optional_instant("--since", since, end=False), session.optional_instant("--until", until, end=True)
    )
    if session.json:
        raise UsageError("a report is CSV. For JSON ask: verifier list --json, show --json or changes --json")
    if what is not Report.CHANGES and (since or until):
        raise UsageError("--since and --until are for report changes. Elsewhere write since: or until: in the query")
    if output is None:
        write_report(session.workspace, what, asked, sys.stdout, period=period, raw=raw)
        return
    wanted = ReportFile(what, asked, output, query or "", period, raw, byte_order_mark=not no_bom)
    written = write_report_file(session.workspace, wanted, force=force)
    session.screen.narrate([line(Run(f"{counted(written.rows, 'row')} in {visible(str(output))}", Role.FAINT))])
