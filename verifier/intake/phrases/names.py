"""Known names, found in text whatever their case, article, apostrophes and spaces.

Invariant: a name and a piece of text are the same when their folded forms are, and both are folded here.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Final, NamedTuple

from verifier.domain.model.sources import Party, Registry, Source

ARTICLES: Final = ("the ", "a ", "an ")
_APOSTROPHES: Final = dict.fromkeys(map(ord, "\u2019\u2018\u02bc\u2032\uff07`"), "'")
_AFTER_NAME: Final = frozenset(' ,:{("\u201c')
_COMPARED: Final = 100
_SHORTLIST: Final = 40
_ALIKE: Final = 0.55
_ABBREVIATED: Final = 0.9


class Known(NamedTuple):
    """A known source's name in a text: where it ends, and the source's number."""

    end: int
    source: int


def name_key(text: str) -> str:
    """The form by which two writings of a name are one, without a leading article."""
    return _without_article(_folded(text))


def without_article(text: str) -> str:
    """The text without a leading a, an or the."""
    first, _, rest = text.partition(" ")
    return rest.lstrip() if rest.strip() and first.casefold() in {"a", "an", "the"} else text


class Names:
    """The names of a registry, for finding."""

    def __init__(self, registry: Registry) -> None:
        self.registry = registry

    def source(self, name: str) -> Source | None:
        """The source of exactly this name or alias."""
        folded = _folded(name)
        for skip in self._skips(folded):
            number = self._sources.get(folded[skip:])
            if number is not None and self._may_skip(folded, skip, number):
                return self.registry.sources[number]
        return None

    def party(self, name: str) -> Party | None:
        """The party of this name, or the one a source of this name or alias belongs to."""
        found = self._parties.get(name_key(name))
        if found is None and (source := self.source(name)) and source.party:
            found = self.registry.parties.get(source.party)
        return found

    def party_word(self, word: str) -> Party | None:
        """The party of this name or adjective."""
        return self._party_words.get(name_key(word))

    def known_at(self, text: str, start: int) -> list[Known]:
        """The known names that begin at a position of the text, longest first."""
        folded, ends = _spread(text[start : start + self._reach])
        found: dict[int, int] = {}
        for skip in self._skips(folded):
            for length, number in self._prefixes(folded, skip):
                found.setdefault(start + ends[skip + length - 1], number)
        return [Known(end, found[end]) for end in sorted(found, reverse=True)]

    def _prefixes(self, folded: str, skip: int) -> Iterator[tuple[int, int]]:
        for length in self._lengths:
            stop = skip + length
            if stop > len(folded) or (stop < len(folded) and folded[stop] not in _AFTER_NAME):
                continue
            number = self._sources.get(folded[skip:stop])
            if number is not None and self._may_skip(folded, skip, number):
                yield length, number

    def _skips(self, folded: str) -> list[int]:
        """Where a name may begin: at once, and behind an article."""
        return [0, *(len(article) for article in ARTICLES if folded.startswith(article))]

    def _may_skip(self, folded: str, skip: int, number: int) -> bool:
        """Whether the article says nothing: "an insider" is no name of The Insider."""
        return skip == 0 or folded.startswith("the ") or self.registry.sources[number].anonymous

    def closest(self, text: str, limit: int = 3) -> tuple[str, ...]:
        """The names of the known sources most like the text, best first."""
        return _closest(text, self._spoken, limit)

    def closest_party(self, text: str, limit: int = 3) -> tuple[str, ...]:
        """The names of the known parties most like the text, best first."""
        return _closest(text, {key: party.name for key, party in self._parties.items()}, limit)

    @cached_property
    def _sources(self) -> dict[str, int]:
        """Numbers by folded name; a full name goes before an alias, and that before either without its article."""
        names = {_folded(source.name): source.id for source in self.registry.sources.values()}
        for source in self.registry.sources.values():
            for alias in source.aliases:
                names.setdefault(_folded(alias), source.id)
        for folded, number in list(names.items()):
            names.setdefault(_without_article(folded), number)
        names.pop("", None)
        return names

    @cached_property
    def _parties(self) -> dict[str, Party]:
        return {name_key(party.name): party for party in self.registry.parties.values()}

    @cached_property
    def _party_words(self) -> dict[str, Party]:
        adjectives = {name_key(word): party for party in self._parties.values() for word in party.adjectives}
        return adjectives | self._parties

    @cached_property
    def _spoken(self) -> dict[str, str]:
        named = self.registry.sources
        return {key: named[number].name for key, number in self._sources.items() if not named[number].anonymous}

    @cached_property
    def _lengths(self) -> tuple[int, ...]:
        return tuple(sorted({len(key) for key in self._sources}, reverse=True))

    @cached_property
    def _reach(self) -> int:
        """How far to fold: the longest name, an article, the character behind, and room for accents and spaces."""
        return 2 * max(self._lengths, default=0) + 16


def _folded(text: str) -> str:
    """The folded text as a whole: what `_spread` gives character by character, but fast."""
    return " ".join(_folded_cluster(text).split())


def _without_article(folded: str) -> str:
    for article in ARTICLES:
        if folded.startswith(article):
            return folded[len(article) :]
    return folded


def _spread(text: str) -> tuple[str, list[int]]:
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


def _closest(text: str, names: dict[str, str], limit: int) -> tuple[str, ...]:
    from rapidfuzz import fuzz, process

    wanted = name_key(text[:_COMPARED])
    keys = list(names)
    shortlist: set[str] = set()
    for scorer in (fuzz.ratio, fuzz.token_set_ratio, fuzz.partial_ratio):
        shortlist.update(key for key, _, _ in process.extract(wanted, keys, scorer=scorer, limit=_SHORTLIST))
    ranked = sorted((-_likeness(wanted, key), key) for key in shortlist)
    return _unique((names[key] for score, key in ranked if -score >= _ALIKE), limit)


def _likeness(wanted: str, key: str) -> float:
    """How alike two folded names are, from 0 to 1: as a whole, and word by word."""
    from rapidfuzz import fuzz

    words = key.split()
    each = [max((_word_likeness(word, other) for other in words), default=0.0) for word in wanted.split()]
    by_word = sum(each) / len(each) if each else 0.0
    return (fuzz.ratio(wanted, key) / 100 + by_word) / 2


def _word_likeness(word: str, other: str) -> float:
    from rapidfuzz import fuzz

    abbreviated = _ABBREVIATED if other.startswith(word) else 0.0
    return max(fuzz.ratio(word, other) / 100, abbreviated)


def _unique(names: Iterable[str], limit: int) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))[:limit]
