"""A bar on stderr for what takes more than a second: at a terminal only."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from verifier.cli.screen import Screen
from verifier.domain import batches

if TYPE_CHECKING:
    from rich.progress import Progress

_SECONDS: Final = 1.0
_AGAIN: Final = 0.05
"""How long (seconds) a bar is left as it is: what is told of every single claim is told too often."""


@contextmanager
def progress_bar(screen: Screen) -> Iterator[batches.Progress]:
    """What to call with the name of a step and how much of it is done."""
    if screen.quiet or not sys.stderr.isatty():
        yield batches.untold
        return
    bar = _Bar()
    try:
        yield bar.show
    finally:
        bar.close()


class _Bar:
    """A bar that appears after a second."""

    def __init__(self) -> None:
        self._due = time.monotonic() + _SECONDS
        self._progress: Progress | None = None
        self._steps: dict[str, object] = {}

    def show(self, step: str, done: int) -> None:
        """Tell how much of a step is done."""
        now = time.monotonic()
        if now < self._due:
            return
        self._due = now + _AGAIN
        if self._progress is None:
            self._progress = _started()
        if step not in self._steps:
            self._steps[step] = self._progress.add_task(step, total=None)
        self._progress.update(self._steps[step], completed=done)  # type: ignore[arg-type]

    def close(self) -> None:
        """Take the bar away."""
        if self._progress is not None:
            self._progress.stop()


def _started() -> "Progress":
    # Only long work needs it, and it is slow to import.
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed:,}"), TimeElapsedColumn())
    progress = Progress(*columns, console=Console(stderr=True), transient=True)
    progress.start()
    return progress
