"""Rows of a table as drafts: the words of each cell read as a claim sheet reads them."""

from collections.abc import Sequence
from enum import StrEnum
from functools import cache, lru_cache
from typing import Final, NamedTuple, TypeAlias, TypeVar

from msgspec.structs import replace

from verifier.domain.model.claims import ClaimKind
from verifier.domain.model.places import PlaceFault, read_coordinates
from verifier.domain.model.statements import Basis, Certainty, Figure, Stance
from verifier.domain.model.time import Moment, at
from verifier.domain.table import CLAIM_COLUMNS, DOCUMENT_COLUMNS, QUOTE_COLUMNS, SAID_COLUMNS, out_of_aside
from verifier.intake.phrases.anonymous import described, is_anonymous, party_of
from verifier.intake.phrases.figures import read_figure
from verifier.intake.phrases.names import Names
from verifier.intake.phrases.phrase import AttributionDraft, Phrase, read_phrase, unknown_party
from verifier.intake.phrases.speakers import Speaker, speaker_of
from verifier.intake.problems import Problem, quoted
from verifier.intake.refs import slug_fault
from verifier.intake.sheets.drafts import ClaimDraft, DocumentDraft, LinkDraft
from verifier.intake.tables.read import Cells, TableRow
from verifier.intake.text import is_blank, is_language
from verifier.intake.times.dates import DateReader, in_the_future

_MARKS: Final = "+?~!-"
_LONGEST_NAME: Final = 200
_LONGEST_TAG: Final = 200
_MORE_THAN_PHRASE: Final = ("via", "certainty", "basis", "cue")
_MOST_KEPT: Final = 1_000
_Given: TypeAlias = tuple[str | tuple[str, ...] | None, ...]
_Word = TypeVar("_Word", bound=StrEnum)
_Value = TypeVar("_Value")


@cache
def _words(kind: type[_Word]) -> dict[object, _Word]:
    return {word.value: word for word in kind}


class RowDraft(NamedTuple):
    """What a row says: a claim, one attribution of it or none, the document; or all that is wrong with it."""

    row: TableRow
    claim: ClaimDraft | None
    said: AttributionDraft | None = None
    document: DocumentDraft | None = None
    problems: tuple[Problem, ...] = ()


class RowReader:
    """Reads rows under a registry, at an instant (microseconds UTC).

    Claims and documents recur from row to row and are read once; so their drafts have the line of none.
    """

    def __init__(self, names: Names, now: int) -> None:
        self.names = names
        self.now = now
        self.dates = DateReader(now)
        self.sound: dict[str, Speaker] = {}
        self._speakers: dict[str, Speaker] = {}
        self._claim = lru_cache(_MOST_KEPT)(self._read_claim)
        self._document = lru_cache(_MOST_KEPT)(self._read_document)

    def draft(self, row: TableRow) -> RowDraft:
        """What a row says."""
        if row.problems:
            return RowDraft(row, None, problems=row.problems)
        given = row.cells.get
        claim, of_claim = self._claim(tuple(map(given, CLAIM_COLUMNS)))
        document, published, of_document = self._document(tuple(map(given, DOCUMENT_COLUMNS)))
        reading = _Reading(self, row.cells, row.line, published)
        said = reading.attribution(document)
        problems: Sequence[Problem] = ()
        if of_claim or of_document or reading.problems:
            problems = [
                replace(one, line=row.line, column=None) for one in (*of_claim, *of_document, *reading.problems)
            ]
        return RowDraft(row, claim, said, document, tuple(problems))

    def _read_claim(self, given: _Given) -> tuple[ClaimDraft, Sequence[Problem]]:
        reading = _Reading(self, _cells(CLAIM_COLUMNS, given))
        return reading.claim(), reading.problems

    def _read_document(self, given: _Given) -> tuple[DocumentDraft | None, Moment | None, Sequence[Problem]]:
        """The document, when it was published, and what is wrong with its cells."""
        reading = _Reading(self, _cells(DOCUMENT_COLUMNS, given))
        published = reading.moment("published", past=True)
        return reading.document(published), published, reading.problems

    def speaker(self, name: str) -> Speaker:
        """Whoever a name means: a known source, somebody unnamed, or a name that is not known."""
        if name not in self._speakers:
            self._speakers[name] = self._speaker(" ".join(name.split()))
        return self._speakers[name]

    def _speaker(self, name: str) -> Speaker:
        if source := self.names.meant(name):
            return speaker_of(source, 1)
        if is_anonymous(name):
            return Speaker(described(name), None, anonymous=True, party=party_of(name, self.names), column=1)
        return Speaker(name, None, anonymous=False, party=None, column=1)


