"""Drafting a claim sheet from an article: proposals to decide on, line by line."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from verifier.cli.options import STDOUT, DocumentOptions, grouped
from verifier.cli.session import Session
from verifier.domain.errors import UsageError
from verifier.reports.text.styled import line, visible

if TYPE_CHECKING:
    from verifier.services.drafting import Drafted

PANEL: Final = "LOG"
STDIN: Final = "-"


def register(app: typer.Typer) -> None:
    """Add the panel's commands."""
    app.command("draft", rich_help_panel=PANEL)(grouped(draft))


def draft(
    context: typer.Context,
    article: Annotated[str, typer.Argument(metavar="ARTICLE", help="Text, Markdown or HTML; - for standard input.")],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="SHEET", help="The sheet to write; - is stdout.")
    ] = None,
    edit: Annotated[bool, typer.Option("--edit", "-e", help="Decide on it in $EDITOR, and log it.")] = False,
    *,
    document: DocumentOptions,
    title: Annotated[str | None, typer.Option(help="Its title.")] = None,
    model: Annotated[str | None, typer.Option(metavar="NAME", help="A spaCy model for English.")] = None,
) -> None:
    """Propose attributions found in an article. Example: verifier draft article.html -o article.claims.md."""
    from verifier.intake.draft.article import About
    from verifier.services.record.article_drafts import drafted as drafted_of

    session: Session = context.obj
    session.refuse_past()
    source = None if article == STDIN else Path(article)
    output = None if output == STDOUT else output
    given = About(title=title, **document.given())
    drafted = drafted_of(session.workspace, _read(source), article, given, model)
    if session.json and (output or edit):
        raise UsageError("--json prints the proposals: leave out -o and -e")
    if session.json:
        session.print_json(draft_json(drafted))
    elif edit:
        _edit(session, drafted, source, output)
    elif output is not None:
        _write(session, drafted, source, output)
    else:
        _print(session, drafted, source)


def draft_json(drafted: "Drafted") -> dict[str, Any]:
    """The draft for a program; offsets are in characters (code points) of `text`."""
    about = drafted.about
    return {
        "text": drafted.article.text,
        "document": {"title": about.title, "outlet": about.outlet, "published": about.published, "url": about.url},
        "proposals": [
            {
                "source": [list(span) for span in one.source],
                "cue": [list(span) for span in one.cue],
                "content": [list(span) for span in one.content],
                "via": list(one.via),
                "origin": one.origin,
                "stance": one.stance,
                "certainty": one.certainty,
                "basis": one.basis,
                "quote": one.quote,
                "phrase": one.phrase,
                "claim": one.claim,
                "check": list(one.check),
            }
            for one in drafted.proposals
        ],
    }


def _read(source: Path | None) -> bytes:
    from verifier.services.files import read_file, read_input

    return read_input(sys.stdin.buffer) if source is None else read_file(source)


def _print(session: Session, drafted: "Drafted", source: Path | None) -> None:
    from verifier.services.drafting import sheet_of

    name = None if source is None or drafted.article.extracted else str(source)
    session.screen.out(line(row) for row in sheet_of(drafted, name).rstrip("\n").split("\n"))


def _write(session: Session, drafted: "Drafted", source: Path | None, output: Path) -> None:
    from verifier.services.drafting import write_draft

    written = write_draft(session.workspace, drafted, source, output)
    beside = "" if written.text is None else f"; the text is in {written.text}"
    new = f"{written.new} proposals" if written.new != 1 else "1 proposal"
    told = f"{new} to decide on in {written.sheet}{beside}" if written.new else f"nothing new for {written.sheet}"
    session.screen.narrate([line(visible(told))])


def _edit(session: Session, drafted: "Drafted", source: Path | None, output: Path | None) -> None:
    """Let the analyst decide in the editor, and log what was accepted."""
    from verifier.cli.commands.log import finish, log_file, log_sheet
    from verifier.cli.editing import open_editor, recorded_draft
    from verifier.services.record.actions import Options
    from verifier.services.record.article_drafts import to_decide_on

    if output is not None:
        _write(session, drafted, source, output)
        open_editor(output)
        log_file(session, output, Options())
        return
    draft = to_decide_on(drafted, source)
    options = Options(allow_outside=draft.allow_outside)
    recorded = recorded_draft(session, lambda file: log_sheet(session, options, file), dry_run=False, draft=draft)
    finish(session, recorded, dry_run=False)
