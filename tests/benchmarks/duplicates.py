"""How long the likely duplicates of a whole ledger take: claims made up of few words, some of them in two wordings."""

import csv
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tests.benchmarks.harness import Timed, interleaved, run

VERIFIER: Final = "verifier"
WHAT: Final = (
    *("depot", "bridge", "refinery", "airfield", "convoy", "hospital", "school", "station", "port", "warehouse"),
    *("plant", "barracks", "column", "tanker", "ship", "radar", "battery", "village", "town", "market", "tunnel"),
)
HOW: Final = ("was hit by", "was struck with", "burned after", "was evacuated because of", "exploded following")
BY: Final = ["drones", "missiles", "artillery", "sabotage", "rockets", "mines", "fire", "accident", "floods", "storm"]
DAYS: Final = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
PLACES: Final = 6_000
IN_TWO_WORDINGS: Final = 50
"""One of so many claims is there a second time."""


def measure(scratch: Path, rounds: int, claims: int) -> list[Timed]:
    """The likely duplicates among so many claims, as JSON."""
    database = scratch / "duplicates.db"
    table = scratch / "duplicates.csv"
    with table.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["claim"])
        rows.writerows([text] for text in texts(claims))
    run(VERIFIER, "import", table, database=database)
    return interleaved(
        rounds,
        {f"`verifier similar` of {claims:,} claims": lambda: run(VERIFIER, "similar", "--json", database=database)},
    )


def texts(count: int) -> Iterator[str]:
    """Texts of claims, the same every time."""
    chance = random.Random(4)
    places = [_place(chance) for _ in range(PLACES)]
    for number in range(count):
        text = (
            f"A {chance.choice(WHAT)} near {chance.choice(places)} {chance.choice(HOW)} {chance.choice(BY)} "
            f"on {chance.choice(DAYS)}, locals counted {number}"
        )
        yield text
        if number % IN_TWO_WORDINGS == 0:
            yield text.replace("near", "close to").replace("A ", "Another ")


def _place(chance: random.Random) -> str:
    syllables = (chance.choice("bcdfgklmnprst") + chance.choice("aeiou") for _ in range(chance.randint(2, 4)))
    return "".join(syllables).capitalize()
