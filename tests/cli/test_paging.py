"""Long output at a terminal goes through a pager, and nothing else does."""

import shutil
from pathlib import Path

import pytest

from tests.cli.driving import CommandLine
from verifier.cli import paging


@pytest.fixture
def long(desk: CommandLine) -> CommandLine:
    """An analyst with more claims than a screen has rows, and a pager that marks what it shows."""
    rows = "".join(f"Claim number {number},Kyiv,affirms,2024-11-19\n" for number in range(40))
    desk.ok("import", "-", stdin=f"claim,origin,stance,said\n{rows}")
    return desk.with_environment(PAGER=pager(desk, "marked", "sed 's/^/PAGED /'"))


def pager(desk: CommandLine, name: str, script: str) -> str:
    """A program of this name; gives its path."""
    path = Path(desk.file(name, f"#!/bin/sh\n{script}\n"))
    path.chmod(0o755)
    return str(path)


@pytest.mark.parametrize("words", [["list"], ["changes"], ["list", "--json"], ["source", "list"]])
def test_what_is_longer_than_the_screen_is_paged(long: CommandLine, words: list[str]) -> None:
    """Every line of it, in the colours of the terminal; what is told beside it comes after."""
    done = long.terminal(*words)
    assert done.status == 0
    shown = [line for line in done.out.splitlines() if line.startswith("PAGED ")]
    assert len(shown) >= 40
    if words == ["list"]:
        assert "\x1b[" in shown[1]
        assert done.out.splitlines()[-1].startswith("\x1b[2m40 claims") or "40 claims" in done.out.splitlines()[-1]


def test_what_fits_on_the_screen_is_not_paged(long: CommandLine) -> None:
    """Nor what goes to a file or a program."""
    assert "PAGED" not in long.terminal("list", "--limit", "5").out
    assert "PAGED" not in long.process("list").out


@pytest.mark.parametrize(
    ("words", "more"),
    [
        (["--no-pager"], {}),
        (["--no-input"], {}),
        ([], {"PAGER": ""}),
        ([], {"PAGER": "cat"}),
        ([], {"PAGER": "no-such-program --at-all"}),
        ([], {"PAGER": "'"}),
        ([], {"TERM": "dumb"}),
    ],
)
def test_no_pager_where_none_is_wanted_or_there(long: CommandLine, words: list[str], more: dict[str, str]) -> None:
    """All is printed then, to the last line."""
    done = long.with_environment(**more).terminal("list", *words)
    assert done.status == 0
    assert "PAGED" not in done.out
    assert done.out.count("Claim number") == 40


def test_a_pager_that_ends_early_is_no_error(long: CommandLine) -> None:
    """The exit status is that of the command."""
    early = long.with_environment(PAGER=pager(long, "early", "head -n 2; exit 3"))
    done = early.terminal("list")
    assert (done.status, "Traceback" in done.out, "error" in done.out) == (0, False, False)
    assert early.terminal("list", "--check").status == 1


def test_the_usual_pager_is_less_and_ends_where_all_fits(long: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    """With LESS as git sets it, unless it is set."""
    place = Path(pager(long, "less", 'echo "less is told $LESS"; cat > /dev/null')).parent
    usual = long.with_environment(PATH=f"{place}:{long.environment['PATH']}", PAGER="less")
    assert "less is told FRX" in usual.terminal("list").out
    assert "less is told S" in usual.with_environment(LESS="S").terminal("list").out
    monkeypatch.delenv("PAGER", raising=False)
    monkeypatch.setenv("PATH", str(place))
    monkeypatch.setenv("TERM", "xterm")
    assert paging.pager() == ["less"]


@pytest.mark.skipif(shutil.which("less") is None, reason="there is no less here")
def test_less_shows_the_list_and_is_left_with_q(long: CommandLine) -> None:
    """The real one, at a terminal."""
    done = long.with_environment(PAGER="less").terminal("list", answers=[(":", "q")])
    assert done.status == 0
    assert "Claim number" in done.out
