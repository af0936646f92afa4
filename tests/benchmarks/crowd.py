"""A crowd at one database: is anything lost, and how long does a write take? `python -m tests.benchmarks.crowd`.

On PostgreSQL with `--database postgresql`, if VERIFIER_TEST_POSTGRES names a server. With `--pause` they pause as
people do; without, each writes as fast as it can, which is more than any newsroom does.
"""

import os
import time
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.conftest import Server
from tests.crowding import Crowd, Deed, at_share, faults
from verifier.storage.db.location import Location


def main() -> int:
    """Let them write, and print what it came to; 1 if anything was lost, doubled, or told without need."""
    parser = ArgumentParser(prog="python -m tests.benchmarks.crowd")
    parser.add_argument("--seconds", type=float, default=60, help="how long they write (default: %(default)s)")
    parser.add_argument("--processes", type=int, default=16, help="how many they are (default: %(default)s)")
    parser.add_argument("--pause", type=float, default=0, help="mean pause after each deed (default: %(default)s)")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--seed", type=int, default=time.time_ns() % 10**6, help="what they do (default: by the clock)")
    options = parser.parse_args()
    with database(options.database) as location:
        crowd = Crowd(location, options.processes, options.seed, options.pause)
        time.sleep(options.seconds)
        deeds = crowd.end()
        found = faults(location, deeds)
    print(f"{options.database}, {options.processes} processes, {options.seconds:g} s, seed {options.seed}")
    print("\n".join([*table(deeds), "", *told(deeds), *found, f"{len(found)} faults"]))
    return int(bool(found))


@contextmanager
def database(kind: str) -> Iterator[Location]:
    """A new database: a file that is not there yet, or an empty one on the server."""
    if kind == "sqlite":
        with TemporaryDirectory() as directory:
            yield Location(path=Path(directory) / "verifier.db")
    else:
        with Server(os.environ["VERIFIER_TEST_POSTGRES"]).database() as location:
            yield location


def table(deeds: list[Deed]) -> list[str]:
    """A Markdown table: how many there were of each verb, and how long they took."""
    lines = ["| | done | a second | median ms | p99 ms | slowest ms |", "|---|---:|---:|---:|---:|---:|"]
    span = max(deed.begun + deed.seconds for deed in deeds) - min(deed.begun for deed in deeds)
    done = [deed for deed in deeds if not deed.told]
    groups = {
        "writes": [deed.seconds for deed in done if deed.revision is not None],
        "reads": [deed.seconds for deed in done if deed.verb in {"list", "show", "changes"}],
    } | {
        f"`{verb}`": [deed.seconds for deed in done if deed.verb == verb]
        for verb in dict.fromkeys(d.verb for d in done)
    }
    for name, seconds in groups.items():
        if seconds:
            figures = (at_share(seconds, 0.5), at_share(seconds, 0.99), max(seconds))
            cells = [name, str(len(seconds)), f"{len(seconds) / span:.1f}", *(f"{f * 1000:.0f}" for f in figures)]
            lines.append(f"| {' | '.join(cells)} |")
    return lines


def told(deeds: list[Deed]) -> list[str]:
    """What was told: time-outs, and what others had made impossible meanwhile."""
    writes = sum(deed.revision is not None or deed.waited_in_vain for deed in deeds)
    vain = sum(deed.waited_in_vain for deed in deeds)
    refused = Counter(deed.verb for deed in deeds if deed.told and not deed.waited_in_vain)
    words = ", ".join(f"{number} {verb}" for verb, number in refused.most_common())
    return [f"{vain} of {writes} writes waited in vain ({vain / max(writes, 1):.2%}); refused: {words or 'none'}"]


if __name__ == "__main__":
    raise SystemExit(main())
