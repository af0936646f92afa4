"""Attribution phrases: the one language in which attributions are typed, kept in sheets, and printed.

    PHRASE := SHAPE [{FIGURE}] [: "QUOTE" [[LANGUAGE]] [= "TRANSLATION"]] [@ WHEN] [(NOTE)]

Among the shapes the one that explains every word wins; none, or two, is a problem that shows how far each came.
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from verifier.domain.model.statements import Basis, Certainty, Figure, Stance
from verifier.domain.model.time import Moment
from verifier.intake.phrases.anonymous import readings_of
from verifier.intake.phrases.correcting import is_generic
from verifier.intake.phrases.figures import is_approximate, read_figure
from verifier.intake.phrases.heads import Head, HeadReader
from verifier.intake.phrases.names import Names
from verifier.intake.phrases.speakers import Speaker
from verifier.intake.problems import Problem, quoted
from verifier.intake.text import bad_character, is_language, unstorable
from verifier.intake.times.dates import DateReader

_CLOSING: Final = {'"': '"', "\u201c": "\u201d"}
_ORDER: Final = 'After {} comes only {{FIGURE}}, : "QUOTE", @ WHEN or (NOTE), in this order'
_OF_QUOTE: Final = frozenset({"language", "translation"})


class Piece(NamedTuple):
    """A piece of the phrase and the index at which it begins."""

    text: str
    start: int


class Tail(Struct, frozen=True):
    """The pieces as written, their marks taken off; a quotation, and what it means, with inner marks undoubled."""

    figure: Piece | None = None
    quote: Piece | None = None
    language: Piece | None = None
    translation: Piece | None = None
    when: Piece | None = None
    note: Piece | None = None


def _read_tail(text: str, start: int) -> Tail | Problem:
    """The pieces from an index to the end of a phrase, or the first thing that is none of them."""
    at, last = _skip_spaces(text, start), "the cue or name"
    found: dict[str, Piece] = {}
    for name, (opens, read) in _PIECES.items():
        if not opens(text, at) or (name in _OF_QUOTE and "quote" not in found):
            continue
        piece = read(text, at)
        if isinstance(piece, Problem):
            return piece
        found[name], end = piece
        at, last = _skip_spaces(text, end), f"the {name}"
    return _left_over(text, at, last) if at < len(text) else Tail(**found)


def _skip_spaces(text: str, at: int) -> int:
    """The index of the next character that is not white space."""
    while at < len(text) and text[at].isspace():
        at += 1
    return at


def _at_figure(text: str, at: int) -> bool:
    return text.startswith("{", at)


def _at_quote(text: str, at: int) -> bool:
    return text.startswith(":", at)


def _at_language(text: str, at: int) -> bool:
    return text.startswith("[", at)


def _at_translation(text: str, at: int) -> bool:
    return text.startswith("=", at)


def _at_when(text: str, at: int) -> bool:
    return text.startswith("@", at) and text[at - 1 : at].isspace() and (text[at + 1 : at + 2] or " ").isspace()


def _at_note(text: str, at: int) -> bool:
    return text.startswith("(", at)


def _figure(text: str, at: int) -> tuple[Piece, int] | Problem:
    close = text.find("}", at)
    if close < 0:
        return Problem(None, at + 1, "the figure is not closed", "End it with }")
    return Piece(text[at + 1 : close], at), close + 1


def _language(text: str, at: int) -> tuple[Piece, int] | Problem:
    close = text.find("]", at)
    if close < 0:
        return Problem(None, at + 1, "the language is not closed", "End it with ]")
    tag = text[at + 1 : close].strip()
    if not is_language(tag):
        return Problem(None, at + 1, f"{quoted(tag)} is no language tag", "Write one such as [en], [uk] or [pt-BR]")
    return Piece(tag, at), close + 1


def _translation(text: str, at: int) -> tuple[Piece, int] | Problem:
    return _quoted(text, at, "=")


def _quote(text: str, at: int) -> tuple[Piece, int] | Problem:
    return _quoted(text, at, "colon")


def _quoted(text: str, at: int, before: str) -> tuple[Piece, int] | Problem:
    """What stands between quotation marks behind a sign."""
    opening = _skip_spaces(text, at + 1)
    mark = text[opening : opening + 1]
    if mark not in _CLOSING or not mark:
        return Problem(None, at + 1, f"the {before} is not followed by a quotation", 'Put the words between " and "')
    end = _straight_end(text, opening) if mark == '"' else _curly_end(text, opening)
    if end is None:
        return Problem(None, opening + 1, "the quotation is not closed", f"End it with {_CLOSING[mark]}")
    words = text[opening + 1 : end]
    if not words:
        return Problem(None, opening + 1, "the quotation is empty", f"Write the words, or leave out the {before}")
    return Piece(words.replace('""', '"') if mark == '"' else words, opening), end + 1


def _straight_end(text: str, opening: int) -> int | None:
    """The index of the first straight mark that is not doubled."""
    at = text.find('"', opening + 1)
    while at >= 0 and text.startswith('""', at):
        at = text.find('"', at + 2)
    return at if at >= 0 else None


def _curly_end(text: str, opening: int) -> int | None:
    """The index of the closing mark that belongs to the opening one."""
    depth = 0
    for at in range(opening, len(text)):
        depth += (text[at] == "\u201c") - (text[at] == "\u201d")
        if depth == 0:
            return at
    return None


def _when(text: str, at: int) -> tuple[Piece, int] | Problem:
    start = _skip_spaces(text, at + 1)
    end = text.find("(", start)
    end = len(text) if end < 0 else end
    words = text[start:end].rstrip()
    if not words:
        return Problem(None, at + 1, "there is no date after @", "Write when it was said, such as @ 2024-11-19")
    return Piece(words, start), end


def _note(text: str, at: int) -> tuple[Piece, int] | Problem:
    depth = 0
    for end in range(at, len(text)):
        depth += (text[end] == "(") - (text[end] == ")")
        if depth == 0:
            break
    else:
        return Problem(None, at + 1, "the note is not closed", "End it with )")
    if end == at + 1:
        return Problem(None, at + 1, "the note is empty", "Write something between the parentheses or leave them out")
    return Piece(text[at + 1 : end], at), end + 1


def _left_over(text: str, at: int, last: str) -> Problem:
    what = f"{quoted(text[at:].rstrip())} is left over"
    if text[at] in _CLOSING:
        return Problem(None, at + 1, what, "Put a colon before a quotation")
    if text[at] == "@":
        return Problem(None, at + 1, what, "Put a space before and after @")
    if last == "the quote":
        return Problem(None, at + 1, what, 'Double a straight mark inside a quotation: ""')
    return Problem(None, at + 1, what, _ORDER.format(last))


_PIECES: Final = {
    "figure": (_at_figure, _figure),
    "quote": (_at_quote, _quote),
    "language": (_at_language, _language),
    "translation": (_at_translation, _translation),
    "when": (_at_when, _when),
    "note": (_at_note, _note),
}


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


class AttributionDraft(NamedTuple):
    """An attribution as written. `written` tells whether its time was given for it, by `@` or for the whole sheet."""

    line: int
    column: int
    text: str
    phrase: Phrase
    said: Moment
    written: bool


def read_attribution(
    line: str, names: Names, reader: DateReader, said: Moment | None, number: int = 0
) -> AttributionDraft | tuple[Problem, ...]:
    """The attribution that a line by its number makes, or everything wrong with it.

    Where it does not tell when, it was said at the time given, or when its document was published, or now.
    """
    phrase = read_phrase(line, names, reader)
    if isinstance(phrase, tuple):
        return tuple(problem.placed(number, line) for problem in phrase)
    when = phrase.said or said or reader.base or Moment(reader.now, reader.now)
    return AttributionDraft(number, phrase.column, line.strip(), phrase, when, bool(phrase.said or said))


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
        tail = _read_tail(heads.text, head.end)
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
