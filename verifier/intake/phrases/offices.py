"""Offices, composed and not listed: `Iran's Foreign Ministry`, `the Ministry of Defence of India`, `Turkish police`.

What offices there are, and what they are written like, stands in `offices.toml`; whose they are is for the caller to
tell. All spellings of an office of a party make one name, and mean one source, known or not yet.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any, Final, NamedTuple

from msgspec import Struct, field

from verifier.domain.model.sources import Party, Source, SourceKind, name_key

_OWNER_WORDS: Final = 6
_PLACE_WORDS: Final = 3
_GOVERNED: Final = ("-run", "-led", "-controlled", "-ruled")
_OF: Final = frozenset({"of", "for"})
_SHORT: Final[Mapping[str, str]] = {"United States": "U.S.", "United Kingdom": "UK", "European Union": "EU"}
_BRITISH: Final = (("defense", "defence"), ("labor", "labour"), ("center", "centre"), ("organization", "organisation"))
_LOOKED_UP: Final = 16


class Office(Struct, frozen=True):
    """An office of which a party has one. `name` is what it is called behind its party, `words` how it is written."""

    name: str
    kind: SourceKind
    words: tuple[str, ...]
    official: bool = True
    party: bool = True
    capital: bool = False
    state: bool = False
    place: frozenset[str] = frozenset()
    local: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def belongs(self, words: str, party: str) -> bool:
        """Whether these words mean the office in a party: some do in one country only."""
        return words in self.words or words in self.local.get(party, ())


class Owner(NamedTuple):
    """Whose an office is: a party, named by its name or adjective, or by the capital of its state."""

    party: str
    capital: bool = False
    adjective: bool = False


Whose = Callable[[str], Owner | None]
"""Who an owner's name means, if anybody."""


class Held(NamedTuple):
    """An office of a party as found in words: how many words it takes, and the place it is in, if it has several."""

    length: int
    office: Office
    party: str
    place: str | None = None


class Offices(Struct, frozen=True):
    """All offices, by the words they are written with."""

    by_words: Mapping[str, tuple[Office, ...]]
    spelling: Mapping[str, str]
    longest: int

    def found(self, written: Sequence[str], owner: Whose) -> Iterator[Held]:
        """The offices that begin with the first of some words, given who an owner's name means; in no order."""
        words = [self._spelled(word) for word in written]
        for length, whose in _owners(words, owner):
            yield from self._behind(written, words, length, whose, owner)
        yield from self._before(words, owner)

    def _spelled(self, word: str) -> str:
        folded = word.casefold().replace("\u2019", "'")
        return self.spelling.get(folded, folded)

    def _behind(
        self,
        written: Sequence[str],
        words: Sequence[str],
        start: int,
        whose: Owner,
        owner: Whose,
    ) -> Iterator[Held]:
        """`Iran's Foreign Ministry`, `Russia's embassy in London`."""
        for end in range(start + 1, min(start + self.longest, len(words)) + 1):
            for office in self._meant(words[start:end], whose):
                yield Held(end, office, whose.party)
                if words[end : end + 1] and words[end] in office.place:
                    yield from _placed(Held(end + 1, office, whose.party), written, words, owner)

    def _before(self, words: Sequence[str], owner: Whose) -> Iterator[Held]:
        """`the Ministry of Defence of India`, `МИД Ирана`."""
        for length in range(1, min(self.longest, len(words) - 1) + 1):
            if " ".join(words[:length]) not in self.by_words:
                continue
            start = length + (words[length] in _OF) if words[0].isascii() else length
            if words[0].isascii() and start == length:
                continue
            start += words[start : start + 1] == ["the"]
            for taken, whose in _owners(words[start:], owner):
                if not whose.adjective:
                    offices = self._meant(words[:length], whose)
                    yield from (Held(start + taken, office, whose.party) for office in offices)

    def _meant(self, words: Sequence[str], whose: Owner) -> Iterator[Office]:
        text = " ".join(words)
        for office in self.by_words.get(text, ()):
            if office.belongs(text, whose.party) and (office.capital or not whose.capital):
                yield office


def _owners(words: Sequence[str], owner: Whose) -> Iterator[tuple[int, Owner]]:
    """Who may be meant by the first words, and how many these are."""
    for length in range(1, min(_OWNER_WORDS, len(words)) + 1):
        if found := owner(_plain(" ".join(words[:length]))):
            yield length, found


def _plain(name: str) -> str:
    """A name without a possessive ending, or one that says who governs."""
    for ending in ("'s", "'", *_GOVERNED):
        name = name.removesuffix(ending)
    return name


