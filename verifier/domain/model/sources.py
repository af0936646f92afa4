"""Parties and sources, the registry they make, and by what form two writings of a name are one.

Invariant: a name and a piece of text are the same when their folded forms are, whatever their case, leading article,
apostrophes and spaces; both are folded here.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from functools import lru_cache
from typing import Final

from msgspec import Struct, field

from verifier.domain.model.time import Term


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


KNOWN_TO_US: Final = "a source known to us"
"""What stands for a confidential source in what leaves the ledger."""


class Party(Struct, frozen=True):
    """An interest. Enmity is symmetric, whichever side names it."""

    name: str
    adjectives: tuple[str, ...] = ()
    adverse_to: tuple[str, ...] = ()
    speaks_with: str | None = None


class Source(Struct, frozen=True):
    """Whoever a statement is attributed to. An anonymous one is named by its description, without its article.

    `terms` are its times in office, where those are known; they decide then when it is official. One that is
    `confidential` is named in the ledger alone, never in what leaves it.
    """

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
    terms: tuple[Term, ...] = ()
    confidential: bool = False

    @property
    def official_since(self) -> tuple[str, ...]:
        """The days on which its terms in office begin, in ISO 8601; empty for an open beginning."""
        return tuple([term.first_day for term in self.terms])

    @property
    def official_until(self) -> tuple[str, ...]:
        """The days on which its terms in office end, in ISO 8601; empty for an open end."""
        return tuple([term.last_day for term in self.terms])

    def is_official(self, earliest: int, latest: int) -> bool:
        """Whether it is official when it speaks, at a time between two instants (microseconds UTC)."""
        return any(term.covers(earliest, latest) for term in self.terms) if self.terms else self.official


class Registry(Struct, frozen=True):
    """The parties by name and the sources by number, as known at one revision."""

    parties: Mapping[str, Party] = field(default_factory=dict)
    sources: Mapping[int, Source] = field(default_factory=dict)

    @property
    def spellings(self) -> Iterator[str]:
        """Every name and alias of a source, and every name of a party."""
        for source in self.sources.values():
            yield source.name
            yield from source.aliases
        yield from self.parties

    def independence_party(self, name: str) -> str:
        """The party that counts for independence: the one this party speaks with, along the chain."""
        seen = {name}
        while (party := self.parties.get(name)) and party.speaks_with and party.speaks_with not in seen:
            name = party.speaks_with
            seen.add(name)
        return name

    def interests(self, parties: Iterable[str]) -> frozenset[str]:
        """The parties by which interests are compared: each as the one it speaks with."""
        return frozenset([self.independence_party(party) for party in parties])

    def concerned(self, parties: Iterable[str]) -> set[int]:
        """The sources of these parties, and of those that speak with them along the chain."""
        names = set(parties)
        while more := {party.name for party in self.parties.values() if party.speaks_with in names} - names:
            names |= more
        return {source.id for source in self.sources.values() if source.party in names}

    def adverse(self, one: str, other: str) -> bool:
        """Whether either party names the other as adverse."""
        return any(b in self.parties[a].adverse_to for a, b in ((one, other), (other, one)) if a in self.parties)


ARTICLES: Final = ("the ", "a ", "an ")
_MOST_KEPT: Final = 16_384
_APOSTROPHES: Final = dict.fromkeys(map(ord, "\u2019\u2018\u02bc\u2032\uff07`"), "'")


@lru_cache(_MOST_KEPT)
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
