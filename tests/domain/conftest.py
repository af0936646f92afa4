"""The engine under test, and how hard the properties try."""

import pytest
from hypothesis import settings

from tests.domain.engines import Engine
from verifier.domain.rules import status

# The same cases in every run: a red suite must mean a changed program. Slow machines are no failure.
settings.register_profile("domain", deadline=None, database=None, derandomize=True, max_examples=120)
settings.load_profile("domain")


@pytest.fixture(scope="session")
def engine() -> Engine:
    """The status engine."""
    return status
