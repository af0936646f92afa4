"""What every value in the tables may be: which kind of number or text, and which words; any other is damage.

SQLite keeps whatever it is given in whatever column, and digests prove only that it was recorded. So what is stored is
held against these shapes by the audit, and whenever what was read could not be understood.
"""

from collections.abc import Iterator
from enum import StrEnum
from typing import Any, Final, NamedTuple

from sqlalchemy import Boolean, Column, Integer, Table

from verifier.domain.model.claims import ClaimKind, LinkKind, Status, Verdict
from verifier.domain.model.sources import SourceKind
from verifier.domain.model.statements import Basis, Certainty, Stance
from verifier.domain.revisions import Undoing
from verifier.storage.db.connection import Connection
from verifier.storage.ledger.audit import with_any_bytes
from verifier.storage.schema import tables

_FIRST_INSTANT: Final = -62_135_596_800_000_000
_LAST_INSTANT: Final = 253_402_300_799_999_999
_MINUTES: Final = 24 * 60
_INSTANTS: Final = frozenset({"recorded_at", "at", "since", "last_said"})
_WORDS: Final[dict[str, dict[str, type[StrEnum]]]] = {
    "source_versions": {"kind": SourceKind},
    "claim_versions": {"kind": ClaimKind},
    "links": {"kind": LinkKind},
    "attributions": {"stance": Stance, "certainty": Certainty, "basis": Basis},
    "assessments": {"verdict": Verdict, "derived": Status},
    "status_changes": dict.fromkeys(("from_status", "from_derived", "to_status", "to_derived"), Status),
    "undos": {"what": Undoing},
    "claim_states": {"status": Status, "derived": Status},
    "status_totals": {"status": Status},
}
_LISTS: Final = {
    "party_versions": ("adjectives", "adverse_to"),
    "source_versions": ("aliases",),
    "claim_versions": ("parties", "against", "favours", "tags"),
    "status_changes": ("because",),
}
_NUMBERS: Final = {"assessments": ("evidence",)}
_LONGEST_SHOWN: Final = 60
_NOT_COMPARED: Final = frozenset({"ledger_head"})


def malformed(connection: Connection) -> str | None:
    """The first value that cannot be what its column holds, in words; None if there is none."""
    return with_any_bytes(connection, lambda whole: next(_malformed(whole), None))


def _malformed(connection: Connection) -> Iterator[str]:
    yield from _shapeless(connection)
    if connection.sqlite:
        for table, row, other, _ in connection.run("PRAGMA foreign_key_check"):
            yield f"{table} refers at {row} to something in {other} that there is not"


def _shapeless(connection: Connection) -> Iterator[str]:
    for table in tables.metadata.sorted_tables:
        if table.name in _NOT_COMPARED:
            continue
        conditions = {column.name: condition(table, column, sqlite=connection.sqlite) for column in table.columns}
        whole = " AND ".join(f"({wanted})" for wanted in conditions.values())
        if _unlike(connection, table, whole) is None:
            continue
        for name, wanted in conditions.items():
            if (row := _unlike(connection, table, wanted)) is not None:
                where = ", ".join(f"{key.name} {_shown(row[key.name])}" for key in table.primary_key)
                yield f"{table.name} has at {where} a {name} that cannot be: {_shown(row[name])}"


def _unlike(connection: Connection, table: Table, wanted: str) -> Any:  # noqa: ANN401 - a row by its columns
    """The first row of which a condition does not hold."""
    asked = f"SELECT * FROM {table.name} WHERE ({wanted}) IS NOT TRUE LIMIT 1"  # noqa: S608 - our own names
    # As it stands: what is written with colons and question marks would be taken for parameters.
    found = connection.sql.exec_driver_sql(asked, execution_options={"no_parameters": True})
    return found.mappings().first()


def condition(table: Table, column: Column[Any], *, sqlite: bool) -> str:
    """What holds of every value in a column, as SQL."""
    held = " AND ".join(filter(None, (_kind(column) if sqlite else "", _bounds(table, column, sqlite=sqlite))))
    if not held:
        return f"{column.name} IS NOT NULL" if not column.nullable else "TRUE"
    return f"{column.name} IS NULL OR {held}" if column.nullable else held


