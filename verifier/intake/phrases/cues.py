"""The cue lexicon: the words by which somebody takes a stance, read from one data file a language on first use."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property
from itertools import product
from pathlib import Path
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from verifier.domain.model.statements import Basis, Certainty, Stance

MARKS: Final[Mapping[str, tuple[Stance, Certainty]]] = {
    "+": (Stance.AFFIRMS, Certainty.CERTAIN),
    "-": (Stance.DENIES, Certainty.CERTAIN),
    "?": (Stance.WITHHOLDS, Certainty.CERTAIN),
    "~": (Stance.AFFIRMS, Certainty.POSSIBLE),
    "!": (Stance.QUESTIONS, Certainty.CERTAIN),
    "x": (Stance.RETRACTS, Certainty.CERTAIN),
}
LANGUAGES: Final = ("en", "ru", "uk")
_FIRMNESS: Final = (Certainty.POSSIBLE, Certainty.PROBABLE, Certainty.CERTAIN)
_VOWELS: Final = "aeiou"
_FLAGS: Final = ("passive", "tells", "objects", "cites", "blames", "inquiries", "inverted")


class Meaning(Struct, frozen=True):
    """What a cue implies, and what may stand with it.

    A `passive` one comes before its source, an `inverted` one may. One that `tells` may be followed by the listener,
    others by `objects`, by whom it `cites` or `blames`, or by `inquiries`.
    """

    stance: Stance
    certainty: Certainty = Certainty.CERTAIN
    basis: Basis = Basis.UNKNOWN
    passive: bool = False
    tells: bool = False
    objects: bool = False
    cites: bool = False
    blames: bool = False
    inquiries: bool = False
    inverted: bool = False


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


class Lexicon(Struct, frozen=True, dict=True):
    """Everything the reader knows about the languages it reads."""

    cues: Mapping[str, Meaning]
    hedges: Mapping[str, Certainty]
    lists: Mapping[str, Words]
    media: tuple[NounGroup, ...]
    groups: Mapping[str, NounGroup]
    doubted: tuple[str, ...]

    @cached_property
    def starts(self) -> frozenset[str]:
        """The words with which a cue may begin."""
        return frozenset(words.split(" ", 1)[0] for words in self.cues)

    @cached_property
    def longest(self) -> int:
        """How many words a cue may have, hedges and adverbs left out."""
        return max(words.count(" ") + 1 for words in self.cues)

    def bars(self, word: str) -> bool:
        """Whether a folded word cannot be part of the name of somebody not yet known."""
        return word in self.lists["auxiliaries"] or word in self.hedges or word in self.doubted


@cache
def lexicon() -> Lexicon:
    """The lexicon that comes with the program."""
    data = [_data(language) for language in LANGUAGES]
    return Lexicon(
        cues={words: meaning for one in data for words, meaning in _cues(one)},
        hedges={
            word: Certainty(certainty)
            for one in data
            for certainty, words in one["hedges"].items()
            for word in _list(words)
        },
        lists=_lists(data),
        media=tuple(_group(group) for one in data for group in one.get("medium", ())),
        groups={name: _group(data[0][name]) for name in ("to", "objects", "listeners", "inquiries", "works")},
        doubted=tuple(word for one in data for word in _list(one.get("doubted", ""))),
    )


def weakest(*certainties: Certainty) -> Certainty:
    """The least firm of several certainties."""
    return min(certainties, key=_FIRMNESS.index)


def _data(language: str) -> dict[str, Any]:
    import tomllib  # not needed by commands that read no phrase

    return tomllib.loads(Path(__file__).with_name(f"cues.{language}.toml").read_text(encoding="utf-8"))


def _list(written: str | Sequence[str]) -> list[str]:
    """The phrases of a list: strings with commas between, or templates with alternatives between braces."""
    if isinstance(written, str):
        return [" ".join(phrase.split()) for phrase in written.split(",") if phrase.strip()]
    return [" ".join(phrase.split()) for template in written for phrase in _expanded(template)]


def _expanded(template: str) -> Iterator[str]:
    parts = [part.split("|") for part in re.split(r"[{}]", template)]
    return ("".join(chosen) for chosen in product(*parts))


def _lists(data: Sequence[Mapping[str, Any]]) -> dict[str, Words]:
    """Every list by its name, those of a table as `table.name`, all languages together."""
    found: dict[str, list[str]] = {}
    for one in data:
        for name, value in one.items():
            if isinstance(value, str):
                found.setdefault(name, []).extend(_list(value))
            elif isinstance(value, dict) and name not in {"frames", "hedges"}:
                for inner, words in value.items():
                    found.setdefault(f"{name}.{inner}", []).extend(_list(words))
    return {name: Words(words) for name, words in found.items()}


def _group(data: Mapping[str, Any]) -> NounGroup:
    names = ("prepositions", "articles", "adjectives", "nouns", "behind")
    return NounGroup(*(Words(_list(data.get(name, ""))) for name in names))


def _cues(data: Mapping[str, Any]) -> Iterator[tuple[str, Meaning]]:
    """Every form of every cue; a later one of the same words replaces an earlier one, with what may follow that."""
    frames = {name: [_frame(frame) for frame in _list(written)] for name, written in data.get("frames", {}).items()}
    irregular = {forms.split()[0]: forms.split() for forms in _list(data.get("irregular", ""))}
    inverted = frozenset(_list(data.get("chain", {}).get("inverted", "")))
    found: dict[str, Meaning] = {}
    for words, meaning in (*_verbs(data, frames, irregular), *_fixed(data)):
        if words in inverted:
            meaning = replace(meaning, inverted=True)  # noqa: PLW2901 - the same one
        known = found.get(words)
        also = known and {flag: True for flag in _FLAGS if getattr(known, flag) and flag in {"objects", "inquiries"}}
        found[words] = replace(meaning, **also) if also else meaning
    return iter(found.items())


def _verbs(
    data: Mapping[str, Any], frames: Mapping[str, Iterable[tuple[str, str, str]]], irregular: Mapping[str, list[str]]
) -> Iterator[tuple[str, Meaning]]:
    for verb in data.get("verb", ()):
        spoken = list(_frames_of(verb, frames))
        for base in _list(verb["verbs"]):
            forms = _forms(base, irregular)
            for (before, slot, after), meaning in spoken:
                yield before + forms[slot] + after, meaning


def _fixed(data: Mapping[str, Any]) -> Iterator[tuple[str, Meaning]]:
    negation = data.get("negation")
    for phrase in data["phrase"]:
        meaning = _meaning(phrase, passive=phrase.get("passive", False))
        silent = Meaning(Stance.WITHHOLDS, objects=meaning.objects, inverted=meaning.inverted)
        for words in _list(phrase["forms"]):
            yield words, meaning
            if phrase.get("negated"):
                yield f"{negation} {words}", silent


def _forms(base: str, irregular: Mapping[str, list[str]]) -> dict[str, str]:
    """The forms of a verb by their slots; of several words the first is inflected."""
    if " or " in base:
        one, other = (_forms(part, irregular) for part in base.split(" or "))
        return {slot: f"{form} or {other[slot]}" for slot, form in one.items()}
    first, space, rest = base.partition(" ")
    named = ("base", "third", "past", "part", "ing")
    forms = irregular.get(first) or _regular(first)
    return {slot: form + space + rest for slot, form in zip(named, forms, strict=True)}


def _regular(verb: str) -> list[str]:
    if verb.endswith("e"):
        return [verb, f"{verb}s", f"{verb}d", f"{verb}d", f"{verb[:-1]}ing"]
    if verb.endswith("y") and verb[-2] not in _VOWELS:
        return [verb, f"{verb[:-1]}ies", f"{verb[:-1]}ied", f"{verb[:-1]}ied", f"{verb}ing"]
    hissing = verb.endswith(("s", "sh", "ch", "x"))
    return [verb, f"{verb}es" if hissing else f"{verb}s", f"{verb}ed", f"{verb}ed", f"{verb}ing"]


def _frame(written: str) -> tuple[str, str, str]:
    """What comes before the verb, the form of the verb, and what comes behind it."""
    before, _, rest = written.partition("{")
    slot, _, after = rest.partition("}")
    return before, slot, after


def _frames_of(
    verb: Mapping[str, Any], frames: Mapping[str, Iterable[tuple[str, str, str]]]
) -> Iterator[tuple[tuple[str, str, str], Meaning]]:
    """The frames a verb is spoken in, each with its meaning."""
    kinds: list[tuple[str, Meaning]] = []
    passive, withheld = verb.get("passive", False), verb.get("withheld", False)
    silent = _meaning({**verb, "stance": Stance.WITHHOLDS, "certainty": "certain", "basis": "unknown", "tells": False})
    if "stance" in verb:
        meaning = _meaning(verb)
        kinds += [("active", meaning)]
        kinds += [(name, replace(meaning, certainty=weakest(meaning.certainty, Certainty(name)))) for name in _HEDGED]
    if "stance" in verb and passive:
        kinds.append(("passive", _meaning(verb, passive=True)))
    if withheld:
        kinds.append(("withheld", silent))
    if withheld and passive:
        kinds.append(("withheld_passive", replace(silent, passive=True)))
    if verb.get("sought"):
        kinds.append(("sought", silent))
    return ((frame, meaning) for kind, meaning in kinds for frame in frames[kind])


_HEDGED: Final = ("possible", "probable")


def _meaning(entry: Mapping[str, Any], *, passive: bool = False) -> Meaning:
    return Meaning(
        Stance(entry["stance"]),
        Certainty(entry.get("certainty", Certainty.CERTAIN)),
        Basis(entry.get("basis", Basis.UNKNOWN)),
        passive=passive,
        **{flag: entry.get(flag, False) for flag in _FLAGS[1:]},
    )
