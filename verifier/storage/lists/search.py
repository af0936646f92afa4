"""Claims found by words, by their beginnings, alike on both databases: see `words` for how texts are cut."""

from collections.abc import Collection
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, TableClause, and_, cast, column, func, or_, select, table, text
from sqlalchemy.types import UserDefinedType

from verifier.storage.db.connection import Connection
from verifier.storage.db.snapshot import Bind
from verifier.storage.lists.words import LONGEST_PHRASE, by_beginning, cut, has_phrase, sought
from verifier.storage.schema.tables import claim_versions, claims, merges, undos
from verifier.storage.statements.claims import claim_of
from verifier.storage.statements.selection import among, claims_known, streamed

_ON_SQLITE: Final = table("claim_words", column("rowid"), column("words"), column("claim_words"))
_ON_SERVER: Final = table("claim_words", column("claim"), column("words"))
INSERT: Final = text("INSERT INTO claim_words (rowid, words) VALUES (:claim, :words)")
INSERT_VECTOR: Final = text("INSERT INTO claim_words (claim, words) VALUES (:claim, CAST(:words AS tsvector))")


class _Tsquery(UserDefinedType[str]):
    """PostgreSQL's type of a query, named here so that its dialect is not imported for a SQLite file."""

    cache_ok: bool | None = True

    def get_col_spec(self, **_: object) -> str:
        return "tsquery"


def indexed_words(connection: Connection, claims: Collection[int]) -> dict[int, set[str]]:
    """The words these claims are found by."""
    if connection.sqlite:
        listed = select(_ON_SQLITE.c.rowid, _ON_SQLITE.c.words).where(_ON_SQLITE.c.rowid.in_(claims))
        return {claim: set(str(words).split()) for claim, words in connection.execute(listed)}
    lexemes = func.tsvector_to_array(_ON_SERVER.c.words)
    listed = select(_ON_SERVER.c.claim, lexemes).where(_ON_SERVER.c.claim.in_(claims))
    return {claim: set(words) for claim, words in connection.execute(listed)}


def indexed_claims(connection: Connection) -> set[int]:
    """The claims that are found by words."""
    return set(connection.scalars(select(index_of(connection)[1])))


def index_of(bind: Bind) -> tuple[TableClause, ColumnElement[int]]:
    """The index of words, and its column of claims."""
    return (_ON_SQLITE, _ON_SQLITE.c.rowid) if bind.sqlite else (_ON_SERVER, _ON_SERVER.c.claim)


def claims_with(connection: Connection, phrase: str) -> Select[Any] | None:
    """The numbers of claims that have a word by its beginning, or an exact phrase; None if there is no word in it."""
    if connection.sqlite:
        asked = sought(phrase)
        return None if asked is None else found_by_index(asked)
    words = cut(phrase)[:LONGEST_PHRASE]
    if not words:
        return None
    query = " <-> ".join(f"'{word}'" for word in words) + (":*" if by_beginning(phrase) else "")
    return select(_ON_SERVER.c.claim).where(_ON_SERVER.c.words.bool_op("@@")(cast(query, _Tsquery())))


def found_by_index(asked: str) -> Select[Any]:
    """The numbers of claims that SQLite's index finds, see `words`."""
    return select(_ON_SQLITE.c.rowid).where(_ON_SQLITE.c.claim_words.bool_op("MATCH")(asked))


def counted_up_to(found: Select[Any], most: int) -> Select[Any]:
    """How many claims are found, counted no further than to a number."""
    return select(func.count().label("claims")).select_from(found.limit(most).subquery())


def has_words(
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
    """Claims known at a revision that were amended, or were undone, brought back or merged, since then."""
    later = or_(
        claim_versions.c.revision > known_at,
        claim_versions.c.revision.in_(select(undos.c.target)),
        claim_versions.c.claim.in_(select(merges.c.claim)),
    )
    return (
        select(claim_versions.c.claim)
        .join(claims, claims.c.id == claim_versions.c.claim)
        .where(claims.c.revision <= known_at, later)
    )
