"""Documents from what archiving tools left, from the command line."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from verifier.cli.commands.tables import delimiter_of
from verifier.cli.options import DryRunOption
from verifier.cli.outcome import outcome_json, some, tell_outcome
from verifier.cli.session import Session
from verifier.intake.tables.read import Notation, encoding_of
from verifier.reports.documents import kept_file_json
from verifier.reports.text.styled import Line, Role, Run, line, visible
from verifier.reports.text.wording import counted
from verifier.services.record.actions import Options
from verifier.services.record.archives import ArchiveImport, import_archive


def import_(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A WACZ, or Auto Archiver's sheet as CSV or XLSX.")],
    encoding: Annotated[str, typer.Option(metavar="NAME", help="The encoding of a sheet, such as cp1252.")] = "utf-8",
    delimiter: Annotated[str, typer.Option(metavar="CHARACTER", help="What parts its columns, or tab.")] = ",",
    dry_run: DryRunOption = False,
) -> None:
    """Documents that an archiving tool saved. Example: verifier document import archived.csv."""
    session: Session = context.obj
    session.refuse_past()
    notation = Notation(encoding_of(encoding), delimiter_of(delimiter))
    done = import_archive(session.workspace, file, Options(dry_run=dry_run), notation)
    if session.json:
        kept = [{"document": f"d{one.document}", **kept_file_json(one)} for one in done.recorded.notes.kept]
        told = {"files": kept, "nothing_archived": done.left, "elsewhere": list(done.elsewhere)}
        session.print_json({**outcome_json(done.recorded, session.workspace.zone.tz), **told})
    session.screen.narrate(_told(done))
    tell_outcome(session, done.recorded, dry_run=dry_run)


def _told(done: ArchiveImport) -> Iterator[Line]:
    """What was kept, and what was not."""
    if kept := done.recorded.notes.kept:
        names = dict.fromkeys(file.name for file in kept)
        yield line(f"kept {visible(some(list(names)))} with {counted(len(kept), 'document')}")
    if done.left:
        yield line(Run(f"{counted(done.left, 'link')} left out, of which nothing was archived", Role.NEUTRAL))
    if done.elsewhere:
        words = f"not kept, as not beside the sheet: {visible(some(list(done.elsewhere)))}"
        yield line(Run(words, Role.NEUTRAL))
