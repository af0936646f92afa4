"""Figures between braces."""

from decimal import Decimal

import pytest

from verifier.domain.model.statements import Figure
from verifier.intake.phrases.figures import read_figure
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


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("1.000", "'{1.000}' is either 1000 or 1. Write {1000} for the one, or {1.0000} for the other."),
        ("12.345", "'{12.345}' is either 12345 or 12.345. Write {12345} for the one, or {12.3450} for the other."),
        ("1..1.500", "'{1..1.500}' is either 1500 or 1.5. Write {1500} for the one, or {1.5000} for the other."),
        (">=10.000", "'{>=10.000}' is either 10000 or 10. Write {10000} for the one, or {10.0000} for the other."),
    ],
)
def test_a_fraction_that_could_be_thousands_is_refused(text: str, told: str) -> None:
    """Half of the world writes thousands with a point."""
    found = read_figure(text)
    assert isinstance(found, Problem)
    assert found.message == told


@pytest.mark.parametrize("text", ["0.500", "1.50", "1.0000", "1000.000", "12.3450"])
def test_a_fraction_that_can_be_nothing_else_is_read(text: str) -> None:
    """A zero before the point, or another number of digits, leaves one reading."""
    assert read_figure(text) == Figure(Decimal(text), Decimal(text))


@pytest.mark.parametrize("number", ["12.345", "1.000", "0.125", "2", "-7.125"])
def test_what_is_written_of_a_figure_reads_back(number: str) -> None:
    """A figure that looks like thousands is written with a digit more."""
    for figure in (Figure(Decimal(number), Decimal(number)), Figure(Decimal(number), None)):
        assert read_figure(figure.typed) == figure
