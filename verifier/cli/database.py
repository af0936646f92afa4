"""The SETUP panel's database: making, upgrading, checking, copying and restoring it."""

import re
from pathlib import Path
from typing import Annotated, Final

import typer

from verifier.cli.session import Session
from verifier.domain.errors import UsageError
from verifier.reports.styled import Role, Run, line, visible
from verifier.reports.wording import counted
from verifier.services import keeping, safekeeping
from verifier.services.keeping import Checked

PANEL: Final = "SETUP"
_NO: Final = 1
_DIGEST: Final = re.compile("[0-9a-f]{64}")

FileArgument = Annotated[Path, typer.Argument(metavar="FILE", help="The file of the backup.", show_default=False)]


def register(app: typer.Typer) -> None:
    """Add the panel's commands."""
    db = typer.Typer(
        help="The database: where it is, making, upgrading, checking and copying it.", no_args_is_help=True
    )
    for name, command in (
        ("path", db_path),
        ("init", db_init),
        ("upgrade", db_upgrade),
        ("check", db_check),
        ("rebuild", db_rebuild),
        ("backup", db_backup),
        ("restore", db_restore),
    ):
        db.command(name)(command)
    app.add_typer(db, name="db", rich_help_panel=PANEL)
    app.command("audit", rich_help_panel=PANEL)(audit)


def audit(
    context: typer.Context,
    head: Annotated[
        str | None,
        typer.Option(metavar="DIGEST", help="A digest noted elsewhere, such as a report's, that must be among them."),
    ] = None,
) -> None:
    """Recompute every digest, status and end of the log; exit 1 at the first difference. Example: verifier audit."""
    session: Session = context.obj
    _tell(session, keeping.check_database(session.workspace, None if head is None else _digest(head)))


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
    _tell(session, keeping.check_database(session.workspace))


def db_rebuild(context: typer.Context) -> None:
    """Make lists, counts and words again from the recorded facts, all or nothing. Example: verifier db rebuild."""
    session: Session = context.obj
    session.refuse_past()
    claims = keeping.rebuild_database(session.workspace)
    session.screen.narrate([line(f"rebuilt from the facts: {counted(claims, 'claim')}")])


def db_backup(context: typer.Context, file: FileArgument) -> None:
    """Copy the database, also while it is in use, and check the copy. Example: verifier db backup claims.backup.db."""
    session: Session = context.obj
    session.refuse_past()
    checked = safekeeping.back_up_database(session.workspace, file)
    session.screen.narrate([line(f"copied to {visible(str(file))}")])
    _tell(session, checked)


def db_restore(context: typer.Context, file: FileArgument) -> None:
    """Put back a sound backup; what there is now is kept beside. Example: verifier db restore claims.backup.db -y."""
    session: Session = context.obj
    session.refuse_past()
    _ask(session, file)
    restored = safekeeping.restore_database(session.workspace, file)
    kept = "" if restored.kept is None else f"; the database as it was: {visible(str(restored.kept))}"
    session.screen.narrate([line(f"restored from {visible(str(file))}{kept}")])
    _tell(session, restored.checked)


def _digest(text: str) -> str:
    digest = text.strip().lower()
    if not _DIGEST.fullmatch(digest):
        raise UsageError(f"--head: '{text}' is not a digest. Give all 64 hexadecimal digits")
    return digest


def _ask(session: Session, file: Path) -> None:
    """Let somebody at the terminal agree, or ask for -y."""
    if session.yes:
        return
    if not session.interactive:
        raise UsageError("restoring puts a backup in the place of the database. To do so without being asked, give -y")
    place, copy = visible(str(session.location)), visible(str(file))
    if not typer.confirm(f"put {copy} in the place of {place}, which is kept beside it?", err=True):
        session.screen.fail([line("nothing was changed")])
        raise typer.Exit(_NO)


def _tell(session: Session, checked: Checked) -> None:
    """Print what a check found; exit 1 on a fault."""
    if session.json:
        session.print_json(_as_json(checked))
    elif checked.fault is None:
        ended = f", r{checked.head.id} {checked.head.digest}" if checked.head else ""
        noted = f"; the digest asked for is that of r{checked.noted.id}" if checked.noted else ""
        session.screen.out([line(f"sound: {counted(checked.claims, 'claim')}{ended}{noted}")])
    else:
        session.screen.out([line(Run("not sound: ", Role.FAULT), visible(checked.fault))])
    if checked.fault is not None:
        raise typer.Exit(_NO)


def _as_json(checked: Checked) -> dict[str, object]:
    return {
        "sound": checked.fault is None,
        "fault": checked.fault,
        "claims": checked.claims,
        "revision": checked.head and f"r{checked.head.id}",
        "digest": checked.head and checked.head.digest,
        "noted": checked.noted and f"r{checked.noted.id}",
    }
