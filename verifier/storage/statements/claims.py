"""Claims and links: what is asked of them, the rows that answer, and how these are read and written.

Rows of what is recorded by the million are laid out in the order of their table's columns.
"""

from typing import Any

from verifier.domain.model.claims import Claim, ClaimKind, Link, LinkKind, folded, text_key
from verifier.storage.db.statement import Given, IdentifiedRow, NumberRow, Row, Snapshot, statement
from verifier.storage.statements.lazy import selection, sql, tables
from verifier.storage.statements.values import (
    PARTY_TERM,
    TAG_TERM,
    TEXT_TERM,
    Values,
    fingerprint,
    from_json,
    moment_of,
    moment_values,
    to_json,
)


class ClaimRow(Row):
    """A version of a claim, with its text and the revision that recorded the claim first."""

    id: int
    revision: int
    claim: int
    key: str | None
    place: str | None
    measure: str | None
    text: str | None
    identity: str | None
    kind: str
    parties: str
    against: str
    favours: str
    tags: str
    happened_earliest: int | None
    happened_latest: int | None
    happened_text: str | None
    happened_offset: int | None
    claim_text: str
    first_revision: int
    recorded_at: int


class ClaimKeyRow(Row):
    """A key of a claim."""

    key: str


class ClaimTextRow(Row):
    """What a claim is called by."""

    id: int
    key: str | None
    claim_text: str


class LinkRow(Row):
    """A link."""

    id: int
    revision: int
    claim: int
    kind: str
    other: int


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


def claim_of(row: ClaimRow) -> Claim:
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


def claim_identity(text: str) -> str:
    """What makes two texts one claim: claims recorded by earlier versions have it as a term only."""
    return fingerprint(text_key(text))


def claim_terms(claim: Claim) -> list[tuple[str, str]]:
    """What a claim is looked up by, field and term: tags and parties, folded, and its text's identity."""
    tags = {folded(tag) for tag in claim.tags}
    parties = {folded(name) for name in claim.parties + claim.against + claim.favours}
    named = [(TAG_TERM, term) for term in sorted(tags)] + [(PARTY_TERM, term) for term in sorted(parties)]
    return [*named, (TEXT_TERM, claim_identity(claim.text))]


def link_of(row: LinkRow) -> Link:
    """The link of a row."""
    return Link(row.claim, LinkKind(row.kind), row.other)


@statement(ClaimRow)
def select_claims(snapshot: Snapshot, numbers: Given) -> "sql.Select[Any]":
    """The claims of some numbers, by number."""
    return (
        selection.claims_known(snapshot.known_at)
        .where(selection.among(snapshot, tables.claims.c.id, numbers))
        .order_by(tables.claims.c.id)
    )


@statement(ClaimRow)
def select_all_claims(snapshot: Snapshot) -> "sql.Select[Any]":
    """Every claim, by number."""
    return selection.claims_known(snapshot.known_at).order_by(tables.claims.c.id)


@statement(ClaimRow)
def select_claims_ever(snapshot: Snapshot, numbers: Given) -> "sql.Select[Any]":
    """The claims of some numbers, by number, those that were undone in the last version there was."""
    own = selection.among(snapshot, tables.claims.c.id, numbers)
    return selection.claims_ever(snapshot.known_at).where(own).order_by(tables.claims.c.id)


@statement(ClaimRow)
def select_every_claim_ever(snapshot: Snapshot) -> "sql.Select[Any]":
    """Every claim, likewise."""
    return selection.claims_ever(snapshot.known_at)


@statement(ClaimRow)
def select_claim_by_key(snapshot: Snapshot, key: str) -> "sql.Select[Any]":
    """The claim that has a key."""
    return selection.claims_known(snapshot.known_at).where(tables.claim_versions.c.key == key)


@statement(ClaimRow)
def select_claims_by_key(snapshot: Snapshot, keys: Given) -> "sql.Select[Any]":
    """The claims that have some keys."""
    return selection.claims_known(snapshot.known_at).where(
        selection.among(snapshot, tables.claim_versions.c.key, keys, sql.Text())
    )


@statement(ClaimRow)
def select_claims_of_text(snapshot: Snapshot, identities: Given) -> "sql.Select[Any]":
    """The claims of some texts, by their identities."""
    return selection.claims_called(snapshot, identities, snapshot.known_at)


@statement(ClaimRow)
def select_twins(snapshot: Snapshot) -> "sql.Select[Any]":
    """The claims whose text some other version of a claim has too, by number."""
    return selection.claims_of_shared_text(snapshot.known_at)


@statement(ClaimKeyRow)
def select_claim_keys(snapshot: Snapshot) -> "sql.Select[Any]":
    """The keys that claims have."""
    key = tables.claim_versions.c.key
    return selection.claims_known(snapshot.known_at).with_only_columns(key).where(key.is_not(None)).order_by(key)


@statement(ClaimTextRow)
def select_texts(snapshot: Snapshot, numbers: Given) -> "sql.Select[Any]":
    """What some claims are called by: key and text."""
    return (
        sql.select(tables.claims.c.id, tables.claim_versions.c.key, selection.CLAIM_TEXT)
        .join(tables.claim_versions, tables.claim_versions.c.claim == tables.claims.c.id)
        .where(selection.newest_version(tables.claim_versions, "claim", None))
        .where(selection.among(snapshot, tables.claims.c.id, numbers))
    )


@statement(IdentifiedRow)
def select_identified_claims(snapshot: Snapshot, identities: Given) -> "sql.Select[Any]":
    """The claims that have some identities, with those."""
    return selection.identified(snapshot, tables.claims, identities)


@statement(LinkRow)
def select_links(snapshot: Snapshot) -> "sql.Select[Any]":
    """Every link."""
    return selection.links_known(snapshot.known_at).order_by(tables.links.c.id)


@statement(LinkRow)
def select_links_of(snapshot: Snapshot, numbers: Given) -> "sql.Select[Any]":
    """The links of some claims, from either side."""
    either = selection.among(snapshot, tables.links.c.claim, numbers) | selection.among(
        snapshot, tables.links.c.other, numbers
    )
    return selection.links_known(snapshot.known_at).where(either)


@statement(NumberRow)
def select_link(snapshot: Snapshot, claim: int, kind: str, other: int) -> "sql.Select[Any]":
    """The number of the link that says the same."""
    same = (tables.links.c.claim == claim, tables.links.c.kind == kind, tables.links.c.other == other)
    return sql.select(tables.links.c.id).where(*same, selection.known(tables.links, snapshot.known_at))
