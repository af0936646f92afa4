"""Everything there is in a database's schema, each object by what it is called and in words that can be compared.

A file tells it in `sqlite_master`, a server in its catalogue. Objects that belong to an extension are its own.
"""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

from sqlalchemy import text

from verifier.storage.db.connection import Connection

Objects = dict[str, str]
"""By kind and name, such as `index ix_claims_identity`: what defines the object."""

VIEW: Final = "view"

# What ANALYZE keeps for SQLite's planner.
_OF_FILE: Final = text("""
    SELECT type || ' ' || name, tbl_name || ': ' || coalesce(sql, '') FROM sqlite_master
    WHERE name NOT LIKE 'sqlite\\_stat_' ESCAPE '\\' ORDER BY 1""")

_OF_SERVER: Final = Path(__file__).with_name("server_objects.sql")
_OWN: Final = "c.relnamespace = current_schema()::regnamespace AND native(c)"
_NATIVE: Final = r"NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = \1.oid AND d.deptype = 'e')"


def objects_of(connection: Connection) -> Objects:
    """Every object in the schema."""
    if connection.sqlite:
        return {str(name): in_one_line(str(defined)) for name, defined in connection.execute(_OF_FILE)}
    return {
        name: in_one_line(defined) for statement in _statements() for name, defined in _asked(connection, statement)
    }


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
