"""Arguments before they are read: global options anywhere, and phrases that begin with a dash."""

import pytest

from tests.cli.driving import CommandLine
from verifier.cli.app import application, command_of, normalised


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


@pytest.mark.parametrize(
    ("given", "command"),
    [
        (["source", "show", "Moscow"], "source"),
        (["--analyst", "list", "say", "c1", "export"], "say"),
        (["--db=x", "--json", "--as-of", "show", "list"], "list"),
        (["--help", "list"], "--help"),
        (["--tz"], None),
        ([], None),
    ],
)
def test_the_command_is_the_first_word_that_is_no_global_option(given: list[str], command: str | None) -> None:
    """Neither a value of an option nor a word behind the command is taken for it."""
    assert command_of(given) == command


def test_only_the_panel_of_the_command_is_loaded() -> None:
    """Words behind a command may be names of other ones: `source show` takes no more than `source`."""
    loaded = application(["source", "show", "list"])
    assert ([group.name for group in loaded.registered_groups], loaded.registered_commands) == (["source"], [])


def test_help_is_of_all_commands_whatever_stands_behind(desk: CommandLine) -> None:
    """`--help list` is the help of the whole."""
    assert desk.ok("--help", "list").out == desk.ok("--help").out


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
