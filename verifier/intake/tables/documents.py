"""Documents as records of a table in JSON Lines, with their texts and what is said of their files."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from verifier.domain.model.time import Moment
from verifier.intake.nearest import nearest
from verifier.intake.problems import Problem, quoted
from verifier.intake.sheets.drafts import DocumentDraft
from verifier.intake.tables.rows import RowReader
from verifier.intake.text import bad_character, is_blank, is_language, unstorable
from verifier.intake.times.dates import in_the_future

_MOMENTS: Final = ("published", "retrieved", "retracted", "captured")
_WORDS: Final = (
    "id", "url", "title", "outlet", "archived", "archived_hash", "author", "language", "media_type", "location",
)  # fmt: skip
_DIGESTS: Final = ("sha256", "text_sha256")
_FIELDS: Final = (*_WORDS, *_MOMENTS, *_DIGESTS, "text", "files")
_FILE_FIELDS: Final = ("name", "media_type", "bytes", "sha256")
_DIGEST: Final = re.compile("[0-9a-f]{64}")
_SIZE: Final = re.compile("[0-9]{1,13}")
_LONGEST: Final = 10_000
_MOST_FILES: Final = 10_000


class FileDraft(NamedTuple):
    """A file that is kept of a document: `size` in bytes, its content is what has that SHA-256."""

    name: str
    media_type: str | None
    size: int
    sha256: str


class DocumentRecord(NamedTuple):
    """A document as a table tells it; `place` is how rows name one without an address, `sha256` that of its text."""

    draft: DocumentDraft
    place: str | None = None
    text: str | None = None
    sha256: str | None = None
    files: tuple[FileDraft, ...] = ()


def read_document(entry: Mapping[str, Any], line: int, reader: RowReader) -> DocumentRecord | tuple[Problem, ...]:
    """The document of a record, or all that is wrong with it; whether its outlet is known is left to the caller."""
    if problems := tuple(_faults(entry)):
        return problems
    moments = {name: reader.dates.read(entry[name]) for name in _MOMENTS if entry.get(name)}
    late = {name: in_the_future(found, reader.now) for name, found in moments.items() if isinstance(found, Moment)}
    wrong = {name: found for name, found in (moments | late).items() if isinstance(found, Problem)}
    if wrong:
        return tuple(_fault(f"{name}: {problem.what}", problem.fix) for name, problem in wrong.items())
    return _record(entry, line, reader, {name: found for name, found in moments.items() if isinstance(found, Moment)})


def _record(entry: Mapping[str, Any], line: int, reader: RowReader, moments: Mapping[str, Moment]) -> DocumentRecord:
    words: dict[str, Any] = dict(moments) | {name: value.strip() for name in _WORDS if (value := entry.get(name))}
    place, outlet = words.pop("id", None), words.pop("outlet", None)
    speaker = None if outlet is None else reader.speaker(outlet)
    draft = DocumentDraft(**words, outlet=speaker, line=line, outlet_line=line)
    files = tuple(
        FileDraft(one["name"], one.get("media_type"), int(one["bytes"]), one["sha256"])
        for one in entry.get("files") or ()
    )
    return DocumentRecord(draft, place, entry.get("text"), entry.get("sha256"), files)


def _faults(entry: Mapping[str, Any]) -> Iterator[Problem]:
    yield from _unknown(entry, _FIELDS, "a document")
    for name in (*_WORDS, *_MOMENTS, *_DIGESTS):
        yield from _text_faults(name, entry.get(name))
    url, archived, language = entry.get("url"), entry.get("archived"), entry.get("language")
    for name, address in (("url", url), ("archived", archived)):
        if isinstance(address, str) and len(address.split()) > 1:
            yield _fault(f"the {name} has a space in it", "Write it without, or as %20")
    if isinstance(language, str) and not is_language(language.strip()):
        yield _fault(f"{quoted(language)} is no language tag", "Write one such as en, uk or pt-BR")
    for name in _DIGESTS:
        if isinstance(entry.get(name), str) and not _DIGEST.fullmatch(entry[name]):
            yield _fault(f"{name} is no SHA-256", "Write 64 digits from 0 to 9 and a to f, or leave it out")
    if not any(entry.get(name) for name in ("url", "title", "outlet")):
        yield _fault("the document has no url, title or outlet", "Give one of them")
    yield from _archived_faults(entry.get("text"), entry.get("text_sha256"))
    yield from _files_faults(entry.get("files"))


def _text_faults(name: str, value: object) -> Iterator[Problem]:
    if value is None:
        return
    if not isinstance(value, str) or is_blank(value):
        yield _fault(f"{name} is not a text", "Write a text, or leave it out")
    elif len(value) > _LONGEST:
        yield _fault(f"{name} has {len(value):,} characters", f"Keep it under {_LONGEST:,}")
    elif problem := bad_character(value):
        yield _fault(f"{name}, character {problem.column}: {problem.what}", problem.fix)


def text_digest(text: str) -> str:
    """What a table calls `text_sha256`: the digest of a text in UTF-8, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def _archived_faults(text: object, digest: object) -> Iterator[Problem]:
    """What is wrong with an archived text, that it is not the one which was exported above all."""
    if text is None:
        return
    if not isinstance(text, str):
        yield _fault("text is not a text", "Write a text, or leave it out")
    elif problem := unstorable(text.replace("\n", " ")):
        yield _fault(f"text, character {problem.column}: {problem.what}", problem.fix)
    elif isinstance(digest, str) and text_digest(text) != digest:
        yield _fault("the text is not the one that text_sha256 is of: it was altered on the way", "Export it again")


def _files_faults(files: object) -> Iterator[Problem]:
    if files is None:
        return
    if not isinstance(files, list) or not all(isinstance(one, dict) for one in files) or len(files) > _MOST_FILES:
        yield _fault("files is no list of files", 'Write [{"name": "…", "bytes": 1, "sha256": "…"}]')
        return
    for one in files:
        yield from _unknown(one, _FILE_FIELDS, "a file")
        yield from _text_faults("media_type of a file", one.get("media_type"))
        name = one.get("name")
        if not isinstance(name, str) or is_blank(name) or "/" in name or unstorable(name):
            yield _fault("a file has no name, or one with a / or a line break in it", "Give the name it was kept by")
        if not isinstance(one.get("sha256"), str) or not _DIGEST.fullmatch(one["sha256"]):
            yield _fault("sha256 of a file is no SHA-256", "Write 64 digits from 0 to 9 and a to f")
        if not isinstance(one.get("bytes"), str) or not _SIZE.fullmatch(one["bytes"]):
            yield _fault("bytes of a file is no whole number", "Write how many bytes it has")


def _unknown(entry: Mapping[str, Any], fields: tuple[str, ...], of: str) -> Iterator[Problem]:
    for name in entry.keys() - {*fields}:
        near = nearest(name, fields)
        yield _fault(f"{quoted(name)} is no part of {of}", f"Did you mean {near[0]}" if near else "Leave it out")


def _fault(what: str, fix: str) -> Problem:
    return Problem(None, None, what, fix)
