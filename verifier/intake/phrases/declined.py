"""Names in another case, as Russian and Ukrainian write them behind a preposition: `по данным Генштаба`.

Invariant: a name is taken only where such a case must stand, and only if its endings lead to a single known source.
"""

from collections.abc import Iterator
from functools import cache
from itertools import product
from typing import Final

from verifier.domain.model.sources import Source
from verifier.intake.phrases.cues import lexicon
from verifier.intake.phrases.names import Names

_SHORTEST_STEM: Final = 3
_MOST_WORDS: Final = 5
_MOST_WRITINGS: Final = 2_000


def declined(words: list[str], names: Names) -> tuple[int, Source] | None:
    """How many words at the beginning are a known name in another case, and whose; None for no such name."""
    for length in range(min(len(words), _MOST_WORDS), 0, -1):
        found = {source.id: source for source in _meant(words[:length], names)}
        if len(found) == 1:
            return length, next(iter(found.values()))
    return None


def is_cyrillic(word: str) -> bool:
    """Whether a word is written in Cyrillic letters."""
    return any("\u0400" <= character <= "\u04ff" for character in word)


def _meant(words: list[str], names: Names) -> Iterator[Source]:
    writings = [list(_nominatives(word)) for word in words]
    size = 1
    for each in writings:
        size *= len(each)
    if size > _MOST_WRITINGS:
        return
    for chosen in product(*writings):
        if source := names.source(" ".join(chosen)):
            yield source


def _nominatives(word: str) -> Iterator[str]:
    """The word as it stands, and with each ending that its own may come from."""
    yield word
    for ending, nominative in _endings():
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            yield word[: len(word) - len(ending)] + nominative


@cache
def _endings() -> tuple[tuple[str, str], ...]:
    pairs = (pair.split() for pair in sorted(lexicon().lists["declined.endings"].all))
    return tuple((ending, "" if nominative == "-" else nominative) for ending, nominative in pairs)
