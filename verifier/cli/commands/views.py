"""The SHARE panel: what other programs need to know to read the database's views."""

from typing import Final

import typer

from verifier.cli.session import Session

PANEL: Final = "SHARE"


def register(app: typer.Typer) -> None:
    """Add the panel's commands."""
    views = typer.Typer(help="The views that other programs read.", no_args_is_help=True)
    views.command("datasette")(datasette)
    views.callback()(_together)
    app.add_typer(views, name="views", rich_help_panel=PANEL)


def _together() -> None:
    """The views that other programs read."""


def datasette(context: typer.Context) -> None:
    """Print the metadata by which Datasette shows the ledger. Example: verifier views datasette."""
    from verifier.services.reporting.datasette import metadata

    session: Session = context.obj
    session.refuse_moment("views datasette")
    session.print_json(metadata(session.workspace))
