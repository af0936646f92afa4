"""Policies: what is asked of them, the rows that answer, and since which revision one is in force."""

from typing import Any

from msgspec.json import decode
from msgspec.structs import asdict

from verifier.domain.revisions import Revision
from verifier.domain.rules.policy import Policy
from verifier.storage.db.connection import Connection
from verifier.storage.db.statement import NumberRow, Row, Snapshot, statement
from verifier.storage.ledger.digest import canonical
from verifier.storage.statements import revision_log
from verifier.storage.statements.lazy import selection, sql, tables
from verifier.storage.statements.values import Columns


class PolicyRow(Row):
    """A policy that was adopted."""

    id: int
    revision: int
    version: str
    figures: str


def policy_row(policy: Policy) -> Columns:
    """The row of a policy."""
    return {"version": policy.version, "figures": canonical(asdict(policy)).decode()}


def policy_of(row: PolicyRow) -> Policy:
    """The policy of a row."""
    return Policy(**decode(row.figures))


@statement(PolicyRow)
def select_policy(snapshot: Snapshot) -> "sql.Select[Any]":
    """The policy adopted last."""
    return selection.policy_known(snapshot.known_at)


@statement(NumberRow)
def select_policies_of(_snapshot: Snapshot, revision: int) -> "sql.Select[Any]":
    """The policies a revision adopted."""
    return sql.select(tables.policies.c.id).where(tables.policies.c.revision == revision)


def adopted_in(connection: Connection, known_at: int | None = None) -> Revision | None:
    """The revision that recorded the policy in force; None if none was ever recorded."""
    found = connection.ask(select_policy(), known_at)
    return revision_log.revision(connection, found[0].revision) if found else None


def of_version(connection: Connection, version: str) -> Policy:
    """The figures a version of the policy stood for when it was used, undone or not; those every ledger began with."""
    rows = (
        sql.select(tables.policies).where(tables.policies.c.version == version).order_by(tables.policies.c.id).limit(1)
    )
    return next(map(policy_of, connection.rows(PolicyRow, rows)), Policy())


def first_used(connection: Connection, version: str) -> int | None:
    """The first revision recorded under a version of the policy, undone or not; None if there is none."""
    used: int | None = connection.scalar(
        sql.select(sql.func.min(tables.revisions.c.id)).where(tables.revisions.c.policy_version == version)
    )
    return used
