"""The version of a database's schema: whether it is the one this program knows, and what to tell of any other."""

from enum import Enum
from typing import Final

from verifier.domain.errors import DatabaseError
from verifier.storage.db.connection import Connection
from verifier.storage.db.errors import MISSING, Failure
from verifier.storage.db.location import Location
from verifier.storage.db.transaction import Database, reading

HEAD: Final = "0013"
"""The newest migration, compared without importing Alembic; revisions are numbered in four digits."""

APPLICATION_ID: Final = 0x56524659
"""Marks a SQLite file as verifier's: "VRFY"."""


class State(Enum):
    """What a database is to this program."""

    EMPTY = "empty"
    CURRENT = "current"
    OLDER = "older"
    NEWER = "newer"
    FOREIGN = "foreign"


def state(engine: Database) -> State:
    """What the database is: one query if all is well."""
    version = _version(engine)
    if version is None:
        with reading(engine) as connection:
            if is_empty(connection):
                return State.EMPTY
        version = _version(engine)  # somebody may just have made it
    return State.FOREIGN if version is None else compared(version)


def check_current(connection: Connection) -> None:
    """Refuse to record in a database that was brought to another schema since it was opened (DatabaseError)."""
    found = connection.run("SELECT version_num FROM alembic_version")
    if not found or found[0][0] != HEAD:
        raise DatabaseError(
            f"{connection.location} was upgraded by another verifier since it was opened, so nothing was recorded. "
            "Leave verifier, and open it again with the newer one"
        )


def _version(engine: Database) -> str | None:
    """The version of the tables; None if there are none of ours."""
    try:
        with reading(engine) as connection:
            return version_in(connection)
    except DatabaseError as error:
        if (failure := Failure.of(error.__cause__)) is None or not _no_such_table(failure.error):
            raise
        return None


def version_in(connection: Connection) -> str:
    """The version of the tables a transaction sees; empty if there are none of ours."""
    # Joined with a table of ours, so that another application's alembic_version is not taken for it.
    found = connection.run("SELECT version_num FROM alembic_version CROSS JOIN ledger_head")
    return str(found[0][0] or "") if found else ""


def compared(version: str) -> State:
    """What a database of this version is to this program."""
    if version == HEAD:
        return State.CURRENT
    if not version.isdecimal():
        return State.FOREIGN
    return State.OLDER if int(version) < int(HEAD) else State.NEWER


def _no_such_table(error: BaseException) -> bool:
    undefined_table = "42P01"
    return "no such table" in str(error) or getattr(error, "sqlstate", None) == undefined_table


def is_empty(connection: Connection) -> bool:
    """Whether there is nothing in the database, and nobody has marked it as theirs."""
    if connection.sqlite:
        [[marked]] = connection.run("PRAGMA application_id")
        return not marked and not connection.run("SELECT 1 FROM sqlite_master LIMIT 1")
    return not connection.run("SELECT 1 FROM pg_class WHERE relnamespace = current_schema()::regnamespace LIMIT 1")


def refusal(found: State, location: Location) -> DatabaseError:
    """What to tell of a database that this program cannot use as it is."""
    messages = {
        State.EMPTY: MISSING,
        State.OLDER: "{place} was made by an older verifier. Run: verifier db upgrade",
        State.NEWER: "{place} was made by a newer verifier. Install a newer verifier to use it",
        State.FOREIGN: "{place} belongs to another application. Give verifier a database of its own with --db",
    }
    return DatabaseError(messages[found].format(place=location))
