"""Tables of other tools, read row by row as texts by column: CSV, JSON and XLSX; and ClaimReview as such rows.

Each row comes with the line (or the number) it has in its file, and as the line of CSV that keeps it if it is rejected.
"""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any, BinaryIO, Final, NamedTuple

from verifier.domain.errors import InputFileError
from verifier.intake.problems import Problem, quoted
from verifier.intake.tables.read import Notation, Written, parting

_CLAIM_REVIEW: Final = "ClaimReview"
_MOST_BYTES: Final = 64 * 1024 * 1024
_LONGEST_CELL: Final = 16 * 1024 * 1024


class ForeignFormat(StrEnum):
    """How a foreign table is written."""

    CSV = "csv"
    JSON = "json"
    XLSX = "xlsx"

    @classmethod
    def of(cls, name: str) -> "ForeignFormat":
        """The format a file's name tells; CSV unless it ends as the others do."""
        if name.lower().endswith((".json", ".jsonl", ".ndjson", ".jsonld")):
            return cls.JSON
        return cls.XLSX if name.lower().endswith((".xlsx", ".xlsm", ".xls", ".ods")) else cls.CSV


class ForeignRow(NamedTuple):
    """A row as texts by column, its line, and the lines of CSV that keep it."""

    line: int
    values: Mapping[str, str]
    written: Written


def foreign_rows(stream: BinaryIO, name: str, kind: ForeignFormat, notation: Notation) -> Iterator[ForeignRow]:
    """The rows of a foreign table (InputFileError if it is none)."""
    match kind:
        case ForeignFormat.CSV:
            return _csv(stream, name, notation)
        case ForeignFormat.JSON:
            return _rows(_objects(stream, name), first=1)
        case ForeignFormat.XLSX:
            return _rows(_cells(stream, name), first=2)


def holds_claim_reviews(beginning: bytes) -> bool:
    """Whether a JSON file that begins so holds ClaimReviews."""
    return b'"ClaimReview"' in beginning


def _csv(stream: BinaryIO, name: str, notation: Notation) -> Iterator[ForeignRow]:
    csv.field_size_limit(_LONGEST_CELL)
    text = io.TextIOWrapper(stream, encoding=notation.encoding, newline="")
    try:
        reader = csv.reader(text, delimiter=notation.delimiter)
        header = [column.strip() for column in next(reader, [])]
        if not any(header):
            raise _no_table(name, "the table is empty", "Begin with a line that names columns")
        if len(header) == 1 and (parted := parting(header[0])):
            raise _no_table(name, f"the header is one column, {quoted(header[0])}", f"Give --delimiter {parted}")
        for values in reader:
            if any(values):
                pairs = {column: value for column, value in zip(header, values, strict=False) if column and value}
                yield ForeignRow(reader.line_num, pairs, _written(header, values))
    except UnicodeDecodeError as error:
        raise _no_table(name, f"this is not {notation.encoding}", "Give its own encoding with --encoding") from error
    except csv.Error as error:
        raise _no_table(name, f"this is not CSV: {error}", "Correct it, or give --delimiter") from error
    finally:
        text.detach()


def _objects(stream: BinaryIO, name: str) -> Iterator[Mapping[str, str]]:
    """The objects of a JSON file: a list, one object a line, or ClaimReview in any of its forms."""
    content = stream.read(_MOST_BYTES + 1)
    if len(content) > _MOST_BYTES:
        raise _no_table(name, "this is larger than 64 MiB", "Split it")
    try:
        text = content.decode("utf-8-sig")
        found = _documents(text)
        if any(_reviews(document) for document in found):
            return map(_review_row, (review for document in found for review in _reviews(document)))
        listed = found[0] if len(found) == 1 and isinstance(found[0], list) else found
    except UnicodeDecodeError as error:
        raise _no_table(name, "this is not UTF-8", "Save it as UTF-8") from error
    except (ValueError, RecursionError) as error:
        raise _no_table(name, f"this is not JSON: {error}", "Correct it") from error
    return map(_texts, (one for one in listed if isinstance(one, dict)))


def _documents(text: str) -> list[Any]:
    """What a text holds: one value, or one on each line."""
    try:
        return [json.loads(text)]
    except ValueError:
        lines = [line for line in text.splitlines() if line.strip()]
        if len(lines) < 2:  # noqa: PLR2004 - a single line is no JSON Lines
            raise
        return [json.loads(line) for line in lines]


