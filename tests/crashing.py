"""Killing the program while it works: what it had acknowledged is there afterwards, and nothing is half done."""

import os
import random
import re
import sqlite3
import subprocess
import sys
import time
from collections.abc import Collection
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from verifier.domain.errors import VerifierError
from verifier.domain.query import Query
from verifier.services.maintenance.check import check_database
from verifier.services.record.actions import Entry, log_entry
from verifier.services.workspace import Workspace
from verifier.storage.db.location import Location
from verifier.storage.lists.lists import matching_claims

PATIENCE: Final = 60.0
LONGEST_LOGGING: Final = 0.8
COMMAND: Final = Path(sys.executable).parent / "verifier"

# The command itself with all it needs loaded before, so that it is killed while it works and not while it starts.
_ONE: Final = """
import sys
import alembic.command, sqlalchemy.dialects.postgresql.psycopg, verifier.services.tables.imports
from verifier.cli.app import application, run
application(())
sys.stdout.write("ready\\n")
sys.stdout.flush()
sys.exit(run(sys.argv[1:]))
"""
# The commands themselves, one after the other in one process.
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

    @property
    def told(self) -> Path:
        """What the command that was killed last had told."""
        return self.home / "told"

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        return subprocess.run(
            [COMMAND, *words], env=self.environment, capture_output=True, text=True, timeout=PATIENCE, check=False
        )

    def seconds(self, *words: str) -> float:
        """How long a command works that is not killed."""
        process = self._ready(*words)
        begun = time.monotonic()
        if process.wait(PATIENCE):
            raise AssertionError(self.told.read_text(encoding="utf-8"))
        return time.monotonic() - begun

    def kill(self, chance: random.Random, seconds: float, *words: str) -> bool:
        """Run a command and kill it at any moment of its work; whether it was still at it."""
        process = self._ready(*words)
        time.sleep(chance.uniform(0, seconds))
        process.kill()
        return process.wait() < 0

    def _ready(self, *words: str) -> subprocess.Popen[bytes]:
        """A command that is loaded and begins its work."""
        with self.told.open("wb") as stream:
            process = subprocess.Popen(
                [sys.executable, "-c", _ONE, *words], env=self.environment, stdout=subprocess.PIPE, stderr=stream
            )
        assert process.stdout is not None
        with process.stdout as stdout:
            assert stdout.readline() == b"ready\n", self.told.read_text(encoding="utf-8")
        return process

    def kill_logging(self, chance: random.Random) -> list[int]:
        """Log until killed at a random moment; the revisions that were acknowledged."""
        words = [sys.executable, "-c", _LOGGING, str(self.home / "sheet.claims.md"), str(chance.randrange(10**9))]
        with self.told.open("wb") as stream:
            process = subprocess.Popen(words, env=self.environment, stdout=subprocess.DEVNULL, stderr=stream)
        try:
            until = time.monotonic() + PATIENCE
            while not acknowledged(self.told) and time.monotonic() < until:
                time.sleep(0.01)
            time.sleep(chance.uniform(0, LONGEST_LOGGING))
        finally:
            process.kill()
            process.wait()
        return acknowledged(self.told)

    def faults(self, told: Collection[int] = ()) -> list[str]:
        """What of the acknowledged revisions is not there, and what the check finds."""
        workspace = Workspace(self.location, "ann")
        checked = check_database(workspace)
        workspace.close()
        newest = checked.head.id if checked.head else 0
        # Numbers run without a gap in a sound chain, so all up to the newest are there.
        lost = [f"r{number} was acknowledged and is lost" for number in told if number > newest]
        return lost if checked.fault is None else [*lost, checked.fault]

    def faults_going_on(self) -> list[str]:
        """What is wrong with the next write, if anything is."""
        workspace = Workspace(self.location, "bea")
        try:
            recorded = log_entry(workspace, Entry(f"Written at {time.time_ns()}", phrases=("Moscow says",)))
        except VerifierError as error:
            return [f"the next write: {error.message}"]
        finally:
            workspace.close()
        return [] if recorded.revision else ["the next write recorded nothing"]

    def digest(self) -> str:
        """The newest digest."""
        workspace = Workspace(self.location, "ann")
        head = check_database(workspace).head
        workspace.close()
        return head.digest if head else ""

    def count(self, word: str) -> int:
        """How many claims have a word."""
        workspace = Workspace(self.location, "ann")
        with workspace.read() as connection:
            found = len(list(matching_claims(connection, Query((word,)))))
        workspace.close()
        return found

    def elsewhere(self, path: Path) -> "Place":
        """The same home with another database."""
        return replace(self, location=Location(path=path))


def acknowledged(told: Path) -> list[int]:
    """The revisions that were told as recorded; a line that is not whole was not told."""
    whole = told.read_text(encoding="utf-8").rpartition("\n")[0]
    return [int(number) for number in _ACKNOWLEDGED.findall(whole)]


def content(path: Path) -> dict[str, list[Any]]:
    """All that a SQLite file holds, whatever its schema."""
    with closing(sqlite3.connect(path)) as connection:
        tables = connection.execute("SELECT name, sql FROM sqlite_master ORDER BY name").fetchall()
        rows = {
            name: connection.execute(f'SELECT * FROM "{name}"').fetchall()  # noqa: S608 - names from the file itself
            for name, made in tables
            if made and made.startswith(("CREATE TABLE", "CREATE VIRTUAL TABLE"))
        }
        return {"sqlite_master": tables, **rows}
