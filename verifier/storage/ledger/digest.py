"""Digests: a chain of SHA-256 over everything each revision added.

A row's canonical bytes are the JSON of its columns that have a value, sorted by name, so that a column added later
changes no digest given before. Rows are hashed table by table, so that a large revision is digested as it streams.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from operator import itemgetter
from types import NoneType
from typing import Any, Final

from msgspec import Struct, defstruct
from msgspec.json import Encoder

ORIGIN: Final = "0" * 64
"""What stands for the digest before the first revision's."""


# A signature is given to the digest.
_UNSEALED: Final = frozenset({"digest", "signature"})

# What no column ever held when it was recorded, such as bytes, must not look like what one might: hence a list.
_ANY_VALUE: Final = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=lambda value: [repr(value)]
)
_QUICK: Final = Encoder(order="sorted")
_SIMPLE: Final = frozenset({str, int, bool, NoneType})
"""Kinds of values that both encoders write alike, but for half of a character."""


def canonical(value: object) -> bytes:
    """The bytes that stand for a value: its JSON, the same on every database and machine."""
    return _quick(_QUICK.encode, value) if _is_simple([value]) else _by_any_value(value)


def _quick(encode: Callable[[Any], bytes], value: object) -> bytes:
    try:
        return encode(value)
    except UnicodeEncodeError:
        return _by_any_value(value)


def _by_any_value(value: object) -> bytes:
    return _ANY_VALUE.encode(value).encode(errors="surrogatepass")


def _is_simple(values: Iterable[object]) -> bool:
    kinds = {*map(type, values)} - _SIMPLE
    return kinds <= {list, tuple} and (
        not kinds or all(_is_simple(value) for value in values if isinstance(value, list | tuple))
    )


class RevisionDigest:
    """The running digest of one revision. Rows of one table are added in the order of their numbers."""

    def __init__(self) -> None:
        self._tables: dict[str, Any] = {}
        self._replaced: dict[str, str] = {}

    def add(self, table: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
        """Take in rows of a table, each with the values of these columns in this order."""
        if not rows:
            return
        if (running := self._tables.get(table)) is None:
            running = self._tables[table] = hashlib.sha256()
        running.update(_lines(tuple(columns), rows))

    def of_table(self, table: str) -> str | None:
        """The digest of a table's rows so far; None if there are none."""
        return self._tables[table].hexdigest() if table in self._tables else None

    def replace(self, table: str, digest: str) -> None:
        """Have another digest stand for the rows of a table."""
        self._replaced[table] = digest

    def __bool__(self) -> bool:
        return bool(self._tables)

    def seal(self, revision: Mapping[str, object]) -> str:
        """The digest of the revision with these fields; tables are taken in the order of their names."""
        digests = {table: running.hexdigest() for table, running in self._tables.items()} | self._replaced
        contents = [[table, digest] for table, digest in sorted(digests.items())]
        own = {name: value for name, value in revision.items() if name not in _UNSEALED and value is not None}
        return hashlib.sha256(canonical([own, contents])).hexdigest()


def _lines(columns: tuple[str, ...], rows: Sequence[Sequence[object]]) -> bytes:
    """The rows as JSON, a line each."""
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
