"""Files that verifier writes for an analyst: each whole or not at all, and never in the place of something precious.

Invariants: a file that is there is replaced only if it is as verifier made it, which its side-car tells, or if the
analyst says so; the ledger in use never is. A symbolic link is written through, a file keeps its permissions, and one
that nobody may write to stays as it is.
"""

import errno
import hashlib
import io
import json
import os
import stat
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO, Final, TextIO, TypeAlias, cast

from msgspec import Struct
from msgspec.structs import replace

from verifier import __version__
from verifier.domain.errors import ConflictError, UsageError
from verifier.reports.files.json import dumps
from verifier.storage.db.location import Location, is_of

_SIDE_CAR: Final = ".datapackage.json"
PRIVATE: Final = 0o600
"""The permissions of what only its owner may read."""

_WRITABLE: Final = 0o222
_LARGEST_SIDE_CAR: Final = 1024 * 1024
# Where each kind of database has its mark: the place and the bytes there.
_DATABASES: Final = (
    (0, b"SQLite format 3\0", "a SQLite database"),
    (0, b"** This file contains an SQLite 2", "a SQLite database"),
    (0, b"\x37\x7f\x06\x82", "the log of a SQLite database"),
    (0, b"\x37\x7f\x06\x83", "the log of a SQLite database"),
    (0, b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7", "the journal of a SQLite database"),
    (8, b"DUCK", "a DuckDB database"),
    (4, b"Standard Jet DB", "an Access database"),
    (4, b"Standard ACE DB", "an Access database"),
    (12, b"\x62\x31\x05\x00", "a Berkeley DB database"),
    (0, b"PGDMP", "a dump of a PostgreSQL database"),
)
_LONGEST_MARK: Final = 64


class Output(Struct, frozen=True):
    """Where a file is to be written, which `ledger` is in use, which files are read for it, and whether to replace.

    `private` is for what only its owner may read.
    """

    path: Path
    ledger: Location | None = None
    inputs: tuple[Path, ...] = ()
    force: bool = False
    private: bool = False


Buffer: TypeAlias = Any
"""What holds bytes."""


class Measured(io.BufferedIOBase):
    """A file on its way, measured as it is written: its size and its SHA-256."""

    def __init__(self, file: BinaryIO) -> None:
        self.size = 0
        self._file = file
        self._digest = hashlib.sha256()

    @property
    def sha256(self) -> str:
        """The digest of what was written so far, in hexadecimal."""
        return self._digest.hexdigest()

    def writable(self) -> bool:
        """True: this is written to."""
        return True

    def write(self, content: Buffer, /) -> int:
        """Write a piece, and take it into the measure."""
        self.size += memoryview(content).nbytes
        self._digest.update(content)
        return self._file.write(content)


def side_car(path: Path) -> Path:
    """Where the side-car of a file is."""
    return path.with_name(path.name + _SIDE_CAR)


def noted(name: str, what: str, measured: Measured, **more: object) -> str:
    """The side-car of a file that is no report: what it is, and the digest it is told from an edited one by."""
    resource = {"name": what, "path": name, "bytes": measured.size, "hash": f"sha256:{measured.sha256}"}
    of_ours = {"version": __version__, **more}
    package = {"profile": "data-package", "name": f"verifier-{what}", "resources": [resource], "verifier": of_ours}
    return f"{dumps(package)}\n"


@contextmanager
def text_file(output: Output, note: Callable[[Measured], str]) -> Iterator[TextIO]:
    """The same as `whole_file`, for text in UTF-8 whose lines end as they are written."""
    with whole_file(output, note) as file:
        stream = io.TextIOWrapper(cast("BinaryIO", file), encoding="utf-8", newline="")
        try:
            yield stream
        finally:
            stream.detach()


@contextmanager
def whole_file(output: Output, note: Callable[[Measured], str]) -> Iterator[Measured]:
    """A file that appears, whole, once all of it is written, and then its side-car, which `note` makes.

    What may not be replaced is refused before anything is written (ConflictError; UsageError where nothing can be).
    """
    place = allowed(output)
    beside = allowed(replace(output, path=side_car(output.path), inputs=()), is_side_car=True)
    with _failing(output.path), _part(place) as part, _part(beside) as beside_part:
        with part.open("wb") as file:
            measured = Measured(file)
            yield measured
            _settle(file)
        with beside_part.open("wb") as file:
            file.write(note(measured).encode(errors="backslashreplace"))  # as JSON escapes it
            _settle(file)
        _put(part, place, private=output.private)
        _put(beside_part, beside, private=output.private)


def replaced(output: Output, content: bytes) -> None:
    """Put a file of this content, whole, in its place, without a side-car (UsageError if it cannot be written)."""
    with bare_file(output) as file:
        file.write(content)


@contextmanager
def bare_file(output: Output) -> Iterator[BinaryIO]:
    """A file that appears, whole, once all of it is written, without a side-car (ConflictError, UsageError)."""
    place = allowed(output)
    with _failing(output.path), _part(place) as part:
        with part.open("wb") as file:
            yield file
            _settle(file)
        _put(part, place, private=output.private)


def allowed(output: Output, *, is_side_car: bool = False) -> Path:
    """The file to write, links followed, if that may be made or replaced (ConflictError, UsageError)."""
    with _failing(output.path):
        place = Path(os.path.realpath(output.path))
        if output.ledger is not None and is_of(output.ledger, place):
            raise ConflictError(f"{output.path} is the database in use. Choose another name")
        try:
            mode = place.stat().st_mode
        except FileNotFoundError:
            return place
        _check_kind(mode)
        if not mode & _WRITABLE or not os.access(place, os.W_OK):
            raise ConflictError(f"{output.path} is read-only. Choose another name, or allow writing to it")
        if not output.force and (reason := _precious(output, place, is_side_car=is_side_car)):
            raise ConflictError(f"{output.path} {reason}. Choose another name, or give --force to replace it")
    return place


def _precious(output: Output, place: Path, *, is_side_car: bool) -> str | None:
    """Why a file that is there should not be replaced; None if it is as verifier made it."""
    if any(path.exists() and path.samefile(place) for path in output.inputs):
        return "is what is read"
    with place.open("rb") as file:
        beginning = file.read(_LONGEST_MARK)
    for start, mark, what in _DATABASES:
        if beginning.startswith(mark, start):
            return f"is {what}"
    if is_side_car:
        return None if "verifier" in _package(place) else "is there, and verifier did not make it"
    made = [digest for path in (output.path, place) if (digest := _digest_noted(side_car(path)))]
    if not made:
        return "is there, and verifier did not make it"
    with place.open("rb") as file:
        digest = f"sha256:{hashlib.file_digest(file, 'sha256').hexdigest()}"
    return None if digest in made else "was changed after verifier made it"


def _digest_noted(path: Path) -> str | None:
    """The digest that a side-car has of its file; None if there is no side-car of ours."""
    try:
        return str(_package(path)["resources"][0]["hash"])
    except (KeyError, IndexError, TypeError):
        return None


def _package(path: Path) -> dict[str, Any]:
    """What a side-car says; nothing if that cannot be read."""
    try:
        if path.stat().st_size > _LARGEST_SIDE_CAR:
            return {}
        found = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _check_kind(mode: int) -> None:
    """Refuse a directory, and a device, which would be replaced by a file (OSError)."""
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if not stat.S_ISREG(mode):
        raise OSError(errno.EINVAL, "it is no file")


@contextmanager
def _failing(path: Path) -> Iterator[None]:
    """Tell what went wrong with a file in one line."""
    try:
        yield
    except (OSError, ValueError) as error:
        if isinstance(error, UnicodeError):
            raise
        reason = getattr(error, "strerror", None) or error
        raise UsageError(f"{path} cannot be written: {reason}. Choose another place") from error


@contextmanager
def _part(place: Path) -> Iterator[Path]:
    """A file beside a place, to be written and put there; what was not goes in the end."""
    handle, name = tempfile.mkstemp(dir=place.parent, prefix=".verifier.", suffix=".part")
    os.close(handle)
    part = Path(name)
    try:
        yield part
    finally:
        part.unlink(missing_ok=True)


def _settle(file: BinaryIO) -> None:
    """See to it that a file is on the disk."""
    file.flush()
    os.fsync(file.fileno())


def _put(part: Path, place: Path, *, private: bool) -> None:
    """Give a part its name, with the permissions and the owner of what it replaces."""
    try:
        former = place.stat()
    except FileNotFoundError:
        part.chmod(PRIVATE if private else 0o666 & ~_umask())
    else:
        with suppress(OSError):  # only a superuser can give files away
            os.chown(part, former.st_uid, former.st_gid)
        part.chmod(stat.S_IMODE(former.st_mode))
    part.replace(place)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
