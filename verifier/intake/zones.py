"""Time zones as people write them: names of the zone database, abbreviations, distances from UTC."""

import re
from datetime import datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import Final

from verifier.domain.frozen import dataclass
from verifier.domain.moment import MINUTE, SECOND
from verifier.intake.problems import Problem, quoted

_MAX_OFFSET: Final = 14 * 60
_OFFSET: Final = r"(?:UTC|GMT)?([+\u2212-])([0-9]{1,2})(?::?([0-9]{2}))?"
# A day inside the years 1 and 9999, in seconds, where every zone's clock still has a date.
_EARLY: Final = -62_135_510_400
_LATE: Final = 253_402_214_400

# In minutes; Moscow's own clock was moved in 2011 and 2014, so its abbreviation means the place.
_ABBREVIATIONS: Final[dict[str, int | str]] = {
    "Z": 0, "UTC": 0, "GMT": 0, "WET": 0, "WEST": 60, "BST": 60, "CET": 60, "CEST": 120, "EET": 120, "EEST": 180,
    "MSK": "Europe/Moscow", "MSD": 240, "SAMT": 240, "TRT": 180, "IDT": 180, "IRST": 210, "AZT": 240, "GET": 240,
    "AMT": 240, "PKT": 300, "UZT": 300, "JST": 540, "KST": 540, "HKT": 480, "SGT": 480, "AWST": 480, "AEST": 600,
    "AEDT": 660, "NZST": 720, "NZDT": 780, "SAST": 120, "EAT": 180, "WAT": 60, "CAT": 120, "EST": -300, "EDT": -240,
    "CDT": -300, "MST": -420, "MDT": -360, "PST": -480, "PDT": -420, "BRT": -180, "ART": -180,
}  # fmt: skip
_SEVERAL: Final[dict[str, str]] = {
    "IST": "+05:30 (India), +02:00 (Israel) or +01:00 (Ireland)",
    "CST": "-06:00 (North America), +08:00 (China) or -05:00 (Cuba)",
    "AST": "-04:00 (Atlantic) or +03:00 (Arabia)",
    "GST": "+04:00 (the Gulf) or -02:00 (South Georgia)",
    "ECT": "-05:00 (Ecuador) or -04:00 (Eastern Caribbean)",
    "SST": "-11:00 (Samoa) or +08:00 (Singapore)",
}


@dataclass(frozen=True, slots=True)
class Zone:
    """A time zone and what to call it."""

    label: str
    tz: tzinfo

    def offset(self, local: datetime) -> int:
        """The distance from UTC at a naive local time, in microseconds."""
        if isinstance(self.tz, timezone):
            return _fixed(self.tz)
        distance = local.replace(tzinfo=self.tz).utcoffset()
        return 0 if distance is None else distance // timedelta(microseconds=1)

    @property
    def is_fixed(self) -> bool:
        """Whether its clocks are never moved."""
        return isinstance(self.tz, timezone)

    def minutes_at(self, instant: int) -> int:
        """The distance from UTC at an instant (microseconds UTC), in minutes."""
        moment = datetime.fromtimestamp(min(max(instant // SECOND, _EARLY), _LATE), self.tz)
        return in_minutes(self.offset(moment.replace(tzinfo=None)))


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


def in_minutes(offset: int) -> int:
    """A distance in microseconds as the nearest whole minutes."""
    return round(offset / MINUTE)


@lru_cache(maxsize=512)
def read_zone(text: str) -> Zone | Problem:
    """The zone that is meant, or why that is not clear."""
    written = text.strip()
    if (known := _ABBREVIATIONS.get(written.upper())) is not None:
        return _place(known, written.upper()) if isinstance(known, str) else _abbreviated(written.upper(), known)
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
    if minutes > 59 or total > _MAX_OFFSET:  # noqa: PLR2004 - minutes of an hour
        what = f"{quoted(written)} is no distance from UTC"
        return Problem(None, None, what, "Write one up to 14 hours, such as +03:00")
    return fixed_zone(total if sign == "+" else -total)


def _place(name: str, label: str) -> Zone | Problem:
    from zoneinfo import ZoneInfo

    try:
        return Zone(label, ZoneInfo(name))
    except (KeyError, ValueError, OSError):
        what = f"time zone {quoted(name)} is not known"
        return Problem(None, None, what, "Write it like Europe/Moscow, MSK, UTC or +03:00")
