"""Looking back along both clocks: what had been said by then, as known at a revision."""

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace
from textual.widgets import Input, Static

from tests.services.chronicle import Newsroom
from tests.tui.conftest import NOW
from tests.tui.driving import NARROW, Driver, drive
from verifier.domain.errors import VerifierError
from verifier.services.record.actions import Options, say_of_all
from verifier.services.reporting.files import ReportFile, write_report_file
from verifier.services.reporting.reports import Report
from verifier.services.review.asked import Asked, When
from verifier.services.review.claim_views import list_claims, show
from verifier.services.review.moments import read_when
from verifier.services.review.pager import head_revision
from verifier.services.workspace import Workspace
from verifier.storage.db.location import Location
from verifier.tui.screens.moment import AsOf
from verifier.tui.screens.review import ReviewScreen
from verifier.tui.state import Review, View

DAY = 86_400_000_000
SAID = 1_732_147_199_999_999
"""The end of 20 November 2024, UTC."""
SEEDS = range(2)
STEPS = 10


@pytest.fixture
def newsroom(database: Location) -> Iterator[Workspace]:
    """A workspace whose clock ticks a second at a time."""
    ticks = itertools.count(NOW + DAY, 1_000_000)
    workspace = Workspace(database, "ann", clock=lambda: next(ticks))
    workspace.initialise()
    yield workspace
    workspace.close()


@pytest.mark.long
@pytest.mark.parametrize("seed", SEEDS)
def test_the_screen_lists_what_list_lists_at_every_revision(newsroom: Workspace, seed: int) -> None:
    """After a random history, at each revision and instant, lines and counts are those of `list` and `disputed`."""
    history = Newsroom(newsroom, seed)
    for _ in range(STEPS):
        history.step()
    review = Review(newsroom)
    for known, said in itertools.product(range(head_revision(newsroom) + 1), (None, SAID, SAID + DAY)):
        when = When(said, known)
        for view, disputed in ((View.ALL, False), (View.DISPUTED, True)):
            found = review.find(replace(review.wanted, view=view, when=when), lambda: False)
            assert found is not None
            listed = list_claims(newsroom, Asked(still_disputed=disputed, when=when)).claims
            assert tuple(found.pager.rows(0, len(found.pager))) == listed
            assert found.pager.total == len(list_claims(newsroom, Asked(when=when)).claims)


def test_a_view_that_can_list_nothing_counts_the_claims_of_then(workspace: Workspace) -> None:
    """Where a filter contradicts the view, the total is still that of the moment asked about."""
    totals = []
    for when in (When(), When(known=1), When(said=5)):
        review = Review(workspace, "status:disputed", when)
        review.wanted = replace(review.wanted, view=View.UNCONFIRMED)
        review.open()
        totals.append((len(review.pager), review.pager.total))
    assert totals == [(0, 17), (0, 0), (0, 0)]


def both_clocks(workspace: Workspace) -> Review:
    """A review as of 22 November 2024 as known at r2, before the follow-up was logged."""
    moment = "2024-11-22 known r2"
    return Review(workspace, "", read_when(workspace, moment), moment)


@pytest.mark.long
def test_both_clocks_are_told_and_nothing_can_be_written(workspace: Workspace) -> None:
    """The banner names both; keys that write are gone and do nothing; Esc comes back to now."""

    async def script(driver: Driver) -> None:
        assert driver.line("banner").startswith(
            " AS OF 22 Nov 2024 23:59 UTC · AS KNOWN AT r2 (1 Dec 2024 12:00 UTC): what had been said and recorded by "
            "then. Writing is off."
        )
        assert "22 Nov 2024 23:59 UTC" in driver.line("state")
        assert "a Say" not in driver.keys
        for key in ("a", "A", "N", "e", "u", "U"):
            await driver.press(key)
            assert isinstance(driver.app.screen, ReviewScreen)
        await driver.press("escape")
        assert (driver.line("banner"), driver.review.wanted.when, driver.review.wanted.moment) == ("", When(), "")
        assert "a Say" in driver.keys

    drive(workspace, script, review=both_clocks(workspace))


