"""Rows as RFC 4180 text that a spreadsheet will not run.

A text cell that a spreadsheet would take for a formula is given a leading apostrophe; numbers are left as they are.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

Cell = str | int | float | None

BYTE_ORDER_MARK: Final = "\ufeff"
LINE_END: Final = "\r\n"
_CHUNK_ROWS: Final = 1000
_QUOTE: Final = '"'
# Spreadsheets pass over white space, and read full-width signs as the others; what begins with a tab or a line end is
# taken for more than one cell.
_RISKY: Final = re.compile(r"[\t\r\n]|[\s\ufeff\u200b]*[=+@\uff1d\uff0b\uff0d\uff20-]")
# Whatever delimiter a spreadsheet expects, a cell stays one.
_QUOTED: Final = re.compile(r"[,;\t\r\n]")
_MARKED_END: Final = ";\t\0\r\n"
"""A line's end, and what is to be within quotation marks; no cell holds NUL."""


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
    return f"'{cell}" if isinstance(cell, str) and _RISKY.match(cell) else cell


def as_before(cell: str) -> str:
    """A cell of a report without the apostrophe that keeps it from being run, whichever edition of it gave one."""
    return cell[1:] if cell.startswith("'") and _RISKY.match(cell, 1) else cell


def neutral_text(text: str) -> str:
    """A text as it stands in a line of the report, between its commas, kept from being run as a formula."""
    return raw_text(f"'{text}") if _RISKY.match(text) else raw_text(text)


def raw_text(text: str) -> str:
    """A text as it stands in a line of the report, between its commas."""
    if '"' in text:
        return f'"{text.replace(_QUOTE, _QUOTE * 2)}"'
    return f'"{text}"' if _QUOTED.search(text) else text


def _lines(rows: Iterable[Sequence[Cell]]) -> str:
    text = io.StringIO(newline="")
    # The writer puts quotation marks round what has a character that ends a line.
    csv.writer(text, lineterminator=_MARKED_END).writerows(rows)
    return text.getvalue().replace(_MARKED_END, LINE_END)
