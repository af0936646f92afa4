"""Parties and sources: what is asked of them, the rows that answer, and the registry read on demand.

A registry read on demand lives as long as the transaction it reads in; what was read of it stays.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any, Final, Generic, TypeVar

from verifier.domain.model.sources import Party, Registry, Source, SourceKind, bare, folded_name, name_key
from verifier.domain.model.time import Term
from verifier.storage.db.connection import Connection
from verifier.storage.db.statement import (
    Given,
    R,
    Row,
    Snapshot,
    Statement,
    statement,
)
from verifier.storage.statements.lazy import selection, sql, tables
from verifier.storage.statements.values import (
    Columns,
    from_json,
    to_json,
)

_Key = TypeVar("_Key")
_Value = TypeVar("_Value")


LONGEST_KEY: Final = 200
"""How many characters of a name it is looked up by."""


class PartyRow(Row):
    """A version of a party."""

    id: int
    revision: int
    name: str
    adjectives: str
    adverse_to: str
    speaks_with: str | None


class SourceRow(Row):
    """A version of a source."""

    id: int
    revision: int
    source: int
    name: str
    aliases: str
    kind: str | None
    party: str | None
    reliability: str | None
    note: str | None
    official: bool
    anonymous: bool
    independent: bool
    confidential: bool | None
    terms: str | None


class SourceNamedRow(Row):
    """A source that a key may mean, and how well that fits."""

    key: str
    rank: int
    source: int


class SourceNumberRow(Row):
    """The number of a source."""

    source: int


class PartyNamedRow(Row):
    """A party that a key may mean, and how well that fits."""

    key: str
    rank: int
    name: str


class SpokenNameRow(Row):
    """What a source is looked up by, how well that fits, and the source's name."""

    key: str
    rank: int
    source: int
    name: str


def party_row(party: Party) -> Columns:
    """A version of a party."""
    return {
        "name": party.name,
        "adjectives": to_json(party.adjectives),
        "adverse_to": to_json(party.adverse_to),
        "speaks_with": party.speaks_with,
    }


def party_of(row: PartyRow) -> Party:
    """The party of a version."""
    return Party(row.name, from_json(row.adjectives), from_json(row.adverse_to), row.speaks_with)


def source_row(source: Source) -> Columns:
    """A version of a source."""
    return {
        "source": source.id,
        "name": source.name,
        "aliases": to_json(source.aliases),
        "kind": source.kind and source.kind.value,
        "party": source.party,
        "official": source.official,
        "anonymous": source.anonymous,
        "independent": source.independent,
        "reliability": source.reliability,
        "note": source.note,
        "terms": to_json(tuple([(term.since, term.until) for term in source.terms])) if source.terms else None,
        "confidential": source.confidential or None,
    }


def source_of(row: SourceRow) -> Source:
    """The source of a version."""
    return Source(
        row.source,
        row.name,
        from_json(row.aliases),
        None if row.kind is None else SourceKind(row.kind),
        row.party,
        row.official,
        row.anonymous,
        row.independent,
        row.reliability,
        row.note,
        () if row.terms is None else tuple(Term(since, until) for since, until in from_json(row.terms)),
        bool(row.confidential),
    )


def source_keys(source: Source) -> dict[str, int]:
    """What a source is looked up by, and how well that fits: see `tables.source_names`."""
    keys = {folded_name(source.name): 0}
    for alias in source.aliases:
        keys.setdefault(folded_name(alias), 1)
    for key in [*keys]:
        keys.setdefault(bare(key), 2)
    keys.pop("", None)
    return {key[:LONGEST_KEY]: keys[key] for key in reversed(keys)}


def party_keys(party: Party) -> dict[str, int]:
    """What a party is looked up by, and how well that fits: see `tables.party_names`."""
    keys = {name_key(party.name)[:LONGEST_KEY]: 0}
    for word in party.adjectives:
        keys.setdefault(name_key(word)[:LONGEST_KEY], 1)
    keys.pop("", None)
    return keys


@statement(PartyRow)
def select_parties(snapshot: Snapshot) -> "sql.Select[Any]":
    """Parties, in the order of their versions: answers that name several keep it on every database."""
    return selection.parties_known(snapshot.known_at).order_by(tables.party_versions.c.id)


