"""The nominatives that Russian and Ukrainian words in another case may come from: `Ирана`, `Иран`."""

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import product
from math import prod
from typing import Final

from verifier.intake.phrases.cues import lexicon

_SHORTEST_STEM: Final = 3
_MOST_WRITINGS: Final = 2_000


def is_cyrillic(word: str) -> bool:
    """Whether a word is written in Cyrillic letters."""
    return any("\u0400" <= character <= "\u04ff" for character in word)


def nominatives(words: Sequence[str]) -> Iterator[str]:
    """The writings that folded words of a name may come from, as they stand first; none if there are too many."""
    writings = [list(_nominatives(word)) for word in words]
    if prod(map(len, writings)) <= _MOST_WRITINGS:
        yield from map(" ".join, product(*writings))


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
