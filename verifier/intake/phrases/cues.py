"""The cue lexicon: the words by which somebody takes a stance, read from one data file a language on first use.

Verbs and frames are kept apart and put together where a phrase asks for the words: there are some 17,000 ways.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property
from itertools import product
from pathlib import Path
from typing import Any, Final, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from verifier.domain.model.statements import Basis, Certainty, Stance

_FIRMNESS: Final = (Certainty.POSSIBLE, Certainty.PROBABLE, Certainty.CERTAIN)
_VOWELS: Final = "aeiou"
_FLAGS: Final = ("passive", "tells", "objects", "cites", "blames", "inquiries", "inverted")
_HEDGED: Final = ("possible", "probable")
MARKS: Final[Mapping[str, tuple[Stance, Certainty]]] = {
    "+": (Stance.AFFIRMS, Certainty.CERTAIN),
    "-": (Stance.DENIES, Certainty.CERTAIN),
    "?": (Stance.WITHHOLDS, Certainty.CERTAIN),
    "~": (Stance.AFFIRMS, Certainty.POSSIBLE),
    "!": (Stance.QUESTIONS, Certainty.CERTAIN),
    "x": (Stance.RETRACTS, Certainty.CERTAIN),
}
LANGUAGES: Final = ("en", "ru", "uk")


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


class _Frame(NamedTuple):
    """What stands before and behind a verb, the form that the verb has, and of which kind the frame is."""

    before: str
    slot: str
    behind: str
    kind: str


class Spoken:
    """Every cue by its words."""

    def __init__(self, data: Sequence[Mapping[str, Any]]) -> None:
        self._fixed = {words: meaning for one in data for words, meaning in _fixed(one)}
        self._inverted = {words for one in data for words in _phrases_of(one.get("chain", {}).get("inverted", ""))}
        self._frames: dict[tuple[str, str], list[_Frame]] = {}
        self._forms: dict[str, list[tuple[int, str]]] = {}
        self._verbs: list[dict[str, Meaning]] = []
        for one in data:
            self._read_frames(one.get("frames", {}))
            self._read_verbs(one)
        self._behinds = {behind for _, behind in self._frames}
        self._befores = {before for before, _ in self._frames}
        self._asked: dict[str, Meaning | None] = {}
        self.starts: Final = self._first_words()
        self.longest: Final = self._most_words()

    def get(self, words: str) -> Meaning | None:
        """What exactly these words mean."""
        if words not in self._asked:
            self._asked[words] = self._meaning(words)
        return self._asked[words]

    def __contains__(self, words: str) -> bool:
        return self.get(words) is not None

    def items(self) -> Iterator[tuple[str, Meaning]]:
        """Every cue with what it means, put together one by one."""
        written = {
            " ".join(filter(None, (frame.before, form, frame.behind))): None
            for frames in self._frames.values()
            for frame in frames
            for form, verbs in self._forms.items()
            if any(slot == frame.slot and frame.kind in self._verbs[number] for number, slot in verbs)
        }
        for words in (*written, *(words for words in self._fixed if words not in written)):
            if meaning := self.get(words):
                yield words, meaning

    def plain(self) -> Iterator[tuple[str, Meaning]]:
        """The fixed phrases, and the verbs without a frame around them."""
        return ((words, meaning) for words in (*self._fixed, *self._forms) if (meaning := self.get(words)))

    def _meaning(self, words: str) -> Meaning | None:
        """The last that has these words, with what may follow the others."""
        found = [*self._in_frames(words.split(" ")), *([self._fixed[words]] if words in self._fixed else [])]
        if not found:
            return None
        meaning = found[-1]
        if words in self._inverted:
            meaning = replace(meaning, inverted=True)
        objects, inquiries = any(one.objects for one in found), any(one.inquiries for one in found)
        if (objects, inquiries) == (meaning.objects, meaning.inquiries):
            return meaning
        return replace(meaning, objects=objects, inquiries=inquiries)

    def _in_frames(self, words: Sequence[str]) -> list[Meaning]:
        """What verbs mean that have these words in one of their frames, in the order of the verbs."""
        found: list[tuple[int, Meaning]] = []
        for split in range(len(words)):
            before = " ".join(words[:split])
            if before not in self._befores:
                continue
            for behind in self._behinds:
                form = words[split : len(words) - 1] if behind else words[split:]
                if form and (not behind or words[-1] == behind):
                    found += self._of_form(" ".join(form), self._frames.get((before, behind), ()))
        return [meaning for _, meaning in sorted(found, key=lambda one: one[0])]

    def _of_form(self, form: str, frames: Sequence[_Frame]) -> Iterator[tuple[int, Meaning]]:
        for number, slot in self._forms.get(form, ()):
            for frame in frames:
                if frame.slot == slot and (meaning := self._verbs[number].get(frame.kind)):
                    yield number, meaning

    def _read_frames(self, frames: Mapping[str, str]) -> None:
        for kind, written in frames.items():
            for one in _phrases_of(written):
                before, _, rest = one.partition("{")
                slot, _, behind = rest.partition("}")
                if before == "un" or before.endswith(" un"):
                    before, slot = before.removesuffix("un"), f"un{slot}"
                frame = _Frame(before.strip(), slot, behind.strip(), kind)
                self._frames.setdefault((frame.before, frame.behind), []).append(frame)

    def _read_verbs(self, data: Mapping[str, Any]) -> None:
        irregular = {forms.split()[0]: forms.split() for forms in _phrases_of(data.get("irregular", ""))}
        for verb in data.get("verb", ()):
            self._verbs.append(_kinds(verb))
            for base in _phrases_of(verb["verbs"]):
                forms = _forms(base, irregular)
                for slot, form in (*forms.items(), ("unpart", f"un{forms['part']}")):
                    self._forms.setdefault(form, []).append((len(self._verbs) - 1, slot))

    def _first_words(self) -> frozenset[str]:
        words = (*self._fixed, *self._forms, *self._befores)
        return frozenset(phrase.split(" ", 1)[0] for phrase in words if phrase)

    def _most_words(self) -> int:
        lengths = [max((phrase.count(" ") + 1 for phrase in one), default=0) for one in (self._befores, self._forms)]
        return max(sum(lengths) + 1, *(phrase.count(" ") + 1 for phrase in self._fixed))


def weakest(*certainties: Certainty) -> Certainty:
    """The least firm of several certainties."""
    return min(certainties, key=_FIRMNESS.index)


def _phrases_of(written: str | Sequence[str]) -> list[str]:
    """The phrases of a list: strings with commas between, or templates with alternatives between braces."""
    if isinstance(written, str):
        return [found for phrase in " ".join(written.split()).split(",") if (found := phrase.strip())]
    return [" ".join(phrase.split()) for template in written for phrase in _expanded(template)]


def _expanded(template: str) -> Iterator[str]:
    parts = [part.split("|") for part in re.split(r"[{}]", template)]
    return ("".join(chosen) for chosen in product(*parts))


def _fixed(data: Mapping[str, Any]) -> Iterator[tuple[str, Meaning]]:
    negation = data.get("negation")
    for phrase in data["phrase"]:
        meaning = _meaning(phrase, passive=phrase.get("passive", False))
        silent = Meaning(Stance.WITHHOLDS, objects=meaning.objects, inverted=meaning.inverted)
        for words in _phrases_of(phrase["forms"]):
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


def _kinds(verb: Mapping[str, Any]) -> dict[str, Meaning]:
    """The kinds of frames a verb is spoken in, each with what it then means."""
    kinds: dict[str, Meaning] = {}
    passive, withheld = verb.get("passive", False), verb.get("withheld", False)
    silent = _meaning({**verb, "stance": Stance.WITHHOLDS, "certainty": "certain", "basis": "unknown", "tells": False})
    if "stance" in verb:
        meaning = _meaning(verb)
        kinds["active"] = meaning
        kinds |= {name: replace(meaning, certainty=weakest(meaning.certainty, Certainty(name))) for name in _HEDGED}
    if "stance" in verb and passive:
        kinds["passive"] = _meaning(verb, passive=True)
    if withheld:
        kinds["withheld"] = silent
    if withheld and passive:
        kinds["withheld_passive"] = replace(silent, passive=True)
    if verb.get("sought"):
        kinds["sought"] = silent
    return kinds


def _meaning(entry: Mapping[str, Any], *, passive: bool = False) -> Meaning:
    return Meaning(
        Stance(entry["stance"]),
        Certainty(entry.get("certainty", Certainty.CERTAIN)),
        Basis(entry.get("basis", Basis.UNKNOWN)),
        passive=passive,
        **{flag: entry.get(flag, False) for flag in _FLAGS[1:]},
    )


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

    @cached_property
    def _lengths(self) -> dict[str, list[int]]:
        """By the first word of phrases how many words they have, the most first; most lists are never asked for it."""
        lengths: dict[str, set[int]] = {}
        for phrase in self.all:
            lengths.setdefault(phrase.split(" ", 1)[0], set()).add(phrase.count(" ") + 1)
        return {first: sorted(found, reverse=True) for first, found in lengths.items()}

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
            for word in _phrases_of(words)
        },
        lists=_lists(data),
        media=tuple(_group(group) for one in data for group in one.get("medium", ())),
        groups={
            name: _group(*(one[name] for one in data if name in one))
            for name in ("to", "objects", "listeners", "inquiries", "works")
        },
        doubted=tuple(word for one in data for word in _phrases_of(one.get("doubted", ""))),
    )


def _data(language: str) -> dict[str, Any]:
    import tomli  # not needed by commands that read no phrase

    return tomli.loads(Path(__file__).with_name(f"cues.{language}.toml").read_text(encoding="utf-8"))


def _lists(data: Sequence[Mapping[str, Any]]) -> dict[str, Words]:
    """Every list by its name, those of a table as `table.name`, all languages together."""
    found: dict[str, list[str]] = {}
    for one in data:
        for name, value in one.items():
            if isinstance(value, str):
                found.setdefault(name, []).extend(_phrases_of(value))
            elif isinstance(value, dict) and name not in {"frames", "hedges"}:
                for inner, words in value.items():
                    found.setdefault(f"{name}.{inner}", []).extend(_phrases_of(words))
    return {name: Words(words) for name, words in found.items()}


def _group(*data: Mapping[str, Any]) -> NounGroup:
    """A group with the words that each language has for it."""
    names = ("prepositions", "articles", "adjectives", "nouns", "behind")
    return NounGroup(*(Words([word for one in data for word in _phrases_of(one.get(name, ""))]) for name in names))
