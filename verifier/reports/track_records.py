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
_HABITS: Final = {
    "reversed": "taken back by the opposite",
    "revised": "taken back by another figure",
    "retracted": "taken back",
    "against-interest": "against its own interest",
    "against-interest-stood": "of these, unopposed to date",
    "agreed-later": "others agreed later",
}


def track_record_page(record: TrackRecord, columns: int) -> Iterator[Line]:
    """A track record, as a terminal shows it."""
    said_by = f"the official voice of {record.party}" if record.official else record.party or "of no party"
    yield line(Run(visible(record.name), Role.STRONG), Run(f"  {visible(said_by)}", Role.FAINT))
    claims = len({word.claim.id for word in record.words})
    yield line(Run(f"took sides on {counted(claims, 'claim')}; counts, and no score", Role.FAINT))
    for stance, tallies in groupby(record.tallies, key=lambda tally: tally.stance):
        yield BLANK
        yield line(Run(_HEADINGS[stance], Role.HEADING))
        for tally in tallies:
            yield from wrapped(_tally(tally), columns, " " * 43)


def _tally(tally: Tally) -> Line:
    about = "" if tally.settled is None else SETTLED_WORDS[tally.settled]
    what = tally.what if tally.settled else _HABITS[tally.what]
    told = f"  {padded(what, 15)}  {padded(about, 20)}" if tally.settled else f"  {padded(what, 37)}"
    return line(told, f"{len(tally.refs):4}  ", Run(" ".join(tally.refs), Role.FAINT))
