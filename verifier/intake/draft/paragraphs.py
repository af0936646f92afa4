"""The paragraphs of a text, plain or Markdown, cleaned of markup for reading; each knows where its characters stand.

Quotations in them are what stands between quotation marks. Invariant: `offsets[i]` is the place in the whole text of
character i of a paragraph's text, in order.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import Final

from msgspec import Struct

_PAIRS: Final = {"\u201c": '\u201d"', '"': '"\u201d', "\u00ab": "\u00bb", "\u201e": "\u201c\u201d"}
_SINGLE_OPEN: Final = re.compile(r"(?<!\w)\u2018(?=\w)")
_SINGLE_CLOSE: Final = re.compile(r"(?<=[\w.,!?\u2026])\u2019(?!\w)")
_WHOLE: Final = 3
_ENDS: Final = re.compile(r"[.,!?\u2026;:\u2014-]$")
LONGEST: Final = 5_000
_BREAK: Final = re.compile(r"\n[ \t\r\f\v\u00a0]*\n\s*")
_LINE: Final = re.compile(r"[^\n]+")
_MARKUP: Final = re.compile(
    r"</?[A-Za-z][A-Za-z0-9]*(?:\s[^<>\n]{0,300})?/?>"  # a tag within a line
    r"|!?\[(?=[^\]\n]{1,300}\]\([^)\s]{1,500}\))|(?<=\])\([^)\s]{1,500}\)"  # the frame of a link
    r"|\*\*|__|(?<![\w*])\*(?=\w)|(?<=\w)\*(?![\w*])|(?<=')'|(?<=`)`"
)
_HEADING: Final = re.compile(r"\s{0,3}(?:#{1,6}\s|={3,}\s*$|-{3,}\s*$|\|)")
_PREFIX: Final = re.compile(r"\s{0,3}(?:>\s?)+|\s{0,3}[-*+\u2022]\s+")
_TERMINAL: Final = re.compile(r"[.!?\u2026:;,][\"'\u201d\u2019)\]]*\s*$|[\"\u201d]\s*$")
_DATELINE: Final = re.compile(
    r"[A-Z][A-Z.'\u2019-]+(?: [A-Z][A-Z.'\u2019-]*){0,3}(?:, [A-Z][\w.]+(?: [A-Z][\w.]+)?){0,2}"
    r"(?: \([\w ,/]{1,30}\))?,? {0,2}(?:--|[\u2014\u2013-])\s+|\([\w ,/]{2,30}\) (?:--|[\u2014\u2013-])\s+"
)
_SHORT: Final = 120
_LONGEST_HEADING: Final = 300


class Quotation(Struct, frozen=True):
    """Where a quotation stands, its marks included; not `closed` if the paragraph ends before it does."""

    start: int
    end: int
    closed: bool
    text: str

    @property
    def inner(self) -> tuple[int, int]:
        """Where its words stand."""
        return self.start + 1, self.end - 1 if self.closed else self.end

    @property
    def is_speech(self) -> bool:
        """Whether it is words spoken, and no mere term between marks."""
        words = self.text.strip()
        return len(words.split()) >= _WHOLE and (words[:1].isupper() or bool(_ENDS.search(words)) or not self.closed)


def quotations(text: str) -> tuple[Quotation, ...]:
    """The quotations of a paragraph, the outer ones only, in order."""
    return tuple(_quotations(text))


def _quotations(text: str) -> Iterator[Quotation]:
    at = 0
    while at < len(text):
        end = _end(text, at)
        if end is None:
            at += 1
            continue
        closed = end < len(text)
        yield Quotation(at, end + closed, closed, text[at + 1 : end])
        at = end + 1


def _end(text: str, at: int) -> int | None:
    """Where the quotation that opens at a place is closed, or the text ends; None if none opens there."""
    closing = _PAIRS.get(text[at]) if text[at] != '"' or _opens(text, at) else None
    if closing is not None:
        place = _closing(text, at, closing)
        return place if place >= 0 else len(text)
    match = _SINGLE_CLOSE.search(text, at + 1) if _SINGLE_OPEN.match(text, at) else None
    return match.start() if match else None


def _opens(text: str, at: int) -> bool:
    """Whether a straight mark opens something: words follow it at once, and none stand before it at once."""
    behind = text[at + 1 : at + 2]
    before = text[at - 1 : at] if at else ""
    return bool(behind) and not behind.isspace() and not before.isalnum()


def _closing(text: str, at: int, closing: str) -> int:
    """Where the mark stands that closes the one at a place; -1 if none does."""
    depth, opening = 0, text[at]
    for place in range(at + 1, len(text)):
        if text[place] in closing and (text[place] != '"' or not _opens(text, place)):
            if depth == 0:
                return place
            depth -= 1
        elif text[place] == opening:
            depth += 1
    return -1


class Paragraph(Struct, frozen=True):
    """Cleaned text, with the offset of each character; `heading` if no sentence of the article stands in it."""

    text: str
    offsets: tuple[int, ...]
    heading: bool
    cut: bool
    quotations: tuple[Quotation, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where characters of the cleaned text stand in the whole text."""
        return self.offsets[start], self.offsets[end - 1] + 1

    def place(self, offset: int) -> int:
        """The first character of the cleaned text at or behind an offset of the whole text."""
        return bisect_left(self.offsets, offset)


