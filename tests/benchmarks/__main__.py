"""Measure, print, and put the figures into docs/performance.md: `make bench`.

`python -m tests.benchmarks --quick` is a look at small bases, and leaves the page alone.
"""

from argparse import ArgumentParser
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from tests.benchmarks.drawing import growth
from tests.benchmarks.figures import FULL, QUICK, Figures
from tests.benchmarks.harness import replace_section

DOCS: Final = Path(__file__).parents[2] / "docs"
PAGE: Final = DOCS / "performance.md"
PICTURE: Final = DOCS / "images" / "growth.svg"


def main() -> None:
    """Run every benchmark."""
    parser = ArgumentParser(prog="python -m tests.benchmarks")
    parser.add_argument("--quick", action="store_true", help="small bases, few rounds; the page is left alone")
    parser.add_argument(
        "--import-rounds", type=int, default=FULL.import_rounds, help="imports of the largest table (default: 5)"
    )
    options = parser.parse_args()
    plan = QUICK if options.quick else replace(FULL, import_rounds=options.import_rounds)
    with TemporaryDirectory() as scratch:
        figures = Figures(plan, Path(scratch))
        for name, lines in figures.sections():
            print("\n".join([f"[{name}]", *lines, ""]), flush=True)
            if not options.quick:
                replace_section(PAGE, name, lines)
        if not options.quick:
            PICTURE.write_text(growth(plan.rows, figures.growth()), "utf-8")


if __name__ == "__main__":
    main()
