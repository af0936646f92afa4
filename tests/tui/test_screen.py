"""The screen as it is driven: what keys do to the state, and to what is stored."""

from pathlib import Path

import pytest
from textual.widgets import Input, OptionList, Static

from tests.tui.driving import NARROW, WIDE, Driver, drive
from verifier.domain.model.claims import Status, Verdict
from verifier.services.correct.amend import amend_claim
from verifier.services.record.actions import Options, say_of_all
from verifier.services.review.claim_views import show
from verifier.services.review.privacy import Privacy
from verifier.services.workspace import Workspace
from verifier.tui.screens.review import ReviewScreen
from verifier.tui.screens.say import Say
from verifier.tui.screens.undo import Undo
from verifier.tui.screens.unknown import UnknownName
from verifier.tui.state import Review, View
from verifier.tui.widgets.claims import ClaimList
from verifier.tui.widgets.lines import Detail


def test_the_disputed_are_listed_with_the_first_in_full(workspace: Workspace) -> None:
    """The screen opens on what is still disputed, newest first, and shows the first claim."""

    async def script(driver: Driver) -> None:
        assert driver.listed == [13, 3, 8, 9, 2, 10, 7, 17]
        assert driver.line("state").startswith(" ⇄ DISPUTED 8 of 17")
        assert "The White House limited Ukraine's use" in driver.detail
        assert "STATUS OVER TIME" in driver.detail

    drive(workspace, script)


@pytest.mark.parametrize(("size", "height"), [(NARROW, 1), ((110, 30), 2), (WIDE, 2)])
def test_rows_have_two_lines_where_there_is_room(workspace: Workspace, size: tuple[int, int], height: int) -> None:
    """From 110 columns on a row has two lines."""

    async def script(driver: Driver) -> None:
        assert driver.screen.query_one(ClaimList).row_height == height

    drive(workspace, script, size)


@pytest.mark.long
def test_resizing_lays_out_anew(workspace: Workspace) -> None:
    """A terminal made narrower stacks list and claim; the current claim stays."""

    async def script(driver: Driver) -> None:
        await driver.press("j", "j")
        await driver.pilot.resize_terminal(*NARROW)
        await driver.settled()
        assert driver.screen.has_class("-stacked")
        assert driver.screen.query_one(ClaimList).row_height == 1
        assert driver.review.spot.claim == 8

    drive(workspace, script)


def test_moving_shows_the_claim_moved_to(workspace: Workspace) -> None:
    """j, G, k and g move; the detail follows."""

    async def script(driver: Driver) -> None:
        seen = []
        for key in ("j", "G", "k", "g"):
            await driver.press(key)
            seen.append(driver.review.spot.claim)
        assert seen == [3, 17, 7, 13]
        assert "c13" in driver.detail

    drive(workspace, script)


@pytest.mark.long
@pytest.mark.parametrize("size", [NARROW, WIDE])
def test_the_current_claim_is_always_to_be_seen(workspace: Workspace, size: tuple[int, int]) -> None:
    """Jumping to the last and back to the first scrolls so far that the line is on the screen."""

    async def script(driver: Driver) -> None:
        await driver.press("v", "v")
        claims = driver.screen.query_one(ClaimList)
        for key in ("G", "g"):
            await driver.press(key)
            line = driver.review.spot.place * claims.row_height - claims.scroll_offset.y
            assert 0 <= line <= claims.size.height - claims.row_height
            assert not claims.region.overlaps(driver.screen.query_one(Detail).region)

    drive(workspace, script, size)


@pytest.mark.long
def test_views_follow_one_another_and_remember_their_claim(workspace: Workspace) -> None:
    """V goes round the views; each comes back to its claim."""

    async def script(driver: Driver) -> None:
        await driver.press("j", "j")
        views = []
        for _ in View:
            await driver.press("v")
            views.append((driver.review.wanted.view, len(driver.review.pager)))
        assert views == [
            (View.UNCONFIRMED, 3),
            (View.ALL, 17),
            (View.REVIEW_DUE, 0),
            (View.CHANGED, 0),
            (View.DISPUTED, 8),
        ]
        assert driver.review.spot.claim == 8

    drive(workspace, script)


