"""Whether a server gives the rights in our tables to whom verifier gives them, and to nobody else."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from sqlalchemy import text

from verifier.storage.db.connection import Connection
from verifier.storage.db.roles import KEEPING_POLICIES, MAKER, Roles, rights_of_analysts, roles_there
from verifier.storage.schema.objects import Objects

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


def with_policies(connection: Connection, expected: Objects) -> Objects:
    """What is expected, with what the roles add to it where there are roles."""
    return {**expected, **KEEPING_POLICIES} if roles_there(connection) else expected


def rights_and_owners(connection: Connection) -> Iterator[str]:
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
