"""The registry by what is asked of it: sources and parties read when they are needed, and found by their names.

It lives as long as the transaction it reads in; what was read of it stays.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Generic, TypeVar

from verifier.domain.model.sources import Party, Registry, Source
from verifier.storage.db.connection import Connection, Row
from verifier.storage.statements.entity_rows import LONGEST_KEY, party_of, source_of

_Key = TypeVar("_Key")
_Value = TypeVar("_Value")


class ReadOnDemand(Mapping[_Key, _Value], Generic[_Key, _Value]):
    """A mapping that reads what is asked for, and all of it once that is gone through."""

    def __init__(self, one: Callable[[_Key], _Value | None], every: Callable[[], Mapping[_Key, _Value]]) -> None:
        self._one = one
        self._every = every
        self._known: dict[_Key, _Value | None] = {}
        self._whole = False

    def __getitem__(self, key: _Key) -> _Value:
        if key not in self._known:
            self._known[key] = None if self._whole else self._one(key)
        if (found := self._known[key]) is None:
            raise KeyError(key)
        return found

    def __iter__(self) -> Iterator[_Key]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())

    def _all(self) -> dict[_Key, _Value]:
        if not self._whole:
            self._known |= self._every()
            self._whole = True
        return {key: value for key, value in self._known.items() if value is not None}


class Grown(Mapping[_Key, _Value], Generic[_Key, _Value]):
    """A mapping with what was added to it since."""

    def __init__(self, added: Mapping[_Key, _Value], known: Mapping[_Key, _Value]) -> None:
        self._added = added
        self._known = known

    def __getitem__(self, key: _Key) -> _Value:
        return self._added[key] if key in self._added else self._known[key]

    def __iter__(self) -> Iterator[_Key]:
        return iter({**self._known, **self._added})

    def __len__(self) -> int:
        return len({*self._known, *self._added})


class NamesInDatabase:
    """Where sources and parties are found by the keys of their names."""

    def __init__(self, connection: Connection, known_at: int | None = None) -> None:
        self._connection = connection
        self._known_at = known_at

    def numbers(self, keys: Collection[str]) -> Mapping[str, int]:
        """The number of the source each of these keys means; those that mean none are left out."""
        return _best(self._ask("sources_named", keys))

    def parties(self, keys: Collection[str]) -> Mapping[str, str]:
        """The name of the party each of these keys means; those that mean none are left out."""
        return _best(self._ask("parties_named", keys))

    def spoken(self) -> Mapping[str, str]:
        """Every key of a source that is not anonymous, and its name."""
        rows = self._connection.ask("names_spoken", self._known_at)
        return _best((row[0], row[1], row[3]) for row in sorted(rows, key=lambda row: (row[1], row[2])))

    def _ask(self, statement: str, keys: Collection[str]) -> list[Row]:
        if not keys:
            return []
        rows = self._connection.ask(statement, self._known_at, keys=[key[:LONGEST_KEY] for key in keys])
        return sorted(rows, key=lambda row: (row[1], row[2]))


def _best(rows: Iterable[tuple[str, int, _Value] | Row]) -> dict[str, _Value]:
    """What each key means that comes first."""
    found: dict[str, _Value] = {}
    for key, _, meant in rows:
        found.setdefault(key, meant)
    return found


def registry_on_demand(connection: Connection, known_at: int | None = None) -> Registry:
    """The parties and sources, each read when it is asked for."""

    def parties() -> dict[str, Party]:
        return {row.name: party_of(row) for row in connection.ask("parties", known_at)}

    def party(name: str) -> Party | None:
        return next(map(party_of, connection.ask("party", known_at, name=name)), None)

    def sources() -> dict[int, Source]:
        return {row.source: source_of(row) for row in connection.ask("sources", known_at)}

    def source(number: int) -> Source | None:
        return next(map(source_of, connection.ask("source", known_at, number=number)), None)

    return Registry(ReadOnDemand(party, parties), ReadOnDemand(source, sources))
