"""What to write instead of what cannot be read: the phrase, the cue or the known name nearest to it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from verifier.domain.model.sources import name_key
from verifier.domain.model.statements import Stance
from verifier.intake.phrases.cues import lexicon
from verifier.intake.problems import quoted

LONGEST_NAME: Final = 200
REGISTER: Final = "If it is part of a name, write it in brackets: [NAME] says"
_LIKE_ENOUGH: Final = 74
_SHOWN: Final = 40
_MOST_WORDS: Final = 3
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


def how_to(name: str = "") -> str:
    """What a phrase says, with somebody's name for an example."""
    if not name[:1].isupper() or len(name) > _SHOWN:
        return "Write who takes which stance, as in: Moscow says; unconfirmed by Kyiv; + Moscow"
    return f"Write who takes which stance, as in: {name} says; unconfirmed by {name}; + {name}"


def instead_of_cue(name: str, written: str) -> str:
    """What to write for words that are no cue: the same with the cue most like them, if one is."""
    from rapidfuzz import fuzz, process

    words = " ".join(written.casefold().split()[:_MOST_WORDS]).strip(".,")
    known = lexicon().cues
    short = [(cue, meaning) for cue, meaning in known.plain() if cue.count(" ") < _MOST_WORDS]
    cues = [cue for cue, meaning in short if not meaning.passive and f"{cue}s" not in known]
    alike = [cue for cue in cues if cue[:1] == words[:1]]
    found = process.extractOne(words, alike, scorer=fuzz.ratio, score_cutoff=_LIKE_ENOUGH)
    return f"Write {name} {found[0]}, or {_lowered(how_to(name))}" if found else how_to(name)


def instead_of_tail(head: str, origin: str, cue: str, stance: Stance, rest: str) -> tuple[str, str]:
    """What is wrong with words behind a cue, and what to write."""
    told = rest.strip()
    if stance is Stance.DENIES and _narrows(told):
        what = f"{quoted(told)} narrows what is denied, and leaves the claim itself alone"
        here = f"Write ? {origin} ({cue} {told})"
        return what, f"{here}, or log what is denied as a claim of its own, and there {head}"
    what = f"{quoted(told)} is left over"
    return what, f'Write {head}: what was said is the claim, or a quotation as in {head}: "{_cut(told)}"'


def with_comma(text: str, place: int) -> str:
    """The text with a comma before a place."""
    return f"{text[:place].rstrip()}, {text[place:]}"


def _narrows(told: str) -> bool:
    return told.split(" ", 1)[0].casefold() in lexicon().lists["objects.narrow"]


def _cut(told: str) -> str:
    plain = told.replace('"', "").removeprefix("that ")
    return plain if len(plain) <= _SHOWN else plain[: _SHOWN - 1] + "\u2026"


def _lowered(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]


def too_long(name: str) -> tuple[str, str]:
    """What is wrong with a name of too many characters, and what to do."""
    return f"a name of {len(name)} characters is too long", f"Keep it under {LONGEST_NAME}"


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
