"""The words of a phrase with where they stand; commas, brackets and quotation marks are words of their own."""

import re
from typing import Final, NamedTuple

from verifier.intake.phrases.names import name_key

_TOKEN: Final = re.compile(r'[,()\[\]{}"\u201c\u201d]|(?:[^\s,(){}\[\]"\u201c\u201d:]|:(?![\s"\u201c]|$))+|:')
_MARK: Final = frozenset(',()[]{}"\u201c\u201d:')
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
