"""An open database for tests of storage."""

from collections.abc import Iterator

import pytest

from verifier.storage.db.database import Database, open_database
from verifier.storage.db.location import Location


@pytest.fixture
def engine(database: Location) -> Iterator[Database]:
    """A database of the present schema, open."""
    engine = open_database(database, busy_seconds=0.2)
    yield engine
    engine.dispose()


@pytest.fixture
def sqlite_engine(sqlite_database: Location) -> Iterator[Database]:
    """A SQLite database of the present schema, open."""
    engine = open_database(sqlite_database, busy_seconds=0.2)
    yield engine
    engine.dispose()
