"""The LOG panel: claims with their attributions, further attributions, verdicts, links."""

import sys
from pathlib import Path
from typing import Annotated, Final

import typer

from verifier.cli import completing, last
from verifier.cli.asking import retried
from verifier.cli.likeness import taken
from verifier.cli.options import RefArgument
from verifier.cli.outcome import outcome_json, tell_outcome
from verifier.cli.session import Session
from verifier.domain.errors import UsageError
from verifier.domain.model.claims import ClaimKind, LinkKind, Verdict
from verifier.services.files import read_input
from verifier.services.record.actions import Options, Recorded, assess_claim, link_claims, log_entry, log_sheets, say_of
from verifier.services.record.recorder import Choices
from verifier.services.record.sheets import Entry, SheetFile

PANEL: Final = "LOG"
STDIN: Final = "-"

NewOption = Annotated[bool, typer.Option("--new", help="Accept names that are not known, with nothing established.")]
DryRunOption = Annotated[bool, typer.Option("--dry-run", "-n", help="Show what would be recorded; record nothing.")]
SaidOption = Annotated[str | None, typer.Option(metavar="WHEN", help="When it was said, where a phrase has no @.")]
UrlOption = Annotated[str | None, typer.Option(help="Where it was read.")]
OutletOption = Annotated[
    str | None, typer.Option(metavar="SOURCE", autocompletion=completing.sources, help="Whose document that is.")
]
PublishedOption = Annotated[str | None, typer.Option(metavar="WHEN", help="When the document was published.")]
HappenedOption = Annotated[str | None, typer.Option(metavar="WHEN", help="When it is said to have happened.")]
PlaceOption = Annotated[str | None, typer.Option(help="Where.")]
KeyOption = Annotated[str | None, typer.Option(help="A short name for the claim, such as bryansk-strike.")]
KindOption = Annotated[ClaimKind | None, typer.Option(help="What sort of proposition it is.")]
PartiesOption = Annotated[str | None, typer.Option(help="Parties whose word is wanted, with commas between.")]
AgainstOption = Annotated[str | None, typer.Option(help="Parties whose interest it hurts.")]
FavoursOption = Annotated[str | None, typer.Option(help="Parties whose interest it serves.")]
MeasureOption = Annotated[str | None, typer.Option(help="What is counted, if the claim is a number.")]
TagOption = Annotated[list[str] | None, typer.Option(help="A tag; may be given again.")]


def register(app: typer.Typer) -> None:
    """Add the panel's commands."""
    app.command("log", rich_help_panel=PANEL)(log)
    app.command("say", rich_help_panel=PANEL)(say)
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
    url: UrlOption = None,
    outlet: OutletOption = None,
    published: PublishedOption = None,
    said: SaidOption = None,
    happened: HappenedOption = None,
    place: PlaceOption = None,
    key: KeyOption = None,
    kind: KindOption = None,
    parties: PartiesOption = None,
    against: AgainstOption = None,
    favours: FavoursOption = None,
    measure: MeasureOption = None,
    tag: TagOption = None,
    new: NewOption = False,
    allow_outside: Annotated[
        bool, typer.Option("--allow-outside", help="Let sheets archive texts from outside their own directory.")
    ] = False,
    dry_run: DryRunOption = False,
) -> None:
    """Log a claim with its attributions, or sheets. Example: verifier log "Kyiv struck Bryansk" -a "Moscow says"."""
    session: Session = context.obj
    session.refuse_past()
    fields = {
        "key": key, "kind": kind, "happened": happened, "place": place, "parties": parties, "against": against,
        "favours": favours, "measure": measure, "tags": ", ".join(tag) if tag else None,
        "url": url, "outlet": outlet, "published": published,
    }  # fmt: skip
    given = {name: value for name, value in fields.items() if value is not None}
    options = Options(Choices(accept_all=new), session.said(said), dry_run, allow_outside)
    ways = [way for way, used in (("TEXT", text is not None), ("--file", bool(file)), ("--edit", edit)) if used]
    if len(ways) != 1:
        raise UsageError(
            f"give one of TEXT, --file and --edit, not {' and '.join(ways) or 'none'}. See: verifier log --help"
        )
    if text is None and (given or attribution):
        raise UsageError("a sheet has its fields and attributions inside: leave the other options out")
    if text is not None:
        entry = Entry(taken(session, text, dry_run=dry_run), given, tuple(attribution or ()))
        finish(
            session,
            retried(session, options, lambda chosen: log_entry(session.workspace, entry, chosen)),
            dry_run=dry_run,
        )
    elif edit:
        _log_edited(session, options)
    else:
        _log_files(session, file or [], options)


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
    url: UrlOption = None,
    outlet: OutletOption = None,
    published: PublishedOption = None,
    said: SaidOption = None,
    new: NewOption = False,
    dry_run: DryRunOption = False,
) -> None:
    """Further attributions for a known claim. Example: verifier say c1 "Kyiv denies @ 2024-11-21"."""
    session: Session = context.obj
    session.refuse_past()
    fields = {"url": url, "outlet": outlet, "published": published}
    given = {name: value for name, value in fields.items() if value is not None}
    options = Options(Choices(accept_all=new), session.said(said), dry_run)
    entry = Entry(session.claim_ref(ref), given, tuple(phrases))
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
        last.remember(session.location, claim)
    if session.json:
        session.print_json(outcome_json(recorded, session.workspace.zone.tz))
    tell_outcome(session, recorded, dry_run=dry_run)
