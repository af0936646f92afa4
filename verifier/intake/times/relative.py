"""Dates counted from another one, in English: the forms are checked here, the counting is dateparser's."""

import re
from datetime import datetime, timedelta
from typing import Final

from msgspec import Struct

from verifier.domain.model.time import HOUR, MINUTE, Moment
from verifier.intake.problems import Problem, quoted
from verifier.intake.times.local import Day, local_fields, offset_label

_WEEKDAY: Final = r"(?:on |last |next )?(mon|tues|wednes|thurs|fri|satur|sun)day"
_NUMBER: Final = r"(?:[0-9]{1,4} ?|an? |one |two |three |four |five |six |seven |eight |nine |ten )"
_UNIT: Final = r"(h|hours?|m|min|mins|minutes?|d|days?|w|weeks?|months?|y|years?)"
_COUNTED: Final = rf"{_NUMBER}{_UNIT} ago|in {_NUMBER}(days?|weeks?|months?|years?)"
_PERIOD: Final = r"(?:last|next) (month|year)"
_NAMED: Final = r"today|yesterday|tomorrow"
_FORMS: Final = rf"(?:{_NAMED}|{_WEEKDAY}|{_COUNTED}|{_PERIOD})(?![^ ,])"
_WEEK: Final = 7


class Relative(Struct, frozen=True):
    """A day, month or year that was counted, and what is written behind it, or the time if that was counted too."""

    day: Day
    rest: str


def relative_day(text: str, base: Moment) -> Relative | Problem | None:
    """The day a lower-case text means, counted from a base; None if the text is of no form known here."""
    match = re.match(_FORMS, text)
    if match is None:
        return None
    words, rest = match[0], text[match.end() :].strip(" ,")
    weekday, unit = match[1], match[2] or match[3] or match[4] or ""
    start = local_fields(base.earliest, base.offset * MINUTE)
    by_clock = unit[:1] == "h" or (unit[:1] == "m" and not unit.startswith("mon"))
    if by_clock and base.latest - base.earliest >= HOUR:
        what = f"{quoted(words)} cannot be counted from a date without a time"
        return Problem(None, None, what, "Write the time itself, such as 2024-11-19 03:25")
    if weekday and words.startswith((weekday, "on ")) and f"{start:%A}".lower().startswith(weekday):
        return _same_weekday(words, start)
    counted = _counted(words, start)
    if counted is None:
        return Problem(None, None, f"{quoted(words)} cannot be counted", "Write the date, such as 2024-11-19")
    if by_clock:
        return Relative(_day(counted), f"T{counted:%H:%M} {offset_label(base.offset)} {rest}")
    return Relative(_rounded(counted, unit), rest)


def _counted(words: str, base: datetime) -> datetime | None:
    import dateparser

    settings = {"RELATIVE_BASE": base, "PREFER_DATES_FROM": "past", "RETURN_AS_TIMEZONE_AWARE": False}
    try:
        counted: datetime | None = dateparser.parse(words, languages=["en"], settings=settings)
    except (OverflowError, ValueError):
        return None
    return counted


def _same_weekday(words: str, base: datetime) -> Problem:
    readings = f"{_day(base)} or {_day(base - timedelta(days=_WEEK))}"
    return Problem(None, None, f"{quoted(words)} means {readings}", f"Write which, such as {base:%Y-%m-%d}")


def _rounded(counted: datetime, unit: str) -> Day:
    """The period a count leaves: of years a year, of months a month, else a day."""
    if unit.startswith("y"):
        return Day(counted.year)
    return Day(counted.year, counted.month) if unit.startswith("mon") else _day(counted)


def _day(counted: datetime) -> Day:
    return Day(counted.year, counted.month, counted.day)
