"""How measurements are taken and told.

What is compared runs interleaved, each round in another order, after a round that is not counted; so a machine that is
busy for a while is busy for all. Medians are told, and the ratio to the first one.
"""

import json
import os
import platform
import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter

BIN = Path(sys.executable).parent


@dataclass(frozen=True, slots=True)
class Timed:
    """One thing measured, in seconds of wall-clock."""

    name: str
    seconds: tuple[float, ...]

    @property
    def median(self) -> float:
        """The middle one of the runs."""
        return median(self.seconds)


@dataclass(frozen=True, slots=True)
class Goal:
    """What was aimed at, and what was measured of it, in one unit: × for a ratio."""

    work: str
    against: str
    most: float
    measured: float
    unit: str = "×"

    @property
    def met(self) -> bool:
        """Whether it is no more than was aimed at."""
        return self.measured <= self.most


def interleaved(rounds: int, things: Mapping[str, Callable[[], object]], *, warm: bool = True) -> list[Timed]:
    """Measure each thing once in each round; one more goes before several and is not counted, unless not `warm`."""
    taken: dict[str, list[float]] = {name: [] for name in things}
    for name in things if warm and rounds > 1 else ():
        things[name]()
    for number in range(rounds):
        shift = number % len(things)
        for name in [*things][shift:] + [*things][:shift]:
            before = perf_counter()
            things[name]()
            taken[name].append(perf_counter() - before)
    return [Timed(name, tuple(seconds)) for name, seconds in taken.items()]


def ratio(timed: Sequence[Timed], which: int = 1) -> float:
    """How many times the first one's median another one's is."""
    return timed[which].median / timed[0].median


def run(
    program: str, *arguments: str | Path, database: Path, given: str = "", more: Mapping[str, str] | None = None
) -> None:
    """Run an installed program to its end, as an analyst at a database; with `more` in its environment."""
    subprocess.run(
        [BIN / program, *arguments],
        env={**_environment(database), **(more or {})},
        input=given,
        text=True,
        capture_output=True,
        check=True,
    )


def peak(command: Sequence[str | Path], database: Path, out: Path) -> int:
    """Run a program to its end, its output into a file; the most memory it had at a time, in bytes.

    It is started by a small process, as the most its starter ever had would count as its own.
    """
    starter = [sys.executable, "-m", "tests.benchmarks.starting", out, *command]
    told = subprocess.run(starter, env=_environment(database), check=True, stdout=subprocess.PIPE)
    return int(json.loads(told.stdout))


def table(timed: Sequence[Timed], *, unit: str, digits: int | None = None) -> list[str]:
    """A Markdown table: median, fastest, slowest, and the ratio to the first row."""
    scale, digits = {"ms": (1000, 0), "s": (1, 2)}[unit] if digits is None else ({"ms": 1000, "s": 1}[unit], digits)
    lines = [f"| | median {unit} | fastest | slowest | ratio |", "|---|---:|---:|---:|---:|"]
    for each in timed:
        figures = (each.median, min(each.seconds), max(each.seconds))
        cells = [each.name, *(f"{figure * scale:.{digits}f}" for figure in figures)]
        lines.append("| " + " | ".join([*cells, f"{each.median / timed[0].median:.2f}"]) + " |")
    return lines


def goals_table(goals: Sequence[Goal]) -> list[str]:
    """A Markdown table: what was aimed at, and what came of it."""
    lines = ["| work | against | goal | measured | |", "|---|---|---:|---:|---|"]
    for goal in goals:
        measured = f"{goal.measured:.2f}" if goal.measured < 100 else f"{goal.measured:.0f}"
        told = "met" if goal.met else f"missed by a factor of {goal.measured / goal.most:.1f}"
        cells = (goal.work, goal.against, f"≤ {goal.most:g} {goal.unit}", f"{measured} {goal.unit}", told)
        lines.append("| " + " | ".join(cells) + " |")
    return lines


def machine() -> str:
    """The machine in one line, without its name."""
    cpu = re.search(r"model name\s*:\s*(.+)", _read("/proc/cpuinfo"))
    return ", ".join(
        [
            f"{cpu[1] if cpu else platform.machine()} ({os.cpu_count()} cores)",
            f"{platform.system()} {platform.release().split('-')[0]}",
            f"Python {platform.python_version()}",
            f"SQLite {sqlite3.sqlite_version}",
        ]
    )


def replace_section(page: Path, name: str, lines: list[str]) -> None:
    """Put lines between a page's `bench:NAME` markers (ValueError if it has none)."""
    first, last = f"<!-- bench:{name} -->\n", f"<!-- /bench:{name} -->"
    text = page.read_text("utf-8")
    start, end = text.index(first) + len(first), text.index(last)
    page.write_text(text[:start] + "\n".join(lines) + "\n" + text[end:], "utf-8")


def _environment(database: Path) -> dict[str, str]:
    # An installed command has its bytecode; a variable that keeps a checkout from having it would be measured instead.
    inherited = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return inherited | {"VERIFIER_DB": str(database), "VERIFIER_ANALYST": "ann"}


def _read(path: str) -> str:
    return Path(path).read_text("utf-8") if Path(path).exists() else ""
