"""Search: the words that texts are cut into, and the index claims are found by them in, on either database.

Words are cut here and not by the databases, whose own ways differ, so that nothing a user types is an operator.
"""

import math
import re
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from contextlib import closing
from functools import cache, cached_property
from itertools import pairwise
from typing import Any, Final

from msgspec import Struct

from verifier.domain.model.claims import Claim, folded
from verifier.storage.db.connection import Connection
from verifier.storage.db.statement import Bind, Row, Snapshot, statement
from verifier.storage.statements.lazy import selection, sql, tables

# Writings without spaces between words are cut letter by letter, and found as phrases.
_UNSPACED: Final = (
    "\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\u3105-\u312f"
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\U0001b000-\U0001b16f\U00020000-\U000323af"
)
_WORD: Final = f"[{_UNSPACED}]|[^\\W_{_UNSPACED}]+"  # compiled where it is used first, which takes its time
_ALIKE: Final = {ord("\u0451"): "\u0435"}
"""What a reader may write either way: the Russian letter yo, as ye."""

# PostgreSQL takes no words over 2,046 bytes, no positions over 16,383, and no more than a megabyte a claim.
_LONGEST_WORD: Final = 50
_MOST_WORDS_OF_CLAIM: Final = 4_000
# Its parser of queries goes one level deeper with each word.
LONGEST_PHRASE: Final = 100

_INSERT: Final = "INSERT INTO claim_words (rowid, words) VALUES (:claim, :words)"
_INSERT_VECTOR: Final = "INSERT INTO claim_words (claim, words) VALUES (:claim, CAST(:words AS tsvector))"

_MOST_WORDS: Final = 40
_COMMON: Final = 1_000
"""A word that as many claims have says little; no more of them are read."""

_MOST_CLAIMS: Final = 60
_IN_FILE: Final = "SELECT rowid FROM claim_words WHERE claim_words MATCH ? LIMIT ?"
_ON_SERVER: Final = "SELECT claim FROM claim_words WHERE words @@ CAST(? AS tsquery) LIMIT ?"

_PARTS: Final = ("data", "idx", "content", "docsize", "config")
_ADD: Final = "INSERT INTO claim_words_{part} VALUES ({marks})"
_READ: Final = "SELECT * FROM claim_words_{part}"
_BROKEN: Final = "the index of words does not hold together. Run: verifier db rebuild"
_FACTOR: Final = 2_654_435_761
_MODULUS: Final = 1 << 40
_FOUND: Final = f"""
    SELECT count(*), coalesce(sum(rowid * {_FACTOR} % {_MODULUS}), 0) FROM claim_words WHERE claim_words MATCH ?"""  # noqa: S608 - numbers of our own

Sums = tuple[int, int]
"""How many claims there are, and a sum over their numbers that two different sets hardly share."""


def words_of(claim: Claim) -> list[str]:
    """The words a claim is found by: of its text, key, place and tags."""
    return cut("\n".join([claim.text, claim.key or "", claim.place or "", *claim.tags]))[:_MOST_WORDS_OF_CLAIM]


def cut(written: str) -> list[str]:
    """The words of a text, folded."""
    return [word[:_LONGEST_WORD] for word in re.findall(_WORD, even(written))]


def even(written: str) -> str:
    """A text as its words are compared."""
    return folded(written).translate(_ALIKE)


def index_questions(wanted: Sequence[str], unwanted: Sequence[str], *, sqlite: bool) -> list[tuple[str, bool]]:
    """What the index is asked for phrases that a claim must have, or may not have: each question, and whether to find.

    Of those wanted each has a word in it. A SQLite file is asked as little as can be, a server for each phrase.
    """
    unwanted = list(filter(cut, unwanted))
    if not sqlite:
        return [*((_on_server(one), True) for one in wanted), *((_on_server(one), False) for one in unwanted)]
    every, any_of = " AND ".join(map(_in_file, wanted)), " OR ".join(map(_in_file, unwanted))
    if every and any_of:
        return [(f"({every}) NOT ({any_of})", True)]
    return [(every, True)] if every else [(any_of, False)] if any_of else []


def _in_file(phrase: str) -> str:
    """What SQLite's index is asked for a word by its beginning, or an exact phrase."""
    return f'"{" ".join(cut(phrase)[:LONGEST_PHRASE])}"{"*" if by_beginning(phrase) else ""}'


def _on_server(phrase: str) -> str:
    """The same for PostgreSQL's."""
    return " <-> ".join(f"'{word}'" for word in cut(phrase)[:LONGEST_PHRASE]) + (":*" if by_beginning(phrase) else "")


