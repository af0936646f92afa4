"""What the screen records is what the analyst meant: pressed in a row as a person does, looked up in the database."""

import contextlib
import sqlite3
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from textual.command import CommandPalette
from textual.widgets import Input, OptionList, Static

from tests.tui.colours import drawn, hard_to_read
from tests.tui.conftest import NOW, opened
from tests.tui.driving import NARROW, WIDE, Driver, drive
from tests.tui.test_trouble import an_editor, done_editing
from verifier.cli.editing import open_editor
from verifier.domain.model.claims import Status, Verdict
from verifier.domain.model.time import DAY, MINUTE
from verifier.services import workspace as working
from verifier.services.record.actions import Options, say_of_all
from verifier.services.record.sheets import SheetFile, log_sheets
from verifier.services.review.claim_views import show
from verifier.services.review.pager import head_revision
from verifier.services.workspace import Workspace
from verifier.storage.db.database import open_database
from verifier.storage.lists.conditions import Sorting
from verifier.tui import sharing
from verifier.tui.app import ReviewApp
from verifier.tui.screens.assess import Assess
from verifier.tui.screens.help import Help
from verifier.tui.screens.review import ReviewScreen
from verifier.tui.screens.say import Say
from verifier.tui.screens.undo import Undo
from verifier.tui.state import View
from verifier.tui.widgets.claims import ClaimList
from verifier.tui.widgets.lines import Detail


@pytest.fixture
def patient(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workspace]:
    """A workspace on the worked case that waits long for others."""
    monkeypatch.setattr(working, "open_database", partial(open_database, busy_seconds=30))
    assert workspace.location.path is not None
    found = opened(workspace.location.path)
    yield found
    found.close()


@pytest.fixture
def other(workspace: Workspace) -> Iterator[sqlite3.Connection]:
    """Another program's connection to the same database."""
    with contextlib.closing(sqlite3.connect(str(workspace.location.path), isolation_level=None)) as connection:
        yield connection


# Verdicts


@pytest.mark.long
@pytest.mark.parametrize(("downs", "meant"), list(enumerate(Verdict, 1)))
def test_the_verdict_that_is_highlighted_is_recorded(workspace: Workspace, downs: int, meant: Verdict) -> None:
    """Down as often as it takes, Tab, a reason, Enter: recorded is what was highlighted."""

    async def script(driver: Driver) -> None:
        await driver.press("A", *["down"] * downs, "tab")
        chosen = driver.app.screen.query_one("#verdict", OptionList).highlighted
        assert chosen is not None
        assert list(Verdict)[chosen] is meant
        await driver.type("No damage seen")
        await driver.press("enter")
        if meant is Verdict.LIFTED:
            assert "has no verdict on c13 to lift" in driver.line("fault")
            assert "verifier show" not in driver.line("fault")
        else:
            assert [given.verdict for given in show(workspace, "c13").full.answer.assessments] == [meant]

    drive(workspace, script)


@pytest.mark.long
def test_no_verdict_is_chosen_beforehand(workspace: Workspace) -> None:
    """A reason alone records nothing: the box asks for the verdict."""

    async def script(driver: Driver) -> None:
        await driver.press("A", "tab", "N", "o", "enter")
        assert driver.shows(Assess)
        assert "no verdict is chosen" in driver.line("fault")
        assert show(workspace, "c13").full.answer.assessments == ()

    drive(workspace, script)


def test_an_empty_reason_is_told_without_words_of_the_command_line(workspace: Workspace) -> None:
    """The box says what to do in the box."""

    async def script(driver: Driver) -> None:
        await driver.press("A", "down", "tab", "enter")
        assert "the reason is empty" in driver.line("fault")
        assert "--why" not in driver.line("fault")

    drive(workspace, script)


# Leaving while something is recorded