def _cells(columns: Sequence[str], given: _Given) -> Cells:
    return {name: value for name, value in zip(columns, given, strict=True) if value is not None}


class _Reading:
    """Cells of one row being read, and what is wrong with them; `base` is what dates in words are counted from."""

    def __init__(self, reader: RowReader, cells: Cells, line: int = 1, base: Moment | None = None) -> None:
        self.reader = reader
        self.cells = cells
        self.line = line
        self.dates = reader.dates if base is None else replace(reader.dates, base=base)
        self.problems: list[Problem] = []

    def fault(self, what: str, fix: str) -> None:
        """Note what is wrong."""
        self.problems.append(Problem(None, None, what, fix))

    def text(self, name: str) -> str | None:
        """The text of a cell without spaces around it, or None."""
        value = self.cells.get(name)
        return None if value is None or isinstance(value, tuple) else value.strip() or None

    def items(self, name: str) -> tuple[str, ...]:
        """The items of a list cell, each once."""
        value = self.cells.get(name, ())
        return tuple(dict.fromkeys(value)) if isinstance(value, tuple) else ()

    def claim(self) -> ClaimDraft:
        """The claim of the row, without its attribution."""
        text = self.text("claim")
        if text is None or is_blank(text):
            self.fault("there is no claim", "Write what is claimed in the column claim")
        return ClaimDraft(
            line=self.line,
            text=text,
            key=self._key(),
            kind=self._word("kind", ClaimKind),
            happened=self.moment("happened"),
            place=self._place(),
            measure=self.text("measure"),
            parties=self._parties("parties"),
            against=self._parties("against"),
            favours=self._parties("favours"),
            tags=self._tags(),
            entails=tuple(LinkDraft(item, self.line, 1) for item in self.items("entails")),
            contradicts=tuple(LinkDraft(item, self.line, 1) for item in self.items("contradicts")),
        )

    def _place(self) -> str | None:
        place = self.text("place")
        if place and isinstance(fault := read_coordinates(place), PlaceFault):
            self.fault(fault.what, fault.fix)
        return place

    def document(self, published: Moment | None) -> DocumentDraft | None:
        """The document of the row, if it names one."""
        url, title, outlet = self.text("url"), self.text("title"), self.text("outlet")
        if url and len(url.split()) > 1:
            self.fault("the URL has a space in it", "Write it without, or as %20")
        if not (url or title or outlet):
            return None
        speaker = None if outlet is None else self._speaker("outlet", outlet)
        return DocumentDraft(title, url, speaker, published, line=self.line, outlet_line=self.line)

    def attribution(self, document: DocumentDraft | None) -> AttributionDraft | None:
        """The attribution of the row, if it has one; a phrase beside origin and stance is only for the reader."""
        phrase = self._spelled_out() if "origin" in self.cells or "stance" in self.cells else self._phrase()
        if phrase is None:
            return None
        said, written = self._said(phrase, document)
        text = self.text("phrase") or phrase.origin.name
        return AttributionDraft(self.line, 1, text, phrase, said, written)

    def _phrase(self) -> Phrase | None:
        text = self.text("phrase")
        if text is None:
            if stray := [name for name in (*SAID_COLUMNS, *QUOTE_COLUMNS) if name in self.cells]:
                self.fault(f"{stray[0]} is given, and nobody who says so", "Give origin and stance, or a phrase")
            return None
        for name in _MORE_THAN_PHRASE:
            if name in self.cells:
                self.fault(
                    f"{name} is given beside a phrase", f"Say it in the phrase, or give origin, stance and {name}"
                )
        read = read_phrase(text, self.reader.names, self.dates)
        if isinstance(read, Phrase):
            return self._filled(read)
        self.problems += (replace(problem, what=f"phrase, column {problem.column}: {problem.what}") for problem in read)
        return None

    def _filled(self, phrase: Phrase) -> Phrase:
        """The phrase with the quotation, note and figure of their own columns, where it has none."""
        own: dict[str, object] = {
            "quote": self._verbatim("quote"),
            "quote_language": self._quote_language(),
            "quote_translation": self._verbatim("quote_translation"),
            "note": self._verbatim("note"),
            "figure": self._figure(phrase.stance),
        }
        given = {name: value for name, value in own.items() if value is not None}
        for name, value in given.items():
            if getattr(phrase, name) not in {None, value}:
                self.fault(f"the phrase has another {name} than the column {name}", "Give it once")
        return self._quoting(replace(phrase, **given))

    def _spelled_out(self) -> Phrase | None:
        origin, stance = self.text("origin"), self._word("stance", Stance)
        if origin is None or "stance" not in self.cells:
            missing, given = ("origin", "stance") if origin is None else ("stance", "origin")
            self.fault(f"{given} is given without {missing}", f"Give the {missing}, or a phrase")
            return None
        carriers = tuple([self._speaker("via", name) for name in self.cells.get("via", ())])
        phrase = Phrase(
            origin=self._speaker("origin", origin),
            carriers=carriers,
            stance=stance or Stance.AFFIRMS,
            certainty=self._word("certainty", Certainty) or Certainty.CERTAIN,
            basis=self._word("basis", Basis) or Basis.UNKNOWN,
            figure=self._figure(stance or Stance.AFFIRMS),
            cue=self.text("cue"),
            quote=self._verbatim("quote"),
            said=None,
            note=self._verbatim("note"),
            column=1,
            quote_language=self._quote_language(),
            quote_translation=self._verbatim("quote_translation"),
        )
        return self._quoting(phrase)

    def _quoting(self, phrase: Phrase) -> Phrase:
        """The phrase, which has no language and no translation of a quotation without one."""
        if phrase.quote is None and (phrase.quote_language or phrase.quote_translation):
            name = "quote_language" if phrase.quote_language else "quote_translation"
            self.fault(f"{name} is given without a quote", "Give the quote, or leave it out")
        return phrase

    def _quote_language(self) -> str | None:
        language = self.text("quote_language")
        if language and not is_language(language):
            self.fault(f"{quoted(language)} is no language tag", "Write one such as en, uk or pt-BR")
        return language

    def _said(self, phrase: Phrase, document: DocumentDraft | None) -> tuple[Moment, bool]:
        """When it was said, and whether that was written down; if not, the document or the clock tells."""
        if phrase.said is not None:
            return phrase.said, True
        if cell := self.text("said"):
            text, written = out_of_aside(cell)
            said = self._read_moment("said", text, past=True)
            return said or at(self.reader.now), written
        published = document.published if document else None
        return published or at(self.reader.now), False

    def _speaker(self, column: str, name: str) -> Speaker:
        if known := self.reader.sound.get(name):
            return known
        before = len(self.problems)
        if len(name) > _LONGEST_NAME:
            self.fault(f"{column}: a name of {len(name)} characters is too long", f"Keep it under {_LONGEST_NAME}")
        elif is_blank(name):
            self.fault(f"{column} has nothing in it that can be seen", "Write a name")
        speaker = self.reader.speaker(name)
        if speaker.source is None and name[0] in _MARKS and len(name) > 1:
            self.fault(
                f"{column}: {quoted(name)} begins with a mark", "Write the name alone, and the stance in its column"
            )
        return speaker if len(self.problems) > before else self.reader.sound.setdefault(name, speaker)

    def _verbatim(self, name: str) -> str | None:
        return value if isinstance(value := self.cells.get(name), str) else None

    def _word(self, name: str, words: type[_Word]) -> _Word | None:
        known: dict[object, _Word] = _words(words)
        found = known.get(self.cells.get(name))
        if found is not None or (text := self.text(name)) is None:
            return found
        if (found := known.get(text.lower())) is None:
            self.fault(f"{quoted(text)} is no {name}", f"Write one of {', '.join(words)}")
        return found

    def _key(self) -> str | None:
        if (key := self.text("key")) and (fault := slug_fault(key)):
            self.fault(f"{quoted(key)} cannot be a key: {fault}", "Write a key such as bryansk-strike")
        return key

    def _tags(self) -> tuple[str, ...]:
        tags = self.items("tags")
        if any(len(tag) > _LONGEST_TAG for tag in tags):
            self.fault("a tag is too long", f"Keep tags under {_LONGEST_TAG} characters")
        return tags

    def _figure(self, stance: Stance) -> Figure | None:
        text = self.text("figure")
        return None if text is None else self._checked("figure", read_figure(text, stance))

    def moment(self, name: str, *, past: bool = False) -> Moment | None:
        """The span of time in a cell, or None."""
        text = self.text(name)
        return None if text is None else self._read_moment(name, text, past=past)

    def _read_moment(self, name: str, text: str, *, past: bool) -> Moment | None:
        moment = self._checked(name, self.dates.read(text))
        if past and moment and (fault := in_the_future(moment, self.reader.now)):
            return self._checked(name, fault)
        return moment

    def _checked(self, name: str, value: "Problem | _Value") -> "_Value | None":
        if isinstance(value, Problem):
            self.fault(f"{name}: {value.what}", value.fix)
            return None
        return value

    def _parties(self, name: str) -> tuple[str, ...]:
        found: dict[str, None] = {}
        for item in self.items(name):
            if party := self.reader.names.party(item):
                found[party.name] = None
            else:
                self.problems.append(unknown_party(item, self.reader.names))
        return tuple(found)
