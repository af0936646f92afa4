"""Tables of claims with their attributions, as CSV or JSON Lines: row after row, as they are read.

A row holds its cells by column, empty ones left out, lists as tuples; what is wrong with the row is with it. A table
that is none (its header, its quotation marks) cannot go on, unless rows that cannot be read are to be kept as well.
"""

import codecs
import csv
import json
from collections.abc import Generator, Iterator, Mapping, Sequence
from enum import StrEnum
from io import SEEK_CUR, BufferedReader, TextIOWrapper
from typing import Any, BinaryIO, Final, NamedTuple, TextIO

from msgspec import Struct, field
from msgspec.structs import replace

from verifier.domain.errors import InputFileError, UsageError
from verifier.domain.table import COLUMNS, DOCUMENT, LISTS, REASON, RECORD, REJECTED, split
from verifier.intake.encoding import LONGEST_SIGN, SAVE, wide
from verifier.intake.nearest import nearest
from verifier.intake.problems import Problem, quoted
from verifier.intake.text import bad_character, is_stray_byte

Cells = Mapping[str, str | tuple[str, ...]]

UTF_8: Final = "utf-8-sig"
"""UTF-8, with or without a byte order mark."""

ROW_KINDS: Final = ("claim", "attribution")
OTHER_KINDS: Final = ("party", "source", DOCUMENT, "assessment")
MERGE: Final = "merge"
"""The kind of a record that has a claim, and the one it was merged into."""

_OF_MERGE: Final = ("into", "why")
_LONGEST_CELL: Final = 16 * 1024 * 1024
_LONGEST_LINE: Final = 4 * _LONGEST_CELL
# A phrase holds the quotation and the note; its reader looks at the rest.
_VERBATIM: Final = frozenset({"phrase", "quote", "quote_translation", "note"})
_STORABLE_CONTROLS: Final = "".join(map(chr, (*range(1, 32), *range(127, 160), 0x2028, 0x2029)))


class TableFormat(StrEnum):
    """How a table is written."""

    CSV = "csv"
    JSONL = "jsonl"

    @classmethod
    def of(cls, name: str) -> "TableFormat":
        """The format a file's name tells; CSV unless it ends as JSON Lines do."""
        return cls.JSONL if name.lower().endswith((".jsonl", ".ndjson", ".json")) else cls.CSV


class Written(NamedTuple):
    """A row as it was written, to its line's end; and the line that names its columns, empty in JSON Lines.

    A byte that is no character of the table's encoding is half of a surrogate pair.
    """

    header: str
    row: str


class Notation(Struct, frozen=True):
    """The encoding of a table, and what parts its columns; `verbatim` to keep each row as written, faulty ones too."""

    encoding: str = UTF_8
    delimiter: str = ","
    verbatim: bool = False


USUAL: Final = Notation()


class TableRow(Struct, frozen=True):
    """A row and the line on which it begins.

    `record` and `entry` are those of a registry entry, a document, a verdict or a merge; `document` is the `id` of the
    record of the document.
    """

    line: int
    cells: Cells = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    record: str | None = None
    entry: Mapping[str, Any] = field(default_factory=dict)
    written: Written | None = None
    document: str | None = None


def encoding_of(name: str) -> str:
    """The encoding of a name (UsageError if there is none); UTF-8 with or without its byte order mark is one."""
    try:
        found = codecs.lookup(name)
        "".encode(found.name)
    except (LookupError, ValueError) as error:
        raise UsageError(f"--encoding: {quoted(name)} is no encoding. Write one such as utf-8 or cp1252") from error
    return UTF_8 if found.name == "utf-8" else found.name


