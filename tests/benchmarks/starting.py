"""A small process that runs a command, its output into a file, and prints the most memory it had at a time, in bytes.

`python -m tests.benchmarks.starting OUT COMMAND…`. On Linux what a process had before it became the command counts
too, so whoever starts it must be small.
"""

import os
import subprocess
import sys
from pathlib import Path
from typing import Final

_UNIT: Final = 1 if sys.platform == "darwin" else 1024


def main(out: str, *command: str) -> int:
    """Run it, print its figure, and end as it ended."""
    with Path(out).open("wb") as stream:
        started = subprocess.Popen(command, stdout=stream, stderr=subprocess.DEVNULL)
        _, status, used = os.wait4(started.pid, 0)
    started.returncode = os.waitstatus_to_exitcode(status)
    print(used.ru_maxrss * _UNIT)
    return started.returncode


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:]))
