"""Track records as lines of a table on a page: counts, with the claims behind each."""

from collections.abc import Iterable

from verifier.domain.explain.track_record import Settled, TrackRecord, Word
from verifier.reports.files.json import Json

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
