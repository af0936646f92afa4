"""The known names most like one that is not known."""

from collections.abc import Iterable, Mapping
from typing import Final

from verifier.domain.model.naming import name_key

_COMPARED: Final = 100
_SHORTLIST: Final = 40
_ALIKE: Final = 0.55
_ABBREVIATED: Final = 0.9


def closest(text: str, names: Mapping[str, str], limit: int) -> tuple[str, ...]:
    """The names most like the text, best first; `names` are by their keys."""
    from rapidfuzz import fuzz, process

    wanted = name_key(text[:_COMPARED])
    keys = list(names)
    shortlist: set[str] = set()
    for scorer in (fuzz.ratio, fuzz.token_set_ratio, fuzz.partial_ratio):
        shortlist.update(key for key, _, _ in process.extract(wanted, keys, scorer=scorer, limit=_SHORTLIST))
    ranked = sorted((-_likeness(wanted, key), key) for key in shortlist)
    return _unique((names[key] for score, key in ranked if -score >= _ALIKE), limit)


def _likeness(wanted: str, key: str) -> float:
    """How alike two folded names are, from 0 to 1: as a whole, and word by word."""
    from rapidfuzz import fuzz

    words = key.split()
    each = [max((_word_likeness(word, other) for other in words), default=0.0) for word in wanted.split()]
    by_word = sum(each) / len(each) if each else 0.0
    return (fuzz.ratio(wanted, key) / 100 + by_word) / 2


def _word_likeness(word: str, other: str) -> float:
    from rapidfuzz import fuzz

    abbreviated = _ABBREVIATED if other.startswith(word) else 0.0
    return max(fuzz.ratio(word, other) / 100, abbreviated)


def _unique(names: Iterable[str], limit: int) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))[:limit]
