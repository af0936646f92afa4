"""Files that come into a ledger: those to be kept whole, and texts that sheets name; read before anything is locked.

Only regular files are read, and nothing is waited for. A file to be kept is copied to where nobody else writes. A sheet
may come from a colleague: what it names is a file whose path, links followed, stays where the sheet is, unless the
analyst allows more.
"""

import hashlib
import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple

from verifier.domain.errors import InputFileError, NotFoundError, UsageError
from verifier.intake.encoding import decoded
from verifier.intake.media_types import media_type
from verifier.intake.problems import Problem, quoted
from verifier.services.workspace import Workspace
from verifier.storage.files.contents import PIECE, Staged, staged, staging

LARGEST: Final = 4 * 1024**3
"""The most bytes of a file that is kept."""

_LARGEST_TEXT: Final = 16 * 1024 * 1024
"""The most bytes of a text that are archived."""

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


class ArchivedText(NamedTuple):
    """The text of a file to archive, with the digest of its bytes and how many there are."""

    path: Path
    text: str
    sha256: str
    size: int


def archived_text(name: str, directory: Path, *, allow_outside: bool) -> ArchivedText:
    """The text that a sheet in a directory names.

    NotFoundError if it is not there; UsageError if it is no regular file or lies elsewhere; InputFileError if it is no
    text to keep.
    """
    path = _text_place(name, directory, allow_outside=allow_outside)
    content = _text_content(path)
    if len(content) > _LARGEST_TEXT:
        raise InputFileError(f"{path} is larger than {_LARGEST_TEXT // 1024**2} MiB. Archive the part that matters", [])
    text = decoded(content)
    if isinstance(text, Problem):
        raise InputFileError(text.render(str(path)), [])
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise InputFileError(f"{path} has a NUL character on line {line}. Remove it", [])
    return ArchivedText(path, text, hashlib.sha256(content).hexdigest(), len(content))


def _text_place(name: str, directory: Path, *, allow_outside: bool) -> Path:
    try:
        home = directory.resolve()
        path = (home / name).resolve()
    except (OSError, RuntimeError, ValueError) as error:
        raise UsageError(f"file {quoted(name)} cannot be read: {error}. Check what it is") from error
    if not allow_outside and not path.is_relative_to(home):
        what = f"{path} is not beneath the directory of the sheet, {home}"
        raise UsageError(f"{what}. Put the text there, or log the sheet with --allow-outside")
    return path


def _text_content(path: Path) -> bytes:
    """The bytes of a regular file, a few more than may be archived; nothing else is waited for."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY)
        with open(handle, "rb") as file:  # noqa: PTH123 - it is open already
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                raise UsageError(f"{path} is no regular file. Name the file that holds the text")
            return file.read(_LARGEST_TEXT + 1)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise NotFoundError(f"file '{path}' is not there. Check its name") from error
    except OSError as error:
        reason = error.strerror or error
        raise UsageError(f"file '{path}' cannot be read: {reason}. Check what it is and its permissions") from error
