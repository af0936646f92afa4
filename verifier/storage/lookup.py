"""Many claims and documents at once, by what tells them apart: for writing many rows without a question for each."""

from collections.abc import Collection

from verifier.domain.model.claims import Claim, folded
from verifier.domain.model.statements import Document
from verifier.storage.connection import Connection
from verifier.storage.entity_rows import claim_identity, claim_of, document_identity, document_of


def claims_by_text(connection: Connection, texts: Collection[str]) -> dict[str, Claim]:
    """The claims of these texts, by folded text."""
    if not texts:
        return {}
    identities = [claim_identity(text) for text in texts]
    rows = connection.ask("claims_called", identities=identities)
    return {folded(claim.text): claim for claim in map(claim_of, rows)}


def claims_called(connection: Connection, text: str) -> list[int]:
    """The numbers of all claims of a text, of which there should be one."""
    return [row.claim for row in connection.ask("claims_called", identities=[claim_identity(text)])]


def claims_by_key(connection: Connection, keys: Collection[str]) -> dict[str, Claim]:
    """The claims that have these keys."""
    if not keys:
        return {}
    return {claim.key: claim for claim in map(claim_of, connection.ask("claims_by_key", keys=keys)) if claim.key}


def documents_by_url(connection: Connection, urls: Collection[str]) -> dict[str, Document]:
    """The documents at these addresses."""
    if not urls:
        return {}
    identities = [document_identity(Document(0, url=url)) for url in urls]
    found = map(document_of, connection.ask("documents_called", identities=identities))
    return {document.url: document for document in found if document.url}
