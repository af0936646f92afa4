"""A second of what `make fuzz` does for a minute: no reader crashes on what looks like its input."""

import pytest
from hypothesis import HealthCheck, given, settings

from tests.fuzzing.readers import READERS


@pytest.mark.long
@pytest.mark.parametrize("name", READERS)
def test_no_reader_crashes(name: str) -> None:
    """It reads or refuses in words, whatever it is given."""

    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(READERS[name].inputs)
    def read(written: str) -> None:
        READERS[name].read(written)

    read()
