"""Quotations in a paragraph: what stands between quotation marks."""

import re
from collections.abc import Iterator
from typing import Final

from msgspec import Struct

_PAIRS: Final = {"\u201c": '\u201d"', '"': '"\u201d', "\u00ab": "\u00bb", "\u201e": "\u201c\u201d"}
_SINGLE_OPEN: Final = re.compile(r"(?<!\w)\u2018(?=\w)")
_SINGLE_CLOSE: Final = re.compile(r"(?<=[\w.,!?\u2026])\u2019(?!\w)")
_WHOLE: Final = 3
_ENDS: Final = re.compile(r"[.,!?\u2026;:\u2014-]$")


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
