"""Going on by the present clock, after one that was ahead."""

from verifier.domain.revisions import SET_CLOCK, Revision
from verifier.services.maintenance.rebuild import rebuild_derived
from verifier.services.record.actions import check_words
from verifier.services.workspace import Workspace


def set_clock(workspace: Workspace, reason: str) -> Revision:
    """Record a revision that is dated by the present clock, also where the newest one is dated ahead of it.

    What lists show is made again as of now.
    """
    check_words(reason, "the reason", "--why")
    with workspace.write(SET_CLOCK, "", reason) as ledger:
        revision = ledger.seal()
        rebuild_derived(ledger.connection, ledger.now)
    assert revision is not None, "it is recorded without a fact"  # noqa: S101 - tells the type checker
    return revision
