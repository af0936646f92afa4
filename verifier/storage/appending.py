"""Rows on their way into the fact tables: numbered, digested, and written many at a time."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, Final

from verifier.domain.errors import UsageError
from verifier.storage.catalogue import catalogue
from verifier.storage.connection import Connection
from verifier.storage.digest import RevisionDigest
from verifier.storage.values import Columns

FLUSH_ROWS: Final = 5_000
LONGEST_INDEXED: Final = 400
"""How many characters text may have by which things are looked up: PostgreSQL indexes no more than 2,704 bytes."""

_UNSTORABLE: Final = re.compile("[\0\ud800-\udfff]")


class Appender:
    """The rows of one revision. Those waiting are in no table yet: flush before reading."""

    def __init__(self, connection: Connection, revision: int, last: Mapping[str, int]) -> None:
        self.connection = connection
        self.revision = revision
        self.digest = RevisionDigest()
        self._last = dict(last)
        self._waiting: defaultdict[str, list[Columns]] = defaultdict(list)
        self._identities: dict[tuple[str, str], int] = {}

    def full(self) -> bool:
        """Whether it is time to flush."""
        return sum(map(len, self._waiting.values())) >= FLUSH_ROWS

    def add(self, table: str, row: Columns) -> None:
        """Take in a row; one with a number of its own has it from `identified`."""
        row["revision"] = self.revision
        check_text(table, row)
        self.digest.add(table, row)
        self._waiting[table].append(row)

    def add_numbered(self, table: str, row: Columns) -> int:
        """Take in a row and give it the next number."""
        row["id"] = number = self._next(table)
        self.add(table, row)
        return number

    def identified(self, table: str, identities: Sequence[str]) -> list[tuple[int, bool]]:
        """The number of each identity: the known one, or the next one for a row that must follow; (number, new)."""
        taken = self._taken(table, identities)
        numbered = []
        for identity in identities:
            if new := identity not in taken:
                taken[identity] = self._identities[table, identity] = self._next(table)
            numbered.append((taken[identity], new))
        return numbered

    def flush(self) -> None:
        """Write what is waiting, referred-to rows first."""
        for table in catalogue().facts:
            if rows := self._waiting.pop(table, None):
                self.connection.put(table, rows)
        self._identities.clear()

    def _next(self, table: str) -> int:
        self._last[table] += 1
        return self._last[table]

    def _taken(self, table: str, identities: Sequence[str]) -> dict[str, int]:
        waiting = {i: self._identities[table, i] for i in identities if (table, i) in self._identities}
        asked = [identity for identity in identities if identity not in waiting]
        if not asked:
            return waiting
        return waiting | dict(map(tuple, self.connection.ask(f"{table}_identified", identities=asked)))


def check_text(table: str, row: Mapping[str, Any]) -> None:
    """Refuse text that not every database can hold."""
    texts = [value for value in row.values() if isinstance(value, str)]
    if len(whole := "".join(texts)) <= LONGEST_INDEXED and not _UNSTORABLE.search(whole):
        return
    for name, value in row.items():
        if not isinstance(value, str):
            continue
        if found := _UNSTORABLE.search(value):
            what = "a NUL character" if found[0] == "\0" else "half of a character (a lone surrogate)"
            raise UsageError(f"{_shown(table, name)} has {what} at position {found.start() + 1}. Remove it")
        if len(value) > LONGEST_INDEXED and name in catalogue().indexed[table]:
            sizes = f"{len(value):,} characters, the limit is {LONGEST_INDEXED:,}"
            raise UsageError(f"{_shown(table, name)} is too long: {sizes}. Shorten it")


def _shown(table: str, name: str) -> str:
    return f"the {name.replace('_', ' ')} for {table.replace('_', ' ')}"
