"""Coordinates in what is written of a place."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifier.domain.model.places import Coordinates, PlaceFault, coordinates, read_coordinates

LATITUDE_FIRST = "Write latitude and longitude in degrees, such as 48.51, 35.08: latitude first"


@pytest.mark.parametrize(
    ("place", "wanted"),
    [
        ("48.51, 35.08", ("48.51", "35.08")),
        ("(48.51,35.08)", ("48.51", "35.08")),
        ("-33, +151", ("-33", "151")),
        ("Dnipro (48.51, 35.08)", ("48.51", "35.08")),
        ("geo:48.51,35.08", ("48.51", "35.08")),
        ("GEO:48.51,-35.08;u=35", ("48.51", "-35.08")),
        ("Dnipro geo:48.51,35.08,120;crs=wgs84;u=0.5", ("48.51", "35.08", "120")),
        ("Dnipro (geo:48.51,35.08)", ("48.51", "35.08")),
        ("90, -180", ("90", "-180")),
        ("Kursk", None),
        ("Route 5, 7", None),
        ("Building (5, 7)", None),
        ("the geography of it", None),
        ("48.51", None),
        ("", None),
    ],
)
def test_coordinates_are_read(place: str, wanted: tuple[str, ...] | None) -> None:
    """Alone, behind a name, or as a geo: URI; what only has numbers in it is a name."""
    assert read_coordinates(place) == (None if wanted is None else Coordinates(*map(Decimal, wanted)))


@pytest.mark.parametrize(
    ("place", "what", "fix"),
    [
        ("98.51, 35.08", "the latitude 98.51 is not within -90 and 90", LATITUDE_FIRST),
        ("48.51, 181", "the longitude 181 is not within -180 and 180", LATITUDE_FIRST.partition(": latitude")[0]),
        ("geo:91,0", "the latitude 91 is not within -90 and 90", LATITUDE_FIRST),
        ("geo:48.51", "'geo:48.51' is no geo: URI", "Write it like geo:48.51,35.08"),
        ("geo:1,2;crs=nad27", "'geo:1,2;crs=nad27' is in degrees of nad27", "Give them in WGS 84, without crs="),
        (
            "geo:1,2;u=some",
            "the uncertainty of 'geo:1,2;u=some' is no number of metres",
            "Write it like u=35, or without",
        ),
    ],
)
def test_what_is_no_place_on_earth_is_told(place: str, what: str, fix: str) -> None:
    """What is wrong, and what to write; where it was recorded before it is a name."""
    assert read_coordinates(place) == PlaceFault(what, fix)
    assert coordinates(place) is None


@given(st.decimals(-90, 90, places=6), st.decimals(-180, 180, places=6))
def test_a_uri_reads_back_as_the_point(latitude: Decimal, longitude: Decimal) -> None:
    """Whatever the point."""
    point = Coordinates(latitude, longitude)
    assert read_coordinates(point.uri) == point


@given(st.text())
def test_any_text_is_a_place(place: str) -> None:
    """None is more than the reader can bear."""
    assert isinstance(read_coordinates(place), Coordinates | PlaceFault | None)
