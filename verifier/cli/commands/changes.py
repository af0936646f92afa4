"""What changed, and why: statuses along either clock, everything recorded, and rows of an earlier report."""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from textwrap import indent
from typing import Annotated, Any, Final

import typer

from verifier.cli.commands.lists import PANEL, QueryArgument
from verifier.cli.options import ConfidentialOption, OptionGroup, grouped
from verifier.cli.screen import data_stream
from verifier.cli.session import Session
from verifier.domain.errors import UsageError
from verifier.reports.atom import atom
from verifier.reports.changes import Change, changes_listing, said_listing
from verifier.reports.files.json import change_json, dumps, said_change_json
from verifier.reports.log import LogEntry, log_json, log_listing
from verifier.reports.row_changes import Fate, row_change_json, row_changes_listing
from verifier.reports.text.styled import Line, Role, Run, line
from verifier.reports.text.times import iso
from verifier.reports.text.wording import counted
from verifier.services.review import claim_views
from verifier.services.review.asked import Asked
from verifier.services.review.changes import changes as changes_of_status
from verifier.services.review.changes import said_changes
from verifier.services.review.last_look import last_look, mark_seen
from verifier.services.review.moments import known_revision, names_revision
from verifier.services.review.privacy import Privacy

LAST: Final = "last"
"""What --since takes for the time at which the analyst last looked."""

_NO_AS_OF: Final = (
    "{} along the time of recording, --as-of along what was said. Give --until for the one, "
    "or ask for the other with: verifier changes --said"
)


class ChangeOptions(OptionGroup, frozen=True):
    """Which changes, and how they are told."""

    since: Annotated[
        str | None,
        typer.Option(
            metavar="WHEN", help="Only what was recorded since then; last: since you last looked; or after r12."
        ),
    ] = None
    until: Annotated[str | None, typer.Option(metavar="WHEN", help="Only what was recorded until then.")] = None
    log: Annotated[bool, typer.Option("--log", help="Instead: everything recorded, who, when, old and new, why.")] = (
        False
    )
    said: Annotated[
        bool, typer.Option("--said", help="Instead: how derived statuses changed by when things were said.")
    ] = False
    since_report: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Instead: which rows of a report file are no longer true.")
    ] = None
    atom: Annotated[bool, typer.Option("--atom", help="As an Atom feed, newest first.")] = False
    check: Annotated[bool, typer.Option("--check", help="Exit with 1 if anything changed.")] = False
    seen: Annotated[bool, typer.Option("--seen", help="From now on --since last counts from here.")] = False

    def refuse_what_clashes(self, query: str | None, *, confidential: bool) -> None:
        """Refuse options that do not go together (UsageError)."""
        instead = self.log, self.said, self.since_report is not None
        if sum(instead) > 1:
            raise UsageError("--log, --said and --since-report ask for different things. Give one of them")
        if any(instead) and (self.atom or self.check or self.seen or self.since == LAST):
            raise UsageError(
                "--atom, --check, --seen and --since last are about changes of status. Leave the others out"
            )
        if confidential and not self.atom:
            raise UsageError("--confidential is for --atom: nothing is withheld from this terminal. Leave it out")
        if self.since_report is not None and (query, self.since, self.until) != (None, None, None):
            raise UsageError("--since-report asks what the report asked. Leave out QUERY, --since and --until")


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("changes", rich_help_panel=PANEL)(grouped(changes))


def changes(
    context: typer.Context,
    query: QueryArgument = None,
    *,
    wanted: ChangeOptions,
    confidential: ConfidentialOption = False,
) -> None:
    """Status changes, by recorded time, oldest first. Example: verifier changes --since yesterday."""
    session: Session = context.obj
    wanted.refuse_what_clashes(query, confidential=confidential)
    since, until = wanted.since, wanted.until
    if wanted.since_report is not None:
        _rows_no_longer_true(session, wanted.since_report)
    elif wanted.log:
        refuse_as_of(session, "what was recorded runs")
        _everything(session, query, since, until)
    elif wanted.said:
        _said(session, query, since, until)
    else:
        refuse_as_of(session, "status changes run")
        privacy = session.privacy(lifted=confidential) if wanted.atom else None
        found = recorded_changes(session, query, since, until, privacy)
        _tell(session, found, feed=wanted.atom)
        session.tell_withheld(Asked(when=session.when(), privacy=privacy))
        if wanted.seen:
            mark_seen(session.workspace)
        if wanted.check and found:
            raise typer.Exit(1)


