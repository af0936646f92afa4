"""Attributions: who takes which stance on a claim, through whom, as read in which document."""

import re
from collections.abc import Callable
from decimal import Decimal
from enum import StrEnum

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
    """Where the analyst read it. `outlet` is a source's number; `retracted` is when that outlet took it back."""

    id: int
    url: str | None = None
    title: str | None = None
    outlet: int | None = None
    published: Moment | None = None
    retrieved: Moment | None = None
    text: str | None = None
    sha256: str | None = None
    retracted: Moment | None = None


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


def _above(low: Decimal | None, high: Decimal | None) -> bool:
    return low is not None and high is not None and low > high


class Attribution(Struct, frozen=True):
    """ORIGIN, through CARRIERS, takes STANCE on CLAIM at a time, as read in DOCUMENT.

    `carriers` run from the origin outward. `outlet` is the document's. `written` tells whether the time of saying was
    written down, or taken from the document or the clock. `recorded` is in microseconds UTC.
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
