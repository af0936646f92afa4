"""Where the process begins and ends.

Most of a short command is importing, and half the collector's work then is to look through modules that stay; so it is
told to wait before anything else is imported, and to leave them to the system when the process ends.
"""

import gc
import io
import os
import sys
from typing import Final

_ERRORS: Final = 2
"""The number of the stream on which errors are told."""

_OBJECTS_BETWEEN_COLLECTIONS: Final = 100_000


def _open_streams() -> None:
    """Put something in the place of streams that were closed, which a database would take otherwise.

    Nothing can be read from it or written to it; only what is told of errors is let go.
    """
    for number, stream in enumerate((sys.stdin, sys.stdout, sys.stderr)):
        if stream is None:
            os.open(os.devnull, os.O_WRONLY if number == _ERRORS else os.O_RDONLY)
    if sys.stdin is None:
        sys.stdin = io.TextIOWrapper(io.FileIO(0, closefd=False))
    if sys.stdout is None:
        sys.stdout = io.TextIOWrapper(io.BufferedWriter(io.FileIO(1, "w", closefd=False)))
    if sys.stderr is None:
        sys.stderr = io.TextIOWrapper(io.BufferedWriter(io.FileIO(_ERRORS, "w", closefd=False)))


def main() -> None:
    """Run the command line."""
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS)
    _open_streams()
    from verifier.cli import app

    try:
        app.main()
    finally:
        gc.freeze()
