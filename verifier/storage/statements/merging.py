"""Claims that were merged into others: what was meant by a ref, key or text of such a claim means the other one.

A claim that another was merged into may have been merged itself: whoever follows comes to one that exists.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from verifier.domain.model.claims import Claim, text_key
from verifier.domain.revisions import Merge
from verifier.storage.db.connection import Connection
from verifier.storage.db.statement import Bound, Given, Row, Snapshot, statement
from verifier.storage.statements.claims import claim_identity, claim_of, select_claims, select_claims_ever
from verifier.storage.statements.lazy import selection, sql, tables
from verifier.storage.statements.values import TEXT_TERM


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


def merge_of(row: MergeRow) -> Merge:
    """The merge of a row."""
    return Merge(row.claim, row.target)


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


class Merged(Struct, frozen=True):
    """A claim as it was last, into which other one it was merged, by number, and in which revision."""

    claim: Claim
    target: int
    revision: int


def any_merged(connection: Connection) -> bool:
    """Whether any claim was ever merged into another."""
    return bool(connection.run("SELECT 1 FROM merges LIMIT 1"))


def merged(connection: Connection, numbers: Collection[int], known_at: int | None = None) -> dict[int, Merged]:
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
    found = merged(connection, numbers, known_at)
    targets = ends(connection, found, known_at)
    latest = [replace(one, target=targets[number]) for number, one in found.items()]
    return sorted(latest, key=lambda one: (one.revision, one.claim.id))


def followed(connection: Connection, number: int, known_at: int | None = None) -> list[Merged]:
    """What became of a claim, one merge after the other; nothing if it was not merged."""
    steps: list[Merged] = []
    while found := merged(connection, [number], known_at):
        steps.append(found[number])
        number = found[number].target
    return steps


def meant(connection: Connection, found: Mapping[str, Merged], known_at: int | None = None) -> dict[str, Claim]:
    """The claims that are meant where merged ones were found."""
    targets = ends(connection, {one.claim.id for one in found.values()}, known_at)
    if not targets:
        return {}
    rows = connection.ask(select_claims(numbers=set(targets.values())), known_at)
    claims = {row.claim: claim_of(row) for row in rows}
    return {name: claims[targets[one.claim.id]] for name, one in found.items()}


def ends(connection: Connection, numbers: Collection[int], known_at: int | None = None) -> dict[int, int]:
    """The claims that some claims are now, where they were merged into others."""
    steps = {number: followed(connection, number, known_at) for number in numbers}
    return {number: found[-1].target for number, found in steps.items() if found}


def called(connection: Connection, texts: Collection[str], known_at: int | None = None) -> dict[str, Merged]:
    """The merged claims that had some texts, by the text that makes them one; of several that of the lowest number."""
    if not texts or not any_merged(connection):
        return {}
    keys = {claim_identity(text): text_key(text) for text in texts}
    rows = connection.ask(select_merged_of_text(identities=list(keys)), known_at)
    found = merged(connection, [row.claim for row in rows], known_at)
    return {keys[row.identity]: found[row.claim] for row in rows}


def keyed(connection: Connection, keys: Collection[str], known_at: int | None = None) -> dict[str, Merged]:
    """The merged claims that had some keys; of several that of the lowest number."""
    if not keys or not any_merged(connection):
        return {}
    rows = connection.ask(select_merged_by_key(keys=keys), known_at)
    found = merged(connection, [row.claim for row in rows], known_at)
    return {row.key: found[row.claim] for row in rows}


def identified(connection: Connection, identities: Sequence[str]) -> dict[str, int]:
    """The claims that texts of merged ones mean, by the identities of these texts."""
    if not identities:
        return {}
    rows = connection.ask(select_merged_of_text(identities=identities))
    targets = ends(connection, [row.claim for row in rows])
    return {row.identity: targets[row.claim] for row in rows}
