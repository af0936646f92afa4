"""Proposals: an attribution each, worded in the phrase language, with what it rests on and what was guessed.

Sentences that say who says something, and that nothing was taken from, are told as missed.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from verifier.domain.model.claims import ClaimKind
from verifier.domain.model.statements import Basis, Certainty, Stance
from verifier.intake.draft.parsing import Page
from verifier.intake.draft.quoting import sentences
from verifier.intake.draft.reported import HEDGES, Piece, Report
from verifier.intake.draft.speakers import Mention, Name, Speakers, actors, apposed, is_outlet_name, words_of
from verifier.intake.draft.verbs import verbs
from verifier.intake.draft.wording import (
    Wanted,
    certainty_of,
    claim_text,
    points_back,
    said_when,
    suggested_kind,
    worded,
)
from verifier.intake.phrases.cues import lexicon
from verifier.intake.phrases.names import Names
from verifier.intake.times.dates import DateReader

if TYPE_CHECKING:
    from spacy.tokens import Token

Span = tuple[int, int]
_FEWEST_WORDS: Final = 2
_ALIKE: Final = 65
_SAYS: Final = frozenset({"tell", "quote", "cite", "inform"})
_NUMBERS: Final = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"),
)


class Proposal(Struct, frozen=True):
    """One attribution to decide on; spans are places in the article's text, `key` is its place and number there."""

    key: str
    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
    via: tuple[str, ...]
    origin: str
    stance: Stance
    certainty: Certainty
    basis: Basis
    quote: str | None
    phrase: str
    claim: str
    kind: ClaimKind | None
    check: tuple[str, ...]
    words: str
    when: str | None
    like: str | None
    figures: tuple[tuple[str, str], ...]


class Setting(Struct, frozen=True):
    """What is known of the article: whose it is, and of which day."""

    outlet: str | None
    published: date | None


