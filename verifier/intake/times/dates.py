"""Dates as written: ISO 8601 and English read by hand, relative English by a library.

What could be read in two ways is refused with both readings; nothing is guessed but the time zone (UTC).
"""

import calendar
import re
from datetime import datetime
from functools import lru_cache
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from verifier.domain.model.time import HOUR, MINUTE, SECOND, Moment, at
from verifier.intake.problems import Problem, quoted
from verifier.intake.text import bad_character
from verifier.intake.times.local import MONTHS, UTC, Clock, Day, Zone, local_fields, read_zone, span
from verifier.intake.times.ranges import joined, read_range
from verifier.intake.times.relative import relative_day

_LONGEST: Final = 100
_ISO: Final = r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?(?![0-9/.-])([T Z+].*)?"
_ISO_DATE: Final = re.compile(_ISO)
_HALF: Final = r" ?(am|pm|a\.m\.|p\.m\.)(?![a-z])"
_SECONDS: Final = r"(?::([0-9]{2})(?:[.,]([0-9]{1,6}))?)?(?![0-9:.,])"
_FINE: Final = r"(?:at )?[0-9]{1,2}:[0-9]{2}:[0-9]{2}[.,][0-9]{7,}.*"
_CLOCK: Final = rf"(?:at )?([0-9]{{1,2}}):([0-9]{{2}}){_SECONDS}(?:{_HALF})?(.*)"
_HOUR: Final = rf"(?:at )?([0-9]{{1,2}}){_HALF}(.*)"
_WEEKDAY: Final = r"(?:(mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,? )?"
_DAY: Final = r"([0-9]{1,2})(?:st|nd|rd|th)?"
_YEAR: Final = r"(?:,? ([0-9]{4})(?![0-9:]))?(?![a-z0-9])(.*)"
_DAY_MONTH: Final = rf"{_WEEKDAY}{_DAY} (?:of )?([a-z]+)\.?{_YEAR}"
_MONTH_DAY: Final = rf"{_WEEKDAY}([a-z]+)\.? {_DAY}(?![0-9:]){_YEAR}"
_MONTH: Final = rf"([a-z]+)\.?{_YEAR}"
_NUMBERS: Final = r"([0-9]{1,2})([/.-])([0-9]{1,2})\2([0-9]{4})(?![0-9/.-])(.*)"
_ISO_MOMENT: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T[0-9:.]+(?:Z|[+-][0-9]{2}:?[0-9]{2})?)?")
"""How tables write most dates, which is no range."""

_MOST_KEPT: Final = 4_096
_HOURS: Final = 24
_NOON: Final = 12
_STRAY: Final = r"([+\u2212\u2013\u2014-]) ?([0-9]{1,2})(?::?([0-9]{2}))?"
_QUARTER: Final = 15 * MINUTE
_QUARTERS_SINCE: Final = 1973
_ANY_TIME: Final = datetime(2000, 1, 1)  # noqa: DTZ001 - asked of zones that never change
_HOW: Final = "Write it like 2024-11-19, 2024-11-19 03:25 MSK, 19 Nov 2024 or yesterday 14:00"


class DateReader(Struct, frozen=True):
    """Reads dates at an instant (`now`, microseconds UTC): relative ones count from `base`, else from now."""

    now: int
    base: Moment | None = None
    zone: Zone = UTC

    def read(self, text: str) -> Moment | Problem:
        """The span of time that is meant, or why that is not clear; no problem has a column."""
        written = " ".join(text.split())
        if bad_character(text) or not written or len(written) > _LONGEST:
            return _unreadable(text)
        for attempt in (_range, _iso, _numbers, _english, _relative):
            if (found := attempt(self, written)) is not None:
                return found
        return _unreadable(written)

    def absolute(self, text: str) -> Moment | Problem | None:
        """The moment of an ISO 8601 date or interval, or of a range with its year; None if the text is neither."""
        found = _iso(self, text)
        if isinstance(found, Moment) or not _names_year(text):
            return found
        return read_range(text, self._without_base, None) or found

    def _without_base(self, text: str) -> Moment | Problem | None:
        return _iso(self, text) or _english(self, text)

    def said(self, text: str) -> Moment | Problem:
        """A time at which something was said, which cannot lie ahead."""
        moment = self.read(text)
        return moment if isinstance(moment, Problem) else (in_the_future(moment, self.now) or moment)


def in_the_future(moment: Moment, now: int) -> Problem | None:
    """Why something cannot have been said at a moment: it has not begun by now (microseconds UTC)."""
    if moment.said_by(now):
        return None
    what = f"{quoted(moment.text)} lies in the future" if moment.text else "the time lies in the future"
    return Problem(None, None, what, "Write when it was said")


