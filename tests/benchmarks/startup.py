"""What one command costs, as a whole process, against `sqlite-utils insert` of one row."""

import itertools
import json
import os
import subprocess
import sys
from pathlib import Path

from tests.benchmarks.harness import Timed, interleaved

BIN = Path(sys.executable).parent


def measure(scratch: Path, rounds: int) -> list[Timed]:
    """Time the commands on databases that exist and hold a little."""
    listed, logged, inserted = scratch / "listed.db", scratch / "logged.db", scratch / "inserted.db"
    numbers = itertools.count(1)
    for database in (listed, logged):
        for number in range(20):
            _log(database, number)
    _insert(inserted, 0)
    return interleaved(
        rounds,
        {
            "`sqlite-utils insert` of one row": lambda: _insert(inserted, next(numbers)),
            "`verifier log` of one claim with one attribution": lambda: _log(logged, 1000 + next(numbers)),
            "`verifier list` of 20 claims": lambda: _run("verifier", "list", database=listed),
            "`verifier --help`": lambda: _run("verifier", "--help", database=listed),
        },
    )


def _log(database: Path, number: int) -> None:
    _run("verifier", "log", f"Missiles struck depot {number}", "-a", "Moscow says", database=database)


def _insert(database: Path, number: int) -> None:
    row = {"id": number, "text": f"Missiles struck depot {number}", "source": "Moscow"}
    _run("sqlite-utils", "insert", str(database), "claims", "-", "--pk", "id", database=database, given=json.dumps(row))


def _run(program: str, *arguments: str, database: Path, given: str = "") -> None:
    # An installed command has its bytecode; a variable that keeps a checkout from having it would be measured instead.
    inherited = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    subprocess.run(
        [BIN / program, *arguments],
        env=inherited | {"VERIFIER_DB": str(database), "VERIFIER_ANALYST": "ann"},
        input=given,
        text=True,
        capture_output=True,
        check=True,
    )
