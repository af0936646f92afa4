"""The installed command as a process of its own, with its streams, its editor and its terminal."""

import os
import pty
import re
import select
import signal
import sqlite3
import stat
import subprocess
import termios
import time
from functools import partial
from pathlib import Path

import pytest

from tests.cli.driving import COMMAND, PATIENCE, CommandLine
from verifier.domain.model.sources import name_key
from verifier.services import workspace as working
from verifier.services.record.recorder import Choices
from verifier.storage.db.database import open_database

EDITOR = """#!/bin/sh
if grep -q '^//! ' "$1"; then cp "$1" "$HOME/reopened"; cp "$HOME/corrected" "$1"; else cp "$HOME/written" "$1"; fi
"""


@pytest.fixture
def writer(desk: CommandLine) -> CommandLine:
    """A desk whose editor writes what is in the file `written`, and `corrected` when it is opened again."""
    Path(desk.file("editor", EDITOR)).chmod(0o755)
    return desk.with_environment(EDITOR=str(desk.home / "editor"), VISUAL="")


@pytest.mark.long
def test_the_command_works_from_an_empty_directory(bare_desk: CommandLine, tmp_path: Path) -> None:
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


def test_completion_is_set_up(tmp_path: Path) -> None:
    """The shell of whoever asks completes commands afterwards; the command is in the shell's own files."""
    home = {"HOME": str(tmp_path), "PATH": os.defpath}
    in_bash = ["bash", "-c", f"'{COMMAND}' --install-completion; exit $?"]
    done = subprocess.run(in_bash, env=home, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout
    assert str(tmp_path) in (tmp_path / ".bashrc").read_text("utf-8")
    (script,) = (tmp_path / ".bash_completions").iterdir()
    asked = {**home, "_VERIFIER_COMPLETE": "complete_bash", "COMP_WORDS": "verifier\ndisp", "COMP_CWORD": "1"}
    found = subprocess.run([str(COMMAND)], env=asked, capture_output=True, encoding="utf-8", check=False)
    assert ("_VERIFIER_COMPLETE" in script.read_text("utf-8"), found.stdout.split()) == (True, ["disputed"])


def test_errors_leave_standard_output_empty(desk: CommandLine) -> None:
    """A refusal is on stderr alone, and no traceback comes without --debug."""
    done = desk.process("show", "c9")
    assert (done.status, done.out, done.err) == (
        3,
        "",
        "error: claim 'c9' is not known. List the claims with: verifier list\n",
    )


def test_a_reader_that_has_had_enough_is_no_error(desk: CommandLine) -> None:
    """`verifier source list | head -1` ends quietly."""
    line = f"'{COMMAND}' --quiet source list | head -1; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", line], env=desk.environment, capture_output=True, check=False)  # noqa: S607
    assert (done.returncode, done.stdout.count(b"\n"), done.stderr.decode()) == (0, 1, "")


def test_an_interrupt_ends_with_130(desk: CommandLine) -> None:
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


def test_no_line_is_cut_off_a_terminal_and_every_line_on_one(desk: CommandLine) -> None:
    """Piped output is whole at any width; at a terminal lists fit the screen."""
    claim = "The depot burned " * 20
    desk.ok("log", claim, "-a", "Moscow says @ 2024-11-19")
    narrow = desk.with_environment(COLUMNS="60", NO_COLOR="1")
    assert claim.strip() in narrow.process("list").out
    shown = narrow.terminal("list", "-q").out.splitlines()
    assert [len(line) for line in shown[1:]] == [60]
    assert shown[1].endswith("…")


def test_colour_is_for_terminals_that_want_it(desk: CommandLine) -> None:
    """NO_COLOR and TERM=dumb turn it off, --color always on; colours never change the words."""
    desk.ok("log", "The depot burned", "-a", "Moscow says @ 2024-11-19")
    assert "\x1b[" in desk.terminal("list").out
    assert "\x1b[" not in desk.with_environment(NO_COLOR="1").terminal("list").out
    assert "\x1b[" not in desk.with_environment(TERM="dumb").terminal("list").out
    assert "\x1b[" not in desk.terminal("list", "--color", "never").out
    forced = desk.with_environment(NO_COLOR="1", TERM="dumb").ok("list", "--color", "always").out
    assert "\x1b[" in forced


