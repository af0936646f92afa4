"""Text with roles, for any screen: what a run of characters is, not how it looks; the marks of statuses and stances.

Invariant: user text enters a run only through `visible`, so no screen ever obeys it.
"""

import json
import unicodedata
from collections.abc import Iterable
from enum import StrEnum
from itertools import groupby
from typing import Final, NamedTuple

from verifier.domain.model.claims import Status
from verifier.domain.model.statements import Attribution, Certainty, Stance


class Role(StrEnum):
    """What a run of text is; each screen gives it a look."""

    PLAIN = "plain"
    STRONG = "strong"
    FAINT = "faint"
    QUOTED = "quoted"
    HEADING = "heading"
    AFFIRM = "affirm"
    DENY = "deny"
    NEUTRAL = "neutral"
    REFUTED = "refuted"
    FAULT = "fault"


class Run(NamedTuple):
    """Some characters of one role."""

    text: str
    role: Role = Role.PLAIN


Line = tuple[Run, ...]

BLANK: Final[Line] = ()

GLYPHS: Final = {
    Status.DISPUTED: "⇄",
    Status.UNVERIFIED: "?",
    Status.SINGLE_SOURCE: "›",
    Status.CORROBORATED: "»",
    Status.CONFIRMED: "✓",
    Status.REBUTTED: "«",
    Status.REFUTED: "✗",
    Status.DENIED: "-",
    Status.WITHDRAWN: "↺",
    Status.UNVERIFIABLE: "∅",
    Status.NOT_CHECKABLE: "o",
    Status.UNATTRIBUTED: "_",
}
ASCII_GLYPHS: Final = {
    **GLYPHS,
    Status.DISPUTED: "%",
    Status.SINGLE_SOURCE: ">",
    Status.CORROBORATED: "=",
    Status.CONFIRMED: "+",
    Status.REBUTTED: "#",
    Status.REFUTED: "X",
    Status.WITHDRAWN: "<",
    Status.UNVERIFIABLE: "0",
}
STATUS_ROLES: Final = {
    Status.DISPUTED: Role.DENY,
    Status.DENIED: Role.DENY,
    Status.REBUTTED: Role.REFUTED,
    Status.REFUTED: Role.REFUTED,
    Status.CORROBORATED: Role.AFFIRM,
    Status.CONFIRMED: Role.AFFIRM,
}
MARKS: Final = {
    Stance.AFFIRMS: "+",
    Stance.DENIES: "-",
    Stance.WITHHOLDS: "?",
    Stance.QUESTIONS: "!",
    Stance.RETRACTS: "x",
}
STANCE_ROLES: Final = {Stance.AFFIRMS: Role.AFFIRM, Stance.DENIES: Role.DENY}
HEDGED_MARK: Final = "~"

# Format characters reorder or hide text (bidi controls, zero-width ones, tags), but for the joiners that spelling needs
# and the signs before Arabic and Kaithi numbers, which can be seen.
_HONEST_FORMATS: Final = frozenset("\u200c\u200d\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u08e2\U000110bd\U000110cd")
# Letters by their category that have no shape of their own: Hangul fillers, and the joiner of graphemes.
_SHAPELESS: Final = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0")
_HIDDEN: Final = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})


def visible(text: str) -> str:
    """The text with control characters, terminal escapes and bidi overrides written out instead of obeyed."""
    return text if text.isascii() and text.isprintable() else "".join(map(_shown, text))


def visible_data(text: str) -> str:
    """Lines of data for a terminal: all but line ends and tabs that would be obeyed or hidden, as JSON escapes it."""
    if text.isascii() and text.replace("\n", "").replace("\t", "").isprintable():
        return text
    return "".join(map(_escaped, text.replace("\r\n", "\n")))


def _escaped(character: str) -> str:
    return json.dumps(character)[1:-1] if character not in "\n\t" and _is_hidden(character) else character


