"""The registry of sources: list, show, add, edit, import."""

from collections.abc import Iterable
from itertools import chain
from pathlib import Path
from typing import Annotated, Final

import typer

from verifier.cli.commands import registry as whole
from verifier.cli.options import DryRunOption, NameArgument, SourceOptions, grouped
from verifier.cli.outcome import finish_registry
from verifier.cli.session import Session
from verifier.domain.model.sources import SourceKind
from verifier.reports.files.json import source_json, track_record_json
from verifier.reports.log import LogEntry, log_json, log_listing
from verifier.reports.sources import source_line, source_page
from verifier.reports.text.styled import BLANK, Line, Role, Run, line
from verifier.reports.text.wording import counted
from verifier.reports.track_records import track_record_page
from verifier.services.record.sheets import SheetFile
from verifier.services.registry import sources as registry
from verifier.services.review.sources import list_sources, show_source
from verifier.services.review.track_record import track_record

PANEL: Final = "SETUP"

KindOption = Annotated[SourceKind | None, typer.Option(help="What sort of source it is.")]


def register(app: typer.Typer) -> None:
    """Add the panel's commands."""
    source = typer.Typer(help="The registry of sources, their parties and names.", no_args_is_help=True)
    for name, command in (
        ("list", list_),
        ("show", show),
        ("record", record),
        ("add", grouped(add)),
        ("edit", grouped(edit)),
        ("import", import_),
    ):
        source.command(name)(command)
    whole.register(source)
    app.add_typer(source, name="source", rich_help_panel=PANEL)


def list_(
    context: typer.Context,
    words: Annotated[str, typer.Argument(metavar="WORDS", help="Part of a name, alias, party or kind.")] = "",
) -> None:
    """The known sources. Example: verifier source list Ukraine."""
    session: Session = context.obj
    session.refuse_as_of("sources")
    found = list_sources(session.workspace, words, session.when().known)
    if session.json:
        session.print_json([source_json(entry.source, entry.attributions) for entry in found])
        return
    session.screen.out((source_line(entry.source, entry.attributions) for entry in found), fit=True)
    session.screen.narrate([line(Run(counted(len(found), "source"), Role.FAINT))])


def show(
    context: typer.Context,
    name: NameArgument,
    log: Annotated[bool, typer.Option("--log", help="And all that was recorded about it, who, when and why.")] = False,
) -> None:
    """One source in full. Example: verifier source show Moscow."""
    session: Session = context.obj
    session.refuse_as_of("sources")
    known, zone = session.when().known, session.workspace.zone.tz
    found = show_source(session.workspace, name, known)
    recorded = _log(session, name, known) if log else None
    if session.json:
        told = None if recorded is None else log_json(recorded, zone)
        session.print_json(source_json(found.source, found.attributions, told))
        return
    log_section: Iterable[Line] = ()
    if recorded is not None:
        listed = log_listing(recorded, zone, ascii_only=session.screen.ascii_only)
        log_section = chain([BLANK, line(Run("RECORDED", Role.HEADING))], listed)
    session.screen.out(chain(source_page(found.source, found.attributions), log_section))


def record(context: typer.Context, name: NameArgument) -> None:
    """What became of what a source affirmed and denied, as counts. Example: verifier source record Moscow."""
    session: Session = context.obj
    found = track_record(session.workspace, name, session.when())
    if session.json:
        session.print_json(track_record_json(found))
        return
    session.screen.out(track_record_page(found, session.screen.columns()))


def _log(session: Session, name: str, known: int | None) -> list[LogEntry]:
    # Not needed by the other commands, nor to print help.
    from verifier.services.review.history import log_of_source

    with session.workspace.read() as connection:
        return log_of_source(connection, name, known)


def add(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="The name it is known by.")],
    kind: KindOption = None,
    *,
    source: SourceOptions,
    dry_run: DryRunOption = False,
) -> None:
    """Register a source. Example: verifier source add "Depo Monitor" --kind organisation --independent."""
    session: Session = context.obj
    session.refuse_past()
    fields = source.given() | ({} if kind is None else {"kind": kind})
    done = registry.add_source(session.workspace, name, fields, dry_run=dry_run)
    finish_registry(session, done, dry_run=dry_run)


def edit(
    context: typer.Context,
    name: NameArgument,
    no_alias: Annotated[list[str] | None, typer.Option("--no-alias", help="An alias to take off.")] = None,
    kind: KindOption = None,
    *,
    source: SourceOptions,
    dry_run: DryRunOption = False,
) -> None:
    """Change what is known of a source. Example: verifier source edit Reuters --reliability B."""
    session: Session = context.obj
    session.refuse_past()
    fields = source.given() | ({} if kind is None else {"kind": kind})
    done = registry.edit_source(session.workspace, name, fields, no_alias or [], dry_run=dry_run)
    finish_registry(session, done, dry_run=dry_run)


def import_(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A registry in TOML.")],
    dry_run: DryRunOption = False,
) -> None:
    """Merge a registry of parties and sources. Example: verifier source import newsroom.toml."""
    session: Session = context.obj
    session.refuse_past()
    done = registry.import_sources(session.workspace, SheetFile.read(file), dry_run=dry_run)
    finish_registry(session, done, dry_run=dry_run)
