"""Opening a file in the viewer that this machine has for it: no shell, and a name that is verifier's own."""

import shutil
import subprocess
from pathlib import Path
from typing import Final

from verifier.domain.errors import UsageError

OPENERS: Final = ("xdg-open", "open")
"""The programs that open a file in its viewer, on Linux and on macOS."""

_SECONDS: Final = 10


def open_in_viewer(path: Path) -> None:
    """Open a file (UsageError if nothing here opens it). A viewer that stays open is not waited for."""
    opener = next(filter(None, map(shutil.which, OPENERS)), None)
    if opener is None:
        raise UsageError(f"nothing here opens files: there is no {' and no '.join(OPENERS)}. Save a copy with -o FILE")
    quiet = subprocess.DEVNULL
    try:
        process = subprocess.Popen(  # noqa: S603 - no shell, and our own name of the file
            [opener, str(path)], stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True
        )
        status = process.wait(_SECONDS)
    except subprocess.TimeoutExpired:
        return
    except OSError as error:
        raise UsageError(f"{opener} cannot be started: {error}. Save a copy with -o FILE") from error
    if status:
        raise UsageError(f"{opener} ended with status {status}: nothing here opens it. Save a copy with -o FILE")
