"""Names in text: those of a registry, and those that a party and its office make, longest first.

What decides whether two writings are one name is told in `domain.model.sources`; words that are names only with their
capitals, and words that may mean several parties, stand in `names.toml`.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property
from itertools import product
from math import prod
from pathlib import Path
from typing import Final, NamedTuple, Protocol, TypeVar

from msgspec import Struct

from verifier.domain.model.sources import (
    ARTICLES,
    Party,
    Registry,
    Source,
    bare,
    folded_name,
    name_key,
    spread,
    without_article,
)
from verifier.intake.phrases.correcting import closest
from verifier.intake.phrases.cues import lexicon
from verifier.intake.phrases.offices import Composer, Owner

_SHORTEST_STEM: Final = 3
_MOST_WRITINGS: Final = 2_000
_AFTER_NAME: Final = frozenset(' ,:{("\u201c')
_LONGEST: Final = 400
"""How far a name may reach in a text: one of 200 characters with accents and spaces of their own."""

_OFFICE: Final = re.compile(r'[^\s,:;{}()\[\]"\u201c\u201d@]+')
_OFFICE_WORDS: Final = 16


def is_cyrillic(word: str) -> bool:
    """Whether a word is written in Cyrillic letters."""
    return any("\u0400" <= character <= "\u04ff" for character in word)


def nominatives(words: Sequence[str]) -> Iterator[str]:
    """The writings that folded words of a name may come from, as they stand first; none if there are too many."""
    writings = [list(_nominatives(word)) for word in words]
    if prod(map(len, writings)) <= _MOST_WRITINGS:
        yield from map(" ".join, product(*writings))


def _nominatives(word: str) -> Iterator[str]:
    """The word as it stands, and with each ending that its own may come from."""
    yield word
    for ending, nominative in _endings():
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            yield word[: len(word) - len(ending)] + nominative


@cache
def _endings() -> tuple[tuple[str, str], ...]:
    pairs = (pair.split() for pair in sorted(lexicon().lists["declined.endings"].all))
    return tuple((ending, "" if nominative == "-" else nominative) for ending, nominative in pairs)


_Meant = TypeVar("_Meant")


class Known(NamedTuple):
    """A name in a text that is known, or made of a party and its office: where it ends, and whose it is.

    `made` is the source an office makes that is not in the registry yet; its number is 0.
    """

    end: int
    source: int
    made: Source | None = None


class NameIndex(Protocol):
    """Where sources are found by the keys of their names."""

    def numbers(self, keys: Collection[str]) -> Mapping[str, int]:
        """The number of the source each of these keys means; those that mean none are left out."""

    def parties(self, keys: Collection[str]) -> Mapping[str, str]:
        """The name of the party each of these keys means; those that mean none are left out."""

    def spoken(self) -> Mapping[str, str]:
        """Every key of a source that is not anonymous, and its name."""


class Names:
    """The names of a registry, for finding; by an index kept elsewhere, or else by one made of the registry."""

    def __init__(self, registry: Registry, index: NameIndex | None = None) -> None:
        self.registry = registry
        self._index = _Remembered(index or _Held(registry))
        self._composer = Composer(self._owner, self._first_known)

    def source(self, name: str) -> Source | None:
        """The source of exactly this name or alias."""
        folded = folded_name(name)
        keys = {folded[skip:]: skip for skip in self._skips(folded)}
        found = self._index.numbers(keys)
        for key, skip in keys.items():
            number = found.get(key)
            if number is not None and self._is_meant(name, folded, skip, number):
                return self.registry.sources[number]
        return None

    def meant(self, name: str) -> Source | None:
        """The source of exactly this name, or the one it makes as that of an office; its number is then 0."""
        if found := self.source(name):
            return found
        whole = [known for known in self._composed_at(name, 0) if known.end == len(name.rstrip())]
        return self._of(whole[0]) if whole else None

    def party(self, name: str) -> Party | None:
        """The party of this name, or the one a source of this name or alias belongs to."""
        if (named := self._party(name_key(name))) and name_key(named.name) == name_key(name):
            return named
        source = self.source(name)
        return self.registry.parties.get(source.party) if source and source.party else None

    def party_word(self, word: str) -> Party | None:
        """The party of this name or adjective."""
        party = self._party(key := name_key(word))
        return party if party and _as_written(word, key, (party.name, *party.adjectives)) else None

    def ambiguous(self, word: str) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
        """What to write for each party that a word may mean, and its readings; None if it means one, or none."""
        found = _rules().ambiguous.get(key := name_key(word))
        return (found.write[: len(found.parties)], found.readings) if found and not self._index.numbers([key]) else None

    def may_be_no_party(self, title: Sequence[str]) -> bool:
        """Whether a title may be of somebody who is no party: `Georgia's secretary of state`."""
        keys = [name_key(word).removesuffix("'s") for word in title]
        found = (_rules().ambiguous.get(key) for key in keys)
        return any(one is not None and not one.titles.isdisjoint(keys) for one in found)

    def readings(self, name: str) -> tuple[str, ...]:
        """What a name may mean that could be of several parties, or of somebody else; nothing if it is not one."""
        key = name_key(name)
        if (found := _rules().ambiguous.get(key)) and not self._index.numbers([key]):
            return found.readings
        for length in range(1, len(words := key.split())):
            found = _rules().ambiguous.get(" ".join(words[:length]).removesuffix("'s"))
            if found and (made := [self.meant(" ".join([party, *words[length:]])) for party in found.parties]):
                return tuple(source.name for source in made if source) if all(made) and not found.others else ()
        return ()

    def known_at(self, text: str, start: int) -> list[Known]:
        """The names that begin at a position of the text, longest first; a registered one before a composed one."""
        found: dict[int, Known] = {}
        for known in (*self._registered_at(text, start), *self._composed_at(text, start)):
            found.setdefault(known.end, known)
        return [found[end] for end in sorted(found, reverse=True)]

    def _registered_at(self, text: str, start: int) -> Iterator[Known]:
        folded, ends = spread(text[start : start + _LONGEST])
        stops = [at for at in range(1, len(folded) + 1) if at == len(folded) or folded[at] in _AFTER_NAME]
        skips = self._skips(folded)
        found = self._index.numbers({folded[skip:stop] for skip in skips for stop in stops if stop > skip})
        for skip, stop in product(skips, stops) if found else ():
            number, end = found.get(folded[skip:stop]), start + ends[stop - 1]
            if number is not None and self._is_meant(text[start:end], folded[:stop], skip, number):
                yield Known(end, number)

    def _composed_at(self, text: str, start: int) -> Iterator[Known]:
        words = _leading_words(text, start)
        if words and words[0][0].casefold() in {"the", "a", "an"}:
            words = words[1:] if words[0][0].casefold() == "the" else []
        for length, source in self._composer.found([word for word, _ in words], self.registry.parties):
            yield Known(words[length - 1][1], source.id, None if source.id else source)

    def _of(self, known: Known) -> Source:
        return known.made or self.registry.sources[known.source]

    def _owner(self, words: str) -> Owner | None:
        """The party that a name, an adjective or a capital means."""
        key = name_key(words)
        if key in _rules().ambiguous and not self._index.numbers([key]):
            settled = _rules().ambiguous[key]
            sure = settled.others and settled.parties[0] in self.registry.parties
            return Owner(settled.parties[0], capital=True) if sure else None
        if party := self._party(key):
            return Owner(party.name, adjective=key != name_key(party.name))
        source = next(self._first_known([key]), None)
        if source is None and is_cyrillic(key):
            return self._owner_declined(key)
        return Owner(source.party, capital=True) if source and source.party and self._is_state(source) else None

    def _owner_declined(self, key: str) -> Owner | None:
        """The one state that a Russian or Ukrainian name in another case means: `МИД Ирана`."""
        known = self._first_known(list(nominatives(key.split())))
        parties = {source.party for source in known if source.party and self._is_state(source)}
        return Owner(parties.pop()) if len(parties) == 1 else None

    def _is_state(self, source: Source) -> bool:
        """Whether a source is its party itself, not an office of it."""
        party = self.registry.parties.get(source.party or "")
        if party is None or not source.official:
            return False
        names = {name_key(name) for name in (source.name, *source.aliases)}
        own = (party.name, *(f"{word} government" for word in party.adjectives))
        return not names.isdisjoint(map(name_key, own))

    def _first_known(self, keys: Collection[str]) -> Iterator[Source]:
        found = self._index.numbers(keys)
        return (self.registry.sources[found[key]] for key in keys if key in found)

    def _skips(self, folded: str) -> list[int]:
        """Where a name may begin: at once, and behind an article."""
        return [0, *(len(article) for article in ARTICLES if folded.startswith(article))]

    def _is_meant(self, written: str, folded: str, skip: int, number: int) -> bool:
        """Whether a source's name is meant: "an insider" is none of The Insider, nor is "the insider"."""
        source = self.registry.sources[number]
        article_says_nothing = skip == 0 or folded.startswith("the ") or source.anonymous
        return article_says_nothing and _as_written(written, folded, (source.name, *source.aliases))

    def closest(self, text: str, limit: int = 3) -> tuple[str, ...]:
        """The names of the known sources most like the text, best first."""
        return closest(text, self._index.spoken(), limit)

    def closest_party(self, text: str, limit: int = 3) -> tuple[str, ...]:
        """The names of the known parties most like the text, best first."""
        return closest(text, {name_key(name): name for name in self.registry.parties}, limit)

    def _party(self, key: str) -> Party | None:
        name = self._index.parties([key]).get(key)
        return None if name is None else self.registry.parties.get(name)


