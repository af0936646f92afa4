"""Characters that no database, terminal or line of text should be handed."""

from verifier.intake.problems import Problem

_FIX = "Remove it"


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
    if text.isprintable():
        return not text or text.isspace()
    return not any(character.isprintable() and not character.isspace() for character in text)


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
