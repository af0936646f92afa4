"""The words every screen uses: how many, how long, when."""

from calendar import monthrange
from datetime import UTC, datetime, time, timedelta, timezone, tzinfo
from typing import Final

from verifier.domain.model.time import DAY, HOUR, MINUTE, SECOND, Moment
from verifier.reports.text.times import moment_of

_DATED_FROM: Final = 60 * DAY
"""From how long on a date says more than a number of days."""
_YEAR: Final = 365 * DAY
_MONTH: Final = _YEAR // 12
MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def age(since: int, now: int, zone: tzinfo = UTC) -> str:
    """How long ago something was, as people say it: `9 minutes`, `5 hours`, `6 days`; from sixty days on its date.

    What began with a day, of which no time is known, is told in days: `today`, `1 day`.
    """
    length = max(0, now - since)
    if length >= _DATED_FROM:
        return date(since, zone)
    if length < DAY and _begins_a_day(since, zone):
        return "today"
    return duration(length)


def lasting(since: int, now: int, zone: tzinfo = UTC) -> str:
    """How long something has lasted: `for 6 days`, `since today`, `since 25 Nov 2024`."""
    told = age(since, now, zone)
    return f"since {told}" if told == "today" or now - since >= _DATED_FROM else f"for {told}"


def duration(length: int) -> str:
    """A length of time in its largest unit: `9 minutes`, `5 hours`, `6 days`, `14 months`, `3 years`."""
    units = ((2 * _YEAR, _YEAR, "year"), (_DATED_FROM, _MONTH, "month"), (DAY, DAY, "day"), (HOUR, HOUR, "hour"))
    for least, unit, noun in units:
        if length >= least:
            return counted(length // unit, noun)
    return counted(max(0, length) // MINUTE, "minute")


def _begins_a_day(instant: int, zone: tzinfo) -> bool:
    return instant % DAY == 0 or moment_of(instant, zone).time() == time.min


def counted(number: int, noun: str) -> str:
    """How many of something: `1 claim`, `2 claims`."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def date(instant: int, zone: tzinfo = UTC) -> str:
    """An instant's date: `19 Nov 2024`."""
    return _day(moment_of(instant, zone))


def clock(instant: int, zone: tzinfo = UTC) -> str:
    """An instant to the minute: `19 Nov 2024 03:25`."""
    when = moment_of(instant, zone)
    return f"{_day(when)} {when:%H:%M}"


def span(moment: Moment, zone: tzinfo = UTC) -> str:
    """A moment no more precisely than it is known: `2024`, `Nov 2024`, `19 Nov 2024`, `19 Nov 2024 03:25`.

    A time is told in the reader's zone; a date, a month or a year is the one that was written, wherever that was.
    """
    first, last = moment_of(moment.earliest, zone), moment_of(moment.latest, zone)
    if moment.latest - moment.earliest < MINUTE:
        return f"{_day(first)} {first:%H:%M}" + (f":{first:%S}" if first.second and _is_second(moment) else "")
    return _calendar_words(moment) or f"{_day(first)} {first:%H:%M} to {_day(last)} {last:%H:%M}"


def _calendar_words(moment: Moment) -> str | None:
    """The date, month or year that a moment is in its writer's zone; it may be an hour off where clocks were moved."""
    own = timezone(timedelta(minutes=moment.offset))
    first = moment_of(moment.earliest, own)
    for moved in (0, HOUR, -HOUR):
        last = moment_of(moment.latest + moved, own)
        if (first.time(), last.time()) == (time.min, time.max):
            return _dates_words(first, last)
    return None


def _dates_words(first: datetime, last: datetime) -> str | None:
    """The day, month or year from one date to another; None if it is neither."""
    if first.date() == last.date():
        return _day(first)
    if (first.day, first.year, last.day) != (1, last.year, monthrange(last.year, last.month)[1]):
        return None
    if first.month == last.month:
        return f"{MONTHS[first.month - 1]} {first.year}"
    return f"{first.year}" if (first.month, last.month) == (1, len(MONTHS)) else None


def _is_second(moment: Moment) -> bool:
    return moment.latest - moment.earliest < SECOND


def _day(when: datetime) -> str:
    return f"{when.day} {MONTHS[when.month - 1]} {when.year}"