class Proposer:
    """Makes proposals of reports, in the order of the article."""

    def __init__(self, pages: Sequence[Page], names: Names, reader: DateReader, setting: Setting) -> None:
        self._pages = {page.number: page for page in pages}
        self._names = names
        self._reader = reader
        self._setting = setting
        self._speakers = Speakers(names)
        self._claims: list[str] = []
        self._keys: dict[int, int] = {}

    def proposals(self, reports: Sequence[Report]) -> Iterator[Proposal]:
        """Every proposal that can be worded."""
        waiting = list(reports)
        for page in self._pages.values():
            here = [one for one in waiting if one.page is page]
            acting = list(actors(page.doc))
            for report in here:
                for token in [one for one in acting if one.i < report.verb.i]:
                    self._speakers.meet(token)
                    acting.remove(token)
                yield from self._of(report)
            for token in acting:
                self._speakers.meet(token)

    def _of(self, report: Report) -> Iterator[Proposal]:
        origin = self._origin(report)
        via = [self._speakers.mention(one) for one in report.via]
        via = [one for one in via if one.name.text != self._setting.outlet and one.name != origin.name]
        for pieces, quoted in self._contents(report):
            if (proposal := self._proposal(report, origin, via, pieces, quoted=quoted)) is not None:
                yield proposal

    def _origin(self, report: Report) -> Mention:
        if report.source is not None:
            return self._speakers.mention(report.source)
        outlet = self._setting.outlet
        if outlet:
            known = self._names.source(outlet)
            name = Name(outlet, known=known is not None, anonymous=False, person=False, plural=False, heads=frozenset())
            return Mention(name, f'"{report.verb.text}", named by nobody')
        name = Name("unnamed sources", known=False, anonymous=True, person=False, plural=True, heads=frozenset())
        return Mention(name, f'"{report.verb.text}", named by nobody')

    def _contents(self, report: Report) -> Iterator[tuple[list[Piece], bool]]:
        """What is said, claim by claim: the sentences of direct speech one by one."""
        plain: list[Piece] = []
        for piece in report.content:
            page = self._pages[piece[0]]
            if self._is_direct(page, piece):
                for sentence in sentences(page, piece):
                    words = page.paragraph.text[sentence[1] : sentence[2]]
                    if len(words.split()) >= _FEWEST_WORDS or len(report.content) == 1:
                        yield [sentence], True
            else:
                plain.append(piece)
        if plain or not report.content:
            yield plain, False

    def _is_direct(self, page: Page, piece: Piece) -> bool:
        return any(
            one.is_speech and one.inner[0] <= piece[1] and piece[2] <= one.inner[1] for one in page.paragraph.quotations
        )

    def _proposal(
        self, report: Report, origin: Mention, via: Sequence[Mention], pieces: Sequence[Piece], *, quoted: bool
    ) -> Proposal | None:
        words = " ".join(self._pages[number].paragraph.text[start:end] for number, start, end in pieces)
        before = list(self._claims)
        claim, check = self._claim(report, words)
        if not claim:
            return None
        like = None if claim in before else _like(claim, before)
        when = said_when(self._beside(report), self._setting.published)
        written = when[1].isoformat() if when and when[1] != self._setting.published else None
        quote = _verbatim(words) if quoted else None
        phrased = worded(_wanted(report, origin, via, quote, written), self._names, self._reader)
        if phrased is None:
            return None
        page = report.page
        guess = "whose words are these? They stand without a name" if _stands_in(pieces, report.guessed) else None
        return Proposal(
            key=self._key(page.paragraph.offsets[report.cue[0].idx]),
            source=self._source(report),
            cue=tuple(_runs(page, report.cue)),
            content=tuple(self._pages[number].paragraph.span(start, end) for number, start, end in pieces),
            via=tuple(speaker.name for speaker in phrased.phrase.carriers),
            origin=phrased.phrase.origin.name,
            stance=phrased.phrase.stance,
            certainty=phrased.phrase.certainty,
            basis=phrased.phrase.basis,
            quote=phrased.phrase.quote,
            phrase=phrased.text,
            claim=claim,
            kind=report.kind or suggested_kind(claim),
            check=tuple(filter(None, [guess, origin.guess, *(one.guess for one in via), *check])),
            words=page.paragraph.text[report.cue[0].idx : report.cue[-1].idx + len(report.cue[-1])],
            when=f'"{when[0]}" = {when[1].isoformat()}' if when else None,
            like=like,
            figures=tuple(self._figures(pieces)),
        )

    def _claim(self, report: Report, words: str) -> tuple[str, list[str]]:
        """The claim, the one before it where the words only point back."""
        if not words.strip() or points_back(words):
            if not self._claims:
                return "", []
            return self._claims[-1], [f'"{words or report.verb.text}" is taken to mean this claim']
        claim = claim_text(words)
        if claim:
            self._claims.append(claim)
        check = []
        if report.stance is Stance.WITHHOLDS and report.verb.lemma_ in {"report", "say", "mention"}:
            check.append("silence (?), or does it say that there were none?")
        return claim, check

    def _beside(self, report: Report) -> str:
        """The words of a report's sentence that are not what is said."""
        page = report.page
        sentence = report.verb.sent
        text = list(page.paragraph.text)
        for number, start, end in report.content:
            if number == page.number:
                text[start:end] = " " * (end - start)
        return "".join(text[sentence.start_char : sentence.end_char])

    def _source(self, report: Report) -> tuple[Span, ...]:
        """Where the source stands: its description, the name beside it, the pronoun that stands for it."""
        if report.source is None:
            return ()
        nouns = dict.fromkeys((report.source.i, apposed(report.source).i))
        runs = [words_of(report.source.doc[place]) for place in nouns]
        runs += [[one] for one in report.verb.children if one.dep_ == "nsubj" and one.tag_ in {"WP", "WDT"}]
        return tuple(_place(report.page, run) for run in runs if run)

    def _figures(self, pieces: Sequence[Piece]) -> Iterator[tuple[str, str]]:
        """What is counted in a claim, and its number."""
        for number, start, end in pieces:
            counted = (
                (token.head.lower_, _number(token.lower_))
                for token in self._pages[number].doc
                if start <= token.idx < end and token.dep_ == "nummod" and token.head.tag_ == "NNS"
            )
            yield from ((noun, figure) for noun, figure in counted if figure is not None)

    def _key(self, place: int) -> str:
        number = self._keys[place] = self._keys.get(place, 0) + 1
        return f"{place}.{number}"


def _wanted(report: Report, origin: Mention, via: Sequence[Mention], quote: str | None, written: str | None) -> Wanted:
    """What the phrase of a proposal has to say; `written` is the day it was said, if not that of the article."""
    hedges = [below.lower_ for below in report.verb.children if below.dep_ == "advmod"]
    cues = tuple(cues_of(report, origin.name, hedges))
    firm = certainty_of(
        hedges + ([report.verb.lower_] if report.source is None else []),
        cues[0] if cues else None,
        doubted=origin.name.doubted,
    )
    return Wanted(origin.name, tuple(one.name for one in via), report.stance, firm, cues, quote, written)


