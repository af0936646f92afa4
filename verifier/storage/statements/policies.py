"""Reading the log of policies: since which revision one is in force, and under which ones was recorded before."""

from sqlalchemy import func, select

from verifier.domain.revisions import Revision
from verifier.domain.rules.policy import Policy
from verifier.storage.db.connection import Connection
from verifier.storage.schema.tables import policies, revisions
from verifier.storage.statements import revision_log
from verifier.storage.statements.record_rows import policy_of
from verifier.storage.statements.selection import policy_known


def adopted_in(connection: Connection, known_at: int | None = None) -> Revision | None:
    """The revision that recorded the policy in force; None if none was ever recorded."""
    row = connection.execute(policy_known(known_at)).first()
    return None if row is None else revision_log.revision(connection, row.revision)


def of_version(connection: Connection, version: str) -> Policy:
    """The figures a version of the policy stood for when it was used, undone or not; those every ledger began with."""
    rows = select(policies).where(policies.c.version == version).order_by(policies.c.id).limit(1)
    row = connection.execute(rows).first()
    return Policy() if row is None else policy_of(row)


def first_used(connection: Connection, version: str) -> int | None:
    """The first revision recorded under a version of the policy, undone or not; None if there is none."""
    used: int | None = connection.scalar(select(func.min(revisions.c.id)).where(revisions.c.policy_version == version))
    return used
