"""The index that claims are found by words in, on either database: see `words` for how texts are cut."""

from collections.abc import Collection
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, TableClause, cast, column, func, not_, or_, select, table, text
from sqlalchemy.types import UserDefinedType

from verifier.storage.db.connection import Connection
from verifier.storage.db.statement import Bind
from verifier.storage.schema.tables import claim_versions, claims, merges, undos
from verifier.storage.statements.selection import recorded

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


def found_by(bind: Bind, asked: str | ColumnElement[str]) -> Select[Any]:
    """The numbers of claims that the index finds by a question, see `words`."""
    if bind.sqlite:
        return select(_ON_SQLITE.c.rowid).where(_ON_SQLITE.c.claim_words.bool_op("MATCH")(asked))
    return select(_ON_SERVER.c.claim).where(_ON_SERVER.c.words.bool_op("@@")(cast(asked, _Tsquery())))


def counted_up_to(found: Select[Any], most: int) -> Select[Any]:
    """How many claims are found, counted no further than to a number."""
    return select(func.count().label("claims")).select_from(found.limit(most).subquery())


def rewritten(known_at: int | None) -> Select[Any]:
    """Claims known at a revision that were amended, or were undone, brought back or merged, since then."""
    later = or_(
        not_(recorded(claim_versions, known_at)),
        claim_versions.c.revision.in_(select(undos.c.target)),
        claim_versions.c.claim.in_(select(merges.c.claim)),
    )
    return (
        select(claim_versions.c.claim)
        .join(claims, claims.c.id == claim_versions.c.claim)
        .where(recorded(claims, known_at), later)
    )
