"""Files that an analyst gives to be read."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final

from verifier.domain.errors import InputFileError, NotFoundError, UsageError

_MEBIBYTE: Final = 1024 * 1024
_LARGEST: Final = 64


def read_file(path: Path, largest: int | None = _LARGEST) -> bytes:
    """The bytes of a file of so many MiB at most (NotFoundError; UsageError if it cannot be read; InputFileError)."""
    with _told(path):
        return path.read_bytes() if largest is None else bounded(path, largest)


def bounded(path: Path, largest: int) -> bytes:
    """The same of a file of verifier's own, whose faults its reader tells (OSError; InputFileError if it is larger)."""
    most = largest * _MEBIBYTE
    # What is no file on a disk has no size, and may have no end.
    if path.stat().st_size <= most and len(content := _beginning(path, most + 1)) <= most:
        return content
    raise too_large(str(path), largest)


def read_input(stream: BinaryIO) -> bytes:
    """The bytes of standard input, as many as of a file (InputFileError)."""
    most = _LARGEST * _MEBIBYTE
    if len(content := stream.read(most + 1)) > most:
        raise too_large("standard input", _LARGEST)
    return content


def too_large(name: str, largest: int) -> InputFileError:
    """The refusal of what is larger than so many MiB."""
    return InputFileError(f"{name} is larger than {largest} MiB. Split it", [])


@contextmanager
def readable(path: Path) -> Iterator[BinaryIO]:
    """A file to be read as it is consumed (NotFoundError; UsageError if it cannot be read)."""
    with _told(path):
        stream = path.open("rb")
    with stream:
        yield stream


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Tell what keeps a file from being read in one line."""
    try:
        yield
    except FileNotFoundError as error:
        raise NotFoundError(f"file '{path}' is not there. Check its name") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise UsageError(f"file '{path}' cannot be read: {reason}. Check what it is and its permissions") from error


def _beginning(path: Path, size: int) -> bytes:
    with path.open("rb") as file:
        return file.read(size)
