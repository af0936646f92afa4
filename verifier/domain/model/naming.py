"""How names are compared: whatever their case, leading article, apostrophes and spaces.

Invariant: a name and a piece of text are the same when their folded forms are, and both are folded here.
"""

import unicodedata
from collections.abc import Iterator
from typing import Final

ARTICLES: Final = ("the ", "a ", "an ")
_APOSTROPHES: Final = dict.fromkeys(map(ord, "\u2019\u2018\u02bc\u2032\uff07`"), "'")


def name_key(text: str) -> str:
    """The form by which two writings of a name are one, without a leading article."""
    return bare(folded_name(text))


def folded_name(text: str) -> str:
    """The folded text as a whole, with its article: what `spread` gives character by character, but fast."""
    return " ".join(_folded_cluster(text).split())


def bare(folded: str) -> str:
    """A folded name without its leading article."""
    for article in ARTICLES:
        if folded.startswith(article):
            return folded[len(article) :]
    return folded


def without_article(text: str) -> str:
    """The text without a leading a, an or the."""
    first, _, rest = text.partition(" ")
    return rest.lstrip() if rest.strip() and first.casefold() in {"a", "an", "the"} else text


def spread(text: str) -> tuple[str, list[int]]:
    """The folded text, and for each of its characters where in the text its writing ends."""
    folded: list[str] = []
    ends: list[int] = []
    for start, end in _clusters(text):
        piece = _folded_cluster(text[start:end])
        if piece == " " and folded and folded[-1] == " ":
            ends[-1] = end
            continue
        folded.extend(piece)
        ends.extend([end] * len(piece))
    return "".join(folded), ends


def _clusters(text: str) -> Iterator[tuple[int, int]]:
    """Where each character with its combining marks begins and ends."""
    start = 0
    for index in range(1, len(text) + 1):
        if index == len(text) or not _joins(text[index]):
            yield start, index
            start = index


def _joins(character: str) -> bool:
    """Whether a character may become one with those before it: combining marks, and the later parts of Hangul."""
    return unicodedata.combining(character) != 0 or "\u1160" <= character <= "\u11ff"


def _folded_cluster(cluster: str) -> str:
    if cluster.isspace():
        return " "
    if cluster.isascii():
        return cluster.casefold().replace("`", "'")
    composed = unicodedata.normalize("NFC", cluster).translate(_APOSTROPHES)
    return unicodedata.normalize("NFC", composed.casefold())
