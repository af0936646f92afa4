"""Writes what the program keeps of its database: statements, compiled, and the schema as migrations make it.

Run as `make catalogue`; the schema of a server is made anew where there is one.
"""

import json
import tempfile
from pathlib import Path

from tests.conftest import ADDRESS, USUAL_ADDRESSES, Server, answers
from verifier.storage.db.database import open_database, reading
from verifier.storage.db.location import Location
from verifier.storage.db.statement import CATALOGUE
from verifier.storage.schema import audit
from verifier.storage.schema.audit import Objects, objects_of
from verifier.storage.statements.compiled import compiled


def catalogue_text() -> str:
    """The catalogue as it has to be, a statement a line."""
    kept = compiled()
    statements = ",\n".join(f"{json.dumps(name)}: {json.dumps(entry)}" for name, entry in kept.statements.items())
    return (
        f'{{"statements": {{\n{statements}\n}},\n'
        f'"facts": {json.dumps(kept.facts)},\n"indexed": {json.dumps(kept.indexed)}}}\n'
    )


def made_objects(location: Location) -> Objects:
    """What the migrations make in an empty database."""
    database = open_database(location, create=True)
    try:
        with reading(database) as connection:
            return objects_of(connection)
    finally:
        database.dispose()


def schema_text() -> str:
    """The schema as it has to be, an object a line; a server's as it is kept, where there is none to ask."""
    with tempfile.TemporaryDirectory() as directory:
        of_file = made_objects(Location(path=Path(directory) / "made.db"))
    of_server = audit.expected_objects(audit.ON_SERVER)
    if (found := ADDRESS or next(filter(answers, USUAL_ADDRESSES), None)) is not None:
        with Server(found).database() as location:
            of_server = made_objects(location)
    kinds = {audit.ON_SQLITE: of_file, audit.ON_SERVER: of_server}
    return json.dumps({kind: dict(sorted(made.items())) for kind, made in kinds.items()}, indent=0) + "\n"


if __name__ == "__main__":
    CATALOGUE.write_text(catalogue_text(), encoding="utf-8")
    audit.PATH.write_text(schema_text(), encoding="utf-8")
