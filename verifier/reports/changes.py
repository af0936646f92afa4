"""Status changes along both clocks: the log of what revisions changed, and the steps of what was said; as lines."""

from collections.abc import Iterable
from datetime import UTC, tzinfo

from msgspec import Struct

from verifier.domain.model.claims import Status
from verifier.reports.text.styled import Line, Role, Run, line, padded, status_run, visible
from verifier.reports.text.wording import clock


class Change(Struct, frozen=True):
    """A line of the status-change log. `at` is in microseconds UTC; a first status comes from None.

    `action` is what the revision did, `reason` why the analyst did it: of a verdict, its rationale.
    """

    at: int
    revision: int
    analyst: str
    claim: int
    key: str | None
    text: str
    old: Status | None
    new: Status
    old_derived: Status | None
    new_derived: Status
    row: int
    because: tuple[str, ...]
    policy: str
    action: str = ""
    reason: str | None = None


class SaidChange(Struct, frozen=True):
    """A step of a claim's derived status, at an instant of what was said (microseconds UTC).

    `because` are the attributions said then; without any, a prediction fell due.
    """

    at: int
    claim: int
    key: str | None
    text: str
    old: Status | None
    new: Status
    because: tuple[str, ...]


def changes_listing(changes: Iterable[Change], zone: tzinfo = UTC, *, ascii_only: bool = False) -> Iterable[Line]:
    """A line for each change: when, claim, from what to what, the text, who did what and why; nothing is cut."""
    found = list(changes)
    refs = _width(found)
    for change in found:
        yield line(
            *_place(change, refs, zone),
            *_course(*_told(change), ascii_only=ascii_only),
            Run(f"  {visible(change.analyst)}  ", Role.FAINT),
            visible(change.text),
            Run(f"  {_cause(change, ascii_only=ascii_only)}", Role.FAINT),
        )


def _width(found: Iterable[Change | SaidChange]) -> int:
    """How wide the claims' refs are."""
    return max((len(f"c{change.claim}") for change in found), default=0)


def _place(change: Change | SaidChange, refs: int, zone: tzinfo) -> tuple[Run, ...]:
    """When, and of which claim."""
    at, ref = padded(clock(change.at, zone), 17), padded(f"c{change.claim}", refs)
    return Run(f"{at}  ", Role.FAINT), Run(ref, Role.STRONG), Run("  ")


def _told(change: Change) -> tuple[Status | None, Status, str]:
    """The old and the new status; where only the derived one changed, that."""
    if change.old == change.new:
        return change.old_derived, change.new_derived, " (derived)"
    return change.old, change.new, ""


def _cause(change: Change, *, ascii_only: bool) -> str:
    """By which revision, because of what, and why: `r3 say, a2: “wrong ministry”`."""
    because = f", {', '.join(change.because)}" if change.because else ""
    marks = '""' if ascii_only else "“”"
    reason = f": {marks[0]}{visible(change.reason)}{marks[1]}" if change.reason else ""
    return f"r{change.revision} {visible(change.action)}{because}{reason}"


def said_listing(changes: Iterable[SaidChange], zone: tzinfo = UTC, *, ascii_only: bool = False) -> Iterable[Line]:
    """A line for each step: when, claim, from what to what, the text and what was said; nothing is cut."""
    found = list(changes)
    refs = _width(found)
    for change in found:
        yield line(
            *_place(change, refs, zone),
            *_course(change.old, change.new, ascii_only=ascii_only),
            f"  {visible(change.text)}",
            Run(f"  {', '.join(change.because) or 'fell due'}", Role.FAINT),
        )


def _course(old: Status | None, new: Status, note: str = "", *, ascii_only: bool) -> tuple[Run, ...]:
    arrow = Run(" -> " if ascii_only else " → ", Role.FAINT)
    first = Run("new", Role.FAINT) if old is None else status_run(old, ascii_only=ascii_only)
    last = status_run(new, ascii_only=ascii_only)
    space = " " * max(0, 34 - len(first.text) - len(arrow.text) - len(last.text) - len(note))
    return first, arrow, last, Run(f"{note}{space}", Role.FAINT)
