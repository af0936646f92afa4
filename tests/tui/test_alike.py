"""Claims that are like the one somebody writes of: shown while it is written, and taken with one key."""

import pytest
from textual.widgets import Input

from tests.tui.conftest import AGAIN, TEXT
from tests.tui.driving import NARROW, WIDE, Driver, drive
from tests.tui.test_merging import on_19, proposed
from verifier.services.review.claim_views import show
from verifier.services.review.pager import head_revision
from verifier.services.workspace import Workspace
from verifier.tui.screens.claim import NewClaim
from verifier.tui.screens.review import ReviewScreen
from verifier.tui.screens.say import Say


@pytest.mark.long
@pytest.mark.parametrize("size", [NARROW, WIDE])
def test_a_new_claim_is_the_known_one_that_it_is_like(workspace: Workspace, size: tuple[int, int]) -> None:
    """N, its words: `similar: c3 ...`; one key takes that, again takes it back; what is recorded is said of it."""

    async def script(driver: Driver) -> None:
        revision = head_revision(workspace)
        known = show(workspace, "c3").full.answer.claim.text
        await driver.press("N")
        await driver.type(known[: len(known) * 3 // 4])
        assert proposed(driver)[0] == f"^t similar: c3 {known}"
        typed = driver.app.screen.query_one("#claim", Input).value
        await driver.press("ctrl+t")
        assert driver.app.screen.query_one("#claim", Input).value == "c3"
        assert f"adds to c3: {known}" in driver.line("meant")
        await driver.press("ctrl+t")
        assert driver.app.screen.query_one("#claim", Input).value == typed
        assert driver.line("meant") == ""
        await driver.press("ctrl+t")
        assert isinstance(driver.app.focused, Input)
        await driver.type("Poland says @ 2024-11-30")
        await driver.press("enter")
        assert driver.shows(ReviewScreen)
        assert head_revision(workspace) == revision + 1
        assert "Poland" in show(workspace, "c3").full.answer.affirmed_by
        assert driver.review.spot.claim == 3
        assert driver.review.pager.total == 17

    drive(workspace, script, size)


@pytest.mark.long
def test_a_claim_that_is_like_none_is_new(workspace: Workspace) -> None:
    """Nothing is proposed, and the key does nothing; a claim that is like a known one may still be recorded as new."""

    async def script(driver: Driver) -> None:
        await driver.press("N")
        await driver.type("Wheat was exported to Egypt")
        assert proposed(driver) == []
        await driver.press("ctrl+t", "tab")
        await driver.type("Kyiv says")
        await driver.press("enter")
        assert show(workspace, "c18").full.answer.claim.text == "Wheat was exported to Egypt"
        await driver.press("N")
        await driver.type("Wheat was exported to Egypt by sea")
        assert proposed(driver) == ["^t similar: c18 Wheat was exported to Egypt"]
        await driver.press("tab")
        await driver.type("Kyiv says")
        await driver.press("enter")
        assert show(workspace, "c19").full.answer.claim.text == "Wheat was exported to Egypt by sea"
        assert "c19 is similar to c18 Wheat was exported to Egypt" in driver.notices[-1]

    drive(workspace, script)


@pytest.mark.long
@pytest.mark.parametrize("down", [False, True])
def test_another_of_the_similar_claims_is_gone_down_to(twice: Workspace, *, down: bool) -> None:
    """Down and Enter take any of them."""

    async def script(driver: Driver) -> None:
        await driver.press("N")
        await driver.type("A fuel depot burned in Feodosia")
        assert {told[3:].split()[1] for told in proposed(driver)} == {"c18", "c19"}
        second = proposed(driver)[1].split()[1]
        await driver.press(*(("down", "down", "enter") if down else ("ctrl+t", "ctrl+t")))
        taken = driver.app.screen.query_one("#claim", Input).value
        assert taken == (second if down else "A fuel depot burned in Feodosia")
        await driver.press("escape")
        assert not driver.shows(NewClaim)

    drive(twice, script)


@pytest.mark.long
def test_what_is_said_of_a_claim_is_said_of_the_one_that_it_is_like(twice: Workspace) -> None:
    """A on c19 shows `similar: c18 ...`; one key says it of that one, with what was typed kept."""

    async def script(driver: Driver) -> None:
        await driver.press("a")
        assert proposed(driver) == [f"^t similar: c18 {TEXT}"]
        await driver.type("Poland says @ 2024-11-30")
        await driver.press("ctrl+t")
        assert driver.shows(Say)
        assert "c18" in str(driver.app.screen.query_one(".box").border_title)
        assert proposed(driver) == [f"^t similar: c19 {AGAIN}"]
        assert driver.phrase == "Poland says @ 2024-11-30"
        await driver.press("enter")
        assert "Poland" in show(twice, "c18").full.answer.affirmed_by
        assert "Poland" not in show(twice, "c19").full.answer.affirmed_by

    drive(twice, script, review=on_19(twice))


@pytest.mark.long
def test_of_marked_claims_none_is_said_to_be_like_another(twice: Workspace) -> None:
    """With several marked the key does nothing, and what is said is said of all of them."""

    async def script(driver: Driver) -> None:
        await driver.press("v", "v", "slash")
        await driver.type("feodosia")
        await driver.press("enter", "V", "a")
        assert proposed(driver) == []
        await driver.type("Poland says @ 2024-11-30")
        await driver.press("ctrl+t", "enter")
        assert "Poland" in show(twice, "c19").full.answer.affirmed_by
        assert "Poland" in show(twice, "c18").full.answer.affirmed_by

    drive(twice, script)
