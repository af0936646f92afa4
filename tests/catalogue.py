"""Writes what the program keeps of its database: statements, compiled, and the schema as migrations make it.

Run as `make catalogue`; the schema of a server is made anew where there is one.
"""

import json
import sqlite3
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.conftest import ADDRESS, USUAL_ADDRESSES, Server, answers
from verifier.services.workspace import DryRunRollback
from verifier.storage.db.connection import Connection
from verifier.storage.db.database import connect, migrate_to_head, writing
from verifier.storage.db.latest_schema import SCHEMA, latest_schema, statements_of
from verifier.storage.db.location import Location
from verifier.storage.db.statement import CATALOGUE, CATALOGUE_OF_SERVER, Entry
from verifier.storage.schema.audit import objects_of
from verifier.storage.statements.compiled import compiled, compiled_for_server


def catalogue_text() -> str:
    """The catalogue of SQLite as it has to be, a statement a line."""
    kept = compiled()
    return (
        f'{{"statements": {{\n{_lines(kept.statements)}\n}},\n'
        f'"facts": {json.dumps(kept.facts)},\n"indexed": {json.dumps(kept.indexed)}}}\n'
    )


def catalogue_of_server_text() -> str:
    """The catalogue of a server as it has to be, a statement a line."""
    return f'{{"statements": {{\n{_lines(compiled_for_server())}\n}}}}\n'


def _lines(statements: Mapping[str, Entry]) -> str:
    return ",\n".join(f"{json.dumps(name)}: {json.dumps(entry)}" for name, entry in statements.items())


@contextmanager
def migrated(location: Location) -> Iterator[Connection]:
    """An empty database that all migrations were run in, one after the other; nothing is kept of it."""
    database = connect(location, create=True)
    try:
        with suppress(DryRunRollback), writing(database) as connection:
            migrate_to_head(connection)
            yield connection
            raise DryRunRollback
    finally:
        database.dispose()


def statements_of_file() -> list[str]:
    """The statements that make a file like the one that the migrations make."""
    with tempfile.TemporaryDirectory() as directory, migrated(Location(path=Path(directory) / "made.db")) as file:
        assert isinstance(file.driver, sqlite3.Connection)
        return list(statements_of(file.driver))


def schema_text() -> str:
    """The schema as it has to be, an object a line; a server's as it is kept, where there is none to ask."""
    of_server = latest_schema().postgresql
    if (found := ADDRESS or next(filter(answers, USUAL_ADDRESSES), None)) is not None:
        with Server(found).database() as location, migrated(location) as connection:
            of_server = objects_of(connection)
    kept = {"sqlite": statements_of_file(), "postgresql": dict(sorted(of_server.items()))}
    return json.dumps(kept, indent=0) + "\n"


if __name__ == "__main__":
    CATALOGUE.write_text(catalogue_text(), encoding="utf-8")
    CATALOGUE_OF_SERVER.write_text(catalogue_of_server_text(), encoding="utf-8")
    SCHEMA.write_text(schema_text(), encoding="utf-8")
