"""The log: revisions, and the status changes and judgements in them."""

from collections.abc import Collection, Iterator
from typing import Any

from verifier.domain.model.claims import Status
from verifier.domain.revisions import AnalystKey, Purge, Revision, StatusChange
from verifier.storage.db.connection import Connection
from verifier.storage.db.statement import Given, NumberRow, Row, Snapshot, statement
from verifier.storage.statements.lazy import selection, sql, tables
from verifier.storage.statements.values import Columns, Values, from_json, to_json


class RevisionRow(Row):
    """A revision."""

    id: int
    recorded_at: int
    analyst: str
    action: str
    detail: str
    rules_version: str
    policy_version: str
    previous_digest: str
    digest: str
    reason: str | None
    signature: str | None


class ChangeRow(Row):
    """A status change, with its revision's time and analyst."""

    id: int
    revision: int
    claim: int
    from_status: str | None
    from_derived: str | None
    to_status: str
    to_derived: str
    because: str
    policy_version: str
    rule: int
    support: int
    opposition: int
    recorded_at: int
    analyst: str


class PurgeRow(Row):
    """A purge of a text."""

    id: int
    revision: int
    document: int
    target: int
    text_sha256: str
    rows_before: str
    rows_after: str


class PurgedRow(RevisionRow):
    """A revision that removed the text of a document, and what that is called."""

    document: int
    url: str | None
    title: str | None


class RationaleRow(Row):
    """Why an analyst judged a claim."""

    revision: int
    claim: int
    rationale: str


def change_row(number: int, revision: int, change: StatusChange, policy: str) -> Values:
    """The row of a status change, under the policy of a version."""
    return (
        number,
        revision,
        change.claim,
        change.from_status and change.from_status.value,
        change.from_derived and change.from_derived.value,
        change.to_status.value,
        change.to_derived.value,
        to_json(change.because),
        policy,
        change.row,
        change.support,
        change.opposition,
    )


def change_of(row: ChangeRow) -> StatusChange:
    """The status change of a row, joined with its revision."""
    return StatusChange(
        row.claim,
        None if row.from_status is None else Status(row.from_status),
        Status(row.to_status),
        None if row.from_derived is None else Status(row.from_derived),
        Status(row.to_derived),
        row.rule,
        row.support,
        row.opposition,
        from_json(row.because),
        row.id,
        row.revision,
        row.recorded_at,
        row.analyst,
        row.policy_version,
    )


def revision_of(row: RevisionRow) -> Revision:
    """The revision of a row."""
    return Revision(
        row.id,
        row.recorded_at,
        row.analyst,
        row.action,
        row.detail,
        row.rules_version,
        row.policy_version,
        row.previous_digest,
        row.digest,
        row.reason,
        row.signature,
    )


def purge_of(row: PurgeRow) -> Purge:
    """The purge of a row."""
    return Purge(row.document, row.target, row.text_sha256, row.rows_before, row.rows_after)


def key_row(key: AnalystKey) -> Columns:
    """The row of an analyst's key."""
    return {"analyst": key.analyst, "public_key": key.public_key}


@statement(RevisionRow)
def select_head_revision(_snapshot: Snapshot) -> "sql.Select[Any]":
    """The newest revision."""
    return sql.select(tables.revisions).order_by(tables.revisions.c.id.desc()).limit(1)


@statement(RevisionRow)
def select_revision(_snapshot: Snapshot, number: int) -> "sql.Select[Any]":
    """The revision of a number."""
    return sql.select(tables.revisions).where(tables.revisions.c.id == number)


@statement(RevisionRow)
def select_revision_of_digest(_snapshot: Snapshot, digest: str) -> "sql.Select[Any]":
    """The revision that has a digest."""
    return sql.select(tables.revisions).where(tables.revisions.c.digest == digest)


@statement(NumberRow)
def select_revision_at(_snapshot: Snapshot, instant: int) -> "sql.Select[Any]":
    """The number of the newest revision recorded by an instant; after a clock was set, the newest dated by then."""
    columns = tables.revisions.c
    return sql.select(columns.id).where(columns.recorded_at <= instant).order_by(columns.id.desc()).limit(1)


