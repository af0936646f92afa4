"""The words and marks of every screen."""

import pytest

from verifier.domain.model.claims import Status
from verifier.domain.model.time import DAY, HOUR, MINUTE
from verifier.reports.text.styled import width
from verifier.reports.text.wording import age, counted, glyph, lasting

MIDNIGHT = 1_732_492_800_000_000
"""25 November 2024, 00:00 UTC."""
TEA_TIME = MIDNIGHT + 17 * HOUR


@pytest.mark.parametrize(
    ("length", "shown"),
    [
        (-1, "0 minutes"),
        (0, "0 minutes"),
        (59 * MINUTE, "59 minutes"),
        (HOUR, "1 hour"),
        (23 * HOUR, "23 hours"),
        (DAY, "1 day"),
        (59 * DAY + 23 * HOUR, "59 days"),
        (60 * DAY, "25 Nov 2024"),
        (735 * DAY, "25 Nov 2024"),
    ],
)
def test_an_age_is_told_as_people_say_it(length: int, shown: str) -> None:
    """Minutes, hours, days in words; from sixty days on the date."""
    assert age(TEA_TIME, TEA_TIME + length) == shown


@pytest.mark.parametrize(
    ("length", "shown"), [(5 * HOUR, "since today"), (30 * HOUR, "for 1 day"), (61 * DAY, "since 25 Nov 2024")]
)
def test_a_day_has_no_hours(length: int, shown: str) -> None:
    """What is known by its date alone is told in days."""
    assert lasting(MIDNIGHT, MIDNIGHT + length) == shown


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