class _Remembered:
    """An index that is asked for each key once."""

    def __init__(self, index: NameIndex) -> None:
        self.spoken = index.spoken
        self._index = index
        self._numbers: dict[str, int | None] = {}
        self._parties: dict[str, str | None] = {}

    def numbers(self, keys: Collection[str]) -> Mapping[str, int]:
        """The number of the source each of these keys means."""
        return _remembered(keys, self._numbers, self._index.numbers)

    def parties(self, keys: Collection[str]) -> Mapping[str, str]:
        """The name of the party each of these keys means."""
        return _remembered(keys, self._parties, self._index.parties)


def _remembered(
    keys: Collection[str], known: dict[str, _Meant | None], ask: Callable[[Collection[str]], Mapping[str, _Meant]]
) -> Mapping[str, _Meant]:
    if asked := [key for key in keys if key not in known]:
        known |= dict.fromkeys(asked) | dict(ask(asked))
    return {key: meant for key in keys if (meant := known[key]) is not None}


class _Held:
    """The index of a registry that is held as a whole."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    def numbers(self, keys: Collection[str]) -> Mapping[str, int]:
        """The number of the source each of these keys means."""
        return {key: number for key in keys if (number := self._numbers.get(key)) is not None}

    def parties(self, keys: Collection[str]) -> Mapping[str, str]:
        """The name of the party each of these keys means."""
        return {key: name for key in keys if (name := self._parties.get(key)) is not None}

    def spoken(self) -> Mapping[str, str]:
        """Every key of a source that is not anonymous, and its name."""
        named = self._registry.sources
        return {key: named[number].name for key, number in self._numbers.items() if not named[number].anonymous}

    @cached_property
    def _parties(self) -> dict[str, str]:
        """A name goes before an adjective."""
        parties = self._registry.parties.values()
        adjectives = {name_key(word): party.name for party in parties for word in party.adjectives}
        return adjectives | {name_key(party.name): party.name for party in parties}

    @cached_property
    def _numbers(self) -> dict[str, int]:
        """A full name goes before an alias, and that before either without its article."""
        sources = self._registry.sources.values()
        numbers = {folded_name(source.name): source.id for source in sources}
        for source in sources:
            for alias in source.aliases:
                numbers.setdefault(folded_name(alias), source.id)
        for folded, number in list(numbers.items()):
            numbers.setdefault(bare(folded), number)
        numbers.pop("", None)
        return numbers


class _Ambiguous(Struct, frozen=True):
    """A word that may mean several parties, or others who are none here, and what to write for each."""

    parties: tuple[str, ...]
    others: tuple[str, ...]
    write: tuple[str, ...]
    titles: frozenset[str] = frozenset()

    @property
    def readings(self) -> tuple[str, ...]:
        """What the word may mean, and how that is written."""
        meant = (*self.parties, *self.others)
        return tuple(f"{name} (write {written})" for name, written in zip(meant, self.write, strict=True))


class _Rules(Struct, frozen=True):
    """The keys of words that are names only as the registry writes them, and words that may mean several parties."""

    exact: frozenset[str]
    ambiguous: Mapping[str, _Ambiguous]


@cache
def _rules() -> _Rules:
    import tomli  # not needed by commands that read no name

    data = tomli.loads(Path(__file__).with_name("names.toml").read_text(encoding="utf-8"))
    ambiguous = {
        name_key(word): _Ambiguous(
            tuple(entry["parties"]),
            tuple(entry.get("others", ())),
            tuple(entry["write"]),
            frozenset(entry.get("titles", ())),
        )
        for entry in data["ambiguous"]
        for word in entry["words"]
    }
    return _Rules(frozenset(map(name_key, data["exact"])), ambiguous)


def _as_written(text: str, folded: str, names: Iterable[str]) -> bool:
    """Whether a text may be one of these names: some words only with the capitals of the registry, or all of them."""
    if (key := bare(folded)) not in _rules().exact:
        return True
    written = without_article(" ".join(text.split()))
    return written.isupper() or any(without_article(name) == written for name in names if name_key(name) == key)


def _leading_words(text: str, start: int) -> list[tuple[str, int]]:
    """The words at a position, with the index behind each, up to one that no name goes beyond."""
    words: list[tuple[str, int]] = []
    while len(words) < _OFFICE_WORDS and (match := _OFFICE.match(text, start)):
        words.append((match[0], match.end()))
        start = match.end()
        while start < len(text) and text[start].isspace():
            start += 1
    return words
