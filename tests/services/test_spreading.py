"""Work divided among processes is the same work, in the same order, and ends with the one that began it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from verifier.domain.errors import UsageError, VerifierError
from verifier.services.spreading import spread

BEGUN_AND_KILLED = """
from verifier.services.spreading import spread
from tests.services.test_spreading import sleeping
if __name__ == "__main__":
    list(spread(sleeping, [60, 60], workers=2))
"""
BEGUN_AND_TOLD = """
from verifier.services.spreading import spread
from tests.services.test_spreading import waiting
if __name__ == "__main__":
    print("begun", flush=True)
    list(spread(waiting, [1, 1], workers=2))
"""


def squared(number: int) -> int:
    """A number times itself."""
    return number * number


def process_of(number: int) -> tuple[int, int]:
    """The number, and which process has it."""
    return number, os.getpid()


def refused(number: int) -> int:
    """The number, unless it is 3."""
    if number == 3:
        raise UsageError("no threes")
    return number


def asleep(seconds: int) -> None:
    """Tell which process this is, and wait."""
    sys.stdout.write(f"{os.getpid()}\n")
    sys.stdout.flush()
    time.sleep(seconds)


def squaring() -> Callable[[int], int]:
    """What squares."""
    return squared


def telling() -> Callable[[int], tuple[int, int]]:
    """What tells the process."""
    return process_of


def refusing() -> Callable[[int], int]:
    """What refuses 3."""
    return refused


def killed(_number: int) -> None:
    """End this process at once."""
    os._exit(9)


def dying() -> Callable[[int], None]:
    """What does not live long."""
    return killed


def waiting() -> Callable[[float], None]:
    """What waits, without a word."""
    return time.sleep


def sleeping() -> Callable[[int], None]:
    """What waits."""
    return asleep


def test_what_is_found_comes_in_order() -> None:
    """However many parts there are, in one process or in two."""
    parts = range(9)
    assert list(spread(squaring, parts, workers=1)) == list(map(squared, parts))
    assert list(spread(squaring, parts, workers=2)) == list(map(squared, parts))


def test_one_worker_needs_no_other_process() -> None:
    """Nothing begins that is not needed."""
    assert list(spread(telling, [7, 8], workers=1)) == [(7, os.getpid()), (8, os.getpid())]
    assert all(process != os.getpid() for _, process in spread(telling, [7, 8], workers=2))


def test_what_a_worker_raises_is_raised_here() -> None:
    """What came before it is given first."""
    found: list[int] = []
    with pytest.raises(UsageError, match="no threes"):
        found.extend(spread(refusing, [1, 2, 3, 4], workers=2))
    coming = spread(refusing, [1, 2, 3, 4], workers=2)
    assert [next(coming), next(coming)] == [1, 2]
    with pytest.raises(UsageError):
        next(coming)


@pytest.mark.skipif(sys.platform == "win32", reason="signals are sent to a group of processes")
@pytest.mark.parametrize("after", [0.02, 0.06, 0.1, 0.15])
def test_workers_say_nothing_of_an_interruption(after: float) -> None:
    """Not even while they begin: the first process alone tells of it."""
    begun = subprocess.Popen(
        [sys.executable, "-c", BEGUN_AND_TOLD],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert begun.stdout is not None
    assert begun.stdout.readline() == "begun\n"
    time.sleep(after)
    os.killpg(begun.pid, signal.SIGINT)
    _, told = begun.communicate(timeout=30)
    assert told.count("Traceback") <= 1
    assert "_begin" not in told
    assert "importlib" not in told


def test_a_worker_that_is_killed_is_told() -> None:
    """As an error with what to do, and not as one of the program's own."""
    with pytest.raises(VerifierError, match="want of memory"):
        list(spread(dying, [1, 2, 3], workers=2))


@pytest.mark.skipif(sys.platform == "win32", reason="processes are told apart by signals")
def test_no_worker_outlives_the_process_that_began_it() -> None:
    """Even if that is killed."""
    begun = subprocess.Popen([sys.executable, "-c", BEGUN_AND_KILLED], stdout=subprocess.PIPE, text=True)
    assert begun.stdout is not None
    workers = [int(begun.stdout.readline()) for _ in range(2)]
    begun.send_signal(signal.SIGKILL)
    begun.wait()
    begun.stdout.close()
    until = time.monotonic() + 30
    while any(map(is_alive, workers)) and time.monotonic() < until:
        time.sleep(0.05)
    assert not any(map(is_alive, workers))


def is_alive(process: int) -> bool:
    """Whether a process is there, and has not ended."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{process}/stat")
    return not status.exists() or " Z " not in status.read_text("utf-8")


def test_parts_are_asked_for_a_few_at_a_time() -> None:
    """However many there are, none waits for long before it is worked on."""
    asked: list[int] = []

    def parts() -> Iterator[int]:
        for number in range(50):
            asked.append(number)
            yield number

    coming = spread(squaring, parts(), workers=2)
    assert [next(coming) for _ in range(10)] == [squared(number) for number in range(10)]
    assert len(asked) < 20
