"""What is kept beside a database in a file, when that is copied, put back or set aside."""

import os
from collections.abc import Container
from contextlib import suppress
from pathlib import Path

from verifier.domain.errors import DatabaseError
from verifier.storage.db.backups import also_named
from verifier.storage.db.location import CONTENTS
from verifier.storage.files.contents import PRIVATE, Directory, Staged, is_digest


def put_contents(copy: Path, target: Path) -> None:
    """Give what was kept beside a copy its name beside the target, which nothing may have yet (DatabaseError)."""
    made, place = beside(copy), beside(target)
    if not made.exists():
        return
    if place.exists() or place.is_symlink():
        raise DatabaseError(f"{place} exists already. Give the backup a new name")
    made.rename(place)


def add_contents(copy: Path, path: Path) -> None:
    """Bring what was kept beside a copy to what is kept beside a database already."""
    made, store = Directory(beside(copy)), Directory(beside(path))
    for name in made.names():
        store.take(Staged(made.path / name, name, 0, b""))


def share_contents(path: Path, target: Path) -> None:
    """Have what is kept beside a database be kept beside a copy of it too: contents are never altered."""
    store, other = Directory(beside(path)), beside(target)
    names = [name for name in store.names() if is_digest(name)]
    if names:
        other.mkdir(mode=PRIVATE, exist_ok=True)
    for name in names:
        with suppress(FileExistsError):
            also_named(store.path / name, other / name)


def drop_contents(path: Path, named: Container[str]) -> None:
    """Let go of the contents beside a database that it does not name."""
    keep_only(named, beside(path))


def keep_only(named: Container[str], directory: Path) -> None:
    """Let go of the contents in a directory that are not named; what is no content stays."""
    store = Directory(directory)
    for name in [*store.names()]:
        if is_digest(name) and name not in named:
            store.remove(name)


def beside(path: Path) -> Path:
    """The directory of contents beside a database."""
    return Path(f"{os.path.realpath(path)}{CONTENTS}")
