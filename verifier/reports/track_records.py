"""The track record of a source in words: counts with refs, what others settled apart from its own word."""

from collections.abc import Iterator
from itertools import groupby
from typing import Final

from verifier.domain.explain.track_record import Settled, Tally, TrackRecord
from verifier.domain.model.statements import Stance
from verifier.reports.text.styled import BLANK, Line, Role, Run, line, padded, visible, wrapped
from verifier.reports.text.wording import counted

SETTLED_WORDS: Final = {
    Settled.OTHERS: "settled by others",
    Settled.TOGETHER: "with others' word",
    Settled.VERDICT: "an analyst's verdict",
    Settled.OPEN: "others say so too",
    Settled.ALONE: "its own word alone",
}
_HEADINGS: Final = {Stance.AFFIRMS: "AFFIRMED", Stance.DENIES: "DENIED", None: "ITS WORD"}
HABITS: Final = {
    "reversed": "taken back by the opposite",
    "revised": "taken back by another figure",
    "retracted": "taken back",
    "against-interest": "against its own interest",
    "against-interest-stood": "of these, unopposed to date",
    "agreed-later": "others agreed later",
}


def track_record_page(record: TrackRecord, columns: int) -> Iterator[Line]:
    """A track record, as a terminal shows it."""
    said_by = _official(record) if record.official else record.party or "of no party"
    yield line(Run(visible(record.name), Role.STRONG), Run(f"  {visible(said_by)}", Role.FAINT))
    yield line(Run(f"took sides on {_claims(record)}; counts, and no score", Role.FAINT))
    for tallied in _tallied(record, columns):
        yield BLANK
        yield from tallied


def track_record_lines(record: TrackRecord, columns: int) -> Iterator[Line]:
    """The same as a part of the page of a source, which has its name on top."""
    who = f"{_official(record)}, whoever spoke for it, " if record.official else ""
    told = line(Run(f"{visible(who)}took sides on {_claims(record)}; counts, and no score", Role.FAINT))
    yield from wrapped(told, columns)
    for tallied in _tallied(record, columns):
        yield from tallied


def _official(record: TrackRecord) -> str:
    return f"the official voice of {record.party}"


def _claims(record: TrackRecord) -> str:
    return counted(len({word.claim.id for word in record.words}), "claim")


def _tallied(record: TrackRecord, columns: int) -> Iterator[list[Line]]:
    """What was affirmed, what was denied, and how it kept to its word, each under its heading."""
    for stance, tallies in groupby(record.tallies, key=lambda tally: tally.stance):
        told = [row for tally in tallies for row in wrapped(_tally(tally), columns, " " * 43)]
        yield [line(Run(_HEADINGS[stance], Role.HEADING)), *told]


def _tally(tally: Tally) -> Line:
    about = "" if tally.settled is None else SETTLED_WORDS[tally.settled]
    what = tally.what if tally.settled else HABITS[tally.what]
    told = f"  {padded(what, 15)}  {padded(about, 20)}" if tally.settled else f"  {padded(what, 37)}"
    return line(told, f"{len(tally.refs):4}  ", Run(" ".join(tally.refs), Role.FAINT))
