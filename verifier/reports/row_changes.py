"""What became of the rows of an earlier report: changed, gone, or new; as lines and as JSON.

Cells are text as the report file has them.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Final

from msgspec import Struct

from verifier.reports.files.json import Json
from verifier.reports.text.styled import Line, Role, Run, line, padded, visible
from verifier.reports.text.times import to_the_second

_LEADING: Final = ("status", "to", "phrase")
"""The column that says most of a row, in the reports that have it."""


class Fate(StrEnum):
    """What became of a row: it reads differently, it would not be listed any more, or it would be only now."""

    CHANGED = "changed"
    GONE = "gone"
    NEW = "new"


_WORDS: Final = {Fate.CHANGED: "reads differently", Fate.GONE: "no longer listed", Fate.NEW: "listed now"}
_ROLES: Final = {Fate.CHANGED: Role.STRONG, Fate.GONE: Role.REFUTED, Fate.NEW: Role.AFFIRM}


class RowChange(Struct, frozen=True):
    """A row by column: as the report has it (None if it is new), and as it reads now (None if it cannot be read)."""

    fate: Fate
    before: Mapping[str, str] | None
    after: Mapping[str, str] | None
    differs: tuple[str, ...] = ()

    @property
    def ref(self) -> str:
        """What the row is about: the ref of a claim or an attribution, or the name of a source."""
        return self.cell("ref") or self.cell("name")

    def cell(self, column: str) -> str:
        """A cell as it reads now, else as it read; empty where the report has no such column."""
        return (self.after or self.before or {}).get(column, "")


def row_change_json(change: RowChange) -> Json:
    """One row, as `changes --since-report --json` gives it."""
    return {
        "ref": change.ref,
        "claim": change.cell("claim") or None,
        "fate": change.fate,
        "differs": list(change.differs),
        "before": None if change.before is None else dict(change.before),
        "after": None if change.after is None else dict(change.after),
    }


def row_changes_listing(changes: Iterable[RowChange], *, ascii_only: bool = False) -> Iterable[Line]:
    """For each row its ref, what became of it, and its claim; below, the cells that differ."""
    arrow = " -> " if ascii_only else " → "
    found = list(changes)
    refs = max((len(visible(change.ref)) for change in found), default=0)
    longest = max(map(len, _WORDS.values()))
    for change in found:
        yield line(
            Run(padded(visible(change.ref), refs), Role.STRONG),
            "  ",
            Run(padded(_WORDS[change.fate], longest), _ROLES[change.fate]),
            f"  {visible(change.cell('claim'))}".rstrip(),
        )
        for column, told in _told(change, arrow):
            yield line(" " * (refs + 2), Run(f"{visible(column)}: ", Role.FAINT), told)


def _told(change: RowChange, arrow: str) -> Iterable[tuple[str, str]]:
    """The cells that differ; of a row that is new, the one that says most."""
    if change.before is None:
        return ((column, _shown(change.cell(column))) for column in _LEADING if column in (change.after or {}))
    before, after = change.before, change.after or {}
    return ((column, f"{_shown(before[column])}{arrow}{_shown(after[column])}") for column in change.differs)


def _shown(cell: str) -> str:
    return visible(to_the_second(cell)) or "(empty)"
