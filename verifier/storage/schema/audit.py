"""Whether the schema is what the migrations make of an empty database: nothing more, nothing less, nothing other.

What they make is kept in a file (`make catalogue`), which a test compares with a fresh database of each kind. Rights of
roles, whose names depend on the database, are looked at by `role_audit`.
"""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

from verifier.storage.db.connection import Connection
from verifier.storage.db.role_audit import rights_and_owners, with_policies
from verifier.storage.schema.objects import VIEW, Objects, in_one_line, objects_of

PATH: Final = Path(__file__).with_name("schema.json")
ON_SQLITE: Final = "sqlite"
ON_SERVER: Final = "postgresql"


def schema_faults(connection: Connection) -> Iterator[str]:
    """Whatever is more, less or other in the schema than verifier makes it, in words."""
    expected = expected_objects(ON_SQLITE if connection.sqlite else ON_SERVER)
    found = objects_of(connection)
    if not connection.sqlite:
        expected = with_policies(connection, expected)
    yield from (f"the schema lacks {_named(name)}" for name in expected if name not in found)
    yield from (
        f"the schema has something that is not verifier's: {_named(name)}" for name in found if name not in expected
    )
    for name in expected:
        if name in found and found[name] != expected[name] and not _is_same_view(connection, name, expected[name]):
            yield f"{_named(name)} is not as verifier makes it"
    if not connection.sqlite:
        yield from rights_and_owners(connection)


@cache
def expected_objects(kind: str) -> Objects:
    """What the migrations make on a kind of database."""
    kept: dict[str, Any] = json.loads(PATH.read_text("utf-8"))
    return {str(name): str(defined) for name, defined in kept[kind].items()}


def _named(name: str) -> str:
    return f"the {name}"


def _is_same_view(connection: Connection, name: str, definition: str) -> bool:
    """Whether a view of a server is what it should be, in the words of this server: each version has its own."""
    if connection.sqlite or not name.startswith(f"{VIEW} "):
        return False
    view = name.removeprefix(f"{VIEW} ")
    try:
        with connection.sql.engine.connect() as apart, apart.begin() as tried:
            ask = {"no_parameters": True}
            apart.exec_driver_sql(f"CREATE TEMP VIEW verifier_as_made AS {definition}", execution_options=ask)
            shown = "SELECT pg_get_viewdef(to_regclass('{}'))"
            made, found = (
                in_one_line(str(apart.exec_driver_sql(shown.format(which), execution_options=ask).scalar()))
                for which in ("pg_temp.verifier_as_made", view)
            )
            tried.rollback()
    except Exception:  # noqa: BLE001 - whatever keeps this from being looked at, the view is not as it was made
        return False
    return made == found
