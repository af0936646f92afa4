"""A clock that is put back: recorded times never go back, and looking back agrees with the log of changes."""

import random
from collections.abc import Iterator
from itertools import pairwise

import pytest

from tests.services.chronicle import NOW, everything, fault
from verifier.domain.model.time import HOUR
from verifier.services.record.actions import Entry, log_entry, say_of
from verifier.services.review.changes import changes
from verifier.services.workspace import Workspace
from verifier.storage.db.location import Location
from verifier.storage.statements import revision_log

CLAIMS = 4


class LooseClock:
    """A clock that is put forward and back at random, and at times stands still."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)  # noqa: S311 - a test's choices
        self.now = NOW

    def __call__(self) -> int:
        """The instant it was put to."""
        return self.now

    def move(self) -> None:
        """Put it elsewhere."""
        self.now += self._chance.choice((-30, -2, -1, 0, 1, 2, 3)) * HOUR


@pytest.fixture(params=range(2))
def clock(request: pytest.FixtureRequest) -> LooseClock:
    """A clock that cannot be relied on."""
    return LooseClock(request.param)


@pytest.fixture
def workspace(database: Location, clock: LooseClock) -> Iterator[Workspace]:
    """A workspace in which claims were logged and denied while the clock was put forward and back."""
    found = Workspace(database, "ann", clock=clock)
    for number in range(CLAIMS):
        log_entry(found, Entry(f"Depot {number} burned", {"key": f"depot-{number}"}, ("Moscow says @ 2024-11-19",)))
        clock.move()
        say_of(found, Entry(f"depot-{number}", phrases=("Kyiv denies @ 2024-11-20",)))
        clock.move()
    yield found
    found.close()


@pytest.mark.long
def test_recorded_times_never_go_back(workspace: Workspace) -> None:
    """Revisions are dated in the order of their numbers, and all is sound."""
    with workspace.read() as connection:
        times = [revision.recorded_at for revision in revision_log.revisions(connection)]
    assert len(times) == 2 * CLAIMS + 1
    assert all(earlier <= later for earlier, later in pairwise(times))
    assert fault(workspace) is None


@pytest.mark.long
def test_what_was_known_and_what_changed_since_make_up_the_log(workspace: Workspace) -> None:
    """At every instant: the changes known by then, and those since just after, are all of them, and none twice."""
    with workspace.read() as connection:
        whole = list(changes(connection))
        for revision in revision_log.revisions(connection):
            for instant in range(revision.recorded_at - 1, revision.recorded_at + 2):
                known = revision_log.revision_at(connection, instant)
                assert [*changes(connection, known=known), *changes(connection, since=instant + 1)] == whole


@pytest.mark.long
def test_what_is_known_at_a_time_is_what_was_shown_then(workspace: Workspace, clock: LooseClock) -> None:
    """A later write of a clock that was put back is not known at the time before it."""
    before, known = everything(workspace), newest(workspace)
    clock.now -= 100 * HOUR
    log_entry(workspace, Entry("The bridge fell", {}, ("Moscow says @ 2024-11-19",)))
    assert everything(workspace, known) == before
    assert len(everything(workspace)) == len(before) + 1
    assert fault(workspace) is None


def newest(workspace: Workspace) -> int:
    """The revision that is known at the newest recorded time."""
    with workspace.read() as connection:
        head = revision_log.head(connection)
        assert head is not None
        return revision_log.revision_at(connection, head.recorded_at)
