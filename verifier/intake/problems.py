"""What is wrong with something that was typed, as values.

Lines and columns count from 1, columns in characters. A problem found in a phrase or a date alone has no line yet.
"""

from collections.abc import Iterable
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

_EXCERPT: Final = 160
_NAME: Final = 60


class Problem(Struct, frozen=True):
    """One fault: what it is and what to do about it, each a clause without a full stop.

    `unknown_name` marks a name that is merely not registered; `suggestions` are then the closest known ones. `name` is
    given if it is a source's.
    """

    line: int | None
    column: int | None
    what: str
    fix: str
    excerpt: str = ""
    unknown_name: bool = False
    suggestions: tuple[str, ...] = ()
    name: str = ""

    @property
    def message(self) -> str:
        """What is wrong and what to do, as sentences."""
        return f"{self.what}. {self.fix}."

    def render(self, file: str | None = None) -> str:
        """The problem as one line: `FILE:LINE:COLUMN: what, and what to do`."""
        place = ":".join(str(part) for part in (file, self.line, self.column) if part is not None)
        return f"{place}: {self.message}" if place else self.message

    def placed(self, line: int | None, text: str, column: int | None = None) -> "Problem":
        """The same problem on a line of text, in the given column unless it has its own."""
        where = self.column if self.column is not None else column
        return replace(self, line=line, column=where, excerpt=self.excerpt or excerpt(text, where or 1))


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """The problems by line and column."""
    return tuple(sorted(problems, key=lambda problem: (problem.line or 0, problem.column or 0)))


def excerpt(text: str, column: int) -> str:
    """As much of a line around a column as fits on a screen."""
    if len(text) <= _EXCERPT:
        return text
    start = max(0, min(column - 1 - _EXCERPT // 2, len(text) - _EXCERPT))
    return ("…" if start else "") + text[start : start + _EXCERPT] + ("…" if start + _EXCERPT < len(text) else "")


def quoted(text: str) -> str:
    """A piece of somebody's text between quotation marks, cut if long."""
    return f"'{text}'" if len(text) <= _NAME else f"'{text[: _NAME - 1]}…'"
