"""Rows on their way into the fact tables: numbered, digested, and written many at a time."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, Final

from verifier.domain.errors import UsageError
from verifier.storage.catalogue import columns_of, facts, indexed
from verifier.storage.connection import Connection
from verifier.storage.digest import RevisionDigest
from verifier.storage.layout import insert_rows, laid_out
from verifier.storage.values import Columns, Values

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
        self._waiting: defaultdict[str, list[Values]] = defaultdict(list)
        self._identities: dict[tuple[str, str], int] = {}

    def full(self) -> bool:
        """Whether it is time to flush."""
        return sum(map(len, self._waiting.values())) >= FLUSH_ROWS

    def add(self, table: str, row: Columns) -> None:
        """Take in a row; one with a number of its own has it from `identified`."""
        self.add_rows(table, [laid_out(table, {**row, "revision": self.revision})])

    def add_numbered(self, table: str, row: Columns) -> int:
        """Take in a row and give it the next number."""
        [number] = self.numbers(table, 1)
        self.add(table, {**row, "id": number})
        return number

    def numbers(self, table: str, count: int) -> range:
        """The next numbers of a table, for rows that must follow."""
        first = self._last[table] + 1
        self._last[table] += count
        return range(first, first + count)

    def add_rows(self, table: str, rows: Sequence[Values]) -> None:
        """Take in rows that are laid out, with their numbers and this revision's."""
        check_texts(table, rows)
        self._waiting[table] += rows

    def identified(self, table: str, identities: Sequence[str]) -> list[tuple[int, bool]]:
        """The number of each identity: the known one, or the next one for a row that must follow; (number, new)."""
        taken = self._taken(table, identities)
        numbered = []
        for identity in identities:
            if new := identity not in taken:
                taken[identity] = self._identities[table, identity] = self.numbers(table, 1)[0]
            numbered.append((taken[identity], new))
        return numbered

    def flush(self) -> None:
        """Write what is waiting, referred-to rows first."""
        for table in facts():
            if rows := self._waiting.pop(table, None):
                self.digest.add(table, columns_of(table), rows)
                insert_rows(self.connection, table, rows)
        self._identities.clear()

    def _taken(self, table: str, identities: Sequence[str]) -> dict[str, int]:
        waiting = {i: self._identities[table, i] for i in identities if (table, i) in self._identities}
        asked = [identity for identity in identities if identity not in waiting]
        if not asked:
            return waiting
        return waiting | dict(map(tuple, self.connection.ask(f"{table}_identified", identities=asked)))


def check_texts(table: str, rows: Sequence[Values]) -> None:
    """Refuse rows with text that not every database can hold."""
    columns = columns_of(table)
    for name, values in zip(columns, zip(*rows, strict=True), strict=False):
        texts = {value for value in values if type(value) is str}
        if not texts:
            continue
        too_long = name in indexed()[table] and max(map(len, texts)) > LONGEST_INDEXED
        if too_long or _UNSTORABLE.search("".join(texts)):
            for row in rows:
                check_text(table, dict(zip(columns, row, strict=True)))
            return


def check_text(table: str, row: Mapping[str, Any]) -> None:
    """Refuse text that not every database can hold."""
    for name, value in row.items():
        if not isinstance(value, str):
            continue
        if found := _UNSTORABLE.search(value):
            what = "a NUL character" if found[0] == "\0" else "half of a character (a lone surrogate)"
            raise UsageError(f"{_shown(table, name)} has {what} at position {found.start() + 1}. Remove it")
        if len(value) > LONGEST_INDEXED and name in indexed()[table]:
            sizes = f"{len(value):,} characters, the limit is {LONGEST_INDEXED:,}"
            raise UsageError(f"{_shown(table, name)} is too long: {sizes}. Shorten it")


def _shown(table: str, name: str) -> str:
    return f"the {name.replace('_', ' ')} for {table.replace('_', ' ')}"
