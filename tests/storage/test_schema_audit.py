"""The schema is what the migrations make: nothing more, nothing less, nothing other, on both kinds of database."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.catalogue import migrated, statements_of_file
from tests.conftest import Migrated, copied
from tests.killing import RELEASED
from tests.storage.test_digests import UndoneError
from verifier.storage.db.database import Database, connect, open_database, reading, writing
from verifier.storage.db.latest_schema import latest_schema
from verifier.storage.db.location import Location
from verifier.storage.db.roles import grant_rights
from verifier.storage.db.upgrade import upgrade
from verifier.storage.schema import audit, tables
from verifier.storage.schema.audit import objects_of, schema_faults


@pytest.fixture
def server_engine(migrated_server: Migrated) -> Iterator[Database]:
    """A PostgreSQL database of the present schema, with its roles."""
    with migrated_server.database() as location:
        engine = open_database(location)
        grant_rights(engine, make=True)
        yield engine
        engine.dispose()


def faults_after(engine: Database, *changes: str) -> list[str]:
    """What is told after these changes by somebody who owns the database; none is kept."""
    told: list[str] = []
    with contextlib.suppress(UndoneError), writing(engine) as connection:
        for change in changes:
            connection.run(change.replace("%", "%%") if not connection.sqlite else change)
        told = list(schema_faults(connection))
        raise UndoneError
    return told


@pytest.mark.long
def test_what_is_kept_is_what_the_migrations_make(empty_database: Location) -> None:
    """Else: make catalogue."""
    kept = latest_schema()
    if empty_database.sqlite:
        assert kept.sqlite == statements_of_file()
    else:
        with migrated(empty_database) as connection:
            assert kept.postgresql == objects_of(connection)


@pytest.mark.long
def test_a_file_is_made_as_the_migrations_make_it(sqlite_engine: Database, tmp_path: Path) -> None:
    """Without them, from what they came to: the same objects, rows and marks."""
    marks = ("PRAGMA application_id", "PRAGMA user_version", "PRAGMA encoding")
    with migrated(Location(path=tmp_path / "migrated.db")) as file, reading(sqlite_engine) as made:
        assert objects_of(made) == objects_of(file)
        tables_read = [f"SELECT * FROM {table.name}" for table in tables.metadata.sorted_tables]  # noqa: S608 - our own
        for asked in (*marks, *tables_read):
            assert made.run(asked) == file.run(asked)


def test_a_database_nobody_meddled_with_is_as_it_should_be(engine: Database, server_engine: Database) -> None:
    """With roles and without."""
    for one in (engine, server_engine):
        with reading(one) as connection:
            assert list(schema_faults(connection)) == []


def test_what_has_a_schema_of_its_own_is_nobodys_business(server_engine: Database) -> None:
    """Tables, views and functions of others beside verifier's, as the documents advise."""
    others = ("TABLE others.notes (a int)", "VIEW others.counted AS SELECT count(*) FROM public.claims")
    function = "FUNCTION others.one() RETURNS int LANGUAGE sql AS 'SELECT 1'"
    made = [f"CREATE {thing}" for thing in ("SCHEMA others", *others, function)]
    assert faults_after(server_engine, *made) == []


@pytest.mark.parametrize("name", sorted(path.name for path in RELEASED.glob("*.db")))
def test_a_database_of_a_released_version_is_once_it_is_upgraded(tmp_path: Path, name: str) -> None:
    """Whatever the tools of then wrote, it is the same."""
    engine = connect(Location(path=copied(RELEASED / name, tmp_path)))
    upgrade(engine, lambda _: None)
    with reading(engine) as connection:
        assert list(schema_faults(connection)) == []
    engine.dispose()


def test_statistics_are_the_planners_own(sqlite_engine: Database) -> None:
    """ANALYZE may be run by anybody."""
    assert faults_after(sqlite_engine, "ANALYZE") == []


