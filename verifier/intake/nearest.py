"""The nearest known words to one that was mistyped."""

from collections.abc import Iterable, Sequence
from typing import Final

_MANY: Final = 200


def nearest(word: str, known: Iterable[str], *, cutoff: float = 0.6, limit: int = 1) -> tuple[str, ...]:
    """The known words most like a word, best first; none if all are less alike than the cutoff (0 to 1)."""
    from difflib import get_close_matches  # only mistakes need it

    wanted, words = word[:100], list(known)
    if len(words) > _MANY:
        from rapidfuzz import process

        words = [found for found, _, _ in process.extract(wanted, words, limit=_MANY)]
    return tuple(get_close_matches(wanted, words, limit, cutoff))


def alike(typed: str, texts: Sequence[str], *, cutoff: float = 75.0, limit: int = 20) -> list[int]:
    """The places of the texts of which some part is most like what was typed, best first (cutoff: 0 to 100)."""
    from rapidfuzz import fuzz, process

    found = process.extract(typed[:100], texts, scorer=fuzz.partial_ratio, score_cutoff=cutoff, limit=limit)
    return [place for _, _, place in found]