def read_table(
    stream: BinaryIO, name: str, kind: TableFormat, notation: Notation = USUAL
) -> Generator[TableRow, None, None]:
    """The rows of a table (InputFileError if it is none); to be closed before the stream is."""
    if notation.encoding == UTF_8 and (found := wide(_beginning(stream))):
        what = Problem(
            1, None, f"this is {found} and not UTF-8", f"Save it as UTF-8, or give --encoding {found.lower()}"
        )
        raise _no_table(name, [what])
    # A byte that is no character becomes half of one, and so a fault of its row.
    text = TextIOWrapper(stream, encoding=notation.encoding, errors="surrogateescape", newline="")
    try:
        yield from _csv_rows(text, name, notation) if kind is TableFormat.CSV else _json_rows(text, notation)
    except csv.Error as error:
        what = Problem(None, None, f"this is no table: {error}", "Check what it is")
        raise _no_table(name, [what]) from error
    except UnicodeError as error:
        what = Problem(None, None, f"this cannot be read as {notation.encoding}", "Give its own encoding")
        raise _no_table(name, [what]) from error
    except OSError as error:
        raise UsageError(f"{name} cannot be read: {error.strerror}. Check what it is") from error
    finally:
        text.detach()


def _beginning(stream: BinaryIO) -> bytes:
    """The first bytes of a stream, which stays where it is; nothing where that cannot be."""
    if isinstance(stream, BufferedReader):
        return stream.peek(LONGEST_SIGN)[:LONGEST_SIGN]
    if not stream.seekable():
        return b""
    found = stream.read(LONGEST_SIGN)
    stream.seek(-len(found), SEEK_CUR)
    return found


def bounded_lines(text: TextIO) -> Iterator[str]:
    """The lines of a text (csv.Error for one that is longer than any row may be, and so perhaps without an end)."""
    while line := text.readline(_LONGEST_LINE):
        if len(line) == _LONGEST_LINE:
            raise csv.Error(f"a line of more than {_LONGEST_LINE:,} characters")
        yield line


class _Lines:
    """The lines of a text, those since the last row kept as they were written."""

    def __init__(self, text: TextIO) -> None:
        self._text = text
        self._kept: list[str] = []

    def __iter__(self) -> Iterator[str]:
        for line in bounded_lines(self._text):
            self._kept.append(line)
            yield line

    def taken(self) -> str:
        """What was read since the last row."""
        written = "".join(self._kept)
        self._kept.clear()
        return written


def _csv_rows(text: TextIO, name: str, notation: Notation) -> Iterator[TableRow]:
    csv.field_size_limit(_LONGEST_CELL)
    lines = _Lines(text) if notation.verbatim else None
    reader = csv.reader(lines or bounded_lines(text), strict=True, delimiter=notation.delimiter)
    try:
        header, first = _header(next(reader, []), name), lines.taken() if lines else ""
    except csv.Error as error:
        raise _no_table(name, [_no_csv(reader.line_num, error)]) from error
    while True:
        line = reader.line_num + 1
        try:
            values = next(reader, None)
        except csv.Error as error:
            if lines is None:
                raise _no_table(name, [_no_csv(reader.line_num, error)]) from error
            yield TableRow(line, problems=(_no_csv(line, error),), written=Written(first, lines.taken()))
            continue
        if values is None:
            return
        written = Written(first, lines.taken()) if lines else None
        if any(values):
            yield _csv_row(header, values, line, written)


def _no_csv(line: int, error: csv.Error) -> Problem:
    return Problem(line, None, f"this is not CSV: {error}", "Correct the quotation marks around there")


def _header(values: Sequence[str], name: str) -> list[str]:
    """The columns of a table (InputFileError naming each that is not known or given twice)."""
    header = [value.strip().lower() for value in values]
    problems = [_unknown_column(value) for value in header if value not in {*COLUMNS, REASON}]
    problems += [
        Problem(1, None, f"column {quoted(column)} is given twice", "Leave one of them out")
        for column in dict.fromkeys(header)
        if header.count(column) > 1 and column != REASON
    ]
    if not problems and "claim" not in header:
        columns = ", ".join(COLUMNS)
        problems = [Problem(1, None, "there is no column 'claim'", f"Begin with a line that names columns: {columns}")]
    if problems:
        raise _no_table(name, problems)
    return header


def parting(name: str) -> str | None:
    """What seems to part columns within the name of one, as --delimiter takes it; None if nothing does."""
    parted = next((mark for mark in ";\t|" if mark in name), None)
    return "tab" if parted == "\t" else parted and f"'{parted}'"


