"""Walking from a claim to its sources, documents and linked claims and back, and acting on what is gone to."""

import re

import pytest
from textual.widgets import Input

from tests.tui.driving import NARROW, WIDE, Driver, drive
from verifier.domain.model.claims import LinkKind
from verifier.domain.model.statements import Stance
from verifier.reports.text.page import Kind
from verifier.reports.track_records import SETTLED_WORDS
from verifier.services.record.actions import Options, say_of_all
from verifier.services.review.claim_views import show
from verifier.services.review.track_record import track_record
from verifier.services.workspace import Workspace
from verifier.tui.screens.correct import Correct
from verifier.tui.screens.review import ReviewScreen
from verifier.tui.screens.say import Say
from verifier.tui.state import Review
from verifier.tui.widgets.lines import Detail


async def go_to(driver: Driver, kind: Kind, number: int | None = None) -> None:
    """Press j until the row of a kind, and of a number, is reached."""
    for _ in range(60):
        await driver.pilot.press("j")
        target = driver.screen.query_one(Detail).target
        if target and target.kind is kind and number in {None, target.number}:
            return
    raise AssertionError(driver.detail)


@pytest.mark.long
def test_a_source_opens_from_its_row_and_backspace_returns(workspace: Workspace) -> None:
    """Tab, j, Enter: all that source said, with its record; Backspace is the claim again, on the row it was left."""

    async def script(driver: Driver) -> None:
        before = driver.detail
        await driver.press("tab", "j")
        name = show(workspace, "c13").full.answer.affirmed_by[0]
        await driver.press("enter")
        assert "RECORD\n" in driver.detail
        assert f"\n{name}\n" in f"\n{driver.detail}\n"
        assert "c13 " in driver.detail
        await driver.press("backspace")
        assert driver.detail == before
        assert driver.review.spot.claim == 13

    drive(workspace, script)


@pytest.mark.long
@pytest.mark.parametrize("size", [NARROW, WIDE])
def test_the_page_of_a_source_has_its_track_record(workspace: Workspace, size: tuple[int, int]) -> None:
    """What it affirmed and denied by status and by who settled it, with refs, as `source record` counts it."""
    say_of_all(workspace, [13], "Russia's Defense Ministry denies @ 2024-11-30", Options())

    async def script(driver: Driver) -> None:
        await driver.press("W")
        await driver.type("defense minis rus")
        await driver.press("enter")
        found = track_record(workspace, "Russia's Defense Ministry")
        told = " ".join(driver.detail.split())
        assert "Russian MoD" not in told
        assert "Russian Ministry of Defense, " in told
        assert re.search(r", \d+ more kind military party Russia ", told)
        assert "RECORD the official voice of Russia, whoever spoke for it, took sides on" in told
        assert {tally.stance for tally in found.tallies} >= {Stance.AFFIRMS, Stance.DENIES}
        for tally in found.tallies:
            about = [tally.what, SETTLED_WORDS[tally.settled]] if tally.settled else []
            assert " ".join((*about, str(len(tally.refs)), *tally.refs)) in told
        await driver.press("backspace")
        driver.app.screen.query_one("#wanted", Input).value = ""
        await driver.type("Moscow Times")
        await driver.press("enter")
        assert "took sides on" in driver.detail

    drive(workspace, script, size)


@pytest.mark.long
def test_at_a_time_of_other_rules_a_source_has_its_counts_alone(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No record is kept under rules that no longer hold: the page says how many claims stand how."""
    monkeypatch.setattr("verifier.services.review.track_record.by_other_rules", lambda *_: True)

    async def script(driver: Driver) -> None:
        await driver.press("t")
        await driver.type("known r2")
        await driver.press("enter", "W")
        await driver.type("defense minis rus")
        await driver.press("enter")
        assert "RECORD\n  affirmed" in driver.detail
        assert driver.line("trouble") == ""

    drive(workspace, script)


@pytest.mark.long
def test_what_a_document_said_opens_and_is_retracted_from_there(workspace: Workspace) -> None:
    """The document of a claim tells all its statements; c takes it back, which the claims then show."""

    async def script(driver: Driver) -> None:
        await driver.press("v", "v", "slash")
        await driver.type("key:bryansk-damaged")
        await driver.press("enter", "tab")
        await go_to(driver, Kind.DOCUMENT)
        await driver.press("enter")
        assert "SAID " in driver.detail
        await driver.press("c")
        await driver.type("pulled by its outlet")
        await driver.press("enter")
        assert "the document is taken back" in driver.notices
        assert "taken back" in driver.detail

    drive(workspace, script)


@pytest.mark.long
def test_a_linked_claim_opens_and_is_acted_upon(workspace: Workspace) -> None:
    """M links, Enter on the link opens the other claim, and what is said is said of it."""

    async def script(driver: Driver) -> None:
        await driver.press("m", "down", "tab")
        await driver.type("c3")
        await driver.press("enter")
        found = {(link.claim, link.kind, link.other) for link in show(workspace, "c13").full.links}
        assert (13, LinkKind.ENTAILS, 3) in found
        await driver.press("tab")
        await go_to(driver, Kind.CLAIM, 3)
        await driver.press("enter", "a")
        assert driver.shows(Say)
        await driver.type("Poland says @ 2024-11-30")
        await driver.press("enter")
        assert "Poland" in show(workspace, "c3").full.answer.affirmed_by
        assert "Poland" not in show(workspace, "c13").full.answer.affirmed_by

    drive(workspace, script)


@pytest.mark.long
def test_an_attribution_is_voided_and_replaced_from_its_row(workspace: Workspace) -> None:
    """C on a row asks for what is right instead and why; without a phrase the attribution is voided."""

    async def script(driver: Driver) -> None:
        first = show(workspace, "c13").full.attributions
        await driver.press("v", "v", "tab", "j", "c")
        assert driver.shows(Correct)
        await driver.press("tab", "enter")
        assert "the reason is empty" in driver.line("fault")
        await driver.type("never said")
        await driver.press("enter")
        assert driver.shows(ReviewScreen)
        assert len(show(workspace, "c13").full.attributions) == len(first) - 1
        await driver.press("c")
        await driver.type("Poland denies")
        await driver.press("enter")
        await driver.type("it was Poland")
        await driver.press("enter")
        assert "Poland" in show(workspace, "c13").full.answer.denied_by

    drive(workspace, script, review=Review(workspace, "key:atacms-kursk-only"))


@pytest.mark.long
def test_history_and_comparison_are_tabs_of_the_claim(workspace: Workspace) -> None:
    """H tells what was recorded, = compares with another moment of either clock, Backspace is the claim."""

    async def script(driver: Driver) -> None:
        page = driver.detail
        await driver.press("h")
        assert "RECORDED ABOUT c13" in driver.detail
        await driver.press("equals_sign")
        await driver.type("2024-11-22")
        await driver.press("enter")
        assert "22 Nov 2024" in driver.detail
        await driver.press("equals_sign")
        await driver.type("known r2")
        await driver.press("enter")
        assert "r2" in driver.detail
        await driver.press("backspace")
        assert driver.detail == page

    drive(workspace, script)


@pytest.mark.long
def test_moving_in_the_list_ends_the_walk(workspace: Workspace) -> None:
    """The page is of the current claim again, and everything can be walked at 80 columns too."""

    async def script(driver: Driver) -> None:
        await driver.press("tab", "j", "enter")
        assert "RECORD" in driver.detail
        await driver.press("tab", "j")
        assert "c3" in driver.detail.splitlines()[0]

    drive(workspace, script, NARROW)
