"""Removing the text of a document for good: a leaked key, a lawful demand.

Invariant: the digest of the text, who removed it and why stay, and so does all else that was recorded; the removal and
the revision that tells of it are one transaction.
"""

from msgspec import Struct

from verifier.domain.errors import ConflictError
from verifier.domain.model.statements import Document
from verifier.domain.revisions import PURGE, Purge, Revision
from verifier.services.record.actions import reason_of
from verifier.services.review.documents import find_document
from verifier.services.workspace import Workspace
from verifier.storage.ledger.purges import held_texts, purged_documents, remove_texts


class Purged(Struct, frozen=True):
    """A document whose text was removed, in which revision, and the digests of what was removed.

    `already` says that it had been before; `remains` is what kept the file or table from being written anew.
    """

    document: Document
    revision: Revision
    removed: tuple[Purge, ...] = ()
    already: bool = False
    remains: str | None = None


def purge_document(workspace: Workspace, url: str, why: str) -> Purged:
    """Remove the text of the document at an address, from every version of it.

    NotFoundError for an unknown address; ConflictError if it never had a text. Of one that is purged already, only what
    the database may still hold of it is removed again.
    """
    reason = reason_of(why)
    with workspace.read() as connection:
        document = find_document(connection, url)
        earlier = [found.revision for found in purged_documents(connection) if found.document == document.id]
        held = any(held_texts(connection, document.id))
    if held:
        done = _purge(workspace, url, reason)
    elif earlier:
        done = Purged(document, earlier[-1], already=True)
    else:
        raise ConflictError(f"of document '{url}' no text is archived: there is nothing to purge")
    return Purged(done.document, done.revision, done.removed, done.already, workspace.rewrite("document_versions"))


def _purge(workspace: Workspace, url: str, reason: str) -> Purged:
    with workspace.write(PURGE, url.strip(), reason) as ledger:
        document = find_document(ledger.connection, url)
        removed = tuple(held_texts(ledger.connection, document.id))
        for purge in removed:
            ledger.add_purge(purge)
        ledger.flush()
        remove_texts(ledger.connection, document.id)
        revision = ledger.seal()
        if revision is None:
            raise ConflictError(f"the text of document '{url}' was purged meanwhile")
        return Purged(document, revision, removed)
