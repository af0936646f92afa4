"""QUERY strings: words to find, `-word` to exclude, and fields such as `status:unconfirmed who:"Defense Ministry"`."""

import re
from collections.abc import Callable, Iterator
from typing import Final, NamedTuple, TypeVar

from verifier.domain.errors import UsageError
from verifier.domain.explain.state import Flag
from verifier.domain.model.claims import Status
from verifier.domain.model.time import DAY, HOUR, MINUTE, Moment
from verifier.domain.query import Query
from verifier.domain.rules.policy import Policy
from verifier.intake.nearest import nearest
from verifier.intake.problems import Problem, quoted
from verifier.intake.text import bad_character
from verifier.intake.times.dates import DateReader

_FIELDS: Final = ("status", "flag", "who", "party", "via", "tag", "key", "by", "since", "until", "stale")
_UNCONFIRMED: Final = frozenset({Status.UNVERIFIED, Status.SINGLE_SOURCE})
_UNITS: Final = {"m": MINUTE, "h": HOUR, "d": DAY, "w": 7 * DAY}
_FIELD: Final = r"-?([A-Za-z][A-Za-z-]*):"

_Value = TypeVar("_Value")


class _Term(NamedTuple):
    """One term: the field's name or none, its value, and how it was written."""

    field: str | None
    value: str
    excluded: bool
    quoted: bool
    column: int


def read_query(text: str, reader: DateReader, stale_days: Callable[[], int] = lambda: Policy().stale_days) -> Query:
    """The conditions a query states, dates read as of now; UsageError for what cannot be read.

    `stale_days` tells after how many days without news a claim is flagged stale, if that is asked.
    """
    if fault := bad_character(text, allowed="\t\n"):
        raise UsageError(f"in the query, character {fault.column}: {fault.message}")
    terms = list(_terms(text))
    flags = frozenset(flag for term in terms if term.field == "flag" for flag in _flags(term))
    return Query(
        words=tuple(term.value for term in terms if term.field is None and not term.excluded),
        without=tuple(term.value for term in terms if term.field is None and term.excluded),
        statuses=frozenset(status for term in _of(terms, "status") for status in _statuses(term)),
        who=_named(terms, "who"),
        party=_named(terms, "party"),
        via=_named(terms, "via"),
        tags=_named(terms, "tag"),
        keys=_named(terms, "key"),
        by=_named(terms, "by"),
        since=_since(terms, reader),
        until=_until(terms, reader),
        stale=_single(terms, "stale", read_duration),
        flags=flags,
        stale_after=stale_days() * DAY if Flag.STALE in flags else None,
    )


def read_duration(text: str) -> int:
    """A length of time such as 48h, 14d, 90m or 2w, in microseconds; UsageError for anything else."""
    match = re.fullmatch(r"([0-9]{1,6})([mhdw])", text)
    if match is None:
        raise UsageError(f"{quoted(text)} is no length of time. Write it like 90m, 48h, 14d or 2w.")
    return int(match[1]) * _UNITS[match[2]]


def _terms(text: str) -> Iterator[_Term]:
    at = 0
    while match := re.compile(r"\s*(\S)").match(text, at):
        start = match.start(1)
        term, at = _term(text, start)
        yield term


def _term(text: str, start: int) -> tuple[_Term, int]:
    """The term that begins at an index, and where it ends."""
    field = re.compile(_FIELD).match(text, start)
    excluded = text[start] == "-"
    at = field.end() if field else start + excluded
    value, end, is_quoted = _value(text, at)
    name = field[1].lower() if field else None
    if name is not None:
        _check_field(name, value, excluded=excluded)
    elif not any(character.isalnum() for character in value) and value.strip():
        what = f"in the query, character {start + 1}: {quoted(value)} has no letter and no digit to look for"
        raise UsageError(f"{what}. Write a word of the claim.")
    elif not value.strip():
        raise UsageError(f"in the query, character {start + 1}: a word is missing. Write one behind {text[start:end]}.")
    return _Term(name, value, excluded, is_quoted, start + 1), end


def _value(text: str, at: int) -> tuple[str, int, bool]:
    """The value at an index, where it ends, and whether it stood in quotation marks."""
    if not text.startswith('"', at):
        end = at
        while end < len(text) and not text[end].isspace():
            end += 1
        return text[at:end], end, False
    end = text.find('"', at + 1)
    if end < 0:
        raise UsageError(f'in the query, character {at + 1}: the quotation is not closed. End it with ".')
    return " ".join(text[at + 1 : end].split()), end + 1, True


def _check_field(name: str, value: str, *, excluded: bool) -> None:
    if name not in _FIELDS:
        near = nearest(name, _FIELDS, cutoff=0.5)
        hint = f"Did you mean {near[0]}:? " if near else ""
        fields = ", ".join(f"{field}:" for field in _FIELDS)
        raise UsageError(
            f'{quoted(name + ":")} is no field of a query. {hint}Fields are {fields}; put words with a colon in "".',
            suggestions=near,
        )
    if excluded:
        raise UsageError(f"{quoted(f'-{name}:')} cannot be excluded. Only words can: -word.")
    if not value.strip(", \t\n"):
        raise UsageError(f"{quoted(f'{name}:')} has no value. Write one behind the colon, without a space.")


def _of(terms: list[_Term], field: str) -> list[_Term]:
    return [term for term in terms if term.field == field]


def _named(terms: list[_Term], field: str) -> tuple[str, ...]:
    """The values of a field: those of comma lists, but what was in quotation marks is one."""
    lists = ([term.value] if term.quoted else term.value.split(",") for term in _of(terms, field))
    return tuple(value for values in lists for value in values if value)


def _statuses(term: _Term) -> frozenset[Status]:
    found: set[Status] = set()
    for value in term.value.split(","):
        name = value.strip().lower()
        if name == "unconfirmed":
            found |= _UNCONFIRMED
        elif name:
            found.add(_status(name))
    return frozenset(found)


def _status(name: str) -> Status:
    known = [*(status.value for status in Status), "unconfirmed"]
    if name in known:
        return Status(name)
    near = nearest(name, known, cutoff=0.4)
    hint = f"Did you mean {near[0]}? " if near else ""
    raise UsageError(f"{quoted(name)} is no status. {hint}Statuses are {', '.join(known)}.", suggestions=near)


def _flags(term: _Term) -> Iterator[Flag]:
    for name in filter(None, (value.strip().lower() for value in term.value.split(","))):
        if name not in list(Flag):
            near = nearest(name, list(Flag), cutoff=0.4)
            hint = f"Did you mean {near[0]}? " if near else ""
            raise UsageError(f"{quoted(name)} is no flag. {hint}Flags are {', '.join(Flag)}.", suggestions=near)
        yield Flag(name)


def _single(terms: list[_Term], field: str, read: Callable[[str], _Value]) -> _Value | None:
    found = _of(terms, field)
    if len(found) > 1:
        raise UsageError(f"{quoted(f'{field}:')} is given twice. Leave out one.")
    return read(found[0].value) if found else None


def _since(terms: list[_Term], reader: DateReader) -> int | None:
    moment = _single(terms, "since", lambda value: _moment(value, reader))
    return moment.earliest if moment else None


def _until(terms: list[_Term], reader: DateReader) -> int | None:
    moment = _single(terms, "until", lambda value: _moment(value, reader))
    return moment.latest if moment else None


def _moment(text: str, reader: DateReader) -> Moment:
    found = reader.read(text)
    if isinstance(found, Problem):
        raise UsageError(found.message)
    return found
