"""Attributions: who takes which stance on a claim, through whom, as read in which document."""

import re
from collections.abc import Callable
from decimal import Decimal
from enum import StrEnum
from typing import Final

from msgspec import Struct

from verifier.domain.model.time import Moment


class Stance(StrEnum):
    """What an origin does with a claim."""

    AFFIRMS = "affirms"
    DENIES = "denies"
    WITHHOLDS = "withholds"
    QUESTIONS = "questions"
    RETRACTS = "retracts"


class Certainty(StrEnum):
    """How firmly it is said."""

    CERTAIN = "certain"
    PROBABLE = "probable"
    POSSIBLE = "possible"


class Basis(StrEnum):
    """What the origin's knowledge rests on."""

    WITNESSED = "witnessed"
    DOCUMENTS = "documents"
    TOLD = "told"
    INFERRED = "inferred"
    UNKNOWN = "unknown"


class Document(Struct, frozen=True):
    """Where the analyst read it. `outlet` is a source's number; `retracted` is when that outlet took it back.

    `archived` is the address of a copy that an archive holds, and `archived_hash` the digest that the archive gave it.
    `captured` and `location` are those of a picture or a recording, as far as the analyst established them.
    """

    id: int
    url: str | None = None
    title: str | None = None
    outlet: int | None = None
    published: Moment | None = None
    retrieved: Moment | None = None
    text: str | None = None
    sha256: str | None = None
    retracted: Moment | None = None
    archived: str | None = None
    archived_hash: str | None = None
    author: str | None = None
    language: str | None = None
    media_type: str | None = None
    location: str | None = None
    captured: Moment | None = None


class KeptFile(Struct, frozen=True):
    """A file that was kept of a document, by number: its content is what has that SHA-256, `size` bytes long."""

    document: int
    sha256: str
    size: int
    name: str
    media_type: str | None = None


class Figure(Struct, frozen=True):
    """A closed or half-open range of numbers; None is no bound on that side."""

    low: Decimal | None
    high: Decimal | None

    def __post_init__(self) -> None:
        if self.low is None and self.high is None:
            raise ValueError("a figure needs a bound")
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError(f"a figure runs from low to high: {self.low} > {self.high}")

    def meets(self, other: "Figure") -> bool:
        """Whether some number lies in both ranges."""
        return not (_above(self.low, other.high) or _above(other.low, self.high))

    def within(self, other: "Figure") -> bool:
        """Whether all its numbers lie in the other range. There is none below zero."""
        if (self.low or _ZERO) < (other.low or _ZERO):
            return False
        return other.high is None or (self.high is not None and self.high <= other.high)

    @property
    def is_nothing(self) -> bool:
        """Whether it holds no number above zero: whoever says so denies."""
        return self.high is not None and self.high <= 0

    @property
    def is_anything(self) -> bool:
        """Whether it holds every number above zero: whoever rejects that denies."""
        return self.high is None and (self.low is None or self.low <= 0)

    def __str__(self) -> str:
        """The figure as written between braces: `5`, `2..3`, `>=10`, `<=40`."""
        return self._written(lambda number: f"{number:f}")

    @property
    def typed(self) -> str:
        """The figure as it can be typed: a fraction that looks like thousands has another digit, 1.500 as 1.5000."""
        return self._written(_unmistakable)

    def _written(self, write: Callable[[Decimal], str]) -> str:
        if self.low is None or self.high is None:
            return f"<={write(self.high)}" if self.high is not None else f">={write(self.low or Decimal(0))}"
        return write(self.low) if self.low == self.high else f"{write(self.low)}..{write(self.high)}"


def looks_like_thousands(number: str) -> bool:
    """Whether a plain number with a point could be a whole one with its thousands apart: 1.500, but not 0.500."""
    return re.fullmatch(r"-?[1-9][0-9]{0,2}\.[0-9]{3}", number) is not None


def _unmistakable(number: Decimal) -> str:
    written = f"{number:f}"
    return f"{written}0" if looks_like_thousands(written) else written


_ZERO: Final = Decimal(0)


def _above(low: Decimal | None, high: Decimal | None) -> bool:
    return low is not None and high is not None and low > high


class Attribution(Struct, frozen=True):
    """ORIGIN, through CARRIERS, takes STANCE on CLAIM at a time, as read in DOCUMENT.

    `carriers` run from the origin outward. `outlet` is the document's. `written` tells whether the time of saying was
    written down, or taken from the document or the clock. `recorded` is in microseconds UTC. `quote_language` is that
    of the quote, `quote_translation` what it means in the analyst's own language.
    """

    id: int
    claim: int
    origin: int
    stance: Stance
    said: Moment
    carriers: tuple[int, ...] = ()
    certainty: Certainty = Certainty.CERTAIN
    basis: Basis = Basis.UNKNOWN
    figure: Figure | None = None
    cue: str | None = None
    quote: str | None = None
    note: str | None = None
    written: bool = True
    document: int | None = None
    outlet: int | None = None
    recorded: int = 0
    revision: int = 0
    quote_language: str | None = None
    quote_translation: str | None = None
