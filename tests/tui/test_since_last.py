"""What changed since the analyst last looked: marked, counted, listed with its cause, and told when it happens."""

from collections.abc import Iterator

import pytest

from tests.tui.driving import Driver, drive
from verifier.domain.model.time import HOUR
from verifier.services.record.actions import Options, say_of_all
from verifier.services.review.last_look import last_look, mark_seen
from verifier.services.workspace import Workspace
from verifier.tui.state import Review, View


@pytest.fixture
def bob(workspace: Workspace) -> Iterator[Workspace]:
    """A colleague at the same database."""
    found = Workspace(workspace.location, "bob", clock=workspace.clock)
    yield found
    found.close()


@pytest.mark.long
def test_what_changed_is_marked_counted_and_listed_with_its_cause(workspace: Workspace, bob: Workspace) -> None:
    """Seen at 09:10; then bob speaks for Moscow. The next look shows it, and S makes it seen."""
    now = workspace.clock()
    looked = Workspace(workspace.location, "ann", clock=lambda: now - 3 * HOUR + 10 * 60_000_000)
    mark_seen(looked)
    looked.close()
    say_of_all(bob, [1], "Moscow denies @ 2024-11-30", Options())
    review = Review(workspace, look=last_look(workspace))

    async def script(driver: Driver) -> None:
        assert "1 changed since 09:10" in driver.line("state")
        await driver.press(*"vvvv")
        assert driver.review.wanted.view is View.CHANGED
        assert driver.listed == [1]
        [row] = [strip.text for strip in driver.rows if "bob r" in strip.text]
        assert row.startswith("•c1")
        assert "→ disputed, bob r" in row
        await driver.press("S")
        assert driver.listed == []
        assert "changed since" not in driver.line("state")
        assert last_look(workspace).seen == driver.review.revision

    drive(workspace, script, review=review)


def test_what_others_record_is_told_when_it_happens(workspace: Workspace, bob: Workspace) -> None:
    """With revision, what was done, and which claim stands otherwise; what one recorded oneself is not news."""

    async def script(driver: Driver) -> None:
        say_of_all(bob, [1], "Moscow denies @ 2024-11-30", Options())
        driver.screen.poll()
        await driver.until(lambda: driver.notices)
        assert "bob recorded r4: say c1" in driver.notices[-1]
        assert "→ disputed, bob r4" in driver.notices[-1]
        say_of_all(workspace, [1], "Kyiv says @ 2024-11-30", Options())
        driver.screen.poll()
        await driver.settled()
        assert len(driver.notices) == 1

    drive(workspace, script)


@pytest.mark.long
def test_the_screen_begins_where_it_was_left(workspace: Workspace) -> None:
    """View, filter, order and current claim are as they were; what was on the screen is seen."""

    async def leave(driver: Driver) -> None:
        await driver.press("v", "v", "s", "slash")
        await driver.type("Bryansk")
        await driver.press("enter", "j", "j")
        driver.review.leave()

    async def back(driver: Driver) -> None:
        assert (driver.review.wanted.view, driver.review.wanted.text) == (View.ALL, "Bryansk")
        assert driver.review.wanted.sorting == "oldest"
        assert driver.review.spot.claim == left.spot.claim
        assert driver.review.changed == {}

    left = Review(workspace, look=last_look(workspace))
    drive(workspace, leave, review=left)
    again = Review(workspace, look=last_look(workspace))
    again.restore()
    drive(workspace, back, review=again)
