"""The benchmarks themselves: that every measurement still runs. How long anything takes is asked of no test."""

from pathlib import Path

import pytest

from tests.benchmarks.__main__ import PAGE
from tests.benchmarks.bases import Bases, attributions
from tests.benchmarks.drawing import growth
from tests.benchmarks.figures import TINY, Figures
from tests.benchmarks.harness import Goal, goals_table, replace_section

pytestmark = pytest.mark.long


def test_every_section_of_the_page_is_measured(tmp_path: Path) -> None:
    """On tiny bases each measurement runs, and what it gives has a place in the page."""
    page = tmp_path / "page.md"
    page.write_text(PAGE.read_text("utf-8"), "utf-8")
    figures = Figures(TINY, tmp_path)
    sections = dict(figures.sections())
    for name, lines in sections.items():
        assert all(lines[:1]), name
        replace_section(page, name, lines)
    assert page.read_text("utf-8").count("<!-- bench:") == len(sections)
    assert all(len(times) == len(TINY.rows) for times in figures.growth().values())


def test_a_made_up_table_is_the_same_every_time() -> None:
    """Otherwise two runs would not compare."""
    assert list(attributions(50)) == list(attributions(50))


def test_a_base_is_made_once(tmp_path: Path) -> None:
    """Asking for it again gives the same file, untouched."""
    bases = Bases(tmp_path)
    made = bases.disputed(3).stat().st_mtime_ns
    assert bases.disputed(3).stat().st_mtime_ns == made


def test_the_picture_of_growth_is_the_same_for_the_same_figures() -> None:
    """It is kept with the documents: drawing it anew must change nothing but what was measured."""
    drawn = growth([10, 100], {"say": [0.5, 1.0], "page": [2.0, 2.0]})
    assert drawn == growth([10, 100], {"say": [0.5, 1.0], "page": [2.0, 2.0]})
    assert all(f">{word}</text>" in drawn for word in ("say", "page", "10", "100"))
    assert "script" not in drawn


@pytest.mark.parametrize(("measured", "told"), [(1.4, "met"), (4.2, "missed by a factor of 3.0")])
def test_a_goal_says_whether_it_was_met(measured: float, told: str) -> None:
    """The figure is shown beside what was aimed at."""
    row = goals_table([Goal("`say`", "a small base", 1.4, measured)])[-1]
    assert row == f"| `say` | a small base | ≤ 1.4 × | {measured:.2f} × | {told} |"
