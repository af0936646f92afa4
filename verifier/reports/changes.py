"""The status-change log: what a revision changed about a claim, and the log as lines."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, tzinfo

from verifier.domain.model import Status
from verifier.reports.styled import Line, Role, Run, line, padded, visible
from verifier.reports.wording import clock, status_run


@dataclass(frozen=True, slots=True)
class Change:
    """A line of the status-change log. `at` is in microseconds UTC; a first status comes from None."""

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


def changes_listing(changes: Iterable[Change], zone: tzinfo = UTC, *, ascii_only: bool = False) -> Iterable[Line]:
    """A line for each change: when, claim, from what to what, and the claim's text; nothing is cut."""
    found = list(changes)
    refs = max((len(f"c{change.claim}") for change in found), default=0)
    for change in found:
        yield line(
            Run(f"{padded(clock(change.at, zone), 17)}  ", Role.FAINT),
            Run(padded(f"c{change.claim}", refs), Role.STRONG),
            "  ",
            *_course(change, ascii_only=ascii_only),
            Run(f"  {visible(change.analyst)}  ", Role.FAINT),
            visible(change.text),
        )


def _course(change: Change, *, ascii_only: bool) -> tuple[Run, ...]:
    """The old and the new status; where only the derived one changed, that."""
    old, new = (change.old, change.new)
    note = ""
    if old == new:
        old, new, note = change.old_derived, change.new_derived, " (derived)"
    arrow = Run(" -> " if ascii_only else " → ", Role.FAINT)
    first = Run("new", Role.FAINT) if old is None else status_run(old, ascii_only=ascii_only)
    last = status_run(new, ascii_only=ascii_only)
    space = " " * max(0, 34 - len(first.text) - len(arrow.text) - len(last.text) - len(note))
    return first, arrow, last, Run(f"{note}{space}", Role.FAINT)
