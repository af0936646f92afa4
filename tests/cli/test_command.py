"""The installed command as a process of its own, with its streams, its editor and its terminal."""

import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.cli.driving import COMMAND, PATIENCE, Desk

EDITOR = """#!/bin/sh
if grep -q '^//! ' "$1"; then cp "$1" "$HOME/reopened"; cp "$HOME/corrected" "$1"; else cp "$HOME/written" "$1"; fi
"""


@pytest.fixture
def writer(desk: Desk) -> Desk:
    """A desk whose editor writes what is in the file `written`, and `corrected` when it is opened again."""
    Path(desk.file("editor", EDITOR)).chmod(0o755)
    return desk.with_environment(EDITOR=str(desk.home / "editor"), VISUAL="")


def test_the_command_works_from_an_empty_directory(bare_desk: Desk, tmp_path: Path) -> None:
    """Logging, listing and the demonstration need no checkout around them."""
    empty = tmp_path / "empty"
    empty.mkdir()
    logged = bare_desk.process("log", "The depot burned", "-a", "Moscow says @ 2024-11-19", directory=empty)
    assert (logged.status, logged.out) == (0, "")
    listed = bare_desk.process("list", "--json", directory=empty)
    assert [claim["status"] for claim in listed.json] == ["single-source"]
    demo = bare_desk.process("demo", directory=empty)
    assert (demo.status, "bryansk-strike" in demo.out) == (0, True)
    assert list(empty.iterdir()) == []


def test_errors_leave_standard_output_empty(desk: Desk) -> None:
    """A refusal is on stderr alone, and no traceback comes without --debug."""
    done = desk.process("show", "c9")
    assert (done.status, done.out, done.err) == (
        3,
        "",
        "error: claim 'c9' is not known. List the claims with: verifier list\n",
    )


def test_a_reader_that_has_had_enough_is_no_error(desk: Desk) -> None:
    """`verifier source list | head -1` ends quietly."""
    line = f"'{COMMAND}' --quiet source list | head -1; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", line], env=desk.environment, capture_output=True, check=False)  # noqa: S607
    assert (done.returncode, done.stdout.count(b"\n"), done.stderr.decode()) == (0, 1, "")


def test_an_interrupt_ends_with_130(desk: Desk) -> None:
    """Ctrl+C while a sheet is typed records nothing and exits 130 without a traceback."""
    with subprocess.Popen(
        [COMMAND, "log", "-f", "-"], env=desk.environment, stdin=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdin
        process.stdin.write(b"## The depot burned\n" * 5000)  # more than a pipe holds: by then it is being read
        process.stdin.flush()
        time.sleep(0.5)
        process.send_signal(signal.SIGINT)
        try:
            status = process.wait(PATIENCE)
        finally:
            process.kill()
        assert process.stderr
        assert (status, b"Traceback" in process.stderr.read()) == (130, False)
    assert desk.ok("list", "--json").json == []


def test_no_line_is_cut_off_a_terminal_and_every_line_on_one(desk: Desk) -> None:
    """Piped output is whole at any width; at a terminal lists fit the screen."""
    claim = "The depot burned " * 20
    desk.ok("log", claim, "-a", "Moscow says @ 2024-11-19")
    narrow = desk.with_environment(COLUMNS="60", NO_COLOR="1")
    assert claim.strip() in narrow.process("list").out
    shown = narrow.terminal("list", "-q").out.splitlines()
    assert [len(line) for line in shown[1:]] == [60]
    assert shown[1].endswith("…")


def test_colour_is_for_terminals_that_want_it(desk: Desk) -> None:
    """NO_COLOR and TERM=dumb turn it off, --color always on; colours never change the words."""
    desk.ok("log", "The depot burned", "-a", "Moscow says @ 2024-11-19")
    assert "\x1b[" in desk.terminal("list").out
    assert "\x1b[" not in desk.with_environment(NO_COLOR="1").terminal("list").out
    assert "\x1b[" not in desk.with_environment(TERM="dumb").terminal("list").out
    assert "\x1b[" not in desk.terminal("list", "--color", "never").out
    forced = desk.with_environment(NO_COLOR="1", TERM="dumb").ok("list", "--color", "always").out
    assert "\x1b[" in forced


def test_unknown_names_are_asked_about_at_a_terminal(desk: Desk) -> None:
    """The closest names are offered, or a new source; what is chosen is what is recorded."""
    done = desk.terminal(
        "log", "The depot burned", "-a", "Ria Novosty says @ 2024-11-19", "-a", "Depo Monitor says @ 2024-11-19",
        answers=[("which", "1"), ("which", "n")],
    )  # fmt: skip
    assert done.status == 0, done.out
    assert "  1  it is RIA Novosti\n" in done.out
    assert desk.show("c1")["affirmed_by"] == ["RIA Novosti", "Depo Monitor"]


def test_giving_up_records_nothing(desk: Desk) -> None:
    """`q` at the question exits 1 and leaves no claim."""
    done = desk.terminal("log", "The depot burned", "-a", "Ria Novosty says", answers=[("which", "q")])
    assert (done.status, "nothing was recorded" in done.out) == (1, True)
    assert desk.ok("list", "--json").json == []


def test_nobody_is_asked_with_no_input(desk: Desk) -> None:
    """--no-input makes the question an error, at a terminal too."""
    done = desk.terminal("log", "The depot burned", "-a", "Ria Novosty says", "--no-input")
    assert done.status == 3


def test_a_sheet_is_written_in_the_editor(writer: Desk) -> None:
    """`log -e` logs what stands in the sheet when the editor is closed."""
    writer.file("written", "## The depot burned\nMoscow says @ 2024-11-19\n")
    writer.ok("log", "-e")
    assert writer.show("c1")["affirmed_by"] == ["Russia"]


def test_a_sheet_with_faults_opens_again_with_them(writer: Desk) -> None:
    """At a terminal the faults stand on top as comments, the text is kept, and the corrected sheet is logged."""
    writer.file("written", "## The depot burned\nMoscow says @ 11/12/2024\n")
    writer.file("corrected", "## The depot burned\nMoscow says @ 2024-12-11\n")
    done = writer.terminal("log", "-e", answers=[("open the editor again", "y")])
    assert done.status == 0, done.out
    assert (writer.home / "reopened").read_text() == (
        "//! sheet:3:15: '11/12/2024' means 11 December 2024 or 12 November 2024. "
        "Write which, such as 2024-12-11. | Moscow says @ 11/12/2024\n"
        "## The depot burned\nMoscow says @ 11/12/2024\n"
    )
    assert writer.show("c1")["since"] == "2024-12-11T00:00:00+00:00"


@pytest.mark.parametrize(
    ("editor", "told"),
    [("true", "nothing was written"), ("false", "ended with status 1"), ("/no/such/editor", "cannot be started")],
)
def test_an_editor_that_writes_nothing_is_told(desk: Desk, editor: str, told: str) -> None:
    """Nothing written, an editor that fails, and one that is not there: each a clear line and exit status 2."""
    done = desk.with_environment(EDITOR=editor, VISUAL="").run("log", "-e")
    assert (done.status, done.err.count("\n")) == (2, 1)
    assert told in done.err
