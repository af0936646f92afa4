"""Corrections taken back and brought back from the screen."""

import pytest

from tests.tui.driving import Driver, drive
from verifier.domain.model.claims import Status
from verifier.services.correct.attributions import void
from verifier.services.correct.retract import retract_document
from verifier.services.review.claim_views import show
from verifier.services.workspace import Workspace
from verifier.tui.screens.undo import Undo

FOLLOW_UP = "https://example.org/fictional-follow-up"


async def answered(driver: Driver, key: str) -> None:
    """Press a key that asks, and agree."""
    await driver.press(key)
    assert driver.shows(Undo)
    await driver.press("down", "enter")


@pytest.mark.long
def test_a_correction_is_taken_back_and_brought_back(workspace: Workspace) -> None:
    """The key u brings back what was voided, U voids it again; a retraction of a document likewise."""

    def stands() -> Status:
        return show(workspace, "c1").full.answer.status

    async def script(driver: Driver) -> None:
        for deed in (
            lambda: void(workspace, 22, "never said"),
            lambda: retract_document(workspace, FOLLOW_UP, "pulled"),
        ):
            before = stands()
            deed()
            after = stands()
            await answered(driver, "u")
            assert stands() is before
            await answered(driver, "U")
            assert stands() is after
        assert "is brought back" in driver.notices[-1]

    drive(workspace, script)
