"""Who may do what in a database on a server: three roles, which an administrator gives to people.

A reader reads. An analyst also records: adds facts, and writes what is made from them. An owner also changes the tables
and the policy; all that the migrations make belongs to that role. Nobody but an owner could alter a recorded fact or
switch off what refuses that, and the audit would find it. Roles are a server's and not a database's, so the name of the
database is in theirs.
"""

import hashlib
from collections.abc import Iterator
from typing import Final

from msgspec import Struct
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from verifier.storage.db.connection import Connection
from verifier.storage.db.database import APPLICATION_ID, Database, lock_head, writing
from verifier.storage.schema import tables

OWNERS_ONLY: Final = frozenset({"policies", "purges", "file_purges"})
"""Tables of facts that an analyst may only read."""

ADDED_TO: Final = frozenset({"file_pieces"})
"""Tables that hold no facts, and that an analyst may only add to."""

_LONGEST_NAME: Final = 63
"""Bytes that PostgreSQL keeps of a name."""

_FACTS: Final = frozenset(table.name for table in (tables.revisions, *tables.FACTS))
_HEAD: Final = tables.ledger_head.name
_DERIVED: Final = frozenset(tables.metadata.tables) - _FACTS - {_HEAD} | {"claim_words"}
_REFUSED: Final = ("42501", "42704")
"""The server's words for a right that is missing, and for a role that is."""

# Ours is what the migrations made, whichever of the owners ran them, and no extension's.
_OURS: Final = """
    SELECT relname AS name, relkind AS kind, pg_get_userbyid(relowner) AS owner FROM pg_class
    WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'v')
    AND pg_has_role(relowner, CAST(:owner AS name), 'MEMBER')
    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = pg_class.oid AND d.deptype = 'e')
    ORDER BY relname"""
_OUR_FUNCTIONS: Final = """
    SELECT oid::regprocedure::text FROM pg_proc
    WHERE pronamespace = current_schema()::regnamespace AND pg_get_userbyid(proowner) <> :owner
    AND pg_has_role(proowner, CAST(:owner AS name), 'MEMBER')
    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = pg_proc.oid AND d.deptype = 'e')"""
# Undoing what adopted a policy puts another in force: a row that does that is refused, unless it is an owner's.
_SPARING: Final = "NOT EXISTS (SELECT FROM policies WHERE policies.revision = target)"
_KEEP_POLICIES: Final = (
    "ALTER TABLE undos ENABLE ROW LEVEL SECURITY",
    "CREATE POLICY undos_are_read ON undos FOR SELECT USING (true)",
    f"CREATE POLICY undos_spare_policies ON undos FOR INSERT WITH CHECK ({_SPARING})",
)
KEEPING_POLICIES: Final = {
    "policy undos.undos_are_read": "r true TO {0} USING true",
    "policy undos.undos_spare_policies": (
        "a true TO {0} WITH CHECK NOT (EXISTS ( SELECT FROM policies WHERE policies.revision = undos.target))"
    ),
    "row security of undos": "true false",
}
"""The same, as the audit of the schema finds it."""

_UNGUARDED: Final = text("""
    SELECT to_regclass('policies') IS NOT NULL AND NOT relrowsecurity FROM pg_class
    WHERE oid = to_regclass('undos')""")
MAKER: Final = "SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = 'ledger_head'::regclass"
_HAS_ROLE: Final = text("SELECT pg_has_role(CAST(:user AS name), CAST(:role AS name), 'USAGE')")


class Roles(Struct, frozen=True):
    """The names of a database's roles."""

    reader: str
    analyst: str
    owner: str

    @classmethod
    def of(cls, database: str) -> "Roles":
        """The names for a database; a long one is cut, and told from others cut alike by its digest."""
        room = _LONGEST_NAME - len("verifier__analyst")
        encoded = database.encode()
        if len(encoded) > room:
            digest = hashlib.sha256(encoded).hexdigest()[:8]
            database = f"{encoded[: room - 9].decode(errors='ignore')}_{digest}"
        return cls(*(f"verifier_{database}_{role}" for role in ("reader", "analyst", "owner")))

    @property
    def all(self) -> tuple[str, ...]:
        """All three, the one who may least first."""
        return self.reader, self.analyst, self.owner


class Granting(Struct, frozen=True):
    """What came of giving the roles their rights: statements that an administrator has to run before, or none."""

    roles: Roles
    lacking: tuple[str, ...]


def grant_rights(engine: Database, *, make: bool) -> Granting | None:
    """Make the roles if `make`, and give them what each may do: no more, and also in tables made since.

    None where that is not this user's to do, and where there are no roles; a SQLite file has none.
    """
    with writing(engine) as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": APPLICATION_ID})
        roles = Roles.of(str(connection.scalar(text("SELECT current_database()"))))
        user, maker = str(connection.scalar(text("SELECT current_user"))), str(connection.scalar(text(MAKER)))
        if not _acts_as(connection, user, maker) or not (make or _there(connection, roles.all) == set(roles.all)):
            return None
        for statement in list(_needed(connection, roles)):
            _try(connection, statement)
        lacking = tuple(_needed(connection, roles))
        if not lacking:
            _give(connection, roles)
        return Granting(roles, lacking)


