"""The SETUP panel: the database, the settings, the demonstration."""

from typing import Final

import typer

from verifier.cli.session import Session
from verifier.cli.settings import config_path
from verifier.reports.styled import Role, Run, line, padded, visible
from verifier.reports.wording import counted
from verifier.services import keeping

PANEL: Final = "SETUP"
_FOUND_FAULT: Final = 1


def register(app: typer.Typer) -> None:
    """Add the panel's commands."""
    db = typer.Typer(help="The database: where it is, making it, upgrading and checking it.", no_args_is_help=True)
    for name, command in (("path", db_path), ("init", db_init), ("upgrade", db_upgrade), ("check", db_check)):
        db.command(name)(command)
    config = typer.Typer(help="The settings and where each comes from.", no_args_is_help=True)
    for name, command in (("path", config_file), ("show", config_show)):
        config.command(name)(command)
    app.add_typer(db, name="db", rich_help_panel=PANEL)
    app.add_typer(config, name="config", rich_help_panel=PANEL)
    app.command("demo", rich_help_panel=PANEL)(demo)


def db_path(context: typer.Context) -> None:
    """Print where the database is. Example: verifier db path."""
    session: Session = context.obj
    if session.json:
        session.print_json({"path": str(session.location)})
    else:
        session.screen.out([line(visible(str(session.location)))])


def db_init(context: typer.Context) -> None:
    """Make the database, with the starter registry. Example: verifier db init."""
    session: Session = context.obj
    session.refuse_past()
    made = session.workspace.initialise()
    session.screen.narrate([line(f"{'made' if made else 'nothing to do: there is'} {visible(str(session.location))}")])


def db_upgrade(context: typer.Context) -> None:
    """Bring an older database up to date; a file is backed up first. Example: verifier db upgrade."""
    session: Session = context.obj
    session.refuse_past()
    backup = keeping.upgrade_database(session.workspace)
    words = "up to date" if backup is None else f"up to date; the database as it was: {visible(str(backup))}"
    session.screen.narrate([line(words)])


def db_check(context: typer.Context) -> None:
    """Check digests, statuses and log against the recorded facts; exit 1 on a fault. Example: verifier db check."""
    session: Session = context.obj
    checked = keeping.check_database(session.workspace)
    head = checked.head
    if session.json:
        session.print_json(
            {
                "sound": checked.fault is None,
                "fault": checked.fault,
                "claims": checked.claims,
                "revision": head and f"r{head.id}",
                "digest": head and head.digest,
            }
        )
    elif checked.fault is None:
        ended = f", r{head.id} {head.digest}" if head else ""
        session.screen.out([line(f"sound: {counted(checked.claims, 'claim')}{ended}")])
    else:
        session.screen.out([line(Run("not sound: ", Role.FAULT), visible(checked.fault))])
    if checked.fault is not None:
        raise typer.Exit(_FOUND_FAULT)


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


def _shown(value: object) -> str:
    """A setting's value as the config file has it."""
    return str(value).lower() if isinstance(value, bool) else visible(str(value))


def demo(context: typer.Context) -> None:
    """The worked case in a throw-away database: what is disputed, and one claim in full. Example: verifier demo."""
    from verifier.cli.demo import run_demo

    run_demo(context.obj)
