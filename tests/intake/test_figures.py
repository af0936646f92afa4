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
        ("≥10", "10", None),
        ("5,000", "5000", "5000"),
        ("1,250,000.5", "1250000.5", "1250000.5"),
        ("11 300", "11300", "11300"),
        ("11\u202f300", "11300", "11300"),
        (">50", "51", None),
        ("<40", None, "39"),
        ("~300", "270", "330"),
        ("at least 50", "50", None),
        ("At least 1,200", "1200", None),
        ("up to 20", None, "20"),
        ("as many as 20", None, "20"),
        ("more than 50", "51", None),
        ("over 50", "51", None),
        ("fewer than 40", None, "39"),
        ("about 300", "270", "330"),
        ("around 5", "4.5", "5.5"),
        ("8-10", "8", "10"),
        ("8–10", "8", "10"),
        ("8 to 10", "8", "10"),
        ("between 8 and 10", "8", "10"),
        ("1.5 million", "1500000", "1500000"),
        ("more than 2 million", "2000001", None),
    ],
)
def test_a_range_is_closed_or_half_open(text: str, low: str | None, high: str | None) -> None:
    """One number is a range of itself."""
    assert read_figure(text) == Figure(Decimal(low) if low else None, Decimal(high) if high else None)


@pytest.mark.parametrize(
    "text",
    ["", "five", "..3", "2..", "1e9", "NaN", "Infinity", "1_000", "٣", "5.", ".5", "9" * 31, "1,5", "10,00", "dozens"],
)
def test_anything_else_is_refused(text: str) -> None:
    """Only plain numbers count."""
    how = "Write {5}, {2..3}, {>=10}, {~300} or {at least 50}"
    assert read_figure(text) == Problem(None, None, f"'{{{text}}}' is no figure", how)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("1.000", "'{1.000}' is either 1000 or 1. Write {1000} for the one, or {1.0000} for the other."),
        ("12.345", "'{12.345}' is either 12345 or 12.345. Write {12345} for the one, or {12.3450} for the other."),
        ("1..1.500", "'{1..1.500}' is either 1500 or 1.5. Write {1500} for the one, or {1.5000} for the other."),
        (
            "-5",
            "'{-5}' is either 5 behind a dash or 5 below 0, where nothing is counted. Write {5}, or {<=5} for up to 5.",
        ),
        (">2.5", "'{>2.5}' has no next number, as it is no whole one. Write {>=2.5} or {<=2.5}."),
        (
            "<0",
            "nothing is counted below 0, as '{<0}' says. Write {5}, {2..3}, {>=10}, {~300} or {at least 50}.",
        ),
        (">=10.000", "'{>=10.000}' is either 10000 or 10. Write {10000} for the one, or {10.0000} for the other."),
    ],
)
def test_what_may_be_two_numbers_is_refused(text: str, told: str) -> None:
    """Half of the world writes thousands with a point, and some lists begin with a dash."""
    found = read_figure(text)
    assert isinstance(found, Problem)
    assert found.message == told


@pytest.mark.parametrize("text", ["0.500", "1.50", "1.0000", "1000.000", "12.3450"])
def test_a_fraction_that_can_be_nothing_else_is_read(text: str) -> None:
    """A zero before the point, or another number of digits, leaves one reading."""
    assert read_figure(text) == Figure(Decimal(text), Decimal(text))


@pytest.mark.parametrize("number", ["12.345", "1.000", "0.125", "2", "7.125"])
def test_what_is_written_of_a_figure_reads_back(number: str) -> None:
    """A figure that looks like thousands is written with a digit more."""
    for figure in (Figure(Decimal(number), Decimal(number)), Figure(Decimal(number), None)):
        assert read_figure(figure.typed) == figure
