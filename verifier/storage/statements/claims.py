"""Claims, their links and merges: what is asked of them, the rows that answer, and how these are read and written.

What was meant by a ref, key or text of a claim that was merged into another means the other one. That may have been
merged itself: whoever follows comes to one that exists.

Rows of what is recorded by the million are laid out in the order of their table's columns.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from verifier.domain.model.claims import Claim, ClaimKind, Link, LinkKind, folded, text_key
from verifier.domain.revisions import Merge
from verifier.storage.db.connection import Connection
from verifier.storage.db.statement import Bound, Given, IdentifiedRow, NumberRow, Row, Snapshot, statement
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


class MergeRow(Row):
    """A claim, the one that it was merged into, and in which revision."""

    claim: int
    target: int
    revision: int


class MergedTextRow(Row):
    """A merged claim by the identity of its text."""

    identity: str
    claim: int


class MergedKeyRow(Row):
    """A merged claim by its key."""

    key: str
    claim: int


class Merged(Struct, frozen=True):
    """A claim as it was last, into which other one it was merged, by number, and in which revision."""

    claim: Claim
    target: int
    revision: int


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


def merge_of(row: MergeRow) -> Merge:
    """The merge of a row."""
    return Merge(row.claim, row.target)


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


@statement(MergeRow)
def select_merges_of(snapshot: Snapshot, numbers: Given) -> "sql.Select[Any]":
    """What became of some claims."""
    columns = tables.merges.c
    own = selection.among(snapshot, columns.claim, numbers)
    return sql.select(columns.claim, columns.target, columns.revision).where(
        own, selection.known(tables.merges, snapshot.known_at)
    )


@statement(MergeRow)
def select_merges_into(snapshot: Snapshot, numbers: Given) -> "sql.Select[Any]":
    """The claims that were merged into some, in the order of recording."""
    columns = tables.merges.c
    own = selection.among(snapshot, columns.target, numbers)
    found = sql.select(columns.claim, columns.target, columns.revision).where(
        own, selection.known(tables.merges, snapshot.known_at)
    )
    return found.order_by(columns.id)


@statement(MergedTextRow)
def select_merged_of_text(snapshot: Snapshot, identities: Given) -> "sql.Select[Any]":
    """The merged claims that had some texts, by the identities of these; the lowest number last."""
    terms, versions = tables.claim_terms.c, tables.claim_versions.c
    return (
        sql.select(terms.term.label("identity"), tables.merges.c.claim)
        .select_from(tables.claim_terms)
        .join(tables.claim_versions, versions.id == terms.version)
        .join(tables.merges, tables.merges.c.claim == versions.claim)
        .where(terms.field == TEXT_TERM, selection.among(snapshot, terms.term, identities, sql.Text()))
        .where(selection.known(tables.merges, snapshot.known_at), _last(snapshot))
        .order_by(tables.merges.c.claim.desc())
    )


@statement(MergedKeyRow)
def select_merged_by_key(snapshot: Snapshot, keys: Given) -> "sql.Select[Any]":
    """The merged claims that had some keys; the lowest number last."""
    versions = tables.claim_versions.c
    return (
        sql.select(versions.key, tables.merges.c.claim)
        .select_from(tables.claim_versions)
        .join(tables.merges, tables.merges.c.claim == versions.claim)
        .where(selection.among(snapshot, versions.key, keys, sql.Text()))
        .where(selection.known(tables.merges, snapshot.known_at), _last(snapshot))
        .order_by(tables.merges.c.claim.desc())
    )


def _last(snapshot: Snapshot) -> "sql.ColumnElement[bool]":
    """Whether a version of a claim is the last one before it was merged."""
    others = tables.claim_versions.alias()
    same = others.c.claim == tables.claim_versions.c.claim
    newest = sql.select(sql.func.max(others.c.id)).where(same, selection.existing_at(others, snapshot.known_at))
    return tables.claim_versions.c.id == newest.scalar_subquery()


def any_merged(connection: Connection) -> bool:
    """Whether any claim was ever merged into another."""
    return bool(connection.run("SELECT 1 FROM merges LIMIT 1"))


def merges_of(connection: Connection, numbers: Collection[int], known_at: int | None = None) -> dict[int, Merged]:
    """What became of those of some claims that were merged into others, by number."""
    asked = select_merges_of(numbers=numbers) if numbers else None
    return {one.claim.id: one for one in _found(connection, asked, known_at)}


def merged_into(connection: Connection, numbers: Collection[int], known_at: int | None = None) -> list[Merged]:
    """The claims that were merged into some others, or into such a one, in the order of recording."""
    found: list[Merged] = []
    while more := _found(connection, select_merges_into(numbers=numbers) if numbers else None, known_at):
        found += more
        numbers = [one.claim.id for one in more]
    return sorted(found, key=lambda one: (one.revision, one.claim.id))


def _found(connection: Connection, asked: Bound[MergeRow] | None, known_at: int | None) -> list[Merged]:
    if asked is None or not any_merged(connection) or not (rows := connection.ask(asked, known_at)):
        return []
    ever = connection.ask(select_claims_ever(numbers=[row.claim for row in rows]), known_at)
    last = {row.claim: claim_of(row) for row in ever}
    return [Merged(last[row.claim], row.target, row.revision) for row in rows]


def every_merge(connection: Connection, known_at: int | None = None) -> list[Merged]:
    """Every claim that was merged into another, in the order of recording; the target is what exists."""
    if not any_merged(connection):
        return []
    numbers = [number for (number,) in connection.run("SELECT DISTINCT claim FROM merges ORDER BY claim")]
    found = merges_of(connection, numbers, known_at)
    targets = merge_targets(connection, found, known_at)
    latest = [replace(one, target=targets[number]) for number, one in found.items()]
    return sorted(latest, key=lambda one: (one.revision, one.claim.id))


def merge_steps(connection: Connection, number: int, known_at: int | None = None) -> list[Merged]:
    """What became of a claim, one merge after the other; nothing if it was not merged."""
    steps: list[Merged] = []
    while found := merges_of(connection, [number], known_at):
        steps.append(found[number])
        number = found[number].target
    return steps


def claims_meant(connection: Connection, found: Mapping[str, Merged], known_at: int | None = None) -> dict[str, Claim]:
    """The claims that are meant where merged ones were found."""
    targets = merge_targets(connection, {one.claim.id for one in found.values()}, known_at)
    if not targets:
        return {}
    rows = connection.ask(select_claims(numbers=set(targets.values())), known_at)
    claims = {row.claim: claim_of(row) for row in rows}
    return {name: claims[targets[one.claim.id]] for name, one in found.items()}


def merge_targets(connection: Connection, numbers: Collection[int], known_at: int | None = None) -> dict[int, int]:
    """The claims that some claims are now, where they were merged into others."""
    steps = {number: merge_steps(connection, number, known_at) for number in numbers}
    return {number: found[-1].target for number, found in steps.items() if found}


def merged_by_text(connection: Connection, texts: Collection[str], known_at: int | None = None) -> dict[str, Merged]:
    """The merged claims that had some texts, by the text that makes them one; of several that of the lowest number."""
    if not texts or not any_merged(connection):
        return {}
    keys = {claim_identity(text): text_key(text) for text in texts}
    rows = connection.ask(select_merged_of_text(identities=list(keys)), known_at)
    found = merges_of(connection, [row.claim for row in rows], known_at)
    return {keys[row.identity]: found[row.claim] for row in rows}


def merged_by_key(connection: Connection, keys: Collection[str], known_at: int | None = None) -> dict[str, Merged]:
    """The merged claims that had some keys; of several that of the lowest number."""
    if not keys or not any_merged(connection):
        return {}
    rows = connection.ask(select_merged_by_key(keys=keys), known_at)
    found = merges_of(connection, [row.claim for row in rows], known_at)
    return {row.key: found[row.claim] for row in rows}


def meant_by_identity(connection: Connection, identities: Sequence[str]) -> dict[str, int]:
    """The claims that texts of merged ones mean, by the identities of these texts."""
    if not identities:
        return {}
    rows = connection.ask(select_merged_of_text(identities=identities))
    targets = merge_targets(connection, [row.claim for row in rows])
    return {row.identity: targets[row.claim] for row in rows}
