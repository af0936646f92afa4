"""Bases to measure on: a made-up table of attributions of any size, the same every time, and what importing it makes.

A claim has five attributions on average, from several sources, over some months: through carriers or not, from
documents or not, certain or hedged, some denied, some taken back. One origin in seven is known to the starter registry.
"""

import csv
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Final

from tests.benchmarks.harness import run
from tests.benchmarks.screen import fill
from verifier.storage.db.database import open_database
from verifier.storage.db.location import Location

PER_CLAIM: Final = 5
HEADER: Final = (
    "claim", "kind", "against", "origin", "via", "stance", "certainty", "basis", "quote", "said", "url", "outlet",
)  # fmt: skip
KNOWN: Final = (
    "Russia", "Kremlin", "Russia's Defense Ministry", "FSB", "Ukraine", "Ukraine's General Staff", "HUR", "SBU",
    "TASS", "Reuters", "AFP", "BBC", "Pentagon", "RBC Ukraine",
)  # fmt: skip
AGAINST: Final = ("", "", "Russia", "Ukraine")
STANCES: Final = {"affirms": 60, "denies": 20, "withholds": 12, "questions": 4, "retracts": 4}
CERTAINTIES: Final = {"certain": 80, "probable": 12, "possible": 8}
BASES: Final = {"unknown": 60, "witnessed": 20, "documents": 20}
START: Final = datetime(2024, 1, 1, tzinfo=UTC)
MINUTES: Final = 300 * 24 * 60


@dataclass(frozen=True, slots=True)
class Bases:
    """Tables and databases by size, each made when it is first asked for, and kept in one directory."""

    directory: Path

    def table(self, rows: int) -> Path:
        """A table of so many attributions, in CSV."""
        path = self.directory / f"{rows}.csv"
        if not path.exists():
            with path.open("w", encoding="utf-8", newline="") as stream:
                csv.writer(stream).writerows([HEADER, *attributions(rows)])
        return path

    def imported_at(self, rows: int) -> Path:
        """Where that database is, or will be."""
        return self.directory / f"{rows}.db"

    def imported(self, rows: int) -> Path:
        """The database that importing the table makes: to be read only."""
        path = self.imported_at(rows)
        if not path.exists():
            run("verifier", "import", self.table(rows), "--new", "-q", database=path)
        return path

    def copy(self, rows: int, name: str) -> Path:
        """A database of one's own, to be written to."""
        return Path(shutil.copyfile(self.imported(rows), self.directory / f"{name}-{rows}.db"))

    def disputed(self, claims: int) -> Path:
        """A database of so many disputed claims."""
        path = self.directory / f"disputed-{claims}.db"
        if not path.exists():
            database = open_database(Location(path=path), create=True)
            fill(database, claims)
            database.dispose()
        return path


def claims_in(rows: int) -> int:
    """How many claims a table of so many attributions has."""
    return max(rows // PER_CLAIM, 1)


def sources_in(rows: int) -> int:
    """How many sources it names that nobody knows yet."""
    return max(rows // 200, 10)


def attributions(rows: int) -> Iterator[tuple[str, ...]]:
    """The rows of a table: claim by claim, one in ten elsewhere, as others hear of it later."""
    draw = Random(1)
    claims, sources = claims_in(rows), sources_in(rows)

    def source() -> str:
        return f"Source {draw.randrange(sources)}"

    def drawn(weights: dict[str, int]) -> str:
        return draw.choices([*weights], [*weights.values()])[0]

    for number in range(rows):
        claim = number // PER_CLAIM % claims if draw.random() < 0.9 else draw.randrange(claims)
        said = START + timedelta(minutes=(claim * 7919 + draw.randrange(30 * 24 * 60)) % MINUTES)
        read = draw.randrange(max(rows // 3, 1))
        from_document = draw.random() < 0.5
        yield (
            f"Missiles struck target {claim} in region {claim % 89} on the day {claim % 977}",
            "fact",
            AGAINST[claim % len(AGAINST)],
            draw.choice(KNOWN) if draw.random() < 0.15 else source(),
            source() if draw.random() < 0.4 else "",
            drawn(STANCES),
            drawn(CERTAINTIES),
            drawn(BASES),
            f"They said so on page {read}." if draw.random() < 0.3 else "",
            said.isoformat(),
            f"https://example.org/{read}" if from_document else "",
            f"Source {read % sources}" if from_document else "",
        )
