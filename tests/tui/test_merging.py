"""A claim merged into another one, or linked with it: what would move is told first, and it is undone."""

import pytest
from msgspec.structs import replace
from textual.widgets import Input

from tests.tui.conftest import AGAIN, TEXT
from tests.tui.driving import NARROW, WIDE, Driver, drive
from verifier.domain.model.claims import LinkKind
from verifier.services.record.actions import Entry, Options, link_claims, say_of
from verifier.services.record.sheets import SheetFile, log_sheets
from verifier.services.review.claim_views import show
from verifier.services.review.pager import head_revision
from verifier.services.workspace import Workspace
from verifier.tui.screens.link import LinkBox
from verifier.tui.screens.review import ReviewScreen
from verifier.tui.screens.undo import Undo
from verifier.tui.state import Review, View
from verifier.tui.widgets.similar_claims import SimilarClaims


def proposed(driver: Driver) -> list[str]:
    """The claims that are proposed."""
    found = driver.app.screen.query_one(SimilarClaims)
    return [str(option.prompt) for option in found.options] if found.display else []


def on_19(workspace: Workspace) -> Review:
    """The list of all claims, on c19."""
    review = Review(workspace)
    review.wanted = replace(review.wanted, view=View.ALL)
    review.spots[View.ALL].claim = 19
    return review


@pytest.mark.long
@pytest.mark.parametrize("size", [NARROW, WIDE])
def test_a_claim_is_merged_into_one_that_it_is_like_and_that_is_undone(twice: Workspace, size: tuple[int, int]) -> None:
    """M, the same claim as, the proposed one, a reason: attributions and links move, and u brings the claim back."""

    async def script(driver: Driver) -> None:
        revision = head_revision(twice)
        await driver.press("slash")
        await driver.type("c19")
        await driver.press("enter", "m")
        assert driver.shows(LinkBox)
        assert proposed(driver) == [f"similar: c18 {TEXT}"]
        await driver.press("down", "down", "down", "tab", "down", "enter")
        assert driver.app.screen.query_one("#other", Input).value == "c18"
        preview = driver.preview
        assert "c19 becomes c18, with 1 attribution" in preview
        assert "- Ukraine" in preview
        assert "link: c18 contradicts c3" in preview
        assert "c18 › single-source → ⇄ disputed" in preview
        assert head_revision(twice) == revision
        await driver.press("enter")
        assert "the reason is empty" in driver.line("fault")
        await driver.type("One fire")
        await driver.press("enter")
        assert driver.shows(ReviewScreen)
        assert head_revision(twice) == revision + 1
        assert driver.review.spot.claim == 18
        assert "c18" in driver.detail.splitlines()[0]
        merged = show(twice, "c19")
        assert merged.full.answer.claim.id == 18
        assert merged.full.answer.denied_by == ("Ukraine",)
        assert {(link.kind, link.other) for link in merged.full.links} == {(LinkKind.CONTRADICTS, 3)}
        assert any("recorded in r" in told for told in driver.notices)
        await driver.press("u")
        assert driver.shows(Undo)
        await driver.press("down", "enter")
        assert show(twice, "c19").full.answer.claim.text == AGAIN
        assert show(twice, "c18").full.answer.denied_by == ()

    drive(twice, script, size)


def test_keys_pressed_at_once_merge_too(twice: Workspace) -> None:
    """Typed without waiting: the proposed claim is taken, the reason is the reason, and it is recorded."""

    async def script(driver: Driver) -> None:
        await driver.press("m")
        await driver.burst("down", "down", "down", "tab", "down", "enter", *"one fire", "enter")
        await driver.until(lambda: driver.review.spot.claim == 18)
        assert show(twice, "c19").full.answer.claim.id == 18

    drive(twice, script, review=on_19(twice))


@pytest.mark.long
def test_what_cannot_be_merged_is_told_in_place(twice: Workspace) -> None:
    """Fields that differ and links that contradict are told while it is typed; Enter records nothing, all stays."""
    log_sheets(twice, [SheetFile("sheet", b"## c18\nhappened: 2024-11-28\n")])
    link_claims(twice, "c18", LinkKind.CONTRADICTS, "c19")

    async def script(driver: Driver) -> None:
        revision = head_revision(twice)
        await driver.press("m", "down", "down", "down", "tab")
        await driver.type("c18")
        for told in ("happened of c19 is '2024-11-29', and of c18 '2024-11-28'", "c18 contradicts c19"):
            assert told in driver.preview
        await driver.press("enter")
        await driver.type("One fire")
        await driver.press("enter")
        assert driver.shows(LinkBox)
        assert "c19 cannot be merged into c18" in driver.line("fault")
        assert "verifier" not in driver.line("fault")
        assert head_revision(twice) == revision
        assert driver.app.screen.query_one("#why", Input).value == "One fire"
        await driver.press("escape")
        assert driver.shows(ReviewScreen)

    drive(twice, script, review=on_19(twice))


@pytest.mark.long
def test_another_claim_is_found_by_its_words(twice: Workspace) -> None:
    """Words that are no ref propose the claims most like them; a link tells beforehand where both would go."""

    async def script(driver: Driver) -> None:
        await driver.press("m", "down", "tab")
        await driver.type("fuel depot Feodosia")
        assert f"similar: c18 {TEXT}" in proposed(driver)
        await driver.press("down")
        assert driver.app.screen.query_one(SimilarClaims).highlighted == 0
        await driver.press("enter")
        assert driver.app.screen.query_one("#other", Input).value.startswith("c1")
        assert TEXT in driver.preview or AGAIN in driver.preview
        await driver.press("enter")
        assert driver.shows(ReviewScreen)
        [link] = [link for link in show(twice, "c13").full.links if link.other in {18, 19}]
        assert link.kind is LinkKind.ENTAILS

    drive(twice, script)


@pytest.mark.long
def test_two_marked_claims_are_made_one(twice: Workspace) -> None:
    """The later of two that are marked becomes the earlier; three are told to be too many."""
    say_of(twice, Entry("c18", phrases=("Kyiv denies",)), Options())

    async def script(driver: Driver) -> None:
        await driver.press("v", "v", "slash")
        await driver.type("feodosia")
        await driver.press("enter", "V", "m")
        assert driver.app.screen.query_one("#other", Input).value == "c18"
        await driver.press("down", "down", "down", "tab", "enter")
        await driver.type("One fire")
        await driver.press("enter")
        assert (driver.review.spot.claim, driver.listed) == (18, [18])
        await driver.press("escape", "V", "m")
        assert driver.shows(ReviewScreen)
        assert "mark two at most" in driver.notices[-1]
        assert driver.review.wanted.view is View.ALL

    drive(twice, script)
