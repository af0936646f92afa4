"""Pages: how what stands on one is laid out, and rows that stand for something, which opens from them."""

from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import NamedTuple, Self

from msgspec import Struct

from verifier.reports.text.styled import Line, Run, cut, wrapped


class Kind(StrEnum):
    """What a row stands for, or a page is of."""

    CLAIM = "claim"
    ATTRIBUTION = "attribution"
    SOURCE = "source"
    DOCUMENT = "document"
    HISTORY = "history"
    COMPARISON = "comparison"


class Target(NamedTuple):
    """Something with a number: what opens from an attribution is its source."""

    kind: Kind
    number: int


class Row(tuple[Run, ...]):  # noqa: SLOT001 - a tuple has no room for slots
    """A line that stands for a target."""

    target: Target

    @classmethod
    def of(cls, line: Line, target: Target) -> Self:
        """The line, as a row that stands for the target."""
        row = cls(line)
        row.target = target
        return row


def rows_for(lines: Iterable[Line], target: Target) -> Iterator[Line]:
    """Lines of which the first one stands for a target."""
    for number, line in enumerate(lines):
        yield line if number else Row.of(line, target)


class Page(Struct, frozen=True):
    """How to lay out: columns, the instant asked about (microseconds UTC), and the marks allowed.

    A `dense` page is for a screen with few lines: no blank ones, no quotes, no notes, and rows are cut. A `drawn` one
    begins the course of the status with a band.
    """

    columns: int
    now: int
    ascii_only: bool = False
    dense: bool = False
    drawn: bool = False

    @property
    def dash(self) -> str:
        """A separator between facts on a line."""
        return " - " if self.ascii_only else " · "

    def quoted(self, text: str) -> str:
        """Somebody's words between quotation marks."""
        return f'"{text}"' if self.ascii_only else f"“{text}”"

    def laid(self, found: Line, indent: str) -> list[Line]:
        """A row of a table: wrapped, or cut where lines are few."""
        if self.dense:
            return [cut(found, self.columns, ellipsis="..." if self.ascii_only else "…")]
        return wrapped(found, self.columns, indent)
