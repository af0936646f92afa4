"""Characters that no database, terminal or line of text should be handed, and those that nobody sees."""

import re
import unicodedata
from typing import Final

from verifier.intake.problems import Problem

_FIX: Final = "Remove it"

# What Unicode says is ignored where it cannot be shown, byte order marks and marks of direction among it.
_IGNORABLE: Final = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f"
    "\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_HIDDEN: Final = re.compile(f"[{_IGNORABLE}\ufff9-\ufffb]")
_SEEN: Final = re.compile(f"[^\\s\u2800{_IGNORABLE}]")
_JOINERS: Final = "\u200c\u200d"
_JOINED: Final = (
    "ARABIC", "SYRIAC", "MONGOLIAN", "NKO", "DEVANAGARI", "BENGALI", "GURMUKHI", "GUJARATI", "ORIYA", "TAMIL", "TELUGU",
    "KANNADA", "MALAYALAM", "SINHALA", "TIBETAN", "MYANMAR", "KHMER",
)  # fmt: skip
"""Scripts whose spelling needs joiners."""

_VARIED: Final = re.compile("[\ufe00-\ufe0f\U0001f3fb-\U0001f3ff]")
"""What says how the sign before it is drawn: a selector of its variants, a colour of skin."""

_UNSPACED: Final = ("KHMER", "THAI", "LAO", "MYANMAR")
"""Scripts that part words by a space of no width."""


_LANGUAGE: Final = re.compile("[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
"""What a language tag looks like (BCP 47)."""


def is_language(text: str) -> bool:
    """Whether a text looks like a language tag: en, uk, pt-BR."""
    return _LANGUAGE.fullmatch(text) is not None


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
    return not any(character.isprintable() for character in _SEEN.findall(text))


def first_hidden(text: str) -> Problem | None:
    """The first character that nobody sees and that no spelling needs, as a problem with its column."""
    for found in _HIDDEN.finditer(text):
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
    varied = character in _JOINERS and _VARIED.match(before[-1:])
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
