"""The words of every screen."""

import pytest

from verifier.domain.model.time import DAY, HOUR, MINUTE
from verifier.reports.text.wording import age, counted, lasting

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