IN_A_FILE = {
    "a trigger that rewrites lists": (
        "CREATE TRIGGER lie AFTER INSERT ON claim_states BEGIN UPDATE claim_states SET status = 'confirmed'; END",
        "the schema has something that is not verifier's: the trigger lie",
    ),
    "a view that lies": (
        "DROP VIEW disputed_now ;; CREATE VIEW disputed_now AS SELECT * FROM claims_now WHERE 0",
        "the view disputed_now is not as verifier makes it",
    ),
    "a view that is missing": ("DROP VIEW status_changes_log", "the schema lacks the view status_changes_log"),
    "a view more": ("CREATE VIEW mine AS SELECT 1", "the schema has something that is not verifier's: the view mine"),
    "a table more": ("CREATE TABLE mine (a)", "the schema has something that is not verifier's: the table mine"),
    "a column more": ("ALTER TABLE claims ADD COLUMN seen TEXT", "the table claims is not as verifier makes it"),
    "an index that is missing": ("DROP INDEX ix_claims_identity", "the schema lacks the index ix_claims_identity"),
    "an index of another column": (
        "DROP INDEX ix_claims_identity ;; CREATE INDEX ix_claims_identity ON claims (text)",
        "the index ix_claims_identity is not as verifier makes it",
    ),
    "a unique index more": (
        "CREATE UNIQUE INDEX one_a_day ON revisions (analyst)",
        "the schema has something that is not verifier's: the index one_a_day",
    ),
    "an index of words that splits otherwise": (
        "DROP TABLE claim_words ;; CREATE VIRTUAL TABLE claim_words USING fts5 (words)",
        "the table claim_words is not as verifier makes it",
    ),
    "a view in the place of a table": (
        "ALTER TABLE claim_states RENAME TO kept ;; CREATE VIEW claim_states AS SELECT * FROM kept",
        "the schema lacks the table claim_states",
    ),
}


@pytest.mark.parametrize(("changes", "expected"), IN_A_FILE.values(), ids=IN_A_FILE)
def test_what_is_other_in_a_file_is_told(sqlite_engine: Database, changes: str, expected: str) -> None:
    """Each kind of object, more, less or other."""
    assert expected in faults_after(sqlite_engine, *changes.split(";;"))


