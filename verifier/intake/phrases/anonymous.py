"""Somebody unnamed: how a description is told from a name, and which party it names."""

from collections.abc import Iterator
from typing import Final

from verifier.domain.model.sources import Party
from verifier.intake.phrases.cues import lexicon
from verifier.intake.phrases.names import Names, name_key, without_article

_VOWELS: Final = "aeiou"
_SHORTEST_STEM: Final = 4
_LONGEST_ENDING: Final = 4
_LONGEST_NAME: Final = 8


def is_anonymous(text: str) -> bool:
    """Whether a name not registered describes somebody unnamed."""
    words = [word.strip(".,;'\u2019\"") for word in name_key(text).split()]
    known = lexicon().anonymous
    opening = text.split(" ", 1)[0].casefold()
    if opening in known["openings"] and len(text.split()) > 1:
        return True
    if not known["words"].isdisjoint(words) or head_word(text) in known["singular"] | known["plural"]:
        return True
    return any(f" {phrase} " in f" {' '.join(words)} " for phrase in known["phrases"])


def head_word(text: str) -> str:
    """The folded word a description turns on: the last before `in`, `of`, `who` and the like."""
    words = name_key(text).split()
    ends = lexicon().anonymous["ends"]
    stop = next((place for place, word in enumerate(words) if place and word in ends), len(words))
    return words[stop - 1] if words else ""


def described(text: str) -> str:
    """A description as it is kept: without its article."""
    while (shorter := without_article(text)) != text:
        text = shorter
    return text


def with_article(description: str) -> str:
    """A description as it is printed, so that it reads as one."""
    singular = head_word(description) in lexicon().anonymous["singular"]
    counted = description.split(" ", 1)[0].casefold() in {"one", "another"} | lexicon().anonymous["openings"]
    if is_anonymous(description) and (counted or not singular):
        return description
    vowel = description[:1].casefold() in "aeio" or description.startswith("un")
    return f"{'an' if vowel else 'a'} {description}"


def party_of(text: str, names: Names) -> str | None:
    """The one party a description names; None for several or none."""
    found = set(_parties(text.split(), names))
    return found.pop() if len(found) == 1 else None


def _parties(words: list[str], names: Names) -> Iterator[str]:
    """Every party that is named, longest names first; a known source without a party hides the words of its name."""
    place = 0
    while place < len(words):
        length, party = _named(words[place:], names)
        if party:
            yield party
        if not length:
            yield from _by_word(words[place], names)
        place += max(length, 1)


def _named(words: list[str], names: Names) -> tuple[int, str | None]:
    """How many words the longest known name at the beginning has, and its party."""
    for length in range(min(len(words), _LONGEST_NAME), 0, -1):
        for name in _writings(" ".join(words[:length])):
            if party := names.party_word(name):
                return length, party.name
            if (source := names.source(name)) and not source.anonymous:
                return length, source.party
    return 0, None


def _by_word(word: str, names: Names) -> Iterator[str]:
    """The parties meant by a part of a word: `Russia-backed`, `Freedonian`."""
    for part in word.replace("\u2013", "-").split("-"):
        name = _writings(part)[-1]
        if party := names.party_word(name):
            yield party.name
            continue
        yield from (party.name for party in names.registry.parties.values() if _derives(name, party))


def _derives(word: str, party: Party) -> bool:
    """Whether a word begins with the party's name less a final vowel, and goes on as an adjective may."""
    name = name_key(party.name)
    stem = name[:-1] if name[-1:] in _VOWELS and len(name) > _SHORTEST_STEM else name
    folded = name_key(word)
    if not stem or " " in name or not folded.startswith(stem):
        return False
    return word[:1].isupper() or len(folded) - len(stem) <= _LONGEST_ENDING


def _writings(name: str) -> list[str]:
    """A name as it stands, and without punctuation or a possessive ending."""
    bare = name.strip(".,;:'\u2019\"()")
    plain = bare.removesuffix("'s").removesuffix("\u2019s")
    return list(dict.fromkeys((name, bare, plain)))
