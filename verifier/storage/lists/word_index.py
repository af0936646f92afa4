"""The index that claims are found by words in: how words are put into it, and taken out."""

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from verifier.storage.db.connection import Connection
from verifier.storage.db.statement import Row, Snapshot, statement
from verifier.storage.statements.lazy import LazyModule, sql

if TYPE_CHECKING:
    from verifier.storage.lists import search
else:
    search = LazyModule("verifier.storage.lists.search")


@statement(Row)
def insert_words(snapshot: Snapshot) -> "sql.TextClause":
    """Words added to the index of claims."""
    return search.INSERT if snapshot.sqlite else search.INSERT_VECTOR


@statement(Row)
def delete_words(snapshot: Snapshot) -> "sql.Delete":
    """A claim taken out of the index."""
    index, key = search.index_of(snapshot)
    return sql.delete(index).where(key == sql.bindparam("claim"))


def put_words(connection: Connection, words: Sequence[tuple[int, list[str]]]) -> None:
    """Index claims, not indexed yet, by their words."""
    joined = " ".join if connection.sqlite else _vector
    connection.change(insert_words(), [{"claim": claim, "words": joined(its_words)} for claim, its_words in words])


def forget_words(connection: Connection, claims: Collection[int]) -> None:
    """Take claims out of the index."""
    connection.change(delete_words(), [{"claim": claim} for claim in claims])


def forget_all(connection: Connection) -> None:
    """Empty the index."""
    connection.run("DELETE FROM claim_words")


def _vector(words: list[str]) -> str:
    return " ".join(f"'{word}':{position}" for position, word in enumerate(words, 1))
