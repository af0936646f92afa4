"""What is typed once and said of several claims."""

import pytest

from tests.services.chronicle import NOW
from tests.services.clocks import Clock
from verifier.domain.errors import UsageError
from verifier.services.record.actions import Entry, Options, UnknownNamesError, log_entry, say_of_all
from verifier.services.review.claim_views import ledger_id
from verifier.services.workspace import Workspace
from verifier.storage.statements import revision_log


@pytest.fixture
def workspace(empty: Workspace, clock: Clock) -> Workspace:
    """A workspace with three claims, of which the first alone counts something."""
    clock.now = NOW
    log_entry(empty, Entry("Missiles were fired", {"measure": "missiles"}))
    log_entry(empty, Entry("A depot burned"))
    log_entry(empty, Entry("A bridge fell"))
    assert ledger_id(empty)
    return empty


def newest(workspace: Workspace) -> int:
    """The number of the newest revision."""
    with workspace.read() as connection:
        head = revision_log.head(connection)
    assert head is not None
    return head.id


@pytest.mark.long
def test_it_is_recorded_of_each_in_one_revision(workspace: Workspace) -> None:
    """With the document in which it was read, which is one."""
    before = newest(workspace)
    recorded = say_of_all(workspace, [1, 3], "Moscow says\nKyiv denies", Options(), {"url": "https://example.org/1"})
    assert newest(workspace) == before + 1
    assert [(one.claim, one.document) for one in recorded.notes.attributions] == [(1, 1), (1, 1), (3, 1), (3, 1)]


@pytest.mark.long
def test_a_fault_is_told_as_of_one_claim(workspace: Workspace) -> None:
    """What is wrong with the phrase is told once; what is wrong with it on a further claim, with that claim."""
    before = newest(workspace)
    with pytest.raises(UsageError) as unreadable:
        say_of_all(workspace, [1, 2, 3], "Moscow says {", Options())
    assert unreadable.value.message == "the figure is not closed. End it with }."
    with pytest.raises(UnknownNamesError) as unknown:
        say_of_all(workspace, [1, 2, 3], "Zed Blogger says", Options())
    assert [name for name, _ in unknown.value.unknown] == ["Zed Blogger"]
    with pytest.raises(UsageError) as measureless:
        say_of_all(workspace, [1, 2, 3], "Moscow says {5}", Options())
    assert measureless.value.message.startswith("c2: a figure needs a claim with a measure. ")
    assert newest(workspace) == before
