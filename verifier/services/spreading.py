"""Work divided among processes, one for each core: the same work in this process where there is one core or one part.

Invariant: what is found comes in the order of the parts; no process outlives the one that began it.
"""

import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import TypeVar

_Part = TypeVar("_Part")
_Found = TypeVar("_Found")


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def spread(work: Callable[[_Part], _Found], parts: Sequence[_Part], workers: int | None = None) -> Iterator[_Found]:
    """What the work makes of each part. It has to be importable: a function, or a `partial` of one.

    A few parts at a time are worked on, so that what comes of them is never all held at once.
    """
    several = min(cores() if workers is None else workers, len(parts))
    if several > 1:
        yield from _spread(work, parts, several)
    else:
        yield from map(work, parts)


def _spread(work: Callable[[_Part], _Found], parts: Iterable[_Part], workers: int) -> Iterator[_Found]:
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    # Processes that begin anew are safe whatever threads or connections this one has.
    pool = ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_begin)
    try:
        coming = iter(parts)
        under_way = deque(pool.submit(work, part) for part in islice(coming, workers + 1))
        while under_way:
            found = under_way.popleft().result()
            under_way.extend(pool.submit(work, part) for part in islice(coming, 1))
            yield found
    finally:
        pool.shutdown(cancel_futures=True)


def _begin() -> None:
    """In a worker: leave it to the first process to end when interrupted, and end with it, however that ends."""
    from multiprocessing import parent_process
    from threading import Thread

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if (parent := parent_process()) is not None:
        Thread(target=_end_after, args=(parent.join,), daemon=True).start()


def _end_after(ended: Callable[[], object]) -> None:
    ended()
    os._exit(1)