def _kind(column: Column[Any]) -> str:
    """What a server's columns cannot hold otherwise."""
    if isinstance(column.type, Boolean):
        return f"typeof({column.name}) = 'integer' AND {column.name} IN (0, 1)"
    kind = "integer" if isinstance(column.type, Integer) else "text"
    return f"typeof({column.name}) = '{kind}'"


class _Special(NamedTuple):
    """What a text of its own kind looks like, in the words of each kind of database."""

    tables: tuple[str, ...]
    in_file: str
    on_server: str


_NUMBER: Final = r"-?[0-9]+(\.[0-9]+)?"
_DIGEST: Final = _Special(
    ("revisions", "purges", "document_files", "file_purges"),
    "length({name}) = 64 AND {name} NOT GLOB '*[^0-9a-f]*'",
    "{name} ~ '^[0-9a-f]{{64}}$'",
)
_SPECIAL: Final = {
    "text_sha256": _DIGEST,
    "rows_before": _DIGEST,
    "rows_after": _DIGEST,
    "sha256": _DIGEST,
    "digest": _DIGEST,
    "previous_digest": _DIGEST,
    "figures": _Special(
        ("policies",),
        "CASE WHEN json_valid({name}) THEN json_type({name}) = 'object' ELSE 0 END",
        "{name} ~ '^[{{].*[}}]$'",
    ),
    "figure": _Special(
        ("attributions",),
        "length({name}) <= 99 AND {name} GLOB '*[0-9]*' AND {name} NOT GLOB '*[^-0-9.<>=]*'",
        f"length({{name}}) <= 99 AND {{name}} ~ '^((>=|<=)?{_NUMBER}|{_NUMBER}[.][.]{_NUMBER})$'",
    ),
}
_TEXT_ON_SERVER: Final = r'"([^"\\\u0001-\u001f]|\\["\\/bfnrt]|\\u[0-9a-f]{4})*"'
_ITEMS_ON_SERVER: Final = {"text": _TEXT_ON_SERVER, "integer": "-?[0-9]{1,18}"}


def _bounds(table: Table, column: Column[Any], *, sqlite: bool) -> str:
    name = column.name
    if (words := _WORDS.get(table.name, {}).get(name)) is not None:
        return f"{name} IN ({', '.join(repr(word.value) for word in words)})"
    for lists, kind in ((_LISTS, "text"), (_NUMBERS, "integer")):
        if name in lists.get(table.name, ()):
            return _list(name, kind, sqlite=sqlite)
    if (special := _SPECIAL.get(name)) is not None and table.name in special.tables:
        return (special.in_file if sqlite else special.on_server).format(name=name)
    return _number_bounds(column)


def _list(name: str, kind: str, *, sqlite: bool) -> str:
    """That a text is the JSON of a list of just this kind."""
    if not sqlite:
        item = _ITEMS_ON_SERVER[kind]
        return f"{name} ~ '^\\[({item}(,{item})*)?\\]$'"
    others = f"EXISTS (SELECT 1 FROM json_each({name}) WHERE type <> '{kind}')"  # noqa: S608 - our own names
    return f"CASE WHEN json_valid({name}) THEN json_type({name}) = 'array' AND NOT {others} ELSE 0 END"


def _number_bounds(column: Column[Any]) -> str:
    name = column.name
    if name.endswith("_offset"):
        return f"{name} BETWEEN {-_MINUTES} AND {_MINUTES}"
    if name.endswith("_latest"):
        earliest = name.replace("_latest", "_earliest")
        return f"{name} BETWEEN {earliest} AND {_LAST_INSTANT}"
    if name.endswith("_earliest") or (name in _INSTANTS and column.table.name != "claim_accounts"):
        return f"{name} BETWEEN {_FIRST_INSTANT} AND {_LAST_INSTANT}"
    if column.foreign_keys or (name == "id" and column.primary_key):
        return f"{name} >= 1"
    if name == "size":
        return f"{name} >= 0"
    return ""


def _shown(value: object) -> str:
    told = repr(value).encode("ascii", "backslashreplace").decode()
    return told if len(told) <= _LONGEST_SHOWN else f"{told[:_LONGEST_SHOWN]}…"
