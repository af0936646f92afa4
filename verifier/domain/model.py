"""The nouns: claims, sources, attributions and what links them.

Everything here is a fact as recorded or known: frozen, compared by value. Sources, claims, documents and attributions
are named by their number in the ledger; parties by their name.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import field
from decimal import Decimal
from enum import StrEnum

from verifier.domain.frozen import dataclass
from verifier.domain.moment import Moment


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


class ClaimKind(StrEnum):
    """What sort of proposition a claim is."""

    FACT = "fact"
    PREDICTION = "prediction"
    OPINION = "opinion"


class SourceKind(StrEnum):
    """What sort of source somebody is."""

    GOVERNMENT = "government"
    MILITARY = "military"
    OFFICIAL = "official"
    MEDIA = "media"
    ORGANISATION = "organisation"
    EXPERT = "expert"
    WITNESS = "witness"
    SOCIAL_MEDIA = "social media"
    IMAGERY = "imagery"
    DOCUMENT = "document"


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
    REFUTED = "refuted"
    WITHDRAWN = "withdrawn"
    UNVERIFIABLE = "unverifiable"


@dataclass(frozen=True, slots=True)
class Party:
    """An interest. Enmity is symmetric, whichever side names it."""

    name: str
    adjectives: tuple[str, ...] = ()
    adverse_to: tuple[str, ...] = ()
    speaks_with: str | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """Whoever a statement is attributed to. An anonymous one is named by its description, without its article."""

    id: int
    name: str
    aliases: tuple[str, ...] = ()
    kind: SourceKind | None = None
    party: str | None = None
    official: bool = False
    anonymous: bool = False
    independent: bool = False
    reliability: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Registry:
    """The parties by name and the sources by number, as known at one revision."""

    parties: Mapping[str, Party] = field(default_factory=dict)
    sources: Mapping[int, Source] = field(default_factory=dict)

    def independence_party(self, name: str) -> str:
        """The party that counts for independence: the one this party speaks with, along the chain."""
        seen = {name}
        while (party := self.parties.get(name)) and party.speaks_with and party.speaks_with not in seen:
            name = party.speaks_with
            seen.add(name)
        return name

    def concerned(self, parties: Iterable[str]) -> set[int]:
        """The sources of these parties, and of those that speak with them along the chain."""
        names = set(parties)
        while more := {party.name for party in self.parties.values() if party.speaks_with in names} - names:
            names |= more
        return {source.id for source in self.sources.values() if source.party in names}

    def adverse(self, one: str, other: str) -> bool:
        """Whether either party names the other as adverse."""
        return any(b in self.parties[a].adverse_to for a, b in ((one, other), (other, one)) if a in self.parties)


@dataclass(frozen=True, slots=True)
class Document:
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


@dataclass(frozen=True, slots=True)
class Figure:
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


@dataclass(frozen=True, slots=True)
class Claim:
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


@dataclass(frozen=True, slots=True)
class Attribution:
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


@dataclass(frozen=True, slots=True)
class Assessment:
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


@dataclass(frozen=True, slots=True)
class Link:
    """`claim` entails or contradicts `other`."""

    claim: int
    kind: LinkKind
    other: int


def folded(text: str) -> str:
    """The text by which two writings are one: NFC, case folded, white space collapsed."""
    return " ".join(unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold()).split())
