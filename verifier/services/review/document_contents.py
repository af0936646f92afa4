"""What is kept of a document, for the analyst: its text, a copy of a file, a copy that a viewer may open."""

import mimetypes
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple

from verifier.domain.errors import ConflictError, DatabaseError, InputFileError, NotFoundError
from verifier.domain.model.statements import Document, KeptFile
from verifier.intake.encoding import decoded
from verifier.intake.media_types import HTML, OCTETS
from verifier.intake.problems import Problem
from verifier.services.outputs import Output, bare_file
from verifier.services.review.documents import find_document
from verifier.services.workspace import Workspace
from verifier.storage.db.database import Transaction
from verifier.storage.files.contents import is_digest, store_of
from verifier.storage.files.kept import files_of, purged_contents

_LARGEST_TEXT: Final = 64 * 1024 * 1024
_SECONDS_KEPT: Final = 24 * 60 * 60
_PREFIX: Final = "verifier-open."
_ACTIVE: Final = frozenset({"image/svg+xml", HTML, "text/xml", "text/javascript"})
_PASSIVE: Final = ("image/", "audio/", "video/", "text/", "application/pdf", "application/ogg")


class Copied(NamedTuple):
    """A file that was copied out of the store, and where to."""

    file: KeptFile
    path: Path


def text_of(workspace: Workspace, ref: str, known: int | None = None) -> str:
    """The text of a document: what was archived, else what its first file says that can be read as text."""
    with workspace.read() as connection:
        document = find_document(connection, ref, known)
        if document.text is not None:
            return document.text
        files = _there(connection, document, known)
        for file in files:
            if (file.media_type or "").startswith("text/"):
                return _read(connection, file)
    kinds = ", ".join(dict.fromkeys(file.media_type or OCTETS for file in files))
    what = f"only {kinds} is kept of {_called(document)}" if files else f"nothing is kept of {_called(document)}"
    fix = "Look at it with: verifier document open" if files else "Keep it with: verifier document add"
    raise NotFoundError(f"{what}, and no text. {fix} d{document.id}")


def save_copy(workspace: Workspace, ref: str, named: str | None, output: Output, known: int | None = None) -> Copied:
    """Write a kept file to where the analyst wants it."""
    with workspace.read() as connection:
        file = _meant(connection, ref, named, known)
        with bare_file(output) as stream:
            _copy(connection, file, stream)
        return Copied(file, output.path)


def viewable_copy(
    workspace: Workspace, ref: str, named: str | None, known: int | None = None, *, active: bool = False
) -> Copied:
    """A private copy of a kept file, under a name of verifier's own, for a viewer to open.

    What could act when it is opened, such as a web page, is refused unless the analyst wants it (ConflictError).
    """
    with workspace.read() as connection:
        file = _meant(connection, ref, named, known)
        kind = file.media_type or OCTETS
        if not active and (kind in _ACTIVE or not kind.startswith(_PASSIVE)):
            raise ConflictError(
                f"{file.name} is {kind}, which may run or fetch something when it is opened. Read its text with: "
                f"verifier document text, save it with -o FILE, or open it all the same with --active"
            )
        _clear_old()
        path = Path(tempfile.mkdtemp(prefix=_PREFIX)) / f"d{file.document}{_ending(kind)}"
        with path.open("xb") as stream:
            _copy(connection, file, stream)
        path.chmod(0o400)
        return Copied(file, path)


@contextmanager
def no_copy_left(copied: Copied) -> Iterator[None]:
    """Remove a copy if it could not be opened."""
    try:
        yield
    except BaseException:
        shutil.rmtree(copied.path.parent, ignore_errors=True)
        raise


def _meant(connection: Transaction, ref: str, named: str | None, known: int | None) -> KeptFile:
    """The file of a document that is meant: the one of a name or digest, else the only one."""
    document = find_document(connection, ref, known)
    files = _there(connection, document, known)
    if named is None:
        meant = list(files)
    else:
        meant = [file for file in files if named in {file.name, file.sha256} or _begins(file.sha256, named)]
    if len({file.sha256 for file in meant}) == 1:
        return meant[0]
    if not files:
        raise NotFoundError(f"no file is kept of {_called(document)}. Keep one with: verifier document add")
    names = ", ".join(f"{file.name} ({file.sha256[:12]})" for file in files)
    what = "no file is called so" if named is not None and not meant else "several files are meant"
    raise NotFoundError(f"{what}: of {_called(document)} are kept {names}. Name one with --file")


def _begins(digest: str, named: str) -> bool:
    shortest = 6
    return len(named) >= shortest and digest.startswith(named.lower()) and is_digest(digest)


def _there(connection: Transaction, document: Document, known: int | None) -> tuple[KeptFile, ...]:
    """The files of a document whose contents are not purged (ConflictError if all are)."""
    files = files_of(connection, [document.id], known)[document.id]
    purged = purged_contents(connection)
    left = tuple(file for file in files if file.sha256 not in purged)
    if files and not left:
        revision = purged[files[-1].sha256]
        why = f": {revision.reason}" if revision.reason else ""
        raise ConflictError(f"what was kept of {_called(document)} was purged in r{revision.id}{why}")
    return left


def _called(document: Document) -> str:
    return f"d{document.id} ({document.url or document.title or 'no address'})"


def _read(connection: Transaction, file: KeptFile) -> str:
    """The text of a kept file (InputFileError if it is none)."""
    if file.size > _LARGEST_TEXT:
        raise InputFileError(f"{file.name} is larger than {_LARGEST_TEXT // 1024**2} MiB. Save it with -o", [])
    content = b"".join(_checked(connection, file))
    if file.media_type == HTML:
        from verifier.intake.draft.article import read_article  # which needs an extra

        return read_article(content, "page.html").text
    text = decoded(content)
    if isinstance(text, Problem):
        raise InputFileError(f"{file.name}: {text.message.removesuffix('.')}, or save it with -o", [])
    return text


def _copy(connection: Transaction, file: KeptFile, stream: BinaryIO) -> None:
    stream.writelines(_checked(connection, file))


def _checked(connection: Transaction, file: KeptFile) -> Iterator[bytes]:
    """A content as it was recorded (DatabaseError in the end if it is another)."""
    digest = sha256()
    for piece in store_of(connection).pieces(file.sha256):
        digest.update(piece)
        yield piece
    if digest.hexdigest() != file.sha256:
        raise DatabaseError(f"{file.name} of d{file.document} was altered in the store. Restore it from a backup")


def _ending(kind: str) -> str:
    if kind.startswith("text/") and kind not in _ACTIVE:
        return ".txt"
    return mimetypes.MimeTypes().guess_extension(kind) or ".bin"


def _clear_old() -> None:
    """Remove copies that were opened a day ago and more."""
    long_ago = time.time() - _SECONDS_KEPT
    for left in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with suppress(OSError):
            found = left.lstat()
            if found.st_mtime < long_ago and found.st_uid == os.getuid() and not left.is_symlink():
                shutil.rmtree(left, ignore_errors=True)