def _placed(held: Held, written: Sequence[str], words: Sequence[str], owner: Whose) -> Iterator[Held]:
    """The office in each place that may be meant: a known one, or words with capital letters."""
    start = held.length + (words[held.length : held.length + 1] == ["the"])
    for length in range(1, min(_PLACE_WORDS, len(words) - start) + 1):
        place = written[start : start + length]
        if all(word[:1].isupper() for word in place) or owner(" ".join(words[start : start + length])):
            yield held._replace(length=start + length, place=" ".join([words[held.length - 1], *place]))


@cache
def offices() -> Offices:
    """The offices that come with the program."""
    import tomli  # not needed by commands that read no phrase

    data = tomli.loads(Path(__file__).with_name("offices.toml").read_text(encoding="utf-8"))
    return _indexed([*_ministries(data), *map(_office, data["office"])], data["spelling"])


def _indexed(every: Iterable[Office], spelling: Mapping[str, str]) -> Offices:
    by_words: dict[str, tuple[Office, ...]] = {}
    for office in every:
        for words in dict.fromkeys(chain(office.words, *office.local.values())):
            by_words[words] = (*by_words.get(words, ()), office)
    return Offices(by_words, spelling, max(words.count(" ") + 1 for words in by_words))


def _office(entry: Mapping[str, Any]) -> Office:
    return Office(
        entry["name"],
        SourceKind(entry["kind"]),
        tuple(entry["words"]),
        official=entry.get("official", True),
        party=entry.get("party", True),
        capital=entry.get("capital", False),
        state=entry.get("state", False),
        place=frozenset(entry.get("place", ())),
        local={party: tuple(words) for party, words in entry.get("local", {}).items()},
    )


def _ministries(data: Mapping[str, Any]) -> Iterator[Office]:
    """Of each subject a ministry, its minister and the deputy."""
    for subject in data["subject"]:
        for role in ("ministry", "minister", "deputy"):
            frame = data[role]
            words = [form.format(word) for word in subject["words"] for form in frame["words"]]
            named = subject["name"] if role == "ministry" else subject["name"].lower()
            yield Office(
                frame["name"].format(named),
                SourceKind(frame["kind"]),
                tuple(dict.fromkeys([*words, *subject.get(role, ())])),
                capital=subject.get("capital", False),
                local={party: tuple(words) for party, words in subject.get("local", {}).get(role, {}).items()},
            )


class Composer:
    """Composes names of the offices of parties; `known` gives the first known source of several names."""

    def __init__(
        self, owner: Callable[[str], Owner | None], known: Callable[[Collection[str]], Iterator[Source]]
    ) -> None:
        self._owner = owner
        self._known = known
        self._made: dict[tuple[str, str, str | None], Source] = {}

    def found(self, words: list[str], parties: Mapping[str, Party]) -> Iterator[tuple[int, Source]]:
        """The sources meant by the first words, and how many words these are."""
        for held in offices().found(words, self._owner):
            key = (held.party, held.office.name, held.place)
            if key not in self._made:
                self._made[key] = self._source(held, parties[held.party])
            yield held.length, self._made[key]

    def _source(self, held: Held, party: Party) -> Source:
        """The known source of an office, whatever its writing there, or the one it makes."""
        office = held.office
        belongs = [source for source in self._known(_writings(held, party)) if _is_of(source, held, party)]
        if belongs:
            return belongs[0]
        name = f"{_possessive(party.name)} {office.name}{f' {held.place}' if held.place else ''}"
        belonging = party.name if office.party else None
        return Source(0, name, kind=office.kind, party=belonging, official=office.official and office.party)


def _is_of(source: Source, held: Held, party: Party) -> bool:
    return source.party == party.name if held.office.party else not source.anonymous


def _possessive(party: str) -> str:
    if short := _SHORT.get(party):
        return short
    return f"{party}'" if party.endswith("s") else f"{party}'s"


def _writings(held: Held, party: Party) -> list[str]:
    """The keys under which a registry may have the source already: the state's own, or those of the office."""
    if held.office.state:
        return [name_key(name) for name in (party.name, *(f"{word} government" for word in party.adjectives))]
    owners = [f"{party.name}'s", f"{party.name}'", _possessive(party.name), party.name, *party.adjectives]
    place = f" {held.place}" if held.place else ""
    words = [form for word in _chosen(held.office, party) for form in _spellings(word)]
    behind = (f"{owner} {word}{place}" for owner in dict.fromkeys(owners) for word in words)
    before = (f"{word} of {party.name}" for word in words)
    return [*dict.fromkeys(map(name_key, (*behind, *before)))]


def _chosen(office: Office, party: Party) -> tuple[str, ...]:
    """Words enough to find a registered office by."""
    return tuple(dict.fromkeys([office.name, *office.words[:_LOOKED_UP], *office.local.get(party.name, ())]))


def _spellings(word: str) -> Iterator[str]:
    yield word
    british = word
    for american, other in _BRITISH:
        british = british.replace(american, other)
    if british != word:
        yield british