def test_unknown_names_are_asked_about_at_a_terminal(desk: CommandLine) -> None:
    """The closest names are offered, or a new source; what is chosen is what is recorded."""
    done = desk.terminal(
        "log", "The depot burned", "-a", "Ria Novosty says @ 2024-11-19", "-a", "Depo Monitor says @ 2024-11-19",
        answers=[("which", "1"), ("which", "n")],
    )  # fmt: skip
    assert done.status == 0, done.out
    assert "  1  it is RIA Novosti\n" in done.out
    assert desk.show("c1")["affirmed_by"] == ["RIA Novosti", "Depo Monitor"]


def test_all_unknown_names_of_a_sheet_are_asked_for_in_one_form(desk: CommandLine) -> None:
    """Each with its nearest, kind, party and standing; answered in any order, and an answer can be changed."""
    sheet = "## The depot burned\nRia Novosty says @ 2024-11-19\nDepo Monitor says @ 2024-11-19\n"
    path = desk.file("names.claims.md", f"{sheet}Freeport Gazette says @ 2024-11-19\n")
    answers = [
        ("which", "3: n"),
        ("which", "9: n; nonsense"),
        ("which", "2: n organisation, Kenya, official; 3: n media; 1: 1"),
    ]
    done = desk.with_environment(NO_COLOR="1").terminal("log", "-f", path, answers=answers)
    assert done.status == 0, done.out
    assert done.out.count("3 names are not known:") == 3
    assert "3: Freeport Gazette  ->  n\n" in done.out
    assert desk.show("c1")["affirmed_by"] == ["RIA Novosti", "Depo Monitor", "Freeport Gazette"]
    monitor, gazette = (
        desk.ok("source", "list", name, "--json").json[0] for name in ("depo monitor", "freeport gazette")
    )
    assert (monitor["kind"], monitor["party"], monitor["official"]) == ("organisation", "Kenya", True)
    assert (gazette["kind"], gazette["party"], gazette["official"]) == ("media", None, False)


def test_leftover_words_around_a_known_name_are_never_made_a_source(desk: CommandLine) -> None:
    """With and without --new: what stands beside a known name is no name."""
    desk.ok("log", "The depot burned", "-a", "Moscow says @ 2024-11-19")
    before = len(desk.ok("source", "list", "--json").json)
    for words in ("AFP later", "Moscow continues to", "two officials also", "AFP on the condition of anonymity"):
        for flags in ((), ("--new",)):
            assert desk.run("say", "c1", words, *flags).status != 0, words
            assert desk.run("say", "c1", f"{words} sayz", *flags).status != 0, words
    assert len(desk.ok("source", "list", "--json").json) == before


@pytest.mark.parametrize(
    ("word", "readings"),
    [("Congolese", ("DR Congo", "Republic of the Congo")), ("Korean", ("North Korea", "South Korea"))],
)
def test_an_office_of_an_ambiguous_party_is_refused_with_its_readings(
    desk: CommandLine, word: str, readings: tuple[str, str]
) -> None:
    """Nobody is taken for granted, named or not."""
    for who in (f"the {word} government", f"a {word} official", f"a {word} army spokesman"):
        done = desk.run("log", "The depot burned", "-a", f"{who} said @ 2024-11-19")
        assert done.status != 0, who
        assert all(reading in done.err for reading in readings), (who, done.err)


def test_giving_up_records_nothing(desk: CommandLine) -> None:
    """`q` at the question exits 1 and leaves no claim."""
    done = desk.terminal("log", "The depot burned", "-a", "Ria Novosty says", answers=[("which", "q")])
    assert (done.status, "nothing was recorded" in done.out) == (1, True)
    assert desk.ok("list", "--json").json == []


