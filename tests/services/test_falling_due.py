"""Predictions: their time passes without anybody writing anything."""

import pytest

from tests.services.chronicle import NOW
from tests.services.clocks import Clock
from verifier.domain.model.claims import Status
from verifier.domain.model.time import DAY
from verifier.services.maintenance.check import check_database
from verifier.services.record.actions import Entry, log_entry, say_of
from verifier.services.review.asked import Asked, When
from verifier.services.review.claim_views import list_claims, show
from verifier.services.workspace import Workspace


@pytest.fixture
def workspace(empty: Workspace) -> Workspace:
    """A workspace with a prediction for the last month of 2024, and what is said of it within that month."""
    entry = Entry(
        "The bridge will fall", {"key": "bridge", "kind": "prediction", "happened": "2024-12"}, ("Moscow says",)
    )
    log_entry(empty, entry)
    return empty


def listed(workspace: Workspace, when: When | None = None) -> list[Status]:
    """The statuses on the list."""
    return [line.state.status for line in list_claims(workspace, Asked(when=when or When())).claims]


@pytest.mark.long
def test_a_prediction_is_not_checkable_until_its_time_has_passed(workspace: Workspace, clock: Clock) -> None:
    """List and page change by themselves once the day is over, and the database stays sound before and after."""
    for day, status in ((0, Status.NOT_CHECKABLE), (7, Status.NOT_CHECKABLE), (9, Status.SINGLE_SOURCE)):
        clock.now = NOW + day * DAY
        assert listed(workspace) == [status]
        assert show(workspace, "bridge").full.answer.status == status
        assert check_database(workspace).fault is None


def test_a_moment_asked_about_decides_and_not_the_clock(workspace: Workspace, clock: Clock) -> None:
    """As of a day before it falls due it is not checkable, whenever one asks."""
    clock.now = NOW + 30 * DAY
    assert listed(workspace, When(said=NOW + DAY)) == [Status.NOT_CHECKABLE]
    assert listed(workspace, When(said=NOW + 20 * DAY)) == [Status.SINGLE_SOURCE]


def test_what_is_said_after_it_fell_due_starts_from_there(workspace: Workspace, clock: Clock) -> None:
    """The next write tells the status it has had since it fell due as the one before."""
    clock.now = NOW + 9 * DAY
    recorded = say_of(workspace, Entry("bridge", phrases=("Kyiv denies",)))
    [move] = recorded.moves.values()
    assert move.before is not None
    assert (move.before.status, move.after.status) == (Status.SINGLE_SOURCE, Status.DISPUTED)
    assert check_database(workspace).fault is None


def test_what_was_said_beforehand_is_no_word_on_the_outcome(empty: Workspace, clock: Clock) -> None:
    """A forecast is listed and supports nothing; once its time has passed, nobody has said yet what came of it."""
    foretold = {"key": "truce", "kind": "prediction", "happened": "2024-12-31"}
    log_entry(empty, Entry("The truce will hold", foretold, ("Moscow says",)))
    assert listed(empty) == [Status.NOT_CHECKABLE]
    clock.now = NOW + 9 * DAY
    assert listed(empty) == [Status.UNATTRIBUTED]
    say_of(empty, Entry("truce", phrases=("Kyiv says",)))
    assert listed(empty) == [show(empty, "truce").full.answer.status] == [Status.SINGLE_SOURCE]
    assert check_database(empty).fault is None


@pytest.mark.parametrize("kind", ["opinion", "prediction"])
def test_what_has_no_time_is_never_checkable(workspace: Workspace, clock: Clock, kind: str) -> None:
    """An opinion, and a prediction for no time, stay as they are."""
    log_entry(workspace, Entry("It is a signal", {"key": "signal", "kind": kind}, ("Moscow says",)))
    clock.now = NOW + 1000 * DAY
    assert show(workspace, "signal").full.answer.status is Status.NOT_CHECKABLE
