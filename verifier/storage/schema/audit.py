"""Whether the schema is what the migrations make of an empty database: nothing more, nothing less, nothing other.

What they make is kept in a file (`make catalogue`), which a test compares with a fresh database of each kind. An object
is told by what it is called and in words that can be compared; what belongs to an extension is its own. Told apart are
whether the tables of facts still refuse every change, and the rights of roles, whose names depend on the database.
"""

import re
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Final

from sqlalchemy import Table, text

from verifier.storage.db.connection import Connection
from verifier.storage.db.latest_schema import latest_schema
from verifier.storage.db.roles import KEEPING_POLICIES, MAKER, Roles, rights_of_analysts, roles_there
from verifier.storage.schema.tables import FACTS, document_versions, revisions

Objects = dict[str, str]
"""By kind and name, such as `index ix_claims_identity`: what defines the object."""

VIEW: Final = "view"

# What ANALYZE keeps for SQLite's planner.
_OF_FILE: Final = """
    SELECT type || ' ' || name, tbl_name || ': ' || coalesce(sql, '') FROM sqlite_master
    WHERE name NOT LIKE 'sqlite\\_stat_' ESCAPE '\\' ORDER BY 1"""

_OF_SERVER: Final = Path(__file__).with_name("server_objects.sql")
_OWN: Final = "c.relnamespace = current_schema()::regnamespace AND native(c)"
_NATIVE: Final = r"NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = \1.oid AND d.deptype = 'e')"

_EVENTS: Final = ("update", "delete", "insert")
_REFUSED: Final = "recorded facts are never altered or deleted"
_FUNCTION: Final = f"BEGIN RAISE EXCEPTION '%: {_REFUSED}', TG_TABLE_NAME; END"
_ENABLED: Final = frozenset("OA")
"""PostgreSQL's letters for a trigger that fires in a usual session."""

_UPDATE: Final = 16
_BEFORE_UPDATE_DELETE_TRUNCATE: Final = 2 + _UPDATE + 8 + 32
"""PostgreSQL's bits for that, once for each statement."""

_TRIGGERS: Final = text("""
    SELECT t.tgname AS name, c.relname AS fact, t.tgenabled::text AS enabled, p.prosrc AS body, t.tgtype AS kind,
    t.tgqual IS NULL AND t.tgnargs = 0 AND cardinality(t.tgattr::smallint[]) = 0 AS always
    FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid
    WHERE c.relnamespace = current_schema()::regnamespace AND NOT t.tgisinternal ORDER BY t.tgname""")

_PUBLIC: Final = "everybody"
_RELATIONS: Final = text("""
    SELECT c.relname AS name, pg_get_userbyid(c.relowner) AS owner FROM pg_class c
    WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'v')
    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')""")
_FUNCTIONS: Final = text("""
    SELECT p.proname AS name, pg_get_userbyid(p.proowner) AS owner,
    coalesce(p.proacl, acldefault('f', p.proowner)) = acldefault('f', p.proowner) AS usual FROM pg_proc p
    WHERE p.pronamespace = current_schema()::regnamespace
    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')""")
_RIGHTS: Final = text("""
    SELECT c.relname AS name, '' AS part, a.grantee, a.privilege_type AS right, a.is_grantable AS further
    FROM pg_class c, aclexplode(coalesce(c.relacl, acldefault('r', c.relowner))) a
    WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'v') AND a.grantee <> c.relowner
    UNION ALL
    SELECT c.relname, ' (' || t.attname || ')', a.grantee, a.privilege_type, a.is_grantable
    FROM pg_class c JOIN pg_attribute t ON t.attrelid = c.oid, aclexplode(t.attacl) a
    WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'v') AND a.grantee <> c.relowner
    ORDER BY 1, 2, 3, 4""")
_NAMES: Final = text("SELECT oid, rolname FROM pg_roles")
_MAKERS: Final = text("""
    SELECT DISTINCT a.grantee FROM pg_namespace n, aclexplode(coalesce(n.nspacl, acldefault('n', n.nspowner))) a
    WHERE n.oid = current_schema()::regnamespace AND a.privilege_type = 'CREATE' AND a.grantee <> n.nspowner""")


def schema_faults(connection: Connection) -> Iterator[str]:
    """Whatever is more, less or other in the schema than verifier makes it, in words."""
    kept = latest_schema()
    expected = _objects_made_by(kept.sqlite) if connection.sqlite else _with_policies(connection, kept.postgresql)
    found = objects_of(connection)
    yield from (f"the schema lacks {_named(name)}" for name in expected if name not in found)
    yield from (
        f"the schema has something that is not verifier's: {_named(name)}" for name in found if name not in expected
    )
    for name in expected:
        if name in found and found[name] != expected[name] and not _is_same_view(connection, name, expected[name]):
            yield f"{_named(name)} is not as verifier makes it"
    if not connection.sqlite:
        yield from _rights_and_owners(connection)


def _objects_made_by(statements: Iterable[str]) -> Objects:
    """What these statements make of an empty SQLite file."""
    with closing(sqlite3.connect(":memory:")) as made:
        for statement in statements:
            made.execute(statement)
        return _objects_of_file(made.execute(_OF_FILE))


