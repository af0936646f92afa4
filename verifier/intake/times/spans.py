"""Spans of local time: from the fields of a clock to a moment, and from a moment back to its fields.

A moment covers what its fields leave open: a date its whole day, `03:25` its whole minute.
"""

from calendar import monthrange
from datetime import date, datetime
from functools import lru_cache
from typing import Final

from msgspec import Struct

from verifier.domain.model.time import DAY, HOUR, MINUTE, SECOND, Moment
from verifier.intake.problems import Problem
from verifier.intake.times.zones import Zone, in_minutes, offset_label

MONTHS: Final = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_SHORTEST_MONTH: Final = 28
_MOST_KEPT: Final = 4_096
_ANY_DAY: Final = datetime(2000, 1, 1)  # noqa: DTZ001 - the zone is applied to it
_EPOCH: Final = date(1970, 1, 1).toordinal()
FIRST: Final = (1 - _EPOCH) * DAY
LAST: Final = (date.max.toordinal() + 1 - _EPOCH) * DAY - 1


class Clock(Struct, frozen=True):
    """A time of day; `unit` is how many microseconds it leaves open."""

    hour: int
    minute: int
    second: int = 0
    microsecond: int = 0
    unit: int = MINUTE

    @property
    def passed(self) -> int:
        """The microseconds since midnight."""
        return self.hour * HOUR + self.minute * MINUTE + self.second * SECOND + self.microsecond


class Day(Struct, frozen=True):
    """A calendar date; without a day the month, without a month the year."""

    year: int
    month: int | None = None
    day: int | None = None

    def fault(self) -> Problem | None:
        """What is impossible about it."""
        if not 1 <= self.year <= date.max.year:
            return Problem(None, None, f"the year {self.year} cannot be kept", "Write a year from 1 to 9999")
        if self.month is not None and not 1 <= self.month <= len(MONTHS):
            return Problem(None, None, f"there is no month {self.month}", "A year has 12 months: write 1 to 12")
        if self.month is None or self.day is None:
            return None
        if 1 <= self.day <= _SHORTEST_MONTH:
            return None
        days = monthrange(self.year, self.month)[1]
        if 1 <= self.day <= days:
            return None
        name = MONTHS[self.month - 1] + (f" {self.year}" if self.month == 2 else "")  # noqa: PLR2004 - February
        return Problem(None, None, f"{name} has {days} days", f"Write a day from 1 to {days}, not {self.day}")

    def __str__(self) -> str:
        """The date in words: `11 December 2024`."""
        words = [str(self.day)] if self.day else []
        return " ".join([*words, *([MONTHS[self.month - 1]] if self.month else []), str(self.year)])


def span(day: Day, clock: Clock | None, zone: Zone, text: str) -> Moment | Problem:
    """The moment a valid date and time cover in a zone, or why they are none."""
    if clock is None:
        first = datetime(day.year, day.month or 1, day.day or 1)  # noqa: DTZ001 - the zone is applied below
        month = day.month or len(MONTHS)
        final = datetime(day.year, month, day.day or monthrange(day.year, month)[1], 23, 59, 59, 999_999, fold=1)  # noqa: DTZ001
        return _moment(_instant(first, zone), _instant(final, zone), zone.offset(first), text)
    if zone.is_fixed:
        offset = zone.offset(_ANY_DAY)
        start = _midnight(day) + clock.passed - offset
        return _moment(start, start + clock.unit - 1, offset, text)
    fields = (clock.hour, clock.minute, clock.second, clock.microsecond)
    local = datetime(day.year, day.month or 1, day.day or 1, *fields)  # noqa: DTZ001 - the zone is applied below
    if fault := _clock_change(local, zone):
        return fault
    start = _instant(local, zone)
    return _moment(start, start + clock.unit - 1, zone.offset(local), text)


@lru_cache(_MOST_KEPT)
def _midnight(day: Day) -> int:
    """The instant (microseconds UTC) at which a day begins in UTC."""
    return (date(day.year, day.month or 1, day.day or 1).toordinal() - _EPOCH) * DAY


def local_fields(instant: int, offset: int) -> datetime:
    """The naive local time of an instant, so many microseconds east of UTC; OverflowError outside years 1 to 9999."""
    days, rest = divmod(instant + offset, DAY)
    try:
        day = date.fromordinal(days + _EPOCH)
    except ValueError as error:
        raise OverflowError(str(error)) from error
    hour, rest = divmod(rest, HOUR)
    minute, rest = divmod(rest, MINUTE)
    second, microsecond = divmod(rest, SECOND)
    return datetime(day.year, day.month, day.day, hour, minute, second, microsecond)  # noqa: DTZ001 - local on purpose


def _instant(local: datetime, zone: Zone) -> int:
    """The instant (microseconds UTC) of a naive local time."""
    passed = local.hour * HOUR + local.minute * MINUTE + local.second * SECOND + local.microsecond
    return (local.toordinal() - _EPOCH) * DAY + passed - zone.offset(local)


def _moment(earliest: int, latest: int, offset: int, text: str) -> Moment | Problem:
    if earliest < FIRST or latest > LAST:
        return Problem(None, None, "this time lies outside the years 1 to 9999 UTC", "Write a time between them")
    return Moment(earliest, latest, text, in_minutes(offset))


def _clock_change(local: datetime, zone: Zone) -> Problem | None:
    """Why a local time did not happen, or happened twice, where clocks were moved."""
    before, after = zone.offset(local), zone.offset(local.replace(fold=1))
    if before == after:
        return None
    written = f"{local:%H:%M} on {Day(local.year, local.month, local.day)}"
    early, late = offset_label(in_minutes(before)), offset_label(in_minutes(after))
    if before > after:
        what = f"{written} happened twice in {zone.label}: {early} or {late}"
    else:
        what = f"{written} did not happen in {zone.label}: clocks were moved from {early} to {late}"
    return Problem(None, None, what, f"Write the distance from UTC, such as {local:%Y-%m-%dT%H:%M}{late}")
