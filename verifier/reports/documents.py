"""Documents as lines, pages and JSON: where it was read, and whether its outlet took it back."""

from collections.abc import Collection, Iterator
from datetime import tzinfo
from typing import NamedTuple

from msgspec import Struct

from verifier.domain.model.statements import Document, KeptFile
from verifier.reports.files.json import Context, Json, document_json
from verifier.reports.text.styled import Line, Role, Run, line, padded, visible
from verifier.reports.text.wording import counted, span


class ReadThere(NamedTuple):
    """An attribution read in a document: its number, its claim's, and its phrase."""

    attribution: int
    claim: int
    phrase: str


class DocumentLine(Struct, frozen=True):
    """A document, how many attributions were read there and which, why it was retracted, and the files kept of it.

    `purged` are digests of contents that are kept no more.
    """

    document: Document
    attributions: int
    reason: str | None = None
    read: tuple[ReadThere, ...] = ()
    kept: tuple[KeptFile, ...] = ()
    purged: frozenset[str] = frozenset()


def listed_document_json(listed: DocumentLine, context: Context) -> Json:
    """One document, as `document list --json` gives it."""
    return {
        **(document_json(listed.document, context) or {}),
        "why": listed.reason,
        "attributions": listed.attributions,
        "ref": f"d{listed.document.id}",
        "text": listed.document.text is not None,
        "files": [kept_file_json(file, listed.purged) for file in listed.kept],
    }


def kept_file_json(file: KeptFile, purged: Collection[str] = ()) -> Json:
    """A file that was kept."""
    return {
        "name": file.name,
        "media_type": file.media_type,
        "bytes": file.size,
        "sha256": file.sha256,
        "purged": file.sha256 in purged,
    }


def shown_document_json(listed: DocumentLine, context: Context) -> Json:
    """One document with what was read there, as `document show --json` gives it."""
    read = [{"ref": f"a{one.attribution}", "claim": f"c{one.claim}", "phrase": one.phrase} for one in listed.read]
    return {**listed_document_json(listed, context), "read": read}


def document_line(listed: DocumentLine, context: Context) -> Line:
    """One document: how many attributions, its outlet, when it was published, its address, whether it was retracted."""
    document = listed.document
    published = span(document.published, context.zone) if document.published else ""
    return line(
        Run(f"d{document.id:<4}", Role.FAINT),
        Run(f"{listed.attributions:4}", Role.FAINT),
        f"  {padded(visible(context.name(document.outlet) or ''), 28)}  {padded(published, 18)}  ",
        Run(visible(document.url or document.title or ""), Role.STRONG),
        *([Run(f"  {retracted_words(document, context.zone)}", Role.REFUTED)] if document.retracted else []),
    )


def document_page(listed: DocumentLine, context: Context) -> Iterator[Line]:
    """One document in full."""
    document, zone = listed.document, context.zone
    yield line(Run(visible(document.url or document.title or ""), Role.STRONG), Run(f"  d{document.id}", Role.FAINT))
    facts = (
        ("title", document.title),
        ("author", document.author),
        ("outlet", context.name(document.outlet)),
        ("published", document.published and span(document.published, zone)),
        ("retrieved", document.retrieved and span(document.retrieved, zone)),
        ("archived at", document.archived),
        ("its hash", document.archived_hash),
        ("language", document.language),
        ("media type", document.media_type),
        ("captured", document.captured and span(document.captured, zone)),
        ("location", document.location),
        ("text", document.text and f"{counted(len(document.text), 'character')}, sha256 {document.sha256}"),
        ("retracted", document.retracted and span(document.retracted, zone)),
        ("because", listed.reason),
        ("read there", counted(listed.attributions, "attribution")),
    )
    yield from (line(Run(padded(name, 12), Role.FAINT), visible(value)) for name, value in facts if value)
    for file in listed.kept:
        yield line(Run(padded("file", 12), Role.FAINT), kept_file_words(file, listed.purged))
    for one in listed.read:
        yield line(Run(f"  a{one.attribution}  ", Role.FAINT), f"c{one.claim}  {visible(one.phrase)}")


def kept_file_words(file: KeptFile, purged: Collection[str] = ()) -> str:
    """A file that was kept: its name, what it is, its size and digest."""
    gone = ", purged" if file.sha256 in purged else ""
    return f"{visible(file.name)} ({file.media_type}, {file.size:,} bytes{gone})  sha256 {file.sha256}"


def retracted_words(document: Document, zone: tzinfo) -> str:
    """That a document was taken back, and when."""
    return f"retracted {span(document.retracted, zone)}" if document.retracted else ""