class Phrase:
    """A word by its beginning, or an exact phrase, looked for where there is no index, as the index would find it."""

    def __init__(self, written: str) -> None:
        self._words = cut(written)[:LONGEST_PHRASE]
        self._by_beginning = by_beginning(written)

    def is_among(self, words: Sequence[str]) -> bool:
        """Whether it is among the words of a text, which stand in their order."""
        if not self._words:
            return False
        *first, final = self._words
        return any(
            words[at : at + len(first)] == first and (word.startswith(final) if self._by_beginning else word == final)
            for at, word in enumerate(words[len(first) :])
        )

    def is_in(self, text: str) -> bool:
        """Whether it is in a text."""
        # Most texts have not even its last word, which shows before they are cut.
        return all(word in even(text) for word in self._words[-1:]) and self.is_among(cut(text))


def by_beginning(phrase: str) -> bool:
    """Whether a phrase is one word, which is found by its beginning."""
    return len(phrase.split()) == 1


@statement(Row)
def insert_words(snapshot: Snapshot) -> "sql.TextClause":
    """Words added to the index of claims."""
    return sql.text(_INSERT if snapshot.sqlite else _INSERT_VECTOR)


@statement(Row)
def delete_words(snapshot: Snapshot) -> "sql.Delete":
    """A claim taken out of the index."""
    index, key = _index(sqlite=snapshot.sqlite)
    return sql.delete(index).where(key == sql.bindparam("claim"))


def put_words(connection: Connection, words: Sequence[tuple[int, list[str]]]) -> None:
    """Index claims, not indexed yet, by their words."""
    joined = " ".join if connection.sqlite else _vector
    connection.change(insert_words(), [{"claim": claim, "words": joined(its_words)} for claim, its_words in words])


def _vector(words: list[str]) -> str:
    return " ".join(f"'{word}':{position}" for position, word in enumerate(words, 1))


def forget_words(connection: Connection, claims: Collection[int]) -> None:
    """Take claims out of the index."""
    connection.change(delete_words(), [{"claim": claim} for claim in claims])


def forget_all(connection: Connection) -> None:
    """Empty the index."""
    connection.run("DELETE FROM claim_words")


def indexed_words(connection: Connection, claims: Collection[int]) -> dict[int, set[str]]:
    """The words these claims are found by."""
    index, claim = _index(sqlite=connection.sqlite)
    if connection.sqlite:
        listed = sql.select(claim, index.c.words).where(claim.in_(claims))
        return {claim: set(str(words).split()) for claim, words in connection.execute(listed)}
    listed = sql.select(claim, sql.func.tsvector_to_array(index.c.words)).where(claim.in_(claims))
    return {claim: set(words) for claim, words in connection.execute(listed)}


def indexed_claims(connection: Connection) -> set[int]:
    """The claims that are found by words."""
    return set(connection.scalars(sql.select(_index(sqlite=connection.sqlite)[1])))


@cache
def _index(*, sqlite: bool) -> "tuple[sql.TableClause, sql.ColumnElement[int]]":
    """The index of words, and its column of claims."""
    names = ("rowid", "words", "claim_words") if sqlite else ("claim", "words")
    index = sql.table("claim_words", *map(sql.column, names))
    return index, index.c[names[0]]


@cache
def _tsquery() -> "type[sql.types.UserDefinedType[str]]":
    """PostgreSQL's type of a query, named here so that its dialect is not imported for a SQLite file."""

    class Tsquery(sql.types.UserDefinedType[str]):
        cache_ok: bool | None = True

        def get_col_spec(self, **_: object) -> str:
            return "tsquery"

    return Tsquery


def found_by(bind: Bind, asked: "str | sql.ColumnElement[str]") -> "sql.Select[Any]":
    """The numbers of claims that the index finds by a question."""
    index, claim = _index(sqlite=bind.sqlite)
    if bind.sqlite:
        return sql.select(claim).where(index.c.claim_words.bool_op("MATCH")(asked))
    return sql.select(claim).where(index.c.words.bool_op("@@")(sql.cast(asked, _tsquery()())))


def counted_up_to(found: "sql.Select[Any]", most: int) -> "sql.Select[Any]":
    """How many claims are found, counted no further than to a number."""
    return sql.select(sql.func.count().label("claims")).select_from(found.limit(most).subquery())


def rewritten(known_at: int | None) -> "sql.Select[Any]":
    """Claims known at a revision that were amended, or were undone, brought back or merged, since then."""
    versions, claims = tables.claim_versions, tables.claims
    later = sql.or_(
        sql.not_(selection.recorded(versions, known_at)),
        versions.c.revision.in_(sql.select(tables.undos.c.target)),
        versions.c.claim.in_(sql.select(tables.merges.c.claim)),
    )
    return (
        sql.select(versions.c.claim)
        .join(claims, claims.c.id == versions.c.claim)
        .where(selection.recorded(claims, known_at), later)
    )


