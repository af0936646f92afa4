"""What databases say when they fail, put so that an analyst knows what to do."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from sqlalchemy.exc import DBAPIError

from verifier.domain.errors import DatabaseError
from verifier.storage.location import Location

MISSING: Final = "there is no database at {place}. Log a claim to make one, or run: verifier db init"

# By the beginning of SQLite's name for the error.
_SQLITE: Final = (
    ("SQLITE_BUSY", "{place} is locked: another program is writing to it. Wait for it to finish and try again"),
    ("SQLITE_LOCKED", "{place} is locked: another program is writing to it. Wait for it to finish and try again"),
    (
        "SQLITE_READONLY",
        "{place} cannot be written: the file or its directory is read-only. Allow writing, or use a copy with --db",
    ),
    (
        "SQLITE_CANTOPEN",
        "{place} cannot be opened: its directory must allow writing. Check its permissions, or use a copy with --db",
    ),
    ("SQLITE_PERM", "{place} may not be opened: permission denied. Check the permissions of the file"),
    ("SQLITE_AUTH", "{place} may not be opened: permission denied. Check the permissions of the file"),
    ("SQLITE_NOTADB", "{place} is not a database. Give verifier's own file with --db, or a new name to make one"),
    ("SQLITE_CORRUPT", "{place} is damaged. Restore it from a backup"),
    ("SQLITE_FULL", "{place} cannot grow: the disk is full. Nothing was recorded; free some space and try again"),
    ("SQLITE_IOERR", "{place} could not be read or written: the disk reported an error. Check the disk"),
)

# By SQLSTATE, or the class of it.
_SERVER: Final = (
    ("28", "{place} refused the login: authentication failed. Check the user and the password in the URL"),
    ("3D000", "{place}: the server has no database of that name. Make it with: createdb NAME"),
    ("42501", "{place}: this user may not do that there. Ask the server's administrator for the right to"),
    ("53100", "{place} cannot grow: the server's disk is full. Nothing was recorded"),
    ("53300", "{place} has too many connections. Try again later"),
    ("55P03", "{place} is locked: another program is writing to it. Wait for it to finish and try again"),
    ("40P01", "{place} is locked: another program is writing to it. Wait for it to finish and try again"),
    ("25006", "{place} cannot be written: the server is read-only. Give the primary server with --db"),
    ("57P", "{place} is shutting down or starting. Try again later"),
    ("08", "{place}: the connection to the server was lost. Try again"),
)

# The driver gives no SQLSTATE for a connection that was never made, so the server's words must do.
_UNCONNECTED: Final = (
    (r"password authentication failed|no password supplied|no pg_hba\.conf entry|authentication failed", "28"),
    (r"role \"[^\"]*\" does not exist", "28"),
    (r"database \"[^\"]*\" does not exist", "3D000"),
    (r"too many (clients|connections)", "53300"),
    (r"starting up|shutting down", "57P"),
)
_UNREACHABLE: Final = "{place} cannot be reached: {why}. Check that the server runs and that host and port are right"


def check_place(path: Path, *, create: bool) -> None:
    """Refuse a path where no database can be, before SQLite does so less clearly."""
    if path.is_dir():
        raise DatabaseError(f"{path} is a directory, not a database. Give a file in it with --db")
    if path.exists():
        return
    if not create:
        raise DatabaseError(MISSING.format(place=path))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DatabaseError(
            f"the directory {path.parent} cannot be made: {error.strerror}. Give another place with --db"
        ) from error
    if not os.access(path.parent, os.W_OK):
        raise DatabaseError(f"{path} cannot be made: its directory is read-only. Give another place with --db")


@contextmanager
def translated(location: Location) -> Iterator[None]:
    """Turn the drivers' errors into one-line errors about this database."""
    try:
        yield
    except DBAPIError as error:
        raise explained(error, location) from error


def explained(error: DBAPIError, location: Location) -> DatabaseError:
    """What to tell the analyst of a driver's error."""
    template = _known(error)
    if template is None and not location.sqlite and _connecting(error):
        return DatabaseError(_UNREACHABLE.format(place=location, why=_reason(error)))
    if template is None:
        return DatabaseError(f"{location} failed: {_reason(error)}. Run: verifier db check")
    return DatabaseError(template.format(place=location))


def _known(error: DBAPIError) -> str | None:
    if name := getattr(error.orig, "sqlite_errorname", None):
        return _first(_SQLITE, name)
    state = getattr(error.orig, "sqlstate", None) or _state_in_words(str(error.orig))
    return _first(_SERVER, state) if state else None


def _first(table: tuple[tuple[str, str], ...], name: str) -> str | None:
    return next((message for beginning, message in table if name.startswith(beginning)), None)


def _state_in_words(words: str) -> str | None:
    return next((state for pattern, state in _UNCONNECTED if re.search(pattern, words)), None)


def _connecting(error: DBAPIError) -> bool:
    return error.statement is None and getattr(error.orig, "sqlstate", None) is None


def _reason(error: DBAPIError) -> str:
    lines = [line.strip() for line in str(error.orig).splitlines() if line.strip()]
    return lines[0].rstrip(".") if lines else type(error.orig).__name__
