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
_LOCAL: Final = "127.0.0.1"
_LOCAL_HOSTS: Final = (_LOCAL, "localhost", "::1")
_SERVED: Final = "TEXTUAL_DRIVER"
"""Set by whatever has a screen of its own for Textual to draw on."""
_DUMB: Final = ("dumb", "unknown")


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("review", rich_help_panel=PANEL)(review)


def review(
    context: typer.Context,
    query: QueryArgument = None,
    theme: Annotated[str | None, typer.Option(help="dark or light.", metavar="THEME")] = None,
    read_only: Annotated[bool, typer.Option("--read-only", help="Look only: nothing can be recorded.")] = False,
    web: Annotated[bool, typer.Option("--web", help="In a browser on this machine, at a one-time address.")] = False,
    host: Annotated[str, typer.Option(help="With --web: another host, together with --read-only.")] = _LOCAL,
    port: Annotated[int, typer.Option(help="With --web: the port.", min=1, max=65535)] = 8765,
) -> None:
    """The interactive screen: what is still disputed, and acting on it. Example: verifier review tag:bryansk."""
    session: Session = context.obj
    if theme is not None and theme not in THEMES:
        raise UsageError(f"--theme is one of {', '.join(THEMES)}, not '{theme}'")
    if web:
        words = [*([query] if query else []), "--theme", theme or session.settings.text("theme")]
        _serve(session, words, host, port, read_only)
        return
    if _SERVED not in os.environ and not all(stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr)):
        lacking = "no terminal to review on"
    elif _SERVED not in os.environ and not _can_be_drawn_on():
        lacking = f"a terminal of type '{os.environ['TERM']}' has no place for a screen"
    else:
        _run(session, query, theme or session.settings.text("theme"), read_only)
        return
    session.screen.narrate([line(Run(f"{visible(lacking)}: this is what is still disputed", Role.FAINT))])
    lists.disputed(context, query)


def _serve(session: Session, words: list[str], host: str, port: int, read_only: bool) -> None:
    """Serve the screen to a browser, with the settings of this command in the environment of the one it runs."""
    if host not in _LOCAL_HOSTS and not read_only:
        raise UsageError(f"--host {host} can be reached by others. Give --read-only with it, or leave it out")
    try:
        from verifier.cli.web import ReviewServer
    except ImportError as error:
        raise UsageError("--web needs textual-serve. Run: pip install 'verifier-ledger[web]'") from error
    workspace = session.workspace
    with workspace.read():  # a database that cannot be read is told here
        pass
    os.environ |= {
        "VERIFIER_DB": str(workspace.location.path or session.settings.text("db")),
        "VERIFIER_ANALYST": workspace.analyst,
        "VERIFIER_TZ": session.settings.text("tz"),
    }
    given = (("--as-of", session.as_of), ("--known-at", session.known_at))
    options = [part for name, value in given if value for part in (name, value)]
    flags = [*(["--ascii"] if session.screen.ascii_only else []), *(["--read-only"] if read_only else [])]

    def told(address: str) -> None:
        session.screen.narrate([line(f"the review screen is at {address}"), line(Run("Ctrl+C ends it", Role.FAINT))])

    ReviewServer(["review", *words, *options, *flags], host, port, told).serve()


def _run(session: Session, query: str | None, theme: str, read_only: bool) -> None:
    from verifier.cli.editing import open_editor
    from verifier.services.review.last_look import last_look
    from verifier.tui.app import ReviewApp
    from verifier.tui.state import Review

    look = last_look(session.workspace)
    privacy = session.privacy(lifted=False)
    state = Review(session.workspace, query or "", session.when(), session.moment, look, privacy=privacy)
    state.read_only = read_only
    if not query and session.when().is_present:
        state.restore()
    _settle_color(session.settings.text("color"))
    app = ReviewApp(
        state,
        editor=open_editor,
        remapped=session.settings.keys,
        theme=theme,
        ascii_only=session.screen.ascii_only,
    )
    app.run()
    if app.failure:
        raise app.failure
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
