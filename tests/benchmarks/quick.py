"""What must not get slower, in processor time and within minutes: `make bench-quick`.

Whole commands, as an analyst gives them. `--beside CHECKOUT` measures another version of verifier too, turn by turn,
each on databases of its own.
"""

import os
import resource
import subprocess
import sys
from argparse import ArgumentParser
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import count
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Final

from tests.benchmarks.bases import Bases

CHECKOUT: Final = Path(__file__).parents[2]
SMALL: Final = 10_000
LARGE: Final = 50_000
POLICY: Final = """\
version = "tried"
stale_days = 14
adverse_parties_confirm = false
row_7 = false
row_8 = true
"""
COMMAND: Final = "from verifier.cli.start import main; main()"
SAID: Final = ("-a", "Moscow says", "-a", "denied by Kyiv", "-a", "Reuters reports")


@dataclass(frozen=True, slots=True)
class Tree:
    """A checkout of verifier, and a directory for its databases."""

    checkout: Path
    directory: Path

    def run(self, database: str, *arguments: str | Path) -> float:
        """Run a command to its end; the seconds of processor time it took, with all that it started."""
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(
            [sys.executable, "-c", COMMAND, *arguments],
            cwd=self.directory,
            env=self._environment(database),
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    def _environment(self, database: str) -> dict[str, str]:
        # What is installed has its bytecode.
        inherited = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        own = {"PYTHONPATH": str(self.checkout), "VERIFIER_DB": str(self.directory / database)}
        return inherited | own | {"VERIFIER_ANALYST": "ann"}


def commands(tree: Tree, bases: Bases) -> Iterator[tuple[str, int, Callable[[], float]]]:
    """What is measured: its name, how often, and one run of it that gives its seconds."""
    numbers = count(1)
    base = f"{SMALL}.db"
    policy = tree.directory / "policy.toml"
    policy.write_text(POLICY, "utf-8")
    tree.run(base, "import", bases.table(SMALL), "--new", "-q")
    yield "log", 9, lambda: tree.run(base, "log", f"Missiles struck depot {next(numbers)}", *SAID)
    yield "list", 9, lambda: tree.run(base, "list", "--limit", "20")
    yield "list party:Russia", 9, lambda: tree.run(base, "list", "party:Russia", "--limit", "20")
    yield "say", 9, lambda: tree.run(base, "say", "c7", f"Source {next(numbers)} says", "--new")
    yield f"import of {SMALL:,} rows", 3, partial(_imported, tree, bases.table(SMALL), numbers)
    yield f"import of {LARGE:,} rows", 2, partial(_imported, tree, bases.table(LARGE), numbers)
    yield "db rebuild", 3, lambda: tree.run(base, "db", "rebuild")
    yield "report claims", 3, lambda: tree.run(base, "report", "claims")
    yield "report claims --as-of", 3, lambda: tree.run(base, "--as-of", "2024-09-01T00:00Z", "report", "claims")
    yield "policy try", 3, lambda: tree.run(base, "policy", "try", policy)


def _imported(tree: Tree, table: Path, numbers: Iterator[int]) -> float:
    name = f"imported-{next(numbers)}.db"
    seconds = tree.run(name, "import", table, "--new", "-q")
    for left in tree.directory.glob(f"{name}*"):
        left.unlink()
    return seconds


def measure(trees: Sequence[Tree], bases: Bases) -> Iterator[tuple[str, list[float]]]:
    """Of each command the median seconds in each checkout, measured in turn."""
    for alike in zip(*(commands(tree, bases) for tree in trees), strict=True):
        name, rounds, _ = alike[0]
        taken: list[list[float]] = [[] for _ in trees]
        for number in range(rounds):
            for place in range(len(trees)) if number % 2 else reversed(range(len(trees))):
                taken[place].append(alike[place][2]())
        yield name, [median(seconds) for seconds in taken]


def main() -> None:
    """Measure, and print a table."""
    parser = ArgumentParser(prog="python -m tests.benchmarks.quick", description=__doc__)
    parser.add_argument("--beside", type=Path, action="append", default=[], help="another checkout, measured as well")
    options = parser.parse_args()
    checkouts = [*(checkout.resolve() for checkout in options.beside), CHECKOUT]
    with TemporaryDirectory() as scratch:
        trees = [Tree(checkout, Path(scratch) / str(number)) for number, checkout in enumerate(checkouts)]
        for tree in trees:
            tree.directory.mkdir()
        print(f"{'processor time, s':<24}", *(f"{tree.checkout.name:>12}" for tree in trees))
        for name, seconds in measure(trees, Bases(Path(scratch))):
            ratio = f"  {seconds[-1] / seconds[0]:.2f} ×" if len(seconds) > 1 else ""
            print(f"{name:<24}", *(f"{each:12.3f}" for each in seconds), ratio, flush=True)


if __name__ == "__main__":
    main()
