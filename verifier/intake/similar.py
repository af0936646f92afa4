"""How alike claims are: by the words they share, of which rare ones count more, and by their letters."""

from collections.abc import Callable, Iterable, Sequence
from typing import Final

NEAR_ENOUGH: Final = 50
"""From here on a claim is shown to whoever logs another one; 100 is as alike as can be."""

ALIKE: Final = 70
"""From here on two claims that are recorded are told as likely to be one."""

LETTERS: Final = 5
"""How many letters of a word are compared: most endings stand behind them, in most languages."""

_COMMON: Final = frozenset({
    "a", "an", "the", "of", "in", "on", "at", "to", "for", "from", "by", "with", "and", "or", "is", "are",
    "was", "were", "be", "been", "has", "have", "had", "that", "this", "it", "its", "as", "not", "no", "he",
    "she", "his", "her", "they", "their", "who", "what", "when", "will", "would", "could", "may", "after",
    "over", "out", "up", "into", "new", "says", "said", "say",
})  # fmt: skip


def beginnings(words: Iterable[str]) -> tuple[str, ...]:
    """The words of a claim, folded, as they are compared: their beginnings, without those that say nothing alone."""
    cut = tuple(words)
    return tuple(word[:LETTERS] for word in cut if word not in _COMMON) or tuple(word[:LETTERS] for word in cut)


def likeness(one: Sequence[str], other: Sequence[str], weight: Callable[[str], float]) -> int:
    """How alike two claims are, 0 to 100, by their beginnings; `weight` tells how rare one of these is."""
    from rapidfuzz import fuzz  # which everyday commands do not need

    if not one or not other:
        return 0
    written, compared = " ".join(one), " ".join(other)
    by_letters = fuzz.token_set_ratio(written, compared) + fuzz.partial_ratio(written, compared) / 2
    return round((100 * _overlap(one, other, weight) + by_letters) / 2.5)


def _overlap(one: Iterable[str], other: Iterable[str], weight: Callable[[str], float]) -> float:
    """How much of the one of two claims that says less is in the other, 0 to 1, by what its words weigh."""
    first, second = set(one), set(other)
    least = min(sum(map(weight, first)), sum(map(weight, second)))
    return min(sum(map(weight, first & second)) / least, 1.0) if least else 0.0
