"""A clock that was years ahead: recording after it is warned of, the audit tells it, and a revision sets it right."""

import itertools
from collections.abc import Iterator

import pytest

from tests.conftest import Migrated
from tests.services.meddling import fault, log
from verifier.domain.errors import UsageError
from verifier.domain.model.claims import Status, Verdict
from verifier.domain.model.time import DAY, MINUTE, SECOND
from verifier.services.correct.undo import undo
from verifier.services.maintenance.check import check_database
from verifier.services.maintenance.clock import set_clock
from verifier.services.record.actions import Entry, assess_claim, say_of
from verifier.services.reporting.reports import Period, Report, table
from verifier.services.review.asked import Asked
from verifier.services.review.claim_views import list_claims, show
from verifier.services.workspace import Workspace, wall_clock
from verifier.storage.db.location import Location
from verifier.storage.statements import queries, revision_log

YEARS = 20 * 365 * DAY


@pytest.fixture
def poisoned(sqlite_database: Location) -> Iterator[Workspace]:
    """A ledger into which somebody wrote whose clock was twenty years ahead."""
    workspace = Workspace(sqlite_database, "ann")
    log(workspace, "The depot burned", "Moscow says @ 2024-11-19")
    log(workspace, "The bridge will fall", "Moscow says @ 2024-11-19", kind="prediction", happened="2040-01-01")
    ahead = Workspace(sqlite_database, "bea", clock=lambda: wall_clock() + YEARS)
    say_of(ahead, Entry("c2", phrases=("Kyiv denies @ 2024-11-20",)))
    ahead.close()
    yield workspace
    workspace.close()


def newest(workspace: Workspace) -> int:
    """When the newest revision is dated."""
    with workspace.read() as connection:
        head = revision_log.head(connection)
    assert head is not None
    return head.recorded_at


def statuses(workspace: Workspace) -> list[tuple[Status, Status]]:
    """What lists tell of each claim, and what is worked out."""
    found = list_claims(workspace, Asked()).claims
    return [(claim.state.status, show(workspace, f"c{claim.number}").full.answer.status) for claim in found]


def test_a_clock_behind_the_newest_revision_is_warned_of(poisoned: Workspace) -> None:
    """With both times; one that is behind by some seconds is not."""
    log(poisoned, "The mill burned", "Moscow says")
    [warning] = poisoned.warnings
    assert "this machine's clock says 20" in warning
    assert "verifier db set-clock" in warning
    slow = Workspace(poisoned.location, "bea", clock=lambda: newest(poisoned) - MINUTE // 2)
    log(slow, "The dam broke", "Moscow says")
    assert slow.warnings == []
    slow.close()


def test_what_is_said_now_is_said_by_the_analysts_own_clock(poisoned: Workspace) -> None:
    """Never by the newest revision's; and nothing can be said to have been said later than that."""
    before = wall_clock()
    say_of(poisoned, Entry("c1", phrases=("Kyiv denies",)))
    assess_claim(poisoned, "c1", Verdict.CONFIRMED, "seen on images")
    with poisoned.read() as connection:
        said = max(a.said.earliest for a in queries.attributions(connection, [1]))
        [assessed] = queries.assessments(connection, [1])
    assert before <= said <= wall_clock()
    assert before <= assessed.at <= wall_clock()
    with pytest.raises(UsageError, match="2040"):
        say_of(poisoned, Entry("c1", phrases=("Kyiv denies @ 2040-01-01",)))


@pytest.mark.long
def test_lists_and_pages_agree_whatever_clocks_did(poisoned: Workspace) -> None:
    """A prediction for 2040 is not due, though the newest revision is dated later."""
    assert all(listed is shown for listed, shown in statuses(poisoned))
    assert fault(poisoned) is None
    say_of(poisoned, Entry("c2", phrases=("Berlin confirms @ 2024-11-21",)))
    assert all(listed is shown for listed, shown in statuses(poisoned))
    assert fault(poisoned) is None
    assert check_database(poisoned, deep=True).fault is None


def test_a_clock_is_warned_of_once(poisoned: Workspace) -> None:
    """Though it goes on, and its time is told: a screen that is open all day reads often."""
    seconds = itertools.count(wall_clock(), SECOND)
    reading = Workspace(poisoned.location, "bea", clock=lambda: next(seconds))
    for _ in range(3):
        list_claims(reading, Asked())
    log(reading, "The mill burned", "Moscow says")
    log(reading, "The dam broke", "Moscow says")
    ahead, behind = reading.warnings
    assert "is dated 20" in ahead
    assert "so is this one" in behind
    reading.close()


def test_what_is_said_later_than_now_counts_nowhere_and_is_told(poisoned: Workspace) -> None:
    """Lists, reports and pages agree before anybody writes again, and each says why."""
    ahead = Workspace(poisoned.location, "bea", clock=lambda: wall_clock() + YEARS)
    say_of(ahead, Entry("c1", phrases=("Kyiv denies",)))
    ahead.close()
    [depot, bridge] = statuses(poisoned)
    assert {*depot} == {Status.SINGLE_SOURCE}
    assert {*bridge} == {Status.NOT_CHECKABLE}
    [warning] = poisoned.warnings
    assert "r5 is dated 20" in warning
    assert warning.endswith("verifier db set-clock --why REASON")
    with poisoned.read() as connection:
        reported = table(connection, poisoned, Report.CLAIMS, Asked(), Period())
        places = [reported.header.index(name) for name in ("ref", "status")]
        rows = {tuple(str(row[place]) for place in places) for row in reported.rows}
    assert rows == {("c1", "single-source"), ("c2", "not-checkable")}


def test_the_clock_is_set_by_a_revision(poisoned: Workspace) -> None:
    """It alone may be dated earlier; what follows counts on from it, and the audit warns of what is dated ahead."""
    assert check_database(poisoned).ahead == (4,)
    revision = set_clock(poisoned, "the year was wrong")
    assert (revision.id, revision.action, revision.reason) == (5, "set-clock", "the year was wrong")
    poisoned.warnings.clear()
    log(poisoned, "The mill burned", "Moscow says")
    assert poisoned.warnings == []
    assert newest(poisoned) <= wall_clock()
    checked = check_database(poisoned, deep=True)
    assert (checked.fault, checked.ahead) == (None, (4,))
    assert all(listed is shown for listed, shown in statuses(poisoned))
    undo(poisoned, 6)
    assert fault(poisoned) is None


def test_what_was_known_is_looked_up_by_the_clock_that_was_set(poisoned: Workspace) -> None:
    """Known at a time is the newest revision dated by then, also if one before it is dated ahead."""
    set_clock(poisoned, "the year was wrong")
    with poisoned.read() as connection:
        assert revision_log.revision_at(connection, wall_clock()) == 5


@pytest.mark.long
def test_a_server_takes_no_revision_of_a_clock_that_is_ahead(migrated_server: Migrated) -> None:
    """Nor one that is dated back, but where it sets the clock."""
    with migrated_server.database() as location:
        ledger = Workspace(location, "ann")
        log(ledger, "The depot burned", "Moscow says @ 2024-11-19")
        ahead = Workspace(location, "bea", clock=lambda: wall_clock() + 2 * MINUTE)
        with pytest.raises(Exception, match="is dated otherwise than the clock of the server"):
            log(ahead, "The bridge fell", "Moscow says @ 2024-11-19")
        set_clock(ledger, "to be sure")
        log(ledger, "The bridge fell", "Moscow says @ 2024-11-19")
        assert check_database(ledger, deep=True).fault is None
        ahead.close()
        ledger.close()
