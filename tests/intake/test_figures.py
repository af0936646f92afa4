"""Figures between braces."""

from decimal import Decimal

import pytest

from verifier.domain.model import Figure
from verifier.intake.figures import read_figure
from verifier.intake.problems import Problem


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("5", "5", "5"),
        (" 2..3 ", "2", "3"),
        (">=10", "10", None),
        ("<= 40", None, "40"),
        ("-1.5..2", "-1.5", "2"),
        ("≥10", "10", None),
    ],
)
def test_a_range_is_closed_or_half_open(text: str, low: str | None, high: str | None) -> None:
    """One number is a range of itself."""
    assert read_figure(text) == Figure(Decimal(low) if low else None, Decimal(high) if high else None)


@pytest.mark.parametrize(
    "text",
    ["", "five", "1,000", "2-3", "..3", "2..", "1e9", "NaN", "Infinity", "1_000", "٣", ">10", "5.", ".5", "9" * 31],
)
def test_anything_else_is_refused(text: str) -> None:
    """Only plain numbers count."""
    assert read_figure(text) == Problem(None, None, f"'{{{text}}}' is no figure", "Write {5}, {2..3}, {>=10} or {<=40}")