def test_a_filter_is_seen_and_esc_clears_it(workspace: Workspace) -> None:
    """A query filters while it is typed, stays visible, and Esc takes it back."""

    async def script(driver: Driver) -> None:
        await driver.press("slash")
        await driver.type("karachev")
        assert driver.listed == [10]
        await driver.press("enter")
        assert isinstance(driver.app.focused, ClaimList)
        assert "/ karachev" in driver.line("state")
        await driver.press("escape")
        assert len(driver.listed) == 8
        assert "/ karachev" not in driver.line("state")

    drive(workspace, script)


def test_a_filter_that_cannot_be_read_keeps_the_list_and_what_was_typed(workspace: Workspace) -> None:
    """An unknown field is told; list and text stay."""

    async def script(driver: Driver) -> None:
        await driver.press("slash")
        await driver.type("colour:red")
        await driver.press("enter")
        assert driver.screen.query_one("#filter", Input).value == "colour:red"
        assert len(driver.listed) == 8
        assert any("colour:" in notice for notice in driver.notices)

    drive(workspace, script)


@pytest.mark.long
def test_a_phrase_is_previewed_and_recorded(workspace: Workspace) -> None:
    """The say box tells what a phrase would do; Enter records just that."""

    async def script(driver: Driver) -> None:
        await driver.press("v", "v", "slash")
        await driver.type("key:bryansk-damaged")
        await driver.press("enter", "a")
        await driver.type("Kyiv confirms @ 2024-11-30")
        preview = str(driver.app.screen.query_one("#preview", Static).content)
        assert "+ Ukraine, official, 30 Nov 2024" in preview
        assert "↺ withdrawn → › single-source" in preview
        assert show(workspace, "bryansk-damaged").full.answer.status is Status.WITHDRAWN
        await driver.press("enter")
        assert driver.shows(ReviewScreen)
        answer = show(workspace, "bryansk-damaged").full.answer
        assert (answer.status, answer.affirmed_by) == (Status.SINGLE_SOURCE, ("Ukraine",))

    drive(workspace, script)


@pytest.mark.long
def test_a_name_is_completed_from_any_part_of_it(workspace: Workspace) -> None:
    """A word from inside a name proposes the name; Tab takes it."""

    async def script(driver: Driver) -> None:
        await driver.press("a")
        await driver.type("denied by general st")
        await driver.press("tab")
        assert driver.app.screen.query_one("#phrase", Input).value == "denied by General Staff of Ukraine "

    drive(workspace, script)


@pytest.mark.long
def test_an_error_keeps_what_was_typed(workspace: Workspace) -> None:
    """What cannot be read is told in the box, with the text still there; nothing is recorded."""

    async def script(driver: Driver) -> None:
        revision = driver.review.revision
        await driver.press("a")
        await driver.type("Kyiv denies @ 11/12/2024")
        await driver.press("enter")
        assert driver.shows(Say)
        assert "11 December 2024 or 12 November 2024" in driver.line("fault")
        assert driver.app.screen.query_one("#phrase", Input).value == "Kyiv denies @ 11/12/2024"
        await driver.press("escape", "r")
        assert driver.review.revision == revision

    drive(workspace, script)


@pytest.mark.long
def test_an_unknown_name_is_asked_about_in_place(workspace: Workspace) -> None:
    """A name that is not known asks who it is; the closest one can be taken."""

    async def script(driver: Driver) -> None:
        await driver.press("a")
        await driver.type("Ukraines Generl Staff says @ 2024-11-30")
        await driver.press("enter")
        await driver.settled()
        assert driver.shows(UnknownName)
        assert driver.app.screen.query_one(OptionList).option_count >= 3
        await driver.press("enter")
        await driver.settled()
        assert driver.shows(ReviewScreen)
        assert "Ukraine's General Staff" in show(workspace, "c13").full.answer.affirmed_by

    drive(workspace, script)


