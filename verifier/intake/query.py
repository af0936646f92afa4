"""QUERY strings: words to find, `-word` to exclude, fields such as `status:unconfirmed who:"Defense Ministry"`, OR.

What stands side by side must hold together; OR and brackets are read as a list of alternatives, each a run of terms,
for which brackets are multiplied out.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import product
from typing import Any, Final, NamedTuple, TypeAlias

from verifier.domain.errors import UsageError
from verifier.domain.explain.outcome import Flag
from verifier.domain.model.claims import ClaimKind, Status
from verifier.domain.model.time import DAY, HOUR, MINUTE, Moment
from verifier.domain.query import FIELDS, UNCONFIRMED, Query, QueryField, Sort, Span
from verifier.domain.rules.policy import Policy
from verifier.intake.nearest import nearest
from verifier.intake.problems import Problem, quoted
from verifier.intake.text import bad_character
from verifier.intake.times.dates import DateReader

_FIELD: Final = re.compile(r"-?([A-Za-z][A-Za-z-]*):")
_SPACE: Final = re.compile(r"\s*")
_WRITTEN: Final = re.compile(r"\S+")
_DEEPEST: Final = 20
_MOST: Final = 64
_OR: Final = "OR"
_AND: Final = "AND"
_NOT: Final = "NOT"
_UNITS: Final = {"m": MINUTE, "h": HOUR, "d": DAY, "w": 7 * DAY}
_OPEN_END: Final = ".."


class Term(NamedTuple):
    """One term: the field's name or none, its value, and how it was written."""

    field: str | None
    value: str
    excluded: bool
    quoted: bool

    def joins(self, word: str) -> bool:
        """Whether this is a word by which terms are joined."""
        return self == (None, word, False, False)


Alternatives: TypeAlias = list[tuple[Term, ...]]


def alternatives(text: str) -> Alternatives:
    """The runs of terms of which one must hold (UsageError); one empty run if nothing is asked."""
    reader = _Reader(text)
    found = reader.either()
    return found or [()]


