"""Claim sheets: one document, or loose notes, with claims and who takes which stance on them.

All faults are found at once. Names of sources that are not known are none here: whoever records decides on them.
"""

from collections.abc import Iterator, Mapping
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from verifier.domain.errors import UsageError
from verifier.domain.model.claims import ClaimKind, folded
from verifier.domain.model.places import PlaceFault, read_coordinates
from verifier.domain.model.time import Moment
from verifier.intake.nearest import nearest
from verifier.intake.phrases.names import Names
from verifier.intake.phrases.phrase import AttributionDraft, read_attribution, unknown_party
from verifier.intake.phrases.speakers import Speaker, speaker_of
from verifier.intake.problems import Problem, in_order, quoted
from verifier.intake.refs import ClaimRef, KeyRef, read_ref, slug_fault
from verifier.intake.sheets.drafts import ClaimDraft, DocumentDraft, LinkDraft
from verifier.intake.sheets.lines import CLAIM_FIELDS, DOCUMENT_FIELDS, Field, sorted_lines
from verifier.intake.text import is_language
from verifier.intake.times.dates import DateReader, in_the_future
from verifier.intake.times.local import Zone, read_zone

_Value = TypeVar("_Value")


class Sheet(Struct, frozen=True):
    """A sheet as read; without a document it is loose notes."""

    document: DocumentDraft | None
    claims: tuple[ClaimDraft, ...]


def read_sheet(
    data: str | bytes, names: Names, now: int, said: Moment | None = None
) -> tuple[Sheet, tuple[Problem, ...]]:
    """What a sheet says at an instant (microseconds UTC), and all that is wrong with it, in order; `said` is --said."""
    lines, reader = sorted_lines(data), FieldReader(names, DateReader(now))
    header, problems = lines.header, lines.problems
    document = reader.document(header.fields, header.title, header.line)
    claims = []
    for block in lines.claims:
        draft = reader.claim(block.title or "", block.fields, block.line, block.column)
        attributions = []
        for number, line in block.phrases:
            read = read_attribution(line, names, reader.dates, said, number)
            if isinstance(read, AttributionDraft):
                attributions.append(read)
            else:
                problems += (with_field(problem, line) for problem in read)
        claims.append(replace(draft, attributions=tuple(attributions)))
    return Sheet(document, tuple(claims)), in_order([*problems, *reader.problems])


def typed_fields(given: Mapping[str, str]) -> dict[str, Field]:
    """Fields that were typed by themselves, and stand on no line of a sheet."""
    return {name: Field(name, value.strip(), 0, 1, value) for name, value in given.items()}


