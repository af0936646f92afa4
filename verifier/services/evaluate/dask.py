"""Reading an archive of claims again, here or on the workers of a Dask scheduler: the same engine either way.

Groups of linked claims do not bear on each other, so each is read by itself, wherever that is. They are sent in bundles
of about as many records, a few bundles ahead of what the workers can do; what comes back is given in the order of the
groups. So neither this process nor the workers ever hold the archive.
"""

import pickle
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from verifier import __version__
from verifier.domain.errors import UsageError, VerifierError
from verifier.domain.explain.group import ClaimGroup
from verifier.domain.model.sources import Registry
from verifier.domain.rules.policy import RULES_VERSION

if TYPE_CHECKING:
    from distributed import Client, Future


_BUNDLE_RECORDS: Final = 10_000  # a third of a second of work: hundreds of times what Dask takes to look after a task
_AHEAD: Final = 3  # bundles under way for each thread of the workers
_ANSWER_SECONDS: Final = 10
_LOOK_SECONDS: Final = 30
_SAME_PROGRAM: Final = f"{__version__}, rules {RULES_VERSION}"
_NOBODY: Final = Registry()
_Found = TypeVar("_Found")


class Group(Struct, frozen=True):
    """Claims that links connect, and those of them that are asked about, in the order of the answers."""

    dossier: ClaimGroup
    claims: tuple[int, ...]


class Reader(Protocol):
    """What reads every claim asked about, in order. `read` has to be importable: a function, or a `partial` of one."""

    def __call__(self, read: Callable[[ClaimGroup, int], _Found], groups: Iterable[Group]) -> Iterator[_Found]:
        """What `read` says of each claim."""


def read_here(read: Callable[[ClaimGroup, int], _Found], groups: Iterable[Group]) -> Iterator[_Found]:
    """Read the groups in this process."""
    return (read(group.dossier, claim) for group in groups for claim in group.claims)


def read_on(client: "Client", read: Callable[[ClaimGroup, int], _Found], groups: Iterable[Group]) -> Iterator[_Found]:
    """Read the groups on the workers of a client's scheduler (VerifierError if they cannot do so)."""
    waiting: deque[Future[list[_Found]]] = deque()
    for future in _sent(client, read, groups):
        waiting.append(future)
        while len(waiting) > _AHEAD * _threads(client):
            yield from _taken(client, waiting.popleft())
    while waiting:
        yield from _taken(client, waiting.popleft())


@contextmanager
def reader(scheduler: str | None) -> Iterator[Reader]:
    """What reads groups: the workers of the scheduler at an address such as `tcp://host:8786`, or this process."""
    if scheduler is None:
        yield read_here
        return
    with _connected(scheduler) as client:
        yield partial(read_on, client)


@contextmanager
def _connected(address: str) -> Iterator["Client"]:
    try:
        from distributed import Client
    except ModuleNotFoundError as error:
        raise UsageError(
            "reading on a scheduler needs Dask, which is not installed. Run: pip install 'verifier-ledger[dask]'"
        ) from error
    _call(address)
    with Client(address, timeout=_ANSWER_SECONDS, set_as_default=False) as client:
        if not _threads(client):
            raise VerifierError(f"the scheduler at {address} has no workers. Start one: dask worker {address}")
        yield client


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


def _sent(
    client: "Client", read: Callable[[ClaimGroup, int], _Found], groups: Iterable[Group]
) -> "Iterator[Future[list[_Found]]]":
    """The bundles as they go out. A registry is sent once, as something any worker can make again."""
    for registry, same in groupby(groups, key=lambda group: group.dossier.registry):
        held = client.submit(_opened, _SAME_PROGRAM, pickle.dumps(registry), pure=False)
        for bundle in _bundles(same):
            # As bytes, so that the scheduler passes on what it would otherwise take apart and put together again.
            yield client.submit(_read, _SAME_PROGRAM, pickle.dumps((read, bundle)), held, pure=False)


def _bundles(groups: Iterable[Group]) -> Iterator[list[Group]]:
    """The groups, without their registry, in bundles of so many claims and records; a larger group goes alone."""
    bundle: list[Group] = []
    records = 0
    for group in groups:
        bundle.append(replace(group, dossier=replace(group.dossier, registry=_NOBODY)))
        records += len(group.dossier.claims) + len(group.dossier.attributions)
        if records >= _BUNDLE_RECORDS:
            yield bundle
            bundle, records = [], 0
    if bundle:
        yield bundle


def _unpacked(program: str, packed: bytes) -> Any:  # noqa: ANN401 - whatever was packed
    """What another verifier packed, if it is of the same version."""
    if program != _SAME_PROGRAM:
        raise VerifierError(f"a worker has verifier {_SAME_PROGRAM}, and this is {program}. Install the same on both")
    return pickle.loads(packed)  # noqa: S301 - from a client that may run anything here as it is


def _opened(program: str, packed: bytes) -> Registry:
    """On a worker: the registry."""
    registry: Registry = _unpacked(program, packed)
    return registry


def _read(program: str, packed: bytes, registry: Registry) -> list[Any]:
    """On a worker: what is said of each claim of a bundle."""
    read, bundle = _unpacked(program, packed)
    whole = (replace(group, dossier=replace(group.dossier, registry=registry)) for group in bundle)
    return list(read_here(read, whole))


def _taken(client: "Client", future: "Future[list[_Found]]") -> list[_Found]:
    """What a worker found, however long that takes, as long as there are workers."""
    from distributed import CancelledError, KilledWorker

    while True:
        try:
            return future.result(timeout=_LOOK_SECONDS)
        except TimeoutError as error:
            if not _threads(client):
                raise VerifierError("the scheduler has lost all its workers") from error
        except (ImportError, RuntimeError) as error:  # on a worker, and on the scheduler
            raise VerifierError(
                f"the scheduler or a worker cannot read claims. Install verifier {__version__} wherever they run"
            ) from error
        except (CancelledError, KilledWorker) as error:
            raise VerifierError(f"the scheduler or its workers ended: {error}") from error
