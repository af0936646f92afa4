"""What it costs to work out every status of a large base again, against fetching the rows it is worked out from."""

import sqlite3
from collections import deque
from pathlib import Path
from typing import Final

from tests.benchmarks.harness import Timed, interleaved
from verifier.domain.batches import batches
from verifier.domain.query import Query
from verifier.domain.rules.records import Profiles
from verifier.domain.rules.status import retold
from verifier.services.evaluate.evaluator import claim_groups
from verifier.services.maintenance.rebuild import rebuild_database
from verifier.services.workspace import Workspace
from verifier.storage.db.location import Location
from verifier.storage.lists import lists
from verifier.storage.statements import queries

FETCHED: Final = (
    "SELECT claim, kind, against, favours FROM claim_versions ORDER BY claim",
    """SELECT id, claim, origin, nearest, stance, certainty, basis, figure, said_earliest, said_latest
    FROM attributions ORDER BY claim, said_earliest, id""",
)
"""What the rules look at, as it is stored."""


def measure(path: Path, rounds: int) -> list[Timed]:
    """Time all on a base in which nothing was corrected or taken back; what is kept of its claims is made again."""
    workspace = Workspace(Location(path=path), "ann")
    timed = interleaved(
        rounds,
        {
            "fetch with the driver": lambda: fetch(path),
            "all statuses and histories": lambda: histories(workspace),
            "`db rebuild`": lambda: rebuild_database(workspace),
        },
    )
    workspace.close()
    return timed


def fetch(path: Path) -> None:
    """Stream what the rules look at, and drop it."""
    driver = sqlite3.connect(path)
    for statement in FETCHED:
        deque(driver.execute(statement), maxlen=0)
    driver.close()


def histories(workspace: Workspace) -> None:
    """Work out the history of every claim; none of the attributions may be left out."""
    with workspace.read() as connection:
        registry = queries.registry(connection)
        profiles, said, heard = Profiles(registry), 0, 0
        for batch in batches(lists.matching_claims(connection, Query())):
            for group in claim_groups(connection, batch, registry):
                steps = retold(group.case, profiles).histories
                said += len(group.attributions)
                heard += sum(len(step.because) for history in steps.values() for step in history)
    if heard != said:
        raise AssertionError(f"{heard} of {said} attributions are in the histories")
