"""Arguments before they are read: global options anywhere, and phrases that begin with a dash."""

import pytest

from tests.cli.driving import CommandLine
from verifier.cli.arguments import normalised


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        (["list", "--json"], ["--json", "list"]),
        (["list", "--tz", "UTC", "-q"], ["--tz", "UTC", "-q", "list"]),
        (["list", "--tz=UTC", "x"], ["--tz=UTC", "list", "x"]),
        (["say", "c1", "- Kyiv"], ["say", "c1", " - Kyiv"]),
        (["log", "x", "-a", "- Kyiv"], ["log", "x", "-a", "- Kyiv"]),
        (["log", "x", "-a", "--json"], ["log", "x", "-a", "--json"]),
        (["list", "--", "--json", "- Kyiv"], ["list", "--", "--json", "- Kyiv"]),
        (["list", "--tz"], ["--tz", "list"]),
        (["assess", "c1", "refuted", "--why", "-q"], ["assess", "c1", "refuted", "--why", "-q"]),
    ],
)
def test_global_options_come_first_and_phrases_stay_phrases(given: list[str], wanted: list[str]) -> None:
    """What is global goes to the front, values of options and words after -- stay where they are."""
    assert normalised(given) == wanted


def test_a_dash_before_a_name_is_a_denial_wherever_it_is_typed(desk: CommandLine) -> None:
    """`- Kyiv` denies as an argument of say, and as a value of -a."""
    desk.ok("log", "The depot burned", "-a", "- Kyiv")
    desk.ok("say", "c1", "- Moscow")
    assert desk.show("c1")["denied_by"] == ["Ukraine", "Russia"]


def test_global_options_mean_the_same_before_and_after_the_command(desk: CommandLine) -> None:
    """One claim is listed alike whichever side the options are on."""
    desk.ok("log", "The depot burned", "-a", "Moscow says @ 2024-11-19", "--analyst", "bea")
    before = desk.ok("--json", "--tz", "Europe/Moscow", "--as-of", "2024-11-20", "list")
    after = desk.ok("list", "--as-of=2024-11-20", "--tz=Europe/Moscow", "--json")
    assert before.out == after.out
    assert before.json[0]["since"] == "2024-11-19T03:00:00+03:00"
    assert desk.ok("changes", "--json").json[0]["analyst"] == "bea"
