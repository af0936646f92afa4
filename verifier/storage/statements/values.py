"""How values that are not columns themselves are laid out in columns."""

import hashlib
from decimal import Decimal
from typing import Any, Final

from msgspec.json import decode

from verifier.domain.model.statements import Figure
from verifier.domain.model.time import Moment
from verifier.storage.ledger.digest import canonical

_LONGEST_NUMBER: Final = 60
_IN_NUMBERS: Final = frozenset("-.0123456789")

PARTY_TERM: Final = "party"
TAG_TERM: Final = "tag"
TEXT_TERM: Final = "text"
"""The fields that claims are looked up by terms in."""

Columns = dict[str, Any]
"""A row by its columns."""

Values = tuple[Any, ...]
"""A row in the order of its table's columns."""


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
