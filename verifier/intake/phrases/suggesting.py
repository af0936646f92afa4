"""The known names most like one that is not known: word by word, shortened, by their initials, or none at all."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from verifier.domain.model.sources import name_key

_COMPARED: Final = 100
_SHORTLIST: Final = 40
_ALIKE: Final = 0.75
_SHORTENED: Final = 0.9
_MISTYPED: Final = 85
_SHORT: Final = 4
"""Words of so few letters are alike with one slip of the pen, no more."""

_SILENT: Final = frozenset({"of", "the", "and", "for", "in", "on", "de", "la", "du", "et"})
_GENERIC: Final = re.compile(r"the [a-z ]+")
_WORD: Final = re.compile(r"[^\W_]+(?:['.&][^\W_]+)*")


def closest(text: str, names: Mapping[str, str], limit: int) -> tuple[str, ...]:
    """The names most like the text, best first; `names` are by their keys.

    What could be anybody's, as `the ministry`, is like a name only if it is that one mistyped.
    """
    wanted = name_key(text[:_COMPARED])
    words = _words(wanted)
    near = dict.fromkeys(_shortlist(wanted, words, names))
    if is_generic(text):
        near = dict.fromkeys(key for key in near if _is_mistyped(wanted, key))
    scored = ((_likeness(wanted, words, key), key) for key in near)
    ranked = sorted((-score, key) for score, key in scored if score >= _ALIKE)
    return tuple(dict.fromkeys(names[key] for _, key in ranked))[:limit]


def is_generic(name: str) -> bool:
    """Whether a name is a common noun, which could be anybody's: `the ministry`."""
    return _GENERIC.fullmatch(name) is not None


def _shortlist(wanted: str, words: Sequence[str], names: Mapping[str, str]) -> Iterator[str]:
    """The keys that may be alike at all: by their letters, or as each word could begin one of theirs."""
    from rapidfuzz import fuzz, process

    for scorer in (fuzz.ratio, fuzz.token_set_ratio):
        yield from (key for key, _, _ in process.extract(wanted, names.keys(), scorer=scorer, limit=_SHORTLIST))
    begins, initials = {word[0] for word in words}, _plain(wanted) if len(words) == 1 else None
    yield from (key for key in names if begins and begins <= {word[0] for word in _words(key)})
    yield from (key for key in names if initials is not None and _initials(key) == initials)


def _likeness(wanted: str, words: Sequence[str], key: str) -> float:
    """How alike two folded names are, from 0 to 1."""
    if len(words) == 1 and _initials(key) == _plain(wanted):
        return _SHORTENED + 0.05
    others = _words(key)
    each = _matched(words, others)
    if not each:
        return 0.0
    return 0.9 * sum(each) / len(each) + 0.1 * min(len(words), len(others)) / max(len(words), len(others))


def _matched(words: Sequence[str], others: Sequence[str]) -> list[float]:
    """How well each word matches one of its own among the others; nothing if one matches none."""
    left, found = list(others), list[float]()
    for word in words:
        score, other = max(((_word_likeness(word, other), other) for other in left), default=(0.0, ""))
        if score < _ALIKE:
            return []
        left.remove(other)
        found.append(score)
    return found


def _word_likeness(word: str, other: str) -> float:
    from rapidfuzz import fuzz
    from rapidfuzz.distance import OSA

    if word == other:
        return 1.0
    if len(word) > 1 and other.startswith(word):
        return _SHORTENED
    if word.isdecimal():
        return 0.0
    if min(len(word), len(other)) <= _SHORT and OSA.distance(word, other, score_cutoff=1) > 1:
        return 0.0
    return float(fuzz.ratio(word, other)) / 100


def _words(key: str) -> list[str]:
    return _WORD.findall(key)


def _initials(key: str) -> str:
    """The first letters of the words that say something, if there are several."""
    words = _telling(key)
    return "".join(word[0] for word in words) if len(words) > 1 else ""


def _is_mistyped(wanted: str, key: str) -> bool:
    from rapidfuzz import fuzz

    return fuzz.ratio(" ".join(_telling(wanted)), " ".join(_telling(key)), score_cutoff=_MISTYPED) > 0


def _telling(key: str) -> list[str]:
    """The words of a key that say something."""
    return [word for word in _words(key) if word not in _SILENT]


def _plain(text: str) -> str:
    return text.replace(".", "")
