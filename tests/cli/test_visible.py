"""What a terminal would obey or hide is shown there, and given to files and programs as it is."""

import json

import pytest

from tests.cli.driving import CommandLine

CLIPBOARD = "\x1b]52;c;aGk=\x07"
TITLE = "\x1b]0;gone\x9c"
OBEYED = "\x1b\x07\x9c\x9b\u202e\u2066\u200b\u3164"
HIDDEN = f"{CLIPBOARD}{TITLE}\x9b2J\u202elie\u2066\u200b\u3164"


@pytest.fixture
def analyst(desk: CommandLine) -> CommandLine:
    """An analyst whose ledger holds a quotation that means to take a terminal over."""
    row = {"claim": "The depot burned", "origin": "Kyiv", "stance": "affirms", "quote": HIDDEN, "said": "2024-11-19"}
    desk.ok("import", "-", "--format", "jsonl", stdin=json.dumps(row))
    return desk


@pytest.mark.parametrize(
    "words",
    [
        ("report", "attributions"),
        ("report", "attributions", "--raw"),
        ("export",),
        ("export", "-"),
        ("export", "-", "--format", "jsonl"),
        ("export", "--all"),
        ("show", "c1", "--json"),
        ("changes", "--log", "--json"),
        ("show", "c1"),
        ("changes", "--log"),
    ],
)
def test_data_at_a_terminal_are_visible_and_nothing_is_obeyed(analyst: CommandLine, words: tuple[str, ...]) -> None:
    """Escapes, C1 controls, marks of direction and shapeless letters are written out; the lines stay lines."""
    shown = analyst.terminal(*words, "--color", "never", "--known-at", "r2").out
    assert not set(OBEYED) & set(shown), shown
    assert shown.count("\n") > 1


@pytest.mark.parametrize("words", [("report", "attributions", "--raw"), ("export", "-")])
def test_data_for_a_file_or_a_program_are_as_they_are(analyst: CommandLine, words: tuple[str, ...]) -> None:
    """Only a terminal obeys, so only there is anything altered."""
    assert HIDDEN in analyst.process(*words).out


def test_json_at_a_terminal_is_still_json(analyst: CommandLine) -> None:
    """What is written out is written as JSON escapes it, so that what is copied reads back to the same."""
    shown = analyst.terminal("show", "c1", "--json", "-q").out
    assert json.loads(shown)["attributions"][0]["quote"] == HIDDEN


def test_errors_at_a_terminal_are_visible_too(analyst: CommandLine) -> None:
    """In JSON as in words."""
    for words in (("show", "c\x9b1\u202e"), ("show", "c\x9b1\u202e", "--json")):
        assert not set(OBEYED) & set(analyst.terminal(*words, "--color", "never").out)
