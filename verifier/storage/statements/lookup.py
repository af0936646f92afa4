"""Many claims and documents at once, by what tells them apart: for writing many rows without a question for each."""

from collections import defaultdict
from collections.abc import Collection

from verifier.domain.model.claims import Claim, text_key
from verifier.domain.model.statements import Document
from verifier.storage.db.connection import Connection
from verifier.storage.statements import merging
from verifier.storage.statements.claims import (
    claim_identity,
    claim_of,
    select_claims_by_key,
    select_claims_of_text,
    select_twins,
)
from verifier.storage.statements.document_rows import (
    document_identity,
    document_of,
    select_documents_by_identity,
)


def claims_by_text(connection: Connection, texts: Collection[str]) -> dict[str, Claim]:
    """The claims of these texts, by the text that makes them one; of several of one text that of the lowest number.

    Where a text was that of a merged claim, that is the one it was merged into.
    """
    if not texts:
        return {}
    identities = [claim_identity(text) for text in texts]
    rows = connection.ask(select_claims_of_text(identities=identities))
    found = {text_key(claim.text): claim for claim in map(claim_of, reversed(rows))}
    others = {text for text in texts if text_key(text) not in found}
    return merging.meant(connection, merging.called(connection, others)) | found


def claims_called(connection: Connection, text: str, known_at: int | None = None) -> list[int]:
    """The numbers of all claims that a text means; only earlier versions recorded several of one text."""
    own = [row.claim for row in connection.ask(select_claims_of_text(identities=[claim_identity(text)]), known_at)]
    others = merging.meant(connection, merging.called(connection, [text], known_at), known_at)
    return [*own, *(claim.id for claim in others.values() if claim.id not in own)]


def twins(connection: Connection) -> list[list[Claim]]:
    """The claims of which several have one text, together, by number; none were recorded by this version."""
    groups: defaultdict[str, list[Claim]] = defaultdict(list)
    for row in connection.stream(select_twins()):
        claim = claim_of(row)
        groups[text_key(claim.text)].append(claim)
    return [group for group in groups.values() if len(group) > 1]


def claims_by_key(connection: Connection, keys: Collection[str]) -> dict[str, Claim]:
    """The claims that have these keys, or that claims which had them were merged into."""
    if not keys:
        return {}
    found = {claim.key: claim for claim in map(claim_of, connection.ask(select_claims_by_key(keys=keys))) if claim.key}
    return merging.meant(connection, merging.keyed(connection, set(keys) - found.keys())) | found


def documents_by_url(connection: Connection, urls: Collection[str]) -> dict[str, Document]:
    """The documents at these addresses."""
    if not urls:
        return {}
    identities = [document_identity(Document(0, url=url)) for url in urls]
    found = map(document_of, connection.ask(select_documents_by_identity(identities=identities)))
    return {document.url: document for document in found if document.url}
