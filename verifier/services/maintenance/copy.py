"""Moving a ledger to another database: copied whole and checked there, or not at all."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from verifier.domain.batches import Progress, untold
from verifier.domain.errors import ConflictError, VerifierError
from verifier.services.maintenance.check import Checked, check_database
from verifier.services.workspace import Workspace
from verifier.storage.db import backups
from verifier.storage.db.database import (
    Database,
    State,
    Transaction,
    connect,
    lock_head,
    open_database,
    reading,
    state,
    writing,
)
from verifier.storage.db.location import Location, contents_beside_file
from verifier.storage.files.contents import bring, staging, store_of
from verifier.storage.files.kept import kept_contents
from verifier.storage.ledger.copy import copy_rows, holds_facts
from verifier.storage.statements import revision_log


@dataclass
class _Within(Workspace):
    """A workspace inside of a transaction that is not committed yet."""

    transaction: Transaction = field(kw_only=True)

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        """What the transaction has written so far."""
        yield self.transaction


def copy_database(source: Workspace, target: Location, progress: Progress = untold) -> Checked:
    """Copy a ledger into a new file or an empty database; its digests stay (ConflictError if anything is there).

    The copy is checked before it is committed. What is not sound is neither copied nor left behind.
    """
    _refuse_taken(target)
    progress("checking what is to be copied", 0)
    if (fault := check_database(source).fault) is not None:
        raise VerifierError(f"{source.location} is not sound: {fault}. Nothing was copied")
    if target.path is None:
        return _copied(source, target, progress)
    with backups.unnamed(target.path) as place:
        checked = _copied(source, Location(path=place), progress)
        backups.put_contents(place, target.path)
        backups.put_new(place, target.path)
        return checked


def _refuse_taken(target: Location) -> None:
    """Refuse a place where there is anything (ConflictError), before much work is done."""
    if target.path is not None:
        if _exists(target.path) or _exists(contents_beside_file(target.path)):
            raise _taken(target)
        return
    engine = connect(target)
    try:
        found = state(engine)
        if found is State.CURRENT:
            with reading(engine) as connection:
                _refuse_facts(connection, target)
        elif found is not State.EMPTY:
            raise _taken(target)
    finally:
        engine.dispose()


def _exists(path: Path) -> bool:
    return path.exists() or path.is_symlink()


def _refuse_facts(connection: Transaction, target: Location) -> None:
    if holds_facts(connection):
        raise _taken(target)


def _taken(target: Location) -> ConflictError:
    advice = (
        "Give the name of a new file" if target.sqlite else "Make an empty database with createdb, and give its URL"
    )
    return ConflictError(f"{target} is not empty. {advice}. Nothing was copied")


def _copied(source: Workspace, target: Location, progress: Progress) -> Checked:
    engine = open_database(target, create=True)
    try:
        return _copied_into(engine, source, target, progress)
    finally:
        engine.dispose()


def _copied_into(engine: Database, source: Workspace, target: Location, progress: Progress) -> Checked:
    with source.read() as original, writing(engine) as copy:
        lock_head(copy)
        _refuse_facts(copy, target)
        copy_rows(original, copy, progress)
        with staging(target) as directory:
            brought = bring(kept_contents(copy), store_of(original), store_of(copy), directory)
            for number, _ in enumerate(brought, 1):
                progress("copying files", number)
        progress("checking the copy", 0)
        checked = check_database(_Within(target, source.analyst, source.zone, source.clock, transaction=copy))
        if checked.fault is None and checked.head != revision_log.head(original):
            raise VerifierError(f"the copy does not end with the newest revision of {source.location}. It was dropped")
        if checked.fault is not None:
            raise VerifierError(f"the copy is not sound: {checked.fault}. It was dropped")
        return checked
