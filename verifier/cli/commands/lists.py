"""The REVIEW panel: what is disputed, which claims there are, one claim in full or at two moments."""

from collections.abc import Iterator
from datetime import tzinfo
from itertools import chain
from typing import Annotated, Final

import typer

from verifier.cli import completing
from verifier.cli.options import RefArgument
from verifier.cli.session import Session
from verifier.domain.errors import UsageError
from verifier.domain.query import FIELDS
from verifier.reports.detail import detail
from verifier.reports.files.json import Context, answer_json, full_answer_json
from verifier.reports.listing import listing
from verifier.reports.log import LogEntry, log_json, log_listing
from verifier.reports.text.page import Page
from verifier.reports.text.styled import BLANK, Line, Role, Run, line, wrapped
from verifier.reports.text.wording import counted
from verifier.services.review import claim_views
from verifier.services.review.asked import Asked
from verifier.services.review.moments import known_revision
from verifier.storage.statements import queries

PANEL: Final = "REVIEW"
_FOUND: Final = 1

QueryArgument = Annotated[
    str | None,
    typer.Argument(
        metavar="QUERY",
        autocompletion=completing.terms,
        help=f"Words, and {' '.join(f'{name}:' for name in FIELDS)} fields, joined by OR and brackets.",
    ),
]
CheckOption = Annotated[bool, typer.Option("--check", help="Exit 1 if anything is listed.")]
LimitOption = Annotated[int | None, typer.Option(min=1, help="List no more than this many.")]


def register(app: typer.Typer) -> None:
    """Add the panel's commands."""
    app.command("disputed", rich_help_panel=PANEL)(disputed)
    app.command("list", rich_help_panel=PANEL)(list_)
    app.command("show", rich_help_panel=PANEL)(show)


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
        found = [
            answer_json(answered, context) for answered in claim_views.answers(connection, session.workspace, asked)
        ]
    session.print_json(found)
    return len(found)


def _list_lines(session: Session, asked: Asked) -> int:
    found = claim_views.list_claims(session.workspace, asked)
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
    context: typer.Context,
    ref: RefArgument,
    log: Annotated[bool, typer.Option("--log", help="And all that was recorded about it, who, when and why.")] = False,
    compare: Annotated[
        str | None,
        typer.Option(metavar="WHEN", help="Instead: what changed between --as-of (or --known-at) and this moment."),
    ] = None,
) -> None:
    """One claim: status, why, sides, who is awaited, its course, what would change it. Example: verifier show c1."""
    session: Session = context.obj
    if compare is not None:
        if log:
            raise UsageError("--compare tells what changed, --log all that was recorded. Give one of them")
        _compare(session, session.claim_ref(ref), compare)
        return
    shown = claim_views.show(session.workspace, session.claim_ref(ref), session.when())
    session.remember(shown.full.answer.claim.id)
    recorded = _log(session, shown.full.answer.claim.id) if log else None
    zone = session.workspace.zone.tz
    if session.json:
        found = None if recorded is None else log_json(recorded, zone)
        session.print_json(full_answer_json(shown.full, shown.context, found))
        return
    page = Page(session.screen.columns(), shown.at, session.screen.ascii_only)
    log_section = () if recorded is None else _log_section(recorded, page, zone)
    session.screen.out(chain(detail(shown.full, shown.context, page), log_section))


def _log(session: Session, claim: int) -> list[LogEntry]:
    # Not needed by the commands that list, whose start-up is paid all day.
    from verifier.services.review.history import log_of_claim

    with session.workspace.read() as connection:
        return log_of_claim(connection, claim, session.when().known)


def _log_section(recorded: list[LogEntry], page: Page, zone: tzinfo) -> Iterator[Line]:
    yield BLANK
    yield line(Run("RECORDED", Role.HEADING))
    for found in log_listing(recorded, zone, ascii_only=page.ascii_only):
        yield from wrapped(found, page.columns, " " * 6)


def _compare(session: Session, ref: str, other: str) -> None:
    from verifier.reports.contrast import contrast_json, contrast_page
    from verifier.services.review.compare import contrast

    when = session.when()
    found = contrast(session.workspace, ref, when, _other_moment(session, other))
    session.remember(found.claim.id)
    zone = session.workspace.zone.tz
    if session.json:
        session.print_json(contrast_json(found, zone))
        return
    page = Page(session.screen.columns(), claim_views.instant(session.workspace, when), session.screen.ascii_only)
    session.screen.out(contrast_page(found, zone, page))


def _other_moment(session: Session, text: str) -> int:
    """The other moment, read as the clock that is given is: an instant, or without --as-of a revision (UsageError)."""
    if session.as_of is not None:
        return session.instant("--compare", text, end=True)
    if session.known_at is not None:
        return known_revision(session.workspace, text, "--compare")
    raise UsageError("--compare needs the other moment. Give that with --as-of or --known-at")
