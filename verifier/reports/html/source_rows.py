"""Track records as lines of a table on a page: counts, with the claims behind each."""

from collections.abc import Iterable
from typing import Final

from verifier.domain.explain.track_record import Settled, Tally, TrackRecord, Word
from verifier.domain.model.statements import Stance
from verifier.reports.files.json import Json
from verifier.reports.track_records import HABITS, SETTLED_WORDS

_WORDS: Final = {Stance.AFFIRMS: "affirmed", Stance.DENIES: "denied"}
COLUMNS = (
    ("others", "Settled as it said, by others"),
    ("together", "As it said, with its own word"),
    ("otherwise", "Settled otherwise"),
    ("open", "Open, others say so too"),
    ("alone", "Its own word alone"),
)
"""What became of a word, and its heading."""


def source_rows(records: Iterable[TrackRecord]) -> list[Json]:
    """What a page tells of each record; none of those that took no side."""
    return [_row(record) for record in records if record.words]


def record_on_page(record: TrackRecord) -> Json | None:
    """A record in full, a line for each count; None if it took no side."""
    if not record.words:
        return None
    return {"official": record.official, "party": record.party, "rows": [_tally(tally) for tally in record.tallies]}


def _tally(tally: Tally) -> Json:
    return {
        "word": "its word" if tally.stance is None else _WORDS[tally.stance],
        "status": tally.what if tally.settled else None,
        "habit": None if tally.settled else HABITS[tally.what],
        "settled": tally.settled and SETTLED_WORDS[tally.settled],
        "refs": list(tally.refs),
    }


def _row(record: TrackRecord) -> Json:
    refs: dict[str, dict[str, None]] = {name: {} for name, _ in COLUMNS}
    for word in record.words:
        refs[_column(word)][f"c{word.claim.id}"] = None
    taken_back = sum(len(word.reversed) + len(word.revised) + len(word.retracted) for word in record.words)
    return {
        "name": record.name,
        "standing": "official voice" if record.official else record.party or "no party",
        "took_sides": len({word.claim.id for word in record.words}),
        "refs": [list(refs[name]) for name, _ in COLUMNS],
        "taken_back": taken_back,
    }


def _column(word: Word) -> str:
    if word.borne_out is None:
        return "alone" if word.settled is Settled.ALONE else "open"
    if not word.borne_out:
        return "otherwise"
    return "together" if word.settled is Settled.TOGETHER else "others"
