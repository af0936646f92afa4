"""Names and claims that look like what they are not: letters of another script, and characters that nobody sees.

Which letters look alike is Unicode's own table (TR39), which a library keeps. Text that is honestly Cyrillic, Arabic or
Chinese passes, and so does text of several scripts as long as each word keeps to one.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import Final

from verifier.intake.problems import Problem, quoted
from verifier.intake.text import first_hidden

_LATIN: Final = "A-Za-z\u00aa\u00ba\u00c0-\u024f\u1e00-\u1eff"
_OTHER: Final = (
    "\u0370-\u03ff\u1f00-\u1fff\u0400-\u052f\u1c80-\u1c8f\ua640-\ua69f\u0531-\u0587\u13a0-\u13fd\uab70-\uabbf"
    "\u2c80-\u2cff\ua4d0-\ua4ff\u10a0-\u10ff\u0600-\u06ff\u05d0-\u05ea"
)
_MARKS: Final = "[\u0300-\u036f]*"
# What a word of several scripts has somewhere: letters of two of them side by side.
_SUSPECT: Final = re.compile(
    f"[{_LATIN}]{_MARKS}[{_OTHER}]|[{_OTHER}]{_MARKS}[{_LATIN}]"
    f"|[\u0370-\u03ff]{_MARKS}[\u0400-\u052f]|[\u0400-\u052f]{_MARKS}[\u0370-\u03ff]"
)
_WORD: Final = re.compile(r"[^\W\d_]+")
_LIGATURES: Final = 2
"""How many letters two names that look alike may differ by, as one may look like two."""

_COMPOUND: Final = re.compile(f"[{_LATIN}]{{3,}}[{_OTHER}]{{3,}}|[{_OTHER}]{{3,}}[{_LATIN}]{{3,}}")
"""Two words of one script each, written as one: a name such as АрміяInform."""

_MICRO: Final = re.compile("\u03bc[A-Za-z]{1,3}")
"""A unit: the letter mu stands for a millionth."""


def deceptive(text: str) -> Problem | None:
    """What makes a name or a claim look like another one, as a problem with its column; None for honest text."""
    if text.isascii():
        return None
    return first_hidden(text) or _mixed_word(text)


class Lookalikes:
    """Known names, to see which of them a new one looks like though its letters are others."""

    def __init__(self, known: Iterable[str]) -> None:
        self._known: defaultdict[tuple[bool, int], list[str]] = defaultdict(list)
        self._looks: dict[str, str] = {}
        for name in known:
            self.add(name)

    def add(self, name: str) -> None:
        """Take up a name that has become known."""
        self._known[name.isascii(), len(name)].append(name)

    def of(self, name: str) -> tuple[str, Problem] | None:
        """The first known name that a new one looks like, and what to tell of that."""
        for other in self._near(name):
            if self._look(other) == self._look(name) and not _same_letters(name, other):
                odd = next((letter for letter in name if letter not in other and letter.isalpha()), name[0])
                what = f"{quoted(name)} looks like {quoted(other)}, in other letters: {_called(odd)}"
                fix = f"Write {other} if that is meant, or a name that looks different"
                return other, Problem(None, None, what, fix)
        return None

    def _near(self, name: str) -> Iterator[str]:
        """The names of about as many letters. Latin letters that look alike, as in Burn and Bum, are no deceit."""
        for length in range(len(name) - _LIGATURES, len(name) + _LIGATURES + 1):
            for plain in (False,) if name.isascii() else (False, True):
                yield from self._known.get((plain, length), ())

    def _look(self, name: str) -> str:
        import disarm

        if name not in self._looks:
            self._looks[name] = disarm.skeleton_key(name)
        return self._looks[name]


def _same_letters(name: str, other: str) -> bool:
    return unicodedata.normalize("NFC", name).casefold() == unicodedata.normalize("NFC", other).casefold()


def _mixed_word(text: str) -> Problem | None:
    composed = unicodedata.normalize("NFC", text)
    if not _SUSPECT.search(composed):
        return None
    import disarm

    for word in filter(_SUSPECT.search, _WORD.findall(composed)):
        honest = _MICRO.fullmatch(word) or _COMPOUND.fullmatch(word)
        if not honest and disarm.is_mixed_script(word) and disarm.find_confusables(word):
            return _told(word, text)
    return None


def _told(word: str, text: str) -> Problem:
    """The letters of a word that are of the script with the fewest of them."""
    scripts = Counter(map(_script, word))
    rarest = min(scripts, key=lambda script: (scripts[script], script == _script(word[0])))
    odd = dict.fromkeys(letter for letter in word if _script(letter) == rarest)
    names = " and ".join(sorted(script.capitalize() for script in scripts))
    what = f"{quoted(word)} mixes {names} letters that look alike: {', '.join(map(_called, odd))}"
    return Problem(None, text.find(word[0]) + 1, what, "Write each word in the letters of one script")


def _script(letter: str) -> str:
    """The script of a letter, as its name begins."""
    return unicodedata.name(letter, "unknown").partition(" ")[0]


def _called(letter: str) -> str:
    return f"'{letter}' is U+{ord(letter):04X} {unicodedata.name(letter, 'without a name')}"
