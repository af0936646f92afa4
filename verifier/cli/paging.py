"""Long output at a terminal, through a pager as git shows it: PAGER, else less.

What is shown is whole before the pager starts, so that no transaction is open while somebody reads, and a pager that
ends early is no error.
"""

import os
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from tempfile import TemporaryFile
from typing import Final, TextIO

_USUAL: Final = "less"
_SETTINGS: Final = {"LESS": "FRX", "LV": "-c"}
"""What pagers are told where nobody tells them: to end at once if all fits, to show colours, to leave the screen."""

_DUMB: Final = frozenset({"", "dumb", "unknown"})
_PLAIN: Final = "cat"


def pager() -> list[str] | None:
    """The pager's command; None if there is none, or none is wanted."""
    try:
        words = shlex.split(os.environ.get("PAGER", _USUAL))
    except ValueError:
        return None
    if not words or words[0] == _PLAIN or os.environ.get("TERM", "") in _DUMB or shutil.which(words[0]) is None:
        return None
    return words


def fits(lengths: Sequence[int]) -> bool:
    """Whether lines of these lengths fit on the screen, with one left to type on."""
    columns, rows = shutil.get_terminal_size()
    return sum(1 + max(0, length - 1) // max(1, columns) for length in lengths) < rows


def show(command: Sequence[str], write: Callable[[TextIO], object]) -> None:
    """Show what is written in a pager, until that ends."""
    with TemporaryFile("w+", encoding=sys.stdout.encoding, errors="backslashreplace") as file:
        write(file)
        file.flush()
        file.seek(0)
        environment = _SETTINGS | dict(os.environ)
        with _interrupts_left_to_the_pager():
            sys.stdout.flush()
            subprocess.run(command, stdin=file, env=environment, check=False)  # noqa: S603 - the user's own PAGER


@contextmanager
def _interrupts_left_to_the_pager() -> Iterator[None]:
    """Ctrl+C means what it means to the pager, which takes it itself."""
    before = signal.signal(signal.SIGINT, lambda _number, _frame: None)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
