"""The cue lexicon: the words by which somebody takes a stance, read from one data file a language on first use."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

from msgspec import Struct

from verifier.domain.model.statements import Certainty, Stance
from verifier.intake.phrases.spoken import Meaning, Spoken, phrases_of, weakest

MARKS: Final[Mapping[str, tuple[Stance, Certainty]]] = {
    "+": (Stance.AFFIRMS, Certainty.CERTAIN),
    "-": (Stance.DENIES, Certainty.CERTAIN),
    "?": (Stance.WITHHOLDS, Certainty.CERTAIN),
    "~": (Stance.AFFIRMS, Certainty.POSSIBLE),
    "!": (Stance.QUESTIONS, Certainty.CERTAIN),
    "x": (Stance.RETRACTS, Certainty.CERTAIN),
}
__all__ = ["LANGUAGES", "MARKS", "Cue", "Lexicon", "Meaning", "NounGroup", "Words", "lexicon", "weakest"]

LANGUAGES: Final = ("en", "ru", "uk")


class Cue(Struct, frozen=True):
    """A cue as found: its words, and what they mean together. Those behind the `core` may stand behind the source."""

    words: str
    core: int
    meaning: Meaning

    @property
    def before(self) -> str:
        """The words that stand before the source of a passive cue, or before the listener."""
        return " ".join(self.words.split()[: self.core])

    @property
    def behind(self) -> str:
        """The words that stand behind it, with a space before them."""
        return "".join(f" {word}" for word in self.words.split()[self.core :])


class Words:
    """A closed list of words and phrases."""

    def __init__(self, phrases: Iterable[str]) -> None:
        self.all: Final = frozenset(phrases)
        self._lengths: dict[str, tuple[int, ...]] = {}
        lengths: dict[str, set[int]] = {}
        for phrase in self.all:
            lengths.setdefault(phrase.split(" ", 1)[0], set()).add(phrase.count(" ") + 1)
        self._lengths = {first: tuple(sorted(found, reverse=True)) for first, found in lengths.items()}

    def __contains__(self, word: str) -> bool:
        return word in self.all

    def end(self, words: Sequence[str], at: int) -> int:
        """The index behind the longest of the phrases that begins at an index; 0 for none."""
        if at >= len(words):
            return 0
        for length in self._lengths.get(words[at], ()):
            if at + length <= len(words) and " ".join(words[at : at + length]) in self.all:
                return at + length
        return 0


class NounGroup(Struct, frozen=True):
    """A noun with what may stand around it, from closed lists: `in a brief statement to reporters`."""

    prepositions: Words
    articles: Words
    adjectives: Words
    nouns: Words
    behind: Words

    def end(self, words: Sequence[str], at: int) -> int:
        """The index behind the longest such group that begins at an index; 0 for none."""
        if self.prepositions.all and not (at := self.prepositions.end(words, at)):
            return 0
        at = self.articles.end(words, at) or at
        best = 0
        while True:
            best = max(best, self.nouns.end(words, at))
            if not (further := self.adjectives.end(words, at)):
                break
            at = further
        return self._with_rest(words, best) if best else 0

    def _with_rest(self, words: Sequence[str], at: int) -> int:
        while at < len(words):
            comma = at + 1 if words[at] == "," else at
            further = self.behind.end(words, comma)
            if not further:
                break
            at = further
        return at


class Lexicon(Struct, frozen=True):
    """Everything the reader knows about the languages it reads."""

    cues: Spoken
    hedges: Mapping[str, Certainty]
    lists: Mapping[str, Words]
    media: tuple[NounGroup, ...]
    groups: Mapping[str, NounGroup]
    doubted: tuple[str, ...]

    def bars(self, word: str) -> bool:
        """Whether a folded word cannot be part of the name of somebody not yet known."""
        return word in self.lists["auxiliaries"] or word in self.hedges or word in self.doubted


@cache
def lexicon() -> Lexicon:
    """The lexicon that comes with the program."""
    data = [_data(language) for language in LANGUAGES]
    return Lexicon(
        cues=Spoken(data),
        hedges={
            word: Certainty(certainty)
            for one in data
            for certainty, words in one["hedges"].items()
            for word in phrases_of(words)
        },
        lists=_lists(data),
        media=tuple(_group(group) for one in data for group in one.get("medium", ())),
        groups={
            name: _group(*(one[name] for one in data if name in one))
            for name in ("to", "objects", "listeners", "inquiries", "works")
        },
        doubted=tuple(word for one in data for word in phrases_of(one.get("doubted", ""))),
    )


def _data(language: str) -> dict[str, Any]:
    import tomllib  # not needed by commands that read no phrase

    return tomllib.loads(Path(__file__).with_name(f"cues.{language}.toml").read_text(encoding="utf-8"))


def _lists(data: Sequence[Mapping[str, Any]]) -> dict[str, Words]:
    """Every list by its name, those of a table as `table.name`, all languages together."""
    found: dict[str, list[str]] = {}
    for one in data:
        for name, value in one.items():
            if isinstance(value, str):
                found.setdefault(name, []).extend(phrases_of(value))
            elif isinstance(value, dict) and name not in {"frames", "hedges"}:
                for inner, words in value.items():
                    found.setdefault(f"{name}.{inner}", []).extend(phrases_of(words))
    return {name: Words(words) for name, words in found.items()}


def _group(*data: Mapping[str, Any]) -> NounGroup:
    """A group with the words that each language has for it."""
    names = ("prepositions", "articles", "adjectives", "nouns", "behind")
    return NounGroup(*(Words([word for one in data for word in phrases_of(one.get(name, ""))]) for name in names))
