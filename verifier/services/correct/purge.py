"""Removing what is kept of a document for good, its text and its files: a leaked key, a lawful demand.

Invariant: the digests, who removed it and why stay, and so does all else that was recorded. A text, and a content in a
server's rows, is removed in the transaction that tells of it; a file in the store right after it, as it could not be
brought back if that failed.
"""

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from verifier.domain.errors import ConflictError
from verifier.domain.model.statements import Document
from verifier.domain.revisions import PURGE, FilePurge, Purge, Revision
from verifier.services.record.actions import reason_of
from verifier.services.review.documents import find_document
from verifier.services.workspace import Workspace
from verifier.storage.files.contents import store_of
from verifier.storage.files.kept import contents_of, documents_holding, purged_left
from verifier.storage.statements.lazy import LazyModule

if TYPE_CHECKING:
    from verifier.storage.ledger import purges
else:
    purges = LazyModule("verifier.storage.ledger.purges")


class Purged(Struct, frozen=True):
    """A document whose text and files were removed, in which revision, and the digests of what was removed.

    `already` says that it had been before; `remains` is what kept the file or table from being written anew. `also` are
    other documents, by number, of which the same contents had been kept.
    """

    document: Document
    revision: Revision
    removed: tuple[Purge, ...] = ()
    already: bool = False
    remains: str | None = None
    files: tuple[str, ...] = ()
    also: tuple[int, ...] = ()


def purge_document(workspace: Workspace, url: str, why: str) -> Purged:
    """Remove the text of a document, from every version of it, and every file that was ever kept of it.

    NotFoundError for one that is not known; ConflictError if nothing of it was ever kept. Of one purged already, only
    what the database or the store may still hold of it is removed again.
    """
    reason = reason_of(why)
    with workspace.read() as connection:
        document = find_document(connection, url)
        earlier = [found.revision for found in purges.purged_documents(connection) if found.document == document.id]
        held = any(purges.held_texts(connection, document.id)) or contents_of(connection, document.id)
    if held:
        done = _purge(workspace, url, reason)
    elif earlier:
        done = Purged(document, earlier[-1], already=True)
    else:
        raise ConflictError(f"of document '{url}' no text is archived and no file kept: there is nothing to purge")
    return replace(done, remains=_remains(workspace))


def _remains(workspace: Workspace) -> str | None:
    """Remove what is left of what was purged from the store and from free pages; what kept it from that, in words."""
    with workspace.read() as connection:
        for name in purged_left(connection) if connection.sqlite else ():
            store_of(connection).remove(name)
    tables = ("document_versions",) if workspace.location.sqlite else ("document_versions", "file_pieces")
    return next(filter(None, map(workspace.rewrite, tables)), None)


def _purge(workspace: Workspace, url: str, reason: str) -> Purged:
    with workspace.write(PURGE, url.strip(), reason) as ledger:
        document = find_document(ledger.connection, url)
        removed = tuple(purges.held_texts(ledger.connection, document.id))
        for purge in removed:
            ledger.add_purge(purge)
        files = tuple(contents_of(ledger.connection, document.id))
        also = tuple(number for number in documents_holding(ledger.connection, files) if number != document.id)
        for sha256 in files:
            ledger.add_file_purge(FilePurge(document.id, sha256))
        ledger.flush()
        purges.remove_texts(ledger.connection, document.id)
        if not ledger.connection.sqlite:
            for sha256 in files:
                store_of(ledger.connection).remove(sha256)
        revision = ledger.seal()
        if revision is None:
            raise ConflictError(f"what was kept of document '{url}' was purged meanwhile")
        return Purged(document, revision, removed, files=files, also=also)