def _unreadable(text: str) -> Problem:
    what = f"{quoted(text)} is no date that can be read" if text.strip() else "there is no date"
    return Problem(None, None, what, _HOW)


def _iso(reader: DateReader, text: str) -> Moment | Problem | None:
    if "/" in text and (interval := re.fullmatch(r"([0-9]{4}-.*?) ?/ ?([0-9]{4}-.*)", text)):
        return _interval(reader, text, interval[1], interval[2])
    match = _ISO_DATE.fullmatch(text)
    if match is None:
        return None
    year, month, day, rest = match.groups()
    return _complete(reader, _day(year, month, day), rest or "", text)


def _range(reader: DateReader, text: str) -> Moment | Problem | None:
    """A span written as a range; a range of clock times alone is of the day that is counted from."""
    if _ISO_MOMENT.fullmatch(text):
        return None
    base = reader.base
    day = None if base is None else f"{local_fields(base.earliest, base.offset * MINUTE):%Y-%m-%d}"
    return read_range(text, lambda end: reader.read(end) if end != text else None, day)


def _names_year(text: str) -> bool:
    """Whether a text has a year in it, and so counts from nothing."""
    return re.search(r"(?<![0-9])[0-9]{4}(?![0-9])", text) is not None


@lru_cache(_MOST_KEPT)
def _day(year: str, month: str | None, day: str | None) -> Day:
    return Day(int(year), None if month is None else int(month), None if day is None else int(day))


def _interval(reader: DateReader, text: str, start: str, end: str) -> Moment | Problem | None:
    return joined(text, _iso(reader, start), _iso(reader, end))


def _complete(reader: DateReader, day: Day, rest: str, text: str) -> Moment | Problem:
    """The moment of a date with what is written behind it: a time, a zone, both or nothing; `T` before it is ISO's."""
    if fault := day.fault():
        return fault
    clock, zone_text = _clock(rest.removeprefix("T"))
    if isinstance(clock, Problem):
        return clock
    if clock and not day.day:
        return Problem(None, None, f"{quoted(text)} has a time without a day", _HOW)
    if zone_text and (fault := _stray_offset(day, clock, rest, zone_text)):
        return fault
    zone = read_zone(zone_text) if zone_text else reader.zone
    if isinstance(zone, Problem):
        return zone
    return _unclear(zone, day, clock) or span(day, clock, zone, text)


def _stray_offset(day: Day, clock: Clock | None, rest: str, zone: str) -> Problem | None:
    """Why what stands behind a date or a time is no distance from UTC: it is read so only where nothing else fits.

    That is behind ISO's `T`, behind seconds, and, as it is no part of a range, with a plus or apart from a date.
    """
    if (rest.startswith("T") and clock is not None) or (match := re.fullmatch(_STRAY, zone)) is None:
        return None
    sign, hours, minutes = match.groups()
    if clock is None:
        apart = rest.startswith(" ") and sign in "+-" and minutes is not None
        return None if apart else _no_offset(day, rest.strip())
    if sign == "+" or (sign == "-" and clock.unit < MINUTE):
        return None
    return _range_or_offset(day, clock, int(hours), int(minutes or 0))


def _no_offset(day: Day, written: str) -> Problem:
    what = f"{quoted(written)} behind {day} could be a distance from UTC, or the end of a range"
    return Problem(None, None, what, "Write a range with / between two dates, and a distance like +03:00")


def _range_or_offset(day: Day, clock: Clock, hours: int, minutes: int) -> Problem:
    start, end = f"{clock.hour:02}:{clock.minute:02}", f"{hours:02}:{minutes:02}"
    date = f"{day.year:04}-{day.month or 1:02}-{day.day or 1:02}"
    what = f"'{start}-{end}' is either {start} to {end}, or {start} at {end} behind UTC"
    return Problem(None, None, what, f"Write {date} {start}/{date} {end} for the one, or {date}T{start}-{end}")


def _unclear(zone: Zone, day: Day, clock: Clock | None) -> Problem | None:
    """Why a zone is not clear on a day: its abbreviation is of the other half of the year, or no clock shows it."""
    if zone.place is not None:
        hour, minute = (clock.hour, clock.minute) if clock else (0, 0)
        return zone.out_of_season(datetime(day.year, day.month or 1, day.day or 1, hour, minute))  # noqa: DTZ001 - the zone's
    if not zone.is_fixed or day.year < _QUARTERS_SINCE or zone.offset(_ANY_TIME) % _QUARTER == 0:
        return None
    what = f"no clock showed {zone.label} in {day.year}"
    return Problem(None, None, what, "Write a distance from UTC in whole quarters of an hour, such as +03:30")


