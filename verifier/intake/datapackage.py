"""The descriptor beside a report file, read back."""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from msgspec import Struct

from verifier.domain.errors import InputFileError
from verifier.domain.explain.outcome import Flag
from verifier.domain.model.claims import ClaimKind, Status
from verifier.domain.model.time import SECOND
from verifier.domain.query import QUERY_FIELDS, Query, Sort, Span
from verifier.domain.report_note import ReportNote
from verifier.intake.problems import quoted

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_DIGEST: Final = "[0-9a-f]{64}"
_REVISION: Final = "r(0|[1-9][0-9]{0,17})"
_LONGEST_SILENCE: Final = 999_999 * 7 * 86_400
_ENDS: Final = 2


class _MalformedError(Exception):
    """What a property should be, and is not."""


class _Properties(Struct, frozen=True):
    """The properties of one object, each read as what it should be; `place` is its path in the file."""

    found: Any
    place: str = ""

    def __post_init__(self) -> None:
        if not isinstance(self.found, dict):
            raise _MalformedError(f"{self.place or 'the whole'} is no object")

    def inner(self, name: str) -> "_Properties":
        return _Properties(self._value(name), self._path(name))

    def first(self, name: str) -> "_Properties":
        listed = self._value(name)
        if not isinstance(listed, list) or not listed:
            raise _MalformedError(f"{self._path(name)} is no list")
        return _Properties(listed[0], f"{self._path(name)}[0]")

    def each(self, name: str) -> list["_Properties"]:
        listed = self._typed(name, list, "a list")
        return [_Properties(item, f"{self._path(name)}[{index}]") for index, item in enumerate(listed)]

    def text(self, name: str) -> str:
        return str(self._typed(name, str, "text"))

    def texts(self, name: str) -> tuple[str, ...]:
        listed = self._typed(name, list, "a list of texts")
        if not all(isinstance(item, str) for item in listed):
            raise _MalformedError(f"{self._path(name)} is not a list of texts")
        return tuple(listed)

    def has(self, name: str) -> bool:
        return name in self.found

    def flag(self, name: str) -> bool:
        return bool(self._typed(name, bool, "true or false"))

    def count(self, name: str, most: int | None = None) -> int:
        value = self._typed(name, int, "a whole number")
        if isinstance(value, bool) or value < 0 or (most is not None and value > most):
            raise _MalformedError(f"{self._path(name)} is not a whole number in its bounds")
        return int(value)

    def matching(self, name: str, pattern: str, words: str) -> str:
        value = self._value(name)
        if not isinstance(value, str) or not re.fullmatch(pattern, value):
            raise _MalformedError(f"{self._path(name)} is not {words}")
        return value

    def revision(self, name: str) -> int | None:
        if self._value(name) is None:
            return None
        return int(self.matching(name, _REVISION, "a revision such as r12").removeprefix("r"))

    def digest(self, name: str) -> str:
        return self.matching(name, _DIGEST, "a SHA-256 of 64 hexadecimal digits")

    def instant(self, name: str) -> int | None:
        return None if self.is_null(name) else self._instant(self.text(name), self._path(name))

    def span(self, name: str) -> Span | None:
        if self.is_null(name):
            return None
        ends = self._value(name)
        if not isinstance(ends, list) or len(ends) != _ENDS or not all(isinstance(end, str | None) for end in ends):
            raise _MalformedError(f"{self._path(name)} is not a list of two times")
        first, last = (None if end is None else self._instant(end, self._path(name)) for end in ends)
        return first, last

    @staticmethod
    def _instant(written: str, path: str) -> int:
        try:
            return (datetime.fromisoformat(written) - _EPOCH) // timedelta(microseconds=1)
        except (ValueError, TypeError, OverflowError) as error:
            raise _MalformedError(f"{path} is not a time in ISO 8601 with its offset") from error

    def is_null(self, name: str) -> bool:
        return self._value(name) is None

    def _typed(self, name: str, kind: type, words: str) -> Any:  # noqa: ANN401 - of the type asked for
        value = self._value(name)
        if not isinstance(value, kind):
            raise _MalformedError(f"{self._path(name)} is not {words}")
        return value

    def _value(self, name: str) -> object:
        if name not in self.found:
            raise _MalformedError(f"{self._path(name)} is missing")
        return self.found[name]

    def _path(self, name: str) -> str:
        return f"{self.place}.{name}" if self.place else name


def read_descriptor(content: bytes, file: str) -> ReportNote:
    """What a descriptor notes of its report (InputFileError)."""
    try:
        return _note(_Properties(json.loads(content)))
    except (ValueError, RecursionError) as error:
        raise _refused(file, "it is not JSON") from error
    except _MalformedError as error:
        raise _refused(file, str(error)) from error


def _refused(file: str, fault: str) -> InputFileError:
    return InputFileError(f"{file} is not the side-car of a report: {fault}. Make the report again with -o", [])


def _note(package: _Properties) -> ReportNote:
    noted = package.inner("verifier")
    created = package.instant("created")
    if created is None:
        raise _MalformedError("created is not a time")
    revision = noted.revision("revision")
    return ReportNote(
        report=noted.text("report"),
        query=noted.text("query"),
        conditions=_conditions(noted.inner("conditions")),
        created=created,
        rules=noted.text("rules"),
        policy=noted.text("policy"),
        revision=revision,
        digest=None if revision is None else noted.digest("digest"),
        as_of=noted.instant("as_of"),
        known_at=noted.revision("known_at"),
        since=noted.instant("since"),
        until=noted.instant("until"),
        raw=noted.flag("raw"),
        rows=noted.count("rows"),
        size=package.first("resources").count("bytes"),
        sha256=noted.digest("sha256"),
        private_tags=noted.texts("private_tags") if noted.found.get("private_tags") is not None else None,
    )


def _conditions(noted: _Properties) -> Query:
    """A query, of which what reports of before did not note may be missing."""
    others = noted.each("others") if noted.has("others") else []
    return Query(**_asked(noted), others=tuple(Query(**_asked(other)) for other in others))


def _asked(noted: _Properties) -> dict[str, Any]:
    fields = (field for field in QUERY_FIELDS if noted.has(field.name) or not field.optional)
    return {field.of: _READ[field.sort](noted, field.name) for field in fields}


def _silence(noted: _Properties, name: str) -> int | None:
    return None if noted.is_null(name) else noted.count(name, _LONGEST_SILENCE) * SECOND


def _chosen(kind: type[StrEnum], noun: str) -> Callable[[_Properties, str], frozenset[StrEnum]]:
    """What reads a list of such words."""

    def read(noted: _Properties, name: str) -> frozenset[StrEnum]:
        known = {choice.value: choice for choice in kind}
        for text in noted.texts(name):
            if text not in known:
                raise _MalformedError(f"{quoted(text)} is no {noun}")
        return frozenset(known[text] for text in noted.texts(name))

    return read


_READ: Final[dict[Sort, Callable[[_Properties, str], object]]] = {
    Sort.NAMES: _Properties.texts,
    Sort.WORDS: _Properties.texts,
    Sort.STATUSES: _chosen(Status, "status"),
    Sort.FLAGS: _chosen(Flag, "flag"),
    Sort.KINDS: _chosen(ClaimKind, "kind of claim"),
    Sort.START: _Properties.instant,
    Sort.END: _Properties.instant,
    Sort.SPAN: _Properties.span,
    Sort.SILENCE: _silence,
    Sort.SWITCH: _Properties.flag,
}
"""How a condition is read back, by the sort of its value."""
