"""Spans of time and their order.

A moment is the span an expression of time covers: "19 November" is that whole day, "03:25" that whole minute.
Invariant: `earliest <= latest`. Two moments that overlap have no order.
"""

from typing import Final

from msgspec import Struct

SECOND: Final = 1_000_000
MINUTE: Final = 60 * SECOND
HOUR: Final = 60 * MINUTE
DAY: Final = 24 * HOUR


class Moment(Struct, frozen=True):
    """A span of time as somebody wrote it.

    `earliest` and `latest` are microseconds since 1970-01-01 UTC, both included; `offset` is the writer's distance from
    UTC in minutes (east is positive); `text` holds the words as written.
    """

    earliest: int
    latest: int
    text: str = ""
    offset: int = 0

    def __post_init__(self) -> None:
        if self.earliest > self.latest:
            raise ValueError(f"a moment ends before it begins: {self.earliest} > {self.latest}")

    def said_by(self, instant: int) -> bool:
        """Whether this span had begun at the instant (microseconds UTC)."""
        return self.earliest <= instant


def at(instant: int, text: str = "", offset: int = 0) -> Moment:
    """The moment that is one instant (microseconds UTC)."""
    return Moment(instant, instant, text, offset)
