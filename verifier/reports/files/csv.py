"""Rows as RFC 4180 text that a spreadsheet will not run.

A text cell that a spreadsheet would take for a formula is given a leading apostrophe; numbers are left as they are.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

Cell = str | int | float | None

RISKY: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
BYTE_ORDER_MARK: Final = "\ufeff"
LINE_END: Final = "\r\n"
_CHUNK_ROWS: Final = 1000
_QUOTE: Final = '"'
_RISKY: Final = frozenset(RISKY)


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[Cell]], *, raw: bool = False) -> Iterator[str]:
    """The report in pieces: the header, then some rows at a time. `raw` leaves risky cells as they are."""
    yield _lines([columns])
    pending: list[Sequence[Cell]] = []
    for row in rows:
        pending.append(row if raw else [neutral(cell) for cell in row])
        if len(pending) == _CHUNK_ROWS:
            yield _lines(pending)
            pending = []
    if pending:
        yield _lines(pending)


def neutral(cell: Cell) -> Cell:
    """The cell, kept from being run as a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(RISKY) else cell


def neutral_text(text: str) -> str:
    """A text as it stands in a line of the report, between its commas, kept from being run as a formula."""
    return raw_text(f"'{text}") if text[:1] in _RISKY else raw_text(text)


def raw_text(text: str) -> str:
    """A text as it stands in a line of the report, between its commas."""
    if '"' in text:
        return f'"{text.replace(_QUOTE, _QUOTE * 2)}"'
    return f'"{text}"' if "," in text or "\n" in text or "\r" in text else text


def _lines(rows: Iterable[Sequence[Cell]]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator=LINE_END).writerows(rows)
    return text.getvalue()
