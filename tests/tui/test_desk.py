"""A day's work at the screen: an article logged, a list narrowed, a view gone through claim by claim."""

import re

import pytest
from msgspec.structs import replace
from textual.command import CommandList, CommandPalette
from textual.widgets import Input, Static

from tests.tui.driving import Driver, drive
from verifier.domain.model.claims import Status
from verifier.domain.model.time import DAY
from verifier.services.review.claim_views import show
from verifier.services.review.last_look import last_look
from verifier.services.review.pager import head_revision
from verifier.services.workspace import Workspace
from verifier.tui.state import Review, View


@pytest.mark.long
def test_an_article_is_logged_under_one_document(workspace: Workspace) -> None:
    """The key d names it once; two phrases in one box and a new claim are read there; the claim is current then."""

    async def script(driver: Driver) -> None:
        revision = head_revision(workspace)
        await driver.press("d")
        await driver.type("https://example.org/article")
        await driver.press("tab")
        await driver.type("The Moscow Times")
        await driver.press("tab")
        await driver.type("2024-11-30")
        await driver.press("enter")
        assert "reading The Moscow Times" in driver.line("state")
        await driver.press("a")
        await driver.type("Poland says @ 2024-11-30")
        await driver.press("ctrl+n")
        await driver.type("unconfirmed by Germany")
        preview = str(driver.app.screen.query_one("#preview", Static).content)
        assert "+ Poland" in preview
        assert "? Germany" in preview
        await driver.press("enter")
        said = show(workspace, "c13")
        assert head_revision(workspace) == revision + 1
        urls = {
            said.context.documents[one.attribution.document].url
            for one in said.full.attributions
            if one.attribution.document and said.context.registry.sources[one.attribution.origin].name == "Poland"
        }
        assert urls == {"https://example.org/article"}
        await driver.press("N")
        await driver.type("A bridge was hit")
        await driver.press("tab")
        await driver.type("Moscow says")
        await driver.press("enter")
        assert driver.review.spot.claim == 18
        assert "A bridge was hit" in driver.detail
        assert [one.url for one in show(workspace, "c18").context.documents.values()] == ["https://example.org/article"]

    drive(workspace, script)


@pytest.mark.long
def test_where_all_marked_claims_would_go_is_told_beforehand(workspace: Workspace) -> None:
    """Every one that would move, by its ref, and how many stay."""

    async def script(driver: Driver) -> None:
        await driver.press("space", "space", "a")
        await driver.type("Poland denies @ 2024-11-30")
        preview = str(driver.app.screen.query_one("#preview", Static).content)
        assert "c13 ⇄ disputed → « rebutted" in preview
        assert "1 of 2 stay as they are" in preview

    drive(workspace, script)


@pytest.mark.long
def test_a_list_is_narrowed_by_its_parts(workspace: Workspace) -> None:
    """The line of parts has exact counts by flag, party, tag and source; a digit narrows, Esc widens again."""

    async def script(driver: Driver) -> None:
        await driver.counted()
        for told in ("flag 1 anonymous 3", "party . Russia 7", "tag . bryansk 7", "who . Russia's", "place . Bryansk"):
            assert re.search(told, driver.parts), driver.parts
        await driver.press("1")
        assert driver.review.wanted.text == "flag:anonymous"
        assert len(driver.listed) == 3
        await driver.counted()
        assert "anonymous" not in driver.parts
        await driver.press("escape", "v", "v")
        await driver.counted()
        assert "status 1 disputed 8" in driver.parts
        await driver.press("1")
        assert (driver.review.wanted.view, driver.review.wanted.text) == (View.ALL, "status:disputed")
        assert len(driver.listed) == 8

    drive(workspace, script)


@pytest.mark.long
def test_every_part_can_be_chosen_in_a_box(workspace: Workspace) -> None:
    """F offers all of them with exact counts; what is chosen becomes the filter, and is among those typed before."""

    async def script(driver: Driver) -> None:
        await driver.press("v", "v", "f")
        found = driver.review.facets() or []
        assert ("status:disputed", 8) in {(facet.term, facet.claims) for facet in found}
        await driver.press("down", "enter")
        assert driver.review.wanted.text == found[1].term
        assert len(driver.listed) == found[1].claims
        assert driver.review.look.filters[0] == found[1].term

    drive(workspace, script)


@pytest.mark.long
def test_the_parts_of_what_changed_and_of_the_past_are_counted_too(workspace: Workspace) -> None:
    """As of a date the line counts that day's list; a part chosen there leaves as many claims as were told."""

    async def script(driver: Driver) -> None:
        await driver.press("t")
        await driver.type("2024-11-20")
        await driver.press("enter", "v", "v")
        found = driver.review.facets() or []
        assert {"status", "party", "tag", "who"} <= {facet.field for facet in found}
        for facet in {facet.field: facet for facet in found}.values():
            driver.screen.find(replace(driver.review.wanted, text="", query=driver.review.read_filter(facet.term)))
            await driver.settled()
            assert len(driver.listed) == facet.claims, facet

    drive(workspace, script)


