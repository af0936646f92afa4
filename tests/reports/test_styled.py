"""Text for screens: made visible, measured, cut and wrapped."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifier.domain.model.claims import Status
from verifier.reports.text.styled import Role, Run, cut, glyph, line, padded, plain, visible, width, wrapped


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("they [in the West] want escalation", "they [in the West] want escalation"),
        ("[/]", "[/]"),
        ("\x1b[31mred", "\\x1b[31mred"),
        ("a\tb\r\n", "a\\tb\\r\\n"),
        ("\x9b31m", "\\x9b31m"),
        ("abc\u202egpj", "abc\\u202egpj"),
        ("\u2066x\u2069", "\\u2066x\\u2069"),
        ("\u200bzero\ufeff", "\\u200bzero\\ufeff"),
        ("soft\xadhyphen", "soft\\xadhyphen"),
        ("\U000e0041tag", "\\U000e0041tag"),
        ("\ud800", "\\ud800"),
        ("\u2028", "\\u2028"),
        ("👩\u200d👩 می\u200cخواهم", "👩\u200d👩 می\u200cخواهم"),
        ("Минобороны «России» 日本", "Минобороны «России» 日本"),
    ],
)
def test_what_a_terminal_would_obey_is_written_out(text: str, shown: str) -> None:
    """Control, escape, bidi and hidden characters are seen; honest text of any script is left alone."""
    assert visible(text) == shown


@given(st.text())
def test_nothing_visible_is_obeyed(text: str) -> None:
    """Of any text nothing is left that moves a cursor or turns a line around."""
    assert not any(unicodedata.category(c) in {"Cc", "Cs", "Zl", "Zp"} for c in visible(text))
    assert not any(c in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069" for c in visible(text))


@pytest.mark.parametrize(("text", "columns"), [("abc", 3), ("日本", 4), ("e\u0301", 1), ("", 0), ("«да»", 4)])
def test_width_is_in_columns(text: str, columns: int) -> None:
    """Wide characters take two columns, combining ones none."""
    assert width(text) == columns
    assert width(padded(text, 6)) == 6
    assert padded(text, 6, right=True).endswith(text)


@given(st.text("ab 日é", max_size=40), st.integers(2, 30))
def test_a_cut_line_fits_and_says_that_it_was_cut(text: str, columns: int) -> None:
    """No wider than asked, the beginning kept, and the mark at the end only where something is gone."""
    found = plain(cut(line(Run(text[:5], Role.STRONG), text[5:]), columns))
    assert width(found) <= columns
    assert found == text or (found.endswith("…") and text.startswith(found[:-1]))


@given(st.text("ab 日", max_size=80), st.integers(4, 30))
def test_wrapping_loses_nothing_but_spaces(text: str, columns: int) -> None:
    """Every line fits, and all words are there in order."""
    found = wrapped(line(text), columns, "  ")
    assert all(width(plain(part).rstrip()) <= columns for part in found)
    assert "".join("".join(plain(part).split()) for part in found) == "".join(text.split())


def test_every_status_has_a_mark_of_its_own_one_column_wide() -> None:
    """In both sets no two statuses share a mark; the second set is ASCII."""
    for ascii_only in (False, True):
        marks = [glyph(status, ascii_only=ascii_only) for status in Status]
        assert len(set(marks)) == len(marks)
        assert {width(mark) for mark in marks} == {1}
        assert not ascii_only or "".join(marks).isascii()
