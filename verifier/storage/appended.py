"""What is recorded by the million, laid out for the appender: attributions, versions of documents and of claims."""

from collections.abc import Collection

from verifier.domain.model.claims import Claim
from verifier.domain.model.statements import Attribution, Document
from verifier.storage.appending import Appender
from verifier.storage.entity_rows import claim_row, document_row
from verifier.storage.record_rows import attribution_row, carrier_rows


def append_attributions(appender: Appender, said: Collection[tuple[int, Attribution, str]]) -> None:
    """Take in attributions, each with its number and identity, and their carriers."""
    revision = appender.revision
    rows = [attribution_row(number, revision, attribution, identity) for number, attribution, identity in said]
    appender.add_rows("attributions", rows)
    carriers = [row for number, attribution, _ in said for row in carrier_rows(number, revision, attribution)]
    appender.add_rows("attribution_carriers", carriers)


def append_document_versions(appender: Appender, documents: Collection[tuple[int, Document]]) -> None:
    """Take in versions of documents, each with the document's number."""
    versions = zip(appender.numbers("document_versions", len(documents)), documents, strict=True)
    rows = [document_row(version, appender.revision, number, document) for version, (number, document) in versions]
    appender.add_rows("document_versions", rows)


def append_claim_versions(
    appender: Appender, claims: Collection[tuple[int, Claim]], *, amended: bool = False
) -> list[tuple[int, int, Claim]]:
    """Take in versions of claims, each with the claim's number; gives them with their own numbers before."""
    numbers = appender.numbers("claim_versions", len(claims))
    versions = [(version, number, claim) for version, (number, claim) in zip(numbers, claims, strict=True)]
    rows = [
        claim_row(version, appender.revision, number, claim, amended=amended) for version, number, claim in versions
    ]
    appender.add_rows("claim_versions", rows)
    return versions
