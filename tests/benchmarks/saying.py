"""What a durable `say` costs through the service, on bases of any size."""

from functools import partial
from itertools import count
from pathlib import Path
from random import Random

from tests.benchmarks.harness import Timed, interleaved
from verifier.services.record.actions import Entry, say_of
from verifier.services.workspace import Workspace
from verifier.storage.db.location import Location


def measure(rounds: int, bases: dict[int, Path], claims: int) -> list[Timed]:
    """Add an attribution to one of the first claims of each base, by the number of attributions it has."""
    workspaces = {rows: Workspace(Location(path=path), "ann") for rows, path in bases.items()}
    things = {}
    for rows, workspace in workspaces.items():
        things[f"`say` on a base of {rows:,} attributions"] = partial(_say, workspace, Random(1), claims, count(1))
    timed = interleaved(rounds, things)
    for workspace in workspaces.values():
        workspace.close()
    return timed


def _say(workspace: Workspace, draw: Random, claims: int, numbers: "count[int]") -> None:
    entry = Entry(f"c{draw.randrange(claims) + 1}", phrases=[f'Moscow says: "It was so, {next(numbers)}"'])
    if say_of(workspace, entry).revision is None:
        raise AssertionError("nothing was recorded")
