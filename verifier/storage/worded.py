"""Claims found by their words: the present ones by the index, those of an earlier revision by their versions then."""

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select

from verifier.storage.connection import Connection
from verifier.storage.entity_rows import claim_of
from verifier.storage.fulltext import claims_with
from verifier.storage.selection import among, claims_known, streamed
from verifier.storage.tables import claim_versions, claims, undos
from verifier.storage.words import has_phrase


def worded(
    connection: Connection, phrase: str, claim: ColumnElement[int], known_at: int | None
) -> ColumnElement[bool] | None:
    """Whether a claim has a phrase; None if there is no word in it.

    The index holds present words: those of claims that were written otherwise at a revision are read from their
    versions.
    """
    found = claims_with(connection, phrase)
    if found is None or known_at is None:
        return None if found is None else claim.in_(found)
    rewritten = _rewritten(known_at)
    then = map(claim_of, streamed(connection, claims_known(known_at).where(claims.c.id.in_(rewritten))))
    alike = [known.id for known in then if has_phrase(known, phrase)]
    return or_(among(connection, claim, alike), and_(claim.in_(found), claim.not_in(rewritten)))


def _rewritten(known_at: int) -> Select[Any]:
    """Claims known at a revision that were amended, or were undone or brought back, since then."""
    later = or_(claim_versions.c.revision > known_at, claim_versions.c.revision.in_(select(undos.c.target)))
    return (
        select(claim_versions.c.claim)
        .join(claims, claims.c.id == claim_versions.c.claim)
        .where(claims.c.revision <= known_at, later)
    )
