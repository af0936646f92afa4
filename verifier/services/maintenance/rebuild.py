"""Making again from the facts all that is kept beside them: lists, counts, names and words."""

import pickle
from collections.abc import Iterable, Iterator, Sequence
from tempfile import TemporaryFile
from typing import IO

from verifier.domain.batches import batches
from verifier.domain.errors import ConflictError
from verifier.domain.query import Query
from verifier.domain.revisions import Revision
from verifier.services.evaluate.evaluator import projection_rows
from verifier.services.maintenance.workers import LedgerAt, connected, rows_on
from verifier.services.workspace import Workspace
from verifier.storage import projection, rebuild
from verifier.storage.db.database import Transaction, lock_head, open_database, reading, writing
from verifier.storage.db.location import Location
from verifier.storage.lists import lists
from verifier.storage.projection import ProjectionRow
from verifier.storage.statements import revision_log


def rebuild_database(workspace: Workspace) -> int:
    """Make again from the facts all that is kept beside them; gives how many claims there are."""
    engine = open_database(workspace.location)
    try:
        with writing(engine) as connection:
            lock_head(connection)
            return rebuild_derived(connection, present(workspace, revision_log.head(connection)))
    finally:
        engine.dispose()


def rebuild_on(workspace: Workspace, scheduler: str, read_from: Location | None = None) -> int:
    """The same, with statuses worked out by the workers of the Dask scheduler at an address.

    The workers read `read_from`, which is this ledger as they reach it or a replica of it, and the ledger itself if it
    is None. Nobody waits for them: what they found is put in at the end, unless something was recorded meanwhile, which
    is a ConflictError.
    """
    engine = open_database(workspace.location)
    try:
        with connected(scheduler) as client, TemporaryFile() as found:
            with reading(engine) as connection:
                head = revision_log.head(connection)
                claims = lists.matching_claims(connection, Query())
            if head is not None:
                read = LedgerAt(read_from or _absolute(workspace.location), head, present(workspace, head))
                for rows in batches(rows_on(client, read, claims)):
                    pickle.dump(rows, found)
            with writing(engine) as connection:
                lock_head(connection)
                if (newest := revision_log.head(connection)) != head:
                    raise ConflictError(f"r{newest.id if newest else 0} was recorded meanwhile. Rebuild again")
                return _put_back(connection, claims, _unpacked(found))
    finally:
        engine.dispose()


def _absolute(location: Location) -> Location:
    """The same place for a process that works in another directory."""
    return location if location.path is None else Location(path=location.path.resolve())


def _unpacked(found: IO[bytes]) -> Iterator[ProjectionRow]:
    """The rows in a file of pickled batches that this process wrote."""
    end = found.tell()
    found.seek(0)
    while found.tell() < end:
        yield from pickle.load(found)  # noqa: S301 - written above


def rebuild_derived(connection: Transaction, now: int) -> int:
    """Make it again as of an instant; gives how many claims there are."""
    claims = lists.matching_claims(connection, Query())
    return _put_back(connection, claims, projection_rows(connection, now, claims))


def _put_back(connection: Transaction, claims: Sequence[int], rows: Iterable[ProjectionRow]) -> int:
    projection.clear(connection)
    projection.put_rows(connection, rows)
    rebuild.rebuild_totals(connection)
    rebuild.rebuild_terms(connection)
    rebuild.rebuild_names(connection)
    projection.rebuild_words(connection)
    return len(claims)


def present(workspace: Workspace, head: Revision | None) -> int:
    """The present, which is not before what was recorded, whatever the clock says."""
    return max(workspace.clock(), head.recorded_at if head else 0)
