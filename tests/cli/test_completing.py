"""The shell completes commands, refs, keys, sources and terms of a query; tried in bash itself."""

import shutil
import subprocess

import pytest

from tests.cli.driving import COMMAND, CommandLine
from verifier.cli.app import PANELS
from verifier.services.review.completing import terms
from verifier.services.workspace import Workspace

BASH = shutil.which("bash") or "bash"
IN_BASH = r"""
source <(_VERIFIER_COMPLETE=source_bash "$COMMAND" | sed "s|^complete .*||")
COMP_WORDS=("${@:2}")
COMP_CWORD=$1
function=$(declare -F | sed -n 's/^declare -f \(_verifier.*\)$/\1/p')
"$function" "$COMMAND"
printf '%s\n' "${COMPREPLY[@]}"
"""


@pytest.fixture
def case(desk: CommandLine) -> CommandLine:
    """Two claims, one with a key and a tag, and a source whose name is hostile."""
    desk.ok("log", "The depot burned", "--key", "depot", "--tag", "bryansk", "-a", "Moscow says")
    desk.ok("log", "The bridge fell", "-a", "Moscow says")
    desk.ok("source", "add", "Zed $(touch owned) `x`; 'q'")
    return desk


def offered(desk: CommandLine, *words: str, at: int | None = None) -> list[str]:
    """What bash is given for the last of these words, as they stand in its line."""
    place = len(words) if at is None else at
    line = [str(place), "verifier", *words]
    done = subprocess.run(
        [BASH, "--norc", "-c", IN_BASH, "bash", *line],
        env={**desk.environment, "COMMAND": str(COMMAND)},
        cwd=desk.home,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert done.stderr == ""
    return done.stdout.splitlines()


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["sho"], ["show"]),
        (["show", ""], ["c1", "c2", "depot"]),
        (["show", "c"], ["c1", "c2"]),
        (["say", "de"], ["depot"]),
        (["link", "c1", "entails", "de"], ["depot"]),
        (["list", "st"], ["status:", "stale:"]),
        (["list", "stat"], None),
        (["list", "status", ":", "disp"], ["disputed"]),
        (["list", "tag", ":"], ["bryansk"]),
        (["list", "key", ":", "d"], ["depot"]),
        (["list", "by", ":", "a"], ["ann"]),
        (["list", "who", ":", '\\"The\\ Mosc'], ['\\"The\\ Moscow\\ Times\\"']),
        (["list", '"tag:bryansk status:disp'], ["tag:bryansk status:disputed"]),
        (["list", '"who:\\"The Mosc'], ['who:\\"The Moscow Times\\"']),
        (["source", "show", "The\\ Mosc"], ["The\\ Moscow\\ Times"]),
        (["list", "who", ":", "nobody"], []),
    ],
)
def test_bash_is_given_what_its_line_can_take(case: CommandLine, words: list[str], found: list[str] | None) -> None:
    """Only what is behind a colon, as bash holds it for a word of its own; a field that is unique with its values."""
    if found is None:
        assert "status:disputed" in offered(case, *words)
    else:
        assert [word for word in offered(case, *words) if word] == found


def test_a_value_that_a_query_would_part_is_quoted(case: CommandLine) -> None:
    """Brackets and commas are part of a value only in quotation marks, and the term that is offered reads back."""
    case.ok("log", "The mill burned", "--tag", "mill(s)", "-a", "Moscow says")
    with Workspace(case.location, "ann").read() as connection:
        assert terms(connection, "tag:mi") == ['tag:"mill(s)"']
    assert [entry["ref"] for entry in case.ok("list", 'tag:"mill(s)"', "--json").json] == ["c3"]


def test_a_hostile_name_does_nothing_in_the_line(case: CommandLine) -> None:
    """Put into the line and run, it is one word, and no command."""
    [word] = offered(case, "source", "show", "Zed")
    done = subprocess.run(
        [BASH, "--norc", "-c", f"printf %s {word}"], cwd=case.home, capture_output=True, text=True, check=True
    )
    assert done.stdout == "Zed $(touch owned) `x`; 'q'"
    assert not (case.home / "owned").exists()


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_other_shells_get_harmless_words_alone(case: CommandLine, shell: str) -> None:
    """They write out themselves what they are given; what any of them could run is left out."""
    asked = case.with_environment(
        _VERIFIER_COMPLETE=f"complete_{shell}",
        _TYPER_COMPLETE_ARGS="verifier source show Z",
        _TYPER_COMPLETE_FISH_ACTION="get-args",
    )
    out = asked.process().out
    assert "ZDF" in out or "Zaborona" in out or "Zambia" in out or out.strip() in {"", "_files"}
    assert "touch" not in out


def test_every_command_is_completed_by_its_name(case: CommandLine) -> None:
    """Without loading any of them."""
    assert {name for names in PANELS.values() for name in names} <= set(offered(case, ""))


def test_without_a_database_nothing_is_offered_and_nothing_made(bare_desk: CommandLine) -> None:
    """Nobody can be told what is wrong while a line is typed."""
    assert [word for word in offered(bare_desk, "show", "c") if word] == []
    assert bare_desk.location.path is not None
    assert not bare_desk.location.path.parent.exists()
