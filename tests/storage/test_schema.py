"""Making and migrating databases."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from msgspec.structs import replace
from sqlalchemy import text

from tests.storage.builders import a_claim, one_of_everything, revision
from verifier.domain.errors import DatabaseError
from verifier.storage.db import database
from verifier.storage.db.backups import back_up
from verifier.storage.db.connection import Connection
from verifier.storage.db.database import (
    HEAD,
    Database,
    State,
    connect,
    initialise,
    open_database,
    reading,
    state,
    writing,
)
from verifier.storage.db.latest_schema import latest_schema
from verifier.storage.db.location import Location
from verifier.storage.db.upgrade import upgrade
from verifier.storage.schema.tables import metadata
from verifier.storage.statements import revision_log


@pytest.fixture
def empty_engine(empty_database: Location) -> Iterator[Database]:
    """A database without tables, open."""
    engine = connect(empty_database, create=True)
    yield engine
    engine.dispose()


def stamp(engine: Database, version: str) -> None:
    """Pretend that another version of the program made the database."""
    with writing(engine) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :version"), {"version": version})


def test_head_is_the_newest_migration() -> None:
    """The constant that is compared on every command is Alembic's own head."""
    config = Config()
    config.set_main_option("script_location", str(database.migrations_directory()))
    assert ScriptDirectory.from_config(config).get_current_head() == HEAD


@pytest.mark.filterwarnings("ignore:Can't validate argument 'dialect_options'")  # of constraints that are not valid yet
def test_migrations_make_what_the_tables_describe(engine: Database) -> None:
    """Nothing is in the database that the description lacks, nor the other way round."""

    def described(name: str | None, *_: object) -> bool:
        return not (name or "").startswith(("claim_words", "ix_claim_words", "ix_claim_states_timed", "file_pieces"))

    with reading(engine) as connection:
        context = MigrationContext.configure(connection.sql, opts={"include_name": described})
        assert compare_metadata(context, metadata) == []


@pytest.mark.long
def test_a_new_database_is_current(empty_engine: Database) -> None:
    """Initialising makes an empty database one that is ready, once."""
    assert state(empty_engine) is State.EMPTY
    assert initialise(empty_engine)
    assert state(empty_engine) is State.CURRENT
    assert not initialise(empty_engine)


def test_a_file_is_marked_as_verifiers(sqlite_engine: Database) -> None:
    """Other programs can tell by the header whose file it is, and readers do not block writers."""
    with reading(sqlite_engine) as connection:
        pragmas = [
            connection.scalar(text(f"PRAGMA {name}")) for name in ("application_id", "user_version", "journal_mode")
        ]
    assert pragmas == [database.APPLICATION_ID, int(HEAD), "wal"]


def test_opening_without_a_database_says_how_to_make_one(empty_database: Location) -> None:
    """A read finds nothing to read, and makes nothing."""
    with pytest.raises(DatabaseError, match=r"there is no database at .*verifier db init"):
        open_database(empty_database)
    assert empty_database.path is None or not empty_database.path.exists()


def test_an_empty_file_is_no_database_yet(tmp_path: Path) -> None:
    """A file of no bytes can become a database, but cannot be read as one."""
    location = Location(path=tmp_path / "touched.db")
    (tmp_path / "touched.db").touch()
    with pytest.raises(DatabaseError, match="there is no database at"):
        open_database(location)
    open_database(location, create=True).dispose()


@pytest.mark.parametrize(
    ("version", "message"),
    [
        ("0000", "made by an older verifier. Run: verifier db upgrade"),
        ("9999", "made by a newer verifier. Install a newer verifier"),
        ("1f2e3d", "belongs to another application"),
    ],
)
def test_another_schema_is_refused(engine: Database, database: Location, version: str, message: str) -> None:
    """Each other state of the schema is told apart and says what to do."""
    stamp(engine, version)
    with pytest.raises(DatabaseError, match=message):
        open_database(database)


def test_another_applications_database_is_refused(empty_engine: Database, empty_database: Location) -> None:
    """A database with somebody else's tables is left alone, also by a write."""
    with writing(empty_engine) as connection:
        connection.execute(text("CREATE TABLE albums (id integer)"))
        connection.execute(text("CREATE TABLE alembic_version (version_num text)"))
        connection.execute(text("INSERT INTO alembic_version VALUES (:head)"), {"head": HEAD})
    with pytest.raises(DatabaseError, match="belongs to another application"):
        open_database(empty_database, create=True)
    with reading(empty_engine) as connection:
        if connection.sqlite:
            assert connection.scalar(text("PRAGMA journal_mode")) == "delete"