@pytest.mark.long
def test_list_detail_and_export_are_of_that_moment(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was said later, or recorded later of an earlier day, is in none of them."""
    monkeypatch.chdir(tmp_path)
    say_of_all(workspace, [1], "Poland denies @ 2024-11-20", Options())
    when = read_when(workspace, "2024-11-22 known r2")

    async def script(driver: Driver) -> None:
        assert "Poland" not in driver.detail
        await driver.press("v", "v")
        asked = Asked(when=when)
        assert driver.listed == [line.number for line in list_claims(workspace, asked).claims]
        assert f"ALL {len(driver.listed)} of {len(driver.listed)}" in driver.line("state")
        place = driver.listed.index(1)
        await driver.press(*"j" * place)
        why = show(workspace, "c1", when).full.answer.why
        assert " ".join(why.split()[:6]) in " ".join(driver.detail.split())
        assert "Poland" not in driver.detail
        await driver.press("x")

    drive(workspace, script, review=both_clocks(workspace))
    [written] = tmp_path.glob("verifier-all-*.csv")
    write_report_file(workspace, ReportFile(Report.CLAIMS, Asked(when=when), tmp_path / "same.csv", ""))
    assert written.read_bytes() == (tmp_path / "same.csv").read_bytes()
    assert written.read_bytes() != b""


@pytest.mark.long
def test_the_prompt_takes_both_clocks(workspace: Workspace) -> None:
    """What is typed is echoed as understood; the prompt begins with it the next time, and emptied it leads to now."""

    async def script(driver: Driver) -> None:
        await driver.press("t")
        await driver.type("2024-11-22 known r2")
        echo = str(driver.app.screen.query_one("#echo", Static).content)
        assert echo == "said until 22 Nov 2024 23:59 UTC, recorded until r2 (1 Dec 2024 12:00 UTC)"
        await driver.press("enter")
        await driver.settled()
        assert driver.review.wanted.when == read_when(workspace, "2024-11-22 known r2")
        assert "AS KNOWN AT r2" in driver.line("banner")
        await driver.press("t")
        box = driver.app.screen.query_one("#when", Input)
        assert box.value == "2024-11-22 known r2"
        box.clear()
        await driver.press("enter")
        await driver.settled()
        assert driver.review.wanted.when == When()

    drive(workspace, script)


@pytest.mark.long
@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("2024-11-22 known r99", "revision r99 is not known. The newest is r3"),
        ("2024-11-22 known", "by when something was recorded is missing behind 'known'"),
        ("r2", "'r2' is a revision and no date"),
        ("soonish known r2", "'soonish' is no date that can be read. Write it like 2024-11-19"),
        ("2024-11-22 r2", "'r2'"),
        ("known 11/12/2024", "11 December 2024 or 12 November 2024"),
    ],
)
def test_what_cannot_be_read_stays_with_what_to_write(workspace: Workspace, typed: str, told: str) -> None:
    """The box stays open with the text in it and says what is wrong; the list stays of now."""

    async def script(driver: Driver) -> None:
        await driver.press("t")
        await driver.type(typed)
        await driver.press("enter")
        await driver.settled()
        assert isinstance(driver.app.screen, AsOf)
        assert driver.app.screen.query_one("#when", Input).value == typed
        assert told in driver.line("fault")
        assert driver.review.wanted.when == When()

    drive(workspace, script, NARROW)


@pytest.mark.parametrize(
    ("typed", "when"),
    [
        ("", When()),
        ("  ", When()),
        ("2024-11-20", When(said=SAID)),
        ("known r2", When(known=2)),
        ("2024-11-20 known r2", When(SAID, 2)),
        ("2024-11-20, as known at r2", When(SAID, 2)),
        ("2024-11-20 KNOWN 2024-12-01", When(SAID, 3)),
        ("known 2024-11-20", When(known=0)),
        ("known yesterday", When(known=0)),
    ],
)
def test_a_moment_is_read_as_written(workspace: Workspace, typed: str, when: When) -> None:
    """A date is along what was said, what stands behind `known` along what was recorded; nothing is now."""
    assert read_when(workspace, typed) == when


def test_before_the_first_revision_nothing_was_known(workspace: Workspace) -> None:
    """The list is empty, and the banner says why."""

    async def script(driver: Driver) -> None:
        assert "AS KNOWN AT r0 (before the first): what had been recorded by then" in driver.line("banner")
        assert driver.line("state").startswith(" % DISPUTED 0 of 0")

    drive(workspace, script, review=Review(workspace, when=When(known=0)), ascii_only=True)


def test_a_moment_that_cannot_be_read_is_refused_with_its_kind(workspace: Workspace) -> None:
    """Outside of the screen the errors are verifier's own."""
    with pytest.raises(VerifierError, match="For what was recorded by then, write known r12"):
        read_when(workspace, "gestern")
