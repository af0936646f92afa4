"""Work divided among processes, one for each core: the same work in this process where there is one core or one part.

Invariant: what is found comes in the order of the parts; no process outlives the one that began it.
"""

import gc
import os
import pickle
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, TypeVar

from verifier.domain.errors import VerifierError

if TYPE_CHECKING:
    from concurrent.futures import Future, ProcessPoolExecutor

_OBJECTS_BETWEEN_COLLECTIONS: Final = 100_000
"""In a worker Python looks for circles of garbage more rarely than usual: it makes much, and hardly any in a circle."""
_ENDED: Final = "a process that shared the work was ended, perhaps for want of memory. Try again when there is more"
_CAN_HOLD_BACK: Final = hasattr(signal, "pthread_sigmask")
_Part = TypeVar("_Part")
_Found = TypeVar("_Found")


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def spread(make: Callable[[], Callable[[_Part], _Found]], parts: Iterable[_Part], workers: int) -> Iterator[_Found]:
    """What the work makes of each part, which that many processes share, or this one does alone.

    Each process makes the work for itself, once: `make` has to be importable, a function or a `partial` of one. A few
    parts at a time are asked for and worked on, so that neither they nor what comes of them are ever all held at once.
    VerifierError if a process is ended from outside.
    """
    return _spread(make, parts, workers) if workers > 1 else map(make(), parts)


def _spread(make: Callable[[], Callable[[_Part], _Found]], parts: Iterable[_Part], workers: int) -> Iterator[_Found]:
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool
    from multiprocessing import get_context

    if _CAN_HOLD_BACK:
        from multiprocessing.resource_tracker import ensure_running

        ensure_running()  # else it begins with the first worker, and lets interruptions through again
    # Processes that begin anew are safe whatever threads or connections this one has.
    pool = ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_begin)
    # What is sent with a part does not keep the next process from beginning, as what it begins with would.
    packed = pickle.dumps(make)
    try:
        coming = iter(parts)
        under_way = deque(_submitted(pool, packed, part) for part in islice(coming, workers + 1))
        while under_way:
            found = under_way.popleft().result()
            under_way.extend(_submitted(pool, packed, part) for part in islice(coming, 1))
            yield found
    except BrokenProcessPool as error:
        raise VerifierError(_ENDED) from error
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _submitted(pool: "ProcessPoolExecutor", packed: bytes, part: object) -> "Future[Any]":
    """The part, handed to the pool. A worker that begins for it is not interrupted while it makes ready either."""
    if not _CAN_HOLD_BACK:
        return pool.submit(_work_on, packed, part)
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        return pool.submit(_work_on, packed, part)
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin() -> None:
    """In a worker: leave it to the first process to end when interrupted, and end with it, however that ends."""
    from multiprocessing import parent_process
    from threading import Thread

    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if (parent := parent_process()) is not None:
        Thread(target=_end_after, args=(parent.join,), daemon=True).start()


def _work_on(packed: bytes, part: Any) -> Any:  # noqa: ANN401 - whatever the work takes and gives
    return _made(packed)(part)


@lru_cache(maxsize=1)
def _made(packed: bytes) -> Callable[[Any], Any]:
    """In a worker: its work, made once."""
    made: Callable[[Any], Any] = pickle.loads(packed)()  # noqa: S301 - from the process that began this one
    return made


def _end_after(ended: Callable[[], object]) -> None:
    ended()
    os._exit(1)
