"""Full text: words of claims, found by their beginnings, alike on both databases.

Words are cut here and not by the databases, whose own ways differ, so that nothing a user types is an operator.
"""

import re
from collections.abc import Collection, Sequence
from typing import Any, Final

from sqlalchemy import Connection, Select, cast, column, delete, func, literal, select, table, text
from sqlalchemy.types import UserDefinedType

from verifier.domain.model import Claim, folded
from verifier.storage.engine import is_sqlite

_WORD: Final = re.compile(r"[^\W_]+")
# PostgreSQL takes no words over 2,046 bytes, no positions over 16,383, and no more than a megabyte a claim.
_LONGEST: Final = 50
_MOST: Final = 4_000
# Its parser of queries goes one level deeper with each word.
_LONGEST_PHRASE: Final = 100
_MANY: Final = 2_000

_ON_SQLITE: Final = table("claim_words", column("rowid"), column("words"), column("claim_words"))
_ON_SERVER: Final = table("claim_words", column("claim"), column("words"))
_INSERT: Final = text("INSERT INTO claim_words (rowid, words) VALUES (:claim, :words)")
_INSERT_VECTOR: Final = text("INSERT INTO claim_words (claim, words) VALUES (:claim, CAST(:words AS tsvector))")


class _Tsquery(UserDefinedType[str]):
    """PostgreSQL's type of a query, named here so that its dialect is not imported for a SQLite file."""

    cache_ok: bool | None = True

    def get_col_spec(self, **_: object) -> str:
        return "tsquery"


def words_of(claim: Claim) -> list[str]:
    """The words a claim is found by: of its text, key, place and tags."""
    return cut("\n".join([claim.text, claim.key or "", claim.place or "", *claim.tags]))[:_MOST]


def cut(written: str) -> list[str]:
    """The words of a text, folded."""
    return [word[:_LONGEST] for word in _WORD.findall(folded(written))]


def put_words(connection: Connection, words: Sequence[tuple[int, list[str]]]) -> None:
    """Index claims, not indexed yet, by their words."""
    laid_out, statement = (" ".join, _INSERT) if is_sqlite(connection) else (_vector, _INSERT_VECTOR)
    rows = [{"claim": claim, "words": laid_out(its_words)} for claim, its_words in words]
    connection.execute(statement, rows)


def forget_words(connection: Connection, claims: Collection[int]) -> None:
    """Take claims out of the index."""
    index, key = (_ON_SQLITE, _ON_SQLITE.c.rowid) if is_sqlite(connection) else (_ON_SERVER, _ON_SERVER.c.claim)
    connection.execute(delete(index).where(key.in_(claims)))


def indexed_words(connection: Connection, claims: Collection[int]) -> dict[int, set[str]]:
    """The words these claims are found by."""
    if is_sqlite(connection):
        listed = select(_ON_SQLITE.c.rowid, _ON_SQLITE.c.words).where(_ON_SQLITE.c.rowid.in_(claims))
        return {claim: set(str(words).split()) for claim, words in connection.execute(listed)}
    lexemes = func.tsvector_to_array(_ON_SERVER.c.words)
    listed = select(_ON_SERVER.c.claim, lexemes).where(_ON_SERVER.c.claim.in_(claims))
    return {claim: set(words) for claim, words in connection.execute(listed)}


def forget_all(connection: Connection) -> None:
    """Empty the index."""
    connection.execute(text("DELETE FROM claim_words"))


def claims_with(connection: Connection, phrase: str) -> Select[Any] | None:
    """The numbers of claims that have a word by its beginning, or an exact phrase; None if there is no word in it."""
    words = cut(phrase)[:_LONGEST_PHRASE]
    if not words:
        return None
    by_beginning = _by_beginning(phrase)
    if is_sqlite(connection):
        query = f'"{" ".join(words)}"' + ("*" if by_beginning else "")
        return select(_ON_SQLITE.c.rowid).where(_ON_SQLITE.c.claim_words.bool_op("MATCH")(literal(query)))
    query = " <-> ".join(f"'{word}'" for word in words) + (":*" if by_beginning else "")
    return select(_ON_SERVER.c.claim).where(_ON_SERVER.c.words.bool_op("@@")(cast(query, _Tsquery())))


def finds_few(connection: Connection, phrase: str) -> bool:
    """Whether only few claims have a phrase: so few that they are quickly looked up and sorted."""
    found = claims_with(connection, phrase)
    if found is None:
        return False
    some = found.limit(_MANY).subquery()
    return (connection.scalar(select(func.count()).select_from(some)) or 0) < _MANY


def has_phrase(claim: Claim, phrase: str) -> bool:
    """Whether a claim has a word by its beginning, or an exact phrase: as the index would find it."""
    *first, final = cut(phrase)[:_LONGEST_PHRASE]
    found = words_of(claim)
    return any(
        found[at : at + len(first)] == first and (word.startswith(final) if _by_beginning(phrase) else word == final)
        for at, word in enumerate(found[len(first) :])
    )


def _by_beginning(phrase: str) -> bool:
    return len(phrase.split()) == 1


def _vector(words: list[str]) -> str:
    return " ".join(f"'{word}':{position}" for position, word in enumerate(words, 1))
