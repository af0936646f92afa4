"""How a proposal is worded: a claim in the article's words, its day, and a phrase that reads back as what was found."""

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Final

from msgspec import Struct

from verifier.domain.errors import UsageError
from verifier.domain.model.claims import ClaimKind
from verifier.domain.model.sources import name_key
from verifier.domain.model.statements import Certainty, Stance
from verifier.intake.draft.speakers import Name
from verifier.intake.phrases.cues import lexicon, weakest
from verifier.intake.phrases.heads import reads_alone
from verifier.intake.phrases.names import Names
from verifier.intake.phrases.phrase import Phrase, read_phrase
from verifier.intake.phrases.predicates import cue_of
from verifier.intake.refs import read_ref
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
_LONGEST: Final = 600
_BEGINNING: Final = re.compile(
    r"^(?:(?:that|where|while|whereas|although|because|who|which|and|but|so|how|as)\s+(?=\S+\s+\S)|[\s\"'\u201c\u201d\u2018\u2019.,;:!?\u2026)\]\u2014\u2013-])+",
    re.IGNORECASE,
)
_END: Final = re.compile(r"[\s\"\u201c\u201d\u2018,;:.\u2014\u2013(\[-]+$")
_AHEAD: Final = re.compile(
    r"\b(?:will|won't|is going to|are going to|would soon|plans? to|expected to|intends? to)\b", re.IGNORECASE
)
_JUDGES: Final = re.compile(
    r"\b(?:should|must|ought to|need to|needs to|unacceptable|shameful|disgrace\w*|outrageous|terrible|wonderful|great|"
    r"important|unfair|wrong|right|hope|hopes|believe|think|feel|welcome|regret\w*|barbaric|cowardly|immoral)\b",
    re.IGNORECASE,
)
_POINTS_BACK: Final = re.compile(
    r"^(?:(?:the|this|that|these|those|such|his|her|their|its|any)\s+)?(?:latest\s+|initial\s+)?(?:statements?|claims?|reports?|allegations?|"
    r"accusations?|assertions?|announcement|comments?|remarks?|suggestions?|charges?|story|account|rumou?rs?|information|"
    r"news|version|assertion|it|this|that|which|them|those|so)$",
    re.IGNORECASE,
)
_DAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WORDS: Final = re.compile(
    r"(?:\b(?:earlier|later|late|early)\s+)?(?:\b(?:on|last)\s+)?\b("
    rf"{'|'.join(_DAYS)}|yesterday|today"
    r"|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?\s+[0-9]{1,2}(?:,?\s+[0-9]{4})?"
    r"|[0-9]{1,2}\s+(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)[a-z]*(?:\s+[0-9]{4})?)\b",
    re.IGNORECASE,
)
_WEEK: Final = 7


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


def claim_text(words: str) -> str:
    """Words of an article as a claim; empty if nothing is left of them."""
    visible = "".join(character if character.isprintable() else " " for character in words)
    text = _END.sub("", _BEGINNING.sub("", " ".join(visible.split())))
    if len(text) > _LONGEST:
        text = text[:_LONGEST].rsplit(" ", 1)[0] + "\u2026"
    if not any(character.isalnum() for character in text):
        return ""
    text = text[0].upper() + text[1:]
    return f"\u201c{text}\u201d" if _is_ref(text) else text


def points_back(words: str) -> bool:
    """Whether words only point to a claim made before them: `the statement`."""
    return bool(_POINTS_BACK.match(" ".join(words.split()).strip(" ,.")))


def suggested_kind(words: str) -> ClaimKind | None:
    """The kind of claim that words suggest, if they are of what will be, or judge."""
    if _AHEAD.search(words):
        return ClaimKind.PREDICTION
    return ClaimKind.OPINION if _JUDGES.search(words) else None


def _is_ref(text: str) -> bool:
    """Whether a heading of this text would open a known claim."""
    try:
        read_ref(text)
    except UsageError:
        return text[:1].isalpha() and text[1:].isdigit()
    return True


def said_when(words: str, published: date | None) -> tuple[str, date] | None:
    """The words that tell when, and the day they mean; None if there are none, or nothing to count from."""
    match = _WORDS.search(words)
    day = _day(match[1].lower(), published) if match else None
    return (match[0].strip(), day) if match and day else None


def _day(word: str, published: date | None) -> date | None:
    if published is not None and word in _DAYS:
        return published - timedelta(days=(published.weekday() - _DAYS.index(word)) % _WEEK)
    if published is not None and word in {"today", "yesterday"}:
        return published - timedelta(days=word == "yesterday")
    numbers = [int(number) for number in re.findall(r"[0-9]+", word)]
    month = next((place for place, name in enumerate(_MONTHS, 1) if re.search(rf"\b{name}", word)), None)
    if month is None or not numbers:
        return None
    year = numbers[1] if len(numbers) > 1 else (published.year if published else None)
    try:
        day = date(year, month, numbers[0]) if year else None
    except ValueError:
        return None
    if day and published and day > published:
        return day.replace(year=day.year - 1) if len(numbers) == 1 else None
    return day
