"""Tables as a workbook for Excel and LibreOffice: real dates and numbers, and text that is never run as a formula."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, BinaryIO, Final, NamedTuple

import xlsxwriter

from verifier.reports.files.columns import CellType, Column
from verifier.reports.text.styled import visible

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

_WIDEST: Final = 60
_NARROWEST: Final = 8
_MOST_CHARACTERS: Final = 32_767
_EPOCH_OF_EXCEL: Final = datetime(1900, 3, 1, tzinfo=UTC)
_LOOKS: Final[Mapping[str, Mapping[str, object]]] = {
    "confirmed": {"bg_color": "#CDE9DD", "font_color": "#00412C"},
    "corroborated": {"bg_color": "#E2F3EB", "font_color": "#00412C"},
    "disputed": {"bg_color": "#FBD9C6", "font_color": "#6B2200"},
    "denied": {"bg_color": "#FBE6DA", "font_color": "#6B2200"},
    "rebutted": {"bg_color": "#FBE6DA", "font_color": "#6B2200"},
    "refuted": {"bg_color": "#F3C9B0", "font_color": "#6B2200"},
}
"""How cells with a status look beside their word; others are plain."""

_STATUS_COLUMNS: Final = frozenset({"status", "derived", "from", "to", "from_derived", "to_derived"})


class Sheet(NamedTuple):
    """A table as one sheet of a workbook."""

    name: str
    columns: Sequence[Column[Any]]
    rows: Iterable[Sequence[object]]


def write_sheets(stream: BinaryIO, sheets: Iterable[Sheet], *, title: str) -> int:
    """Write a workbook of some sheets; gives how many rows they have in all."""
    options = {"in_memory": True, "default_date_format": "yyyy-mm-dd hh:mm:ss", "remove_timezone": True}
    count = 0
    with xlsxwriter.Workbook(stream, options) as book:
        book.set_properties({"title": title, "author": "verifier", "created": datetime(2000, 1, 1)})  # noqa: DTZ001 - the same bytes for the same facts
        for sheet in sheets:
            count += _Writer(book, sheet).write()
    return count


class _Writer:
    """Writes one sheet."""

    def __init__(self, book: xlsxwriter.Workbook, sheet: Sheet) -> None:
        self._sheet = sheet
        self._page: Worksheet = book.add_worksheet(sheet.name)
        self._head: Format = book.add_format({"bold": True, "bottom": 1, "valign": "top"})
        self._text: Format = book.add_format({"text_wrap": True, "valign": "top"})
        self._date: Format = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss", "align": "left", "valign": "top"})
        self._plain: Format = book.add_format({"valign": "top"})
        self._looks = {status: book.add_format({**look, "valign": "top"}) for status, look in _LOOKS.items()}
        self._widths = [len(column.name) + 3 for column in sheet.columns]

    def write(self) -> int:
        """Write the header and the rows; gives how many there are."""
        for place, column in enumerate(self._sheet.columns):
            self._page.write_string(0, place, column.name, self._head)
        last = 0
        for last, row in enumerate(self._sheet.rows, 1):
            for place, (column, value) in enumerate(zip(self._sheet.columns, row, strict=True)):
                self._cell(last, place, column, value)
        self._page.freeze_panes(1, 1)
        self._page.autofilter(0, 0, last, len(self._sheet.columns) - 1)
        for place, width in enumerate(self._widths):
            self._page.set_column(place, place, min(_WIDEST, max(_NARROWEST, width)))
        return last

    def _cell(self, row: int, place: int, column: Column[Any], value: object) -> None:
        if value is None or value == "":
            return
        text = str(value)
        if column.type in {CellType.INTEGER, CellType.NUMBER} and (number := _number(text)) is not None:
            self._page.write_number(row, place, number, self._plain)
        elif column.type is CellType.BOOLEAN:
            self._page.write_boolean(row, place, text.lower() == "true", self._plain)
        elif column.type is CellType.DATETIME and (when := _datetime(text)) is not None:
            self._page.write_datetime(row, place, when, self._date)
            text = "yyyy-mm-dd hh:mm:ss"
        else:
            look = self._looks.get(text, self._plain) if column.name in _STATUS_COLUMNS else self._text
            self._page.write_string(row, place, _storable(text), look)
        self._widths[place] = max(self._widths[place], min(_WIDEST, len(text)) + 1)


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _datetime(text: str) -> datetime | None:
    """The instant in UTC without its zone; None for one that Excel's calendar does not have."""
    try:
        when = datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return when.replace(tzinfo=None) if when >= _EPOCH_OF_EXCEL else None


def _storable(text: str) -> str:
    """A text as a cell can hold it: control characters written out, not longer than a cell may be."""
    shown = "\n".join(visible(line) for line in text.split("\n"))
    return shown if len(shown) <= _MOST_CHARACTERS else f"{shown[: _MOST_CHARACTERS - 1]}…"
