"""A change of the registry reads every claim it bears on again."""

import pytest

from verifier.domain.model.claims import Status
from verifier.services.maintenance.check import check_database
from verifier.services.record.actions import Entry, log_entry, say_of
from verifier.services.record.sheets import SheetFile
from verifier.services.registry.sources import import_sources
from verifier.services.review.claim_views import show
from verifier.services.workspace import Workspace
from verifier.storage.db.location import Location
from verifier.storage.statements.sources import ReadOnDemand

PARTIES = """
[[party]]
name = "Aland"
speaks_with = "Borduria"
[[party]]
name = "Borduria"
[[party]]
name = "Carpania"
[[source]]
name = "Aland"
kind = "government"
party = "Aland"
official = true
[[source]]
name = "Carpania"
kind = "government"
party = "Carpania"
official = true
"""
JOINED = """
[[party]]
name = "Borduria"
speaks_with = "Carpania"
"""


@pytest.mark.long
def test_who_speaks_with_whom_counts_along_the_chain(database: Location) -> None:
    """Aland speaks with Borduria: when that comes to speak with Carpania, Aland is no second side any more."""
    workspace = Workspace(database, "test")
    import_sources(workspace, SheetFile("parties.toml", PARTIES.encode()))
    log_entry(workspace, Entry("A bridge fell", {"key": "bridge"}, ("Aland says", "Carpania says")))
    assert show(workspace, "bridge").full.answer.status is Status.CORROBORATED
    done = import_sources(workspace, SheetFile("joined.toml", JOINED.encode()))
    assert [move.after.status for move in done.moves.values()] == [Status.SINGLE_SOURCE]
    assert check_database(workspace).fault is None
    workspace.close()


def test_a_phrase_reads_only_the_sources_that_it_names(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many there are: what goes through the registry as a whole is not part of logging and saying."""

    def whole(_: object) -> dict[object, object]:
        raise AssertionError("the whole registry was read")

    monkeypatch.setattr(ReadOnDemand, "_all", whole)
    log_entry(workspace, Entry("The depot burned", phrases=("Moscow says", "Reuters reports, citing a U.S. official")))
    recorded = say_of(workspace, Entry("c1", phrases=("Kyiv denies",)))
    assert recorded.revision is not None
    assert show(workspace, "c1").full.answer.status is Status.DISPUTED
