"""Local times and their zones as people write them: from the fields of a clock to a moment, and back to words.

A moment covers what its fields leave open: a date its whole day, `03:25` its whole minute.
"""

import re
from calendar import monthrange
from datetime import date, datetime, time, timedelta, timezone, tzinfo
from enum import Enum
from functools import lru_cache
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from verifier.domain.model.time import DAY, HOUR, MINUTE, SECOND, Moment
from verifier.intake.problems import Problem, quoted

_FARTHEST_EAST: Final = 14 * 60
_FARTHEST_WEST: Final = 12 * 60
_OFFSET: Final = r"(?:UTC|GMT)?([+\u2212-])([0-9]{1,2})(?::?([0-9]{2}))?"
# A day inside the years 1 and 9999, in seconds, where every zone's clock still has a date.
_EARLY: Final = -62_135_510_400
_LATE: Final = 253_402_214_400

# In minutes; Moscow's own clock was moved in 2011 and 2014, so its abbreviation means the place.
_ABBREVIATIONS: Final[dict[str, int | str]] = {
    "Z": 0, "UTC": 0, "GMT": 0, "MSK": "Europe/Moscow", "MSD": 240, "SAMT": 240, "TRT": 180, "IRST": 210, "AZT": 240,
    "GET": 240, "PKT": 300, "UZT": 300, "JST": 540, "KST": 540, "HKT": 480, "SGT": 480, "AWST": 480, "SAST": 120,
    "EAT": 180, "WAT": 60, "CAT": 120, "BRT": -180, "ART": -180,
}  # fmt: skip
# In minutes, with a place that uses it for half of the year: in the other half it is not clear what is meant.
_SEASONAL: Final[dict[str, tuple[int, str]]] = {
    "WET": (0, "Europe/Lisbon"), "WEST": (60, "Europe/Lisbon"), "CET": (60, "Europe/Berlin"),
    "CEST": (120, "Europe/Berlin"), "EET": (120, "Europe/Kyiv"), "EEST": (180, "Europe/Kyiv"),
    "IDT": (180, "Asia/Jerusalem"), "AEST": (600, "Australia/Sydney"), "AEDT": (660, "Australia/Sydney"),
    "NZST": (720, "Pacific/Auckland"), "NZDT": (780, "Pacific/Auckland"), "EST": (-300, "America/New_York"),
    "EDT": (-240, "America/New_York"), "MST": (-420, "America/Denver"), "MDT": (-360, "America/Denver"),
    "PDT": (-420, "America/Los_Angeles"),
}  # fmt: skip
_SEVERAL: Final[dict[str, str]] = {
    "IST": "+05:30 (India), +02:00 (Israel) or +01:00 (Ireland)",
    "CST": "-06:00 (North America), +08:00 (China) or -05:00 (Cuba)",
    "CDT": "-05:00 (North America) or -04:00 (Cuba)",
    "AST": "-04:00 (Atlantic) or +03:00 (Arabia)",
    "GST": "+04:00 (the Gulf) or -02:00 (South Georgia)",
    "ECT": "-05:00 (Ecuador) or -04:00 (Eastern Caribbean)",
    "SST": "-11:00 (Samoa) or +08:00 (Singapore)",
    "BST": "+01:00 (British summer) or +06:00 (Bangladesh)",
    "AMT": "+04:00 (Armenia) or -04:00 (the Amazon)",
    "PST": "-08:00 (North America) or +08:00 (the Philippines)",
}
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


class Precision(Enum):
    """How much of a moment is known."""

    YEAR = "year"
    MONTH = "month"
    DAY = "day"
    MINUTE = "minute"
    SECOND = "second"
    INSTANT = "instant"
    SPAN = "span"


_DATES: Final = frozenset({Precision.YEAR, Precision.MONTH, Precision.DAY})


