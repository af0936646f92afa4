"""Web archives in one file (WACZ): the pages in it, once all of it is what its own package says.

A WACZ is a ZIP that anybody may have made. Nothing of it is unpacked onto a disk, no more of a member is read than it
says it has, and the whole may not be much larger than its file. The format: specs.webrecorder.net/wacz.
"""

import hashlib
import json
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import Any, BinaryIO, Final, NamedTuple

from verifier.domain.errors import InputFileError
from verifier.domain.model.time import Moment
from verifier.intake.problems import Problem, quoted
from verifier.intake.text import plain
from verifier.intake.times.dates import DateReader, in_the_future

_PACKAGE: Final = "datapackage.json"
_PACKAGE_DIGEST: Final = "datapackage-digest.json"
_PAGES: Final = "pages/pages.jsonl"
_ARCHIVE: Final = "archive/"
_ALGORITHMS: Final = {"sha256": 64, "md5": 32}
_METHODS: Final = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_MOST_MEMBERS: Final = 100_000
_MOST_PAGES: Final = 10_000
_LARGEST_TEXT: Final = 64 * 1024 * 1024
_ROOM: Final = 64 * 1024 * 1024
_MOST_TIMES: Final = 40
"""How many times larger than its file all that is in it may be, beside some room: only its texts are packed."""

_PIECE: Final = 1024 * 1024
_STAMP: Final = 14
_LONGEST_ADDRESS: Final = 8_000


class Page(NamedTuple):
    """A page of a web archive: its address, its title, and when it was archived."""

    url: str
    title: str | None = None
    archived: Moment | None = None


class _FaultyError(Exception):
    """What is wrong with a web archive."""

    def __init__(self, what: str, fix: str = "Get another copy of it, and look at who made this one") -> None:
        super().__init__(what)
        self.problem = Problem(None, None, what, fix)


def read_wacz(file: BinaryIO, name: str, size: int, now: int) -> tuple[Page, ...]:
    """The pages of a web archive of so many bytes (InputFileError if it is none, or not what it says of itself)."""
    try:
        with zipfile.ZipFile(file) as archive:
            members = _members(archive, size)
            for path, resource in _package(archive, members).items():
                _prove(archive, members[path], resource)
            return _pages(archive, members[_PAGES], now)
    except _FaultyError as error:
        raise _refused(name, error.problem) from error
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError) as error:
        what = f"it cannot be read as a ZIP: {plain(str(error))}"
        raise _refused(name, Problem(None, None, what, "Get another copy of it")) from error


def _refused(name: str, problem: Problem) -> InputFileError:
    message = "nothing was recorded: the web archive is not sound"
    return InputFileError(message, [problem.render(name)])


def _members(archive: zipfile.ZipFile, size: int) -> dict[str, zipfile.ZipInfo]:
    """The members by name, if none of them is a trap (_FaultyError)."""
    found = archive.infolist()
    if len(found) > _MOST_MEMBERS:
        raise _FaultyError(f"it has {len(found):,} members, and {_MOST_MEMBERS:,} are read at most")
    members: dict[str, zipfile.ZipInfo] = {}
    for member in found:
        _check_name(member.filename, members)
        if member.flag_bits & 1:
            raise _FaultyError(f"{quoted(member.filename)} is encrypted")
        if member.compress_type not in _METHODS:
            raise _FaultyError(f"{quoted(member.filename)} is packed in a way that web archives are not")
        members[member.filename] = member
    _check_size(found, size)
    return members


def _check_name(name: str, members: Mapping[str, object]) -> None:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or "\\" in name or ":" in path.parts[0] or plain(name) != name:
        raise _FaultyError(f"the name {quoted(name)} leads out of the archive, or is none")
    if name in members:
        raise _FaultyError(f"{quoted(name)} is in it twice, and readers may differ on which is meant")


def _check_size(found: list[zipfile.ZipInfo], size: int) -> None:
    """Refuse what would be far larger than the file, or of which parts are read twice (_FaultyError)."""
    whole = sum(member.file_size for member in found)
    if whole > size * _MOST_TIMES + _ROOM:
        raise _FaultyError(f"it holds {whole:,} bytes in a file of {size:,}, which no web archive does")
    ordered = sorted(found, key=lambda member: member.header_offset)
    ends = [member.header_offset + member.compress_size for member in ordered]
    if (
        any(end > after.header_offset for end, after in zip(ends, ordered[1:], strict=False))
        or max(ends, default=0) > size
    ):
        raise _FaultyError("its members overlap")