class FieldReader:
    """Interprets the fields of a document and its claims, and collects what is wrong.

    `dates` reads by the document's zone and from its date of publication, once that was read.
    """

    def __init__(self, names: Names, dates: DateReader) -> None:
        self.problems: list[Problem] = []
        self.dates = dates
        self._names = names
        self._keys: dict[str, int] = {}

    def document(self, fields: Mapping[str, Field], title: str | None = None, line: int = 0) -> DocumentDraft | None:
        """The document of a title and fields; None if it has neither."""
        if title is None and not fields:
            return None
        if zone := self._zone(fields.get("tz")):
            self.dates = replace(self.dates, zone=zone)
        published = self._past(fields.get("published"))
        self.dates = replace(self.dates, base=published)
        return DocumentDraft(
            title=title,
            url=self._url(fields.get("url")),
            outlet=self._outlet(fields.get("outlet")),
            published=published,
            retrieved=self._past(fields.get("retrieved")),
            text=_value(fields.get("text")),
            line=line,
            outlet_line=fields["outlet"].line if "outlet" in fields else line,
            text_line=_where(fields).get("text"),
            archived=self._url(fields.get("archived")),
            author=_value(fields.get("author")),
            language=self._language(fields.get("language")),
            captured=self._past(fields.get("captured")),
            location=_value(fields.get("location")),
        )

    def claim(self, title: str, fields: Mapping[str, Field], line: int = 0, column: int = 1) -> ClaimDraft:
        """The claim of a text, or of the ref or key of a known one, with its fields."""
        text, ref = self._text_or_ref(title, line, column)
        return ClaimDraft(
            line=line,
            text=text,
            ref=ref,
            parties=tuple(self._party_names(fields.get("parties"))),
            against=tuple(self._party_names(fields.get("against"))),
            favours=tuple(self._party_names(fields.get("favours"))),
            key=self._key(fields.get("key")),
            kind=self._kind(fields.get("kind")),
            happened=self._moment(fields.get("happened")),
            place=self._place(fields.get("place")),
            measure=_value(fields.get("measure")),
            tags=tuple(item for item, _ in _items(fields.get("tags"))),
            entails=tuple(self._links(fields.get("entails"))),
            contradicts=tuple(self._links(fields.get("contradicts"))),
            where=_where(fields),
        )

    def _text_or_ref(self, title: str, line: int, column: int) -> tuple[str | None, str | None]:
        try:
            ref = read_ref(title)
        except UsageError as error:
            if not _is_numbered(title):
                return title, None
            message = error.message
        else:
            if isinstance(ref, ClaimRef | KeyRef):
                return None, f"c{ref.number}" if isinstance(ref, ClaimRef) else ref.key
            message = f"{quoted(title)} is not a claim. Write what is claimed, or a claim's ref or key."
        what, _, fix = message.partition(". ")
        self.problems.append(Problem(line, column, what, fix.removesuffix("."), f"## {title}"))
        return None, title

    def _fault(self, field: Field, what: str, fix: str, column: int | None = None) -> None:
        self.problems.append(Problem(None, column or field.column, what, fix).placed(field.line, field.text))

    def _zone(self, field: Field | None) -> Zone | None:
        zone = None if field is None else read_zone(field.value)
        return self._checked(field, zone)

    def _moment(self, field: Field | None) -> Moment | None:
        return self._checked(field, None if field is None else self.dates.read(field.value))

    def _past(self, field: Field | None) -> Moment | None:
        moment = self._moment(field)
        if field and moment and (fault := in_the_future(moment, self.dates.now)):
            return self._checked(field, fault)
        return moment

    def _checked(self, field: Field | None, value: _Value | Problem | None) -> _Value | None:
        if isinstance(value, Problem):
            if field is not None:
                self.problems.append(value.placed(field.line, field.text, field.column))
            return None
        return value

    def _url(self, field: Field | None) -> str | None:
        if field and len(field.value.split()) > 1:
            self._fault(field, "the URL has a space in it", "Write it without, or as %20")
        return _value(field)

    def _language(self, field: Field | None) -> str | None:
        if field and not is_language(field.value):
            self._fault(field, f"{quoted(field.value)} is no language tag", "Write one such as en, uk or pt-BR")
        return _value(field)

    def _place(self, field: Field | None) -> str | None:
        place = _value(field)
        if field and place and isinstance(fault := read_coordinates(place), PlaceFault):
            self._fault(field, fault.what, fault.fix)
        return place

    def _outlet(self, field: Field | None) -> Speaker | None:
        if field is None:
            return None
        if source := self._names.meant(field.value):
            return speaker_of(source, field.column)
        return Speaker(" ".join(field.value.split()), None, anonymous=False, party=None, column=field.column)

    def _key(self, field: Field | None) -> str | None:
        if field is None:
            return None
        if fault := slug_fault(field.value):
            self._fault(field, f"{quoted(field.value)} cannot be a key: {fault}", "Write a key such as bryansk-strike")
        elif field.value in self._keys:
            what = f"key {quoted(field.value)} was given on line {self._keys[field.value]} already"
            self._fault(field, what, "Choose another key for one of the claims")
            return None
        self._keys.setdefault(field.value, field.line)
        return field.value

    def _kind(self, field: Field | None) -> ClaimKind | None:
        if field is None:
            return None
        if field.value.lower() in list(ClaimKind):
            return ClaimKind(field.value.lower())
        self._fault(field, f"{quoted(field.value)} is no kind of claim", f"Write one of {', '.join(ClaimKind)}")
        return None

    def _party_names(self, field: Field | None) -> Iterator[str]:
        found = set()
        for item, column in _items(field):
            party = self._names.party(item)
            if party is None and field is not None:
                self.problems.append(unknown_party(item, self._names, column).placed(field.line, field.text))
            elif party is not None and party.name not in found:
                found.add(party.name)
                yield party.name

    def _links(self, field: Field | None) -> Iterator[LinkDraft]:
        for item, column in _items(field):
            try:
                ref = read_ref(item)
            except UsageError:
                ref = None
            if isinstance(ref, ClaimRef | KeyRef) and field is not None:
                yield LinkDraft(item, field.line, column)
            elif field is not None:
                what = f"{quoted(item)} is no claim's ref or key"
                self._fault(field, what, "Write refs such as c12, or keys", column)


def _value(field: Field | None) -> str | None:
    return field.value if field else None


def _where(fields: Mapping[str, Field]) -> dict[str, tuple[int, int, str]]:
    """The line, column and text of each field."""
    return {name: (field.line, field.column, field.text) for name, field in fields.items()}


def _items(field: Field | None) -> Iterator[tuple[str, int]]:
    """The items of a comma list, each once, with the columns at which they begin."""
    if field is None:
        return
    column, seen = field.column, set()
    for piece in field.value.split(","):
        item = piece.strip()
        if item and folded(item) not in seen:
            yield item, column + len(piece) - len(piece.lstrip())
        seen.add(folded(item))
        column += len(piece) + 1


def _is_numbered(title: str) -> bool:
    return title[:1] in {"a", "c", "r"} and title[1:].isascii() and title[1:].isdigit()


def with_field(problem: Problem, line: str) -> Problem:
    """A problem of a line read as a phrase, with the field that may have been meant."""
    name, colon, _ = line.strip().partition(":")
    near = nearest(name.lower(), (*CLAIM_FIELDS, *DOCUMENT_FIELDS), cutoff=0.7) if colon else ()
    return replace(problem, fix=f"{problem.fix}. If a field is meant: {near[0]}") if near else problem
