"""All that is measured, in one run, each base made once; and what the page tells of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

from tests.benchmarks import (
    asking,
    drafting,
    duplicates,
    fold,
    importing,
    registry,
    reporting,
    saying,
    screen,
    startup,
    workers,
)
from tests.benchmarks.bases import Bases, claims_in
from tests.benchmarks.harness import Goal, Timed, goals_table, machine, ratio, table
from tests.benchmarks.reporting import Reported

MEGABYTE: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Plan:
    """How large the bases are, in attributions or in claims, smallest first; and how often each thing is measured.

    `compared` is how many claims are looked through for duplicates.
    """

    rows: tuple[int, ...]
    claims: tuple[int, ...]
    painted: int
    sources: int
    rounds: int
    slow_rounds: int
    import_rounds: int
    compared: int = 100_000


FULL: Final = Plan(
    (10_000, 100_000, 1_000_000), (1_000, 1_000_000), 200_000, 50_000, rounds=9, slow_rounds=5, import_rounds=5
)
QUICK: Final = Plan(
    (1_000, 4_000, 12_000), (100, 3_000), 1_000, 2_000, rounds=3, slow_rounds=1, import_rounds=1, compared=1_000
)
TINY: Final = Plan((100,), (10, 20), 10, 10, rounds=1, slow_rounds=1, import_rounds=1, compared=20)


@dataclass
class Figures:
    """What was measured by a plan, in a directory that holds the bases; each measurement is taken when asked for."""

    plan: Plan
    scratch: Path

    @property
    def bases(self) -> Bases:
        """The bases, made when first asked for."""
        return Bases(self.scratch)

    @cached_property
    def imports(self) -> list[list[Timed]]:
        """Imports of each size, against sqlite-utils; they leave the bases that the others read."""
        *smaller, largest = self.plan.rows
        slow = [importing.measure(self.bases, rows, self.plan.slow_rounds) for rows in smaller]
        return [*slow, importing.measure(self.bases, largest, self.plan.import_rounds)]

    @cached_property
    def imported(self) -> dict[int, Path]:
        """The imported bases by the number of attributions."""
        return {rows: self.bases.imported(rows) for rows in self.plan.rows}

    @cached_property
    def started(self) -> list[Timed]:
        """One command on a small base."""
        return startup.measure(self.scratch, self.plan.rounds)

    @cached_property
    def registries(self) -> list[Timed]:
        """One command with few sources known and with many."""
        return registry.measure(self.scratch, self.plan.rounds, self.plan.sources)

    @cached_property
    def lists(self) -> list[Timed]:
        """The disputed claims among few and among many."""
        return startup.lists(self.plan.rounds, {claims: self.bases.disputed(claims) for claims in self.plan.claims})

    @cached_property
    def lists_grown(self) -> list[Timed]:
        """The disputed claims of the imported bases."""
        return startup.lists(self.plan.rounds, {claims_in(rows): base for rows, base in self.imported.items()})

    @cached_property
    def drafted(self) -> list[Timed]:
        """An article and a large one made drafts of."""
        return drafting.measure(self.scratch, self.plan.slow_rounds)

    @cached_property
    def compared(self) -> list[Timed]:
        """The likely duplicates of a whole ledger."""
        return duplicates.measure(self.scratch, self.plan.slow_rounds, self.plan.compared)

    @cached_property
    def folded(self) -> list[Timed]:
        """Everything recomputed on the middle base."""
        return fold.measure(self.bases.imported(self._middle), self.plan.slow_rounds)

    @cached_property
    def rebuilt(self) -> list[Timed]:
        """The projection of the middle base made again, on workers too."""
        return workers.measure(self.bases.copy(self._middle, "rebuilt"), self.plan.slow_rounds)

    @property
    def _middle(self) -> int:
        """The size of the middle base."""
        return self.plan.rows[len(self.plan.rows) // 2]

    @cached_property
    def reports(self) -> list[Reported]:
        """The report of all claims of each base."""
        return [reporting.measure(self.scratch, base, self.plan.slow_rounds) for base in self.imported.values()]

    @cached_property
    def said(self) -> list[Timed]:
        """What was said on a copy of each base."""
        copies = {rows: self.bases.copy(rows, "said") for rows in self.plan.rows}
        return saying.measure(5 * self.plan.rounds, copies, claims_in(self.plan.rows[0]))

    @cached_property
    def asked(self) -> list[Timed]:
        """Questions to the largest base."""
        rows = self.plan.rows[-1]
        return asking.measure(self.imported[rows], 3 * self.plan.rounds, claims_in(rows))

    @cached_property
    def pages(self) -> list[Timed]:
        """A page of the review list on each base."""
        return asking.pages(self.imported, 3 * self.plan.rounds)

    @cached_property
    def screens(self) -> tuple[list[Timed], list[Timed]]:
        """The review screen: its first paint, and its pages."""
        painted = self.plan.painted
        return screen.measure(self.bases.disputed(painted), self.plan.rounds, painted)

    def goals(self) -> list[Goal]:
        """What was aimed at, and what was measured of it."""
        rows, claims, many = self.plan.rows[-1], claims_in(self.plan.rows[-1]), self.plan.claims[-1]
        report = self.reports[-1]
        asked = {each.name: each.median * 1000 for each in self.asked}
        started = {each.name: each.median * 1000 for each in self.started}
        return [
            Goal(
                "`log` of a claim with three attributions", "`sqlite-utils insert` of a row", 1.1, ratio(self.started)
            ),
            Goal(
                f"`disputed --limit 50` among {many:,} claims",
                f"the same among {self.plan.claims[0]:,}",
                1.15,
                ratio(self.lists),
            ),
            Goal(f"`import` of {rows:,} attributions", "`sqlite-utils insert --csv`", 0.4, ratio(self.imports[-1])),
            Goal(f"`report claims` of {claims:,} claims", report.timed[0].name, 2.2, ratio(report.timed)),
            Goal("its peak memory", "", 150, [*report.peaks.values()][-1] / MEGABYTE, "MB"),
            Goal(
                f"durable `say` on a base of {rows:,} attributions",
                f"on a base of {self.plan.rows[0]:,}",
                1.4,
                ratio(self.said, -1),
            ),
            Goal(
                f"`say` with {self.plan.sources:,} sources more", "with those of the packs", 1.2, ratio(self.registries)
            ),
            Goal("`db init` with all packs", "", 1.5, self.registries[-1].median, "s"),
            Goal(startup.HELP, startup.THEIR_HELP, 1.5, started[startup.HELP] / started[startup.THEIR_HELP]),
            Goal(startup.COMPLETION, "", 150, started[startup.COMPLETION], "ms"),
            Goal("`db rebuild` on two workers", "on one", 1 / 1.6, ratio(self.rebuilt, 2) / ratio(self.rebuilt, 1)),
            Goal("full-text filter", "", 10, asked[asking.FILTER], "ms"),
            Goal("as-of of one claim", "", 10, asked[asking.AS_OF], "ms"),
            Goal("page of the review list", "", 10, asked[asking.PAGE], "ms"),
        ]

    def sections(self) -> Iterator[tuple[str, list[str]]]:
        """The sections of the page by name, each as soon as it is measured; imports first, as they leave the bases."""
        yield "machine", [machine()]
        yield "import", [line for timed in self.imports for line in (*table(timed, unit="s"), "")] + [self._times()]
        yield "startup", table(self.started, unit="ms")
        yield "registry", table(self.registries, unit="ms")
        yield "lists", table(self.lists, unit="ms")
        yield "say", table(self.said, unit="ms", digits=1)
        yield "ask", table(self.asked, unit="ms", digits=2)
        yield "fold", table(self.folded, unit="s")
        yield "workers", table(self.rebuilt, unit="s")
        yield "report", [*table(self.reports[-1].timed, unit="s"), "", self._peaks()]
        yield "draft", table(self.drafted, unit="s", digits=1)
        yield "similar", table(self.compared, unit="s", digits=1)
        yield "paint", table(self.screens[0], unit="ms")
        yield "pages", table(self.screens[1], unit="ms")
        yield "growth", self._growth_table()
        yield "goals", goals_table(self.goals())

    def growth(self) -> dict[str, list[float]]:
        """The times that may grow with the base, at each size, by what was done."""
        claims = [claims_in(rows) for rows in self.plan.rows]
        reports = [reported.timed[-1].median for reported in self.reports]
        return {
            "import, each attribution": [
                t[-1].median / rows for t, rows in zip(self.imports, self.plan.rows, strict=True)
            ],
            "say": [timed.median for timed in self.said],
            "disputed, whole process": [timed.median for timed in self.lists_grown],
            "page of the review list": [timed.median for timed in self.pages],
            "report claims, each claim": [seconds / n for seconds, n in zip(reports, claims, strict=True)],
        }

    def _growth_table(self) -> list[str]:
        sizes = " | ".join(f"{rows:,}" for rows in self.plan.rows)
        lines = [f"| attributions | {sizes} |", "|---|" + "---:|" * len(self.plan.rows)]
        for name, seconds in self.growth().items():
            lines.append("| " + " | ".join([name, *(f"{each * 1000:.3g} ms" for each in seconds)]) + " |")
        return lines

    def _times(self) -> str:
        times = [len(timed[0].seconds) for timed in self.imports]
        return f"Measured {', '.join(map(str, times))} times, smallest table first."

    def _peaks(self) -> str:
        told = ", ".join(f"{name} {size / MEGABYTE:.0f} MB" for name, size in self.reports[-1].peaks.items())
        return f"Most memory at a time: {told}."