@pytest.mark.long
def test_marks_bound_what_is_done_and_only_what_is_shown(workspace: Workspace) -> None:
    """A phrase goes to the marked claims that the filter shows, in one revision, and to no others."""

    async def script(driver: Driver) -> None:
        revision = driver.review.revision
        await driver.press("space", "space", "space")
        assert driver.review.spot.marks == {13, 3, 8}
        await driver.press("slash")
        await driver.type("bryansk")
        await driver.press("enter")
        assert driver.review.targets == [3, 8]
        await driver.press("a")
        await driver.type("Poland says @ 2024-11-30")
        await driver.press("enter")
        await driver.press("r")
        assert driver.review.revision == revision + 1
        said = {ref: "Poland" in show(workspace, ref).full.answer.affirmed_by for ref in ("c13", "c3", "c8")}
        assert said == {"c13": False, "c3": True, "c8": True}
        assert driver.review.spot.marks == {13}

    drive(workspace, script)


def test_everything_shown_can_be_marked_and_unmarked(workspace: Workspace) -> None:
    """V marks all that is shown; again, none."""

    async def script(driver: Driver) -> None:
        await driver.press("V")
        assert driver.review.targets == sorted(driver.listed)
        assert "8 marked" in driver.line("state")
        await driver.press("V")
        assert driver.review.shown_marks == set()

    drive(workspace, script)


@pytest.mark.long
def test_a_verdict_needs_a_reason_and_is_recorded(workspace: Workspace) -> None:
    """Without a reason it is refused in the box; with one it is recorded as the analyst's."""

    async def script(driver: Driver) -> None:
        await driver.press("A", "down", "down", "tab", "enter")
        assert "the reason is empty" in driver.line("fault")
        await driver.type("No damage seen")
        await driver.press("enter")
        await driver.settled()
        [assessment] = show(workspace, "c13").full.answer.assessments
        assert (assessment.verdict, assessment.rationale) == (Verdict.REFUTED, "No damage seen")
        assert assessment.analyst == "ann"

    drive(workspace, script)


@pytest.mark.long
def test_a_new_claim_is_recorded_with_its_first_attribution(workspace: Workspace) -> None:
    """The form makes a claim as `log` does."""

    async def script(driver: Driver) -> None:
        await driver.press("N")
        await driver.type("A bridge was hit")
        await driver.press("tab")
        await driver.type("Moscow says @ 2024-11-30")
        await driver.press("tab")
        await driver.type("bridge")
        await driver.press("enter")
        await driver.settled()
        answer = show(workspace, "bridge").full.answer
        assert (answer.claim.text, answer.status) == ("A bridge was hit", Status.SINGLE_SOURCE)

    drive(workspace, script)


@pytest.mark.long
def test_looking_back_turns_writing_off(workspace: Workspace) -> None:
    """As of a date the list is that day's, a banner says so, `a` does nothing, and Esc comes back."""

    async def script(driver: Driver) -> None:
        await driver.press("t")
        await driver.type("2024-11-22")
        await driver.press("enter")
        await driver.settled()
        assert "AS OF 22 Nov 2024 23:59 UTC" in driver.line("banner")
        assert 1 in driver.listed
        await driver.press("a")
        assert driver.shows(ReviewScreen)
        await driver.press("escape")
        assert driver.line("banner") == ""
        assert 1 not in driver.listed

    drive(workspace, script)


def test_others_writes_appear_with_selection_and_scroll_kept(workspace: Workspace) -> None:
    """Another process's claim comes into the list; the current one stays current."""

    async def script(driver: Driver) -> None:
        await driver.press("j", "j", "j")
        say_of_all(workspace, [1], "Moscow denies @ 2024-11-30", Options())
        driver.screen.poll()
        await driver.settled()
        await driver.settled()
        assert driver.listed[0] == 1
        assert (driver.review.spot.claim, driver.review.spot.place) == (9, 4)

    drive(workspace, script)


