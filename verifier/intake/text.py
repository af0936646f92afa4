"""What a text may not hold: characters that nothing can keep or show, that nobody sees, or that look like others.

Which letters look alike is Unicode's own table (TR39), which a library keeps. Text that is honestly Cyrillic, Arabic or
Chinese passes, and so does text of several scripts as long as each word keeps to one.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import Final

from verifier.intake.problems import Problem, quoted

_FIX: Final = "Remove it"

# Patterns are texts: `re` compiles each where it is used first, and most text is plain ASCII and needs none.

# What Unicode says is ignored where it cannot be shown, byte order marks and marks of direction among it.
_IGNORABLE: Final = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f"
    "\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_HIDDEN: Final = f"[{_IGNORABLE}\ufff9-\ufffb]"
_SEEN: Final = f"[^\\s\u2800{_IGNORABLE}]"
_JOINERS: Final = "\u200c\u200d"
_JOINED: Final = (
    "ARABIC", "SYRIAC", "MONGOLIAN", "NKO", "DEVANAGARI", "BENGALI", "GURMUKHI", "GUJARATI", "ORIYA", "TAMIL", "TELUGU",
    "KANNADA", "MALAYALAM", "SINHALA", "TIBETAN", "MYANMAR", "KHMER",
)  # fmt: skip
"""Scripts whose spelling needs joiners."""

_VARIED: Final = "[\ufe00-\ufe0f\U0001f3fb-\U0001f3ff]"
"""What says how the sign before it is drawn: a selector of its variants, a colour of skin."""

_UNSPACED: Final = ("KHMER", "THAI", "LAO", "MYANMAR")
"""Scripts that part words by a space of no width."""


_LANGUAGE: Final = "[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*"
"""What a language tag looks like (BCP 47)."""

_LATIN: Final = "A-Za-z\u00aa\u00ba\u00c0-\u024f\u1e00-\u1eff"
_OTHER: Final = (
    "\u0370-\u03ff\u1f00-\u1fff\u0400-\u052f\u1c80-\u1c8f\ua640-\ua69f\u0531-\u0587\u13a0-\u13fd\uab70-\uabbf"
    "\u2c80-\u2cff\ua4d0-\ua4ff\u10a0-\u10ff\u0600-\u06ff\u05d0-\u05ea"
)
_MARKS: Final = "[\u0300-\u036f]*"
# What a word of several scripts has somewhere: letters of two of them side by side.
_SUSPECT: Final = (
    f"[{_LATIN}]{_MARKS}[{_OTHER}]|[{_OTHER}]{_MARKS}[{_LATIN}]"
    f"|[\u0370-\u03ff]{_MARKS}[\u0400-\u052f]|[\u0400-\u052f]{_MARKS}[\u0370-\u03ff]"
)
_WORD: Final = r"[^\W\d_]+"
_LIGATURES: Final = 2
"""How many letters two names that look alike may differ by, as one may look like two."""

_COMPOUND: Final = f"[{_LATIN}]{{3,}}[{_OTHER}]{{3,}}|[{_OTHER}]{{3,}}[{_LATIN}]{{3,}}"
"""Two words of one script each, written as one: a name such as АрміяInform."""

_MICRO: Final = "\u03bc[A-Za-z]{1,3}"
"""A unit: the letter mu stands for a millionth."""


def is_language(text: str) -> bool:
    """Whether a text looks like a language tag: en, uk, pt-BR."""
    return re.fullmatch(_LANGUAGE, text) is not None


def bad_character(text: str, *, allowed: str = "\t") -> Problem | None:
    """The first control character or half of a surrogate pair that is not allowed, as a problem with its column."""
    if text.isprintable():
        return None
    for index, character in enumerate(text):
        if _is_control(character) and character not in allowed:
            return Problem(None, index + 1, f"there is {_described(character)}", _FIX)
    return None


def unstorable(text: str) -> Problem | None:
    """The first character that cannot be kept at all: NUL, a line break, half of a surrogate pair."""
    for index, character in enumerate(text):
        if character in "\x00\n" or "\ud800" <= character <= "\udfff":
            return Problem(None, index + 1, f"there is {_described(character)}", _FIX)
    return None


def is_blank(text: str) -> bool:
    """Whether nothing of the text could be seen: white space and formatting characters only."""
    if text.isascii() and text.isprintable():
        return not text or text.isspace()
    return not any(character.isprintable() for character in re.findall(_SEEN, text))


def _first_hidden(text: str) -> Problem | None:
    """The first character that nobody sees and that no spelling needs, as a problem with its column."""
    for found in re.finditer(_HIDDEN, text):
        if not _is_spelling(text, found.start()):
            name = unicodedata.name(found[0], "a character without a name")
            what = f"there is a character that nobody sees, U+{ord(found[0]):04X} {name}"
            return Problem(None, found.start() + 1, what, _FIX)
    return None


def _is_spelling(text: str, at: int) -> bool:
    """Whether a hidden character belongs where it is: a joiner, a break or a variant of what stands before it."""
    character = text[at]
    before = next((c for c in reversed(_joinable(text[:at], character)) if not unicodedata.combining(c)), "")
    if not before or (at + 1 == len(text) and character in _JOINERS):
        return False
    script = unicodedata.name(before, "").partition(" ")[0]
    if character in _JOINERS:
        return script in _JOINED or unicodedata.category(before) == "So"
    if character == "\u200b":
        return script in _UNSPACED
    if "\ufe00" <= character <= "\ufe0f":
        return unicodedata.category(before) in {"So", "Sm", "Sk", "Po", "Nd"} or script == "CJK"
    return "\U000e0100" <= character <= "\U000e01ef" and script == "CJK"


def _joinable(before: str, character: str) -> str:
    """What stands before a character: for a joiner, without what only says how a sign is drawn."""
    varied = character in _JOINERS and re.match(_VARIED, before[-1:])
    return before[:-1] if varied else before


def _is_control(character: str) -> bool:
    return character < " " or "\x7f" <= character <= "\x9f" or character in "\u2028\u2029" or _is_half(character)


def _is_half(character: str) -> bool:
    return "\ud800" <= character <= "\udfff"


def is_stray_byte(character: str) -> bool:
    """Whether a character stands for a byte that is none of its encoding."""
    return "\udc80" <= character <= "\udcff"


def _described(character: str) -> str:
    if is_stray_byte(character):
        return "a byte that is not UTF-8"
    if _is_half(character):
        return f"half of a character (U+{ord(character):04X})"
    name = {"\x00": "a NUL character", "\n": "a line break", "\r": "a carriage return", "\x1b": "an escape character"}
    return name.get(character, f"a control character (U+{ord(character):04X})")


def plain(text: str) -> str:
    """A text on one line, a space for each control character, white space folded: what is told by others in passing."""
    return " ".join("".join(" " if _is_control(character) else character for character in text).split())


def deceptive(text: str) -> Problem | None:
    """What makes a name or a claim look like another one, as a problem with its column; None for honest text."""
    if text.isascii():
        return None
    return _first_hidden(text) or _mixed_word(text)


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
    if not re.search(_SUSPECT, composed):
        return None
    import disarm

    for word in re.findall(_WORD, composed):
        if not re.search(_SUSPECT, word):
            continue
        honest = re.fullmatch(_MICRO, word) or re.fullmatch(_COMPOUND, word)
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
