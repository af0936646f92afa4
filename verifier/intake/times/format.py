"""Moments as text: for people, with their zone, and in a form that reads back to the same."""

from calendar import monthrange
from datetime import datetime, time
from enum import Enum
from typing import Final

from verifier.domain.model.time import DAY, HOUR, MINUTE, SECOND, Moment
from verifier.intake.problems import Problem
from verifier.intake.times.dates import DateReader
from verifier.intake.times.zones import LAST, MONTHS, UTC, Zone, local_fields, offset_label, read_zone

_MIDNIGHT: Final = time(0)


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


def precision(moment: Moment) -> Precision:
    """What the moment covers in the writer's own time; `span` if it is no unit of the calendar or clock."""
    start, width = _local(moment.earliest, moment), moment.latest - moment.earliest + 1
    if start.time() == _MIDNIGHT and width >= DAY - HOUR:
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
    start, there = _local(moment.earliest, moment), local_fields(moment.earliest, 0)
    utc = _time(there, moment) if start.date() == there.date() else f"{_date(there)} {_time(there, moment)}"
    return f"{written} ({utc} UTC)"


def written(moment: Moment) -> str:
    """The moment as text that reads back to the same span and offset: as it was written, if that still means it."""
    for text in (moment.text, _iso(moment)):
        again = DateReader(now=moment.earliest).absolute(text)
        if isinstance(again, Moment) and _covers_same(again, moment):
            return text
    return _interval(moment)


def _covers_same(one: Moment, other: Moment) -> bool:
    return (one.earliest, one.latest, one.offset) == (other.earliest, other.latest, other.offset)


def _calendar_precision(start: datetime, moment: Moment) -> Precision:
    """The day, month or year that begins at a local midnight; it may be an hour off where clocks are moved."""
    for moved in (0, HOUR, -HOUR):
        end = _local(min(moment.latest + moved, LAST - abs(moment.offset) * MINUTE), moment)
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


def _local(instant: int, moment: Moment) -> datetime:
    return local_fields(instant, moment.offset * MINUTE)


def _words(moment: Moment) -> str:
    start, kind = _local(moment.earliest, moment), precision(moment)
    if kind is Precision.YEAR:
        return f"{start.year}"
    if kind is Precision.MONTH:
        return f"{MONTHS[start.month - 1][:3]} {start.year}"
    if kind is Precision.DAY:
        return _date(start)
    if kind is not Precision.SPAN:
        return f"{_date(start)} {_time(start, moment)}"
    end = _local(moment.latest, moment)
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


def _iso(moment: Moment) -> str:
    """The moment as a date, or a date and a time, in the writer's own time."""
    start, kind = _local(moment.earliest, moment), precision(moment)
    zone = offset_label(moment.offset)
    cut = {Precision.YEAR: 4, Precision.MONTH: 7, Precision.DAY: 10}.get(kind)
    if cut is not None:
        return start.date().isoformat()[:cut] + ("" if moment.offset == 0 else f" {zone}")
    timespec = {Precision.MINUTE: "minutes", Precision.SECOND: "seconds"}.get(kind, "microseconds")
    return f"{start.isoformat(sep=' ', timespec=timespec)} {zone}"


def _interval(moment: Moment) -> str:
    zone = offset_label(moment.offset)
    ends = (_local(instant, moment) for instant in (moment.earliest, moment.latest))
    return "/".join(f"{end.isoformat(sep=' ', timespec='microseconds')} {zone}" for end in ends)
