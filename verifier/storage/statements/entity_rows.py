"""Parties, sources, documents, claims and links as rows, and back.

Rows of what is recorded by the million are laid out in the order of their table's columns.
"""

from typing import Final

from verifier.domain.model.claims import Claim, ClaimKind, Link, LinkKind, folded, text_key
from verifier.domain.model.naming import bare, folded_name, name_key
from verifier.domain.model.sources import Party, Source, SourceKind
from verifier.domain.model.statements import Document, Term
from verifier.storage.db.connection import Row
from verifier.storage.statements.values import (
    Columns,
    Values,
    fingerprint,
    from_json,
    moment_of,
    moment_values,
    to_json,
)

PARTY_TERM: Final = "party"
TAG_TERM: Final = "tag"
TEXT_TERM: Final = "text"
LONGEST_KEY: Final = 200
"""How many characters of a name it is looked up by."""


def party_row(party: Party) -> Columns:
    """A version of a party."""
    return {
        "name": party.name,
        "adjectives": to_json(party.adjectives),
        "adverse_to": to_json(party.adverse_to),
        "speaks_with": party.speaks_with,
    }


def party_of(row: Row) -> Party:
    """The party of a version."""
    return Party(row.name, from_json(row.adjectives), from_json(row.adverse_to), row.speaks_with)


def source_row(source: Source) -> Columns:
    """A version of a source."""
    return {
        "source": source.id,
        "name": source.name,
        "aliases": to_json(source.aliases),
        "kind": source.kind and source.kind.value,
        "party": source.party,
        "official": source.official,
        "anonymous": source.anonymous,
        "independent": source.independent,
        "reliability": source.reliability,
        "note": source.note,
        "terms": to_json(tuple([(term.since, term.until) for term in source.terms])) if source.terms else None,
        "confidential": source.confidential or None,
    }


def source_of(row: Row) -> Source:
    """The source of a version."""
    return Source(
        row.source,
        row.name,
        from_json(row.aliases),
        None if row.kind is None else SourceKind(row.kind),
        row.party,
        row.official,
        row.anonymous,
        row.independent,
        row.reliability,
        row.note,
        () if row.terms is None else tuple(Term(since, until) for since, until in from_json(row.terms)),
        bool(row.confidential),
    )


def source_keys(source: Source) -> dict[str, int]:
    """What a source is looked up by, and how well that fits: see `tables.source_names`."""
    keys = {folded_name(source.name): 0}
    for alias in source.aliases:
        keys.setdefault(folded_name(alias), 1)
    for key in [*keys]:
        keys.setdefault(bare(key), 2)
    keys.pop("", None)
    return {key[:LONGEST_KEY]: keys[key] for key in reversed(keys)}


def party_keys(party: Party) -> dict[str, int]:
    """What a party is looked up by, and how well that fits: see `tables.party_names`."""
    keys = {name_key(party.name)[:LONGEST_KEY]: 0}
    for word in party.adjectives:
        keys.setdefault(name_key(word)[:LONGEST_KEY], 1)
    keys.pop("", None)
    return keys


def document_row(version: int, revision: int, number: int, document: Document) -> Values:
    """A version of a document."""
    return (
        version,
        revision,
        number,
        document.url,
        document.title,
        document.text,
        document.sha256,
        document.outlet,
        *moment_values(document.published),
        *moment_values(document.retrieved),
        *moment_values(document.retracted),
    )


def document_of(row: Row) -> Document:
    """The document of a version."""
    return Document(
        row.document,
        row.url,
        row.title,
        row.outlet,
        moment_of(row.published_earliest, row.published_latest, row.published_text, row.published_offset),
        moment_of(row.retrieved_earliest, row.retrieved_latest, row.retrieved_text, row.retrieved_offset),
        row.text,
        row.sha256,
        moment_of(row.retracted_earliest, row.retracted_latest, row.retracted_text, row.retracted_offset),
    )


def document_identity(document: Document) -> str:
    """What tells documents apart: the address; without one, title, outlet, date and text."""
    if document.url is not None:
        return fingerprint(["url", document.url])
    published = document.published and [document.published.earliest, document.published.latest]
    return fingerprint(["text", folded(document.title or ""), document.outlet, published, document.sha256])


def claim_identity(text: str) -> str:
    """What makes two texts one claim: claims recorded by earlier versions have it as a term only."""
    return fingerprint(text_key(text))


def claim_row(version: int, revision: int, number: int, claim: Claim, *, amended: bool) -> Values:
    """A version of a claim, with its text if that was amended."""
    return (
        version,
        revision,
        number,
        claim.key,
        claim.place,
        claim.measure,
        claim.text if amended else None,
        claim_identity(claim.text) if amended else None,
        claim.kind.value,
        to_json(claim.parties),
        to_json(claim.against),
        to_json(claim.favours),
        to_json(claim.tags),
        *moment_values(claim.happened),
    )


def claim_of(row: Row) -> Claim:
    """The claim of a version, joined with its text and the revision that recorded it first."""
    return Claim(
        row.claim,
        row.claim_text,
        row.key,
        ClaimKind(row.kind),
        moment_of(row.happened_earliest, row.happened_latest, row.happened_text, row.happened_offset),
        row.place,
        from_json(row.parties),
        from_json(row.against),
        from_json(row.favours),
        row.measure,
        from_json(row.tags),
        row.recorded_at,
        row.first_revision,
    )


def claim_terms(claim: Claim) -> list[tuple[str, str]]:
    """What a claim is looked up by, field and term: tags and parties, folded, and its text's identity."""
    tags = {folded(tag) for tag in claim.tags}
    parties = {folded(name) for name in claim.parties + claim.against + claim.favours}
    named = [(TAG_TERM, term) for term in sorted(tags)] + [(PARTY_TERM, term) for term in sorted(parties)]
    return [*named, (TEXT_TERM, claim_identity(claim.text))]


def link_of(row: Row) -> Link:
    """The link of a row."""
    return Link(row.claim, LinkKind(row.kind), row.other)