def paragraphs(text: str) -> Iterator[Paragraph]:
    """Every paragraph of a text, in order, none of them blank."""
    for start, end in _blocks(text):
        raw = text[start:end]
        if raw.strip():
            yield _paragraph(raw, start)


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    """Where paragraphs stand: between blank lines; each line by itself where lines are not merely wrapped."""
    start = 0
    for match in [*_BREAK.finditer(text), None]:
        end = match.start() if match else len(text)
        block = text[start:end]
        if _is_wrapped(block):
            yield start, end
        else:
            yield from ((start + line.start(), start + line.end()) for line in _LINE.finditer(block))
        start = match.end() if match else end


def _is_wrapped(block: str) -> bool:
    """Whether the lines of a block are one paragraph, broken to fit a width."""
    lines = block.strip("\n").split("\n")
    if len(lines) == 1 or any(_HEADING.match(line) or _PREFIX.match(line) for line in lines[1:]):
        return len(lines) == 1
    broken = [line for line in lines[:-1] if not _TERMINAL.search(line)]
    return max(map(len, lines)) <= _SHORT and 2 * len(broken) >= len(lines) - 1


def _paragraph(raw: str, start: int) -> Paragraph:
    heading = (len(raw) <= _LONGEST_HEADING and bool(_HEADING.match(raw))) or _is_title(raw)
    kept, offsets = _cleaned(raw, start)
    cut = len(kept) > LONGEST
    kept = kept[:LONGEST]
    return Paragraph(kept, tuple(offsets[:LONGEST]), heading, cut, quotations(kept))


def _is_title(raw: str) -> bool:
    """Whether a short line without an end is no sentence."""
    return len(raw) <= _SHORT and not _TERMINAL.search(raw)


def _cleaned(raw: str, start: int) -> tuple[str, list[int]]:
    """The text without markup and with single spaces, and the offset of each character kept."""
    prefix = _PREFIX.match(raw)
    begins = prefix.end() if prefix else len(raw) - len(raw.lstrip())
    dateline = _DATELINE.match(raw, begins)
    skipped = [(0, dateline.end() if dateline else begins)]
    skipped += [match.span() for match in _MARKUP.finditer(raw)]
    characters: list[str] = []
    offsets: list[int] = []
    place = 0
    for begin, end in [*skipped, (len(raw), len(raw))]:
        for index in range(place, begin):
            character = _plain(raw, index)
            if character == " " and (not characters or characters[-1] == " "):
                continue
            characters.append(character)
            offsets.append(start + index)
        place = max(place, end)
    while characters and characters[-1] == " ":
        characters.pop()
        offsets.pop()
    return "".join(characters), offsets


def _plain(raw: str, index: int) -> str:
    """A character as it is read: white space as a space, two single marks as a double one."""
    character = raw[index]
    if character in "'`" and raw[index + 1 : index + 2] == character:
        return '"'
    return " " if character.isspace() or not character.isprintable() else character
