"""Whether the tables of facts still refuse every change: the triggers the migrations made for that, all of them."""

from collections.abc import Iterator
from typing import Final

from sqlalchemy import Table, text

from verifier.storage.db.connection import Connection
from verifier.storage.schema.tables import FACTS, document_versions, revisions

_EVENTS: Final = ("update", "delete", "insert")
_REFUSED: Final = "recorded facts are never altered or deleted"
_FUNCTION: Final = f"BEGIN RAISE EXCEPTION '%: {_REFUSED}', TG_TABLE_NAME; END"
_ENABLED: Final = frozenset("OA")
"""PostgreSQL's letters for a trigger that fires in a usual session."""

_UPDATE: Final = 16
_BEFORE_UPDATE_DELETE_TRUNCATE: Final = 2 + _UPDATE + 8 + 32
"""PostgreSQL's bits for that, once for each statement."""

_OF_SERVER: Final = text("""
    SELECT t.tgname AS name, c.relname AS fact, t.tgenabled::text AS enabled, p.prosrc AS body, t.tgtype AS kind,
    t.tgqual IS NULL AND t.tgnargs = 0 AND cardinality(t.tgattr::smallint[]) = 0 AS always
    FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid
    WHERE c.relnamespace = current_schema()::regnamespace AND NOT t.tgisinternal ORDER BY t.tgname""")


def defenceless(connection: Connection) -> str | None:
    """The first table of facts that does not refuse changes as it should, in words; None if all do."""
    return next(_sqlite(connection) if connection.sqlite else _postgresql(connection), None)


def _sqlite(connection: Connection) -> Iterator[str]:
    found: dict[str, dict[str, str]] = {}
    rows = connection.execute(text("SELECT tbl_name, name, sql FROM sqlite_master WHERE type = 'trigger'"))
    for table, name, sql in rows:
        found.setdefault(table, {})[name] = " ".join(str(sql).split())
    for table in _tables():
        own = found.get(table.name, {})
        for name, sql in _expected(table):
            if name not in own:
                yield _missing(table, name)
            elif own[name] != sql:
                yield _altered(table, name)


def _expected(table: Table) -> Iterator[tuple[str, str]]:
    """The triggers of a table on SQLite, as the migrations write them but for white space."""
    same = " AND ".join(f"{column.name} = NEW.{column.name}" for column in table.primary_key)
    taken = f" WHEN EXISTS (SELECT 1 FROM {table.name} WHERE {same})"  # noqa: S608 - compared, never run
    for event in _EVENTS:
        name = f"{table.name}_refuses_{event}"
        body = f"BEGIN SELECT RAISE(ABORT, '{table.name}: {_REFUSED}'); END"
        condition = taken if event == "insert" else ""
        if event == "update" and table is document_versions:
            condition = f" WHEN NOT ({_removes_a_text()})"
        yield name, f"CREATE TRIGGER {name} BEFORE {event.upper()} ON {table.name}{condition} {body}"


def _removes_a_text() -> str:
    """What holds of the one change that is let through: a text goes, as the revision being written tells."""
    others = (name for name in document_versions.c.keys() if name != "text")  # noqa: SIM118 - no dictionary
    same = " AND ".join(f"NEW.{name} IS OLD.{name}" for name in others)
    told = (
        "SELECT 1 FROM purges WHERE document = OLD.document AND target = OLD.revision "
        "AND revision > (SELECT max(id) FROM revisions)"
    )
    return f"NEW.text IS NULL AND {same} AND EXISTS ({told})"


def _postgresql(connection: Connection) -> Iterator[str]:
    found = {(row.fact, row.name): row for row in connection.execute(_OF_SERVER)}
    for table in _tables():
        name = f"{table.name}_refuses"
        row = found.get((table.name, name))
        if row is None:
            yield _missing(table, name)
        elif row.enabled not in _ENABLED:
            yield f"{table.name} refuses changes no more: its trigger {name} is switched off"
        elif not (row.always and row.kind == _kind_of(table) and " ".join(row.body.split()) == _FUNCTION):
            yield _altered(table, name)


def _kind_of(table: Table) -> int:
    """The bits of a table's trigger; each row of documents that is to change is looked at by another one."""
    return _BEFORE_UPDATE_DELETE_TRUNCATE - (_UPDATE if table is document_versions else 0)


def _tables() -> Iterator[Table]:
    yield from (revisions, *FACTS)


def _missing(table: Table, name: str) -> str:
    return f"{table.name} refuses changes no more: its trigger {name} is missing"


def _altered(table: Table, name: str) -> str:
    return f"{table.name} refuses changes no more as it should: its trigger {name} has been altered"
