"""Coordinates in what is written of a place: degrees of WGS 84 as `48.51, 35.08`, or a geo: URI (RFC 5870).

They stand alone, or behind a name: `Dnipro (48.51, 35.08)`, `Dnipro geo:48.51,35.08`.
"""

import re
from decimal import Decimal
from typing import Final

from msgspec import Struct

_WHOLE: Final = r"[+-]?[0-9]{1,9}(?:\.[0-9]{1,15})?"
_FINE: Final = r"[+-]?[0-9]{1,9}\.[0-9]{1,15}"
_ALONE: Final = rf"\(?({_WHOLE})\s*,\s*({_WHOLE})\)?"
_BEHIND_NAME: Final = rf"(?s).*\S\s*\(({_FINE})\s*,\s*({_FINE})\)"
_URI: Final = r"(?is)(?:.*[\s(])?(geo:[^\s)]*)\)?"
_NUMBER: Final = r"-?[0-9]{1,9}(?:\.[0-9]{1,15})?"
_GEO: Final = rf"(?i)geo:({_NUMBER}),({_NUMBER})(?:,({_NUMBER}))?((?:;[a-z0-9-]+(?:=[^;\s]*)?)*)"
_POLE: Final = 90
_DATE_LINE: Final = 180


class Coordinates(Struct, frozen=True):
    """A point on the earth in degrees of WGS 84, with its height in metres if that is given."""

    latitude: Decimal
    longitude: Decimal
    altitude: Decimal | None = None

    @property
    def uri(self) -> str:
        """The geo: URI of the point."""
        known = (self.latitude, self.longitude, self.altitude)
        return "geo:" + ",".join(f"{number:f}" for number in known if number is not None)


class PlaceFault(Struct, frozen=True):
    """What is wrong with coordinates, and what to write."""

    what: str
    fix: str


_WRITE: Final = "Write latitude and longitude in degrees, such as 48.51, 35.08"


def coordinates(place: str | None) -> Coordinates | None:
    """The coordinates in what is written of a place; None if there are none that can be read."""
    found = None if place is None else read_coordinates(place)
    return found if isinstance(found, Coordinates) else None


def read_coordinates(place: str) -> Coordinates | PlaceFault | None:
    """The coordinates in what is written of a place, or what is wrong with them; None if it has none."""
    text = place.strip()
    if match := re.fullmatch(_ALONE, text) or re.fullmatch(_BEHIND_NAME, text):
        return _checked(match[1], match[2], None)
    if match := re.fullmatch(_URI, text):
        return _of_uri(match[1])
    return None


def _of_uri(uri: str) -> Coordinates | PlaceFault:
    match = re.fullmatch(_GEO, uri)
    if match is None:
        return PlaceFault(f"'{uri}' is no geo: URI", "Write it like geo:48.51,35.08")
    latitude, longitude, altitude, parameters = match.groups()
    for parameter in filter(None, parameters.lower().split(";")):
        name, _, value = parameter.partition("=")
        if name == "crs" and value != "wgs84":
            return PlaceFault(f"'{uri}' is in degrees of {value or 'nothing'}", "Give them in WGS 84, without crs=")
        if name == "u" and not re.fullmatch(r"[0-9]+(\.[0-9]+)?", value):
            return PlaceFault(f"the uncertainty of '{uri}' is no number of metres", "Write it like u=35, or without")
    return _checked(latitude, longitude, altitude)


def _checked(latitude: str, longitude: str, altitude: str | None) -> Coordinates | PlaceFault:
    """The point, if its degrees are on the earth."""
    north, east = Decimal(latitude), Decimal(longitude)
    for name, degrees, most in (("latitude", north, _POLE), ("longitude", east, _DATE_LINE)):
        if abs(degrees) > most:
            swapped = name == "latitude" and abs(degrees) <= _DATE_LINE and abs(east) <= _POLE
            hint = f"{_WRITE}: latitude first" if swapped else _WRITE
            return PlaceFault(f"the {name} {degrees:f} is not within -{most} and {most}", hint)
    return Coordinates(north + 0, east + 0, None if altitude is None else Decimal(altitude))
