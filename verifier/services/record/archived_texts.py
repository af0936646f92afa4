"""Texts that sheets name to be archived: read before anything is locked, and from beneath the sheet's directory only.

A sheet may come from a colleague: what it names is a regular file whose path, links followed, stays where the sheet is,
unless the analyst allows more.
"""

import hashlib
import os
import stat
from pathlib import Path
from typing import Final, NamedTuple

from verifier.domain.errors import InputFileError, NotFoundError, UsageError
from verifier.intake.encoding import decoded
from verifier.intake.problems import Problem, quoted

LARGEST: Final = 16 * 1024 * 1024
"""The most bytes of a text that are archived."""


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
    path = _place(name, directory, allow_outside=allow_outside)
    content = _content(path)
    if len(content) > LARGEST:
        raise InputFileError(f"{path} is larger than {LARGEST // 1024**2} MiB. Archive the part that matters", [])
    text = decoded(content)
    if isinstance(text, Problem):
        raise InputFileError(text.render(str(path)), [])
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise InputFileError(f"{path} has a NUL character on line {line}. Remove it", [])
    return ArchivedText(path, text, hashlib.sha256(content).hexdigest(), len(content))


def _place(name: str, directory: Path, *, allow_outside: bool) -> Path:
    try:
        home = directory.resolve()
        path = (home / name).resolve()
    except (OSError, RuntimeError, ValueError) as error:
        raise UsageError(f"file {quoted(name)} cannot be read: {error}. Check what it is") from error
    if not allow_outside and not path.is_relative_to(home):
        what = f"{path} is not beneath the directory of the sheet, {home}"
        raise UsageError(f"{what}. Put the text there, or log the sheet with --allow-outside")
    return path


def _content(path: Path) -> bytes:
    """The bytes of a regular file, a few more than may be archived; nothing else is waited for."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY)
        with open(handle, "rb") as file:  # noqa: PTH123 - it is open already
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                raise UsageError(f"{path} is no regular file. Name the file that holds the text")
            return file.read(LARGEST + 1)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise NotFoundError(f"file '{path}' is not there. Check its name") from error
    except OSError as error:
        reason = error.strerror or error
        raise UsageError(f"file '{path}' cannot be read: {reason}. Check what it is and its permissions") from error