def _package(archive: zipfile.ZipFile, members: Mapping[str, zipfile.ZipInfo]) -> dict[str, Mapping[str, Any]]:
    """What the package says of its resources, by path (_FaultyError)."""
    if _PACKAGE not in members:
        raise _FaultyError(f"it has no {_PACKAGE}", "Give a WACZ, or a table of what was archived")
    content = _text(archive, members[_PACKAGE])
    if _PACKAGE_DIGEST in members:
        told = _object(_text(archive, members[_PACKAGE_DIGEST]), _PACKAGE_DIGEST).get("hash")
        _check_digest(_PACKAGE, told, lambda name: hashlib.new(name, content, usedforsecurity=False).hexdigest())
    listed = _object(content, _PACKAGE).get("resources")
    if not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed):
        raise _FaultyError(f"{_PACKAGE} has no list of resources")
    resources = {str(one.get("path")): one for one in listed}
    if missing := next((path for path in resources if path not in members), None):
        raise _FaultyError(f"{quoted(missing)} is told of in {_PACKAGE}, and not there")
    if _PAGES not in resources:
        raise _FaultyError(f"{_PACKAGE} tells of no {_PAGES}", "Keep it with: verifier document add")
    if not any(path.startswith(_ARCHIVE) for path in resources):
        raise _FaultyError(f"{_PACKAGE} tells of nothing in {_ARCHIVE}")
    return resources


def _prove(archive: zipfile.ZipFile, member: zipfile.ZipInfo, resource: Mapping[str, Any]) -> None:
    """See that a member is what the package says of it (_FaultyError)."""
    size = resource.get("bytes")
    if size is not None and size != member.file_size:
        raise _FaultyError(f"{quoted(member.filename)} has {member.file_size:,} bytes, and not {plain(str(size))}")

    def digest(algorithm: str) -> str:
        running = hashlib.new(algorithm, usedforsecurity=False)
        for piece in _pieces(archive, member):
            running.update(piece)
        return running.hexdigest()

    _check_digest(member.filename, resource.get("hash"), digest)


def _check_digest(name: str, told: object, digest: Any) -> None:  # noqa: ANN401 - what works a digest out
    algorithm, _, wanted = str(told).partition(":")
    if len(wanted) != _ALGORITHMS.get(algorithm):
        raise _FaultyError(f"{quoted(name)} has no digest of a kind that is known: {plain(str(told))[:80]}")
    if digest(algorithm) != wanted.lower():
        raise _FaultyError(f"{quoted(name)} is not what its digest was taken of")


def _pieces(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """A member, piece by piece, and no more of it than it says it has (_FaultyError)."""
    left = member.file_size
    with archive.open(member) as stream:
        while piece := stream.read(_PIECE):
            left -= len(piece)
            if left < 0:
                break
            yield piece
    if left:
        raise _FaultyError(f"{quoted(member.filename)} has not as many bytes as it says")


def _text(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    if member.file_size > _LARGEST_TEXT:
        raise _FaultyError(f"{quoted(member.filename)} is larger than {_LARGEST_TEXT // 1024**2} MiB")
    return b"".join(_pieces(archive, member))


def _object(content: bytes, name: str) -> Mapping[str, Any]:
    try:
        found = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise _FaultyError(f"{name} is not JSON") from error
    if not isinstance(found, dict):
        raise _FaultyError(f"{name} is no object")
    return found


def _pages(archive: zipfile.ZipFile, member: zipfile.ZipInfo, now: int) -> tuple[Page, ...]:
    """The pages, each address once: of several captures the first (_FaultyError)."""
    pages: dict[str, Page] = {}
    reader = DateReader(now)
    for number, written in enumerate(_text(archive, member).split(b"\n"), 1):
        if not written.strip():
            continue
        found = _object(written, f"line {number} of {_PAGES}")
        url = found.get("url")
        if isinstance(url, str) and _is_address(url):
            title = found.get("title")
            told = plain(title)[:500].strip() if isinstance(title, str) else ""
            pages.setdefault(url, Page(url, told or None, _moment(found.get("ts"), reader)))
        if len(pages) > _MOST_PAGES:
            raise _FaultyError(f"it has more than {_MOST_PAGES:,} pages", "Keep it with: verifier document add")
    if not pages:
        raise _FaultyError("it has no page with an address on the web", "Keep it with: verifier document add")
    return tuple(pages.values())


def _is_address(url: str) -> bool:
    return (
        url.startswith(("http://", "https://")) and url.isprintable() and " " not in url and len(url) < _LONGEST_ADDRESS
    )


def _moment(stamp: object, reader: DateReader) -> Moment | None:
    """When a page was archived: as ISO 8601, as the fourteen digits of web archives, or in milliseconds."""
    if isinstance(stamp, int) and not isinstance(stamp, bool):
        try:
            stamp = datetime.fromtimestamp(stamp / 1000, UTC).isoformat()
        except (ValueError, OSError, OverflowError):
            return None
    if not isinstance(stamp, str):
        return None
    if len(stamp) == _STAMP and stamp.isdigit():
        stamp = f"{stamp[:4]}-{stamp[4:6]}-{stamp[6:8]}T{stamp[8:10]}:{stamp[10:12]}:{stamp[12:]}Z"
    found = reader.absolute(stamp)
    return found if isinstance(found, Moment) and in_the_future(found, reader.now) is None else None
