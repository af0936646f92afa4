"""What databases say when they fail, put so that an analyst knows what to do."""

import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from verifier.domain.errors import DatabaseError
from verifier.storage.db.location import Location

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

_UNFORESEEN: Final = frozenset({"builtins", "decimal", "msgspec"})
"""Whose errors are raised by what cannot be understood."""

_INTERRUPTED: Final = "SQLITE_INTERRUPT"

_ONLY_READS: Final = "{place} cannot be written: the server is read-only. Give the primary server with --db"
_LOST: Final = "08"
_LOST_AT_THE_END: Final = (
    "{place}: the connection to the server was lost at the moment of recording, so it may be recorded or not. "
    "See what is, with: verifier changes; then try again"
)

# By what was to be done when the server said that this user has no right to: the first that is found in the statement.
_FORBIDDEN: Final = "42501"
_FORBIDDEN_TO: Final = (
    (r"FOR UPDATE$", "analyst", "this user may only read there, and not record"),
    (r"^SELECT|^$", "reader", "this user may not read it"),
    (r"", "owner", "this user may not do that there, only an owner may"),
)
_ASK: Final = "{{place}}: {what}. Ask the database's administrator for: GRANT verifier_NAME_{role} TO USER"

_NOT_FROM_HERE: Final = "no entry"
_UNCERTIFIED: Final = "no certificate"

# By SQLSTATE, or the class of it, or a word of ours where the server gives none.
_SERVER: Final = (
    ("28", "{place} refused the login: authentication failed. Check the user and the password in the URL"),
    (
        _NOT_FROM_HERE,
        "{place} lets this user in neither from here nor so: {why}. Ask its administrator, or add ?sslmode=require",
    ),
    (
        _UNCERTIFIED,
        "{place}: the connection could not be secured: {why}. Check sslmode and sslrootcert in the URL",
    ),
    ("3D000", "{place}: the server has no database of that name. Make it with: createdb NAME"),
    ("53100", "{place} cannot grow: the server's disk is full. Nothing was recorded"),
    ("53300", "{place} has too many connections. Try again later"),
    ("55P03", "{place} is locked: another program is writing to it. Wait for it to finish and try again"),
    ("VF001", "{place} refused what was to be recorded: {why}. Nothing was recorded"),
    (
        "VF002",
        "{place} refused this: {why}. Set the clock right; where the newest revision is ahead: verifier db set-clock",
    ),
    ("VF003", "{place} refused the key: {why}. Log in as yourself, or ask an owner. Nothing was recorded"),
    ("23514", "{place} refused what was to be recorded: a value is not what its column holds. Nothing was recorded"),
    ("40P01", "{place} is locked: another program is writing to it. Wait for it to finish and try again"),
    ("25006", _ONLY_READS),
    ("57P", "{place} is shutting down or starting. Try again later"),
    (_LOST, "{place}: the connection to the server was lost. Try again"),
)

# The driver gives no SQLSTATE for a connection that was never made, so the server's words must do.
_UNCONNECTED: Final = (
    (r"password authentication failed|no password supplied|authentication failed", "28"),
    (r"permission denied for database", _FORBIDDEN),
    (r"role \"[^\"]*\" does not exist", "28"),
    (r"database \"[^\"]*\" does not exist", "3D000"),
    (r"too many (clients|connections)", "53300"),
    (r"starting up|shutting down|not yet accepting connections|in recovery mode", "57P"),
    # The last to be told of several ways that were tried.
    (r"no pg_hba\.conf entry", _NOT_FROM_HERE),
    (r"certificate verify failed|(server|root) certificate|does not support SSL|sslmode", _UNCERTIFIED),
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


class DriverError(Exception):
    """What a driver raised: in which statement or while committing, and whether the connection is lost by it."""

    def __init__(
        self, error: BaseException, statement: str | None = None, *, lost: bool = False, committing: bool = False
    ) -> None:
        super().__init__(str(error))
        self.error = error
        self.statement = statement
        self.lost = lost
        self.committing = committing

    @classmethod
    def of(cls, error: BaseException | None) -> "DriverError | None":
        """The driver's error, raised as it is or wrapped by SQLAlchemy, which need not be imported to tell."""
        if isinstance(error, cls):
            return error
        if isinstance(error, sqlite3.Error):
            return cls(error)
        lost = getattr(error, "connection_invalidated", None)
        return None if lost is None else cls(error.orig, error.statement, lost=lost)  # type: ignore[union-attr]


@contextmanager
def translated(location: Location, *, recording: bool = False) -> Iterator[None]:
    """Turn the drivers' errors into one-line errors about this database."""
    try:
        yield
    except Exception as error:
        if (failure := DriverError.of(error)) is None:
            raise
        if getattr(failure.error, "sqlite_errorname", "") == _INTERRUPTED:
            raise KeyboardInterrupt from error
        raise explained(failure, location, recording=recording) from error


def is_foreseen(error: Exception) -> bool:
    """Whether it is clear what an error is about: one of ours or of the system, or one that a database explains."""
    if (failure := DriverError.of(error)) is not None:
        return _known(failure) is not None
    return isinstance(error, OSError) or type(error).__module__ not in _UNFORESEEN


def explained(failure: DriverError, location: Location, *, recording: bool = False) -> DatabaseError:
    """What to tell the analyst of a driver's error."""
    # Before the commit nothing is recorded, and of a commit nobody hears how it ended.
    if recording and failure.lost and failure.committing:
        return DatabaseError(_LOST_AT_THE_END.format(place=location))
    template = _known(failure)
    if template is None and not location.sqlite and _connecting(failure):
        return DatabaseError(_UNREACHABLE.format(place=location, why=_reason(failure.error)))
    if template is None:
        return DatabaseError(f"{location} failed: {_reason(failure.error)}. Run: verifier db check")
    return DatabaseError(template.format(place=location, why=_reason(failure.error)))


def _known(failure: DriverError) -> str | None:
    if name := getattr(failure.error, "sqlite_errorname", None):
        return _first(_SQLITE, name)
    state = getattr(failure.error, "sqlstate", None) or _state_in_words(str(failure.error))
    if state is None and failure.lost:
        state = _LOST
    if state == _FORBIDDEN:
        statement = failure.statement or ""
        role, what = next((role, what) for pattern, role, what in _FORBIDDEN_TO if re.search(pattern, statement))
        return _ASK.format(what=what, role=role)
    return _first(_SERVER, state) if state else None


def _first(table: tuple[tuple[str, str], ...], name: str) -> str | None:
    return next((message for beginning, message in table if name.startswith(beginning)), None)


def _state_in_words(words: str) -> str | None:
    return next((state for pattern, state in _UNCONNECTED if re.search(pattern, words)), None)


def _connecting(failure: DriverError) -> bool:
    return failure.statement is None and getattr(failure.error, "sqlstate", None) is None


def _reason(error: BaseException) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[0].rstrip(".") if lines else type(error).__name__