class _Reader:
    """Reads a query from left to right."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._open: list[int] = []
        self._skip_space()

    def either(self) -> Alternatives:
        """Runs joined by OR, up to the end or the bracket that closes."""
        found = self._together()
        start = self._at
        while self._take(_OR):
            if not found:
                raise self._missing(start, "before OR")
            more = self._together()
            if not more:
                raise self._missing(start, "behind OR")
            found += more
            start = self._at
        return found

    def _together(self) -> Alternatives:
        """What stands side by side, or is joined by AND: none if there is nothing."""
        found: Alternatives = []
        joined: int | None = None
        while not self._ended():
            start = self._at
            if self._take(_AND):
                if not found or joined is not None:
                    raise self._missing(start, "before AND")
                joined = start
                continue
            item = self._item()
            found = self._multiplied(found, item, start) if found else item
            joined = None
        if joined is not None:
            raise self._missing(joined, "behind AND")
        return found

    def _ended(self) -> bool:
        """Whether a run ends here: at the end, a closing bracket, or an OR."""
        text, at = self._text, self._at
        return at == len(text) or (bool(self._open) and text[at] == ")") or self._peek(_OR)

    def _item(self) -> Alternatives:
        """A term, or what stands in brackets."""
        start = self._at
        if self._text[start] != "(":
            return [(self._term(),)]
        if len(self._open) == _DEEPEST:
            raise _fault(start, f"brackets stand in each other more than {_DEEPEST} deep", "Take some away")
        self._open.append(start)
        self._at += 1
        self._skip_space()
        found = self.either()
        if self._at == len(self._text):
            raise _fault(start, "the bracket is not closed", 'End it with ), or put words with a bracket in ""')
        if not found:
            raise _fault(start, "there is nothing in the brackets", "Write a condition, or leave them out")
        self._open.pop()
        self._at += 1
        self._skip_space()
        return found

    @staticmethod
    def _multiplied(found: Alternatives, more: Alternatives, start: int) -> Alternatives:
        if len(found) * len(more) > _MOST:
            raise _fault(start, f"this makes more than {_MOST} alternatives", "Ask with fewer OR at a time")
        return [(*one, *other) for one, other in product(found, more)]

    def _term(self) -> Term:
        text, start = self._text, self._at
        field = _FIELD.match(text, start)
        excluded = text[start] == "-"
        self._at = field.end() if field else start + excluded
        value, is_quoted = self._value(text[start : self._at])
        name = field[1].lower() if field else None
        term = Term(name, value, excluded, is_quoted)
        if term.joins(_NOT):
            raise _fault(start, "NOT excludes nothing here", 'Write -word to exclude a word, "NOT" to look for it')
        if name is not None:
            _check_field(name, value, excluded=excluded)
        elif not value.strip():
            raise _fault(start, "a word is missing", f"Write one behind {text[start : self._at] or text[start]}")
        elif not _has_word(value):
            raise _fault(start, f"{quoted(value)} has no letter and no digit to look for", "Write a word of the claim")
        self._skip_space()
        return term

    def _value(self, before: str) -> tuple[str, bool]:
        """The value here, and whether it stood in quotation marks; `before` is what the term begins with."""
        text, start = self._text, self._at
        if text.startswith('"', start):
            end = text.find('"', start + 1)
            if end < 0:
                raise _fault(start, "the quotation is not closed", 'End it with "')
            self._at = end + 1
            return " ".join(text[start + 1 : end].split()), True
        written = _WRITTEN.match(text, start)
        value = written[0] if written else ""
        if self._open:
            value = _up_to_closing(value)
        if before and value.startswith("(") and value.count("(") > value.count(")"):
            what = f"a bracket cannot stand behind {before}"
            raise _fault(start, what, 'Write fields and - within brackets, or put the value in ""')
        self._at += len(value)
        return value, False

    def _peek(self, word: str) -> bool:
        """Whether a word by which terms are joined stands here."""
        after = self._text[self._at + len(word) : self._at + len(word) + 1]
        return self._text.startswith(word, self._at) and (not after or after.isspace() or after in "()")

    def _take(self, word: str) -> bool:
        """Go past such a word, if it stands here."""
        if not self._peek(word):
            return False
        self._at += len(word)
        self._skip_space()
        return True

    def _skip_space(self) -> None:
        if found := _SPACE.match(self._text, self._at):
            self._at = found.end()

    def _missing(self, start: int, where: str) -> UsageError:
        word = where.rpartition(" ")[2]
        return _fault(start, f"a condition is missing {where}", f'Write one, or "{word}" to look for the word')


def _up_to_closing(value: str) -> str:
    """A value up to the first bracket that closes and that it did not open."""
    depth = 0
    for index, character in enumerate(value):
        depth += (character == "(") - (character == ")")
        if depth < 0:
            return value[:index]
    return value


def _has_word(value: str) -> bool:
    """Whether there is a letter or digit to look for."""
    return any(character.isalnum() for character in value)


def _check_field(name: str, value: str, *, excluded: bool) -> None:
    if name not in FIELDS:
        near = nearest(name, FIELDS, cutoff=0.5)
        hint = f"Did you mean {near[0]}:? " if near else ""
        fields = ", ".join(f"{field}:" for field in FIELDS)
        raise UsageError(
            f'{quoted(name + ":")} is no field of a query. {hint}Fields are {fields}; put words with a colon in "".',
            suggestions=near,
        )
    if excluded:
        raise UsageError(f"{quoted(f'-{name}:')} cannot be excluded. Only words can: -word.")
    if not value.strip(", \t\n"):
        raise UsageError(f"{quoted(f'{name}:')} has no value. Write one behind the colon, without a space.")


def _fault(start: int, what: str, remedy: str) -> UsageError:
    return UsageError(f"in the query, character {start + 1}: {what}. {remedy}.")


class _Given(NamedTuple):
    """The terms of one field, and what reads dates."""

    field: QueryField
    terms: Sequence[Term]
    reader: DateReader


def read_query(text: str, reader: DateReader, stale_days: Callable[[], int] = lambda: Policy().stale_days) -> Query:
    """The conditions a query states, dates read as of now; UsageError for what cannot be read.

    `stale_days` tells after how many days without news a claim is flagged stale, if that is asked.
    """
    if fault := bad_character(text, allowed="\t\n"):
        raise UsageError(f"in the query, character {fault.column}: {fault.message}")
    return Query.any_of(_query(terms, reader, stale_days) for terms in alternatives(text))


def _query(terms: Sequence[Term], reader: DateReader, stale_days: Callable[[], int]) -> Query:
    """What one run of terms asks."""
    asked: dict[str, Any] = {
        "words": tuple(term.value for term in terms if term.field is None and not term.excluded),
        "without": tuple(term.value for term in terms if term.field is None and term.excluded),
    }
    for name, field in FIELDS.items():
        if of_field := [term for term in terms if term.field == name]:
            asked[field.of] = _READ[field.sort](_Given(field, of_field, reader))
    query = Query(**asked)
    return Query(**asked, stale_after=stale_days() * DAY) if Flag.STALE in query.flags else query


def read_duration(text: str) -> int:
    """A length of time such as 48h, 14d, 90m or 2w, in microseconds; UsageError for anything else."""
    match = re.fullmatch(r"([0-9]{1,6})([mhdw])", text)
    if match is None:
        raise UsageError(f"{quoted(text)} is no length of time. Write it like 90m, 48h, 14d or 2w.")
    return int(match[1]) * _UNITS[match[2]]


def _names(given: _Given) -> tuple[str, ...]:
    """The values of a field: those of comma lists, but what was in quotation marks is one."""
    lists = ([term.value] if term.quoted else term.value.split(",") for term in given.terms)
    return tuple(value for values in lists for value in values if value)


def _words(given: _Given) -> tuple[str, ...]:
    found = _names(given)
    for value in found:
        if not _has_word(value):
            name = given.field.written
            raise UsageError(f"{quoted(f'{name}:{value}')} has no letter and no digit to look for. Write a word.")
    return found


def _statuses(given: _Given) -> frozenset[Status]:
    chosen = frozenset(_chosen(given))
    named = frozenset(map(Status, chosen - {"unconfirmed"}))
    return named | UNCONFIRMED if "unconfirmed" in chosen else named


def _flags(given: _Given) -> frozenset[Flag]:
    return frozenset(map(Flag, _chosen(given)))


def _kinds(given: _Given) -> frozenset[ClaimKind]:
    return frozenset(map(ClaimKind, _chosen(given)))


def _chosen(given: _Given) -> Iterator[str]:
    """The values of a field that has few (UsageError with the nearest)."""
    name, choices = given.field.written, given.field.choices
    for value in _lowered(given.terms):
        if value not in choices:
            near = nearest(value, choices, cutoff=0.4)
            hint = f"Did you mean {near[0]}? " if near else ""
            plural = given.field.sort.value.capitalize()
            raise UsageError(
                f"{quoted(value)} is no {name}. {hint}{plural} are {', '.join(choices)}.", suggestions=near
            )
        yield value


def _lowered(terms: Iterable[Term]) -> Iterator[str]:
    for term in terms:
        yield from filter(None, (value.strip().lower() for value in term.value.split(",")))


def _only(given: _Given) -> str:
    """The value of a field that has one."""
    if len(given.terms) > 1:
        raise UsageError(f"{quoted(f'{given.field.written}:')} is given twice. Leave out one.")
    return given.terms[0].value


def _start(given: _Given) -> int:
    return _moment(_only(given), given.reader).earliest


def _end(given: _Given) -> int:
    return _moment(_only(given), given.reader).latest


def _span(given: _Given) -> Span:
    """A span, which may be open at one end."""
    text = _only(given)
    if text.endswith(_OPEN_END):
        return _moment(text.removesuffix(_OPEN_END), given.reader).earliest, None
    if text.startswith(_OPEN_END):
        return None, _moment(text.removeprefix(_OPEN_END), given.reader).latest
    moment = _moment(text, given.reader)
    return moment.earliest, moment.latest


def _silence(given: _Given) -> int:
    return read_duration(_only(given))


def _moment(text: str, reader: DateReader) -> Moment:
    found = reader.read(text)
    if isinstance(found, Problem):
        raise UsageError(found.message)
    return found


_READ: Final[dict[Sort, Callable[[_Given], object]]] = {
    Sort.NAMES: _names,
    Sort.WORDS: _words,
    Sort.STATUSES: _statuses,
    Sort.FLAGS: _flags,
    Sort.KINDS: _kinds,
    Sort.START: _start,
    Sort.END: _end,
    Sort.SPAN: _span,
    Sort.SILENCE: _silence,
}
"""How a field is read, by the sort of its value."""
