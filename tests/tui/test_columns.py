"""What stands where: three columns, a line of keys that apply, warnings, and a screen painted before it has read."""

import pytest

from tests.tui.driving import NARROW, SIZES, WIDE, WIDEST, Driver, drive
from tests.tui.test_walking import go_to
from verifier.domain.errors import VerifierError
from verifier.domain.model.time import DAY, HOUR
from verifier.reports.text.page import Kind
from verifier.reports.text.styled import width
from verifier.services.record.actions import Options, say_of_all
from verifier.services.review.claim_views import show
from verifier.services.workspace import Workspace
from verifier.storage.db.location import Location
from verifier.tui.app import ReviewApp
from verifier.tui.screens.say import Say
from verifier.tui.state import Review
from verifier.tui.widgets.lines import Detail


def beside(driver: Driver) -> str:
    """What stands in the third column."""
    return driver.screen.query_one("#beside", Detail).text


@pytest.mark.long
def test_the_third_column_has_the_history_or_what_the_row_stands_for(workspace: Workspace) -> None:
    """At 200 columns: the history of the claim, the document of an attribution, the claim of a link."""

    async def script(driver: Driver) -> None:
        assert "RECORDED ABOUT c13" in beside(driver)
        await driver.press("tab", "j")
        assert "SAID " in beside(driver)
        assert "themoscowtimes" in beside(driver).replace("\n", "")
        await go_to(driver, Kind.CLAIM)
        await driver.settled()
        assert "atacms-authorised" in beside(driver)
        await driver.press("h")
        assert "c13 ·" in beside(driver)
        await driver.pilot.resize_terminal(*WIDE)
        await driver.settled()
        assert not driver.screen.query_one("#beside", Detail).region.width

    drive(workspace, script, WIDEST)


@pytest.mark.long
def test_a_history_is_read_from_its_end(workspace: Workspace) -> None:
    """What was recorded last is seen of each claim, and where the analyst has scrolled to of the same one."""

    def seen_from(driver: Driver) -> tuple[int, int]:
        column = driver.screen.query_one("#beside", Detail)
        return column.scroll_offset.y, column.max_scroll_y

    async def script(driver: Driver) -> None:
        for key in "jkjjkk":
            await driver.press(key)
            place, last = seen_from(driver)
            assert place == last > 0, beside(driver)
        driver.screen.query_one("#beside", Detail).scroll_home(animate=False)
        await driver.settled()
        say_of_all(workspace, [13], "Poland says @ 2024-11-30", Options())
        await driver.press("r")
        assert seen_from(driver)[0] == 0

    drive(workspace, script, WIDEST)


@pytest.mark.long
@pytest.mark.parametrize("size", SIZES.values())
def test_the_line_of_keys_fits_and_has_what_applies(workspace: Workspace, size: tuple[int, int]) -> None:
    """On the list, on a page, on a walk, in triage, in the past and in the filter; help can always be seen."""

    async def script(driver: Driver) -> None:
        for keys, there, not_there in (
            ((), "a Say", "bksp Back"),
            (("tab",), "tab List", "c Correct"),
            (("j",), "c Correct", "/ Filter"),
            (("enter",), "bksp Back", "/ Filter"),
            (("backspace", "tab", "T"), "l Later", "c Correct"),
            (("escape", "slash"), "tab Complete", "a Say"),
        ):
            await driver.press(*keys)
            assert there in driver.keys
            assert not_there not in driver.keys
            assert width(driver.keys) <= size[0]
            assert "? Help" in driver.keys or "slash" in keys
        await driver.press("escape", "t")
        await driver.type("2024-11-22")
        await driver.press("enter")
        assert "esc Back to now" in driver.keys
        assert "a Say" not in driver.keys

    drive(workspace, script, size)