@statement(RevisionRow)
def select_revisions_of(snapshot: Snapshot, numbers: Given) -> "sql.Select[Any]":
    """The revisions of some numbers."""
    return sql.select(tables.revisions).where(selection.among(snapshot, tables.revisions.c.id, numbers))


@statement(RevisionRow)
def select_revisions(snapshot: Snapshot) -> "sql.Select[Any]":
    """Every revision, oldest first."""
    statement = sql.select(tables.revisions).order_by(tables.revisions.c.id)
    return statement if snapshot.known_at is None else statement.where(tables.revisions.c.id <= snapshot.known_at)


@statement(ChangeRow)
def select_status_changes(
    snapshot: Snapshot, since: int | None = None, until: int | None = None, claims: Given | None = None
) -> "sql.Select[Any]":
    """Status changes in the order of recording: since an instant, until one, of some claims."""
    statement = selection.changes_known(snapshot.known_at)
    if since is not None:
        statement = statement.where(tables.revisions.c.recorded_at >= since)
    if until is not None:
        statement = statement.where(tables.revisions.c.recorded_at <= until)
    if claims is not None:
        statement = statement.where(selection.among(snapshot, tables.status_changes.c.claim, claims))
    return statement


@statement(RationaleRow)
def select_rationales(snapshot: Snapshot, numbers: Given, revisions: Given) -> "sql.Select[Any]":
    """Why analysts judged some claims in some revisions."""
    columns = tables.assessments.c
    own = (selection.among(snapshot, columns.claim, numbers), selection.among(snapshot, columns.revision, revisions))
    return sql.select(columns.revision, columns.claim, columns.rationale).where(*own).order_by(columns.id)


def head(connection: Connection) -> Revision | None:
    """The newest revision."""
    return _one(connection.ask(select_head_revision()))


def revision(connection: Connection, number: int) -> Revision | None:
    """The revision of a number."""
    return _one(connection.ask(select_revision(number=number)))


def revision_of_digest(connection: Connection, digest: str) -> Revision | None:
    """The revision that has a digest."""
    return _one(connection.ask(select_revision_of_digest(digest=digest)))


def _one(rows: list[RevisionRow]) -> Revision | None:
    return revision_of(rows[0]) if rows else None


def revision_at(connection: Connection, instant: int) -> int:
    """The number of the newest revision recorded by an instant (microseconds UTC); 0 before the first."""
    return next((number for (number,) in connection.ask(select_revision_at(instant=instant))), 0)


def revisions_after(connection: Connection, instant: int) -> tuple[int, ...]:
    """The numbers of the revisions that are dated later than an instant (microseconds UTC)."""
    return tuple(
        number for (number,) in connection.run("SELECT id FROM revisions WHERE recorded_at > ? ORDER BY id", instant)
    )


def revisions_of(connection: Connection, numbers: Collection[int]) -> dict[int, Revision]:
    """The revisions of these numbers."""
    if not numbers:
        return {}
    return {row.id: revision_of(row) for row in connection.ask(select_revisions_of(numbers=numbers))}


def revisions(connection: Connection, known_at: int | None = None) -> Iterator[Revision]:
    """Every revision, oldest first, streamed."""
    return map(revision_of, connection.stream(select_revisions(), known_at))


def status_changes(
    connection: Connection,
    *,
    since: int | None = None,
    until: int | None = None,
    claims: Collection[int] | None = None,
    known_at: int | None = None,
) -> Iterator[StatusChange]:
    """Status changes in the order of recording, streamed; `since` and `until` are instants, both included."""
    asked = select_status_changes(since=since, until=until, claims=claims)
    return map(change_of, connection.stream(asked, known_at))


def rationales(
    connection: Connection, numbers: Collection[int], revisions_asked: Collection[int]
) -> dict[tuple[int, int], str]:
    """Why analysts judged these claims in these revisions, by revision and claim."""
    if not numbers or not revisions_asked:
        return {}
    rows = connection.ask(select_rationales(numbers=numbers, revisions=revisions_asked))
    return {(revision, claim): rationale for revision, claim, rationale in rows}


def policy_first_used(connection: Connection, version: str) -> int | None:
    """The first revision recorded under a version of the policy, undone or not; None if there is none."""
    used: int | None = connection.scalar(
        sql.select(sql.func.min(tables.revisions.c.id)).where(tables.revisions.c.policy_version == version)
    )
    return used
