"""Kill the program again and again and see that nothing is lost: `python -m tests.benchmarks.killing`.

Not part of the suite, as hundreds of rounds of logging and of upkeep take a while. On PostgreSQL, too, if
VERIFIER_TEST_POSTGRES names a server; a server of its own is killed as well where PostgreSQL is installed.
"""

import os
import random
import time
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from tests.conftest import Server
from tests.crashing import Place, chances
from tests.killing import Round, kill_backup, kill_importing, kill_logging, kill_server, kill_upgrade, kill_upkeep
from tests.servers import own_server
from verifier.storage.db.location import Location

ROUNDS_EACH: Final = 4
"""Checking takes longer the more there is, so new databases are begun after so many rounds of each kind."""
ROWS: Final = 2_000


def main() -> int:
    """Run the rounds and print what they came to; 1 if anything was lost or half done."""
    parser = ArgumentParser(prog="python -m tests.benchmarks.killing")
    parser.add_argument("--rounds", type=int, default=300, help="rounds in all (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=time.time_ns() % 10**6, help="when to kill (default: by the clock)")
    parser.add_argument("--only", help="only rounds of this kind, such as upgrade")
    options = parser.parse_args()
    chance = chances(options.seed)
    done, killed, told, failed = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    while done.total() < options.rounds:
        with ExitStack() as stack:
            for where, each in rounds(stack, chance, options.only):
                what = f"{each.what} ({where})"
                done[what] += 1
                killed[what] += each.killed
                told[what] += each.told
                failed[what] += len(each.faults)
                for fault in each.faults:
                    print(f"{what}, round {done[what]}: {fault}", flush=True)
        print(f"seed {options.seed}: {done.total()} rounds, {failed.total()} faults", flush=True)
    for what, number in sorted(done.items()):
        print(f"{what}: {number} rounds, {killed[what]} killed in time, {told[what]} revisions acknowledged")
    return int(failed.total() > 0)


def rounds(stack: ExitStack, chance: random.Random, only: str | None) -> Iterator[tuple[str, Round]]:
    """Some rounds of each kind on new databases, and where they are."""
    home = Path(stack.enter_context(TemporaryDirectory()))
    in_file = Place(Location(path=home / "verifier.db"), home)
    on_file = {
        "logging": kill_logging(in_file, chance, ROUNDS_EACH),
        "backup": kill_backup(in_file, chance, ROUNDS_EACH),
        "upkeep": kill_upkeep(in_file, chance, ROUNDS_EACH),
        "importing": kill_importing(in_file, chance, ROUNDS_EACH, ROWS),
        "upgrade": kill_upgrade(home, chance, ROUNDS_EACH),
    }
    yield from (("SQLite", each) for each in chosen(on_file, only))
    if address := os.environ.get("VERIFIER_TEST_POSTGRES"):
        on_server = Place(stack.enter_context(Server(address).database()), home)
        clients = {
            "logging": kill_logging(on_server, chance, ROUNDS_EACH),
            "importing": kill_importing(on_server, chance, ROUNDS_EACH, ROWS),
        }
        yield from (("PostgreSQL", each) for each in chosen(clients, only))
    if only in {None, "server"} and (server := stack.enter_context(own_server())):
        yield from (("PostgreSQL", each) for each in kill_server(server, chance, 2))


def chosen(kinds: dict[str, Iterator[Round]], only: str | None) -> Iterator[Round]:
    """The rounds of all kinds, or of one."""
    return chain.from_iterable(each for name, each in kinds.items() if only in {None, name})


if __name__ == "__main__":
    raise SystemExit(main())
