"""QUERY strings: words to find, `-word` to exclude, fields such as `status:unconfirmed who:"Defense Ministry"`, OR."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Final, NamedTuple

from verifier.domain.errors import UsageError
from verifier.domain.explain.outcome import Flag
from verifier.domain.model.claims import ClaimKind, Status
from verifier.domain.model.time import DAY, HOUR, MINUTE, Moment
from verifier.domain.query import FIELDS, UNCONFIRMED, Query, QueryField, Sort, Span
from verifier.domain.rules.policy import Policy
from verifier.intake.nearest import nearest
from verifier.intake.problems import Problem, quoted
from verifier.intake.query_terms import Term, alternatives, has_word
from verifier.intake.text import bad_character
from verifier.intake.times.dates import DateReader

_UNITS: Final = {"m": MINUTE, "h": HOUR, "d": DAY, "w": 7 * DAY}
_OPEN_END: Final = ".."


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
        if not has_word(value):
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
