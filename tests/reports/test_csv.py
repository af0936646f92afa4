"""CSV that a spreadsheet reads and does not run."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifier.reports.files.csv import (
    Cell,
    as_before,
    csv_text,
    neutral,
    neutral_text,
    raw_text,
)


def table(text: str) -> list[list[str]]:
    """The rows that a reader of CSV finds."""
    return list(csv.reader(io.StringIO(text, newline=""), strict=True))


def test_rows_are_as_the_standard_has_them() -> None:
    """Quotes doubled, commas and newlines inside quotes, CRLF between rows, nothing for None."""
    rows: list[list[Cell]] = [['say "no"', "a, b"], ["one\ntwo", None], [3, 2.5]]
    assert "".join(csv_text(["x", "y"], rows)) == ('x,y\r\n"say ""no""","a, b"\r\n"one\ntwo",\r\n3,2.5\r\n')


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\ttab", "\rreturn", "\nline", "=cmd|' /C calc'!A0"])
def test_what_looks_like_a_formula_gets_an_apostrophe(text: str) -> None:
    """Each of the risky beginnings, and only at the beginning."""
    assert neutral(text) == f"'{text}"
    assert neutral(f"a{text}") == f"a{text}"


@pytest.mark.parametrize("cell", [-5, -2.5, 0, None, "", "text", "'=1"])
def test_everything_else_is_left_alone(cell: Cell) -> None:
    """Numbers below zero are numbers, and an apostrophe needs no other."""
    assert neutral(cell) == cell


@given(st.lists(st.lists(st.text(), min_size=2, max_size=2), max_size=5))
def test_any_text_reads_back(rows: list[list[str]]) -> None:
    """Raw cells come back exactly, neutral ones with at most an apostrophe before them."""
    assert table("".join(csv_text(["x", "y"], rows, raw=True)))[1:] == rows
    safe = table("".join(csv_text(["x", "y"], rows)))[1:]
    assert [[cell.removeprefix("'") for cell in row] for row in safe] == [
        [cell.removeprefix("'") for cell in row] for row in rows
    ]
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) for row in safe for cell in row)


def test_many_rows_come_in_pieces_and_in_order() -> None:
    """More rows than a piece holds are all there."""
    pieces = list(csv_text(["x"], ([n] for n in range(2500))))
    assert len(pieces) == 4
    assert [row[0] for row in table("".join(pieces))[1:]] == [str(n) for n in range(2500)]


@pytest.mark.parametrize(
    "text",
    ["\uff1d1+1", "\uff0b1", "\uff0d1", "\uff20SUM(A1)", " =1+1", "\u00a0=1", "\u3000\uff1d1", "  @x", "\ufeff=1"],
)
def test_formulas_in_disguise_get_an_apostrophe(text: str) -> None:
    """Full-width signs, and signs behind white space of any kind."""
    assert neutral(text) == f"'{text}"
    assert as_before(f"'{text}") == text
    assert neutral_text(text).strip('"') == f"'{text}"


@pytest.mark.parametrize("text", ["a;b", "a\tb", "a,b", "a\nb", ";", "a;\t\r\nb"])
def test_a_cell_stays_one_whatever_delimiter_is_expected(text: str) -> None:
    """Semicolons and tabs are within quotation marks, as commas are, in each way a line is made."""
    [line] = list(csv_text(["x"], [[text, "plain", None, 1.5]], raw=True))[1:]
    assert line == f'"{text}",plain,,1.5\r\n'
    assert raw_text(text) == f'"{text}"'
