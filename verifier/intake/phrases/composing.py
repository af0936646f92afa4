"""Names composed of a party and an office of its, found in text: who is meant, known or not yet."""

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Final, NamedTuple

from verifier.domain.model.sources import Party, Source, name_key
from verifier.intake.phrases.offices import Held, Office, Owner, offices

_SHORT: Final[Mapping[str, str]] = {"United States": "U.S.", "United Kingdom": "UK", "European Union": "EU"}
_BRITISH: Final = (("defense", "defence"), ("labor", "labour"), ("center", "centre"), ("organization", "organisation"))


class Known(NamedTuple):
    """A name in a text that is known, or made of a party and its office: where it ends, and whose it is.

    `made` is the source an office makes that is not in the registry yet; its number is 0.
    """

    end: int
    source: int
    made: Source | None = None


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


_LOOKED_UP: Final = 16


def _spellings(word: str) -> Iterator[str]:
    yield word
    british = word
    for american, other in _BRITISH:
        british = british.replace(american, other)
    if british != word:
        yield british
