"""What may follow the head of an attribution phrase.

[{FIGURE}] [: "QUOTE" [[LANGUAGE]] [= "TRANSLATION"]] [@ WHEN] [(NOTE)]
"""

from typing import Final, NamedTuple

from msgspec import Struct

from verifier.intake.problems import Problem, quoted
from verifier.intake.text import is_language

_CLOSING: Final = {'"': '"', "\u201c": "\u201d"}
_ORDER: Final = 'After {} comes only {{FIGURE}}, : "QUOTE", @ WHEN or (NOTE), in this order'


class Piece(NamedTuple):
    """A piece of the phrase and the index at which it begins."""

    text: str
    start: int


class Tail(Struct, frozen=True):
    """The pieces as written, their marks taken off; a quotation, and what it means, with inner marks undoubled."""

    figure: Piece | None = None
    quote: Piece | None = None
    language: Piece | None = None
    translation: Piece | None = None
    when: Piece | None = None
    note: Piece | None = None


def read_tail(text: str, start: int) -> Tail | Problem:
    """The pieces from an index to the end of a phrase, or the first thing that is none of them."""
    at, last = skip_spaces(text, start), "the cue or name"
    found: dict[str, Piece] = {}
    for name, (opens, read) in _PIECES.items():
        if not opens(text, at) or (name in _OF_QUOTE and "quote" not in found):
            continue
        piece = read(text, at)
        if isinstance(piece, Problem):
            return piece
        found[name], end = piece
        at, last = skip_spaces(text, end), f"the {name}"
    return _left_over(text, at, last) if at < len(text) else Tail(**found)


def skip_spaces(text: str, at: int) -> int:
    """The index of the next character that is not white space."""
    while at < len(text) and text[at].isspace():
        at += 1
    return at


def _at_figure(text: str, at: int) -> bool:
    return text.startswith("{", at)


def _at_quote(text: str, at: int) -> bool:
    return text.startswith(":", at)


def _at_language(text: str, at: int) -> bool:
    return text.startswith("[", at)


def _at_translation(text: str, at: int) -> bool:
    return text.startswith("=", at)


def _at_when(text: str, at: int) -> bool:
    return text.startswith("@", at) and text[at - 1 : at].isspace() and (text[at + 1 : at + 2] or " ").isspace()


def _at_note(text: str, at: int) -> bool:
    return text.startswith("(", at)


def _figure(text: str, at: int) -> tuple[Piece, int] | Problem:
    close = text.find("}", at)
    if close < 0:
        return Problem(None, at + 1, "the figure is not closed", "End it with }")
    return Piece(text[at + 1 : close], at), close + 1


def _language(text: str, at: int) -> tuple[Piece, int] | Problem:
    close = text.find("]", at)
    if close < 0:
        return Problem(None, at + 1, "the language is not closed", "End it with ]")
    tag = text[at + 1 : close].strip()
    if not is_language(tag):
        return Problem(None, at + 1, f"{quoted(tag)} is no language tag", "Write one such as [en], [uk] or [pt-BR]")
    return Piece(tag, at), close + 1


def _translation(text: str, at: int) -> tuple[Piece, int] | Problem:
    return _quoted(text, at, "=")


def _quote(text: str, at: int) -> tuple[Piece, int] | Problem:
    return _quoted(text, at, "colon")


def _quoted(text: str, at: int, before: str) -> tuple[Piece, int] | Problem:
    """What stands between quotation marks behind a sign."""
    opening = skip_spaces(text, at + 1)
    mark = text[opening : opening + 1]
    if mark not in _CLOSING or not mark:
        return Problem(None, at + 1, f"the {before} is not followed by a quotation", 'Put the words between " and "')
    end = _straight_end(text, opening) if mark == '"' else _curly_end(text, opening)
    if end is None:
        return Problem(None, opening + 1, "the quotation is not closed", f"End it with {_CLOSING[mark]}")
    words = text[opening + 1 : end]
    if not words:
        return Problem(None, opening + 1, "the quotation is empty", f"Write the words, or leave out the {before}")
    return Piece(words.replace('""', '"') if mark == '"' else words, opening), end + 1


def _straight_end(text: str, opening: int) -> int | None:
    """The index of the first straight mark that is not doubled."""
    at = text.find('"', opening + 1)
    while at >= 0 and text.startswith('""', at):
        at = text.find('"', at + 2)
    return at if at >= 0 else None


def _curly_end(text: str, opening: int) -> int | None:
    """The index of the closing mark that belongs to the opening one."""
    depth = 0
    for at in range(opening, len(text)):
        depth += (text[at] == "\u201c") - (text[at] == "\u201d")
        if depth == 0:
            return at
    return None


def _when(text: str, at: int) -> tuple[Piece, int] | Problem:
    start = skip_spaces(text, at + 1)
    end = text.find("(", start)
    end = len(text) if end < 0 else end
    words = text[start:end].rstrip()
    if not words:
        return Problem(None, at + 1, "there is no date after @", "Write when it was said, such as @ 2024-11-19")
    return Piece(words, start), end


def _note(text: str, at: int) -> tuple[Piece, int] | Problem:
    depth = 0
    for end in range(at, len(text)):
        depth += (text[end] == "(") - (text[end] == ")")
        if depth == 0:
            break
    else:
        return Problem(None, at + 1, "the note is not closed", "End it with )")
    if end == at + 1:
        return Problem(None, at + 1, "the note is empty", "Write something between the parentheses or leave them out")
    return Piece(text[at + 1 : end], at), end + 1


def _left_over(text: str, at: int, last: str) -> Problem:
    what = f"{quoted(text[at:].rstrip())} is left over"
    if text[at] in _CLOSING:
        return Problem(None, at + 1, what, "Put a colon before a quotation")
    if text[at] == "@":
        return Problem(None, at + 1, what, "Put a space before and after @")
    if last == "the quote":
        return Problem(None, at + 1, what, 'Double a straight mark inside a quotation: ""')
    return Problem(None, at + 1, what, _ORDER.format(last))


_OF_QUOTE: Final = frozenset({"language", "translation"})
_PIECES: Final = {
    "figure": (_at_figure, _figure),
    "quote": (_at_quote, _quote),
    "language": (_at_language, _language),
    "translation": (_at_translation, _translation),
    "when": (_at_when, _when),
    "note": (_at_note, _note),
}