def _place(page: Page, tokens: "Sequence[Token]") -> Span:
    return page.paragraph.span(tokens[0].idx, tokens[-1].idx + len(tokens[-1]))


def _runs(page: Page, tokens: "Sequence[Token]") -> Iterator[Span]:
    run: list[Token] = []
    for token in tokens:
        if run and token.i != run[-1].i + 1:
            yield _place(page, run)
            run = []
        run.append(token)
    if run:
        yield _place(page, run)


def _verbatim(words: str) -> str | None:
    kept = "".join(character for character in words if character.isprintable()).strip()
    return kept.removesuffix(",").rstrip() or None


def cues_of(report: Report, origin: Name, hedges: Sequence[str]) -> Iterator[str]:
    """The article's cue as the phrase language may have it, the best first."""
    own = " ".join(token.lower_.replace("\u2019", "'") for token in report.cue)
    if report.source is None:
        yield f"{report.verb.lower_} {'say' if origin.plural else 'says'}"
    elif own == "according to" or report.stance is Stance.WITHHOLDS:
        yield own.replace(" n't", "n't")
    else:
        hedge = next((word for word in hedges if word in lexicon().hedges), None)
        lemma = report.verb.lemma_.lower()
        if lemma in _SAYS:
            return
        form = lemma if origin.plural else _third(lemma)
        yield from ([f"{hedge} {form}"] if hedge else [form])


def _third(lemma: str) -> str:
    """The third person of a verb."""
    if lemma.endswith("y") and lemma[-2:-1] not in "aeiou":
        return f"{lemma[:-1]}ies"
    return f"{lemma}es" if lemma.endswith(("s", "sh", "ch", "x", "z", "o")) else f"{lemma}s"


def outlets(names: Names) -> "Outlets":
    """What tells whether words name an outlet."""
    return Outlets(names)


class Outlets:
    """Tells whether a noun names an outlet, or something like one."""

    def __init__(self, names: Names) -> None:
        self._names = names

    def __call__(self, token: "Token") -> bool:
        """Whether these words name one."""
        text = " ".join(word.text for word in words_of(token))
        return is_outlet_name(text, self._names)


def _number(word: str) -> str | None:
    """A number as a figure is written; None if the word is none."""
    plain = word.replace(",", "")
    if plain.isascii() and plain.isdigit():
        return plain
    return str(_NUMBERS.index(word)) if word in _NUMBERS else None


def _like(claim: str, before: Sequence[str]) -> str | None:
    """The claim before this one that is most like it, if one is."""
    from rapidfuzz import fuzz, process

    found = process.extractOne(claim, before, scorer=fuzz.token_set_ratio, score_cutoff=_ALIKE)
    return found[0] if found else None


def _stands_in(pieces: Sequence[Piece], others: Sequence[Piece]) -> bool:
    """Whether one of several pieces is a part of one of others."""
    return any(
        page == other and start <= first and last <= end for page, first, last in pieces for other, start, end in others
    )


Missed = tuple[int, str]
"""Where a sentence begins in the article's text, and its words."""


def missed(pages: Sequence[Page], proposals: Iterable[Proposal]) -> Iterator[Missed]:
    """The sentences that ought to be looked at, in order."""
    taken = [span for one in proposals for span in (*one.cue, *one.content)]
    for page in pages:
        for sentence in page.doc.sents:
            words = page.paragraph.text[sentence.start_char : sentence.end_char].strip()
            if not words:
                continue
            start, end = page.paragraph.span(sentence.start_char, sentence.end_char)
            if not any(first < end and last > start for first, last in taken) and _tells(
                page, sentence.start, sentence.end
            ):
                yield start, words


def _tells(page: Page, start: int, end: int) -> bool:
    lexicon = verbs()
    speech = {lemma for lemma, verb in lexicon.verbs.items() if not verb.evidence}
    tokens = page.doc[start:end]
    first, last = tokens.start_char, tokens.end_char
    quoted = any(one.is_speech and one.start < last and one.end > first for one in page.paragraph.quotations)
    return quoted or any(
        token.lower_ in HEDGES | {"according"} or (token.lemma_.lower() in speech and token.pos_ == "VERB")
        for token in tokens
    )