class Candidates(Struct, frozen=True):
    """Claims by number, the likeliest first, undone and merged ones among them; and how rare each word is."""

    claims: Sequence[int]
    rarity: Mapping[str, float]


class WordSearch:
    """Looks for claims by the words of texts. What a word finds is kept, so no claim may be recorded meanwhile.

    Of the words, those with `letters` letters are beginnings of words.
    """

    def __init__(self, connection: Connection, letters: int) -> None:
        self._connection = connection
        self._letters = letters
        self._found: dict[tuple[str, ...], list[int]] = {}

    def candidates(self, words: Sequence[str]) -> Candidates:
        """The claims that have some of these words."""
        asked = list(dict.fromkeys(words))[:_MOST_WORDS]
        found = {word: self._claims_with(word) for word in asked}
        rarity = {word: math.log(1 + self._newest / max(len(claims), 1)) for word, claims in found.items()}
        scores: Counter[int] = Counter()
        for word, claims in sorted(found.items(), key=lambda one: len(one[1])):
            if len(claims) >= _COMMON and len(scores) >= _MOST_CLAIMS:
                break
            scores.update(dict.fromkeys(claims, rarity[word]))
        if all(len(claims) >= _COMMON for claims in found.values()):
            for pair in pairwise(asked):
                scores.update(dict.fromkeys(self._claims_with(*pair), sum(map(rarity.__getitem__, pair))))
        return Candidates([claim for claim, _ in scores.most_common(_MOST_CLAIMS)], rarity)

    @cached_property
    def _newest(self) -> int:
        [[newest]] = self._connection.run("SELECT coalesce(max(id), 0) FROM claims")
        return newest or 1

    def _claims_with(self, *words: str) -> list[int]:
        """The first claims that have all of some words."""
        if words not in self._found:
            file = self._connection.sqlite
            beginning, quote, both = ("*", '"', " AND ") if file else (":*", "'", " & ")
            asked = both.join(
                f"{quote}{word}{quote}{beginning if len(word) >= self._letters else ''}" for word in words
            )
            rows = self._connection.run(_IN_FILE if file else _ON_SERVER, asked, _COMMON)
            self._found[words] = [claim for (claim,) in rows]
        return self._found[words]


def broken_index(connection: Connection) -> str | None:
    """What is wrong with the index of words, in words; None if it finds every claim by each of its words.

    The index of a SQLite file can be altered apart from the words it is of. SQLite looks at it only where it may write;
    so its tables are copied into a database of their own, and looked at there. Then each word is asked for, as an
    altered index may hold together and still pass something over.
    """
    if not isinstance(driver := connection.driver, sqlite3.Connection):
        return None  # a server has the words themselves, and indexes of its own
    # What this transaction has added is written to the index's tables before.
    driver.execute("SAVEPOINT index_of_words")
    driver.execute("RELEASE index_of_words")
    try:
        if not _holds_together(driver):
            return _BROKEN
        expected = _words(driver)
        found = _indexed(driver, expected)
    except sqlite3.DatabaseError:
        return _BROKEN
    for word, sums in expected.items():
        if found[word] != sums:
            return f"not every claim is found by the word {word}, or too many are. Run: verifier db rebuild"
    return None


def _holds_together(driver: sqlite3.Connection) -> bool:
    [[made]] = driver.execute("SELECT sql FROM sqlite_master WHERE name = 'claim_words'")
    with closing(sqlite3.connect("", isolation_level=None)) as copy:
        copy.execute("PRAGMA journal_mode=OFF")
        copy.execute(made)
        copy.execute("BEGIN")
        for part in _PARTS:
            rows = driver.execute(_READ.format(part=part))
            marks = ", ".join("?" * len(rows.description))
            copy.execute(f"DELETE FROM claim_words_{part}")  # noqa: S608 - our own names
            copy.executemany(_ADD.format(part=part, marks=marks), rows)
        copy.execute("COMMIT")
        try:
            copy.execute("INSERT INTO claim_words (claim_words) VALUES ('integrity-check')")
        except sqlite3.DatabaseError:
            return False
        return True


def _words(driver: sqlite3.Connection) -> dict[str, Sums]:
    """Each word with the claims that have it."""
    found: defaultdict[str, Sums] = defaultdict(lambda: (0, 0))
    for claim, words in driver.execute("SELECT rowid, words FROM claim_words"):
        for word in set(str(words).split()):
            count, total = found[word]
            found[word] = count + 1, total + claim * _FACTOR % _MODULUS
    return dict(found)


def _indexed(driver: sqlite3.Connection, words: Mapping[str, Sums]) -> dict[str, Sums]:
    """Each word with the claims that the index finds by it."""
    return {word: driver.execute(_FOUND, (f'"{word}"',)).fetchone() for word in words}
