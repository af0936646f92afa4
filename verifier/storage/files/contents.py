"""Contents of files that were kept, each under its SHA-256: files beside a SQLite database, rows on a server.

Invariants: a content has its name only once it is whole, and is never altered; it is on the disk before the revision
that names it. Only the owner may read what stands beside a file.
"""

import hashlib
import os
import re
import stat
import tempfile
import time
from collections.abc import Collection, Container, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple, Protocol

from verifier.domain.errors import DatabaseError
from verifier.storage.db.connection import Connection
from verifier.storage.db.location import Location, contents_beside

PIECE: Final = 1024 * 1024
"""How many bytes of a content are read, and kept in a row of a server, at a time."""

PRIVATE_DIRECTORY: Final = 0o700
_PART: Final = ".part"
_ABANDONED: Final = 24 * 60 * 60
"""Seconds after which what is on its way into the store is no longer written by anybody."""

_DIGEST: Final = re.compile("[0-9a-f]{64}")


class Staged(NamedTuple):
    """A content on its way into the store: a file that nobody else has, its digest and size, and how it begins."""

    path: Path
    sha256: str
    size: int
    beginning: bytes


class MissingContentError(DatabaseError):
    """A content that the store should hold and does not."""


class Store(Protocol):
    """Where contents are kept."""

    def take(self, staged: Staged) -> None:
        """Keep a content, unless it is kept already."""

    def pieces(self, sha256: str) -> Iterator[bytes]:
        """A content, piece by piece (MissingContentError)."""

    def names(self) -> Iterator[str]:
        """The name of everything that is there."""

    def remove(self, sha256: str) -> None:
        """Let a content go, if it is there."""


def store_of(connection: Connection) -> Store:
    """The store of a database."""
    if (directory := contents_beside(connection.location)) is not None:
        return Directory(directory)
    return Rows(connection)


class Directory:
    """A store of files, each named by its digest."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def take(self, staged: Staged) -> None:
        """Keep a content; one that is there and not what it should be is put right."""
        place = self.path / staged.sha256
        if not self._holds(staged.sha256):
            _made(self.path)
            staged.path.replace(place)
            settle(self.path)

    def pieces(self, sha256: str) -> Iterator[bytes]:
        """A content, piece by piece, from a file that is one (MissingContentError)."""
        with self._opened(sha256) as file:
            while piece := file.read(PIECE):
                yield piece

    def names(self) -> Iterator[str]:
        """What is there, also what is not verifier's; nothing where there is no directory."""
        if self.path.is_symlink():
            raise _linked(self.path)
        with suppress(FileNotFoundError), os.scandir(self.path) as found:
            yield from sorted(entry.name for entry in found)

    def remove(self, sha256: str) -> None:
        """Let a content go; an empty store goes with it."""
        (self.path / sha256).unlink(missing_ok=True)
        with suppress(OSError):
            self.path.rmdir()
        if self.path.is_dir():
            settle(self.path)

    def _holds(self, sha256: str) -> bool:
        try:
            return measured(self.pieces(sha256))[0] == sha256
        except MissingContentError:
            return False

    @contextmanager
    def _opened(self, sha256: str) -> Iterator[BinaryIO]:
        """A regular file of the store; a link in its place is not followed, and nothing is waited for."""
        if self.path.is_symlink():
            raise _linked(self.path)
        place = self.path / sha256
        try:
            handle = os.open(place, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_NOFOLLOW)
        except OSError as error:
            raise MissingContentError(f"{place} cannot be read: {error.strerror}. Restore it from a backup") from error
        with open(handle, "rb") as file:  # noqa: PTH123 - it is open already
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                raise MissingContentError(f"{place} is no regular file. Restore it from a backup")
            yield file