def test_a_database_that_is_gone_is_told_and_read_again_when_it_is_back(workspace: Workspace) -> None:
    """There is a line that says so, and no end of the program; once it is back all is well."""
    path = workspace.location.path
    assert path is not None
    away = path.with_name("away.db")

    async def script(driver: Driver) -> None:
        path.rename(away)
        driver.screen.poll()
        await driver.settled()
        assert "is gone" in driver.line("trouble")
        away.rename(path)
        await driver.press("r")
        assert driver.line("trouble") == ""
        assert len(driver.listed) == 8

    drive(workspace, script)


def test_the_view_is_exported_as_csv(workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """X writes the claims of the view, and no others."""
    monkeypatch.chdir(tmp_path)

    async def script(driver: Driver) -> None:
        await driver.press("x")

    drive(workspace, script)
    [written] = tmp_path.glob("verifier-disputed-*.csv")
    assert written.read_text("utf-8-sig").splitlines()[1].startswith("c13,")
    assert len(written.read_text("utf-8-sig").splitlines()) == 9


def test_what_is_exported_is_what_may_leave(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The private tags are those of the settings, here one that the first claim of the view has."""
    monkeypatch.chdir(tmp_path)
    amend_claim(workspace, "c13", {"tags": "secret"}, "asked for")

    async def script(driver: Driver) -> None:
        driver.review.privacy = Privacy(("secret",))
        await driver.press("x")

    drive(workspace, script)
    [written] = tmp_path.glob("verifier-disputed-*.csv")
    assert not [line for line in written.read_text("utf-8-sig").splitlines() if line.startswith("c13,")]


@pytest.mark.parametrize(
    "hostile", ["they [in the West] want escalation", "[/] [bold]x", "a\u202eb [red]", "[@click=app.quit]q"]
)
def test_hostile_text_is_shown_and_not_obeyed(workspace: Workspace, hostile: str) -> None:
    """Brackets stay, markup is no markup, overrides of direction are written out."""
    say_of_all(workspace, [13], f'Kyiv says: "{hostile}" @ 2024-11-30', Options())

    async def script(driver: Driver) -> None:
        assert hostile.replace("\u202e", "\\u202e") in driver.detail

    drive(workspace, script)


def test_keys_can_be_mapped_anew(workspace: Workspace) -> None:
    """A key of the config does what the old one did, which does nothing any more."""

    async def script(driver: Driver) -> None:
        await driver.press("v")
        before = driver.review.wanted.view
        await driver.press("f5")
        assert (before, driver.review.wanted.view) == (View.DISPUTED, View.UNCONFIRMED)

    drive(workspace, script, remapped={"find.view": "f5"})


@pytest.mark.long
def test_a_revision_is_taken_back_and_brought_back(workspace: Workspace) -> None:
    """U shows what would be taken back and takes it; U brings it back."""

    async def script(driver: Driver) -> None:
        say_of_all(workspace, [13], "Poland says @ 2024-11-30", Options())
        await driver.press("u")
        assert driver.shows(Undo)
        await driver.press("down", "enter")
        assert "Poland" not in show(workspace, "c13").full.answer.affirmed_by
        await driver.press("U", "down", "enter")
        assert "Poland" in show(workspace, "c13").full.answer.affirmed_by

    drive(workspace, script)


def test_a_click_selects_and_the_bar_acts(workspace: Workspace) -> None:
    """The mouse does what keys do."""

    async def script(driver: Driver) -> None:
        await driver.pilot.click(ClaimList, offset=(20, 4))
        await driver.settled()
        assert driver.review.spot.claim == 8
        await driver.pilot.click("#keys", offset=(2, 0))
        await driver.settled()
        assert driver.shows(Say)

    drive(workspace, script)


def test_a_query_given_at_the_start_filters(workspace: Workspace) -> None:
    """`review QUERY` begins with the query as filter."""

    async def script(driver: Driver) -> None:
        assert driver.listed == [10]

    drive(workspace, script, review=Review(workspace, "karachev"))
