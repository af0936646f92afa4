"""Claims, how they are linked, and the verdicts of analysts on them.

Everything here is a fact as recorded: frozen, compared by value.
"""

import unicodedata
from enum import StrEnum

from msgspec import Struct

from verifier.domain.model.time import Moment


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
