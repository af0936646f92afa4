"""How values are written, the same on every database: as canonical JSON, and in columns if they are none themselves."""

import hashlib
import json
from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import cache
from operator import itemgetter
from types import NoneType
from typing import Any, Final

from msgspec import Struct, defstruct
from msgspec.json import Encoder, decode

from verifier.domain.model.statements import Figure
from verifier.domain.model.time import Moment

_LONGEST_NUMBER: Final = 60
_IN_NUMBERS: Final = frozenset("-.0123456789")

# What no column ever held when it was recorded, such as bytes, must not look like what one might: hence a list.
_ANY_VALUE: Final = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=lambda value: [repr(value)]
)
_QUICK: Final = Encoder(order="sorted")
_SIMPLE: Final = frozenset({str, int, bool, NoneType})
"""Kinds of values that both encoders write alike, but for half of a character."""

PARTY_TERM: Final = "party"
TAG_TERM: Final = "tag"
TEXT_TERM: Final = "text"
"""The fields that claims are looked up by terms in."""

Columns = dict[str, Any]
"""A row by its columns."""

Values = tuple[Any, ...]
"""A row in the order of its table's columns."""


def canonical(value: object) -> bytes:
    """The bytes that stand for a value: its JSON, the same on every database and machine."""
    return _quick(_QUICK.encode, value) if _is_simple(value) else _by_any_value(value)


def _quick(encode: Callable[[Any], bytes], value: object) -> bytes:
    try:
        return encode(value)
    except UnicodeEncodeError:
        return _by_any_value(value)


def _by_any_value(value: object) -> bytes:
    return _ANY_VALUE.encode(value).encode(errors="surrogatepass")


def _is_simple(value: object) -> bool:
    if type(value) in _SIMPLE:
        return True
    return isinstance(value, list | tuple) and type(value) in {list, tuple} and all(map(_is_simple, value))


def canonical_lines(columns: tuple[str, ...], rows: Sequence[Sequence[object]]) -> bytes:
    """The canonical bytes of rows, a line each: the JSON of the columns that have a value, sorted by name.

    So a column added later changes no digest given before.
    """
    if all(_SIMPLE.issuperset(map(type, values)) for values in zip(*rows, strict=True)):
        layout, in_order = _layout(columns)
        try:
            return _QUICK.encode_lines([layout(*in_order(row)) for row in rows])
        except UnicodeEncodeError:
            pass
    named = ({name: value for name, value in zip(columns, row, strict=True) if value is not None} for row in rows)
    return b"".join([canonical(row) + b"\n" for row in named])


@cache
def _layout(columns: tuple[str, ...]) -> tuple[type[Struct], Callable[[Sequence[object]], tuple[object, ...]]]:
    """A struct with these columns by name, which leaves out those without a value; and how to put a row in order."""
    by_name = sorted(map(str, columns))  # exactly that: SQLAlchemy has names of a kind of its own
    fields = [(name, Any, None) for name in by_name]
    return defstruct("Layout", fields, omit_defaults=True, gc=False), itemgetter(*map(columns.index, by_name))


def to_json(values: tuple[Any, ...]) -> str:
    """A list, in one column."""
    return canonical(values).decode()


def from_json(text: str) -> tuple[Any, ...]:
    """The list in a column."""
    return () if text == "[]" else tuple(decode(text))


def moment_values(moment: Moment | None) -> tuple[int | None, int | None, str | None, int | None]:
    """A span of time, or none, in four columns."""
    return (None, None, None, None) if moment is None else (moment.earliest, moment.latest, moment.text, moment.offset)


def moment_of(earliest: int | None, latest: int | None, text: str | None, offset: int | None) -> Moment | None:
    """The span of time, or none, in four columns."""
    return None if earliest is None or latest is None else Moment(earliest, latest, text or "", offset or 0)


def figure_text(figure: Figure | None) -> str | None:
    """A figure's one canonical writing."""
    if figure is None:
        return None
    return str(Figure(_plain(figure.low), _plain(figure.high)))


def _plain(number: Decimal | None) -> Decimal | None:
    return None if number is None else Decimal(format(number.normalize(), "f"))


def figure_of(text: str | None) -> Figure | None:
    """The figure that was written canonically."""
    return None if text is None else read_figure(text)


def read_figure(text: str) -> Figure:
    """The figure of a text that was written canonically."""
    if text.startswith(">="):
        return Figure(number_of(text[2:]), None)
    if text.startswith("<="):
        return Figure(None, number_of(text[2:]))
    low, _, high = text.partition("..")
    return Figure(number_of(low), number_of(high or low))


def number_of(text: str) -> Decimal:
    """A number without an exponent, of which few characters could make one that fills all memory (ValueError)."""
    if len(text) > _LONGEST_NUMBER or not set(text) <= _IN_NUMBERS:
        raise ValueError("a number that cannot be")
    return Decimal(text)


def fingerprint(value: object) -> str:
    """The SHA-256 of a value, in hexadecimal."""
    return hashlib.sha256(canonical(value)).hexdigest()
