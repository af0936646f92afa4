"""What kind of file something is: by how it begins, as names can deceive, else by its name, else whether it is text.

Of what many programs write, what a viewer opens is told apart; anything else is `application/octet-stream`.
"""

import re
from functools import cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from mimetypes import MimeTypes

OCTETS: Final = "application/octet-stream"
HTML: Final = "text/html"
PLAIN: Final = "text/plain"
WACZ: Final = "application/wacz"

_BEGINNINGS: Final[tuple[tuple[int, bytes, str], ...]] = (
    (0, b"%PDF-", "application/pdf"),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (8, b"WEBP", "image/webp"),
    (4, b"ftypavif", "image/avif"),
    (4, b"ftypheic", "image/heic"),
    (4, b"ftypheix", "image/heic"),
    (4, b"ftypmif1", "image/heif"),
    (0, b"II*\0", "image/tiff"),
    (0, b"MM\0*", "image/tiff"),
    (4, b"ftypqt", "video/quicktime"),
    (4, b"ftypM4A", "audio/mp4"),
    (4, b"ftyp3g", "video/3gpp"),
    (4, b"ftyp", "video/mp4"),
    (8, b"AVI ", "video/x-msvideo"),
    (8, b"WAVE", "audio/wav"),
    (0, b"\x1aE\xdf\xa3", "video/webm"),
    (0, b"OggS", "application/ogg"),
    (0, b"fLaC", "audio/flac"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"\xff\xfb", "audio/mpeg"),
    (0, b"\x1f\x8b", "application/gzip"),
    (0, b"WARC/", "application/warc"),
    (0, b"PK\x03\x04", "application/zip"),
    (0, b"PK\x05\x06", "application/zip"),
    (0, b"{\\rtf", "application/rtf"),
    (0, b"MZ", "application/vnd.microsoft.portable-executable"),
    (0, b"\x7fELF", "application/x-executable"),
)
"""Where in a file what stands that tells its kind; the first that does holds."""

_RIFF: Final = frozenset({"image/webp", "video/x-msvideo", "audio/wav"})
_IN_ZIP: Final = ("application/vnd.", "application/epub", "application/wacz")
_IN_GZIP: Final = {".warc.gz": "application/warc"}
_KINDS_BY_NAME: Final = {".wacz": WACZ, ".warc": "application/warc", ".md": "text/markdown", ".mkv": "video/x-matroska"}
_MARKUP: Final = re.compile(
    rb"\s*(?:<!--.*?-->\s*)*(?:<\?xml[^>]*>\s*)?<(?P<tag>!doctype html|html|head|body|svg|\w+)\b",
    re.IGNORECASE | re.DOTALL,
)
_CONTROLS: Final = frozenset(range(32)) - {*b"\t\n\r\f\x1b"}
_READ: Final = 4096


def media_type(name: str, beginning: bytes) -> str:
    """The media type of a file of a name that begins so."""
    by_name = _by_name(name)
    found = next((kind for place, mark, kind in _BEGINNINGS if beginning.startswith(mark, place)), None)
    if found in _RIFF and not beginning.startswith(b"RIFF"):
        found = None
    if found == "application/zip" and by_name.startswith(_IN_ZIP):
        return by_name
    if found == "application/gzip":
        return next((kind for ending, kind in _IN_GZIP.items() if name.lower().endswith(ending)), found)
    if found == "video/webm" and by_name == "video/x-matroska":
        return by_name
    return found or _of_text(by_name, beginning[:_READ])


def _by_name(name: str) -> str:
    ending = f".{name.rpartition('.')[2].lower()}"
    return _KINDS_BY_NAME.get(ending) or _named().guess_type(f"x{ending}")[0] or OCTETS


@cache
def _named() -> "MimeTypes":
    """What endings of names stand for, whatever else this machine says of them."""
    import mimetypes  # which what keeps no file does not need

    return mimetypes.MimeTypes()


def _of_text(by_name: str, beginning: bytes) -> str:
    """What a file is that does not begin as one of those: text, by its name what kind of text, or anything."""
    if _CONTROLS.intersection(beginning) and not beginning.startswith((b"\xff\xfe", b"\xfe\xff")):
        return OCTETS if by_name.startswith("text/") else by_name
    found = _MARKUP.match(beginning.removeprefix(b"\xef\xbb\xbf"))
    tag = found["tag"].lower() if found else b""
    if tag == b"svg":
        return "image/svg+xml"
    if tag in {b"!doctype html", b"html", b"head", b"body"}:
        return HTML
    if by_name.startswith("text/") or by_name in {"application/json", "application/xml"}:
        return by_name
    return PLAIN
