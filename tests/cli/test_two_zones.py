"""Two analysts at one database, each with a time zone of their own: the same facts at the same instants."""

import re
from datetime import UTC, datetime
from typing import Any, Final

import pytest

from tests.cli.driving import CommandLine

INSTANT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?[+-]\d\d:\d\d")


@pytest.fixture
def ann(any_desk: CommandLine) -> CommandLine:
    """An analyst in New York."""
    return any_desk.with_environment(VERIFIER_TZ="America/New_York")


@pytest.fixture
def bea(any_desk: CommandLine) -> CommandLine:
    """An analyst in Tokyo, where it is tomorrow already."""
    return any_desk.with_environment(VERIFIER_TZ="Asia/Tokyo", VERIFIER_ANALYST="bea")


@pytest.fixture(autouse=True)
def _statements(ann: CommandLine, bea: CommandLine) -> None:
    """What both recorded, the same hours as they were written and one hour in two ways."""
    ann.ok("log", "The depot burned", "--key", "depot", "-a", "Moscow says @ 2024-11-19 23:30")
    bea.ok("say", "depot", "Kyiv denies @ 2024-11-19 23:30", "Reuters reports @ 2024-11-20 09:00 Asia/Tokyo")
    ann.ok("say", "depot", "Washington says @ 2024-11-19 19:00 America/New_York")
    bea.ok("assess", "depot", "unverifiable", "--why", "no images")


def in_utc(value: Any) -> Any:  # noqa: ANN401 - whatever JSON holds
    """The same data with every instant in UTC."""
    if isinstance(value, dict):
        return {name: in_utc(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [in_utc(inner) for inner in value]
    if isinstance(value, str) and INSTANT.fullmatch(value):
        return datetime.fromisoformat(value).astimezone(UTC).isoformat()
    return value


@pytest.mark.long
@pytest.mark.parametrize(
    "words",
    [
        ("show", "depot"),
        ("list",),
        ("changes",),
        ("list", "--as-of", "2024-11-19 23:45 UTC"),
        ("show", "depot", "--as-of", "2024-11-19 23:45 UTC", "--known-at", "r3"),
    ],
)
def test_both_see_the_same_at_the_same_instants(ann: CommandLine, bea: CommandLine, words: tuple[str, ...]) -> None:
    """What is shown differs in how its times are written, and in nothing else."""
    there, here = (desk.ok(*words, "--json").json for desk in (ann, bea))
    assert there != here
    assert in_utc(there) == in_utc(here)


def test_a_time_is_the_one_written_whoever_writes_it(ann: CommandLine) -> None:
    """An hour without a zone is UTC for both, and one with a zone is of that zone."""
    said = {a["origin"]: in_utc(a["said"])["earliest"] for a in ann.show("depot")["attributions"]}
    assert said == {
        "Russia": "2024-11-19T23:30:00+00:00",
        "Ukraine": "2024-11-19T23:30:00+00:00",
        "Reuters": "2024-11-20T00:00:00+00:00",
        "United States": "2024-11-20T00:00:00+00:00",
    }


@pytest.mark.long
def test_a_date_asked_about_ends_where_the_reader_is(ann: CommandLine, bea: CommandLine) -> None:
    """The 19th of November was over in Tokyo before anything was said, and in New York after all was."""
    assert [len(desk.ok("list", "--as-of", "2024-11-19", "--json").json) for desk in (ann, bea)] == [1, 0]
