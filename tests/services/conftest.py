"""Workspaces on a new database, closed at the end."""

import itertools
from collections.abc import Iterator

import pytest

from tests.conftest import BEGUN
from tests.services.clocks import Clock
from verifier.services.workspace import Workspace
from verifier.storage.db.location import Location


@pytest.fixture
def workspace(begun_database: Location) -> Iterator[Workspace]:
    """A workspace with the starter registry, whose clock ticks a second at a time."""
    ticks = itertools.count(BEGUN + 1_000_000, 1_000_000)
    workspace = Workspace(begun_database, "ann", clock=lambda: next(ticks))
    yield workspace
    workspace.close()


@pytest.fixture
def clock() -> Clock:
    """The clock of the empty workspace."""
    return Clock()


@pytest.fixture
def empty(database: Location, clock: Clock) -> Iterator[Workspace]:
    """A workspace in which nothing is recorded, whose clock is put forward and back by hand."""
    workspace = Workspace(database, "ann", clock=clock)
    yield workspace
    workspace.close()