@pytest.mark.long
def test_a_view_is_kept_under_a_name_and_found_at_the_next_start(workspace: Workspace) -> None:
    """View, filter and order under a name: listed, told in the state line, restored at the start, and forgotten."""

    async def script(driver: Driver) -> None:
        await driver.press("v", "v", "slash")
        await driver.type("tag:bryansk")
        await driver.press("enter", "s", "F", "tab")
        await driver.type("the Bryansk strike")
        await driver.press("enter")
        assert "the Bryansk strike" in driver.line("state")
        listed = driver.listed
        await driver.press("escape", "v", "v")
        assert "the Bryansk strike" not in driver.line("state")
        await driver.press("F", "end", "enter")
        assert driver.listed == listed
        assert driver.review.wanted.sorting == "oldest"
        driver.review.leave()

    async def later(driver: Driver) -> None:
        assert "the Bryansk strike" in driver.line("state")
        await driver.press("F", "x", "escape")
        assert "the Bryansk strike" not in driver.line("state")
        assert last_look(workspace).views == {}

    drive(workspace, script, review=Review(workspace, look=last_look(workspace)))
    again = Review(workspace, look=last_look(workspace))
    again.restore()
    drive(workspace, later, review=again)


@pytest.mark.long
def test_the_filter_completes_tells_faults_and_goes_to_a_claim(workspace: Workspace) -> None:
    """Right takes what is proposed; a fault is told while typing; Up brings the last filter back; c12 goes there."""

    async def script(driver: Driver) -> None:
        await driver.press("slash")
        await driver.type("status:disp")
        await driver.press("right")
        box = driver.screen.query_one("#filter", Input)
        assert box.value == "status:disputed"
        await driver.press("enter", "escape", "slash")
        await driver.type("colour:red")
        assert "colour" in driver.line("reading")
        box.value = ""
        await driver.type("since:2024-11-24")
        assert driver.line("reading") == " since 24 Nov 2024 00:00"
        box.value = ""
        await driver.press("up")
        assert box.value == "status:disputed"
        box.value = ""
        await driver.type("c12")
        assert "go to this claim" in driver.line("reading")
        await driver.press("enter")
        assert (driver.review.wanted.view, driver.review.spot.claim) == (View.ALL, 12)
        assert "c12" in driver.detail.splitlines()[0]

    drive(workspace, script)


@pytest.mark.long
@pytest.mark.parametrize(
    ("typed", "told", "taken"),
    [
        ("st", "status:   stale:", "status:"),
        ("tag:bry", "bryansk", "tag:bryansk"),
        ("fl", "flag:", "flag:"),
        ("flag:gate", "one-gatekeeper", "flag:one-gatekeeper"),
        ("status:disputed,conf", "confirmed", "status:disputed,confirmed"),
        ('bryansk who:"general staff of ukr', "General Staff of Ukraine", 'bryansk who:"General Staff of Ukraine"'),
        ("party:ukr", "Ukraine", "party:Ukraine"),
        ("via:moscow", "The Moscow Times", None),
        ("key:casualt", "casualties", None),
        ("by:an", "ann", "by:ann"),
    ],
)
def test_every_field_is_completed(workspace: Workspace, typed: str, told: str, taken: str | None) -> None:
    """What it could go on with stands below; Tab takes the first, and then the filter can be read."""

    async def script(driver: Driver) -> None:
        await driver.press("slash")
        await driver.type(typed)
        assert told in driver.line("reading")
        if taken:
            await driver.press("tab")
            assert driver.screen.query_one("#filter", Input).value == taken
            if not taken.endswith(":"):
                await driver.press("enter")
                assert driver.review.wanted.text == taken

    drive(workspace, script)


@pytest.mark.long
def test_the_palette_finds_a_sentence_and_shows_its_key(workspace: Workspace) -> None:
    """What one wants to do is written in words, and done."""

    async def script(driver: Driver) -> None:
        await driver.press("ctrl+p")
        assert driver.shows(CommandPalette)
        for key in "seen":
            await driver.pilot.press(key)
        await driver.pilot.pause(0.6)
        options = driver.app.screen.query_one(CommandList)
        prompt = str(options.get_option_at_index(0).prompt)
        assert "Mark everything up to now as seen" in prompt
        assert "S   find.seen" in prompt

    drive(workspace, script)


@pytest.mark.long
def test_a_view_is_gone_through_claim_by_claim(workspace: Workspace) -> None:
    """T shows one claim alone with its place in the row; l puts off until tomorrow, n goes on, and the end is told."""
    clock = workspace.clock()
    now = [clock]
    workspace.clock = lambda: now[0]
    review = Review(workspace, look=last_look(workspace))

    async def script(driver: Driver) -> None:
        await driver.press("T")
        assert "TRIAGE 1 of 8" in driver.line("banner")
        assert driver.screen.has_class("zoomed")
        await driver.press("l")
        assert "TRIAGE 2 of 8" in driver.line("banner")
        assert driver.review.spot.claim == 3
        await driver.press("A", "down", "down", "tab")
        await driver.type("seen on images")
        await driver.press("enter")
        assert show(workspace, "c3").full.answer.status is Status.REFUTED
        await driver.press("n")
        assert "of 8" in driver.line("banner")
        await driver.press("escape")
        assert not driver.screen.has_class("zoomed")
        await driver.press("T")
        before = driver.line("banner")
        await driver.press("escape")
        now[0] += DAY
        await driver.press("r", "T")
        assert int(driver.line("banner").split()[3]) == int(before.split()[3]) + 1
        driver.review.leave()
        assert 13 in last_look(workspace).later

    drive(workspace, script, review=review)
