"""Killing the program while it works: what it had acknowledged is there afterwards, and nothing is half done."""

import os
import random
import re
import subprocess
import sys
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from verifier.services.keeping import check_database
from verifier.services.workspace import Workspace
from verifier.storage.location import Location

PATIENCE: Final = 60.0
LONGEST_RUN: Final = 0.8
COMMAND: Final = Path(sys.executable).parent / "verifier"

# The commands themselves, one after the other in one process: most of its life is then recording, not starting.
_LOGGING: Final = """
import pathlib, sys
from verifier.cli.app import run
sheet, mark, number = pathlib.Path(sys.argv[1]), sys.argv[2], 0
while True:
    number += 1
    run(["log", f"Claim {number} of {mark}", "-a", "Moscow says", "-a", "Kyiv denies"])
    run(["say", ".", "Reuters reports"] if number % 3 else ["undo", "-y"])
    if number % 5 == 0:
        sheet.write_text("".join(f"## Claim {n} of sheet {number} of {mark}\\n+ Moscow\\n- Kyiv\\n" for n in range(40)))
        run(["log", "-f", str(sheet)])
"""
_ACKNOWLEDGED: Final = re.compile(r"^(?:recorded|took back) .* in r(\d+)\b", re.MULTILINE)


def chances(seed: int) -> random.Random:
    """When to kill: the same for the same seed."""
    return random.Random(seed)  # noqa: S311 - a test's choices


@dataclass(frozen=True, slots=True)
class Place:
    """A database, and a home directory for who works on it."""

    location: Location
    home: Path

    @property
    def environment(self) -> dict[str, str]:
        """The whole environment of a command."""
        database = self.location.url or str(self.location.path)
        homes = {f"XDG_{name}_HOME": str(self.home) for name in ("CONFIG", "DATA", "STATE", "CACHE")}
        return {"PATH": os.environ["PATH"], "HOME": str(self.home), "VERIFIER_DB": database, **homes} | {
            "VERIFIER_ANALYST": "ann",
            "LANG": "C.UTF-8",
        }

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        return subprocess.run(
            [COMMAND, *words], env=self.environment, capture_output=True, text=True, timeout=PATIENCE, check=False
        )

    def kill(self, chance: random.Random, *words: str) -> None:
        """Run a command and kill it at a random moment, unless it has ended by then."""
        with subprocess.Popen(
            [COMMAND, *words], env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as process:
            time.sleep(chance.uniform(0.2, LONGEST_RUN))
            process.kill()

    def kill_logging(self, chance: random.Random) -> list[int]:
        """Log until killed at a random moment; the revisions that were acknowledged."""
        words = [sys.executable, "-c", _LOGGING, str(self.home / "sheet.claims.md"), str(chance.randrange(10**9))]
        told = self.home / "told"
        with told.open("wb") as stream:
            process = subprocess.Popen(words, env=self.environment, stdout=subprocess.DEVNULL, stderr=stream)
        try:
            until = time.monotonic() + PATIENCE
            while not acknowledged(told) and time.monotonic() < until:
                time.sleep(0.01)
            time.sleep(chance.uniform(0, LONGEST_RUN))
        finally:
            process.kill()
            process.wait()
        return acknowledged(told)

    def faults(self, told: list[int]) -> list[str]:
        """What of the acknowledged revisions is not there, and what the check finds."""
        workspace = Workspace(self.location, "ann")
        checked = check_database(workspace)
        workspace.close()
        newest = checked.head.id if checked.head else 0
        # Numbers run without a gap in a sound chain, so all up to the newest are there.
        lost = [f"r{number} was acknowledged and is lost" for number in told if number > newest]
        return lost if checked.fault is None else [*lost, checked.fault]

    def elsewhere(self, path: Path) -> "Place":
        """The same home with another database."""
        return replace(self, location=Location(path=path))


def acknowledged(told: Path) -> list[int]:
    """The revisions that were told as recorded; a line that is not whole was not told."""
    whole = told.read_text(encoding="utf-8").rpartition("\n")[0]
    return [int(number) for number in _ACKNOWLEDGED.findall(whole)]
