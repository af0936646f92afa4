"""Attribution phrases for what was found, each read back before it is proposed."""

from collections.abc import Iterator, Sequence
from typing import Final

from msgspec import Struct

from verifier.domain.model.sources import name_key
from verifier.domain.model.statements import Basis, Certainty, Stance
from verifier.intake.draft.naming import Name
from verifier.intake.phrases.cues import MARKS, lexicon, weakest
from verifier.intake.phrases.heads import reads_alone
from verifier.intake.phrases.names import Names
from verifier.intake.phrases.phrase import Phrase, read_phrase
from verifier.intake.phrases.predicates import cue_of
from verifier.intake.times.dates import DateReader

_HEDGE: Final = {Certainty.POSSIBLE: "reportedly", Certainty.PROBABLE: "probably"}
_PLAIN: Final = {
    Stance.AFFIRMS: ("says", "say"),
    Stance.DENIES: ("denies", "deny"),
    Stance.WITHHOLDS: ("has not confirmed", "have not confirmed"),
    Stance.QUESTIONS: ("questions", "question"),
    Stance.RETRACTS: ("retracts", "retract"),
}
_MARKS: Final = {
    (Stance.AFFIRMS, Certainty.CERTAIN): "+",
    (Stance.AFFIRMS, Certainty.POSSIBLE): "~",
    (Stance.DENIES, Certainty.CERTAIN): "-",
    (Stance.WITHHOLDS, Certainty.CERTAIN): "?",
    (Stance.QUESTIONS, Certainty.CERTAIN): "!",
    (Stance.RETRACTS, Certainty.CERTAIN): "x",
}


class Wanted(Struct, frozen=True):
    """What a phrase has to say. `cues` are the article's words for it, the best first."""

    origin: Name
    carriers: tuple[Name, ...]
    stance: Stance
    certainty: Certainty
    cues: tuple[str, ...]
    quote: str | None
    when: str | None


class Worded(Struct, frozen=True):
    """A phrase, and what it reads back as."""

    text: str
    phrase: Phrase


def worded(wanted: Wanted, names: Names, reader: DateReader) -> Worded | None:
    """The phrase that says what is wanted; None if none reads back so."""
    for head in _heads(wanted):
        for tail in _tails(wanted):
            phrase = read_phrase(head + tail, names, reader)
            if isinstance(phrase, Phrase) and _says(phrase, wanted):
                return Worded(head + tail, phrase)
    return None


def _says(phrase: Phrase, wanted: Wanted) -> bool:
    return (
        phrase.stance is wanted.stance
        and phrase.certainty is wanted.certainty
        and len(phrase.carriers) == len(wanted.carriers)
        and phrase.origin.anonymous == wanted.origin.anonymous | phrase.origin.anonymous
        and _same(phrase.origin.name, wanted.origin)
        and all(_same(carrier.name, name) for carrier, name in zip(phrase.carriers, wanted.carriers, strict=True))
    )


def _same(read: str, name: Name) -> bool:
    return name.known or name_key(read) == name_key(name.text)


def _heads(wanted: Wanted) -> Iterator[str]:
    """Ways to say who takes which stance, the best first."""
    origin, carriers = _called(wanted.origin), [_called(name) for name in wanted.carriers]
    doubted = wanted.origin.doubted
    if doubted:
        origin = f"{lexicon().doubted[0]} {origin}"
    chain = ", via ".join([origin, *carriers])
    plain = _PLAIN[wanted.stance][wanted.origin.plural]
    hedge = "" if doubted else _HEDGE.get(wanted.certainty, "")
    for cue in (*wanted.cues, f"{hedge} {plain}".strip(), plain):
        if (known := cue_of(cue)) is None:
            continue
        if known.meaning.passive:
            yield f"{cue} {chain}"
        elif carriers and wanted.origin.anonymous:
            yield f"{', citing '.join([*reversed(carriers), origin])}, {cue}"
        else:
            yield f"{chain}{',' if carriers else ''} {cue}"
    if mark := _MARKS.get((wanted.stance, wanted.certainty)):
        yield f"{mark} {chain}"
        bracketed = ", via ".join(f"[{name}]" for name in [_called(wanted.origin), *carriers])
        yield f"{mark} {bracketed}"


def _called(name: Name) -> str:
    """A name as it stands in a phrase: in brackets where its words would be read as a cue."""
    return name.text if name.known or reads_alone(name.text) else f"[{name.text}]"


def _tails(wanted: Wanted) -> Iterator[str]:
    quote = ': "' + wanted.quote.replace('"', '""') + '"' if wanted.quote else ""
    when = f" @ {wanted.when}" if wanted.when else ""
    yield from dict.fromkeys((quote + when, quote, ""))


def certainty_of(hedges: Sequence[str], cue: str | None, *, doubted: bool) -> Certainty:
    """How firmly something is said: by hedges at the cue, the cue itself, and a doubt about the source."""
    known = lexicon()
    firm = [known.hedges[word] for word in hedges if word in known.hedges]
    meaning = cue_of(cue) if cue else None
    if meaning is not None:
        firm.append(meaning.meaning.certainty)
    if doubted:
        firm.append(Certainty.POSSIBLE)
    return weakest(Certainty.CERTAIN, *firm)


__all__ = ["MARKS", "Basis", "Wanted", "Worded", "certainty_of", "worded"]
