"""Words of claims: how texts are cut into them, and how they are put into the index.

Words are cut here and not by the databases, whose own ways differ, so that nothing a user types is an operator.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from msgspec.structs import replace

from verifier.domain.model.claims import Claim, folded
from verifier.domain.query import Query
from verifier.storage.db.connection import Connection

# Writings without spaces between words are cut letter by letter, and found as phrases.
_UNSPACED: Final = (
    "\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\u3105-\u312f"
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\U0001b000-\U0001b16f\U00020000-\U000323af"
)
_WORD: Final = re.compile(f"[{_UNSPACED}]|[^\\W_{_UNSPACED}]+")
_ALIKE: Final = {ord("\u0451"): "\u0435"}
"""What a reader may write either way: the Russian letter yo, as ye."""

# PostgreSQL takes no words over 2,046 bytes, no positions over 16,383, and no more than a megabyte a claim.
_LONGEST: Final = 50
_MOST: Final = 4_000
# Its parser of queries goes one level deeper with each word.
LONGEST_PHRASE: Final = 100

_EVERYTHING: Final = Query()


def words_of(claim: Claim) -> list[str]:
    """The words a claim is found by: of its text, key, place and tags."""
    return cut("\n".join([claim.text, claim.key or "", claim.place or "", *claim.tags]))[:_MOST]


def cut(written: str) -> list[str]:
    """The words of a text, folded."""
    return [word[:_LONGEST] for word in _WORD.findall(even(written))]


def even(written: str) -> str:
    """A text as its words are compared."""
    return folded(written).translate(_ALIKE)


def sought(phrase: str) -> str | None:
    """What SQLite's index is asked for a word by its beginning, or an exact phrase; None if there is no word in it."""
    words = cut(phrase)[:LONGEST_PHRASE]
    return f'"{" ".join(words)}"{"*" if by_beginning(phrase) else ""}' if words else None


def words_alone(connection: Connection, query: Query) -> str | None:
    """What the index of a SQLite file is asked for a query that asks for nothing but words: empty if for none at all.

    None if the query asks for more, or only for what lacks a word, which no index finds; or on another database.
    """
    if not connection.sqlite:
        return None
    asked = [_words_alone(one) for one in query.alternatives]
    if len(asked) == 1:
        return asked[0]
    return " OR ".join(f"({one})" for one in asked if one) if all(asked) else None


def _words_alone(query: Query) -> str | None:
    """The same for one alternative."""
    if replace(query, words=(), without=()) != _EVERYTHING:
        return None
    wanted, unwanted = _all_sought(query.words), _all_sought(query.without)
    if len(wanted) < len(query.words):
        return None  # what has no word in it is had by nothing
    if not unwanted:
        return " AND ".join(wanted)
    return f"({' AND '.join(wanted)}) NOT ({' OR '.join(unwanted)})" if wanted else None


def _all_sought(phrases: Iterable[str]) -> list[str]:
    return [found for phrase in phrases if (found := sought(phrase)) is not None]


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


def has_phrase(claim: Claim, phrase: str) -> bool:
    """Whether a claim has a word by its beginning, or an exact phrase."""
    return Phrase(phrase).is_among(words_of(claim))


def by_beginning(phrase: str) -> bool:
    """Whether a phrase is one word, which is found by its beginning."""
    return len(phrase.split()) == 1
