"""The cue lexicon: the words by which somebody takes a stance, read from `cues.toml` on first use."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property
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
_FIRMNESS: Final = (Certainty.POSSIBLE, Certainty.PROBABLE, Certainty.CERTAIN)
_HEDGES_IN_A_CUE: Final = 3


class Meaning(Struct, frozen=True):
    """What a cue implies. A `passive` one comes before its source, one that `tells` may be followed by the listener."""

    stance: Stance
    certainty: Certainty = Certainty.CERTAIN
    basis: Basis = Basis.UNKNOWN
    passive: bool = False
    tells: bool = False


class Cue(Struct, frozen=True):
    """A cue as found: its words, hedges included, how many there are, and what they mean together."""

    words: str
    length: int
    meaning: Meaning


class Lexicon(Struct, frozen=True, dict=True):
    """Everything the reader knows about English."""

    cues: Mapping[str, Meaning]
    hedges: Mapping[str, Certainty]
    adverbs: frozenset[str]
    auxiliaries: frozenset[str]
    doubted: str
    anonymous: Mapping[str, frozenset[str]]

    @cached_property
    def starts(self) -> frozenset[str]:
        """The words with which a cue may begin."""
        return frozenset({words.split(" ", 1)[0] for words in self.cues} | self.hedges.keys())

    @cached_property
    def longest(self) -> int:
        """How many words a cue may have."""
        return max(words.count(" ") + 1 for words in self.cues) + _HEDGES_IN_A_CUE

    def cue_of(self, words: Sequence[str]) -> Cue | None:
        """The longest cue these folded words begin with, hedges and adverbs among them counted in."""
        if not words or words[0] not in self.starts:
            return None
        for length in range(min(len(words), self.longest), 0, -1):
            if meaning := self._meaning(words[:length]):
                return Cue(" ".join(words[:length]), length, meaning)
        return None

    def _meaning(self, words: Sequence[str]) -> Meaning | None:
        """What exactly these words mean: as they stand, without hedges, without adverbs among them either."""
        if words[-1] in self.hedges:
            return None
        plain = [word for word in words if word not in self.hedges]
        core = [word for place, word in enumerate(words) if word in plain and not (place and word in self.adverbs)]
        meaning = self.cues.get(" ".join(plain)) or (self.cues.get(" ".join(core)) if words[-1] == core[-1] else None)
        if meaning is None or len(plain) == len(words):
            return meaning
        hedges = (self.hedges[word] for word in words if word in self.hedges)
        return replace(meaning, certainty=weakest(meaning.certainty, *hedges))

    def bars(self, word: str) -> bool:
        """Whether a folded word cannot be part of the name of somebody not yet known."""
        return word in self.auxiliaries or word in self.hedges or word == self.doubted


@cache
def lexicon() -> Lexicon:
    """The lexicon that comes with the program."""
    import tomllib  # not needed by commands that read no phrase

    data = tomllib.loads(Path(__file__).with_name("cues.toml").read_text(encoding="utf-8"))
    return Lexicon(
        cues=dict(_cues(data)),
        hedges={word: Certainty(certainty) for certainty, words in data["hedges"].items() for word in words},
        adverbs=frozenset(data["adverbs"]),
        auxiliaries=frozenset(data["auxiliaries"]),
        doubted=data["doubted"],
        anonymous={name: frozenset(words) for name, words in data["anonymous"].items()},
    )


def weakest(*certainties: Certainty) -> Certainty:
    """The least firm of several certainties."""
    return min(certainties, key=_FIRMNESS.index)


def _cues(data: Mapping[str, Any]) -> Iterator[tuple[str, Meaning]]:
    """Every form of every cue; a later one of the same words replaces an earlier one."""
    frames = {name: [_frame(frame) for frame in written] for name, written in data["frames"].items()}
    for verb in data["verb"]:
        spoken = list(_frames_of(verb, frames))
        for forms in verb["forms"]:
            named = dict(zip(("base", "third", "past", "part", "ing"), forms, strict=True))
            for before, slot, after, meaning in spoken:
                if named[slot]:
                    yield before + named[slot] + after, meaning
    for phrase in data["phrase"]:
        meaning = _meaning(phrase, passive=phrase.get("passive", False))
        yield from ((words, meaning) for words in phrase["forms"])


def _frame(written: str) -> tuple[str, str, str]:
    """What comes before the verb, the form of the verb, and what comes behind it."""
    before, _, rest = written.partition("{")
    slot, _, after = rest.partition("}")
    return before, slot, after


def _frames_of(
    verb: Mapping[str, Any], frames: Mapping[str, Iterable[tuple[str, str, str]]]
) -> Iterator[tuple[str, str, str, Meaning]]:
    """The frames a verb is spoken in, each with its meaning."""
    kinds: list[tuple[str, Meaning]] = []
    passive, withheld = verb.get("passive", False), verb.get("withheld", False)
    if withheld:
        kinds.append(("withheld", Meaning(Stance.WITHHOLDS)))
    if withheld and passive:
        kinds.append(("withheld_passive", Meaning(Stance.WITHHOLDS, passive=True)))
    if "stance" in verb:
        meaning = _meaning(verb)
        kinds += [("active", meaning), ("possible", replace(meaning, certainty=Certainty.POSSIBLE))]
    if "stance" in verb and passive:
        kinds.append(("passive", _meaning(verb, passive=True)))
    return ((*frame, meaning) for kind, meaning in kinds for frame in frames[kind])


def _meaning(entry: Mapping[str, Any], *, passive: bool = False) -> Meaning:
    return Meaning(
        Stance(entry["stance"]),
        Certainty(entry.get("certainty", Certainty.CERTAIN)),
        Basis(entry.get("basis", Basis.UNKNOWN)),
        passive=passive,
        tells=entry.get("tells", False),
    )
