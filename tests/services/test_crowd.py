"""Several analysts at one database at once: nothing is lost or doubled, and nobody is told an error without need."""

import time
from typing import Final

import pytest

from tests.crowding import Crowd, Deed, faults
from verifier.storage.db.location import Location

pytestmark = pytest.mark.long

PROCESSES: Final = 5
SECONDS: Final = 3.0


def test_what_a_crowd_was_told_is_what_is_recorded(empty_database: Location) -> None:
    """They make the database, log, say, judge, link, undo, redo, register, import and read: all is there, and sound."""
    crowd = Crowd(empty_database, PROCESSES, 1)
    time.sleep(SECONDS)
    deeds = crowd.end()
    assert faults(empty_database, deeds) == []
    assert {deed.analyst for deed in deeds if deed.revision} == {f"analyst {number}" for number in range(PROCESSES)}


def test_what_is_lost_or_told_without_need_is_found(database: Location) -> None:
    """A revision that is not there, one told twice and an error nobody foresaw are faults."""
    lost = Deed("ann", "log", 0.0, 0.1, revision=7, digest="none")
    unforeseen = Deed("ann", "import", 0.0, 0.1, told="ConflictError: nobody knows why", expected=False)
    found = faults(database, [lost, lost, unforeseen])
    assert "import: ConflictError: nobody knows why" in found
    assert "r7 was acknowledged 2 times" in found
    assert "r7 of ann was acknowledged and is lost" in found