def roles_there(connection: Connection) -> Roles | None:
    """The roles of a database, if all of them are there."""
    roles = Roles.of(str(connection.scalar(text("SELECT current_database()"))))
    return roles if _there(connection, roles.all) == set(roles.all) else None


def _acts_as(connection: Connection, user: str, role: str) -> bool:
    return bool(connection.scalar(_HAS_ROLE, {"user": user, "role": role}))


def _is_superuser(connection: Connection, user: str) -> bool:
    return bool(connection.scalar(text("SELECT rolsuper FROM pg_roles WHERE rolname = :user"), {"user": user}))


def _there(connection: Connection, names: tuple[str, ...]) -> set[str]:
    found = text("SELECT rolname FROM pg_roles WHERE rolname = ANY(:names)")
    return set(connection.scalars(found, {"names": list(names)}))


def _needed(connection: Connection, roles: Roles) -> Iterator[str]:
    """What the roles still need besides rights in tables, as statements: most of it is not a table owner's to give."""
    database, schema, user, maker = connection.execute(
        text(f"SELECT current_database(), current_schema(), current_user, ({MAKER})")
    ).one()
    there = _there(connection, roles.all)
    for role in roles.all:
        if role not in there:
            yield f"CREATE ROLE {_quoted(role)} NOLOGIN"
        if role not in there or not _may(connection, role, "database", database, "CONNECT"):
            yield f"GRANT CONNECT ON DATABASE {_quoted(database)} TO {_quoted(role)}"
        for right in ("USAGE", "CREATE") if role == roles.owner else ("USAGE",):
            if role not in there or not _may(connection, role, "schema", schema, right):
                yield f"GRANT {right} ON SCHEMA {_quoted(schema)} TO {_quoted(role)}"
    for whoever in dict.fromkeys((user, maker)):
        if not _is_superuser(connection, whoever) and (
            roles.owner not in there or not _acts_as(connection, whoever, roles.owner)
        ):
            yield f"GRANT {_quoted(roles.owner)} TO {_quoted(whoever)}"
    if _may(connection, "public", "schema", schema, "CREATE"):
        yield f"REVOKE CREATE ON SCHEMA {_quoted(schema)} FROM PUBLIC"


def _may(connection: Connection, role: str, kind: str, name: str, right: str) -> bool:
    asked = text(f"SELECT has_{kind}_privilege(CAST(:role AS name), :name, :right)")
    return bool(connection.scalar(asked, {"role": role, "name": name, "right": right}))


def _try(connection: Connection, statement: str) -> None:
    """Run a statement, unless this user may not, or what it is about could not be made."""
    try:
        with connection.begin_nested():
            _run(connection, statement)
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) not in _REFUSED:
            raise


def _give(connection: Connection, roles: Roles) -> None:
    """Give the owners all that is ours, and everybody the rights in it."""
    lock_head(connection)
    owner, reader, analyst = map(_quoted, (roles.owner, roles.reader, roles.analyst))
    schema = _quoted(str(connection.scalar(text("SELECT current_schema()"))))
    functions = connection.scalars(text(_OUR_FUNCTIONS), {"owner": roles.owner}).all()
    for relation in connection.execute(text(_OURS), {"owner": roles.owner}).all():
        name = f"{schema}.{_quoted(relation.name)}"
        if relation.owner != roles.owner:
            _run(connection, f"ALTER {'VIEW' if relation.kind == 'v' else 'TABLE'} {name} OWNER TO {owner}")
        _run(connection, f"REVOKE ALL ON {name} FROM PUBLIC, {reader}, {analyst}")
        _run(connection, f"GRANT SELECT ON {name} TO {reader}")
        _run(connection, f"GRANT {rights_of_analysts(relation.name)} ON {name} TO {analyst}")
    if connection.scalar(_UNGUARDED):
        for statement in _KEEP_POLICIES:
            _run(connection, statement)
    for function in functions:
        _run(connection, f"ALTER FUNCTION {function} OWNER TO {owner}")


def rights_of_analysts(name: str) -> str:
    """What analysts may do with a table or a view."""
    if name in _FACTS - OWNERS_ONLY | ADDED_TO:
        return "SELECT, INSERT"
    if name in _DERIVED:
        return "SELECT, INSERT, UPDATE, DELETE"
    # Without it the row could not be locked for writing; its only value is the only one there may be.
    return "SELECT, UPDATE (id)" if name == _HEAD else "SELECT"


def _quoted(name: str) -> str:
    return '"{}"'.format(name.replace('"', '""'))


def _run(connection: Connection, statement: str) -> None:
    # As it stands: a name may have marks in it that would be taken for parameters.
    connection.sql.exec_driver_sql(statement, execution_options={"no_parameters": True})
