"""Digests: a chain of SHA-256 over everything each revision added.

A row's canonical bytes are the JSON of its columns that have a value, sorted by name, so that a column added later
changes no digest given before. Rows are hashed table by table, so that a large revision is digested as it streams.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from json.encoder import encode_basestring
from operator import itemgetter
from types import NoneType
from typing import Any, Final

ORIGIN: Final = "0" * 64
"""What stands for the digest before the first revision's."""


# A signature is given to the digest.
_UNSEALED: Final = frozenset({"digest", "signature"})

# What no column ever held when it was recorded, such as bytes, must not look like what one might: hence a list.
_ENCODER: Final = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=lambda value: [repr(value)]
)


def written(value: object) -> str:
    """The JSON of a value, in the one way it can be written."""
    return _WRITERS.get(type(value), _ENCODER.encode)(value)


def _listed(values: Iterable[object]) -> str:
    return f"[{','.join([_WRITERS.get(type(value), _ENCODER.encode)(value) for value in values])}]"


# The encoder's own ways, without its having to be told what it was given.
_WRITERS: Final[Mapping[type, Callable[[Any], str]]] = {
    str: encode_basestring,
    int: int.__repr__,
    NoneType: lambda _: "null",
    bool: lambda value: "true" if value else "false",
    list: _listed,
    tuple: _listed,
}


def canonical(value: object) -> bytes:
    """The bytes that stand for a value: the same on every database and machine."""
    return written(value).encode(errors="surrogatepass")


class RevisionDigest:
    """The running digest of one revision. Rows of one table are added in the order of their numbers."""

    def __init__(self) -> None:
        self._tables: dict[str, Any] = {}

    def add(self, table: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
        """Take in rows of a table, each with the values of these columns in this order."""
        if not rows:
            return
        if (running := self._tables.get(table)) is None:
            running = self._tables[table] = hashlib.sha256()
        running.update(_lines(columns, rows).encode(errors="surrogatepass"))

    def __bool__(self) -> bool:
        return bool(self._tables)

    def seal(self, revision: Mapping[str, object]) -> str:
        """The digest of the revision with these fields; tables are taken in the order of their names."""
        contents = [[table, running.hexdigest()] for table, running in sorted(self._tables.items())]
        own = {name: value for name, value in revision.items() if name not in _UNSEALED and value is not None}
        return hashlib.sha256(canonical([own, contents])).hexdigest()


def _lines(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """The rows as JSON, a line each: put together column by column, as most values of a column recur."""
    values = [*zip(*rows, strict=True)]
    by_name = sorted(enumerate(columns), key=itemgetter(1))
    pieces = [_pieces(f"{written(name)}:", values[place]) for place, name in by_name]
    return "".join([f"{{{''.join(line)[:-1]}}}\n" for line in zip(*pieces, strict=True)])


def _pieces(name: str, values: Sequence[object]) -> Iterable[str]:
    """What each value of a column puts into its row's line: nothing where there is none."""
    kinds = {*map(type, values)} - {NoneType}
    write = _WRITERS.get(next(iter(kinds), str))
    if len(kinds) > 1 or write is None:
        return ["" if value is None else f"{name}{written(value)}," for value in values]
    different = {*values}
    if 2 * len(different) > len(values):
        return ["" if value is None else f"{name}{write(value)}," for value in values]
    # Only what is of one kind is the same where it is equal: 1 and true are not.
    made = {value: "" if value is None else f"{name}{write(value)}," for value in different}
    return map(made.__getitem__, values)