def _shown(character: str) -> str:
    return character.encode("unicode_escape", "surrogatepass").decode("ascii") if _is_hidden(character) else character


def _is_hidden(character: str) -> bool:
    return character in _SHAPELESS or (unicodedata.category(character) in _HIDDEN and character not in _HONEST_FORMATS)


def line(*parts: str | Run) -> Line:
    """A line of runs; bare text is plain."""
    return tuple(part if isinstance(part, Run) else Run(part) for part in parts)


def plain(styled: Line) -> str:
    """The characters of a line alone."""
    return "".join(run.text for run in styled)


def status_role(status: Status) -> Role:
    """How a status is coloured, never the only sign of it."""
    return STATUS_ROLES.get(status, Role.NEUTRAL)


def glyph(status: Status, *, ascii_only: bool = False) -> str:
    """The mark of a status, one column wide."""
    return (ASCII_GLYPHS if ascii_only else GLYPHS)[status]


def status_run(status: Status, *, ascii_only: bool = False) -> Run:
    """Mark and word of a status."""
    return Run(f"{glyph(status, ascii_only=ascii_only)} {status}", status_role(status))


def attribution_mark(attribution: Attribution) -> Run:
    """The mark of an attribution: that of its stance, or of a hedged affirmation."""
    run = mark_run(attribution.stance)
    hedged = attribution.stance == Stance.AFFIRMS and attribution.certainty != Certainty.CERTAIN
    return Run(HEDGED_MARK, run.role) if hedged else run


def mark_run(stance: Stance) -> Run:
    """The mark of a stance."""
    return Run(MARKS[stance], STANCE_ROLES.get(stance, Role.NEUTRAL))


def width(text: str) -> int:
    """How many columns a terminal gives the text."""
    return len(text) if text.isascii() else sum(_columns(character) for character in text)


def _columns(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1


def padded(text: str, columns: int, *, right: bool = False) -> str:
    """The text filled up with spaces to a width; longer text is left whole."""
    space = " " * (columns - width(text))
    return space + text if right else text + space


def cut(styled: Line, columns: int, *, ellipsis: str = "…") -> Line:
    """The line within a width, its end cut and marked if it is longer."""
    if width(plain(styled)) <= columns:
        return styled
    room = columns - width(ellipsis)
    kept: list[Run] = []
    for run in styled:
        taken = _head(run.text, room)
        room -= width(taken)
        kept.append(Run(taken, run.role))
        if taken != run.text:
            return (*kept, Run(ellipsis, run.role))
    return tuple(kept)


def _head(text: str, columns: int) -> str:
    used = 0
    for index, character in enumerate(text):
        used += _columns(character)
        if used > columns:
            return text[:index]
    return text


def wrapped(styled: Line, columns: int, indent: str = "") -> list[Line]:
    """The line broken at spaces to fit a width, further lines indented; a word longer than the width is broken."""
    lines: list[list[Run]] = [[]]
    used = 0
    for run in _words(styled, max(1, columns - width(indent))):
        wide = width(run.text.rstrip())
        if used and used + wide > columns:
            lines.append([Run(indent)])
            used = width(indent)
        lines[-1].append(run)
        used += width(run.text)
    return [_without_last_space(found) for found in lines]


def _words(styled: Line, longest: int) -> Iterable[Run]:
    """The runs cut into words, each with the spaces after it."""
    for run in styled:
        word = ""
        for character in run.text:
            full = word.endswith(" ") or width(word) + _columns(character) > longest
            if word and character != " " and full:
                yield Run(word, run.role)
                word = ""
            word += character
        if word:
            yield Run(word, run.role)


def _without_last_space(runs: list[Run]) -> Line:
    """The runs as a line: neighbours of one role joined, no space at the end."""
    joined = [Run("".join(run.text for run in same), role) for role, same in groupby(runs, key=lambda run: run.role)]
    return (*joined[:-1], Run(joined[-1].text.rstrip(), joined[-1].role)) if joined else ()
