"""The words and marks of every screen."""

import pytest

from verifier.domain.model.claims import Status
from verifier.domain.model.time import DAY, HOUR, MINUTE
from verifier.reports.text.styled import width
from verifier.reports.text.wording import age, counted, days, glyph


@pytest.mark.parametrize(
    ("length", "shown"),
    [
        (-1, "0m"),
        (0, "0m"),
        (59 * MINUTE, "59m"),
        (HOUR, "1h"),
        (47 * HOUR, "47h"),
        (2 * DAY, "2d"),
        (900 * DAY, "900d"),
    ],
)
def test_an_age_has_its_largest_unit(length: int, shown: str) -> None:
    """Minutes, hours up to two days, then days; never less than nothing."""
    assert age(0, length) == shown


@pytest.mark.parametrize(
    ("length", "shown"), [(HOUR, "1 hour"), (5 * HOUR, "5 hours"), (DAY, "1 day"), (6 * DAY + HOUR, "6 days")]
)
def test_a_silence_is_in_words(length: int, shown: str) -> None:
    """In the singular where it is one."""
    assert days(0, length) == shown


@pytest.mark.parametrize(("number", "shown"), [(0, "0 claims"), (1, "1 claim"), (2, "2 claims")])
def test_things_are_counted_in_the_right_number(number: int, shown: str) -> None:
    """One is singular, none is not."""
    assert counted(number, "claim") == shown


def test_every_status_has_a_mark_of_its_own_one_column_wide() -> None:
    """In both sets no two statuses share a mark; the second set is ASCII."""
    for ascii_only in (False, True):
        marks = [glyph(status, ascii_only=ascii_only) for status in Status]
        assert len(set(marks)) == len(marks)
        assert {width(mark) for mark in marks} == {1}
        assert not ascii_only or "".join(marks).isascii()