def _unknown_column(name: str) -> Problem:
    near = nearest(name, COLUMNS)
    fix = f"Did you mean {near[0]}? Correct it, or leave the column out" if near else "Leave the column out"
    if parted := parting(name):
        fix = f"Put commas between the columns, as in: claim,origin,stance; or give --delimiter {parted}"
    elif not name.isprintable():
        fix = f"{SAVE}, or give --encoding"
    return Problem(1, None, f"column {quoted(name)} is not known", fix, suggestions=near)


def _no_table(name: str, problems: Sequence[Problem]) -> InputFileError:
    suggestions = [near for problem in problems for near in problem.suggestions]
    message = "nothing was recorded: the table cannot be read. Correct it and import it again"
    return InputFileError(message, [problem.render(name) for problem in problems], suggestions=suggestions)


def _csv_row(header: Sequence[str], values: Sequence[str], line: int, written: Written | None) -> TableRow:
    cells = _paired(header, values)
    problems: tuple[Problem, ...] = ()
    if len(values) != len(header):
        count = "1 cell" if len(values) == 1 else f"{len(values)} cells"
        what = f"the row has {count}, the header {len(header)}"
        problems = (Problem(line, None, what, "Give one cell for each column"),)
    elif not "".join(values).isprintable():
        problems = tuple(_unfit(cells, line))
    return TableRow(line, cells, problems, written=written)


def _paired(header: Sequence[str], values: Sequence[str]) -> dict[str, str | tuple[str, ...]]:
    pairs = zip(header, values, strict=False)
    return {name: split(value) if name in LISTS else value for name, value in pairs if value and name != REASON}


def _unfit(cells: Cells, line: int) -> Iterator[Problem]:
    """The characters that nothing can keep; a quotation and a note are kept as they are, else none is a control."""
    for name, value in cells.items():
        for text in (value,) if isinstance(value, str) else value:
            if problem := bad_character(text, allowed=_STORABLE_CONTROLS if name in _VERBATIM else "\t"):
                fix = f"{SAVE}, or give --encoding" if is_stray_byte(text[(problem.column or 1) - 1]) else problem.fix
                yield Problem(line, None, f"{name}, character {problem.column}: {problem.what}", fix)


def _json_rows(text: TextIO, notation: Notation) -> Iterator[TableRow]:
    for line, written in enumerate(bounded_lines(text), 1):
        if written.strip() and (row := _json_row(written, line)):
            yield replace(row, written=Written("", written)) if notation.verbatim else row


def _json_row(written: str, line: int) -> TableRow | None:
    """The row on a line of JSON; None if it only tells why the next was rejected."""
    try:
        found = json.loads(written, parse_float=str, parse_int=str)
    except (ValueError, RecursionError) as error:
        why = getattr(error, "msg", "it is nested too deeply")
        return TableRow(line, problems=(Problem(line, None, f"this is not JSON: {why}", "Write one object a line"),))
    if not isinstance(found, dict):
        return TableRow(line, problems=(Problem(line, None, "this is no object", 'Write {"claim": "…", …}'),))
    kind = found.pop(RECORD, None)
    if kind == REJECTED:
        return None
    if kind in OTHER_KINDS:
        return TableRow(line, record=kind, entry=found)
    if kind not in {None, *ROW_KINDS, MERGE}:
        kinds = ", ".join((*OTHER_KINDS, *ROW_KINDS, MERGE))
        what = f"{quoted(str(kind))} is no kind of record"
        return TableRow(line, problems=(Problem(line, None, what, f"Write one of {kinds}, or leave it out"),))
    entry = {name: found.pop(name, None) for name in _OF_MERGE} if kind == MERGE else {}
    place = found.pop(DOCUMENT, None)
    row = replace(_object_row(found, line), record=kind if entry else None, entry=entry)
    return row if place is None else _placed(row, place)


def _placed(row: TableRow, place: object) -> TableRow:
    """The row as one of what was read in a document that has a record."""
    if isinstance(place, str):
        return replace(row, document=place)
    fault = Problem(row.line, None, "document is not a text", "Write the id of a record of a document")
    return replace(row, problems=(*row.problems, fault))


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
