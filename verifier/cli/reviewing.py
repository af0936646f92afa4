"""The REVIEW panel: what is disputed, which claims there are, one claim in full, what changed."""

from pathlib import Path
from typing import Annotated, Final

import typer

from verifier.cli import last
from verifier.cli.session import Session
from verifier.domain.errors import UsageError
from verifier.reports.changes import Change, changes_listing
from verifier.reports.detail import Page, detail
from verifier.reports.json import Context, answer_json, change_json, full_answer_json
from verifier.reports.listing import listing
from verifier.reports.row_changes import Fate, row_change_json, row_changes_listing
from verifier.reports.styled import Role, Run, line
from verifier.reports.times import iso
from verifier.reports.wording import counted
from verifier.services import reviewing
from verifier.services.reviewing import Asked
from verifier.storage import queries

PANEL: Final = "REVIEW"
_FOUND: Final = 1

QueryArgument = Annotated[
    str | None,
    typer.Argument(
        metavar="QUERY", help="Words, and status: who: party: via: tag: key: since: until: stale: by: fields."
    ),
]
CheckOption = Annotated[bool, typer.Option("--check", help="Exit 1 if anything is listed.")]
LimitOption = Annotated[int | None, typer.Option(min=1, help="List no more than this many.")]


def register(app: typer.Typer) -> None:
    """Add the panel's commands."""
    app.command("disputed", rich_help_panel=PANEL)(disputed)
    app.command("list", rich_help_panel=PANEL)(list_)
    app.command("show", rich_help_panel=PANEL)(show)
    app.command("changes", rich_help_panel=PANEL)(changes)


def disputed(
    context: typer.Context, query: QueryArgument = None, check: CheckOption = False, limit: LimitOption = None
) -> None:
    """What is still disputed: newest first. Example: verifier disputed "tag:bryansk"."""
    _list(context.obj, query, limit, still_disputed=True, check=check)


def list_(
    context: typer.Context, query: QueryArgument = None, check: CheckOption = False, limit: LimitOption = None
) -> None:
    """Any claims, by when they entered their status. Example: verifier list "status:unconfirmed who:Moscow"."""
    _list(context.obj, query, limit, still_disputed=False, check=check)


def _list(session: Session, query: str | None, limit: int | None, *, still_disputed: bool, check: bool) -> None:
    asked = Asked(session.query(query), still_disputed, session.when(), limit)
    count = _list_json(session, asked) if session.json else _list_lines(session, asked)
    if check and count:
        raise typer.Exit(_FOUND)


def _list_json(session: Session, asked: Asked) -> int:
    with session.workspace.read() as connection:
        zone = session.workspace.zone.tz
        context = Context(queries.registry(connection, asked.when.known), zone=zone)
        found = [answer_json(answered, context) for answered in reviewing.answers(connection, session.workspace, asked)]
    session.print_json(found)
    return len(found)


def _list_lines(session: Session, asked: Asked) -> int:
    found = reviewing.list_claims(session.workspace, asked)
    screen = session.screen
    screen.out(listing(found.claims, found.at, ascii_only=screen.ascii_only), fit=True)
    count = _count(len(found.claims), found.total, still_disputed=asked.still_disputed)
    hint = f"  verifier show c{found.claims[0].number}" if found.claims else "  verifier log --help"
    screen.narrate([line(Run(f"{count}{hint}", Role.FAINT))])
    return len(found.claims)


def _count(listed: int, total: int, *, still_disputed: bool) -> str:
    if listed == total:
        return counted(listed, "claim") + (" still disputed" if still_disputed else "")
    return f"{listed} {'still disputed, ' if still_disputed else ''}of {counted(total, 'claim')}"


def show(
    context: typer.Context, ref: Annotated[str, typer.Argument(metavar="REF", help="c12, a key, or . for the last.")]
) -> None:
    """One claim: status, why, sides, who is awaited, its course, what would change it. Example: verifier show c1."""
    session: Session = context.obj
    shown = reviewing.show(session.workspace, session.claim_ref(ref), session.when())
    last.remember(session.location, shown.full.answer.claim.id)
    if session.json:
        session.print_json(full_answer_json(shown.full, shown.context))
        return
    page = Page(session.screen.columns(), shown.at, session.screen.ascii_only)
    session.screen.out(detail(shown.full, shown.context, page))


def changes(
    context: typer.Context,
    query: QueryArgument = None,
    since: Annotated[str | None, typer.Option(metavar="WHEN", help="Only what was recorded since then.")] = None,
    until: Annotated[str | None, typer.Option(metavar="WHEN", help="Only what was recorded until then.")] = None,
    since_report: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Instead: which rows of a report file are no longer true."),
    ] = None,
) -> None:
    """Status changes, by recorded time, oldest first. Example: verifier changes --since yesterday."""
    session: Session = context.obj
    if since_report is not None:
        if query is not None or since is not None or until is not None:
            raise UsageError("--since-report asks what the report asked. Leave out QUERY, --since and --until")
        _rows_no_longer_true(session, since_report)
        return
    found = list(recorded_changes(session, query, since, until))
    if session.as_of is not None:
        words = "changes run along the time of recording: --as-of was taken for --until"
        session.screen.narrate([line(Run(words, Role.FAINT))])
    if session.json:
        session.print_json([change_json(change, session.workspace.zone.tz) for change in found])
        return
    screen = session.screen
    screen.out(changes_listing(found, session.workspace.zone.tz, ascii_only=screen.ascii_only), fit=True)
    screen.narrate([line(Run(f"{counted(len(found), 'change')}  verifier report changes -o changes.csv", Role.FAINT))])


def _rows_no_longer_true(session: Session, file: Path) -> None:
    # Not needed by the commands that list, whose start-up is paid all day.
    from verifier.services.comparing import compare_report

    compared = compare_report(session.workspace, file, session.when())
    if session.json:
        session.print_json([row_change_json(change) for change in compared.changes])
        return
    screen = session.screen
    screen.out(row_changes_listing(compared.changes, ascii_only=screen.ascii_only), fit=True)
    new = sum(change.fate is Fate.NEW for change in compared.changes)
    untrue = len(compared.changes) - new
    words = f"{untrue} of {counted(compared.rows, 'row')} no longer true, {new} listed now"
    made = iso(compared.note.created, session.workspace.zone.tz)
    screen.narrate([line(Run(f"{words}  verifier changes --since {made}", Role.FAINT))])


def recorded_changes(session: Session, query: str | None, since: str | None, until: str | None) -> list[Change]:
    """The changes a command asks for."""
    when = session.when()
    last_instant = min(
        (at for at in (when.said, session.optional_instant("--until", until, end=True)) if at is not None), default=None
    )
    with session.workspace.read() as connection:
        return list(
            reviewing.changes(
                connection,
                since=session.optional_instant("--since", since, end=False),
                until=last_instant,
                query=session.query(query) if query else None,
                known=when.known,
            )
        )
