"""Claims, how they are linked, and the verdicts of analysts on them.

Everything here is a fact as recorded: frozen, compared by value.
"""

import re
import unicodedata
from enum import StrEnum
from typing import Final

from msgspec import Struct

from verifier.domain.model.time import Moment

# An apostrophe within a word tells words apart; every other mark of quotation is left out.
_APOSTROPHE: Final = r"(?<=\w)[\u2019\u02bc\uff07](?=\w)"
_QUOTATION: Final = (
    r"(?<!\w)'|'(?!\w)|[\"`\u00ab\u00bb\u2018-\u201f\u2039\u203a\u2e42\u300c-\u300f\u301d-\u301f\uff02\uff07]"
)
_ENDING: Final = r"[\s.,;:!?\u2026\u203d\u3002\uff01\uff0c\uff0e\uff1a\uff1b\uff1f\u060c\u061b\u061f\u06d4\u0964]+$"
_BLANK: Final = "\u034f\u115f\u1160\u3164"
_ARTICLE: Final = r"^(?:the|an|a) (?=.)"


class ClaimKind(StrEnum):
    """What sort of proposition a claim is."""

    FACT = "fact"
    PREDICTION = "prediction"
    OPINION = "opinion"


class Verdict(StrEnum):
    """An analyst's own word on a claim."""

    CONFIRMED = "confirmed"
    REFUTED = "refuted"
    UNVERIFIABLE = "unverifiable"
    LIFTED = "lifted"


class LinkKind(StrEnum):
    """How one claim bears on another."""

    ENTAILS = "entails"
    CONTRADICTS = "contradicts"


class Status(StrEnum):
    """What is known of a claim, from what sources say (`unverifiable` only from analysts)."""

    NOT_CHECKABLE = "not-checkable"
    UNATTRIBUTED = "unattributed"
    UNVERIFIED = "unverified"
    SINGLE_SOURCE = "single-source"
    CORROBORATED = "corroborated"
    CONFIRMED = "confirmed"
    DISPUTED = "disputed"
    DENIED = "denied"
    REBUTTED = "rebutted"
    REFUTED = "refuted"
    WITHDRAWN = "withdrawn"
    UNVERIFIABLE = "unverifiable"


class Claim(Struct, frozen=True):
    """One checkable proposition in the analyst's words. `parties`, `against` and `favours` name parties."""

    id: int
    text: str
    key: str | None = None
    kind: ClaimKind = ClaimKind.FACT
    happened: Moment | None = None
    place: str | None = None
    parties: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    favours: tuple[str, ...] = ()
    measure: str | None = None
    tags: tuple[str, ...] = ()
    recorded: int = 0
    revision: int = 0


class Assessment(Struct, frozen=True):
    """An analyst's own verdict at a time (microseconds UTC). `derived` is the status the rules gave just then."""

    id: int
    claim: int
    verdict: Verdict
    rationale: str
    analyst: str
    at: int
    derived: Status
    credibility: int | None = None
    evidence: tuple[int, ...] = ()
    revision: int = 0


class Link(Struct, frozen=True):
    """`claim` entails or contradicts `other`."""

    claim: int
    kind: LinkKind
    other: int


def folded(text: str) -> str:
    """The text by which two writings are one: NFC, case folded, white space collapsed."""
    return " ".join(unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold()).split())


def text_key(text: str) -> str:
    """The text by which claims are one: folded, without what neither adds to nor takes from what it says.

    That is invisible characters, quotation marks, final punctuation and a leading English article. Of a text that is
    nothing else all of it is left.
    """
    seen = text if text.isascii() else "".join(letter for letter in text if not _is_invisible(letter))
    bare = folded(re.sub(_QUOTATION, "", re.sub(_APOSTROPHE, "'", seen)))
    return re.sub(_ARTICLE, "", re.sub(_ENDING, "", bare)) or folded(text)


def _is_invisible(letter: str) -> bool:
    """Whether a character shows nothing: soft hyphens, joiners, marks of direction, selectors, fillers."""
    return unicodedata.category(letter) == "Cf" or "\ufe00" <= letter <= "\ufe0f" or letter in _BLANK
