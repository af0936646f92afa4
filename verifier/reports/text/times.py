"""Instants (microseconds UTC) as ISO 8601 text."""

import re
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Final

from verifier.domain.model.time import Moment

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
_FIRST: Final = (datetime.min.replace(tzinfo=UTC) - EPOCH) // _MICROSECOND
_ON_THE_SECOND: Final = re.compile(r"(?<=[0-9]T[0-9]{2}:[0-9]{2}:[0-9]{2})\.0{6}(?=\+00:00$)")
_LAST: Final = (datetime.max.replace(tzinfo=UTC) - EPOCH) // _MICROSECOND


def moment_of(instant: int, zone: tzinfo = UTC) -> datetime:
    """The instant as a datetime in a time zone, or in UTC where the zone would leave the years 1 to 9999."""
    try:
        return (EPOCH + timedelta(microseconds=instant)).astimezone(zone)
    except OverflowError:
        return EPOCH + timedelta(microseconds=min(max(instant, _FIRST), _LAST))


def iso(instant: int | None, zone: tzinfo = UTC) -> str | None:
    """ISO 8601 with offset, to the second unless it has a fraction; `Z` is not used for UTC."""
    return None if instant is None else moment_of(instant, zone).isoformat()


def iso_cell(instant: int | None) -> str | None:
    """The instant in a table: ISO 8601 in UTC, always to the microsecond, so that a column has one precision."""
    return None if instant is None else moment_of(instant).isoformat(timespec="microseconds")


def to_the_second(cell: str) -> str:
    """A cell with a time on the second, written without its fraction; any other as it is."""
    return _ON_THE_SECOND.sub("", cell)


def iso_span(moment: Moment | None, zone: tzinfo = UTC) -> dict[str, str | None] | None:
    """A span of time as `earliest`, `latest` and the words as written (null if taken from elsewhere)."""
    if moment is None:
        return None
    return {"earliest": iso(moment.earliest, zone), "latest": iso(moment.latest, zone), "text": moment.text or None}
