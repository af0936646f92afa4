"""How measurements are taken and told.

What is compared runs interleaved, each round in another order, after a round that is not counted; so a machine that is
busy for a while is busy for all. Medians are told, and the ratio to the first one.
"""

import os
import platform
import re
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter


@dataclass(frozen=True, slots=True)
class Timed:
    """One thing measured, in seconds of wall-clock."""

    name: str
    seconds: tuple[float, ...]

    @property
    def median(self) -> float:
        """The middle one of the runs."""
        return median(self.seconds)


def interleaved(rounds: int, things: Mapping[str, Callable[[], object]]) -> list[Timed]:
    """Measure each thing once in each round."""
    taken: dict[str, list[float]] = {name: [] for name in things}
    for name in things:
        things[name]()
    for number in range(rounds):
        shift = number % len(things)
        for name in [*things][shift:] + [*things][:shift]:
            before = perf_counter()
            things[name]()
            taken[name].append(perf_counter() - before)
    return [Timed(name, tuple(seconds)) for name, seconds in taken.items()]


def table(timed: list[Timed], *, unit: str, scale: float) -> list[str]:
    """A Markdown table: median, fastest, slowest, and the ratio to the first row."""
    lines = [f"| | median {unit} | fastest | slowest | ratio |", "|---|---:|---:|---:|---:|"]
    for each in timed:
        figures = (each.median, min(each.seconds), max(each.seconds))
        cells = [each.name, *(f"{figure * scale:.{0 if unit == 'ms' else 2}f}" for figure in figures)]
        lines.append("| " + " | ".join([*cells, f"{each.median / timed[0].median:.2f}"]) + " |")
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


def _read(path: str) -> str:
    return Path(path).read_text("utf-8") if Path(path).exists() else ""