def test_nobody_is_asked_with_no_input(desk: CommandLine) -> None:
    """--no-input makes the question an error, at a terminal too."""
    done = desk.terminal("log", "The depot burned", "-a", "Ria Novosty says", "--no-input")
    assert done.status == 3


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("log", "x y", "--parties", "Russua"), "party 'Russua' is not known. Closest: Russia"),
        (("correct", "c1", "--parties", "Atlantis", "--why", "x"), "party 'Atlantis' is not known"),
        (("log", "-f", "party.claims.md"), "party 'Russua' is not known. Closest: Russia"),
        (("log", "-f", "link.claims.md"), "claim 'depot-fir' is not known. Closest: depot-fire"),
        (("log", "-f", "ref.claims.md"), "claim 'c999' is not known"),
        (("log", "-f", "text.claims.md"), "/missing.txt' is not there"),
        (("log", "-f", "both.claims.md"), "source 'Ria Novosty' is not known. Closest: RIA Novosti"),
    ],
)
def test_a_fault_that_is_no_unknown_source_ends_the_command_at_a_terminal(
    desk: CommandLine, words: tuple[str, ...], told: str
) -> None:
    """Nobody is asked about what no answer can settle: every fault is told, with the nearest names, and exit 3."""
    desk.ok("log", "The depot burned", "-a", "Moscow says @ 2024-11-19", "--key", "depot-fire")
    desk.file("party.claims.md", "## A claim\nparties: Russua\n")
    desk.file("link.claims.md", "## A claim\nentails: depot-fir\n")
    desk.file("ref.claims.md", "## c999\nKyiv says @ 2024-11-19\n")
    desk.file("text.claims.md", "# Title\ntext: missing.txt\n## A claim\n")
    desk.file("both.claims.md", "## A claim\nparties: Russua\nRia Novosty says @ 2024-11-19\n")
    done = desk.terminal(*words)
    assert done.status == 3, done.out
    assert told in done.out
    assert "which" not in done.out
    assert len(desk.ok("list", "--json").json) == 1


def test_a_name_decided_about_is_not_asked_about_again() -> None:
    """Where the same names come back after the answers, asking again would lead nowhere."""
    choices = Choices(new=frozenset({name_key("Depo Monitor")}), known_as={name_key("The Ria"): "RIA Novosti"})
    assert choices.decided(["depo monitor", "Ria"])
    assert not choices.decided(["depo monitor", "Interfax"])


def kept_in(told: str) -> Path:
    """The file in which a text is said to be kept."""
    found = re.search(r"What you wrote is kept in (\S+)\. Log it with: verifier log -f \1", told)
    assert found, told
    return Path(found[1])


SHEET = "## The depot burned\nMoscow says @ 2024-11-19\n"


