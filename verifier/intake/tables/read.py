"""Tables of claims with their attributions, as CSV or JSON Lines: row after row, as they are read.

A row holds its cells by column, empty ones left out, lists as tuples; what is wrong with the row is with it. A table
that is none (its header, its quotation marks) cannot go on.
"""

import csv
import json
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from io import TextIOWrapper
from typing import Any, BinaryIO, Final, TextIO

from verifier.domain.errors import InputFileError, UsageError
from verifier.domain.table import COLUMNS, LISTS, REASON, split
from verifier.intake.nearest import nearest
from verifier.intake.problems import Problem, quoted
from verifier.intake.text import bad_character

Cells = Mapping[str, str | tuple[str, ...]]

RECORD: Final = "record"
ROW_KINDS: Final = ("claim", "attribution")
OTHER_KINDS: Final = ("party", "source", "assessment")
_LONGEST_CELL: Final = 16 * 1024 * 1024
# A phrase holds the quotation and the note; its reader looks at the rest.
_VERBATIM: Final = frozenset({"phrase", "quote", "note"})
_STORABLE_CONTROLS: Final = "".join(map(chr, (*range(1, 32), *range(127, 160), 0x2028, 0x2029)))


class TableFormat(StrEnum):
    """How a table is written."""

    CSV = "csv"
    JSONL = "jsonl"

    @classmethod
    def of(cls, name: str) -> "TableFormat":
        """The format a file's name tells; CSV unless it ends as JSON Lines do."""
        return cls.JSONL if name.lower().endswith((".jsonl", ".ndjson", ".json")) else cls.CSV


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row and the line on which it begins. `record` and `entry` are those of a registry entry or a verdict."""

    line: int
    cells: Cells = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    record: str | None = None
    entry: Mapping[str, Any] = field(default_factory=dict)


def read_table(stream: BinaryIO, name: str, kind: TableFormat) -> Generator[TableRow, None, None]:
    """The rows of a table (InputFileError if it is none); to be closed before the stream is."""
    # A byte that is not UTF-8 becomes half of a character, and so a fault of its row.
    text = TextIOWrapper(stream, encoding="utf-8-sig", errors="surrogateescape", newline="")
    try:
        yield from _csv_rows(text, name) if kind is TableFormat.CSV else _json_rows(text)
    except OSError as error:
        raise UsageError(f"{name} cannot be read: {error.strerror}. Check what it is") from error
    finally:
        text.detach()


def _csv_rows(text: TextIO, name: str) -> Iterator[TableRow]:
    csv.field_size_limit(_LONGEST_CELL)
    reader = csv.reader(text, strict=True)
    try:
        header = _header(next(reader, []), name)
        line = reader.line_num + 1
        for values in reader:
            if any(values):
                yield _csv_row(header, values, line)
            line = reader.line_num + 1
    except csv.Error as error:
        what = Problem(reader.line_num, None, f"this is not CSV: {error}", "Correct the quotation marks around there")
        raise _no_table(name, [what]) from error


def _header(values: Sequence[str], name: str) -> list[str]:
    """The columns of a table (InputFileError naming each that is not known or given twice)."""
    header = [value.strip().lower() for value in values]
    problems = [_unknown_column(value) for value in header if value not in {*COLUMNS, REASON}]
    problems += [
        Problem(1, None, f"column {quoted(column)} is given twice", "Leave one of them out")
        for column in dict.fromkeys(header)
        if header.count(column) > 1
    ]
    if not problems and "claim" not in header:
        columns = ", ".join(COLUMNS)
        problems = [Problem(1, None, "there is no column 'claim'", f"Begin with a line that names columns: {columns}")]
    if problems:
        raise _no_table(name, problems)
    return header


def _unknown_column(name: str) -> Problem:
    near = nearest(name, COLUMNS)
    fix = f"Did you mean {near[0]}? Correct it, or leave the column out" if near else "Leave the column out"
    if any(mark in name for mark in ";\t"):
        fix = "Put commas between the columns, as in: claim,origin,stance"
    elif not name.isprintable():
        fix = "Save the table as UTF-8 text"
    return Problem(1, None, f"column {quoted(name)} is not known", fix, suggestions=near)


def _no_table(name: str, problems: Sequence[Problem]) -> InputFileError:
    suggestions = [near for problem in problems for near in problem.suggestions]
    message = "nothing was recorded: the table cannot be read. Correct it and import it again"
    return InputFileError(message, [problem.render(name) for problem in problems], suggestions=suggestions)


def _csv_row(header: Sequence[str], values: Sequence[str], line: int) -> TableRow:
    if len(values) != len(header):
        count = "1 cell" if len(values) == 1 else f"{len(values)} cells"
        what = f"the row has {count}, the header {len(header)}"
        return TableRow(line, _paired(header, values), (Problem(line, None, what, "Give one cell for each column"),))
    cells = _paired(header, values)
    return TableRow(line, cells, () if "".join(values).isprintable() else tuple(_unfit(cells, line)))


def _paired(header: Sequence[str], values: Sequence[str]) -> dict[str, str | tuple[str, ...]]:
    pairs = zip(header, values, strict=False)
    return {name: split(value) if name in LISTS else value for name, value in pairs if value and name != REASON}


def _unfit(cells: Cells, line: int) -> Iterator[Problem]:
    """The characters that nothing can keep; a quotation and a note are kept as they are, else none is a control."""
    for name, value in cells.items():
        for text in (value,) if isinstance(value, str) else value:
            if problem := bad_character(text, allowed=_STORABLE_CONTROLS if name in _VERBATIM else "\t"):
                yield Problem(line, None, f"{name}, character {problem.column}: {problem.what}", problem.fix)


def _json_rows(text: TextIO) -> Iterator[TableRow]:
    for line, written in enumerate(text, 1):
        if written.strip():
            yield _json_row(written, line)


def _json_row(written: str, line: int) -> TableRow:
    try:
        found = json.loads(written, parse_float=str, parse_int=str)
    except (ValueError, RecursionError) as error:
        why = getattr(error, "msg", "it is nested too deeply")
        return TableRow(line, problems=(Problem(line, None, f"this is not JSON: {why}", "Write one object a line"),))
    if not isinstance(found, dict):
        return TableRow(line, problems=(Problem(line, None, "this is no object", 'Write {"claim": "…", …}'),))
    kind = found.pop(RECORD, None)
    if kind in OTHER_KINDS:
        return TableRow(line, record=kind, entry=found)
    if kind not in {None, *ROW_KINDS}:
        kinds = ", ".join((*OTHER_KINDS, *ROW_KINDS))
        what = f"{quoted(str(kind))} is no kind of record"
        return TableRow(line, problems=(Problem(line, None, what, f"Write one of {kinds}, or leave it out"),))
    return _object_row(found, line)


def _object_row(found: Mapping[str, Any], line: int) -> TableRow:
    cells: dict[str, str | tuple[str, ...]] = {}
    problems: list[Problem] = []
    for name, value in found.items():
        if name not in COLUMNS:
            if name != REASON:
                problems.append(Problem(line, None, *_what_and_fix(_unknown_column(name))))
        elif name in LISTS and isinstance(value, list) and all(isinstance(item, str) for item in value):
            cells[name] = tuple(stripped for item in value if (stripped := item.strip()))
        elif name not in LISTS and isinstance(value, str):
            cells[name] = value
        elif value is not None:
            wanted = "a list of texts" if name in LISTS else "a text"
            problems.append(Problem(line, None, f"{name} is not {wanted}", f"Write {wanted}, or leave it out"))
    filled = {name: value for name, value in cells.items() if value}
    return TableRow(line, filled, (*problems, *_unfit(filled, line)))


def _what_and_fix(problem: Problem) -> tuple[str, str]:
    return problem.what, problem.fix
