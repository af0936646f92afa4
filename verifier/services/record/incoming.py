"""Files that an analyst gives to be kept: copied whole to where nobody else writes, before anything is locked."""

import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple

from verifier.domain.errors import InputFileError, NotFoundError, UsageError
from verifier.intake.media_types import media_type
from verifier.intake.problems import quoted
from verifier.services.workspace import Workspace
from verifier.storage.files.contents import PIECE, Staged, staged, staging

LARGEST: Final = 4 * 1024**3
"""The most bytes of a file that is kept."""

_LONGEST_NAME: Final = 255


class Incoming(NamedTuple):
    """A file to keep: its name without a directory, what kind it is, and its content."""

    name: str
    media_type: str
    content: Staged


@contextmanager
def incoming(workspace: Workspace, paths: Sequence[Path]) -> Iterator[list[Incoming]]:
    """The files at some paths, to be kept within this context (NotFoundError; UsageError; InputFileError)."""
    with staging(workspace.location) as directory:
        yield [_taken(path, directory) for path in paths]


def _taken(path: Path, directory: Path) -> Incoming:
    name = kept_name(path.name)
    content = staged(directory, pieces_of(path))
    return Incoming(name, media_type(name, content.beginning), content)


def kept_name(name: str) -> str:
    """A file's name as it is recorded: what is no text in it is written out, and nothing of it is a directory."""
    plain = name.encode(errors="backslashreplace").decode().replace("\0", "").replace("/", "_")
    return plain[-_LONGEST_NAME:] or "unnamed"


def pieces_of(path: Path) -> Iterator[bytes]:
    """A regular file, piece by piece; nothing else is waited for."""
    with _opened(path) as file:
        left = LARGEST
        if os.fstat(file.fileno()).st_size > left:
            raise _too_large(path)
        while piece := file.read(PIECE):
            left -= len(piece)
            if left < 0:  # it grew meanwhile
                raise _too_large(path)
            yield piece


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    shown = quoted(str(path))
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise NotFoundError(f"file {shown} is not there. Check its name") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise UsageError(f"file {shown} cannot be read: {reason}. Check what it is and its permissions") from error
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise UsageError(f"{shown} is no regular file. Name a file whose content is to be kept")
    with os.fdopen(handle, "rb") as file:
        yield file


def _too_large(path: Path) -> InputFileError:
    most = LARGEST // 1024**3
    return InputFileError(f"{quoted(str(path))} is larger than {most} GiB. Keep the part that matters", [])