def refuse_as_of(session: Session, what: str) -> None:
    """Refuse --as-of where only the time of recording counts (UsageError)."""
    if session.as_of is not None:
        raise UsageError(_NO_AS_OF.format(what))


def _tell(session: Session, found: list[Change], *, feed: bool) -> None:
    zone = session.workspace.zone.tz
    if feed:
        newest_first = [change_json(change, zone) for change in reversed(found)]
        sys.stdout.write(atom(newest_first, title="Changes of status", ledger=claim_views.ledger_id(session.workspace)))
        return
    if session.json:
        session.print_json([change_json(change, zone) for change in found])
        return
    screen = session.screen
    screen.out(changes_listing(found, zone, ascii_only=screen.ascii_only), fit=True)
    screen.narrate([line(Run(f"{counted(len(found), 'change')}  verifier report changes -o changes.csv", Role.FAINT))])


def recorded_changes(
    session: Session, query: str | None, since: str | None, until: str | None, privacy: Privacy | None = None
) -> list[Change]:
    """The status changes a command asks for; with `privacy` those that may leave the ledger."""
    after = _after(session, since)
    first, last = _period(session, since if after is None else None, until)
    asked = None if query is None else session.query(query)
    with session.workspace.read() as connection:
        claim_views.warn_of_clock(connection, session.workspace)
        known = session.when().known
        found = changes_of_status(connection, since=first, until=last, query=asked, known=known, privacy=privacy)
        return [change for change in found if change.revision > (after or 0)]


def _after(session: Session, since: str | None) -> int | None:
    """The revision that --since names, or that was the newest when one last looked; None if it names a time."""
    if since == LAST:
        return last_look(session.workspace).seen
    if since is None or not names_revision(since):
        return None
    return known_revision(session.workspace, since, "--since")


def _period(session: Session, since: str | None, until: str | None) -> tuple[int | None, int | None]:
    """The instants of --since and --until."""
    return (
        session.optional_instant("--since", since, end=False),
        session.optional_instant("--until", until, end=True),
    )


def _everything(session: Session, query: str | None, since: str | None, until: str | None) -> None:
    # Not needed by the status changes, which are asked for more often.
    from verifier.services.review.history import log

    first, last = _period(session, since, until)
    known, asked = session.when().known, session.query(query)
    zone, screen, counter = session.workspace.zone.tz, session.screen, _Counter()
    with session.workspace.read() as connection:
        claim_views.warn_of_clock(connection, session.workspace)
        found = counter.passing(log(connection, query=asked, since=first, until=last, known=known))
        if session.json:
            _print_array(log_json(found, zone))
            return
        screen.out(log_listing(found, zone, ascii_only=screen.ascii_only), fit=True)
    screen.narrate(_counted(counter.entries, "record"))


class _Counter:
    """Counts entries as they pass."""

    def __init__(self) -> None:
        self.entries = 0

    def passing(self, found: Iterable[LogEntry]) -> Iterator[LogEntry]:
        """The entries, counted."""
        for entry in found:
            self.entries += 1
            yield entry


def _counted(number: int, noun: str) -> list[Line]:
    return [line(Run(counted(number, noun), Role.FAINT))]


def _print_array(items: Iterable[dict[str, Any]]) -> None:
    """Print data as a JSON array, item by item: it looks as if printed at once."""
    before, stream = "[\n", data_stream(sys.stdout)
    for item in items:
        stream.write(before + indent(dumps(item), "  ", lambda _: True))
        before = ",\n"
    stream.write("[]\n" if before == "[\n" else "\n]\n")


def _said(session: Session, query: str | None, since: str | None, until: str | None) -> None:

    first, last = _period(session, since, until)
    asked, when = session.query(query), session.when()
    with session.workspace.read() as connection:
        found = said_changes(connection, session.workspace, asked, when, since=first, until=last)
    zone, screen = session.workspace.zone.tz, session.screen
    if session.json:
        session.print_json([said_change_json(change, zone) for change in found])
        return
    screen.out(said_listing(found, zone, ascii_only=screen.ascii_only), fit=True)
    screen.narrate(_counted(len(found), "change"))


def _rows_no_longer_true(session: Session, file: Path) -> None:
    from verifier.services.reporting.compare import compare_report

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
