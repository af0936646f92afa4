"""The screen in a real terminal: started, filtered, said something, left; nothing stays behind."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from verifier.services.review.claim_views import show
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
    shell = ["env", "-u", "VISUAL", *variables, f"EDITOR={tmp_path}/editor.sh", "PS1=ready> ", "LC_ALL=C.UTF-8", "sh"]
    found.tmux("new-session", "-d", "-x", "80", "-y", "24", *shell)
    yield found
    found.tmux("kill-server")


@pytest.mark.long
def test_a_session_in_a_terminal_leaves_the_terminal_as_it_was(terminal: Terminal, workspace: Workspace) -> None:
    """Start, filter, say, quit: it is recorded, the shell is back, the alternate screen and the echo are as before."""
    terminal.wait(lambda screen: "ready>" in screen)
    terminal.press(f"{COMMAND} review; stty -a | grep -o -w -e echo -e icanon; echo ended $?", "Enter")
    terminal.wait(lambda screen: "DISPUTED 8 of 17" in screen and "AFFIRMED BY" in screen)
    terminal.press("/")
    terminal.wait(lambda screen: "words, c12" in screen)
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


def an_editor(directory: Path, script: str) -> None:
    """The editor of the terminal: a shell script that has the terminal to itself."""
    path = directory / "editor.sh"
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)


def started(terminal: Terminal) -> None:
    """The review screen, with all claims."""
    terminal.wait(lambda screen: "ready>" in screen)
    terminal.press(f"{COMMAND} review; echo ended $?", "Enter")
    terminal.wait(lambda screen: "DISPUTED 8 of 17" in screen and "AFFIRMED BY" in screen)


@pytest.mark.long
def test_the_editor_has_the_terminal_and_gives_it_back(
    terminal: Terminal, workspace: Workspace, tmp_path: Path
) -> None:
    """The editor asks and is answered on the terminal; then the screen is back with what was added."""
    an_editor(tmp_path, 'printf "your line? "; read -r line; echo "$line" >> "$1"')
    started(terminal)
    terminal.press("e")
    terminal.wait(lambda screen: "your line?" in screen and "DISPUTED" not in screen)
    terminal.press("-l", "Poland says @ 2024-11-30")
    terminal.press("Enter")
    terminal.wait(lambda screen: "recorded in r4" in screen and "DISPUTED" in screen)
    terminal.press("q")
    terminal.wait(lambda screen: "ended 0" in screen)
    assert "Poland" in show(workspace, "c13").full.answer.affirmed_by


def message(screen: str) -> str:
    """What a box in the corner says, in one line: where it is wrapped depends on the length of paths."""
    return " ".join(line.partition("▌")[2].strip() for line in screen.splitlines())


@pytest.mark.long
def test_an_editor_that_fails_gives_the_terminal_back_too(terminal: Terminal, tmp_path: Path) -> None:
    """An editor that was given up is told, and the screen goes on taking keys."""
    an_editor(tmp_path, "exit 3")
    started(terminal)
    terminal.press("e")
    terminal.wait(lambda screen: "ended with status 3" in message(screen) and "DISPUTED 8 of 17" in screen)
    terminal.press("v")
    terminal.wait(lambda screen: "UNCONFIRMED 3 of 17" in screen)
    terminal.press("q")
    terminal.wait(lambda screen: "ended 0" in screen)


def suspended(terminal: Terminal) -> None:
    """Go to the shell, and run a command in it."""
    terminal.press("C-z")
    terminal.wait(lambda screen: "DISPUTED" not in screen and screen.count("ready>") > 1)
    terminal.press("echo $((6 * 7)) commands run", "Enter")
    terminal.wait(lambda screen: "42 commands run" in screen)


@pytest.mark.long
def test_suspended_with_a_box_open_both_come_back(terminal: Terminal) -> None:
    """The box with what was typed in it, and the list behind it."""
    started(terminal)
    terminal.wait(lambda screen: "one-gatekeeper" in screen.splitlines()[1])
    terminal.press("a")
    terminal.wait(lambda screen: "Who takes which stance on c13?" in screen)
    terminal.press("-l", "Poland says")
    before = terminal.wait(lambda screen: "Poland, official" in screen)
    suspended(terminal)
    terminal.press("fg", "Enter")
    after = terminal.wait(lambda screen: "Poland, official" in screen and "DISPUTED 8 of 17" in screen)
    assert after.splitlines()[1:] == before.splitlines()[1:]


@pytest.mark.long
def test_suspended_to_the_shell_it_comes_back_as_it_was(terminal: Terminal) -> None:
    """Ctrl+Z gives the shell, in which commands run; `fg` brings the screen back, on the claim it was on."""
    started(terminal)
    terminal.press("G")
    terminal.wait(lambda screen: "c17 · " in screen)
    suspended(terminal)
    terminal.press("fg; echo and ended $?", "Enter")
    terminal.wait(lambda screen: "DISPUTED 8 of 17" in screen and "c17 · " in screen)
    terminal.press("k")
    terminal.wait(lambda screen: "c7 · " in screen)
    terminal.press("q")
    terminal.wait(lambda screen: "and ended 0" in screen)


@pytest.mark.parametrize(("name", "status"), [("TERM", 143), ("HUP", 129)])
def test_a_signal_ends_the_screen_and_leaves_the_terminal_as_it_was(terminal: Terminal, name: str, status: int) -> None:
    """Asked to end by the system, the screen goes; echo, line mode and the normal screen are back."""
    terminal.wait(lambda screen: "ready>" in screen)
    terminal.press(f"{COMMAND} review; echo ended $?; stty -a | grep -o -w -e echo -e icanon", "Enter")
    terminal.wait(lambda screen: "DISPUTED 8 of 17" in screen and "AFFIRMED BY" in screen)
    shell = terminal.tmux("list-panes", "-F", "#{pane_pid}").strip()
    [child] = Path(f"/proc/{shell}/task/{shell}/children").read_text("ascii").split()
    os.kill(int(child), getattr(signal, f"SIG{name}"))
    left = terminal.wait(lambda screen: f"ended {status}" in screen and "icanon" in screen)
    assert "DISPUTED" not in left
    assert {"echo", "icanon"} <= set(left.split())


@pytest.mark.parametrize("kind", ["dumb", "unknown"])
def test_a_terminal_that_cannot_be_drawn_on_gets_the_list(terminal: Terminal, kind: str) -> None:
    """With TERM=dumb the list is printed with a word about it, and the shell is back."""
    terminal.wait(lambda screen: "ready>" in screen)
    terminal.press(f"clear; TERM={kind} {COMMAND} review karachev; echo ended $?", "Enter")
    printed = terminal.wait(lambda screen: "ended 0" in screen)
    assert f"a terminal of type '{kind}' has no place for a screen" in " ".join(printed.split())
    assert "c10" in printed


@pytest.mark.long
def test_a_browser_of_the_terminal_has_it_to_itself(terminal: Terminal, tmp_path: Path) -> None:
    """A browser that runs in the terminal reads keys there; then the screen is back."""
    browser = tmp_path / "console-browser"
    browser.write_text('#!/bin/sh\nprintf "page %s, key? " "$1"; read -r key; echo "$key" > "$0.seen"\n', "utf-8")
    browser.chmod(0o755)
    terminal.wait(lambda screen: "ready>" in screen)
    terminal.press(f"BROWSER='{browser} %s' {COMMAND} review key:bryansk-damaged; echo ended $?", "Enter")
    terminal.wait(lambda screen: "of 17" in screen)
    terminal.press("v", "v")
    terminal.wait(lambda screen: "ALL 1 of 17" in screen and "Why:" in screen)
    terminal.press("o")
    terminal.wait(lambda screen: "page http" in screen and "ALL 1 of 17" not in screen)
    terminal.press("-l", "seen it")
    terminal.press("Enter")
    terminal.wait(lambda screen: "ALL 1 of 17" in screen)
    terminal.press("q")
    terminal.wait(lambda screen: "ended 0" in screen)
    assert (tmp_path / "console-browser.seen").read_text("utf-8") == "seen it\n"


@pytest.mark.long
def test_what_is_typed_ahead_reaches_the_box(terminal: Terminal, workspace: Workspace) -> None:
    """Key, phrase and Enter sent in one go are recorded; pasted lines are all kept."""
    started(terminal)
    terminal.press("a", *"Poland", "Space", *"says", "Space", "@", "Space", *"2024-11-30", "Enter")
    terminal.wait(lambda screen: "recorded in r4" in screen)
    assert "Poland" in show(workspace, "c13").full.answer.affirmed_by
    terminal.press("a")
    terminal.wait(lambda screen: "Who takes which stance" in screen)
    terminal.tmux("set-buffer", "Kyiv\ndenies")
    terminal.tmux("paste-buffer", "-p")
    terminal.wait(lambda screen: "Kyiv denies" in screen and "2 lines pasted as one" in screen)
    terminal.press("Escape")
    terminal.wait(lambda screen: "Who takes which stance" not in screen)
    terminal.press("q")
    terminal.wait(lambda screen: "ended 0" in screen)


@pytest.mark.long
def test_a_morning_in_a_terminal(terminal: Terminal, workspace: Workspace) -> None:
    """An article logged under its document, walks to sources and back, a part of the list, and a view gone through."""
    started(terminal)
    terminal.press("d")
    terminal.wait(lambda screen: "What are you reading?" in screen)
    terminal.press("-l", "https://example.org/morning")
    terminal.press("Tab")
    terminal.press("-l", "The Moscow Times")
    terminal.press("Enter")
    terminal.wait(lambda screen: "What are you reading?" not in screen)
    terminal.press("a")
    terminal.wait(lambda screen: "Who takes which stance on c13?" in screen)
    terminal.press("-l", "Poland says @ 2024-11-30")
    terminal.press("C-n")
    terminal.press("-l", "unconfirmed by Germany")
    terminal.wait(lambda screen: "+ Poland" in screen and "? Germany" in screen)
    terminal.press("Enter")
    terminal.wait(lambda screen: "recorded in r4" in screen)
    documents = {document.url for document in show(workspace, "c13").context.documents.values()}
    assert "https://example.org/morning" in documents
    terminal.press("Tab", "j", "Enter")
    terminal.wait(lambda screen: "backspace: back" in screen and "RECORD" in screen)
    terminal.press("BSpace")
    terminal.wait(lambda screen: "backspace: back" not in screen and "AFFIRMED BY" in screen)
    terminal.press("W")
    terminal.wait(lambda screen: "SOURCES of" in screen)
    terminal.press("-l", "defense ministry rus")
    terminal.wait(lambda screen: "1 SOURCE of" in screen)
    terminal.press("Enter")
    terminal.wait(lambda screen: "bksp Back" in screen and "standing    official, Russia" in screen)
    terminal.press("BSpace")
    terminal.wait(lambda screen: "1 SOURCE of" in screen)
    terminal.press("Escape")
    terminal.wait(lambda screen: "AFFIRMED BY" in screen)
    terminal.press("Tab")
    terminal.wait(lambda screen: "party" in screen)
    terminal.press("1")
    terminal.wait(lambda screen: "/ flag:" in screen)
    terminal.press("Escape")
    terminal.wait(lambda screen: "DISPUTED 8 of 17" in screen and "/ flag:" not in screen)
    terminal.press("T")
    terminal.wait(lambda screen: "TRIAGE 1 of 8" in screen)
    terminal.press("l")
    terminal.wait(lambda screen: "TRIAGE 2 of 8" in screen and "c3 " in screen)
    terminal.press("n")
    terminal.wait(lambda screen: "TRIAGE 3 of 8" in screen)
    terminal.press("Escape")
    terminal.wait(lambda screen: "TRIAGE" not in screen)
    terminal.press("q")
    terminal.wait(lambda screen: "ended 0" in screen)


@pytest.mark.long
def test_an_article_is_drafted_and_what_was_logged_twice_is_made_one(
    terminal: Terminal, workspace: Workspace, tmp_path: Path
) -> None:
    """Pasted, decided on in the editor, recorded; a claim that is like one is merged into it, and that is undone."""
    pytest.importorskip("spacy")
    an_editor(tmp_path, 'printf "accept? "; read -r line; sed -i "s/^?? //" "$1"')
    started(terminal)
    terminal.press("D")
    terminal.wait(lambda screen: "Draft a sheet from an article" in screen)
    article = '# Harvest\n\n"The granary at Lgov burned down overnight," Dmitry Peskov told reporters.\n'
    terminal.tmux("set-buffer", article)
    terminal.tmux("paste-buffer", "-p")
    terminal.wait(lambda screen: "characters pasted" in screen)
    terminal.press("Enter")
    terminal.wait(lambda screen: "accept?" in screen and "DISPUTED" not in screen)
    terminal.press("Enter")
    terminal.wait(lambda screen: "recorded in r4" in screen and "c18" in screen)
    terminal.press("N")
    terminal.wait(lambda screen: "A new claim" in screen)
    terminal.press("-l", "The granary burned at Lgov")
    terminal.wait(lambda screen: "similar: c18 The granary at Lgov burned down overnight" in screen)
    terminal.press("Tab")
    terminal.press("-l", "Kyiv denies @ 2024-11-30")
    terminal.press("Enter")
    terminal.wait(lambda screen: "recorded in r5" in screen and "c19 is similar to c18" in screen)
    terminal.press("m")
    terminal.wait(lambda screen: "similar: c18" in screen)
    terminal.press("Down", "Down", "Down", "Tab", "Down", "Enter")
    terminal.wait(lambda screen: "c19 becomes c18, with 1 attribution" in screen)
    terminal.press("-l", "One fire")
    terminal.press("Enter")
    terminal.wait(lambda screen: "recorded in r6" in screen and "ALL 18 of 18" in screen)
    assert show(workspace, "c19").full.answer.denied_by == ("Ukraine",)
    terminal.press("u")
    terminal.wait(lambda screen: "Take back what was recorded last?" in screen and "1 merge" in screen)
    terminal.press("Down", "Enter")
    terminal.wait(lambda screen: "ALL 19 of 19" in screen)
    assert show(workspace, "c19").full.answer.claim.text == "The granary burned at Lgov"
    terminal.press("q")
    terminal.wait(lambda screen: "ended 0" in screen)
