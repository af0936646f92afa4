"""What an analyst meets on a bad day: a database somebody else is writing to, an editor that fails."""

import contextlib
import sqlite3
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from textual.widgets import Input, Static

from tests.tui.conftest import opened
from tests.tui.driving import Driver, drive
from verifier.cli.editing import open_editor
from verifier.services import workspace as working
from verifier.services.review.claim_views import show
from verifier.services.workspace import Workspace
from verifier.storage.db.database import open_database
from verifier.tui.app import ReviewApp
from verifier.tui.screens.confirm import Confirm
from verifier.tui.screens.review import ReviewScreen
from verifier.tui.screens.say import Say
from verifier.tui.screens.undo import Undo

LOCKED = "is locked: another program is writing to it. Wait for it to finish and try again"


@pytest.fixture
def impatient(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workspace]:
    """A workspace on the worked case that waits for others for a moment only."""
    monkeypatch.setattr(working, "open_database", partial(open_database, busy_seconds=0.1))
    assert workspace.location.path is not None
    found = opened(workspace.location.path)
    yield found
    found.close()


@pytest.fixture
def other(workspace: Workspace) -> Iterator[sqlite3.Connection]:
    """Another program's connection to the same database."""
    with contextlib.closing(sqlite3.connect(str(workspace.location.path), isolation_level=None)) as connection:
        yield connection


@pytest.mark.long
def test_a_locked_database_is_told_and_nothing_typed_is_lost(impatient: Workspace, other: sqlite3.Connection) -> None:
    """Reading goes on; what is said is refused in the box with the words kept, and recorded once the lock is gone."""

    async def script(driver: Driver) -> None:
        other.execute("BEGIN IMMEDIATE")
        await driver.press("r", "j")
        assert (driver.line("trouble"), driver.review.spot.claim) == ("", 3)
        assert "c3" in driver.detail
        await driver.press("a")
        await driver.type("Poland says @ 2024-11-30")
        await driver.settled()
        assert LOCKED in str(driver.app.screen.query_one("#preview", Static).content)
        await driver.press("enter")
        assert driver.shows(Say)
        assert LOCKED in driver.line("fault")
        assert driver.app.screen.query_one("#phrase", Input).value == "Poland says @ 2024-11-30"
        other.execute("ROLLBACK")
        await driver.press("enter")
        assert driver.shows(ReviewScreen)
        assert "Poland" in show(impatient, "c3").full.answer.affirmed_by

    drive(impatient, script)


def test_taking_back_in_a_locked_database_is_refused_in_passing(
    impatient: Workspace, other: sqlite3.Connection
) -> None:
    """The question is asked, then the lock is told; nothing is taken back."""

    async def script(driver: Driver) -> None:
        revision = driver.review.revision
        other.execute("BEGIN IMMEDIATE")
        await driver.press("u")
        assert driver.shows(Undo)
        await driver.press("down", "enter")
        assert LOCKED in driver.line("fault")
        other.execute("ROLLBACK")
        await driver.press("r")
        assert driver.review.revision == revision

    drive(impatient, script)