@statement(PartyRow)
def select_party(snapshot: Snapshot, name: str) -> "sql.Select[Any]":
    """The party of a name."""
    return selection.parties_known(snapshot.known_at).where(tables.party_versions.c.name == name)


@statement(SourceRow)
def select_sources(snapshot: Snapshot, numbers: Given | None = None) -> "sql.Select[Any]":
    """Sources, some or all, in the order of their versions."""
    found = selection.sources_known(snapshot.known_at).order_by(tables.source_versions.c.id)
    return (
        found if numbers is None else found.where(selection.among(snapshot, tables.source_versions.c.source, numbers))
    )


@statement(SourceNumberRow)
def select_confidential_sources(snapshot: Snapshot) -> "sql.Select[Any]":
    """The sources whose names do not leave the ledger."""
    found = selection.sources_known(snapshot.known_at).where(tables.source_versions.c.confidential.is_(True))
    return found.with_only_columns(tables.source_versions.c.source)


@statement(SourceRow)
def select_source(snapshot: Snapshot, number: int) -> "sql.Select[Any]":
    """The source of a number."""
    return selection.sources_known(snapshot.known_at).where(tables.source_versions.c.source == number)


@statement(SourceNamedRow)
def select_sources_named(snapshot: Snapshot, keys: Given) -> "sql.Select[Any]":
    """The sources that some keys may mean: the key, how well it fits, the number."""
    columns = tables.source_names.c
    return (
        sql.select(columns.key, columns.rank, tables.source_versions.c.source)
        .join(tables.source_versions, tables.source_versions.c.id == columns.version)
        .where(selection.among(snapshot, columns.key, keys, sql.Text()))
        .where(selection.newest_version(tables.source_versions, "source", snapshot.known_at))
    )


@statement(PartyNamedRow)
def select_parties_named(snapshot: Snapshot, keys: Given) -> "sql.Select[Any]":
    """The parties that some keys may mean: the key, how well it fits, the name."""
    columns = tables.party_names.c
    return (
        sql.select(columns.key, columns.rank, tables.party_versions.c.name)
        .join(tables.party_versions, tables.party_versions.c.id == columns.version)
        .where(selection.among(snapshot, columns.key, keys, sql.Text()))
        .where(selection.newest_version(tables.party_versions, "name", snapshot.known_at))
    )


@statement(SpokenNameRow)
def select_spoken_names(snapshot: Snapshot) -> "sql.Select[Any]":
    """What every source that is not anonymous is looked up by: the key, how well it fits, the source's name."""
    columns = tables.source_names.c
    return (
        sql.select(columns.key, columns.rank, tables.source_versions.c.source, tables.source_versions.c.name)
        .join(tables.source_versions, tables.source_versions.c.id == columns.version)
        .where(tables.source_versions.c.anonymous.is_(False))
        .where(selection.newest_version(tables.source_versions, "source", snapshot.known_at))
    )


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
        return _best(self._asked(select_sources_named, keys))

    def parties(self, keys: Collection[str]) -> Mapping[str, str]:
        """The name of the party each of these keys means; those that mean none are left out."""
        return _best(self._asked(select_parties_named, keys))

    def spoken(self) -> Mapping[str, str]:
        """Every key of a source that is not anonymous, and its name."""
        rows = self._connection.ask(select_spoken_names(), self._known_at)
        return _best((row[0], row[1], row[3]) for row in sorted(rows, key=lambda row: (row[1], row[2])))

    def _asked(self, wanted: Statement[[Collection[str]], R], keys: Collection[str]) -> list[R]:
        if not keys:
            return []
        rows = self._connection.ask(wanted([key[:LONGEST_KEY] for key in keys]), self._known_at)
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
        return {row.name: party_of(row) for row in connection.ask(select_parties(), known_at)}

    def party(name: str) -> Party | None:
        return next(map(party_of, connection.ask(select_party(name=name), known_at)), None)

    def sources() -> dict[int, Source]:
        return {row.source: source_of(row) for row in connection.ask(select_sources(), known_at)}

    def source(number: int) -> Source | None:
        return next(map(source_of, connection.ask(select_source(number=number), known_at)), None)

    return Registry(ReadOnDemand(party, parties), ReadOnDemand(source, sources))
