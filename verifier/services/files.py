"""Files that an analyst gives to be read."""

from pathlib import Path
from typing import Final

from verifier.domain.errors import InputFileError, NotFoundError, UsageError

_MEBIBYTE: Final = 1024 * 1024
_LARGEST: Final = 64


def read_file(path: Path, largest: int | None = _LARGEST) -> bytes:
    """The bytes of a file of so many MiB at most (NotFoundError; UsageError if it cannot be read; InputFileError)."""
    try:
        if largest is None:
            return path.read_bytes()
        most = largest * _MEBIBYTE
        # What is no file on a disk has no size, and may have no end.
        if path.stat().st_size <= most and len(content := _beginning(path, most + 1)) <= most:
            return content
    except FileNotFoundError as error:
        raise NotFoundError(f"file '{path}' is not there. Check its name") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise UsageError(f"file '{path}' cannot be read: {reason}. Check what it is and its permissions") from error
    raise InputFileError(f"{path} is larger than {largest} MiB. Split it", [])


def _beginning(path: Path, size: int) -> bytes:
    with path.open("rb") as file:
        return file.read(size)
