"""Reading the log of policies: since which revision one is in force, and under which ones was recorded before."""

from sqlalchemy import Connection, func, select

from verifier.domain.revision import Revision
from verifier.storage import journal
from verifier.storage.selection import policy_known
from verifier.storage.tables import revisions


def adopted_in(connection: Connection, known_at: int | None = None) -> Revision | None:
    """The revision that recorded the policy in force; None if none was ever recorded."""
    row = connection.execute(policy_known(known_at)).first()
    return None if row is None else journal.revision(connection, row.revision)


def first_used(connection: Connection, version: str) -> int | None:
    """The first revision recorded under a version of the policy, undone or not; None if there is none."""
    used: int | None = connection.scalar(select(func.min(revisions.c.id)).where(revisions.c.policy_version == version))
    return used
