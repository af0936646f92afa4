"""Spans of time as they are written: `2024-06-05..06`, `10:00–12:00`, `overnight 5–6 June 2023`, `early June 2023`.

Each is read as its two ends, which another reader reads; so zones, clocks and faults are the same everywhere.
"""

import re
from collections.abc import Callable
from typing import Final, TypeAlias

from verifier.domain.model.time import Moment
from verifier.intake.problems import Problem, quoted

ReadEnd: TypeAlias = Callable[[str], Moment | Problem | None]

_DASH: Final = r" ?(?:\.\.|\u2013|\u2014|-| to | till | until ) ?"
_CLEAR_DASH: Final = r" ?(?:\.\.|\u2013|\u2014| to | till | until ) ?"
_MONTH: Final = r"([A-Za-z]{3,9})\.?"
_YEAR: Final = r"([0-9]{4})"
_DAY: Final = r"([0-9]{1,2})(?:st|nd|rd|th)?"
_ISO_DAYS: Final = r"([0-9]{4}-[0-9]{2}-[0-9]{2})\.\.((?:(?:[0-9]{4}-)?[0-9]{2}-)?[0-9]{2})( .*)?"
_ISO_MONTHS: Final = r"([0-9]{4}-[0-9]{2})\.\.([0-9]{4}-[0-9]{2})()"
_CLOCKS: Final = rf"(.*?) ?\b([0-9]{{1,2}}:[0-9]{{2}}){_CLEAR_DASH}([0-9]{{1,2}}:[0-9]{{2}})(?![0-9:])( .*)?"
_DAYS_OF_MONTH: Final = rf"{_DAY}{_DASH}{_DAY} {_MONTH},? {_YEAR}( .*)?"
_MONTH_DAYS: Final = rf"{_MONTH} {_DAY}{_DASH}{_DAY},? {_YEAR}( .*)?"
_TWO_DATES: Final = rf"{_DAY} {_MONTH}{_DASH}{_DAY} {_MONTH},? {_YEAR}( .*)?"
_PART: Final = r"(?:in )?(early|mid|middle of|late)[ -](?:([A-Za-z]{3,9})\.? )?([0-9]{4})"
_OVERNIGHT: Final = r"(?i)(?:overnight|the night of|night of)(?: (?:on|from|of))? (.*)"
_BETWEEN: Final = r"(?i)(?:from|between) (.+?) (?:to|and|until|till) (.+)"
_EVENING: Final = "18:00"
_MORNING: Final = "08:59"
_THIRDS: Final = {"early": 0, "mid": 1, "middle": 1, "late": 2}


def read_range(text: str, read: ReadEnd, base_day: str | None) -> Moment | Problem | None:
    """The span a text writes as a range, or why it is none; None if it writes no range. `base_day` is an ISO date."""
    if (match := re.fullmatch(_OVERNIGHT, text)) and (days := _days(match[1])):
        first, last, zone = days
        return joined(text, read(f"{first} {_EVENING}{zone}"), read(f"{last} {_MORNING}{zone}"))
    if match := re.fullmatch(_CLOCKS, text):
        return _clocks(text, match, read, base_day)
    if days := _days(text):
        first, last, zone = days
        return joined(text, read(first + zone), read(last + zone))
    if match := re.fullmatch(_PART, text):
        return _part(text, match, read)
    if match := re.fullmatch(_BETWEEN, text):
        return joined(text, read(match[1]), read(match[2]))
    return None


def joined(text: str, first: Moment | Problem | None, last: Moment | Problem | None) -> Moment | Problem | None:
    """The span from one time to another, or what is wrong with it."""
    if not isinstance(first, Moment):
        return first
    if not isinstance(last, Moment):
        return last
    if first.earliest > last.latest:
        return Problem(None, None, f"{quoted(text)} ends before it begins", "Write the earlier time first")
    return Moment(first.earliest, last.latest, text, first.offset)


def _clocks(text: str, match: re.Match[str], read: ReadEnd, base_day: str | None) -> Moment | Problem | None:
    day, start, end, zone = match[1].strip() or base_day, match[2], match[3], match[4] or ""
    if day is None:
        return Problem(None, None, f"{quoted(text)} has no day", f"Write it, such as 2024-11-19 {start}\u2013{end}")
    return joined(text, read(f"{day} {start}{zone}"), read(f"{day} {end}{zone}"))


def _days(written: str) -> tuple[str, str, str] | None:
    """The first and the last day of a range as dates, and what stands behind them."""
    if match := re.fullmatch(_ISO_DAYS, written) or re.fullmatch(_ISO_MONTHS, written):
        first, end, zone = match[1], match[2], match[3] or ""
        return first, first[: len(first) - len(end)] + end, zone
    if match := re.fullmatch(_DAYS_OF_MONTH, written):
        start, end, month, year, zone = match.groups()
        return f"{start} {month} {year}", f"{end} {month} {year}", zone or ""
    if match := re.fullmatch(_MONTH_DAYS, written):
        month, start, end, year, zone = match.groups()
        return f"{start} {month} {year}", f"{end} {month} {year}", zone or ""
    if match := re.fullmatch(_TWO_DATES, written):
        start, one, end, other, year, zone = match.groups()
        return f"{start} {one} {year}", f"{end} {other} {year}", zone or ""
    return None


def _part(text: str, match: re.Match[str], read: ReadEnd) -> Moment | Problem | None:
    """A third of a month or a year: `early June 2023` are its first ten days."""
    third, month, year = _THIRDS[match[1].split(" ")[0]], match[2], match[3]
    if month is None:
        return joined(text, read(f"{year}-{4 * third + 1:02}"), read(f"{year}-{4 * third + 4:02}"))
    whole = read(f"{month} {year}")
    if not isinstance(whole, Moment):
        return whole
    first = read(f"{10 * third + 1} {month} {year}")
    last = whole if third == max(_THIRDS.values()) else read(f"{10 * third + 10} {month} {year}")
    return joined(text, first, last)
