"""Measure, print, and put the figures into docs/performance.md: `make bench`.

`python -m tests.benchmarks --rows 20000` is a quick look, and leaves the page alone.
"""

from argparse import ArgumentParser
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from tests.benchmarks import fold, screen, startup
from tests.benchmarks.harness import Timed, machine, replace_section, table

PAGE: Final = Path(__file__).parents[2] / "docs" / "performance.md"
ROWS: Final = 1_000_000


def main() -> None:
    """Run every benchmark."""
    parser = ArgumentParser(prog="python -m tests.benchmarks")
    parser.add_argument("--rows", type=int, default=ROWS, help="attributions to fold (default: %(default)s)")
    parser.add_argument("--claims", type=int, default=screen.CLAIMS, help="claims to review (default: %(default)s)")
    parser.add_argument("--rounds", type=int, default=9, help="runs of each thing (default: %(default)s)")
    options = parser.parse_args()
    with TemporaryDirectory() as scratch:
        painted, pages = screen.measure(Path(scratch), options.rounds, options.claims)
        sections = {
            "startup": table(startup.measure(Path(scratch), options.rounds), unit="ms", scale=1000),
            "fold": folded(fold.measure(Path(scratch), options.rounds, options.rows), options.rows),
            "paint": table(painted, unit="ms", scale=1000),
            "pages": table(pages, unit="ms", scale=1000),
            "machine": [machine()],
        }
    for name, lines in sections.items():
        print("\n".join([*lines, ""]))
        if options.rows == ROWS:
            replace_section(PAGE, name, lines)


def folded(timed: list[Timed], rows: int) -> list[str]:
    """The table of the fold, and the ratio it is about."""
    fetched, both = (each.median for each in timed)
    sentence = f"{rows:,} attributions: the fold alone costs {(both - fetched) / fetched:.2f} × the fetch."
    return [*table(timed, unit="s", scale=1), "", sentence]


if __name__ == "__main__":
    main()
