"""The screen in a real terminal: started, filtered, said something, left; nothing stays behind."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from verifier.services.reviewing import show
from verifier.services.workspace import Workspace

COMMAND = Path(sys.executable).parent / "verifier"
PATIENCE = 30.0
TMUX = shutil.which("tmux")

pytestmark = pytest.mark.skipif(TMUX is None, reason="tmux is not installed: the screen is not tried in a terminal")


class Terminal:
    """A terminal of 80 by 24 inside a tmux server of its own."""

    def __init__(self, directory: Path) -> None:
        self._socket = str(directory / "tmux.sock")

    def tmux(self, *arguments: str) -> str:
        """Run a command of tmux; gives what it prints."""
        done = subprocess.run(
            [TMUX or "tmux", "-S", self._socket, "-f", "/dev/null", *arguments],
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout

    def press(self, *keys: str) -> None:
        """Press keys."""
        self.tmux("send-keys", *keys)

    def wait(self, seen: Callable[[str], bool]) -> str:
        """What is on the screen once it is as expected."""
        end = time.monotonic() + PATIENCE
        while not seen(screen := self.tmux("capture-pane", "-p")):
            assert time.monotonic() < end, screen
            time.sleep(0.1)
        return screen


@pytest.fixture
def terminal(tmp_path: Path, workspace: Workspace) -> Iterator[Terminal]:
    """A shell that has the worked case as its database."""
    found = Terminal(tmp_path)
    environment = os.environ | {"VERIFIER_DB": str(workspace.location.path), "VERIFIER_ANALYST": "ann"}
    variables = [f"{name}={environment[name]}" for name in ("VERIFIER_DB", "VERIFIER_ANALYST")]
    shell = ["env", *variables, "PS1=ready> ", "LC_ALL=C.UTF-8", "sh"]
    found.tmux("new-session", "-d", "-x", "80", "-y", "24", *shell)
    yield found
    found.tmux("kill-server")


def test_a_session_in_a_terminal_leaves_the_terminal_as_it_was(terminal: Terminal, workspace: Workspace) -> None:
    """Start, filter, say, quit: it is recorded, the shell is back, the alternate screen and the echo are as before."""
    terminal.wait(lambda screen: "ready>" in screen)
    terminal.press(f"{COMMAND} review; stty -a | grep -o -w -e echo -e icanon; echo ended $?", "Enter")
    terminal.wait(lambda screen: "DISPUTED 8 of 17" in screen and "AFFIRMED BY" in screen)
    terminal.press("/")
    terminal.wait(lambda screen: "words, status:" in screen)
    terminal.press("-l", "karachev")
    terminal.press("Enter")
    terminal.wait(lambda screen: "DISPUTED 1 of 17" in screen and "c10" in screen)
    terminal.press("a")
    terminal.wait(lambda screen: "Who takes which stance on c10?" in screen and "Kyiv denies" in screen)
    terminal.press("-l", "Poland says @ 2024-11-30")
    terminal.wait(lambda screen: "Poland, official" in screen)
    terminal.press("Enter")
    terminal.wait(lambda screen: "recorded in r" in screen)
    terminal.press("q")
    left = terminal.wait(lambda screen: "ended 0" in screen)
    assert "DISPUTED" not in left
    assert {"echo", "icanon"} <= set(left.split())
    assert "Poland" in show(workspace, "c10").full.answer.affirmed_by
