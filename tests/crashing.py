"""Killing the program while it works: what it had acknowledged is there afterwards, and nothing is half done."""

import os
import random
import re
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from verifier.services.keeping import check_database
from verifier.services.workspace import Workspace
from verifier.storage import journal, queries
from verifier.storage.location import Location

PATIENCE: Final = 60.0

# The commands themselves, one after the other in one process, so that most of its life is recording and not starting.
_LOGGING: Final = """
import sys
from verifier.cli.app import run
sheet, mark, number = sys.argv[1], sys.argv[2], 0
while True:
    number += 1
    phrases = ["-a", "Moscow says", "-a", "Kyiv denies"]
    run(["log", f"Claim {number} of {mark}", *phrases])
    run(["say", f"Claim {number} of {mark}", "Reuters, citing a witness, says"] if number % 3 else ["undo", "-y"])
    if number % 5 == 0:
        run(["log", "-f", sheet.format(number=number)])
"""
_ACKNOWLEDGED: Final = re.compile(r"^(?:recorded|undone).* in r(\d+)\b", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Killed:
    """What a killed run had acknowledged, and what the database then held."""

    acknowledged: tuple[int, ...]
    head: int
    fault: str | None


def environment(location: Location, home: Path) -> dict[str, str]:
    """The whole environment of a command."""
    database = location.url or str(location.path)
    return {"PATH": os.environ["PATH"], "HOME": str(home), "VERIFIER_DB": database, "VERIFIER_ANALYST": "ann"}


def kill_logging(location: Location, home: Path, chance: random.Random) -> Killed:
    """Log until killed at a random moment; tell what was acknowledged and what is there."""
    mark = f"{chance.randrange(10**9)}"
    acknowledged = killed([sys.executable, "-u", "-c", _LOGGING, str(home / "none"), mark], location, home, chance)
    return looked_at(location, acknowledged)
