"""Documents for the analyst: which there are, what was read in each, and which were taken back."""

import re
from typing import Final, NamedTuple

from msgspec import Struct

from verifier.domain.errors import NotFoundError
from verifier.domain.model.sources import Registry
from verifier.domain.model.statements import Attribution, Document
from verifier.intake.nearest import nearest
from verifier.intake.phrases.writing import write_phrase
from verifier.reports.documents import DocumentLine, ReadThere
from verifier.reports.files.json import Context
from verifier.services.workspace import Workspace
from verifier.storage.db.database import Transaction
from verifier.storage.files.kept import files_of, purged_contents
from verifier.storage.statements import queries

_REF: Final = re.compile("d([1-9][0-9]{0,17})")
"""A document by its number."""


class Documents(Struct, frozen=True):
    """Documents, with what the numbers in them stand for."""

    lines: tuple[DocumentLine, ...]
    context: Context


class Retraction(NamedTuple):
    """A document that was taken back at a time, by whose outlet, and why as far as that was said."""

    document: Document
    outlet: str
    reason: str | None


def retraction_of(connection: Transaction, document: Document, registry: Registry) -> Retraction | None:
    """What is known of a document's retraction; None if it stands."""
    if document.retracted is None or document.outlet is None:
        return None
    reason = _reasons(connection, [document], None).get(document.id)
    return Retraction(document, registry.sources[document.outlet].name, reason)


def find_document(connection: Transaction, url: str, known: int | None = None) -> Document:
    """The document at an address, or of a ref such as d3 (NotFoundError with the closest)."""
    if (ref := _REF.fullmatch(url.strip())) and (one := queries.documents(connection, [int(ref[1])], known)):
        return one[int(ref[1])]
    if known is None and (found := queries.documents_at(connection, [url.strip()]).get(url.strip())) is not None:
        return found
    by_url = {read.document.url: read.document for read in queries.all_documents(connection, known)}
    if (found := by_url.get(url.strip())) is not None:
        return found
    closest = nearest(url, [address for address in by_url if address], limit=3)
    near = f" Closest: {', '.join(closest)}." if closest else ""
    raise NotFoundError(
        f"document '{url}' is not known.{near} List them with: verifier document list", suggestions=closest
    )


def list_documents(workspace: Workspace, known: int | None = None) -> Documents:
    """Every document, in the order of recording."""
    with workspace.read() as connection:
        every = queries.all_documents(connection, known)
        reasons = _reasons(connection, [read.document for read in every], known)
        kept = files_of(connection, None, known)
        lines = (
            DocumentLine(read.document, read.attributions, reasons.get(read.document.id), (), kept[read.document.id])
            for read in every
        )
        return Documents(tuple(lines), _context(workspace, connection, known))


def show_document(workspace: Workspace, url: str, known: int | None = None) -> Documents:
    """The document at an address, with what was read there (NotFoundError with the closest)."""
    with workspace.read() as connection:
        document = find_document(connection, url, known)
        context = _context(workspace, connection, known)
        found = queries.attributions_in(connection, document.id, known)
        read = tuple(_read_there(one, context.registry) for one in found)
        reason = _reasons(connection, [document], known).get(document.id)
        kept = files_of(connection, [document.id], known)[document.id]
        purged = frozenset(purged_contents(connection))
        return Documents((DocumentLine(document, len(read), reason, read, kept, purged),), context)


def _reasons(connection: Transaction, found: list[Document], known: int | None) -> dict[int, str | None]:
    retracted = [document.id for document in found if document.retracted is not None]
    revisions = queries.retractions(connection, retracted, known)
    return {number: revision.reason for number, revision in revisions.items()}


def _context(workspace: Workspace, connection: Transaction, known: int | None) -> Context:
    return Context(queries.registry(connection, known), zone=workspace.zone.tz)


def _read_there(attribution: Attribution, registry: Registry) -> ReadThere:
    return ReadThere(attribution.id, attribution.claim, write_phrase(attribution, registry))
