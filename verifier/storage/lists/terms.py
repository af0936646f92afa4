"""What claims are filed under, and who recorded anything: the values that fields of queries can have."""

from sqlalchemy import select

from verifier.storage.db.connection import Connection
from verifier.storage.schema.tables import claim_terms, claim_versions, revisions
from verifier.storage.statements.selection import newest_version
from verifier.storage.statements.values import TAG_TERM


def tags(connection: Connection) -> list[str]:
    """The tags that claims have now, folded, in order."""
    versions = select(claim_versions.c.id).where(newest_version(claim_versions, "claim", None))
    found = select(claim_terms.c.term).where(claim_terms.c.field == TAG_TERM, claim_terms.c.version.in_(versions))
    return sorted(connection.scalars(found.distinct()))


def analysts(connection: Connection) -> list[str]:
    """Everybody who recorded anything, in order."""
    return sorted(connection.scalars(select(revisions.c.analyst).distinct()))


def places(connection: Connection) -> list[str]:
    """The places that claims have now, in order."""
    newest = newest_version(claim_versions, "claim", None)
    found = select(claim_versions.c.place).where(newest, claim_versions.c.place.is_not(None))
    return sorted(connection.scalars(found.distinct()))
