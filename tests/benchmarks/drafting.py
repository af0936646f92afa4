"""How long drafting takes: an article of 2.5 kB, and 100 kB of such, as whole commands."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from tests.benchmarks.harness import Timed, interleaved, run

VERIFIER: Final = "verifier"
PARAGRAPH: Final = """\
A fuel depot burned near Bryansk overnight, the regional governor said on Tuesday. "Six drones were shot down. Nobody
was hurt," Dmitry Peskov told reporters. Ukraine has not commented. Reuters, citing a Ukrainian official, reported
that drones had hit the depot, which Moscow denies.

"""
ARTICLE: Final = 2_500
LARGE: Final = 100_000


def measure(scratch: Path, rounds: int) -> list[Timed]:
    """Each size drafted as JSON, with the registry of a database that is there."""
    database = scratch / "drafting.db"
    run(VERIFIER, "db", "init", database=database)
    return interleaved(
        rounds,
        {f"`verifier draft` of {size:,} characters": _drafting(scratch, size, database) for size in (ARTICLE, LARGE)},
    )


def _drafting(scratch: Path, size: int, database: Path) -> Callable[[], None]:
    article = scratch / f"article-{size}.txt"
    article.write_text((PARAGRAPH * (size // len(PARAGRAPH) + 1))[:size], "utf-8")
    return lambda: run(VERIFIER, "draft", article, "--json", database=database)
