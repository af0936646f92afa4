"""The review screen's command: the screen where there is a terminal, elsewhere the list it would begin with."""

import os
import sys
from typing import Annotated, Final

import typer

from verifier.cli.commands import lists
from verifier.cli.commands.lists import QueryArgument
from verifier.cli.session import Session
from verifier.cli.settings import THEMES
from verifier.domain.errors import UsageError
from verifier.reports.text.styled import Role, Run, line, visible

PANEL: Final = "REVIEW"
_DUMB: Final = ("dumb", "unknown")


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("review", rich_help_panel=PANEL)(review)


def review(
    context: typer.Context,
    query: QueryArgument = None,
    theme: Annotated[str | None, typer.Option(help="dark or light.", metavar="THEME")] = None,
) -> None:
    """The interactive screen: what is still disputed, and acting on it. Example: verifier review tag:bryansk."""
    session: Session = context.obj
    if theme is not None and theme not in THEMES:
        raise UsageError(f"--theme is one of {', '.join(THEMES)}, not '{theme}'")
    if not all(stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr)):
        lacking = "no terminal to review on"
    elif not _can_be_drawn_on():
        lacking = f"a terminal of type '{os.environ['TERM']}' has no place for a screen"
    else:
        _run(session, query, theme or session.settings.text("theme"))
        return
    session.screen.narrate([line(Run(f"{visible(lacking)}: this is what is still disputed", Role.FAINT))])
    lists.disputed(context, query)


def _run(session: Session, query: str | None, theme: str) -> None:
    from verifier.cli.editing import open_editor
    from verifier.services.review.last_look import last_look
    from verifier.tui.app import ReviewApp
    from verifier.tui.state import Review

    look = last_look(session.workspace)
    state = Review(session.workspace, query or "", session.when(), session.moment, look)
    if not query and session.when().is_present:
        state.restore()
    state.open()
    _settle_color(session.settings.text("color"))
    app = ReviewApp(
        state,
        editor=open_editor,
        remapped=session.settings.keys,
        theme=theme,
        ascii_only=session.screen.ascii_only,
    )
    app.run()
    state.leave()
    if app.return_code:
        raise typer.Exit(app.return_code)


def _can_be_drawn_on() -> bool:
    """Whether the cursor of the terminal can be moved, as far as it is known; a dumb one only goes on to the next."""
    kind = os.environ.get("TERM", "")
    try:
        import curses
    except ImportError:
        return kind not in _DUMB
    try:
        curses.setupterm(kind or None)
    except curses.error:  # a type that this machine has no description of may well be able to
        return kind not in _DUMB
    return curses.tigetstr("cup") is not None


def _settle_color(color: str) -> None:
    # Textual takes any NO_COLOR for a yes, an empty one too, and knows nothing of --color.
    wanted = color == "always" or (color == "auto" and not os.environ.get("NO_COLOR"))
    if wanted:
        os.environ.pop("NO_COLOR", None)
    else:
        os.environ["NO_COLOR"] = "1"
