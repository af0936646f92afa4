"""What one command costs, as a whole process: logging a claim; a list of a large base against that of a small one."""

import itertools
import json
import shutil
from functools import partial
from pathlib import Path
from typing import Final

from tests.benchmarks.harness import Timed, interleaved, run
from verifier.services.record.actions import Entry, log_entry
from verifier.services.workspace import Workspace
from verifier.storage.db.location import Location

INSERT: Final = "`sqlite-utils insert` of one row"
HELP: Final = "`verifier --help`"
THEIR_HELP: Final = "`sqlite-utils --help`"
COMPLETION: Final = "names of sources, completed in bash"
_ASKED: Final = {
    "_VERIFIER_COMPLETE": "complete_bash", "COMP_WORDS": "verifier\nlist\nwho\n:\nMosc", "COMP_CWORD": "4"
}  # fmt: skip
SAID: Final = ("Moscow says", "denied by Kyiv", "Reuters reports")


def measure(scratch: Path, rounds: int) -> list[Timed]:
    """Time the commands on databases that exist and hold a little, against `sqlite-utils insert` of one row."""
    listed, logged, inserted = scratch / "listed.db", scratch / "logged.db", scratch / "inserted.db"
    numbers = itertools.count(1)
    _fill(listed)
    shutil.copyfile(listed, logged)
    _insert(inserted, 0)
    return interleaved(
        rounds,
        {
            INSERT: lambda: _insert(inserted, next(numbers)),
            "`verifier log` of one claim with three attributions": lambda: _log(logged, 1000 + next(numbers)),
            "`verifier list` of 20 claims": lambda: run("verifier", "list", database=listed),
            HELP: lambda: run("verifier", "--help", database=listed),
            THEIR_HELP: lambda: run("sqlite-utils", "--help", database=listed),
            COMPLETION: lambda: run("verifier", database=listed, more=_ASKED),
        },
    )


def lists(rounds: int, bases: dict[int, Path]) -> list[Timed]:
    """Time the list of 50 disputed claims on bases with so many of them, the smallest first."""
    return interleaved(
        rounds,
        {
            f"`verifier disputed --limit 50` of {claims:,} claims": partial(_disputed, base)
            for claims, base in bases.items()
        },
    )


def _fill(database: Path) -> None:
    workspace = Workspace(Location(path=database), "ann")
    for number in range(20):
        log_entry(workspace, Entry(f"Missiles struck depot {number}", phrases=SAID))
    workspace.close()


def _disputed(database: Path) -> None:
    run("verifier", "disputed", "--limit", "50", database=database)


def _log(database: Path, number: int) -> None:
    said = itertools.chain.from_iterable(("-a", phrase) for phrase in SAID)
    run("verifier", "log", f"Missiles struck depot {number}", *said, database=database)


def _insert(database: Path, number: int) -> None:
    row = {"id": number, "text": f"Missiles struck depot {number}", "source": "Moscow"}
    run("sqlite-utils", "insert", str(database), "claims", "-", "--pk", "id", database=database, given=json.dumps(row))