def _texts(found: Mapping[str, Any], prefix: str = "") -> dict[str, str]:
    """The values of an object as texts, those of objects within it by dotted names."""
    texts: dict[str, str] = {}
    for name, value in found.items():
        if isinstance(value, dict):
            texts |= _texts(value, f"{prefix}{name}.")
        elif isinstance(value, list):
            texts[f"{prefix}{name}"] = "; ".join(str(item) for item in value if isinstance(item, str | int | float))
        elif value is not None:
            texts[f"{prefix}{name}"] = str(value)
    return {name: text for name, text in texts.items() if text}


def _reviews(document: object) -> list[Mapping[str, Any]]:
    """The ClaimReviews in a JSON document: one, a list, a graph, or a DataFeed of them."""
    if isinstance(document, list):
        return [review for one in document for review in _reviews(one)]
    if not isinstance(document, dict):
        return []
    kinds = document.get("@type")
    if kinds == _CLAIM_REVIEW or (isinstance(kinds, list) and _CLAIM_REVIEW in kinds):
        return [document]
    inner = (document.get(name) for name in ("@graph", "dataFeedElement", "item", "itemListElement"))
    return [review for one in inner for review in _reviews(one)]


def _review_row(review: Mapping[str, Any]) -> dict[str, str]:
    """A ClaimReview as a row: what was reviewed, by whom, with which rating in words, when and where."""
    rating = _first(review.get("reviewRating"))
    author = _first(review.get("author"))
    wanted = {
        "claim": review.get("claimReviewed"),
        "rating": rating.get("alternateName") or rating.get("name"),
        "author": author.get("name") or _host(author.get("url") or review.get("url")),
        "url": review.get("url"),
        "title": review.get("headline") or review.get("name"),
        "published": review.get("datePublished") or review.get("dateCreated"),
        "body": review.get("reviewBody"),
    }
    return {name: " ".join(value.split()) for name, value in wanted.items() if isinstance(value, str) and value.strip()}


def _first(found: object) -> Mapping[str, Any]:
    if isinstance(found, list):
        found = found[0] if found else None
    return found if isinstance(found, dict) else {}


def _host(url: object) -> str | None:
    from urllib.parse import urlsplit

    if not isinstance(url, str):
        return None
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None


def _cells(stream: BinaryIO, name: str) -> Iterator[Mapping[str, str]]:
    """The rows of the first sheet of a workbook, by its header; values as they were worked out, never a formula."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(stream.read()))
        rows = book.get_sheet_by_index(0).to_python() if book.sheet_names else []
    except (CalamineError, OSError, ValueError) as error:
        raise _no_table(name, f"this is no workbook: {error}", "Save it as XLSX or CSV") from error
    if not rows:
        raise _no_table(name, "the first sheet is empty", "Put the table there, its columns named in the first row")
    header = [str(cell).strip() for cell in rows[0]]
    return (
        {column: text for column, cell in zip(header, row, strict=False) if column and (text := cell_text(cell))}
        for row in rows[1:]
    )


def cell_text(cell: object) -> str:
    """A cell of a workbook as text: whole numbers without a point, dates as ISO 8601."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return f"{cell:.0f}" if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time.min else cell.isoformat(sep=" ", timespec="minutes")
    return cell.isoformat() if isinstance(cell, date | time) else str(cell).strip()


def _rows(found: Iterable[Mapping[str, str]], *, first: int) -> Iterator[ForeignRow]:
    for line, values in enumerate(found, first):
        if values:
            yield ForeignRow(line, values, _written(list(values), list(values.values())))


def _written(header: Sequence[str], values: Sequence[str]) -> Written:
    """The row as lines of CSV, to be kept if it is rejected."""
    return Written(_line(header), _line(values))


def _line(values: Sequence[str]) -> str:
    stream = io.StringIO(newline="")
    csv.writer(stream).writerow(values)
    return stream.getvalue()


def _no_table(name: str, what: str, fix: str) -> InputFileError:
    message = "nothing was recorded: the table cannot be read. Correct it and import it again"
    return InputFileError(message, [Problem(None, None, what, fix).render(name)])
