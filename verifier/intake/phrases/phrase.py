"""Attribution phrases: the one language in which attributions are typed, kept in sheets, and printed.

    PHRASE := SHAPE [{FIGURE}] [: "QUOTE" [[LANGUAGE]] [= "TRANSLATION"]] [@ WHEN] [(NOTE)]

Among the shapes the one that explains every word wins; none, or two, is a problem that shows how far each came.
"""

from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from verifier.domain.model.statements import Basis, Certainty, Figure, Stance
from verifier.domain.model.time import Moment
from verifier.intake.phrases.anonymous import readings_of
from verifier.intake.phrases.figures import is_approximate, read_figure
from verifier.intake.phrases.heads import Head, HeadReader, Speaker
from verifier.intake.phrases.names import Names
from verifier.intake.phrases.suggesting import is_generic
from verifier.intake.phrases.tail import Piece, Tail, read_tail
from verifier.intake.problems import Problem, quoted
from verifier.intake.text import bad_character, unstorable
from verifier.intake.times.dates import DateReader

__all__ = ["Phrase", "Speaker", "read_phrase", "unknown_party", "unknown_speaker"]


class Phrase(Struct, frozen=True):
    """An attribution as read. `carriers` run from the origin outward; `said` is None if no time was written.

    `approximate` tells that the figure was written as only about right.
    """

    origin: Speaker
    carriers: tuple[Speaker, ...]
    stance: Stance
    certainty: Certainty
    basis: Basis
    figure: Figure | None
    cue: str | None
    quote: str | None
    said: Moment | None
    note: str | None
    column: int
    approximate: bool = False
    quote_language: str | None = None
    quote_translation: str | None = None


def read_phrase(text: str, names: Names, reader: DateReader) -> Phrase | tuple[Problem, ...]:
    """The attribution one line of text makes, or everything wrong with it; names not known are left to the caller."""
    if fault := _unfit(text):
        return (fault.placed(None, text),)
    heads = HeadReader(_without_lead(text), names)
    readings = _readings(heads)
    if len(readings) == 1:
        head, tail = readings[0]
        unsure = next(filter(None, (_unsure_party(one, names) for one in (head.origin, *head.carriers))), None)
        return (unsure.placed(None, text),) if unsure else _phrase(text, head, tail, reader)
    problem = _ambiguous(readings, heads.start) if readings else heads.failure
    return ((problem or Problem(None, heads.start + 1, "this cannot be read", "")).placed(None, text),)


def _without_lead(text: str) -> str:
    """The text with the commas and dashes before its first word blanked, as a phrase cut out of a sentence has them."""
    lead = len(text) - len(text.lstrip(" ,;\u2013\u2014\u2026"))
    return " " * lead + text[lead:]


def unknown_speaker(speaker: Speaker, names: Names) -> Problem:
    """What to say of a name that is not registered, or that may mean several."""
    if readings := names.readings(speaker.name):
        what = f"{quoted(speaker.name)} may be {' or '.join(readings)}"
        return Problem(None, speaker.column, what, "Write which one is meant")
    closest = names.closest(speaker.name)
    what = f"source {quoted(speaker.name)} is not known"
    fix = "Correct it, add it with verifier source add --kind KIND, or accept it as new with --new"
    if is_generic(speaker.name) and not closest:
        fix = "It does not say which: write its name, as in Russia's Defense Ministry, or accept it as new with --new"
    said = f"Closest: {', '.join(closest)}. {fix}" if closest else fix
    return Problem(None, speaker.column, what, said, unknown_name=True, suggestions=closest, name=speaker.name)


def _unsure_party(speaker: Speaker, names: Names) -> Problem | None:
    """What to say of somebody unnamed, of a party whose word may mean several."""
    if not speaker.anonymous or speaker.party or not (readings := readings_of(speaker.name, names)):
        return None
    what = f"{quoted(speaker.name)} may be of {' or '.join(readings)}"
    return Problem(None, speaker.column, what, "Write which one is meant")


def unknown_party(name: str, names: Names, column: int | None = None) -> Problem:
    """What to say of a party that is not registered."""
    closest = names.closest_party(name)
    what = f"party {quoted(name)} is not known"
    fix = "Correct it, or make the party with verifier source party"
    said = f"Closest: {', '.join(closest)}. {fix}" if closest else fix
    return Problem(None, column, what, said, unknown_name=True, suggestions=closest)


def _unfit(text: str) -> Problem | None:
    """Why a text cannot be a phrase at all: nothing in it, or characters that nothing could keep or show."""
    if not text.strip():
        return Problem(None, 1, "there is nothing to read", "Write who takes which stance, as in: Moscow says")
    free = min((place for mark in '"\u201c(' if (place := text.find(mark)) >= 0), default=len(text))
    return unstorable(text) or bad_character(text[:free])


def _readings(heads: HeadReader) -> list[tuple[Head, Tail]]:
    """The first complete reading of each shape, those that mean the same once."""
    found = [reading for shape in heads.shapes() if (reading := _complete(heads, shape))]
    return list({replace(head, end=0): (head, tail) for head, tail in found}.values())


def _complete(heads: HeadReader, shape: Iterator[Head]) -> tuple[Head, Tail] | None:
    for head in shape:
        tail = read_tail(heads.text, head.end)
        if isinstance(tail, Tail):
            return head, tail
        heads.fail_behind(head, tail)
    return None


def _phrase(text: str, head: Head, tail: Tail, reader: DateReader) -> Phrase | tuple[Problem, ...]:
    figure = None if tail.figure is None else read_figure(tail.figure.text, head.stance)
    said = None if tail.when is None else reader.said(tail.when.text)
    if isinstance(figure, Problem) or isinstance(said, Problem):
        pairs = ((tail.figure, figure), (tail.when, said))
        return tuple(_at(piece, value, text) for piece, value in pairs if piece and isinstance(value, Problem))
    return Phrase(
        origin=head.origin,
        carriers=head.carriers,
        stance=head.stance,
        certainty=head.certainty,
        basis=head.basis,
        figure=figure,
        cue=head.cue,
        quote=tail.quote.text if tail.quote else None,
        said=said,
        note=tail.note.text if tail.note else None,
        column=len(text) - len(text.lstrip()) + 1,
        approximate=tail.figure is not None and is_approximate(tail.figure.text),
        quote_language=tail.language.text if tail.language else None,
        quote_translation=tail.translation.text if tail.translation else None,
    )


def _at(piece: Piece, problem: Problem, text: str) -> Problem:
    return problem.placed(None, text, piece.start + 1)


def _ambiguous(readings: list[tuple[Head, Tail]], start: int) -> Problem:
    meant = " or ".join(_described(head) for head, _ in readings)
    fix = "Write it with a mark, such as + NAME, via NAME"
    return Problem(None, start + 1, f"this can be read as {meant}", fix)


def _described(head: Head) -> str:
    via = "".join(f", via {quoted(carrier.name)}" for carrier in head.carriers)
    return f"{quoted(head.origin.name)}{via}, {head.stance}"
