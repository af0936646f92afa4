"""The SETUP panel's database: making, upgrading, checking, copying, moving and restoring it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from verifier.cli.auditing import tell
from verifier.cli.progress import progress_bar
from verifier.cli.session import Session
from verifier.domain.errors import UsageError
from verifier.domain.model.claims import Claim
from verifier.domain.model.time import SECOND
from verifier.reports.text.styled import Line, Role, Run, line, visible
from verifier.reports.text.times import iso
from verifier.reports.text.wording import counted
from verifier.storage.db.location import Location
from verifier.storage.statements.lazy import LazyModule

if TYPE_CHECKING:
    from verifier.services.maintenance import backups, check, clock, copy, create, rebuild, upgrade
    from verifier.services.review import similar
    from verifier.storage.db.roles import Granting
else:
    backups = LazyModule("verifier.services.maintenance.backups")
    check = LazyModule("verifier.services.maintenance.check")
    clock = LazyModule("verifier.services.maintenance.clock")
    copy = LazyModule("verifier.services.maintenance.copy")
    create = LazyModule("verifier.services.maintenance.create")
    rebuild = LazyModule("verifier.services.maintenance.rebuild")
    similar = LazyModule("verifier.services.review.similar")
    upgrade = LazyModule("verifier.services.maintenance.upgrade")

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
        ("set-clock", db_set_clock),
        ("backup", db_backup),
        ("restore", db_restore),
        ("copy", db_copy),
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
    deep: Annotated[
        bool, typer.Option("--deep", help="Replay the whole log too: takes about as long as recording it all did.")
    ] = False,
) -> None:
    """Recompute every digest, signature, status and end of the log; exit 1 at a difference. Example: verifier audit."""
    session: Session = context.obj
    session.refuse_moment("audit")
    noted = None if head is None else _digest(head)
    with progress_bar(session.screen) as progress:
        checked = check.check_database(session.workspace, noted, deep=deep, progress=progress)
    tell(session, checked)


def db_path(context: typer.Context) -> None:
    """Print where the database is. Example: verifier db path."""
    session: Session = context.obj
    if session.json:
        session.print_json({"path": str(session.location)})
    else:
        session.screen.out([line(visible(str(session.location)))])


def db_init(context: typer.Context) -> None:
    """Make the database, with the starter registry; on a server also its roles. Example: verifier db init."""
    session: Session = context.obj
    session.refuse_past()
    done = create.establish(session.workspace)
    place = visible(str(session.location))
    session.screen.narrate([line(f"{'made' if done.made else 'nothing to do: there is'} {place}")])
    _tell_adverse(session, done.adverse)
    _tell_roles(session, done.granting)


def _tell_adverse(session: Session, pairs: Sequence[tuple[str, str]]) -> None:
    """Whom the registry of a new database takes for adverse: a judgement, that a desk may want to take back."""
    if not pairs:
        return
    named = "; ".join(visible(f"{one} and {other}") for one, other in pairs)
    told = (
        f"adverse in its registry, which is a judgement, are {counted(len(pairs), 'pair')} of parties: {named}.",
        (
            "Since when and on what ground: verifier source pack list. "
            "Take one back: verifier source party NAME --not-adverse-to OTHER"
        ),
    )
    session.screen.narrate([line(text) for text in told])


def db_upgrade(
    context: typer.Context,
    reports: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[REPORT]...", help="With -n: report files that it may falsify."),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", "-n", help="Only tell which statuses change.")] = False,
) -> None:
    """Bring an older database up to date; a file is backed up first. Example: verifier db upgrade -n."""
    session: Session = context.obj
    session.refuse_past()
    if dry_run:
        _tell_preview(session, upgrade.try_upgrade(session.workspace, reports or []))
        return
    if reports:
        raise UsageError("report files are for -n, which tells which of them an upgrade falsifies. Add -n")
    backup, granting = create.bring_up_to_date(session.workspace)
    words = "up to date" if backup is None else f"up to date; the database as it was: {visible(str(backup))}"
    session.screen.narrate([line(words)])
    session.screen.narrate(_same_text(similar.twins(session.workspace)))
    _tell_roles(session, granting)


def _same_text(found: Iterable[Sequence[Claim]]) -> Iterator[Line]:
    """The claims that have one text and stay apart."""
    for first, *others in found:
        refs = ", ".join(f"c{claim.id}" for claim in others)
        told = f"c{first.id} says the same as {refs}: {visible(first.text)}"
        yield line(f"{told} (what is logged of it from now on means c{first.id})")


def _tell_preview(session: Session, found: "upgrade.UpgradePreview") -> None:
    """Which statuses an upgrade would change, and which reports it would falsify."""
    for move in found.moves:
        before = "new" if move.before is None else f"{move.before.status} (derived {move.before.derived})"
        after = f"{move.after.status} (derived {move.after.finding.status})"
        session.screen.out([line(f"c{move.after.claim.id}  {before} -> {after}  {visible(move.after.claim.text)}")])
    for path, rows in found.falsified:
        session.screen.out([line(f"{visible(str(path))}: {counted(rows, 'row')} would no longer be true")])
    told = f"{counted(len(found.moves), 'claim')} would change status; nothing was recorded"
    session.screen.narrate([line(told)])


def db_check(context: typer.Context) -> None:
    """Check digests, statuses and log against the recorded facts; exit 1 on a fault. Example: verifier db check."""
    session: Session = context.obj
    session.refuse_moment("db check")
    tell(session, check.check_database(session.workspace))


def db_rebuild(
    context: typer.Context,
    scheduler: Annotated[
        str | None,
        typer.Option(metavar="ADDRESS", help="Work statuses out on this Dask scheduler, such as tcp://host:8786."),
    ] = None,
    read_from: Annotated[
        str | None,
        typer.Option(metavar="PLACE", help="What its workers read: the database as they reach it, or a replica."),
    ] = None,
) -> None:
    """Make lists, counts and words again from the recorded facts, all or nothing. Example: verifier db rebuild."""
    session: Session = context.obj
    session.refuse_past()
    if scheduler is None:
        if read_from is not None:
            raise UsageError("--read-from is for the workers of a scheduler. Give it too: --scheduler ADDRESS")
        claims = rebuild.rebuild_database(session.workspace)
    else:
        place = None if read_from is None else Location.parse(read_from)
        claims = rebuild.rebuild_on(session.workspace, scheduler, place)
    session.screen.narrate([line(f"rebuilt from the facts: {counted(claims, 'claim')}")])


def db_set_clock(
    context: typer.Context,
    why: Annotated[str, typer.Option("--why", help="The reason, which is recorded.")],
) -> None:
    """Go on by the present clock after one that was ahead. Example: verifier db set-clock --why "A wrong year"."""
    session: Session = context.obj
    session.refuse_past()
    revision = clock.set_clock(session.workspace, why)
    dated = iso(revision.recorded_at // SECOND * SECOND, session.settings.zone.tz)
    session.screen.narrate([line(f"recorded in r{revision.id}, dated {dated}; what follows counts on from it")])


def db_backup(context: typer.Context, file: FileArgument) -> None:
    """Copy the database, also while it is in use, and check the copy. Example: verifier db backup claims.backup.db."""
    session: Session = context.obj
    session.refuse_past()
    checked = backups.back_up_database(session.workspace, file)
    session.screen.narrate([line(f"copied to {visible(str(file))}")])
    tell(session, checked)


def db_restore(context: typer.Context, file: FileArgument) -> None:
    """Put back a sound backup; what there is now is kept beside. Example: verifier db restore claims.backup.db -y."""
    session: Session = context.obj
    session.refuse_past()
    _ask(session, file)
    restored = backups.restore_database(session.workspace, file)
    kept = "" if restored.kept is None else f"; the database as it was: {visible(str(restored.kept))}"
    session.screen.narrate([line(f"restored from {visible(str(file))}{kept}")])
    tell(session, restored.checked)


def db_copy(
    context: typer.Context,
    source: Annotated[str, typer.Argument(metavar="FROM", help="File or URL of the database.", show_default=False)],
    target: Annotated[
        str, typer.Argument(metavar="TO", help="A new file, or the URL of an empty database.", show_default=False)
    ],
) -> None:
    """Copy a ledger to a new file or to a server, digests and all. Example: verifier db copy case.db copy.db."""
    session: Session = context.obj
    session.refuse_past()
    original, place = replace(session.workspace, location=Location.parse(source)), Location.parse(target)
    try:
        with progress_bar(session.screen) as progress:
            checked = copy.copy_database(original, place, progress)
    finally:
        original.close()
    session.screen.narrate([line(f"copied {visible(str(original.location))} to {visible(str(place))}")])
    tell(session, checked)


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


def _tell_roles(session: Session, granting: "Granting | None") -> None:
    """Say which roles there are to be given to people, or who has to make them and how."""
    if granting is None:
        return
    reader, analyst, owner = map(visible, granting.roles.all)
    if not granting.lacking:
        session.screen.narrate([line(f"roles to give to people: {reader}, {analyst}, {owner}")])
        return
    told = "the roles do not have their rights, as this user may not do all that takes. An administrator has to run"
    session.screen.fail(
        [
            line(Run("warning: ", Role.FAULT), told),
            *(line(f"  {visible(statement)};") for statement in granting.lacking),
            line("and after that, once more: verifier db init"),
        ]
    )