class Rows:
    """A store of rows on a server, in the transaction that names them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def take(self, staged: Staged) -> None:
        """Keep a content; the server refuses to change one that is there."""
        if self._piece(staged.sha256, 0) is not None:
            return
        with staged.path.open("rb") as file:
            pieces = iter(lambda: file.read(PIECE), b"")
            for position, piece in enumerate(pieces if staged.size else [b""]):
                self._connection.run(
                    "INSERT INTO file_pieces (sha256, position, content) VALUES (?, ?, ?)",
                    *(staged.sha256, position, piece),
                )

    def pieces(self, sha256: str) -> Iterator[bytes]:
        """A content, row by row (MissingContentError)."""
        piece, position = self._piece(sha256, 0), 0
        if piece is None:
            raise MissingContentError(f"the content {sha256} is not in the database. Restore it from a backup")
        while piece is not None:
            yield piece
            position += 1
            piece = self._piece(sha256, position)

    def names(self) -> Iterator[str]:
        """Every content there is a row of."""
        yield from (name for (name,) in self._connection.run("SELECT DISTINCT sha256 FROM file_pieces ORDER BY 1"))

    def remove(self, sha256: str) -> None:
        """Let a content go, as a purge that is recorded tells."""
        self._connection.run("DELETE FROM file_pieces WHERE sha256 = ?", sha256)

    def _piece(self, sha256: str, position: int) -> bytes | None:
        found = self._connection.run(
            "SELECT content FROM file_pieces WHERE sha256 = ? AND position = ?", sha256, position
        )
        return bytes(found[0][0]) if found else None


@contextmanager
def staging(location: Location) -> Iterator[Path]:
    """A directory in which contents wait to be taken by the store of a database; what was not goes in the end."""
    directory = contents_beside(location)
    if directory is None:
        with tempfile.TemporaryDirectory(prefix="verifier.") as name:
            yield Path(name)
        return
    with _staging_in(directory) as place:
        yield place


@contextmanager
def _staging_in(directory: Path) -> Iterator[Path]:
    """The same within a directory of contents, which is made if there is none, and goes if nothing is kept in it."""
    try:
        directory.parent.mkdir(parents=True, exist_ok=True)  # which a new database makes only afterwards
        _made(directory)
        place = Path(tempfile.mkdtemp(dir=directory, prefix=".verifier.", suffix=_PART))
    except OSError as error:
        raise DatabaseError(f"nothing can be kept in {directory}: {error.strerror}. Allow writing to it") from error
    try:
        _clear_abandoned(directory)
        yield place
    finally:
        _clear(place)
        with suppress(OSError):
            directory.rmdir()  # which only goes where nothing is kept


def staged(directory: Path, pieces: Iterable[bytes]) -> Staged:
    """A content that waits in a directory for the store, on the disk."""
    handle, name = tempfile.mkstemp(dir=directory)
    digest, size, beginning = hashlib.sha256(), 0, b""
    with open(handle, "wb") as file:  # noqa: PTH123 - it is open already
        for piece in pieces:
            beginning = beginning or piece
            size += len(piece)
            digest.update(piece)
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())
    return Staged(Path(name), digest.hexdigest(), size, beginning)


def bring(wanted: Iterable[str], source: Store, target: Store, directory: Path) -> Iterator[str]:
    """Copy contents from one store to another, by way of a directory; what is missing is left for the audit to tell."""
    for sha256 in wanted:
        with suppress(MissingContentError):
            content = staged(directory, source.pieces(sha256))
            target.take(content)
            content.path.unlink(missing_ok=True)
        yield sha256


def hand_out(wanted: Collection[str], source: Store, directory: Path) -> Iterator[str]:
    """Put copies of contents, read again, into a directory, each named by its digest (DatabaseError)."""
    target = Directory(directory)
    with _staging_in(directory) as place:
        for sha256 in wanted:
            content = staged(place, source.pieces(sha256))
            if content.sha256 != sha256:
                raise DatabaseError(f"the content {sha256} was altered in the store. Restore it from a backup")
            target.take(content)
            content.path.unlink(missing_ok=True)
            yield sha256


def measured(pieces: Iterable[bytes]) -> tuple[str, int]:
    """The digest and the size of a content."""
    digest, size = hashlib.sha256(), 0
    for piece in pieces:
        digest.update(piece)
        size += len(piece)
    return digest.hexdigest(), size


def is_digest(name: str) -> bool:
    """Whether a name is one that a content can have."""
    return _DIGEST.fullmatch(name) is not None


def keep_only(named: Container[str], directory: Path) -> None:
    """Let go of the contents in a directory that are not named; what is no content stays."""
    store = Directory(directory)
    for name in [*store.names()]:
        if is_digest(name) and name not in named:
            store.remove(name)


def settle(directory: Path) -> None:
    """See to it that new names are on the disk."""
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _made(directory: Path) -> None:
    """Make a store, if there is none, as its owner's alone (DatabaseError for a link in its place)."""
    if directory.is_symlink():
        raise _linked(directory)
    directory.mkdir(mode=PRIVATE_DIRECTORY, exist_ok=True)


def _linked(directory: Path) -> DatabaseError:
    return DatabaseError(f"{directory} is a link, and no directory of its own. Put the files where it stands")


def _clear_abandoned(directory: Path) -> None:
    """Remove what killed processes left on its way into a store."""
    long_ago = time.time() - _ABANDONED
    for left in directory.glob(f".verifier.*{_PART}"):
        with suppress(OSError):  # another process may be clearing it
            if left.is_dir() and not left.is_symlink() and left.stat().st_mtime < long_ago:
                _clear(left)


def _clear(directory: Path) -> None:
    with suppress(OSError):
        for left in directory.iterdir():
            left.unlink()
        directory.rmdir()