@pytest.mark.long
def test_a_box_that_records_cannot_be_left(patient: Workspace, other: sqlite3.Connection) -> None:
    """Esc while another program holds the database: the box stays, says so, and closes when it is recorded."""

    async def script(driver: Driver) -> None:
        await driver.press("a")
        await driver.type("Poland says @ 2024-11-30")
        other.execute("BEGIN IMMEDIATE")
        await driver.pilot.press("enter")
        await driver.pilot.press("escape", "ctrl+c", "escape")
        assert driver.shows(Say)
        assert "recording" in driver.line("doing")
        assert "Poland" not in show(patient, "c13").full.answer.affirmed_by
        other.execute("ROLLBACK")
        await driver.settled()
        if driver.shows(Say):  # Esc came before anything was entered
            assert "stopped: nothing was recorded" in driver.line("fault")
            assert "Poland" not in show(patient, "c13").full.answer.affirmed_by
        else:
            assert driver.notices[-1].startswith("recorded in r")
            assert "Poland" in show(patient, "c13").full.answer.affirmed_by

    drive(patient, script)


@pytest.mark.long
def test_a_write_on_many_claims_is_stopped_before_it_is_committed(
    patient: Workspace, other: sqlite3.Connection
) -> None:
    """Esc before the commit: nothing is recorded, the box says so, and what was typed is there to record after all."""

    async def script(driver: Driver) -> None:
        revision = head_revision(patient)
        await driver.press("V", "A", "down", "tab")
        await driver.type("Seen on images")
        other.execute("BEGIN IMMEDIATE")
        await driver.pilot.press("enter")
        await driver.pilot.press("escape")
        other.execute("ROLLBACK")
        await driver.settled()
        assert "stopped: nothing was recorded" in driver.line("fault")
        assert head_revision(patient) == revision
        await driver.press("enter")
        assert head_revision(patient) == revision + 1

    drive(patient, script)


@pytest.mark.long
def test_verdicts_on_many_claims_are_one_revision_and_one_undo(workspace: Workspace) -> None:
    """Mark all, a verdict, and back: one revision each way, and every claim stands as before."""

    def verdicts() -> int:
        return sum(len(show(workspace, f"c{number}").full.answer.assessments) for number in (13, 3, 8, 9, 2, 10, 7, 17))

    async def script(driver: Driver) -> None:
        revision = head_revision(workspace)
        await driver.press("V", "A", "down", "tab")
        await driver.type("Seen on images")
        await driver.press("enter")
        assert (head_revision(workspace), verdicts()) == (revision + 1, 8)
        await driver.press("u")
        await driver.press("down", "enter")
        assert (head_revision(workspace), verdicts()) == (revision + 2, 0)

    drive(workspace, script)


# What was written in an editor


