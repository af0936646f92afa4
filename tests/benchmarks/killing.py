"""Kill the program again and again and see that nothing is lost: `python -m tests.benchmarks.killing`.

Not part of the suite, as hundreds of rounds of logging and of upkeep take a while. On PostgreSQL, too, if
VERIFIER_TEST_POSTGRES names a server.
"""

import os
import random
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from tests.conftest import Server
from tests.crashing import Place, chances
from verifier.storage.location import Location

ROUNDS_EACH: Final = 20
"""Checking takes longer the more there is, so a new database is begun after so many rounds."""


def main() -> int:
    """Run the rounds and print what they came to; 1 if anything was lost or half done."""
    parser = ArgumentParser(prog="python -m tests.benchmarks.killing")
    parser.add_argument("--rounds", type=int, default=300, help="rounds in all (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=time.time_ns() % 10**6, help="when to kill (default: by the clock)")
    options = parser.parse_args()
    chance, done, acknowledged, failed = chances(options.seed), 0, 0, 0
    while done < options.rounds:
        with ExitStack() as stack:
            for place in places(stack):
                for told, faults in rounds(place, chance):
                    acknowledged, failed, done = acknowledged + told, failed + len(faults), done + 1
                    for fault in faults:
                        print(f"round {done}: {place.location}: {fault}")
        print(f"seed {options.seed}: {done} rounds, {acknowledged} revisions acknowledged, {failed} faults", flush=True)
    return int(failed > 0)


def places(stack: ExitStack) -> list[Place]:
    """New databases: a file, and one on the server if there is one."""
    home = Path(stack.enter_context(TemporaryDirectory()))
    found = [Location(path=home / "verifier.db")]
    if address := os.environ.get("VERIFIER_TEST_POSTGRES"):
        found.append(stack.enter_context(Server(address).database()))
    return [Place(location, home) for location in found]


def rounds(place: Place, chance: random.Random) -> Iterator[tuple[int, list[str]]]:
    """Kill logging, and on a file every few rounds upkeep; how much was acknowledged and what was wrong after each."""
    known: list[int] = []
    backup = place.home / "claims.backup.db"
    for number in range(ROUNDS_EACH):
        told = place.kill_logging(chance)
        yield len(told), place.faults(told)
        if number % 4 or not place.location.sqlite:
            continue
        known = known or told
        place.kill(chance, "db", "rebuild")
        yield 0, place.faults(told)
        backup.unlink(missing_ok=True)
        place.kill(chance, "db", "backup", str(backup))
        yield 0, place.elsewhere(backup).faults(told) if backup.exists() else []
        if backup.exists():
            place.kill(chance, "db", "restore", str(backup), "-y")
            yield 0, place.faults(known)


if __name__ == "__main__":
    raise SystemExit(main())
