"""Words of claims: how texts are cut into them, and how they are put into the index.

Words are cut here and not by the databases, whose own ways differ, so that nothing a user types is an operator.
"""

import re
from collections.abc import Sequence
from typing import Final

from verifier.domain.model.claims import Claim, folded

# Writings without spaces between words are cut letter by letter, and found as phrases.
_UNSPACED: Final = (
    "\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\u3105-\u312f"
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\U0001b000-\U0001b16f\U00020000-\U000323af"
)
_WORD: Final = f"[{_UNSPACED}]|[^\\W_{_UNSPACED}]+"  # compiled where it is used first, which takes its time
_ALIKE: Final = {ord("\u0451"): "\u0435"}
"""What a reader may write either way: the Russian letter yo, as ye."""

# PostgreSQL takes no words over 2,046 bytes, no positions over 16,383, and no more than a megabyte a claim.
_LONGEST: Final = 50
_MOST: Final = 4_000
# Its parser of queries goes one level deeper with each word.
LONGEST_PHRASE: Final = 100


def words_of(claim: Claim) -> list[str]:
    """The words a claim is found by: of its text, key, place and tags."""
    return cut("\n".join([claim.text, claim.key or "", claim.place or "", *claim.tags]))[:_MOST]


def cut(written: str) -> list[str]:
    """The words of a text, folded."""
    return [word[:_LONGEST] for word in re.findall(_WORD, even(written))]


def even(written: str) -> str:
    """A text as its words are compared."""
    return folded(written).translate(_ALIKE)


def questions(wanted: Sequence[str], unwanted: Sequence[str], *, sqlite: bool) -> list[tuple[str, bool]]:
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