def _named(name: str) -> str:
    return f"the {name}"


def _is_same_view(connection: Connection, name: str, definition: str) -> bool:
    """Whether a view of a server is what it should be, in the words of this server: each version has its own."""
    if connection.sqlite or not name.startswith(f"{VIEW} "):
        return False
    view = name.removeprefix(f"{VIEW} ")
    try:
        from verifier.storage.db.postgres import separate_connection

        with separate_connection(connection) as apart:
            apart.execute(f"CREATE TEMP VIEW verifier_as_made AS {definition}".encode())
            made, found = (
                in_one_line(str(apart.execute("SELECT pg_get_viewdef(to_regclass(%s))", (which,)).fetchone()))
                for which in ("pg_temp.verifier_as_made", view)
            )
    except Exception:  # noqa: BLE001 - whatever keeps this from being looked at, the view is not as it was made
        return False
    return made == found


def objects_of(connection: Connection) -> Objects:
    """Every object in the schema."""
    if connection.sqlite:
        return _objects_of_file(connection.run(_OF_FILE))
    return {
        name: in_one_line(defined) for statement in _statements() for name, defined in _asked(connection, statement)
    }


def _objects_of_file(rows: Iterable[tuple[object, object]]) -> Objects:
    return {str(name): in_one_line(str(defined)) for name, defined in rows}


@cache
def _statements() -> list[str]:
    """What is asked of a server."""
    written = re.sub(r"--.*", "", _OF_SERVER.read_text("utf-8")).replace("own(c)", _OWN)
    return [part for part in re.sub(r"native\((.)\)", _NATIVE, written).split(";") if part.strip()]


def _asked(connection: Connection, statement: str) -> Iterator[tuple[str, str]]:
    # As it stands: what is written with colons would be taken for parameters.
    for name, defined in connection.sql.exec_driver_sql(statement, execution_options={"no_parameters": True}):
        yield str(name), str(defined)


def in_one_line(definition: str) -> str:
    """A definition without what only its layout is."""
    return " ".join(definition.split())


def defenceless(connection: Connection) -> str | None:
    """The first table of facts that does not refuse changes as it should, in words; None if all do."""
    return next(_in_file(connection) if connection.sqlite else _on_server(connection), None)


def _in_file(connection: Connection) -> Iterator[str]:
    found: dict[str, dict[str, str]] = {}
    rows = connection.execute(text("SELECT tbl_name, name, sql FROM sqlite_master WHERE type = 'trigger'"))
    for table, name, sql in rows:
        found.setdefault(table, {})[name] = " ".join(str(sql).split())
    for table in _guarded():
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


def _on_server(connection: Connection) -> Iterator[str]:
    found = {(row.fact, row.name): row for row in connection.execute(_TRIGGERS)}
    for table in _guarded():
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


def _guarded() -> Iterator[Table]:
    yield from (revisions, *FACTS)


def _missing(table: Table, name: str) -> str:
    return f"{table.name} refuses changes no more: its trigger {name} is missing"


def _altered(table: Table, name: str) -> str:
    return f"{table.name} refuses changes no more as it should: its trigger {name} has been altered"


def _with_policies(connection: Connection, expected: Objects) -> Objects:
    """What is expected, with what the roles add to it where there are roles."""
    return {**expected, **KEEPING_POLICIES} if roles_there(connection) else expected


def _rights_and_owners(connection: Connection) -> Iterator[str]:
    """Whoever has a right in our tables that verifier does not give, or lacks one; whatever belongs to another."""
    roles = roles_there(connection)
    owner = roles.owner if roles else str(connection.scalar(text(MAKER)))
    relations = connection.execute(_RELATIONS).all()
    functions = connection.execute(_FUNCTIONS).all()
    for found in (*relations, *functions):
        if found.owner != owner:
            yield f"{found.name} belongs to {found.owner}, and should to {owner}"
    yield from (f"the right to run {found.name} is not as verifier gives it" for found in functions if not found.usual)
    names = dict(map(tuple, connection.execute(_NAMES)))
    yield from _rights(connection, [found.name for found in relations], roles, names)
    if roles:
        for (grantee,) in connection.execute(_MAKERS):
            whose = names.get(grantee, _PUBLIC)
            if whose != roles.owner:
                yield f"{whose} may make tables and functions beside verifier's, which only owners should"


def _rights(connection: Connection, relations: list[str], roles: Roles | None, names: dict[int, str]) -> Iterator[str]:
    lacking: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for name in relations if roles else ():
        assert roles is not None  # noqa: S101 - tells the type checker
        lacking[name, roles.reader] = {"SELECT"}
        lacking[name, roles.analyst] = set(map(str.strip, rights_of_analysts(name).split(",")))
    for name, part, grantee, right, further in connection.execute(_RIGHTS):
        whose = names.get(grantee, _PUBLIC)
        wanted = lacking[name, whose]
        if f"{right}{part}" in wanted and not further:
            wanted.remove(f"{right}{part}")
        else:
            yield f"{whose} has the right to {right}{part} in {name}, which verifier does not give"
    for (name, whose), rights in lacking.items():
        if rights:
            yield f"{whose} lacks the right to {', '.join(sorted(rights))} in {name}. Run: verifier db init"
