"""The projection of a ledger worked out on the workers of a Dask scheduler, each of which reads its own share of it.

What is read is fixed by a revision, so that all workers read the same facts whatever is recorded meanwhile, from the
server itself or from a replica. Only finished rows come back, as bytes, in the order of the claims.
"""

import pickle
from collections import deque
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from verifier import __version__
from verifier.domain.batches import batches
from verifier.domain.errors import UsageError, VerifierError
from verifier.domain.revisions import Revision
from verifier.domain.rules.policy import RULES_VERSION
from verifier.services.evaluate.evaluator import projection_rows
from verifier.storage.db.database import open_database, reading
from verifier.storage.db.location import Location
from verifier.storage.projection import ProjectionRow
from verifier.storage.statements import revision_log

if TYPE_CHECKING:
    from distributed import Client, Future

_SHARE_CLAIMS: Final = 1_000  # a third of a second of work: hundreds of times what Dask takes to look after a task
_AHEAD: Final = 3  # shares under way for each thread of the workers
_ANSWER_SECONDS: Final = 10
_LOOK_SECONDS: Final = 30
_SAME_PROGRAM: Final = f"{__version__}, rules {RULES_VERSION}"


class LedgerAt(Struct, frozen=True):
    """What the workers read: a database as they reach it, up to a revision, as of an instant (microseconds UTC)."""

    location: Location
    head: Revision
    instant: int


@contextmanager
def connected(address: str) -> Iterator["Client"]:
    """A client of the scheduler at an address such as `tcp://host:8786` (VerifierError if it has no workers)."""
    try:
        from distributed import Client
    except ModuleNotFoundError as error:
        raise UsageError(
            "working on a scheduler needs Dask, which is not installed. Run: pip install 'verifier-ledger[dask]'"
        ) from error
    _call(address)
    with Client(address, timeout=_ANSWER_SECONDS, set_as_default=False) as client:
        if not _threads(client):
            raise VerifierError(f"the scheduler at {address} has no workers. Start one: dask worker {address}")
        yield client


def rows_on(client: "Client", ledger: LedgerAt, claims: Collection[int]) -> Iterator[ProjectionRow]:
    """The rows of these claims, worked out by the workers (VerifierError if they cannot)."""
    waiting: deque[Future[bytes]] = deque()
    for share in batches(claims, _SHARE_CLAIMS):
        waiting.append(client.submit(_rows, _SAME_PROGRAM, pickle.dumps((ledger, share)), pure=False))
        while len(waiting) > _AHEAD * _threads(client):
            yield from _taken(client, waiting.popleft())
    while waiting:
        yield from _taken(client, waiting.popleft())


def _rows(program: str, packed: bytes) -> bytes:
    """On a worker: the rows of a share of the claims."""
    if program != _SAME_PROGRAM:
        raise VerifierError(f"a worker has verifier {_SAME_PROGRAM}, and this is {program}. Install the same on both")
    ledger, claims = pickle.loads(packed)  # noqa: S301 - from a client that may run anything here as it is
    engine = open_database(ledger.location)
    try:
        with reading(engine) as connection:
            if revision_log.revision_of_digest(connection, ledger.head.digest) is None:
                raise VerifierError(
                    f"the database that the workers read, {ledger.location}, is behind r{ledger.head.id} of the "
                    "ledger, or another one. Wait until it has caught up, or give another: --read-from"
                )
            return pickle.dumps(list(projection_rows(connection, ledger.instant, claims, ledger.head.id)))
    finally:
        engine.dispose()


def _call(address: str) -> None:
    """See whether a scheduler answers, as a client that finds none is not closed properly."""
    import asyncio

    try:
        asyncio.run(asyncio.wait_for(_answers(address), _ANSWER_SECONDS))
    except (OSError, ValueError, TypeError) as error:
        raise UsageError(
            f"no Dask scheduler answers at '{address}'. Give the address it printed when it started, "
            "such as tcp://host:8786"
        ) from error


async def _answers(address: str) -> None:
    from distributed import Security
    from distributed.comm.core import connect

    line = await connect(address, **Security().get_connection_args("client"))
    await line.close()


def _threads(client: "Client") -> int:
    return sum(client.nthreads().values())


def _taken(client: "Client", future: "Future[bytes]") -> list[ProjectionRow]:
    """What a worker found, however long that takes, as long as there are workers."""
    from distributed import CancelledError, KilledWorker

    while True:
        try:
            rows: list[ProjectionRow] = pickle.loads(future.result(timeout=_LOOK_SECONDS))  # noqa: S301 - our worker's
        except TimeoutError as error:
            if not _threads(client):
                raise VerifierError("the scheduler has lost all its workers") from error
        except (ImportError, RuntimeError) as error:  # on a worker, and on the scheduler
            raise VerifierError(
                f"the scheduler or a worker cannot read claims. Install verifier {__version__} wherever they run"
            ) from error
        except (CancelledError, KilledWorker) as error:
            raise VerifierError(f"the scheduler or its workers ended: {error}") from error
        else:
            return rows
