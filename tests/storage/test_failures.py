"""Everything that can be wrong with a database has one line that says what to do."""

import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest
from sqlalchemy import Insert, insert

from tests.conftest import Server
from tests.storage.builders import a_claim, one_of_everything, revision
from verifier.domain.errors import DatabaseError
from verifier.storage.db.database import Database, open_database, reading, writing
from verifier.storage.db.location import Location
from verifier.storage.ledger.chain import ORIGIN
from verifier.storage.schema.tables import revisions
from verifier.storage.statements import revision_log


def refusal(location: Location, *, create: bool = False) -> str:
    """What opening a database is answered with."""
    with pytest.raises(DatabaseError) as refused:
        open_database(location, create=create).dispose()
    assert refused.value.exit_status == 6
    assert "\n" not in refused.value.message
    return refused.value.message


def test_a_missing_file(tmp_path: Path) -> None:
    """A read of a file that is not there says how to make it, and makes nothing."""
    path = tmp_path / "claims.db"
    assert refusal(Location(path=path)) == (
        f"there is no database at {path}. Log a claim to make one, or run: verifier db init"
    )
    assert list(tmp_path.iterdir()) == []


def test_a_directory(tmp_path: Path) -> None:
    """A directory is called one."""
    expected = f"{tmp_path} is a directory, not a database. Give a file in it with --db"
    assert refusal(Location(path=tmp_path)) == expected
    assert refusal(Location(path=tmp_path), create=True) == expected


def test_a_missing_directory_is_made_by_a_write(tmp_path: Path) -> None:
    """The first write makes the directories on the way to the database."""
    path = tmp_path / "new" / "newer" / "claims.db"
    open_database(Location(path=path), create=True).dispose()
    assert path.exists()


def test_a_directory_that_cannot_be_made(tmp_path: Path) -> None:
    """A file where a directory would have to be is named as the trouble."""
    (tmp_path / "file").write_text("in the way")
    message = refusal(Location(path=tmp_path / "file" / "sub" / "claims.db"), create=True)
    assert message.startswith(f"the directory {tmp_path / 'file' / 'sub'} cannot be made: ")


@pytest.mark.parametrize("create", [False, True])
def test_a_file_that_is_no_database(tmp_path: Path, create: bool) -> None:  # noqa: FBT001 - both cases of one option
    """A file of something else is left as it is."""
    path = tmp_path / "notes.txt"
    path.write_text("Moscow says that " * 100)
    assert refusal(Location(path=path), create=create) == (
        f"{path} is not a database. Give verifier's own file with --db, or a new name to make one"
    )
    assert path.read_text() == "Moscow says that " * 100


def test_a_database_of_another_application(tmp_path: Path) -> None:
    """Another program's SQLite file is not changed by a byte."""
    path = tmp_path / "albums.db"
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE albums (title TEXT)")
    before = path.read_bytes()
    expected = f"{path} belongs to another application. Give verifier a database of its own with --db"
    assert refusal(Location(path=path), create=True) == expected
    assert path.read_bytes() == before


def test_a_damaged_file(sqlite_database: Location) -> None:
    """A file with its pages overwritten is called damaged."""
    path = sqlite_database.path
    assert path is not None
    contents = path.read_bytes()
    path.write_bytes(contents[:100] + b"\xff" * (len(contents) - 100))
    assert refusal(sqlite_database) == f"{path} is damaged. Restore it from a backup"


@contextmanager
def unchangeable(path: Path) -> Iterator[None]:
    """Keep a file or directory from being written, also by root."""
    change = shutil.which("chattr")
    if change is None or subprocess.run([change, "+i", str(path)], check=False, capture_output=True).returncode:
        pytest.skip("this system cannot make a file unchangeable for its owner (chattr +i)")
    try:
        yield
    finally:
        subprocess.run([change, "-i", str(path)], check=True)


def test_a_read_only_file(sqlite_database: Location) -> None:
    """A file that may not be written can be read, and a write says why it cannot."""
    path = sqlite_database.path
    assert path is not None
    engine = open_database(sqlite_database)
    one_of_everything(engine)
    engine.dispose()
    with unchangeable(path):
        engine = open_database(sqlite_database)
        with reading(engine) as connection:
            assert revision_log.head(connection) is not None
        with pytest.raises(DatabaseError, match=f"{path} cannot be written: the file or its directory is read-only"):
            write(engine)
        engine.dispose()


