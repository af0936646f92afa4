"""Sources and documents as lists: found by a part of their name or by one mistyped, opened, and gone back to."""

import pytest
from textual.widgets import Input

from tests.tui.driving import NARROW, WIDE, Driver, drive
from verifier.reports.text.page import Kind, Target
from verifier.services.review.claim_views import show
from verifier.services.workspace import Workspace
from verifier.tui.screens.register import Register
from verifier.tui.screens.review import ReviewScreen
from verifier.tui.widgets.lines import Detail, OneLine


def told(driver: Driver) -> str:
    """What the list says of itself."""
    return str(driver.app.screen.query_one("#register-state", OneLine).content)


@pytest.mark.long
@pytest.mark.parametrize("size", [NARROW, WIDE])
def test_a_source_is_found_opened_and_left_again(workspace: Workspace, size: tuple[int, int]) -> None:
    """W, a part of its name, Enter: its record and all it said; Backspace is the list with what was typed."""

    async def script(driver: Driver) -> None:
        await driver.press("W")
        assert driver.shows(Register)
        await driver.type("defense minis rus")
        assert told(driver).startswith(" 1 SOURCE of")
        if size == WIDE:
            assert "RECORD" in driver.app.screen.query_one("#entry", Detail).text
        await driver.press("enter")
        assert driver.shows(ReviewScreen)
        assert "Russia's Defense Ministry" in driver.detail
        assert "RECORD" in driver.detail
        assert "×" in driver.detail  # it took back what it had said of c4
        await driver.press("j", "enter")
        assert driver.screen.subject is not None
        assert driver.screen.subject.kind is Kind.CLAIM
        await driver.press("backspace", "backspace")
        assert driver.shows(Register)
        assert driver.app.screen.query_one("#wanted", Input).value == "defense minis rus"
        await driver.press("escape")
        assert driver.screen.subject == Target(Kind.CLAIM, 13)

    drive(workspace, script, size)


@pytest.mark.long
def test_a_name_that_is_mistyped_is_found(workspace: Workspace) -> None:
    """What no name has is looked for among those most like it."""

    async def script(driver: Driver) -> None:
        await driver.press("W")
        await driver.type("Moscw Tmes")
        await driver.press("enter")
        assert "The Moscow Times" in driver.detail

    drive(workspace, script)


@pytest.mark.long
def test_a_document_is_found_and_taken_back_from_its_page(workspace: Workspace) -> None:
    """O, a part of its address, Enter: all that was read there; c takes it back, which the list then shows."""

    async def script(driver: Driver) -> None:
        await driver.press("O")
        await driver.type("fictional-follow")
        await driver.press("enter")
        assert "SAID " in driver.detail
        await driver.press("c")
        await driver.type("pulled by its outlet")
        await driver.press("enter")
        assert "the document is taken back" in driver.notices
        assert "taken back" in driver.detail
        await driver.press("O")
        rows = [str(entry.said) for entry in driver.app.screen._listed]  # type: ignore[attr-defined]  # noqa: SLF001
        assert sum("taken back" in row for row in rows) == 1

    drive(workspace, script)
    documents = show(workspace, "c13").context.documents.values()
    assert [document.url for document in documents if document.retracted] == ["https://example.org/fictional-follow-up"]


@pytest.mark.long
def test_the_document_that_is_read_is_chosen_among_those_read_before(workspace: Workspace) -> None:
    """D proposes known documents while the address is typed; Down and Enter take one for what is said then."""

    async def script(driver: Driver) -> None:
        await driver.press("d")
        await driver.type("follow")
        await driver.press("down", "enter")
        assert "reading Example Wire" in driver.line("state")
        await driver.press("a")
        await driver.type("Poland says @ 2024-11-30")
        await driver.press("enter")
        said = show(workspace, "c13")
        [read] = [
            one.attribution.document
            for one in said.full.attributions
            if said.context.registry.sources[one.attribution.origin].name == "Poland"
        ]
        assert read is not None
        assert said.context.documents[read].url == "https://example.org/fictional-follow-up"

    drive(workspace, script)
