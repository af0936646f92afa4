"""A table that refuses changes no more is told, before anybody has changed anything."""

import contextlib
from collections.abc import Iterator

import pytest
from sqlalchemy import text

from tests.conftest import Migrated
from tests.storage.test_digests import UndoneError
from verifier.storage.db.connection import Connection
from verifier.storage.db.database import Database, open_database, reading, writing
from verifier.storage.schema.audit import defenceless
from verifier.storage.schema.tables import FACTS, revisions

TABLES = tuple(table.name for table in (revisions, *FACTS))
SWITCHED_OFF = "claims refuses changes no more: its trigger claims_refuses is switched off"


@pytest.fixture
def postgresql_engine(migrated_server: Migrated) -> Iterator[Database]:
    """A PostgreSQL database of the present schema, open."""
    with migrated_server.database() as location:
        engine = open_database(location)
        yield engine
        engine.dispose()


def told_after(engine: Database, *changes: str) -> str | None:
    """What is told after these changes by somebody who owns the database; none is kept."""
    told = None
    with contextlib.suppress(UndoneError), writing(engine) as connection:
        for change in changes:
            connection.run(change)
        told = defenceless(connection)
        raise UndoneError
    return told


def trigger(connection: Connection, name: str) -> str:
    """What makes a trigger of a SQLite file."""
    return str(connection.scalar(text("SELECT sql FROM sqlite_master WHERE name = :name"), {"name": name}))


def test_tables_as_they_were_made_are_in_order(engine: Database) -> None:
    """Nothing is told of a database nobody meddled with."""
    with reading(engine) as connection:
        assert defenceless(connection) is None


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("event", ["update", "delete", "insert"])
def test_a_trigger_missing_in_a_file_is_told(sqlite_engine: Database, table: str, event: str) -> None:
    """Each of the three of each table of facts."""
    name = f"{table}_refuses_{event}"
    told = told_after(sqlite_engine, f"DROP TRIGGER {name}")
    assert told == f"{table} refuses changes no more: its trigger {name} is missing"


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        ("RAISE(ABORT,", "RAISE(IGNORE) WHERE ('x' ="),
        ("BEFORE UPDATE ON claims", "BEFORE UPDATE OF identity ON claims"),
        ("ON claims ", "ON claims WHEN NEW.id > 9 "),
        ("ON claims ", "ON claim_states "),
    ],
)
def test_an_altered_trigger_in_a_file_is_told(sqlite_engine: Database, was: str, becomes: str) -> None:
    """One of the right name that refuses less, or another table."""
    with reading(sqlite_engine) as connection:
        sql = trigger(connection, "claims_refuses_update")
    assert was in sql
    told = told_after(sqlite_engine, "DROP TRIGGER claims_refuses_update", sql.replace(was, becomes))
    assert str(told).startswith("claims refuses changes no more")
    assert "claims_refuses_update" in str(told)


@pytest.mark.parametrize("table", TABLES)
def test_a_trigger_missing_on_a_server_is_told(postgresql_engine: Database, table: str) -> None:
    """That of each table of facts."""
    told = told_after(postgresql_engine, f"DROP TRIGGER {table}_refuses ON {table}")
    assert told == f"{table} refuses changes no more: its trigger {table}_refuses is missing"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (["ALTER TABLE claims DISABLE TRIGGER claims_refuses"], SWITCHED_OFF),
        (["ALTER TABLE claims DISABLE TRIGGER ALL"], SWITCHED_OFF),
        (["ALTER TABLE claims ENABLE REPLICA TRIGGER claims_refuses"], SWITCHED_OFF),
        (["ALTER TABLE claims ENABLE ALWAYS TRIGGER claims_refuses"], None),
        (
            [
                (
                    "CREATE OR REPLACE FUNCTION verifier_refuse() RETURNS trigger LANGUAGE plpgsql "
                    "AS $$ BEGIN RETURN NEW; END $$"
                )
            ],
            "revisions refuses changes no more as it should: its trigger revisions_refuses has been altered",
        ),
        *(
            (
                ["DROP TRIGGER claims_refuses ON claims", f"CREATE TRIGGER claims_refuses {weaker}"],
                "claims refuses changes no more as it should: its trigger claims_refuses has been altered",
            )
            for weaker in (
                "BEFORE UPDATE OR DELETE ON claims FOR EACH STATEMENT EXECUTE FUNCTION verifier_refuse()",
                (
                    "BEFORE UPDATE OF id OR DELETE OR TRUNCATE ON claims FOR EACH STATEMENT "
                    "EXECUTE FUNCTION verifier_refuse()"
                ),
                "AFTER UPDATE OR DELETE OR TRUNCATE ON claims FOR EACH STATEMENT EXECUTE FUNCTION verifier_refuse()",
                (
                    "BEFORE UPDATE OR DELETE OR TRUNCATE ON claims FOR EACH STATEMENT WHEN (pg_trigger_depth() > 0) "
                    "EXECUTE FUNCTION verifier_refuse()"
                ),
            )
        ),
    ],
)
def test_what_a_server_refuses_no_more_is_told(
    postgresql_engine: Database, changes: list[str], expected: str | None
) -> None:
    """Switched off, replaced by something weaker, or got around."""
    assert told_after(postgresql_engine, *changes) == expected