class Zone(Struct, frozen=True):
    """A time zone and what to call it; where that is an abbreviation, a place that uses it for half of the year."""

    label: str
    tz: tzinfo
    place: str | None = None

    def offset(self, local: datetime) -> int:
        """The distance from UTC at a naive local time, in microseconds."""
        if isinstance(self.tz, timezone):
            return _fixed(self.tz)
        distance = local.replace(tzinfo=self.tz).utcoffset()
        return 0 if distance is None else distance // timedelta(microseconds=1)

    def out_of_season(self, local: datetime) -> Problem | None:
        """Why the zone is not clear at a naive local time: the places that use its name go by another one then."""
        if self.place is None or (there := _of_place(self.place).offset(local)) == self.offset(local):
            return None
        meant, kept = (offset_label(_in_minutes(offset)) for offset in (self.offset(local), there))
        what = f"in {local:%B %Y} {quoted(self.label)} is either {meant}, as it says, or {kept}, as clocks showed"
        return Problem(None, None, what, f"Write the distance from UTC, such as {local:%Y-%m-%dT%H:%M}{kept}")

    @property
    def is_fixed(self) -> bool:
        """Whether its clocks are never moved."""
        return isinstance(self.tz, timezone)

    def minutes_at(self, instant: int) -> int:
        """The distance from UTC at an instant (microseconds UTC), in minutes."""
        moment = datetime.fromtimestamp(min(max(instant // SECOND, _EARLY), _LATE), self.tz)
        return _in_minutes(self.offset(moment.replace(tzinfo=None)))


@lru_cache(maxsize=32)
def _of_place(name: str) -> Zone:
    from zoneinfo import ZoneInfo

    return Zone(name, ZoneInfo(name))


@lru_cache(maxsize=512)
def _fixed(tz: timezone) -> int:
    return tz.utcoffset(None) // timedelta(microseconds=1)


UTC: Final = Zone("UTC", timezone.utc)  # noqa: UP017 - the alias of 3.11 has another name


def fixed_zone(minutes: int, label: str = "") -> Zone:
    """The zone that is always so many minutes east of UTC."""
    return Zone(label or offset_label(minutes), timezone(timedelta(minutes=minutes)))


def offset_label(minutes: int) -> str:
    """A distance from UTC as written: `UTC`, `+03:00`."""
    if minutes == 0:
        return "UTC"
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"


def _in_minutes(offset: int) -> int:
    """A distance in microseconds as the nearest whole minutes."""
    return round(offset / MINUTE)


@lru_cache(maxsize=512)
def read_zone(text: str) -> Zone | Problem:
    """The zone that is meant, or why that is not clear."""
    written = text.strip()
    if (known := _ABBREVIATIONS.get(written.upper())) is not None:
        return _place(known, written.upper()) if isinstance(known, str) else _abbreviated(written.upper(), known)
    if seasonal := _SEASONAL.get(written.upper()):
        minutes, place = seasonal
        return replace(fixed_zone(minutes, written.upper()), place=place)
    if several := _SEVERAL.get(written.upper()):
        what = f"time zone {quoted(written)} means several: {several}"
        return Problem(None, None, what, "Write the distance from UTC instead, such as +03:00")
    if match := re.fullmatch(_OFFSET, written, re.IGNORECASE):
        return _offset(written, match[1], int(match[2]), int(match[3] or 0))
    return _place(written, written)


def _abbreviated(label: str, minutes: int) -> Zone:
    return UTC if label in {"Z", "UTC"} else fixed_zone(minutes, label)


def _offset(written: str, sign: str, hours: int, minutes: int) -> Zone | Problem:
    total = hours * 60 + minutes
    if minutes > 59 or total > (_FARTHEST_EAST if sign == "+" else _FARTHEST_WEST):  # noqa: PLR2004 - minutes of an hour
        what = f"{quoted(written)} is no distance from UTC"
        fix = "up to 14 hours, such as +03:00" if sign == "+" else "down to 12 hours behind, such as -05:00"
        return Problem(None, None, what, f"Write one {fix}")
    return fixed_zone(total if sign == "+" else -total)


def _place(name: str, label: str) -> Zone | Problem:
    from zoneinfo import ZoneInfo

    try:
        return Zone(label, ZoneInfo(name))
    except (KeyError, ValueError, OSError):
        what = f"time zone {quoted(name)} is not known"
        return Problem(None, None, what, "Write it like Europe/Moscow, MSK, UTC or +03:00")


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
    return Moment(earliest, latest, text, _in_minutes(offset))


def _clock_change(local: datetime, zone: Zone) -> Problem | None:
    """Why a local time did not happen, or happened twice, where clocks were moved."""
    before, after = zone.offset(local), zone.offset(local.replace(fold=1))
    if before == after:
        return None
    written = f"{local:%H:%M} on {Day(local.year, local.month, local.day)}"
    early, late = offset_label(_in_minutes(before)), offset_label(_in_minutes(after))
    if before > after:
        what = f"{written} happened twice in {zone.label}: {early} or {late}"
    else:
        what = f"{written} did not happen in {zone.label}: clocks were moved from {early} to {late}"
    return Problem(None, None, what, f"Write the distance from UTC, such as {local:%Y-%m-%dT%H:%M}{late}")


def precision(moment: Moment) -> Precision:
    """What the moment covers in the writer's own time; `span` if it is no unit of the calendar or clock."""
    start, width = writers_time(moment.earliest, moment), moment.latest - moment.earliest + 1
    if start.time() == time.min and width >= DAY - HOUR:
        return _calendar_precision(start, moment)
    for unit, found in ((MINUTE, Precision.MINUTE), (SECOND, Precision.SECOND)):
        if width == unit and moment.earliest % unit == 0:
            return found
    return Precision.INSTANT if width < SECOND else Precision.SPAN


def echo(moment: Moment, zone: Zone = UTC) -> str:
    """What was understood, with its zone: `19 Nov 2024 03:25 MSK (00:25 UTC)`. `zone` is the one read in."""
    label = _label(moment, zone)
    written = f"{_words(moment)} {label}"
    if moment.offset == 0 or precision(moment) in _DATES:
        return written
    start, there = writers_time(moment.earliest, moment), local_fields(moment.earliest, 0)
    utc = _time(there, moment) if start.date() == there.date() else f"{_date(there)} {_time(there, moment)}"
    return f"{written} ({utc} UTC)"


def _calendar_precision(start: datetime, moment: Moment) -> Precision:
    """The day, month or year that begins at a local midnight; it may be an hour off where clocks are moved."""
    for moved in (0, HOUR, -HOUR):
        end = writers_time(min(moment.latest + moved, LAST - abs(moment.offset) * MINUTE), moment)
        if end.time() != time.max:
            continue
        if start.date() == end.date():
            return Precision.DAY
        if start.day == 1 and start.year == end.year and end.day == monthrange(end.year, end.month)[1]:
            return _period(start, end)
    return Precision.SPAN


def _period(start: datetime, end: datetime) -> Precision:
    if start.month == end.month:
        return Precision.MONTH
    return Precision.YEAR if (start.month, end.month) == (1, len(MONTHS)) else Precision.SPAN


def writers_time(instant: int, moment: Moment) -> datetime:
    """The naive local time of an instant where a moment was written."""
    return local_fields(instant, moment.offset * MINUTE)


def _words(moment: Moment) -> str:
    start, kind = writers_time(moment.earliest, moment), precision(moment)
    if kind is Precision.YEAR:
        return f"{start.year}"
    if kind is Precision.MONTH:
        return f"{MONTHS[start.month - 1][:3]} {start.year}"
    if kind is Precision.DAY:
        return _date(start)
    if kind is not Precision.SPAN:
        return f"{_date(start)} {_time(start, moment)}"
    end = writers_time(moment.latest, moment)
    last = f"{end:%H:%M}" if end.date() == start.date() else f"{_date(end)} {end:%H:%M}"
    return f"{_date(start)} {start:%H:%M} to {last}"


def _date(day: datetime) -> str:
    return f"{day.day} {MONTHS[day.month - 1][:3]} {day.year}"


def _time(local: datetime, moment: Moment) -> str:
    kind = precision(moment)
    return f"{local:%H:%M:%S}" if kind in {Precision.SECOND, Precision.INSTANT} else f"{local:%H:%M}"


def _label(moment: Moment, zone: Zone) -> str:
    """What the zone was called: in the words written, else as the reader's, else the distance from UTC."""
    named = read_zone(moment.text.rsplit(" ", 1)[-1]) if " " in moment.text else None
    candidates = [zone] if named is None or isinstance(named, Problem) else [named, zone]
    for candidate in candidates:
        if candidate.minutes_at(moment.earliest) == moment.offset:
            return candidate.label
    return offset_label(moment.offset)
