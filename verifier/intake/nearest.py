"""The nearest of a few known words to one that was mistyped."""

from collections.abc import Iterable


def nearest(word: str, known: Iterable[str], *, cutoff: float = 0.6, limit: int = 1) -> tuple[str, ...]:
    """The known words most like a word, best first; none if all are less alike than the cutoff (0 to 1)."""
    from difflib import get_close_matches  # only mistakes need it

    return tuple(get_close_matches(word[:100], list(known), limit, cutoff))
