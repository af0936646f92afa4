"""Moments as text that reads back to the same."""

from verifier.domain.model.time import Moment
from verifier.intake.times.dates import DateReader
from verifier.intake.times.local import Precision, offset_label, precision, writers_time


def written(moment: Moment) -> str:
    """The moment as text that reads back to the same span and offset: as it was written, if that still means it."""
    for text in (moment.text, _iso(moment)):
        again = DateReader(now=moment.earliest).absolute(text)
        if isinstance(again, Moment) and _covers_same(again, moment):
            return text
    return _interval(moment)


def _covers_same(one: Moment, other: Moment) -> bool:
    return (one.earliest, one.latest, one.offset) == (other.earliest, other.latest, other.offset)


def _iso(moment: Moment) -> str:
    """The moment as a date, or a date and a time, in the writer's own time."""
    start, kind = writers_time(moment.earliest, moment), precision(moment)
    zone = offset_label(moment.offset)
    cut = {Precision.YEAR: 4, Precision.MONTH: 7, Precision.DAY: 10}.get(kind)
    if cut is not None:
        return start.date().isoformat()[:cut] + ("" if moment.offset == 0 else f" {zone}")
    timespec = {Precision.MINUTE: "minutes", Precision.SECOND: "seconds"}.get(kind, "microseconds")
    return f"{start.isoformat(sep=' ', timespec=timespec)} {zone}"


def _interval(moment: Moment) -> str:
    zone = offset_label(moment.offset)
    ends = (writers_time(instant, moment) for instant in (moment.earliest, moment.latest))
    return "/".join(f"{end.isoformat(sep=' ', timespec='microseconds')} {zone}" for end in ends)