def test_what_was_written_in_the_editor_is_kept_when_the_database_is_locked(
    writer: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The text stands in a file that only its owner reads, whose path is told; logged from there, it is recorded."""
    writer.file("written", SHEET)
    holder = sqlite3.connect(str(writer.location.path), isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    monkeypatch.setattr(working, "open_database", partial(open_database, busy_seconds=0.1))
    done = writer.run("log", "-e")
    holder.execute("ROLLBACK")
    holder.close()
    assert (done.status, "is locked" in done.err) == (6, True)
    kept = kept_in(done.err)
    assert kept.read_text() == SHEET
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    writer.ok("log", "-f", str(kept))
    assert writer.show("c1")["affirmed_by"] == ["Russia"]


@pytest.mark.parametrize(
    ("sheet", "answers"),
    [
        ("## The depot burned\nMoscow says @ 11/12/2024\n", [("open the editor again", "n")]),
        ("## The depot burned\nMoscow says @ 11/12/2024\n", [("open the editor again", "\x03")]),
        ("## The depot burned\nRia Novosty says @ 2024-12-11\n", [("which", "q")]),
    ],
)
def test_what_was_written_is_kept_when_it_is_given_up(
    writer: CommandLine, sheet: str, answers: list[tuple[str, str]]
) -> None:
    """No, Ctrl-C and q at a question leave the text in the file that is told."""
    writer.file("written", sheet)
    done = writer.terminal("log", "-e", answers=answers)
    assert done.status != 0
    assert kept_in(done.out).read_text().endswith(sheet)


@pytest.mark.parametrize("words", [(), ("--no-input",), ("--json",), ("-n",)])
def test_what_was_written_is_kept_wherever_it_is_not_recorded(writer: CommandLine, words: tuple[str, ...]) -> None:
    """Nobody to be asked, a program that reads, a dry run: the path of the text is told."""
    writer.file("written", SHEET if "-n" in words else SHEET.replace("Moscow", "Ria Novosty"))
    done = writer.run("log", "-e", *words)
    told = done.error["message"] if "--json" in words else done.err
    assert done.status == (0 if "-n" in words else 3)
    assert "Moscow says" in kept_in(told).read_text() or "Ria Novosty says" in kept_in(told).read_text()


def test_an_editor_that_fails_leaves_what_was_written(desk: CommandLine) -> None:
    """A failing editor may have saved something: that is kept; an untouched template is not."""
    script = '#!/bin/sh\necho "## Half a claim" > "$1"\nexit 3\n'
    Path(desk.file("editor", script)).chmod(0o755)
    done = desk.with_environment(EDITOR=str(desk.home / "editor"), VISUAL="").run("log", "-e")
    assert done.status == 2
    assert kept_in(done.err).read_text() == "## Half a claim\n"


def test_nothing_is_kept_of_what_was_recorded(writer: CommandLine) -> None:
    """Once the sheet is recorded its file is gone, as it is when nothing was written."""
    writer.file("written", SHEET)
    writer.ok("log", "-e")
    writer.with_environment(EDITOR="true").run("log", "-e")
    assert list((writer.home / "state" / "verifier" / "drafts").iterdir()) == []


def test_a_sheet_is_written_in_the_editor(writer: CommandLine) -> None:
    """`log -e` logs what stands in the sheet when the editor is closed."""
    writer.file("written", "## The depot burned\nMoscow says @ 2024-11-19\n")
    writer.ok("log", "-e")
    assert writer.show("c1")["affirmed_by"] == ["Russia"]


def test_a_sheet_with_faults_opens_again_with_them(writer: CommandLine) -> None:
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
def test_an_editor_that_writes_nothing_is_told(desk: CommandLine, editor: str, told: str) -> None:
    """Nothing written, an editor that fails, and one that is not there: each a clear line and exit status 2."""
    done = desk.with_environment(EDITOR=editor, VISUAL="").run("log", "-e")
    assert (done.status, done.err.count("\n")) == (2, 1)
    assert told in done.err


@pytest.mark.long
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_command_that_is_ended_at_a_question_keeps_what_was_written(writer: CommandLine, number: int) -> None:
    """SIGTERM and SIGHUP end it in order: the text is kept and told, the terminal echoes as before."""
    writer.file("written", "## The depot burned\nMoscow says @ 11/12/2024\n")
    leader, follower = pty.openpty()
    process = subprocess.Popen(
        [COMMAND, "log", "-e"],
        env=writer.environment,
        stdin=follower,
        stdout=follower,
        stderr=follower,
        cwd=writer.home,
    )
    before, seen = termios.tcgetattr(follower), b""
    while b"open the editor again" not in seen:
        seen += os.read(leader, 65536)
    time.sleep(0.5)  # until it waits for the answer
    process.send_signal(number)
    while select.select([leader], [], [], 1)[0]:
        seen += os.read(leader, 65536)
    assert process.wait(PATIENCE) == 128 + number
    assert termios.tcgetattr(follower) == before
    os.close(follower)
    os.close(leader)
    assert kept_in(seen.decode().replace("\r\n", "\n")).read_text().endswith("Moscow says @ 11/12/2024\n")
