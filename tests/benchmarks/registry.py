"""What a large registry costs: a `say` where many sources are known against one where few are; making a database."""

import itertools
import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from tests.benchmarks.harness import Timed, interleaved, run


def measure(scratch: Path, rounds: int, sources: int) -> list[Timed]:
    """Time `verifier say` on the packs alone and with so many sources more, and `verifier db init` with all packs."""
    few, many = scratch / "few-sources.db", scratch / "many-sources.db"
    run("verifier", "log", "The depot burned", "-a", "Moscow says", database=few)
    shutil.copyfile(few, many)
    run("verifier", "source", "import", _registry(scratch / "sources.toml", sources), database=many)
    numbers = itertools.count(1)
    return interleaved(
        rounds,
        {
            "`verifier say` with the sources of the packs": partial(_say, few, numbers),
            f"`verifier say` with {sources:,} sources more": partial(_say, many, numbers),
            "`verifier db init` with all packs": partial(_made, scratch, numbers),
        },
    )


def _registry(path: Path, sources: int) -> Path:
    path.write_text("".join(_entries(sources)), "utf-8")
    return path


def _entries(sources: int) -> Iterator[str]:
    for number in range(sources):
        yield f'[[source]]\nname = "Local Gazette {number}"\naliases = ["Gazette No {number}"]\nkind = "media"\n'


def _say(database: Path, numbers: Iterator[int]) -> None:
    run("verifier", "say", "c1", f'Kyiv says: "It was so, {next(numbers)}"', database=database)


def _made(scratch: Path, numbers: Iterator[int]) -> None:
    run("verifier", "db", "init", database=scratch / f"made-{next(numbers)}.db")
