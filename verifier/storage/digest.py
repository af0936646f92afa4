"""Digests: a chain of SHA-256 over everything each revision added.

A row's canonical bytes are the JSON of its columns that have a value, sorted by name, so that a column added later
changes no digest given before. Rows are hashed table by table, so that a large revision is digested as it streams.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any, Final

ORIGIN: Final = "0" * 64
"""What stands for the digest before the first revision's."""


# A signature is given to the digest.
_UNSEALED: Final = frozenset({"digest", "signature"})

# What no column ever held when it was recorded, such as bytes, must not look like what one might: hence a list.
_ENCODER: Final = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=lambda value: [repr(value)]
)


def canonical(value: object) -> bytes:
    """The bytes that stand for a value: the same on every database and machine."""
    return _ENCODER.encode(value).encode(errors="surrogatepass")


class RevisionDigest:
    """The running digest of one revision. Rows of one table are added in the order of their numbers."""

    def __init__(self) -> None:
        self._tables: dict[str, Any] = {}

    def add(self, table: str, row: Mapping[str, object]) -> None:
        """Take in one row."""
        line = canonical({name: value for name, value in row.items() if value is not None})
        if (running := self._tables.get(table)) is None:
            running = self._tables[table] = hashlib.sha256()
        running.update(line + b"\n")

    def __bool__(self) -> bool:
        return bool(self._tables)

    def seal(self, revision: Mapping[str, object]) -> str:
        """The digest of the revision with these fields; tables are taken in the order of their names."""
        contents = [[table, running.hexdigest()] for table, running in sorted(self._tables.items())]
        own = {name: value for name, value in revision.items() if name not in _UNSEALED and value is not None}
        return hashlib.sha256(canonical([own, contents])).hexdigest()
