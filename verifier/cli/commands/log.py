"""The LOG panel: claims with their attributions, further attributions, verdicts, links."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Final

import typer

from verifier.cli import completing
from verifier.cli.asking import retried, taken
from verifier.cli.options import (
    ClaimOptions,
    DocumentOptions,
    DryRunOption,
    NewOption,
    RefArgument,
    SaidOption,
    grouped,
)
from verifier.cli.outcome import outcome_json, tell_outcome
from verifier.cli.session import Session
from verifier.domain.errors import UsageError
from verifier.domain.model.claims import ClaimKind, LinkKind, Verdict
from verifier.services.files import read_input
from verifier.services.record.actions import Entry, Options, Recorded, assess_claim, link_claims, log_entry, say_of
from verifier.services.record.recorder import Choices
from verifier.services.record.sheets import SheetFile, log_sheets

PANEL: Final = "LOG"
STDIN: Final = "-"


def register(app: typer.Typer) -> None:
    """Add the panel's commands."""
    app.command("log", rich_help_panel=PANEL)(grouped(log))
    app.command("say", rich_help_panel=PANEL)(grouped(say))
    app.command("assess", rich_help_panel=PANEL)(assess)
    app.command("link", rich_help_panel=PANEL)(link)


def log(
    context: typer.Context,
    text: Annotated[str | None, typer.Argument(metavar="TEXT", help="The claim, in one sentence.")] = None,
    attribution: Annotated[
        list[str] | None, typer.Option("--attribution", "-a", metavar="PHRASE", help="Who says so; may be given again.")
    ] = None,
    file: Annotated[
        list[str] | None, typer.Option("--file", "-f", metavar="SHEET", help="A claim sheet, - for standard input.")
    ] = None,
    edit: Annotated[bool, typer.Option("--edit", "-e", help="Write a sheet in $EDITOR.")] = False,
    *,
    document: DocumentOptions,
    said: SaidOption = None,
    claim: ClaimOptions,
    kind: Annotated[ClaimKind | None, typer.Option(help="What sort of proposition it is.")] = None,
    new: NewOption = False,
    allow_outside: Annotated[
        bool, typer.Option("--allow-outside", help="Let sheets archive texts from outside their own directory.")
    ] = False,
    dry_run: DryRunOption = False,
) -> None:
    """Log a claim with its attributions, or sheets. Example: verifier log "Kyiv struck Bryansk" -a "Moscow says"."""
    session: Session = context.obj
    session.refuse_past()
    given = document.given() | claim.given() | ({} if kind is None else {"kind": kind})
    options = Options(Choices(accept_all=new), session.said(said), dry_run, allow_outside)
    _refuse_other_than_one({"TEXT": text is not None, "--file": bool(file), "--edit": edit})
    if text is None and (given or attribution):
        raise UsageError("a sheet has its fields and attributions inside: leave the other options out")
    if text is not None:
        entry = Entry(taken(session, text, dry_run=dry_run), given, tuple(attribution or ()))
        recorded = retried(session, options, lambda chosen: log_entry(session.workspace, entry, chosen))
        finish(session, recorded, dry_run=dry_run)
    elif edit:
        _log_edited(session, options)
    else:
        _log_files(session, file or [], options)


def _refuse_other_than_one(ways: Mapping[str, bool]) -> None:
    """Refuse none of the ways to log, and more than one (UsageError)."""
    used = [way for way, is_used in ways.items() if is_used]
    if len(used) != 1:
        raise UsageError(
            f"give one of TEXT, --file and --edit, not {' and '.join(used) or 'none'}. See: verifier log --help"
        )


def _log_files(session: Session, names: list[str], options: Options) -> None:
    files = [SheetFile("stdin", read_input(sys.stdin.buffer)) if n == STDIN else SheetFile.read(Path(n)) for n in names]
    recorded = retried(session, options, lambda chosen: log_sheets(session.workspace, files, chosen))
    finish(session, recorded, dry_run=options.dry_run)


def _log_edited(session: Session, options: Options) -> None:
    """Open the editor until the sheet has no fault, or the analyst gives up."""
    from verifier.cli.editing import recorded_draft

    recorded = recorded_draft(session, lambda file: log_sheet(session, options, file), dry_run=options.dry_run)
    finish(session, recorded, dry_run=options.dry_run)


def log_file(session: Session, path: Path, options: Options) -> None:
    """Log one sheet, and tell what was recorded."""
    _log_files(session, [str(path)], options)


def log_sheet(session: Session, options: Options, file: SheetFile) -> Recorded:
    """Log a sheet that was read."""
    return retried(session, options, lambda chosen: log_sheets(session.workspace, [file], chosen))


def say(
    context: typer.Context,
    ref: RefArgument,
    phrases: Annotated[list[str], typer.Argument(metavar="PHRASE...", help="Who takes which stance.")],
    *,
    document: DocumentOptions,
    said: SaidOption = None,
    new: NewOption = False,
    dry_run: DryRunOption = False,
) -> None:
    """Further attributions for a known claim. Example: verifier say c1 "Kyiv denies @ 2024-11-21"."""
    session: Session = context.obj
    session.refuse_past()
    options = Options(Choices(accept_all=new), session.said(said), dry_run)
    entry = Entry(session.claim_ref(ref), document.given(), tuple(phrases))
    finish(session, retried(session, options, lambda chosen: say_of(session.workspace, entry, chosen)), dry_run=dry_run)


def assess(
    context: typer.Context,
    ref: RefArgument,
    verdict: Annotated[Verdict, typer.Argument(metavar="VERDICT", help="confirmed, refuted, unverifiable or lifted.")],
    why: Annotated[str, typer.Option("--why", help="The reason, in a sentence or more.")],
    evidence: Annotated[
        list[str] | None,
        typer.Option(metavar="DOCUMENT", help="An address, a ref such as d3, or a file to keep; may be given again."),
    ] = None,
    credibility: Annotated[
        int | None, typer.Option(min=1, max=6, help="1 (confirmed) to 6 (cannot be judged).")
    ] = None,
) -> None:
    """The analyst's own verdict. Example: verifier assess c1 refuted --why "No damage seen"."""
    session: Session = context.obj
    session.refuse_past()
    recorded = assess_claim(
        session.workspace, session.claim_ref(ref), verdict, why, evidence=evidence or (), credibility=credibility
    )
    finish(session, recorded, dry_run=False)


def link(
    context: typer.Context,
    ref: RefArgument,
    kind: Annotated[LinkKind, typer.Argument(metavar="KIND", help="entails or contradicts.")],
    other: Annotated[str, typer.Argument(metavar="REF", autocompletion=completing.refs, help="The other claim.")],
) -> None:
    """Link two claims. Example: verifier link c2 entails c1."""
    session: Session = context.obj
    session.refuse_past()
    finish(
        session, link_claims(session.workspace, session.claim_ref(ref), kind, session.claim_ref(other)), dry_run=False
    )


def finish(session: Session, recorded: Recorded, *, dry_run: bool) -> None:
    """Tell what was recorded, and keep the claim in mind."""
    claim = next(iter(recorded.notes.mentioned), None)
    if claim is not None and (recorded.revision is not None or recorded.notes.repeated):
        session.remember(claim)
    if session.json:
        session.print_json(outcome_json(recorded, session.workspace.zone.tz))
    tell_outcome(session, recorded, dry_run=dry_run)