@lru_cache(_MOST_KEPT)
def _clock(written: str) -> tuple[Clock | Problem | None, str]:
    """The time of day a text begins with, if any, and the rest."""
    text = written.strip()
    lowered = text.lower()
    if match := re.fullmatch(_CLOCK, lowered):
        hour, minute, second, fraction, half, rest = match.groups()
        unit = MINUTE if second is None else SECOND // 10 ** len(fraction or "")
        small = int(fraction) * unit if fraction else 0
        clock = Clock(int(hour), int(minute), int(second or 0), small, unit)
    elif match := re.fullmatch(_HOUR, lowered):
        half, rest = match[2], match[3]
        clock = Clock(int(match[1]), 0, unit=HOUR)
    elif re.fullmatch(_FINE, lowered):
        what = f"{quoted(text)} is finer than a microsecond"
        return Problem(None, None, what, "Write at most six digits behind the point of the seconds"), ""
    else:
        return None, text
    return _checked(clock, half, text), text[len(text) - len(rest) :].strip()


def _checked(clock: Clock, half: str | None, text: str) -> Clock | Problem:
    """The time of day on a clock of 24 hours, or why there is none."""
    if half and not 1 <= clock.hour <= _NOON:
        return Problem(None, None, f"{quoted(text)} is no time of day", "With am or pm write an hour from 1 to 12")
    if clock.hour >= _HOURS or clock.minute > 59 or clock.second > 59:  # noqa: PLR2004 - minutes and seconds
        return Problem(None, None, f"{quoted(text)} is no time of day", "Write one from 00:00 to 23:59:59")
    return replace(clock, hour=clock.hour % _NOON + (_NOON if half.startswith("p") else 0)) if half else clock


def _numbers(reader: DateReader, text: str) -> Moment | Problem | None:
    """A date in numbers with the year last: refused if its first two could both be the month."""
    match = re.fullmatch(_NUMBERS, text)
    if match is None:
        return None
    one, other, year = int(match[1]), int(match[3]), int(match[4])
    readings = [day for day in (Day(year, other, one), Day(year, one, other)) if day.fault() is None]
    if not readings:
        return Day(year, other, one).fault()
    if len(set(readings)) > 1:
        return _ambiguous(text, *readings)
    return _complete(reader, readings[0], match[5], text)


def _ambiguous(text: str, *readings: Day) -> Problem:
    meant = " or ".join(map(str, readings))
    first = readings[0]
    iso = "-".join(f"{part:02}" for part in (first.year, first.month, first.day) if part)
    return Problem(None, None, f"{quoted(text)} means {meant}", f"Write which, such as {iso}")


def _english(reader: DateReader, text: str) -> Moment | Problem | None:
    """A date with its month as a word: `19 November 2024`, `Nov 19, 2024 3 pm`, `Nov 2024`."""
    lowered = text.lower()
    if (match := re.fullmatch(_DAY_MONTH, lowered)) and _month(match[3]):
        weekday, day, month, year, rest = match.groups()
    elif (match := re.fullmatch(_MONTH_DAY, lowered)) and _month(match[2]):
        weekday, month, day, year, rest = match.groups()
    elif (match := re.fullmatch(_MONTH, lowered)) and _month(match[1]):
        weekday, day, (month, year, rest) = None, None, match.groups()
    else:
        return None
    number = int(day) if day is not None else None
    if year is None:
        this = local_fields(reader.base.earliest if reader.base else reader.now, 0).year
        return _ambiguous(text, Day(this, _month(month), number), Day(this - 1, _month(month), number))
    date = Day(int(year), _month(month), number)
    return _wrong_weekday(date, weekday) or _complete(reader, date, text[len(text) - len(rest) :], text)


def _month(word: str) -> int | None:
    """The number of a month written out, or cut to three letters (four for September)."""
    for number, name in enumerate(MONTHS, 1):
        if word in {name.lower(), name[:3].lower()} or (word == "sept" and name == "September"):
            return number
    return None


def _wrong_weekday(date: Day, weekday: str | None) -> Problem | None:
    if weekday is None or date.fault():
        return None
    true = calendar.day_name[calendar.weekday(date.year, date.month or 1, date.day or 1)]
    if true.lower().startswith(weekday):
        return None
    return Problem(None, None, f"{date} was a {true}", "Correct the day of the week or the date")


def _relative(reader: DateReader, text: str) -> Moment | Problem | None:
    """A date counted from the base: `yesterday 14:00 MSK`, `last Tuesday`, `3d ago`."""
    if text.lower() == "now":
        return at(reader.now, text)
    base = reader.base or at(reader.now, offset=reader.zone.minutes_at(reader.now))
    found = relative_day(text.lower(), base)
    if found is None or isinstance(found, Problem):
        return found
    return _complete(reader, found.day, found.rest, text)
