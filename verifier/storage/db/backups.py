"""Backups: copies of a SQLite file with the contents beside it, and putting one in the place of a database.

Invariants: a copy has its name only once it is whole and has been looked at; what a database held before is kept; at no
instant, also if the process is killed, does the database hold part of one and part of the other.
"""

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Container, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from verifier.domain.errors import DatabaseError
from verifier.storage.db.database import Database, State, connect, file_of, refusal, state
from verifier.storage.db.errors import DriverError, explained
from verifier.storage.db.location import BESIDE, Location, contents_beside_file
from verifier.storage.db.sqlite import PRIVATE, make_private
from verifier.storage.files.contents import PRIVATE_DIRECTORY, Directory, Staged, is_digest, keep_only

_BROKEN: Final = ("SQLITE_NOTADB", "SQLITE_CORRUPT")
_MICROSECONDS: Final = 1_000_000
_PART: Final = ".part"
_ABANDONED: Final = 24 * 60 * 60
"""Seconds without a change after which nobody is at work any more."""


@contextmanager
def copied(engine: Database, target: Path) -> Iterator[Path]:
    """A complete copy of a SQLite database, not under its name yet; what was not put in place goes in the end."""
    with unnamed(target) as copy:
        back_up(engine, copy)
        yield copy


def back_up(engine: Database, target: Path) -> None:
    """Copy a SQLite database, as of now and complete, to a new file."""
    if target.exists():
        raise DatabaseError(f"{target} exists already. Give the backup a new name")
    with file_of(engine).driver_connection() as driver:
        try:
            make_private(target)
            with closing(sqlite3.connect(target)) as copy:
                driver.backup(copy)
        except sqlite3.Error as error:
            target.unlink(missing_ok=True)
            raise explained(DriverError(error), Location(path=target)) from error


@contextmanager
def unnamed(target: Path) -> Iterator[Path]:
    """Where to make a file that is not under its name yet; what was not put in place goes in the end."""
    try:
        directory = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name}.", suffix=_PART))
    except OSError as error:
        raise DatabaseError(f"{target} cannot be made: {error.strerror}. Choose another place") from error
    try:
        _clear_abandoned(directory, target)
        yield directory / target.name
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def _clear_abandoned(made: Path, target: Path) -> None:
    """Remove what killed processes left when they were to make this file, and nothing was written to for a day."""
    long_ago = made.stat().st_mtime - _ABANDONED
    for left in target.parent.iterdir():
        ours = left.name.startswith(f".{target.name}.") and left.name.endswith(_PART)
        if not ours or left.is_symlink() or not left.is_dir():
            continue
        with suppress(OSError):  # another process may be clearing it
            inside = list(left.iterdir())
            if all(path.name.startswith(target.name) for path in inside) and all(
                path.lstat().st_mtime < long_ago for path in (left, *inside)
            ):
                shutil.rmtree(left, ignore_errors=True)


def put_new(copy: Path, target: Path) -> None:
    """Give a copy its name, which nothing may have yet (DatabaseError)."""
    try:
        also_named(copy, target)
    except FileExistsError as error:
        raise DatabaseError(f"{target} exists already. Give the backup a new name") from error
    _settle(target.parent)


def put_in_place(copy: Path, path: Path, now: int) -> Path | None:
    """Make a database hold what a copy holds; gives where what it held is kept, None if there was none.

    `now` (microseconds UTC) is in the name of what is kept.
    """
    moment = datetime.fromtimestamp(now / _MICROSECONDS, UTC).strftime("%Y%m%dT%H%M%S%fZ")
    kept = path.with_name(f"{path.stem}.before-restore-{moment}{path.suffix}")
    there = path.exists()
    if there and _opens(Location(path=path)):
        _overwrite(copy, Location(path=path), kept)
    else:
        _replace(copy, path, kept)
    _settle(path.parent)
    return kept if there else None


def _opens(location: Location) -> bool:
    """Whether the present file is a database to write into, and not one to be set aside (DatabaseError: not ours)."""
    engine = connect(location)
    try:
        found = state(engine)
    except DatabaseError as error:
        failure = DriverError.of(error.__cause__)
        if not getattr(failure and failure.error, "sqlite_errorname", "").startswith(_BROKEN):
            raise
        return False
    finally:
        engine.dispose()
    if found is State.FOREIGN:
        raise refusal(found, location)
    return found is not State.EMPTY


def _overwrite(copy: Path, location: Location, kept: Path) -> None:
    """Write a copy into a database in one transaction, during which what it held is kept: others may have it open."""
    engine = connect(location)

    def keep_first(status: int, _remaining: int, _total: int) -> None:
        # From the first page on nobody else can write, and what is committed is still what was there before.
        if status == sqlite3.SQLITE_BUSY:
            raise DatabaseError(f"{location} is locked: another program is writing to it. Wait for it and try again")
        if not kept.exists():
            with copied(engine, kept) as whole:
                put_new(whole, kept)

    try:
        with file_of(engine).driver_connection() as driver, closing(sqlite3.connect(copy)) as source:
            source.backup(driver, pages=1, progress=keep_first)
    finally:
        engine.dispose()


def _replace(copy: Path, path: Path, kept: Path) -> None:
    """Put a copy where no database is, or one that cannot be read."""
    # What SQLite left beside the old file would be taken for the new one's.
    for ending in BESIDE:
        left = path.with_name(path.name + ending)
        if left.exists():
            left.rename(kept.with_name(kept.name + ending))
    if path.exists():
        also_named(path, kept)
    copy.replace(path)


def also_named(path: Path, name: Path) -> None:
    """Give a file a second name (FileExistsError), or a second copy where files have only one name."""
    try:
        os.link(path, name)
    except FileExistsError:
        raise
    except OSError:
        handle = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE)
        try:
            with path.open("rb") as original, open(handle, "wb") as copy:  # noqa: PTH123 - a handle, and no name
                shutil.copyfileobj(original, copy)
                copy.flush()
                os.fsync(copy.fileno())
        except BaseException:
            name.unlink()
            raise


def _settle(directory: Path) -> None:
    """See to it that new names are on the disk, where directories can be opened."""
    if hasattr(os, "O_DIRECTORY"):
        handle = os.open(directory, os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def put_contents(copy: Path, target: Path) -> None:
    """Give what was kept beside a copy its name beside the target, which nothing may have yet (DatabaseError)."""
    made, place = contents_beside_file(copy), contents_beside_file(target)
    if not made.exists():
        return
    if place.exists() or place.is_symlink():
        raise DatabaseError(f"{place} exists already. Give the backup a new name")
    made.rename(place)


def add_contents(copy: Path, path: Path) -> None:
    """Bring what was kept beside a copy to what is kept beside a database already."""
    made, store = Directory(contents_beside_file(copy)), Directory(contents_beside_file(path))
    for name in made.names():
        store.take(Staged(made.path / name, name, 0, b""))


def share_contents(path: Path, target: Path) -> None:
    """Have what is kept beside a database be kept beside a copy of it too: contents are never altered."""
    store, other = Directory(contents_beside_file(path)), contents_beside_file(target)
    names = [name for name in store.names() if is_digest(name)]
    if names:
        other.mkdir(mode=PRIVATE_DIRECTORY, exist_ok=True)
    for name in names:
        with suppress(FileExistsError):
            also_named(store.path / name, other / name)


def drop_contents(path: Path, named: Container[str]) -> None:
    """Let go of the contents beside a database that it does not name."""
    keep_only(named, contents_beside_file(path))
