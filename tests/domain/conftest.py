"""The engine under test, and how hard the properties try."""

import pytest
from hypothesis import settings

from tests.domain.engines import Engine
from tests.effort import SAME_CASES, times
from verifier.domain.rules import status

# Slow machines are no failure.
settings.register_profile("domain", deadline=None, database=None, derandomize=SAME_CASES, max_examples=times(120))
settings.load_profile("domain")


@pytest.fixture(scope="session")
def engine() -> Engine:
    """The status engine."""
    return status
