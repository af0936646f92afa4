"""The FIX panel: taking back what was recorded, and bringing it back."""

from collections.abc import Iterator
from itertools import islice
from typing import Annotated, Any, Final

import typer

from verifier.cli.outcome import EXPLAINED, TOLD, UNDO_HINT, moved, some
from verifier.cli.session import Session
from verifier.domain.errors import UsageError
from verifier.domain.revisions import Revision, Undoing
from verifier.intake.refs import RevisionRef, read_ref
from verifier.reports.files.json import Context, answer_json
from verifier.reports.text.styled import Line, Role, Run, line, status_run, visible
from verifier.reports.text.wording import clock, counted
from verifier.services.correct.undo import Gone, Plan, Undone, plan_undo, redo, undo

PANEL: Final = "FIX"
_SAID_NO: Final = 1


def register(app: typer.Typer) -> None:
    """Add the panel's commands."""
    app.command("undo", rich_help_panel=PANEL)(undo_)
    app.command("redo", rich_help_panel=PANEL)(redo_)


def undo_(
    context: typer.Context,
    revision: Annotated[
        str | None, typer.Argument(metavar="REVISION", help="r12; left out, the newest there is.")
    ] = None,
) -> None:
    """Take back all that one command recorded; it stays in the log. Example: verifier undo r12."""
    session: Session = context.obj
    session.refuse_past()
    plan = plan_undo(session.workspace, None if revision is None else _number(revision))
    _ask(session, plan)
    _finish(session, undo(session.workspace, plan.target.id))


def redo_(context: typer.Context) -> None:
    """Bring back what was undone last. Example: verifier redo."""
    session: Session = context.obj
    session.refuse_past()
    _finish(session, redo(session.workspace))


def _number(text: str) -> int:
    """The number of a revision, as r12 or 12 (UsageError)."""
    ref = read_ref(f"r{text}" if text.isascii() and text.isdigit() else text)
    if not isinstance(ref, RevisionRef):
        raise UsageError(f"'{text}' is not a revision. Write r12; see them with: verifier changes")
    return ref.number


def _ask(session: Session, plan: Plan) -> None:
    """Have the analyst agree to what is taken back."""
    session.screen.narrate([line(_introduced(session, plan.target)), line(f"  {visible(_contents(plan))}")])
    if session.yes:
        return
    if not session.interactive:
        raise UsageError(f"r{plan.target.id} is not undone unasked, and nobody is here to be asked. Give -y")
    if not typer.confirm("Take all of it back?", err=True):
        session.screen.narrate([line(Run("nothing was taken back", Role.FAINT))])
        raise typer.Exit(_SAID_NO)


def _introduced(session: Session, revision: Revision) -> str:
    done = visible(f"{revision.action} {revision.detail}".strip())
    at = clock(revision.recorded_at, session.workspace.zone.tz)
    why = f" ({visible(revision.reason)})" if revision.reason else ""
    return f"r{revision.id}  {done}, by {visible(revision.analyst)}, {at}{why}"


def _contents(plan: Plan) -> str:
    counts = ((plan.claims, "new claim"), (plan.attributions, "attribution"))
    held = ", ".join(counted(number, noun) for number, noun in counts if number)
    return f"{held}: {some(plan.recorded)}" if held else some(plan.recorded)


def _finish(session: Session, done: Undone) -> None:
    """Tell what was taken or brought back, and where the claims stand now."""
    if session.json:
        session.print_json(_json(session, done))
    session.screen.narrate(_lines(done, ascii_only=session.screen.ascii_only))


def _json(session: Session, done: Undone) -> dict[str, Any]:
    context = Context(done.registry, zone=session.workspace.zone.tz)
    word = "undone" if done.plan.what is Undoing.UNDO else "redone"
    return {
        "revision": f"r{done.revision.id}",
        word: f"r{done.plan.target.id}",
        "recorded": list(done.plan.recorded),
        "claims": [
            {**answer_json(move.after, context), "before": None if move.before is None else move.before.status}
            for move in done.moves.values()
        ],
        "gone": [
            {"ref": f"c{one.claim.id}", "claim": one.claim.text, "before": one.before.status} for one in done.gone
        ],
    }


def _lines(done: Undone, *, ascii_only: bool) -> Iterator[Line]:
    for one in done.gone[:TOLD]:
        yield _gone(one, ascii_only=ascii_only)
    yield from _more(len(done.gone), "gone")
    for move in islice(done.moves.values(), TOLD):
        yield from moved(move, explained=len(done.moves) <= EXPLAINED, ascii_only=ascii_only)
    yield from _more(len(done.moves), "read again; see verifier list")
    back = f"r{done.plan.target.id} in r{done.revision.id}: {visible(some(done.plan.recorded))}"
    if done.plan.what is Undoing.UNDO:
        yield line(Run(f"took back {back}  redo: verifier redo", Role.FAINT))
    else:
        yield line(Run(f"brought back {back}{UNDO_HINT} r{done.plan.target.id}", Role.FAINT))


def _more(count: int, what: str) -> Iterator[Line]:
    """What became of the claims that are not told one by one."""
    if count > TOLD:
        yield line(Run(f"and {counted(count - TOLD, 'more claim')} {what}", Role.FAINT))


def _gone(one: Gone, *, ascii_only: bool) -> Line:
    arrow = " -> " if ascii_only else " → "
    before = status_run(one.before.status, ascii_only=ascii_only)
    return line(Run(f"c{one.claim.id}", Role.STRONG), "  ", before, Run(f"{arrow}gone"), f"  {visible(one.claim.text)}")
