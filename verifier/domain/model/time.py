"""Spans of time and their order: when something was said or happened, and when somebody was in office.

A moment is the span an expression of time covers: "19 November" is that whole day, "03:25" that whole minute.
Invariant: `earliest <= latest`. Two moments that overlap have no order.
"""

from datetime import date, timedelta
from typing import Final, Self

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


class Term(Struct, frozen=True):
    """A time in office, in microseconds UTC, both included; None is an open end."""

    since: int | None = None
    until: int | None = None

    def __post_init__(self) -> None:
        if self.since is not None and self.until is not None and self.since > self.until:
            raise ValueError(f"a term of office ends before it begins: {self.since} > {self.until}")

    @classmethod
    def of_days(cls, since: date | None, until: date | None) -> Self:
        """The term from one day to another, both included."""
        begins = None if since is None else (since - _EPOCH).days * DAY
        ends = None if until is None else ((until - _EPOCH).days + 1) * DAY - 1
        return cls(begins, ends)

    @property
    def first_day(self) -> str:
        """The day on which it begins, in ISO 8601; empty for an open beginning."""
        return _day(self.since)

    @property
    def last_day(self) -> str:
        """The day on which it ends, in ISO 8601; empty for an open end."""
        return _day(self.until)

    def covers(self, earliest: int, latest: int) -> bool:
        """Whether a whole span of time lies in it."""
        return (self.since is None or self.since <= earliest) and (self.until is None or latest <= self.until)


_EPOCH: Final = date(1970, 1, 1)


def _day(instant: int | None) -> str:
    return "" if instant is None else (_EPOCH + timedelta(days=instant // DAY)).isoformat()
