"""Many claims and documents at once, by what tells them apart: for writing many rows without a question for each."""

from collections.abc import Collection

from sqlalchemy import Connection, Text, select

from verifier.domain.model import Claim, Document, folded
from verifier.storage import selection
from verifier.storage.entity_rows import claim_identity, claim_of, document_identity, document_of
from verifier.storage.selection import among, claims_known, documents_known, known
from verifier.storage.tables import claim_versions, document_versions, documents


def claims_by_text(connection: Connection, texts: Collection[str]) -> dict[str, Claim]:
    """The claims of these texts, by folded text."""
    if not texts:
        return {}
    identities = [claim_identity(text) for text in texts]
    statement = selection.claims_called(connection, identities, None)
    return {folded(claim.text): claim for claim in map(claim_of, connection.execute(statement))}


def claims_called(connection: Connection, text: str) -> list[int]:
    """The numbers of all claims of a text, of which there should be one."""
    return [row.claim for row in connection.execute(selection.claims_called(connection, [claim_identity(text)], None))]


def claims_by_key(connection: Connection, keys: Collection[str]) -> dict[str, Claim]:
    """The claims that have these keys."""
    if not keys:
        return {}
    statement = claims_known(None).where(among(connection, claim_versions.c.key, keys, Text()))
    return {claim.key: claim for claim in map(claim_of, connection.execute(statement)) if claim.key}


def documents_by_url(connection: Connection, urls: Collection[str]) -> dict[str, Document]:
    """The documents at these addresses."""
    if not urls:
        return {}
    identities = [document_identity(Document(0, url=url)) for url in urls]
    named = select(documents.c.id).where(among(connection, documents.c.identity, identities, Text()))
    statement = documents_known(None).where(document_versions.c.document.in_(named.where(known(documents, None))))
    return {document.url: document for document in map(document_of, connection.execute(statement)) if document.url}