@pytest.fixture
def lent(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal that is lent to the editor: there is none under a pilot. A real one is in test_terminal."""
    monkeypatch.setattr(ReviewApp, "suspend", lambda _: contextlib.nullcontext())


def an_editor(directory: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """Set EDITOR to a shell script, which gets the sheet's file as `$1`."""
    path = directory / "editor.sh"
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", str(path))


async def done_editing(driver: Driver) -> None:
    """Wait until the editor is closed and what it gave is recorded, asked about or refused."""
    while not (driver.notices or driver.shows(Confirm)):
        await driver.pilot.pause(0.05)
    await driver.settled()


@pytest.mark.usefixtures("lent")
def test_what_is_added_in_the_editor_is_recorded(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The claim opens as a sheet with what is known in comments; a line that is added is recorded."""
    an_editor(tmp_path, monkeypatch, f'cp "$1" {tmp_path}/seen; echo "Poland says @ 2024-11-30" >> "$1"')

    async def script(driver: Driver) -> None:
        revision = driver.review.revision
        await driver.press("e")
        await done_editing(driver)
        assert driver.notices[-1].startswith(f"recorded in r{revision + 1}")
        assert driver.review.revision == revision + 1

    drive(workspace, script, editor=open_editor)
    assert "Poland" in show(workspace, "c13").full.answer.affirmed_by
    assert "\n// a16 U.S. media report\n" in (tmp_path / "seen").read_text("utf-8")


@pytest.mark.long
@pytest.mark.usefixtures("lent")
def test_a_sheet_with_faults_opens_again_with_them_on_top(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first time a line cannot be read: told, opened again with the fault above the kept text, then recorded."""
    once = f'if [ -e {tmp_path}/again ]; then cp "$1" {tmp_path}/seen; sed -i "s/11.12.2024/2024-11-30/" "$1"; '
    an_editor(tmp_path, monkeypatch, f'{once} else touch {tmp_path}/again; echo "Poland says @ 11/12/2024" >> "$1"; fi')

    async def script(driver: Driver) -> None:
        revision = driver.review.revision
        await driver.press("e")
        await done_editing(driver)
        assert driver.shows(Confirm)
        assert driver.review.revision == revision
        await driver.press("enter")
        while not driver.notices:
            await driver.pilot.pause(0.05)
        await driver.settled()
        assert driver.notices[-1].startswith(f"recorded in r{revision + 1}")

    drive(workspace, script, editor=open_editor)
    seen = (tmp_path / "seen").read_text("utf-8")
    assert seen.startswith("//! ")
    assert "11 December 2024 or 12 November 2024" in seen.splitlines()[0]
    assert seen.endswith("Poland says @ 11/12/2024\n")
    assert "Poland" in show(workspace, "c13").full.answer.affirmed_by


@pytest.mark.long
@pytest.mark.usefixtures("lent")
@pytest.mark.parametrize(
    ("editor", "told"),
    [("exit 3", "ended with status 3; nothing is recorded"), (': > "$1"', "nothing was written in the editor")],
)
def test_an_editor_that_fails_is_told(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, editor: str, told: str
) -> None:
    """An editor that is given up, or an emptied sheet, records nothing and leaves the screen as it was."""
    an_editor(tmp_path, monkeypatch, editor)

    async def script(driver: Driver) -> None:
        revision = driver.review.revision
        await driver.press("e")
        await done_editing(driver)
        assert told in driver.notices[-1]
        await driver.press("r", "j")
        assert (driver.review.revision, driver.review.spot.claim) == (revision, 3)

    drive(workspace, script, editor=open_editor)


@pytest.mark.usefixtures("lent")
@pytest.mark.parametrize("given_up", ["escape", "locked", "exit"])
def test_what_was_written_in_the_editor_is_kept_until_it_is_recorded(
    impatient: Workspace, other: sqlite3.Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given_up: str
) -> None:
    """A fault and Escape, a locked database, an editor that fails: the text stays in a file, whose path is told."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    said = "Poland says @ 11/12/2024" if given_up == "escape" else "Poland says @ 2024-11-30"
    an_editor(tmp_path, monkeypatch, f'echo "{said}" >> "$1"; {"exit 3" if given_up == "exit" else ":"}')
    if given_up == "locked":
        other.execute("BEGIN IMMEDIATE")

    async def script(driver: Driver) -> None:
        await driver.press("e")
        await done_editing(driver)
        if given_up == "escape":
            await driver.press("escape")
        while not driver.notices or "What you wrote is kept in" not in driver.notices[-1]:
            await driver.pilot.pause(0.05)

    drive(impatient, script, editor=open_editor)
    [kept] = (tmp_path / "state" / "verifier" / "drafts").iterdir()
    assert kept.read_text("utf-8").endswith(f"{said}\n")


def test_a_terminal_that_cannot_be_lent_names_the_command_that_can(workspace: Workspace) -> None:
    """Under a pilot no terminal can be lent: the screen says what to use instead."""

    async def script(driver: Driver) -> None:
        await driver.press("e")
        await done_editing(driver)
        assert "Use: verifier log -e" in driver.notices[-1]

    drive(workspace, script, editor=open_editor)
