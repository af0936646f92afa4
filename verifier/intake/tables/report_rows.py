"""A report file of verifier's own, read back as cells."""

import csv
import io
from collections.abc import Iterator
from typing import Final

from verifier.domain.errors import InputFileError

_LARGEST_CELL: Final = 2**31 - 1


def read_rows(content: bytes, file: str) -> tuple[list[str], Iterator[list[str]]]:
    """The names of the columns, and the rows with a cell for each (InputFileError, also while they are read)."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _refused(file, "it is not UTF-8") from error
    csv.field_size_limit(_LARGEST_CELL)  # the reader's own limit is below what a quotation may have
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    columns = next(rows, [])
    return columns, _whole_rows(rows, len(columns), file)


def _whole_rows(rows: Iterator[list[str]], columns: int, file: str) -> Iterator[list[str]]:
    try:
        for number, row in enumerate(rows, start=1):
            if len(row) != columns:
                raise _refused(file, f"row {number} has {len(row)} cells for {columns} columns")
            yield row
    except csv.Error as error:
        raise _refused(file, str(error)) from error


def _refused(file: str, fault: str) -> InputFileError:
    return InputFileError(f"{file} is not a report of verifier: {fault}. Make the report again with -o", [])
