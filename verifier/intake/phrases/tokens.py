"""The words of a phrase with where they stand; commas, brackets and quotation marks are words of their own."""

import re
from bisect import bisect_left
from typing import Final, NamedTuple

from verifier.domain.model.sources import name_key

_TOKEN: Final = re.compile(r'[,()\[\]{}"\u201c\u201d]|(?:[^\s,(){}\[\]"\u201c\u201d:]|:(?![\s"\u201c]|$))+|:')
_MARK: Final = frozenset(',()[]{}"\u201c\u201d:')
ARTICLES: Final = ("a", "an", "the")
MOST: Final = 400
"""So many words a head may have; what comes behind is not looked at."""


class Token(NamedTuple):
    """A word, a comma or a bracket: where it stands, and its folded form."""

    start: int
    end: int
    text: str
    folded: str

    @property
    def is_word(self) -> bool:
        """Whether it is more than punctuation."""
        return self.text not in _MARK

    @property
    def is_capital(self) -> bool:
        """Whether it begins with a capital letter."""
        return self.text[:1].isupper()


def tokens_of(text: str) -> list[Token]:
    """The first words of a text."""
    found: list[Token] = []
    for match in _TOKEN.finditer(text):
        if len(found) == MOST:
            break
        found.append(Token(match.start(), match.end(), match[0], name_key(match[0])))
    return _without_full_stop(found)


def _without_full_stop(found: list[Token]) -> list[Token]:
    """The same, the full stop that ends a sentence taken off a last word in small letters."""
    if found and (word := found[-1].text[:-1]) and found[-1].text.endswith(".") and word.isalpha() and word.islower():
        found[-1] = Token(found[-1].start, found[-1].end, word, name_key(word))
    return found


class PhraseText:
    """The text of one phrase by its words, and where they stand."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = tokens_of(text)
        self.words = [token.folded for token in self.tokens]
        self._starts = [token.start for token in self.tokens]

    def word(self, at: int) -> str:
        """The folded word at an index, or nothing."""
        return self.words[at] if at < len(self.words) else ""

    def place(self, at: int) -> int:
        """Where in the text the word of an index begins; behind the last word the end of the text."""
        if at < len(self.tokens):
            return self.tokens[at].start
        return len(self.text)

    def index(self, place: int) -> int:
        """The index of the first word that begins at a place of the text or behind it."""
        return bisect_left(self._starts, place)

    def behind(self, at: int) -> int:
        """Where in the text the word before an index ends."""
        return self.tokens[at - 1].end if at else 0

    def index_behind(self, place: int) -> int:
        """The index of the word behind a place in the text, if a word ends there; 0 if not."""
        index = self.index(place)
        return index if index and self.tokens[index - 1].end == place else 0

    def written(self, begin: int, end: int) -> str:
        """What is written from one index up to another."""
        return self.text[self.place(begin) : self.behind(end)]
