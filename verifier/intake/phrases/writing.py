"""Attributions printed as phrases that read back to the same.

What a phrase has no words for (a denial by inference, say) is printed as the nearest thing it has words for; nothing
read from a phrase is of that sort.
"""

from collections.abc import Iterator
from typing import Final

from verifier.domain.model.sources import Registry, Source
from verifier.domain.model.statements import Attribution, Basis, Certainty, Stance
from verifier.intake.phrases.anonymous import with_article
from verifier.intake.phrases.cues import MARKS, Cue, lexicon
from verifier.intake.phrases.heads import reads_alone, reads_plainly
from verifier.intake.phrases.predicates import cue_of
from verifier.intake.times.format import written

_HEDGE: Final = {Certainty.CERTAIN: "", Certainty.PROBABLE: "probably ", Certainty.POSSIBLE: "reportedly "}
_PLAIN: Final = {
    Stance.AFFIRMS: "says",
    Stance.DENIES: "denies",
    Stance.WITHHOLDS: "has not confirmed",
    Stance.QUESTIONS: "questions",
    Stance.RETRACTS: "retracts",
}
_BY_BASIS: Final = {
    Basis.WITNESSED: "witnessed",
    Basis.DOCUMENTS: "reviewed",
    Basis.TOLD: "was told",
    Basis.INFERRED: "concludes",
}


def write_phrase(attribution: Attribution, registry: Registry) -> str:
    """The attribution as one line of text."""
    head = _head(attribution, registry)
    parts = [
        f" {{{attribution.figure.typed}}}" if attribution.figure else "",
        _quotation(attribution),
        f" @ {written(attribution.said)}" if attribution.written else "",
        f" ({attribution.note})" if attribution.note else "",
    ]
    return head + "".join(parts)


def _quotation(attribution: Attribution) -> str:
    """The quotation with its language and what it means, as far as there are any."""
    if not attribution.quote:
        return ""
    language = f" [{attribution.quote_language}]" if attribution.quote_language else ""
    meaning = f" = {_in_marks(attribution.quote_translation)}" if attribution.quote_translation else ""
    return f": {_in_marks(attribution.quote)}{language}{meaning}"


def _in_marks(words: str) -> str:
    doubled = words.replace('"', '""')
    return f'"{doubled}"'


def _head(attribution: Attribution, registry: Registry) -> str:
    doubted, mark, cue = _expression(attribution)
    origin = _speaker(attribution.origin, registry, doubted=doubted)
    carriers = [_speaker(number, registry) for number in attribution.carriers]
    if cue is None:
        return f"{mark} {_chain(origin, carriers)}"
    if cue.meaning.passive:
        return f"{cue.before} {_chain(origin, carriers)}{',' if carriers and cue.behind else ''}{cue.behind}"
    if cue.meaning.tells and carriers and cue.behind == "":
        return f"{origin} {cue.words} {_chain(carriers[0], carriers[1:])}"
    if cue.meaning.cites and carriers:
        return f"{_chain(carriers[0], carriers[1:])}{',' if carriers[1:] else ''} {cue.before} {origin}{cue.behind}"
    if carriers and registry.sources[attribution.origin].anonymous:
        return f"{', citing '.join([*reversed(carriers), origin])}, {cue.words}"
    return f"{_chain(origin, carriers)}{',' if carriers else ''} {cue.words}"


def _chain(origin: str, carriers: list[str]) -> str:
    return ", via ".join([origin, *carriers])


def called(source: Source) -> str:
    """What to call somebody, so that it reads back to the same."""
    # One the registry describes is known by its description; one only met in a phrase needs its article.
    return with_article(source.name) if source.anonymous and source.kind is None else source.name


def _speaker(number: int, registry: Registry, *, doubted: bool = False) -> str:
    source = registry.sources[number]
    name = called(source)
    if _needs_brackets(source, name):
        return f"{lexicon().doubted[0]} [{name}]" if doubted else f"[{name}]"
    if not doubted:
        return name
    article, _, rest = name.partition(" ")
    if source.anonymous and article in {"a", "an"}:
        return f"an {lexicon().doubted[0]} {rest}"
    return f"{lexicon().doubted[0]} {name}"


def _needs_brackets(source: Source, name: str) -> bool:
    """Whether a name holds words that would not be read as part of one, or none that anybody has described."""
    if "[" in name or "]" in name:
        return False
    plain = source.anonymous or source.kind is not None
    return not (reads_alone(name) if plain else reads_plainly(name))


def _expression(attribution: Attribution) -> tuple[bool, str, Cue | None]:
    """Whether to call the origin unverified, and the mark or the cue that says the rest."""
    wanted = (attribution.stance, attribution.certainty, attribution.basis)
    for doubted, mark, cue in _choices(attribution):
        stance, certainty = MARKS[mark] if cue is None else (cue.meaning.stance, cue.meaning.certainty)
        basis = Basis.UNKNOWN if cue is None else cue.meaning.basis
        if (stance, Certainty.POSSIBLE if doubted else certainty, basis) == wanted:
            return doubted, mark, cue
    return False, "", cue_of(_HEDGE[attribution.certainty] + _PLAIN[attribution.stance])


def _choices(attribution: Attribution) -> Iterator[tuple[bool, str, Cue | None]]:
    if attribution.cue and (cue := cue_of(attribution.cue)):
        yield False, "", cue
        yield True, "", cue
    if attribution.cue is None:
        yield from ((doubted, mark, None) for doubted in (False, True) for mark in MARKS)
    if attribution.stance is Stance.AFFIRMS and (plain := _BY_BASIS.get(attribution.basis)):
        yield False, "", cue_of(_HEDGE[attribution.certainty] + plain)
