"""Rows that stand for something: a line of a page, and what opens from it."""

from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import NamedTuple, Self

from verifier.reports.text.styled import Line, Run


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
