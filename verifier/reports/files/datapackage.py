"""The descriptor beside a report file: a Frictionless Data Package, with what verifier notes of the report.

The names under `verifier` are read back by `changes --since-report`; like columns, they are only ever added to.
"""

from collections.abc import Sequence
from typing import Any, Final

from verifier import __version__
from verifier.domain.model.time import SECOND
from verifier.domain.query import QUERY_FIELDS, Query, Sort
from verifier.domain.report_note import ReportNote
from verifier.reports.files.columns import CellType, Column
from verifier.reports.files.json import Json, dumps
from verifier.reports.text.times import iso

_DIALECT: Final[Json] = {
    "csvddfVersion": "1.2",
    "delimiter": ",",
    "lineTerminator": "\r\n",
    "quoteChar": '"',
    "doubleQuote": True,
    "skipInitialSpace": False,
    "header": True,
}


def descriptor(
    note: ReportNote, file: str, columns: Sequence[Column[Any]], key: Sequence[str], *, byte_order_mark: bool
) -> str:
    """The descriptor of a report file; `file` is its name in the same directory, `key` the columns that tell rows."""
    resource = {
        "profile": "tabular-data-resource",
        "name": note.report,
        "path": file,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8-sig" if byte_order_mark else "utf-8",
        "bytes": note.size,
        "hash": f"sha256:{note.sha256}",
        "dialect": _DIALECT,
        "schema": {
            "fields": [_field(column) for column in columns],
            "missingValues": [""],
            "primaryKey": list(key) if {column.name for column in columns}.issuperset(key) else [],
        },
    }
    package = {
        "profile": "tabular-data-package",
        "name": f"verifier-{note.report}",
        "created": iso(note.created),
        "resources": [resource],
        "verifier": _noted(note),
    }
    return f"{dumps(package)}\n"


def _field(column: Column[Any]) -> Json:
    # The default format of a datetime has no room for an offset in the first edition of Table Schema.
    loose = {"format": "any"} if column.type is CellType.DATETIME else {}
    return {"name": column.name, "type": column.type, **loose, "description": column.about}


def _noted(note: ReportNote) -> Json:
    return {
        "version": __version__,
        "report": note.report,
        "query": note.query,
        "conditions": _conditions(note.conditions),
        "since": iso(note.since),
        "until": iso(note.until),
        "as_of": iso(note.as_of),
        "known_at": _revision(note.known_at),
        "revision": _revision(note.revision),
        "digest": note.digest,
        "rules": note.rules,
        "policy": note.policy,
        "raw": note.raw,
        "rows": note.rows,
        "sha256": note.sha256,
        "private_tags": None if note.private_tags is None else list(note.private_tags),
    }


def _revision(number: int | None) -> str | None:
    return None if number is None else f"r{number}"


def _conditions(query: Query) -> Json:
    """What the query was understood to ask; relative times in it are fixed."""
    own: Json = {field.name: _condition(field.sort, getattr(query, field.of)) for field in QUERY_FIELDS}
    return own | ({"others": [_conditions(other) for other in query.others]} if query.others else {})


def _condition(sort: Sort, value: Any) -> object:  # noqa: ANN401 - of its sort
    """A condition, as it is noted."""
    if value is None or sort is Sort.SWITCH:
        return value
    match sort:
        case Sort.START | Sort.END:
            return iso(value)
        case Sort.SPAN:
            return [iso(end) for end in value]
        case Sort.SILENCE:
            return value // SECOND
        case Sort.STATUSES | Sort.FLAGS | Sort.KINDS:
            return sorted(value)
        case _:
            return list(value)
