"""The SETUP panel: the settings, the demonstration."""

from typing import Final

import typer

from verifier.cli.session import Session
from verifier.cli.settings import config_path
from verifier.reports.text.styled import Role, Run, line, padded, visible
from verifier.services.starter import json_schema

PANEL: Final = "SETUP"


def register(app: typer.Typer) -> None:
    """Add the panel's commands."""
    config = typer.Typer(help="The settings, and the schema of what is printed as JSON.", no_args_is_help=True)
    for name, command in (("path", config_file), ("show", config_show), ("schema", config_schema)):
        config.command(name)(command)
    app.add_typer(config, name="config", rich_help_panel=PANEL)
    app.command("demo", rich_help_panel=PANEL)(demo)


def config_file(context: typer.Context) -> None:
    """Print where the config file is looked for. Example: verifier config path."""
    session: Session = context.obj
    session.screen.out([line(visible(str(config_path())))])


def config_show(context: typer.Context) -> None:
    """Print each setting and where it comes from. Example: verifier config show."""
    session: Session = context.obj
    shown = {name: (session.shown_setting(name), found.origin) for name, found in session.settings.found.items()}
    if session.json:
        session.print_json({name: {"value": value, "origin": origin} for name, (value, origin) in shown.items()})
        return
    session.screen.out(
        line(Run(padded(name, 9), Role.STRONG), f"{_shown(value)}  ", Run(f"({origin})", Role.FAINT))
        for name, (value, origin) in shown.items()
    )


def config_schema(context: typer.Context) -> None:
    """Print the JSON Schema of what --json prints. Example: verifier config schema."""
    session: Session = context.obj
    session.screen.out_text(json_schema().read_text("utf-8"))


def _shown(value: object) -> str:
    """A setting's value as the config file has it."""
    return str(value).lower() if isinstance(value, bool) else visible(str(value))


def demo(context: typer.Context) -> None:
    """The worked case in a throw-away database: what is disputed, and one claim in full. Example: verifier demo."""
    from verifier.cli.commands.demo import run_demo

    run_demo(context.obj)
