"""Connections: how each database is opened, read and written.

A write takes the database's one write lock before it reads anything, so that what it reads stays true until it is
committed. A read sees one moment of the database throughout.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from typing import Final, Protocol, TypeAlias

from verifier.domain.errors import DatabaseError
from verifier.storage.db.connection import Connection
from verifier.storage.db.errors import check_place, is_foreseen, translated
from verifier.storage.db.location import Location
from verifier.storage.db.sqlite import File

Transaction: TypeAlias = Connection

BUSY_SECONDS: Final = 5.0


class Database(Protocol):
    """A SQLite file, or a database of a server."""

    @property
    def location(self) -> Location:
        """Where it is."""

    @property
    def sqlite(self) -> bool:
        """Whether it is a SQLite file."""

    @property
    def notice(self) -> str | None:
        """What there is to say of how it was opened."""

    def transaction(self, *, write: bool) -> AbstractContextManager[Connection]:
        """A transaction, committed at the end unless something is raised."""

    def rewrite(self, table: str) -> str | None:
        """Write a table anew, so that nothing is left of what was removed from it; what kept it from that, in words."""

    def dispose(self) -> None:
        """Let go of it."""


def connect(location: Location, *, create: bool = False, busy_seconds: float = BUSY_SECONDS) -> Database:
    """Make a database ready; a write waits for others `busy_seconds` long. A missing file is made only if `create`."""
    if location.path is None:
        from verifier.storage.db.postgres import Server

        return Server(location, busy_seconds=busy_seconds)
    check_place(location.path, create=create)
    return File(location, location.path, create=create, busy_seconds=busy_seconds)


def file_of(database: Database) -> File:
    """The SQLite file that a database is, for what only that can do."""
    if isinstance(database, File):
        return database
    raise DatabaseError(f"{database.location} is not a file")


@contextmanager
def reading(database: Database) -> Iterator[Connection]:
    """One moment of the database, to read only."""
    with (
        translated(database.location),
        database.transaction(write=False) as connection,
        _damage_told(connection),
    ):
        yield connection


@contextmanager
def writing(database: Database) -> Iterator[Connection]:
    """The write lock and a transaction, committed at the end unless something is raised."""
    with (
        translated(database.location, recording=True),
        database.transaction(write=True) as connection,
        _damage_told(connection),
    ):
        yield connection


@contextmanager
def _damage_told(connection: Connection) -> Iterator[None]:
    """Look, whenever something went wrong that nobody foresaw, whether that is because of what is stored."""
    try:
        yield
    except Exception as error:
        if (told := damage_behind(connection, error)) is None:
            raise
        raise told from error


def damage_behind(connection: Connection, error: Exception) -> DatabaseError | None:
    """What to tell of an error that nobody foresaw, if what is stored cannot be read."""
    if is_foreseen(error):
        return None
    from verifier.storage.schema.shapes import malformed  # needed only now, with all it imports

    with suppress(Exception):
        if (fault := malformed(connection)) is not None:
            what = f"{connection.location} is damaged: {fault}"
            return DatabaseError(f"{what}. Restore it from a backup; what else is wrong tells: verifier audit")
    return None


def lock_head(connection: Connection) -> None:
    """Wait for the write lock, where beginning a transaction has not taken it."""
    if not connection.sqlite:
        connection.run("SELECT id FROM ledger_head FOR UPDATE")