NEXT = f"{int(HEAD) + 1:04}"


def migration(*statements: str) -> str:
    """The text of the migration after the newest."""
    body = "".join(f"    op.execute({statement!r})\n" for statement in statements) or "    pass\n"
    return f"from alembic import op\nrevision, down_revision = {NEXT!r}, {HEAD!r}\ndef upgrade():\n{body}"


@pytest.fixture
def failing_migration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of a further migration, which makes a table and then fails."""
    source = database.migrations_directory()
    target = tmp_path / "migrations"
    shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
    file = target / "versions" / f"{NEXT}_failing.py"
    file.write_text(migration("CREATE TABLE half_made (id integer)", "INSERT INTO nowhere VALUES (1)"))
    monkeypatch.setattr(database, "migrations_directory", lambda: target)
    for reader in ("database", "upgrade"):
        monkeypatch.setattr(f"verifier.storage.db.{reader}.HEAD", NEXT)
    return file


def test_what_fails_while_tables_are_made_leaves_an_empty_database_empty(
    empty_engine: Database, failing_migration: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is left behind that would be in the way of trying again."""
    whole = latest_schema()
    failing = replace(whole, sqlite=[*whole.sqlite, "INSERT INTO nowhere VALUES (1)"])
    monkeypatch.setattr(database, "latest_schema", lambda: failing)
    with pytest.raises(DatabaseError):
        initialise(empty_engine)
    assert state(empty_engine) is State.EMPTY
    monkeypatch.setattr(database, "latest_schema", lambda: whole)
    failing_migration.write_text(migration())
    assert initialise(empty_engine)


def untouched(_: Connection) -> None:
    """Make nothing again."""


def test_a_failing_upgrade_leaves_the_database_as_it_was(
    engine: Database, failing_migration: Path, tmp_path: Path
) -> None:
    """The facts, the schema and its version are untouched, and a file has been backed up before."""
    one_of_everything(engine)
    with pytest.raises(DatabaseError):
        upgrade(engine, untouched)
    assert state(engine) is State.OLDER
    with reading(engine) as connection:
        head = revision_log.head(connection)
        assert head is not None
        assert head.id == 2
    assert "half_made" not in tables_of(engine)
    assert len(list(tmp_path.glob("*before-*.db"))) == int(engine.sqlite)
    assert failing_migration.exists()


def test_an_upgrade_backs_a_file_up_and_migrates(engine: Database, failing_migration: Path) -> None:
    """The database is of the new schema, the backup of the old, both with the facts."""
    one_of_everything(engine)
    failing_migration.write_text(migration("CREATE TABLE made (id integer)"))
    backup = upgrade(engine, lambda connection: connection.execute(text("INSERT INTO made VALUES (7)")))
    assert state(engine) is State.CURRENT
    with reading(engine) as connection:
        assert connection.scalar(text("SELECT id FROM made")) == 7
    assert upgrade(engine, untouched) is None
    if backup is not None:
        copy = connect(Location(path=backup))
        assert state(copy) is State.OLDER
        assert "made" not in tables_of(copy)
        with reading(copy) as connection:
            assert revision_log.head(connection) is not None
        copy.dispose()
    assert (backup is not None) == engine.sqlite


def tables_of(engine: Database) -> set[str]:
    """The names of the tables in a database."""
    catalogue = "SELECT name FROM sqlite_master" if engine.sqlite else "SELECT relname FROM pg_class"
    with reading(engine) as connection:
        return set(connection.scalars(text(catalogue)))


def test_a_backup_is_complete_and_replaces_nothing(sqlite_engine: Database, tmp_path: Path) -> None:
    """What was just committed is in the copy; a file that is there already is kept."""
    with revision(sqlite_engine) as ledger:
        ledger.add_claim(a_claim())
    back_up(sqlite_engine, tmp_path / "copy.db")
    copy = open_database(Location(path=tmp_path / "copy.db"))
    with reading(copy) as connection:
        assert revision_log.head(connection) is not None
    copy.dispose()
    with pytest.raises(DatabaseError, match="exists already"):
        back_up(sqlite_engine, tmp_path / "copy.db")
