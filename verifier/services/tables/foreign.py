"""Tables of other tools: the maps that come with verifier or are given, and a map proposed for a table."""

from itertools import islice
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple

from verifier.domain.errors import NotFoundError
from verifier.intake.nearest import nearest
from verifier.intake.tables.foreign import ForeignFormat, foreign_rows, holds_claim_reviews
from verifier.intake.tables.maps import OURS, TIMES, TableMap, date_formats, guessed_columns, map_text, read_map
from verifier.intake.tables.read import Notation, TableRow
from verifier.services.files import read_file
from verifier.services.starter import data_file
from verifier.services.tables.imports import Foreign

_MAPS: Final = "maps"
_CLAIM_REVIEW: Final = "claimreview"
_PEEKED: Final = 65_536
_SHOWN: Final = 3
_LOOKED_AT: Final = 2_000


class Guess(NamedTuple):
    """A map proposed for a table, as the text of a file, and some rows as they would be read by it."""

    text: str
    rows: tuple[TableRow, ...]


def foreign_of(name: str, beginning: bytes, wanted: str | None) -> Foreign | None:
    """How a table is to be read that is not ours: by the map that is wanted, or by what it is (NotFoundError)."""
    kind = ForeignFormat.of(name)
    if wanted is not None:
        return Foreign(kind, table_map(wanted))
    if kind is ForeignFormat.XLSX:
        return Foreign(kind, OURS)
    if kind is ForeignFormat.JSON and holds_claim_reviews(beginning[:_PEEKED]):
        return Foreign(kind, table_map(_CLAIM_REVIEW))
    return None


def table_map(wanted: str) -> TableMap:
    """The map in a file, or one that comes with verifier by its name (NotFoundError, InputFileError)."""
    shipped = {path.stem: path for path in sorted(data_file(_MAPS).glob("*.toml"))}
    if wanted in shipped:
        return read_map(shipped[wanted].read_bytes(), wanted)
    path = Path(wanted)
    if not path.exists() and path.suffix != ".toml":
        near = nearest(wanted, shipped)
        fix = f"Did you mean {near[0]}? " if near else ""
        raise NotFoundError(
            f"map '{wanted}' is not there. {fix}Give a file, or one of: {', '.join(shipped)}", suggestions=near
        )
    return read_map(read_file(path), wanted)


def guess_map(stream: BinaryIO, name: str, notation: Notation) -> Guess:
    """A map proposed for a table by the names of its columns, and the first rows as they would be read."""
    found = list(islice(foreign_rows(stream, name, ForeignFormat.of(name), notation), _LOOKED_AT))
    header = dict.fromkeys(column for row in found for column in row.values)
    columns = guessed_columns(header)
    stances = sorted({row.values[columns["stance"]] for row in found if columns.get("stance") in row.values})
    dates = (
        row.values[columns[time]] for time in TIMES if time in columns for row in found if columns[time] in row.values
    )
    formats = date_formats(dates)
    certain = formats[0] if len(formats) == 1 else None
    chosen = {ours: (theirs,) for ours, theirs in columns.items() if ours != "stance"}
    proposed = TableMap(chosen, date_format=certain)
    return Guess(map_text(columns, stances, formats), tuple(islice(proposed.rows(iter(found)), _SHOWN)))