def test_a_read_only_directory(sqlite_database: Location) -> None:
    """A database that nobody writes to is read as it stands, which is said; nothing is recorded or made there."""
    path = sqlite_database.path
    assert path is not None
    engine = open_database(sqlite_database)
    one_of_everything(engine)
    engine.dispose()
    other = path.with_name("other.db")
    with unchangeable(path.parent):
        engine = open_database(sqlite_database)
        assert engine.notice == (
            f"{path} is in a place that is read-only: it was read as it stands, without locking it"
        )
        with reading(engine) as connection:
            assert revision_log.head(connection) is not None
        with pytest.raises(DatabaseError, match="cannot be written: the file or its directory is read-only"):
            write(engine)
        engine.dispose()
        assert refusal(Location(path=other), create=True) == (
            f"{other} cannot be made: its directory is read-only. Give another place with --db"
        )


def test_a_read_only_directory_with_what_was_recorded_last_beside_it(sqlite_database: Location, tmp_path: Path) -> None:
    """What is in the log alone cannot be read there: the files have to be copied. An empty log is as good as none."""
    path = sqlite_database.path
    assert path is not None
    place = tmp_path / "read-only"
    place.mkdir()
    engine = open_database(sqlite_database)
    one_of_everything(engine)
    there = Location(path=place / "case.db")
    for ending in ("", "-wal"):
        shutil.copy(f"{path}{ending}", f"{there}{ending}")
    engine.dispose()
    with unchangeable(place):
        assert refusal(there) == (
            f"{there} cannot be read where it is: nothing can be written there, and what was recorded last is still in "
            "case.db-wal. Copy both files to a directory that can be written to, and give the copy with --db"
        )
    shutil.copy(path, there.path or "")
    (place / "case.db-wal").write_bytes(b"")
    with unchangeable(place):
        engine = open_database(there)
        with reading(engine) as connection:
            assert revision_log.head(connection) is not None
        engine.dispose()


def write(engine: Database) -> None:
    """Record something."""
    with revision(engine) as ledger:
        ledger.add_claim(a_claim("Something else"))


def test_a_full_disk(sqlite_engine: Database) -> None:
    """A database that cannot grow says so, and nothing of the write is kept."""
    with reading(sqlite_engine) as connection:
        [[pages]] = connection.run("PRAGMA page_count")
        connection.run(f"PRAGMA max_page_count = {pages}")
    too_many = [a_claim(f"claim {number}") for number in range(2_000)]
    with pytest.raises(DatabaseError, match="the disk is full") as refused, revision(sqlite_engine) as ledger:
        ledger.add_claims(too_many)
    assert "Nothing was recorded" in str(refused.value)
    with reading(sqlite_engine) as connection:
        assert revision_log.head(connection) is None


def _a_first_revision() -> Insert:
    texts = {column.name: "a" for column in revisions.c if column.name not in {"id", "recorded_at"}}
    return insert(revisions).values({**texts, "id": 1, "recorded_at": 1, "previous_digest": ORIGIN, "digest": "a" * 64})


def test_what_is_raised_in_a_write_leaves_nothing(engine: Database) -> None:
    """A transaction that ends in an error, of whatever kind, records nothing."""
    with suppress(KeyError), writing(engine) as connection:
        connection.execute(_a_first_revision())
        assert revision_log.head(connection) is not None
        raise KeyError
    with reading(engine) as connection:
        assert revision_log.head(connection) is None


def test_an_unreachable_server() -> None:
    """A server that does not answer is named, without the password."""
    message = refusal(Location.parse("postgresql://ann:s3cret@127.0.0.1:1/claims"))
    assert message.startswith("postgresql://ann:***@127.0.0.1:1/claims cannot be reached: ")
    assert message.endswith("Check that the server runs and that host and port are right")


def test_a_server_whose_name_is_unknown() -> None:
    """A host that no name server knows is unreachable, too."""
    assert "cannot be reached" in refusal(Location.parse("postgresql://ann@no-such-host.invalid/claims"))


def test_a_database_the_server_does_not_have(server: Server) -> None:
    """A missing database says how to make it."""
    location = Location.parse(server.url("verifier_no_such"))
    assert refusal(location, create=True) == (
        f"{location}: the server has no database of that name. Make it with: createdb NAME"
    )


def test_a_refused_login(server: Server) -> None:
    """A user the server does not know is an authentication failure."""
    _, _, host = server.url("postgres").rpartition("@")
    location = Location.parse(f"postgresql://verifier_nobody:s3cret@{host}")
    assert refusal(location) == (
        f"{location} refused the login: authentication failed. Check the user and the password in the URL"
    )


@pytest.mark.long
def test_a_user_without_rights(server: Server) -> None:
    """A user who may not make tables is told so."""
    with server.database() as location:
        engine = open_database(location, create=True)
        engine.dispose()
        server.execute("DROP ROLE IF EXISTS verifier_guest")
        server.execute("CREATE ROLE verifier_guest LOGIN")
        try:
            _, _, host = str(location.url).rpartition("@")
            assert "this user may not read it. Ask the database's administrator" in refusal(
                Location.parse(f"postgresql://verifier_guest@{host}")
            )
        finally:
            server.execute("DROP ROLE verifier_guest")
