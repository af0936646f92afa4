"""Making the projection again on one worker process of a Dask scheduler and on two."""

from functools import partial
from pathlib import Path

from tests.benchmarks.harness import Timed, interleaved, run
from tests.clusters import local_cluster

COUNTS = (1, 2)


def measure(base: Path, rounds: int) -> list[Timed]:
    """Time `verifier db rebuild`, whole processes: by itself, then on each number of workers, which are running."""
    clusters = {number: local_cluster(number) for number in COUNTS}
    try:
        things = {"`verifier db rebuild`": partial(_rebuild, base)}
        for number, cluster in clusters.items():
            told = f"on {number} worker{'s' if number > 1 else ''}"
            things[told] = partial(_rebuild, base, "--scheduler", cluster.scheduler_address)
        return interleaved(rounds, things)
    finally:
        for cluster in clusters.values():
            cluster.close()


def _rebuild(base: Path, *options: str) -> None:
    run("verifier", "db", "rebuild", *options, database=base)
