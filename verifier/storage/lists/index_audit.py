"""Whether the index of words of a SQLite file finds what it should: it can be altered apart from the words it is of.

SQLite looks at it only where it may write; so its tables are copied into a database of their own, and looked at there.
Then each word is asked for, as an altered index may hold together and still pass something over.
"""

import sqlite3
from collections import defaultdict
from collections.abc import Mapping
from contextlib import closing
from typing import Final

from verifier.storage.db.connection import Connection

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


def broken_index(connection: Connection) -> str | None:
    """What is wrong with the index of words, in words; None if it finds every claim by each of its words."""
    if (driver := connection.driver) is None:
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