MORE = "the schema has something that is not verifier's: "
UNSPARING = "CREATE POLICY undos_spare_policies ON undos FOR INSERT WITH CHECK (true)"
LIE = "CREATE FUNCTION lie() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.rule = 1; RETURN NEW; END'"
ON_A_SERVER = {
    "a trigger that rewrites lists": (
        f"{LIE} ;; CREATE TRIGGER lie BEFORE INSERT ON claim_states FOR EACH ROW EXECUTE FUNCTION lie()",
        f"{MORE}the trigger claim_states.lie",
    ),
    "a function more": ("CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'", f"{MORE}the function mine()"),
    "a view that lies": (
        "CREATE OR REPLACE VIEW disputed_now AS SELECT * FROM claims_now WHERE false",
        "the view disputed_now is not as verifier makes it",
    ),
    "a view that is missing": ("DROP VIEW disputed_now", "the schema lacks the view disputed_now"),
    "a table more": ("CREATE TABLE mine (a int)", f"{MORE}the table mine"),
    "a column more": ("ALTER TABLE claims ADD COLUMN seen text", f"{MORE}the column claims.seen"),
    "a default": (
        "ALTER TABLE claims ALTER COLUMN text SET DEFAULT 'x'",
        "the column claims.text is not as verifier makes it",
    ),
    "a column that may be empty": (
        "ALTER TABLE claims ALTER COLUMN text DROP NOT NULL",
        "the column claims.text is not as verifier makes it",
    ),
    "an index that is missing": ("DROP INDEX ix_claims_identity", "the schema lacks the index ix_claims_identity"),
    "a reference that is missing": (
        "ALTER TABLE links DROP CONSTRAINT fk_links_other",
        "the schema lacks the constraint links.fk_links_other",
    ),
    "a constraint more": (
        "ALTER TABLE claims ADD CONSTRAINT mine CHECK (id < 9)",
        f"{MORE}the constraint claims.mine",
    ),
    "a rule": ("CREATE RULE mine AS ON INSERT TO claims DO INSTEAD NOTHING", f"{MORE}the rule claims.mine"),
    "references that are switched off": (
        "ALTER TABLE claims DISABLE TRIGGER ALL",
        f"{MORE}the internal trigger of claims",
    ),
    "rows that are hidden": (
        "ALTER TABLE claims ENABLE ROW LEVEL SECURITY",
        f"{MORE}the row security of claims",
    ),
    "a policy more": (
        "CREATE POLICY mine ON claims FOR SELECT USING (id < 9)",
        f"{MORE}the policy claims.mine",
    ),
    "policies undone by all": (
        f"DROP POLICY undos_spare_policies ON undos ;; {UNSPARING}",
        "the policy undos.undos_spare_policies is not as verifier makes it",
    ),
    "policies that are not kept": (
        "ALTER TABLE undos DISABLE ROW LEVEL SECURITY",
        "the schema lacks the row security of undos",
    ),
    "rows of a child": ("CREATE TABLE mine () INHERITS (claim_states)", f"{MORE}the child of claim_states: mine"),
    "a type": ("CREATE TYPE mine AS ENUM ('a')", f"{MORE}the type mine"),
    "a right for everybody": (
        "GRANT SELECT ON claims TO PUBLIC",
        "everybody has the right to SELECT in claims, which verifier does not give",
    ),
    "a right in one column": (
        "GRANT UPDATE (text) ON claims TO PUBLIC",
        "everybody has the right to UPDATE (text) in claims, which verifier does not give",
    ),
    "a right to run": (
        "REVOKE ALL ON FUNCTION verifier_refuse() FROM PUBLIC",
        "the right to run verifier_refuse is not as verifier gives it",
    ),
    "an owner of their own": ("ALTER TABLE claims OWNER TO CURRENT_USER", "claims belongs to "),
    "tables by everybody": (
        "GRANT CREATE ON SCHEMA public TO PUBLIC",
        "everybody may make tables and functions beside verifier's, which only owners should",
    ),
    "triggers that do not fire": (
        "SET LOCAL session_replication_role = replica",
        f"{MORE}the setting of the server: session_replication_role",
    ),
}


@pytest.mark.long
@pytest.mark.parametrize(("changes", "expected"), ON_A_SERVER.values(), ids=ON_A_SERVER)
def test_what_is_other_on_a_server_is_told(server_engine: Database, changes: str, expected: str) -> None:
    """Each kind of object, right and setting, more, less or other."""
    told = faults_after(server_engine, *changes.split(";;"))
    assert any(fault.startswith(expected) for fault in told), told


def test_the_rights_of_the_roles_are_told(server_engine: Database) -> None:
    """One that an analyst has too many, and one that a reader lacks."""
    with reading(server_engine) as connection:
        database = connection.run("SELECT current_database()")[0][0]
    analyst, reader = f'"verifier_{database}_analyst"', f'"verifier_{database}_reader"'
    assert faults_after(server_engine, f"GRANT DELETE ON claims TO {analyst}") == [
        f"verifier_{database}_analyst has the right to DELETE in claims, which verifier does not give"
    ]
    revoked = "REVOKE SELECT ON claims FROM {}"
    assert faults_after(server_engine, revoked.format(reader)) == [
        f"verifier_{database}_reader lacks the right to SELECT in claims. Run: verifier db init"
    ]


def test_a_view_in_other_words_of_the_server_is_the_same(
    server_engine: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each version of a server tells a view in its own words: what counts is what it makes of ours."""
    kept = latest_schema()
    told = kept.postgresql["view disputed_now"]
    assert "WHERE claims_now.still_disputed" in told
    other = {**kept.postgresql, "view disputed_now": told.replace("claims_now.", "")}
    monkeypatch.setattr(audit, "latest_schema", lambda: replace(kept, postgresql=other))
    with reading(server_engine) as connection:
        assert list(schema_faults(connection)) == []
