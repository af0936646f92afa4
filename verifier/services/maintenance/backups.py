"""Backups: a copy that was checked before it has its name, and a database put back from one."""

import os
import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from msgspec import Struct

from verifier.domain.errors import DatabaseError, UsageError, VerifierError
from verifier.services.maintenance.check import Checked, check_database
from verifier.services.workspace import Workspace
from verifier.storage.db import backups
from verifier.storage.db.database import open_database
from verifier.storage.db.location import Location, contents_beside
from verifier.storage.files.contents import Directory, bring, staging
from verifier.storage.files.kept import kept_contents


class Restored(Struct, frozen=True):
    """What was put in place, and where what was there before is kept (None if there was nothing)."""

    checked: Checked
    kept: Path | None


def back_up_database(workspace: Workspace, target: Path) -> Checked:
    """Copy the database while it is in use, and check the copy (DatabaseError if there is a file of that name)."""
    _file_of(workspace, f"Back it up with: pg_dump --format=custom --file={target} URL")
    if target.exists():
        raise DatabaseError(f"{target} exists already. Give the backup a new name")
    with _checked_copy(workspace, workspace.location, target) as (copy, checked):
        backups.put_contents(copy, target)
        backups.put_new(copy, target)
        return checked


def restore_database(workspace: Workspace, backup: Path) -> Restored:
    """Put back what a backup holds, once that is found sound; what the database held is kept beside it."""
    path = Path(os.path.realpath(_file_of(workspace, "Restore it with: pg_restore")))
    if path.exists() and backup.exists() and path.samefile(backup):
        raise UsageError(f"{backup} is the database itself. Give a backup of it")
    with _checked_copy(workspace, Location(path=backup), path) as (copy, checked):
        if path.exists():
            shutil.copymode(path, copy)
        named = _named(Workspace(Location(path=copy), workspace.analyst))
        workspace.close()
        backups.add_contents(copy, path)
        kept = backups.put_in_place(copy, path, workspace.clock())
        if kept is not None:
            backups.share_contents(path, kept)
            backups.drop_contents(path, named)
        return Restored(checked, kept)


def _file_of(workspace: Workspace, advice: str) -> Path:
    """The file of a database that is one (UsageError)."""
    if workspace.location.path is None:
        raise UsageError(f"{workspace.location} is on a server, whose own tools copy it. {advice}")
    return workspace.location.path


@contextmanager
def _checked_copy(workspace: Workspace, location: Location, target: Path) -> Iterator[tuple[Path, Checked]]:
    """A copy that is sound, beside where it is to be (VerifierError if it is not)."""
    engine = open_database(location)
    try:
        with backups.copied(engine, target) as copy:
            inside = replace(workspace, location=Location(path=copy))
            _bring_contents(location, inside)
            checked = check_database(inside)
            inside.close()
            if checked.fault is not None:
                raise VerifierError(f"{location} is not sound: {checked.fault}. Nothing was changed")
            yield copy, checked
    finally:
        engine.dispose()


def _bring_contents(location: Location, inside: Workspace) -> None:
    """Copy what was kept beside a database to beside its copy; what is missing the check tells."""
    source, target = contents_beside(location), contents_beside(inside.location)
    named = _named(inside)
    if named and source is not None and target is not None:
        with staging(inside.location) as directory:
            for _ in bring(named, Directory(source), Directory(target), directory):
                pass


def _named(inside: Workspace) -> Collection[str]:
    """The contents that a copy names; none where it cannot be read, which the check tells."""
    try:
        with inside.read() as connection:
            return kept_contents(connection).keys()
    except DatabaseError:
        return ()
    finally:
        inside.close()
