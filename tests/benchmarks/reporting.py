"""A report of all claims, in time and memory, against sqlite3 writing the same join as CSV; whole processes."""

import shutil
import sys
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple

from tests.benchmarks.harness import BIN, Timed, interleaved, peak

JOIN: Final = """
    SELECT c.id, v.key, coalesce(v.text, c.text), v.kind, s.status, s.since, s.derived, s.rule, s.support, s.opposition,
           s.still_disputed, v.parties, v.against, v.favours, v.tags, s.affirmed, s.denied, s.last_said, c.revision,
           group_concat(n.name, ' | ') FILTER (WHERE a.stance = 'affirms'),
           group_concat(n.name, ' | ') FILTER (WHERE a.stance = 'denies'),
           group_concat(n.name, ' | ') FILTER (WHERE a.stance = 'withholds')
    FROM claim_states s JOIN claims c ON c.id = s.claim JOIN claim_versions v ON v.claim = c.id
         LEFT JOIN attributions a ON a.claim = c.id LEFT JOIN source_versions n ON n.source = a.origin
    WHERE s.valid_from <= strftime('%s') * 1000000 AND s.valid_until > strftime('%s') * 1000000
    GROUP BY c.id
"""
BY_PYTHON: Final = (
    "import csv, sqlite3, sys; csv.writer(sys.stdout).writerows(sqlite3.connect(sys.argv[1]).execute(sys.argv[2]))"
)


class Reported(NamedTuple):
    """How long both took, and the most memory each had in any round (bytes), by name."""

    timed: list[Timed]
    peaks: dict[str, int]


def measure(scratch: Path, database: Path, rounds: int) -> Reported:
    """Write all claims of a base as CSV; the base is read once before."""
    database.read_bytes()
    name, join = joining(database)
    things: dict[str, list[str | Path]] = {
        name: join,
        "`verifier report claims`": [BIN / "verifier", "report", "claims"],
    }
    peaks = dict.fromkeys(things, 0)

    def write(name: str) -> None:
        out = scratch / "report.csv"
        peaks[name] = max(peaks[name], peak(things[name], database, out))
        if not out.stat().st_size:
            raise AssertionError(f"{name} wrote nothing")

    timed = interleaved(rounds, {name: partial(write, name) for name in things}, warm=False)
    return Reported(timed, peaks)


def joining(database: Path) -> tuple[str, list[str | Path]]:
    """What the join is written by, and the command: sqlite3, or Python where there is none."""
    if program := shutil.which("sqlite3"):
        return "`sqlite3 -csv` on the same join", [program, "-csv", database, JOIN]
    return "Python's sqlite3 and csv on the same join", [sys.executable, "-c", BY_PYTHON, database, JOIN]