@pytest.mark.long
def test_what_there_is_to_say_beside_a_write_is_told(workspace: Workspace) -> None:
    """A clock that is behind the ledger's warns on the screen as it does on the command line, of each thing once."""
    later = Workspace(workspace.location, "bob", clock=lambda: workspace.clock() + 2 * HOUR)
    say_of_all(later, [13], "Poland says @ 2024-11-30", Options())
    later.close()

    async def script(driver: Driver) -> None:
        await driver.press("a")
        await driver.type("Germany says @ 2024-11-30")
        await driver.press("enter")
        await driver.press("r", "r")
        told = [notice for notice in driver.notices if "clock" in notice]
        assert any("does not count yet" in notice for notice in told)
        assert any("so is this one" in notice for notice in told)
        assert len(told) == len(set(told))

    drive(workspace, script)


@pytest.mark.long
def test_the_screen_is_painted_before_anything_is_read_and_keys_wait_for_the_list(workspace: Workspace) -> None:
    """Keys pressed at once are not lost: they act in their order as soon as there is a list."""
    review = Review(workspace)

    async def script(driver: Driver) -> None:
        await driver.burst("j", "a", *"Poland says @ 2024-11-30", "enter")
        await driver.until(lambda: "Poland" in show(workspace, "c3").full.answer.affirmed_by)

    drive(workspace, script, review=review, opened=False, settle=False)


def test_a_key_pressed_at_once_opens_its_box(workspace: Workspace) -> None:
    """The first list may come late; what is typed ahead is for the box all the same."""
    review = Review(workspace)

    async def script(driver: Driver) -> None:
        assert not review.opened
        assert "reading" in driver.line("state")
        await driver.burst("a", *"Kyiv")
        await driver.until(lambda: driver.shows(Say))

    drive(workspace, script, review=review, opened=False, settle=False)


def test_a_database_that_cannot_be_read_at_all_ends_the_screen_with_the_reason(workspace: Workspace) -> None:
    """The command tells it; a screen with nothing on it would be of no use."""
    path = workspace.location.path
    assert path is not None
    lost = Workspace(Location(path=path.with_name("none.db")), "ann")
    app = ReviewApp(Review(lost))
    app.run(headless=True)
    assert isinstance(app.failure, VerifierError)
    assert "none.db" in app.failure.message


def test_every_marked_and_linked_claim_that_would_move_is_told(workspace: Workspace) -> None:
    """All of them, however many; the box scrolls."""

    async def script(driver: Driver) -> None:
        await driver.press("v", "v", "V", "a")
        await driver.type("Poland denies @ 2024-11-30")
        preview = driver.preview
        moved = [line for line in preview.splitlines() if "→" in line]
        [told] = [line for line in preview.splitlines() if "stay as they are" in line]
        assert len(moved) > 6
        assert int(told.split()[0]) + len(moved) == 17

    drive(workspace, script, NARROW)


def test_a_mistyped_name_is_proposed(workspace: Workspace) -> None:
    """What no name has whole is proposed by those most like it; Tab takes the first."""

    async def script(driver: Driver) -> None:
        await driver.press("a")
        await driver.type("denied by Ukraines Generl Staf")
        await driver.press("tab")
        assert driver.phrase == "denied by Ukraine's General Staff "

    drive(workspace, script)


def test_a_long_name_does_not_break_its_row(workspace: Workspace) -> None:
    """At 140 by 40 who, party, date, carrier and ref stand in one line, tighter where that is needed."""

    async def script(driver: Driver) -> None:
        await driver.press("j")
        [row] = [line for line in driver.detail.splitlines() if "Russia's Defense Ministry {5}" in line and "+" in line]
        assert row.endswith("via The Moscow Times a6")
        assert all("  " in line for line in driver.detail.splitlines() if "{<=2}" in line and "+ " in line)

    drive(workspace, script)


def test_how_long_there_was_no_news_is_told_as_people_say_it(workspace: Workspace) -> None:
    """Under sixty days in days, from then on since which date."""
    now = workspace.clock()

    async def days(driver: Driver) -> None:
        assert "nothing new for 26 days" in driver.detail

    async def since(driver: Driver) -> None:
        assert "nothing new since 25 Nov 2024" in driver.detail

    for later, script in ((20 * DAY, days), (700 * DAY, since)):
        workspace.clock = lambda later=later: now + later  # type: ignore[misc]
        drive(workspace, script)