@pytest.mark.long
def test_what_was_not_recorded_is_offered_again(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An editor that is killed keeps the text; the next `e` goes on with it, and then it is recorded."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setattr(ReviewApp, "suspend", lambda _: contextlib.nullcontext())
    once = f"if [ -e {tmp_path}/again ]; then exit 0; fi; touch {tmp_path}/again"
    an_editor(tmp_path, monkeypatch, f'{once}; echo "Poland says @ 2024-11-30" >> "$1"; kill -9 $$')

    async def script(driver: Driver) -> None:
        await driver.press("e")
        await done_editing(driver)
        assert "What you wrote is kept in" in driver.notices[-1]
        assert "Poland" not in show(workspace, "c13").full.answer.affirmed_by
        await driver.press("j", "e")
        await driver.pilot.pause(0.2)
        await driver.press("enter")
        await driver.until(lambda: any(told.startswith("recorded in r") for told in driver.notices))
        assert "Poland" in show(workspace, "c13").full.answer.affirmed_by

    drive(workspace, script, editor=open_editor)
    assert list((tmp_path / "state" / "verifier" / "drafts").iterdir()) == []


# Keys and pasted text


@pytest.mark.long
def test_keys_typed_at_once_reach_the_box_that_they_open(workspace: Workspace) -> None:
    """Typed without waiting, everything behind the `a` is the phrase, and the list did not move."""

    async def script(driver: Driver) -> None:
        await driver.burst("a", *"Poland says @ 2024-11-30", "enter")
        await driver.until(lambda: driver.notices)
        assert driver.review.spot.claim == 13
        assert "Poland" in show(workspace, "c13").full.answer.affirmed_by
        await driver.burst("A", "down", "tab", *"seen", "enter")
        await driver.settled()
        assert [given.rationale for given in show(workspace, "c13").full.answer.assessments] == ["seen"]
        await driver.burst("N", *"A bridge was hit", "tab", *"Moscow says", "enter")
        await driver.settled()
        assert show(workspace, "c18").full.answer.claim.text == "A bridge was hit"

    drive(workspace, script)


def test_keys_that_change_the_list_add_up_however_fast_they_are(workspace: Workspace) -> None:
    """Two views on and another order, pressed without waiting, are two views on and another order."""

    async def script(driver: Driver) -> None:
        await driver.burst("v", "v", "s")
        assert (driver.review.wanted.view, driver.review.wanted.sorting) == (View.ALL, Sorting.OLDEST)

    drive(workspace, script)


@pytest.mark.long
@pytest.mark.parametrize("key", ["a", "N", "slash", "t"])
def test_every_line_pasted_is_kept(workspace: Workspace, key: str) -> None:
    """Line breaks become spaces, and a word about it is said."""

    async def script(driver: Driver) -> None:
        await driver.press(key)
        await driver.paste("Moscow says\r\n\nand\nKyiv denies\n")
        assert isinstance(driver.app.focused, Input)
        assert driver.app.focused.value == "Moscow says and Kyiv denies"
        assert any("3 lines pasted as one" in told for told in driver.notices)

    drive(workspace, script)


# What is seen


@pytest.mark.long
@pytest.mark.parametrize("size", [NARROW, (140, 20)])
def test_the_next_claim_opens_at_its_top(workspace: Workspace, size: tuple[int, int]) -> None:
    """Scrolled down in one claim, the next is read from its beginning; read again, the same one stays where it was."""

    async def script(driver: Driver) -> None:
        pane = driver.screen.query_one(Detail)
        await driver.press("tab", "G")
        scrolled = pane.scroll_offset.y
        assert scrolled > 0
        await driver.press("r")
        assert pane.scroll_offset.y == scrolled
        await driver.press("tab", "j")
        assert pane.scroll_offset.y == 0

    drive(workspace, script, size)


@pytest.mark.long
@pytest.mark.parametrize("size", [WIDE, (200, 60)])
def test_a_claim_alone_uses_the_whole_width(workspace: Workspace, size: tuple[int, int]) -> None:
    """Enter lays the claim out for all columns there are, Esc for its own again."""

    def widest(driver: Driver) -> int:
        return max(map(len, driver.detail.splitlines()))

    async def script(driver: Driver) -> None:
        await driver.press("G")
        before = widest(driver)
        await driver.press("enter")
        assert driver.screen.query_one(Detail).size.width >= size[0] - 4
        assert size[0] - 24 < widest(driver) <= size[0] - 3
        await driver.press("escape")
        assert widest(driver) == before

    drive(workspace, script, size)


def test_the_current_claim_stays_to_be_seen_when_the_terminal_gets_lower(workspace: Workspace) -> None:
    """The last of all claims is current, and on the screen before and after."""

    async def script(driver: Driver) -> None:
        await driver.press("v", "v", "G")
        claims = driver.screen.query_one(ClaimList)
        for size in ((140, 40), (140, 14), (80, 24), (80, 16)):
            await driver.pilot.resize_terminal(*size)
            await driver.settled()
            line = driver.review.spot.place * claims.row_height - claims.scroll_offset.y
            assert 0 <= line <= claims.size.height - claims.row_height, size

    drive(workspace, script)


def test_clock_and_ages_move_on(workspace: Workspace) -> None:
    """A minute later the state line has the new time, a day later lists and claim a new age; nobody pressed a key."""
    now = [NOW]
    workspace.clock = lambda: now[0]

    async def script(driver: Driver) -> None:
        await driver.press("j")
        assert "12:00" in driver.line("state")
        before = driver.detail
        for moved, told in ((MINUTE, "12:01"), (3 * DAY, "12:01")):
            now[0] += moved
            driver.screen.poll()
            await driver.settled()
            await driver.settled()
            assert told in driver.line("state")
        assert driver.review.spot.claim == 3
        assert driver.detail != before

    drive(workspace, script)


@pytest.mark.long
def test_a_time_of_day_of_yesterday_is_shown_as_the_day_it_is(workspace: Workspace) -> None:
    """What happened "yesterday 14:00" is told with its date: tomorrow the words would mean another day."""
    log_sheets(workspace, [SheetFile("sheet", b"## A depot burned\nhappened: yesterday 14:00\nKyiv denies\n")])

    async def script(driver: Driver) -> None:
        await driver.press("v", "v", "slash")
        await driver.type("depot burned")
        await driver.press("enter")
        assert "happened 30 Nov 2024 14:00" in driver.detail
        assert "yesterday" not in driver.detail

    drive(workspace, script)


_EVERYWHERE = (
    ("j",),
    ("space", "space"),
    ("v", "v"),
    ("slash",),
    ("escape",),
    ("enter",),
    ("escape",),
    ("a", *"Kyiv"),
    ("escape",),
    ("A", "down", "tab"),
    ("escape",),
    ("N",),
    ("escape",),
    ("question_mark",),
    ("q",),
    ("u",),
    ("escape",),
    ("t",),
    ("escape",),
    ("d",),
    ("escape",),
    ("f",),
    ("escape",),
    ("m", "down"),
    ("down", "down", "tab", "c", "3"),
    ("escape",),
    ("D", "enter"),
    ("escape",),
    ("tab", "j", "c"),
    ("escape",),
    ("enter",),
    ("backspace", "h"),
    ("backspace", "T"),
    ("escape",),
    ("ctrl+p",),
    ("escape",),
    ("y",),
    ("W",),
    ("escape", "O"),
    ("escape", "F"),
    ("escape", "f"),
    ("escape", "slash", "s", "t"),
)
"""Keys that show every part of the screen, one after the other."""


@pytest.mark.long
@pytest.mark.parametrize(
    ("size", "theme", "ascii_only"),
    [(NARROW, "dark", False), (NARROW, "light", True), (WIDE, "light", False), (WIDE, "dark", True)],
)
def test_every_text_can_be_read(workspace: Workspace, size: tuple[int, int], theme: str, *, ascii_only: bool) -> None:
    """Lists, claim, boxes, help, palette, notices: each text has a contrast of at least 4.5 to 1 on its background.

    Where no more than ASCII can be shown, nothing else is drawn but the letters of names.
    """

    async def script(driver: Driver) -> None:
        for keys in _EVERYWHERE:
            await driver.press(*keys)
            assert hard_to_read(driver.app) == [], keys
            if ascii_only:
                marks = {mark for found in drawn(driver.app) for mark in found.text if not mark.isascii()}
                assert {mark for mark in marks if not mark.isalpha()} == set(), keys
        driver.screen.tell("something is wrong", wrong=True)
        await driver.pilot.pause(0.2)
        assert hard_to_read(driver.app) == []

    drive(workspace, script, size, theme=theme, ascii_only=ascii_only)


def test_a_palette_that_takes_long_is_drawn_in_ascii_too(workspace: Workspace) -> None:
    """While it looks for commands it says so in words."""

    async def script(driver: Driver) -> None:
        await driver.press("ctrl+p")
        palette = driver.app.screen
        assert isinstance(palette, CommandPalette)
        palette._show_busy = True  # noqa: SLF001 - as it is on a slow machine
        await driver.until(lambda: "Loading..." in "".join(found.text for found in drawn(driver.app)))
        marks = {mark for found in drawn(driver.app) for mark in found.text if not mark.isascii()}
        assert {mark for mark in marks if not mark.isalpha()} == set()

    drive(workspace, script, ascii_only=True)


@pytest.mark.long
def test_the_help_fits_and_closes_with_the_key_that_opened_it(workspace: Workspace) -> None:
    """At 80 columns no line is wrapped; `?`, `q` and Esc close it, and the screen goes on."""

    async def script(driver: Driver) -> None:
        for closing in ("question_mark", "q", "escape"):
            await driver.press("question_mark")
            assert driver.shows(Help)
            page = driver.app.screen.query_one(Static)
            assert max(map(len, str(page.content).splitlines())) <= page.size.width
            await driver.press(closing)
            assert driver.shows(ReviewScreen)

    drive(workspace, script, NARROW)


# Taking back


@pytest.mark.long
def test_what_goes_is_told_in_words_and_numbers_and_leaving_it_is_the_first_answer(workspace: Workspace) -> None:
    """The box tells whose revision it is, how much it holds and the statuses before and after; Enter leaves it."""
    colleague = Workspace(workspace.location, "bob", clock=workspace.clock)
    sheet = b"## A bridge was hit\nMoscow says\nKyiv denies\n\n## c13\nPoland says @ 2024-11-30\n"
    log_sheets(colleague, [SheetFile("sheet", sheet)])
    colleague.close()

    async def script(driver: Driver) -> None:
        await driver.press("u")
        told = str(driver.app.screen.query_one("#told", Static).content)
        assert "by bob, not by you" in told
        assert "1 claim, 3 attributions" in told
        assert "c18  ⇄ disputed → gone" in told
        await driver.press("enter")
        assert driver.shows(ReviewScreen)
        assert show(workspace, "c18").full.answer.status is Status.DISPUTED
        await driver.press("u", "down", "enter")
        assert "is taken back" in driver.notices[-1]
        assert "Poland" not in show(workspace, "c13").full.answer.affirmed_by

    drive(workspace, script)


def test_an_undo_pressed_and_confirmed_at_once_leaves_everything(workspace: Workspace) -> None:
    """Before what goes is read, Enter is the safe answer."""
    say_of_all(workspace, [13], "Poland says @ 2024-11-30", Options())

    async def script(driver: Driver) -> None:
        await driver.burst("u", "enter")
        assert not driver.shows(Undo)
        assert "Poland" in show(workspace, "c13").full.answer.affirmed_by

    drive(workspace, script)


# Others


def test_a_database_that_was_upgraded_meanwhile_is_not_written_to(
    workspace: Workspace, other: sqlite3.Connection
) -> None:
    """A newer verifier made the file its own while the screen was open: what is said is refused, as commands do."""

    async def script(driver: Driver) -> None:
        revision = head_revision(workspace)
        await driver.press("a")
        await driver.type("Poland says @ 2024-11-30")
        other.execute("UPDATE alembic_version SET version_num = '9999'")
        await driver.press("enter")
        assert driver.shows(Say)
        assert "upgraded" in driver.line("fault")
        [[newest]] = other.execute("SELECT max(id) FROM revisions").fetchall()
        assert newest == revision

    drive(workspace, script)


@pytest.mark.long
def test_an_address_is_shown_and_copied_where_there_is_no_browser(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without any browser `o` tells the address, and hands it to the clipboard."""
    monkeypatch.setattr(sharing, "browser", lambda: sharing.Browser.NONE)

    async def script(driver: Driver) -> None:
        await driver.press("v", "v", "slash")
        await driver.type("c1")
        await driver.press("escape", "G", "o")
        assert "there is no browser here" in driver.notices[-1]
        assert driver.app.clipboard.startswith("http")
        assert driver.app.clipboard in driver.notices[-1]

    drive(workspace, script)
