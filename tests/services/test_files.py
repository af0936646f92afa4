"""Files that are read whole."""

from pathlib import Path

import pytest

from verifier.domain.errors import InputFileError
from verifier.services.files import read_file


def test_a_file_larger_than_the_most_is_refused_before_it_is_read(tmp_path: Path) -> None:
    """One byte too many is refused with what to do; without a limit the same file is read."""
    path = tmp_path / "large.md"
    path.write_bytes(bytes(1024 * 1024 + 1))
    with pytest.raises(InputFileError, match=r"large\.md is larger than 1 MiB\. Split it"):
        read_file(path, largest=1)
    assert len(read_file(path, largest=None)) == 1024 * 1024 + 1


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="there is no such device here")
def test_what_has_no_end_is_refused() -> None:
    """A device has no size that could be looked at before."""
    with pytest.raises(InputFileError, match=r"/dev/zero is larger than 1 MiB"):
        read_file(Path("/dev/zero"), largest=1)
