"""What is kept so that lists and reports are quick: states, summaries, totals, names to look claims up by, words.

Each is compared with what it comes from, and can be made again.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final

from verifier.domain.batches import batches
from verifier.domain.explain.claim_report import ClaimSummary
from verifier.domain.explain.outcome import BEGINNING, FOREVER, ClaimState
from verifier.domain.model.claims import Claim, Status
from verifier.storage.db.connection import Connection, insert_rows
from verifier.storage.db.statement import Row, Snapshot, statement
from verifier.storage.lists import search
from verifier.storage.projection import state_row, summary_row
from verifier.storage.statements.claims import claim_terms
from verifier.storage.statements.lazy import selection, sql, tables
from verifier.storage.statements.sources import PartyRow, SourceRow, party_keys, party_of, source_keys, source_of
from verifier.storage.statements.values import Columns, from_json

if TYPE_CHECKING:
    from sqlalchemy import Table

_BATCH_ROWS: Final = 5_000


def stored_states(connection: Connection, claims: Collection[int]) -> dict[int, list[Columns]]:
    """The states of these claims, as they are stored."""
    return _stored(connection, tables.claim_states, claims)


def stored_summaries(connection: Connection, claims: Collection[int]) -> dict[int, list[Columns]]:
    """The summaries of these claims, as they are stored."""
    return _stored(connection, tables.claim_accounts, claims)


def _stored(connection: Connection, table: "Table", claims: Collection[int]) -> dict[int, list[Columns]]:
    rows = connection.stored_rows(table, selection.among(connection, table.c.claim, claims))
    return {claim: list(of_claim) for claim, of_claim in groupby(rows, itemgetter("claim"))}


def is_stored_state(rows: list[Columns], states: Iterable[ClaimState]) -> bool:
    """Whether rows of the projection are those of these states."""
    return [tuple(row.values()) for row in rows] == [state_row(state) for state in states]


def is_stored_summary(rows: list[Columns], summaries: Iterable[ClaimSummary]) -> bool:
    """Whether rows of the projection are those of these summaries."""
    return [tuple(row.values()) for row in rows] == [summary_row(summary) for summary in summaries]


def listed_claims(connection: Connection) -> set[int]:
    """The claims that have a place in lists or reports."""
    every = sql.union(sql.select(tables.claim_states.c.claim), sql.select(tables.claim_accounts.c.claim))
    return set(connection.scalars(every))


def wrong_totals(connection: Connection) -> str | None:
    """The first count by status that is not what the states come to, in words."""
    rows = connection.stored_rows(tables.status_totals)
    stored = {(row["status"], row["still_disputed"]): row["claims"] for row in rows}
    expected = _totals(connection)
    for key, counted in expected.items():
        if stored.get(key) != counted:
            return f"the claims listed as {key[0]} are counted as {stored.get(key)}, and are {counted}"
    if more := sorted(map(str, stored.keys() - expected.keys())):
        return f"claims are counted of a status that there is not: {more[0]}"
    return None


def rebuild_totals(connection: Connection) -> None:
    """Count the states again."""
    totals = _totals(connection)
    connection.run("DELETE FROM status_totals")
    insert_rows(connection, "status_totals", [(*counted, claims) for counted, claims in totals.items()])


class CountedStateRow(Row):
    """By what a state of a claim is counted."""

    status: str
    still_disputed: bool


@statement(CountedStateRow)
def select_lasting_states(_snapshot: Snapshot) -> "sql.Select[Any]":
    """The states of claims that change only by a write."""
    columns = tables.claim_states.c
    always = (columns.valid_from == BEGINNING, columns.valid_until == FOREVER)
    return sql.select(columns.status, columns.still_disputed).where(*always)


def _totals(connection: Connection) -> dict[tuple[str, bool], int]:
    """How many claims that change only by a write there are of each status."""
    counted = Counter(map(tuple, connection.stream(select_lasting_states())))
    return {(status.value, disputed): counted[status, disputed] for status in Status for disputed in (False, True)}


def wrong_terms(connection: Connection) -> str | None:
    """The first version of a claim whose text, tags and parties are not those it is looked up by, in words."""
    stored = _terms_by_version(connection)
    for version, claim, expected in _terms(connection):
        if sorted(stored.pop(version, [])) != sorted(expected):
            return f"c{claim} is not looked up by the text, tags and parties it has"
    return f"there are names to look up version {min(stored)} of a claim, which there is not" if stored else None


def rebuild_terms(connection: Connection) -> None:
    """Make the names to look claims up by again."""
    connection.run("DELETE FROM claim_terms")
    rows = ((*term, version) for version, _, terms in _terms(connection) for term in terms)
    for batch in batches(rows, _BATCH_ROWS):
        insert_rows(connection, "claim_terms", batch)


class NamedClaimRow(Row):
    """A version of a claim, by what it is looked up by; lists are JSON."""

    id: int
    claim: int
    claim_text: str
    parties: str
    against: str
    favours: str
    tags: str


@statement(NamedClaimRow)
def select_named_claims(_snapshot: Snapshot) -> "sql.Select[Any]":
    """Every version of every claim, by number."""
    columns = tables.claim_versions.c
    lists = (columns.parties, columns.against, columns.favours, columns.tags)
    versions = sql.select(columns.id, columns.claim, selection.CLAIM_TEXT, *lists)
    return versions.join(tables.claims).order_by(columns.id)


def _terms(connection: Connection) -> Iterator[tuple[int, int, list[tuple[str, str]]]]:
    """Each version of a claim: its number, its claim's, and what it is looked up by."""
    for version, claim, text, *texts in connection.stream(select_named_claims()):
        parties, against, favours, tags = map(from_json, texts)
        named = Claim(claim, text, parties=parties, against=against, favours=favours, tags=tags)
        yield version, claim, claim_terms(named)


def _terms_by_version(connection: Connection) -> dict[Any, list[tuple[Any, Any]]]:
    found: dict[Any, list[tuple[Any, Any]]] = {}
    for row in connection.stored_rows(tables.claim_terms):
        found.setdefault(row["version"], []).append((row["field"], row["term"]))
    return found


def wrong_names(connection: Connection) -> str | None:
    """The first version of a source or party whose names are not those it is looked up by, in words."""
    for table, named in ((tables.source_names, _sources), (tables.party_names, _parties)):
        stored = _keys_by_version(connection, table)
        for version, name, expected in named(connection):
            if stored.pop(version, {}) != expected:
                return f"{name} is not looked up by the names it has"
        if stored:
            return f"{table.name} has names of version {min(stored)}, which there is not"
    return None


def rebuild_names(connection: Connection) -> None:
    """Make the names to look sources and parties up by again."""
    connection.run("DELETE FROM source_names")
    connection.run("DELETE FROM party_names")
    for table, named in (("source_names", _sources), ("party_names", _parties)):
        rows = ((key, version, rank) for version, _, keys in named(connection) for key, rank in keys.items())
        for batch in batches(rows, _BATCH_ROWS):
            insert_rows(connection, table, batch)


@statement(SourceRow)
def select_every_source(_snapshot: Snapshot) -> "sql.Select[Any]":
    """Every version of every source, by number."""
    return sql.select(tables.source_versions).order_by(tables.source_versions.c.id)


@statement(PartyRow)
def select_every_party(_snapshot: Snapshot) -> "sql.Select[Any]":
    """Every version of every party, by number."""
    return sql.select(tables.party_versions).order_by(tables.party_versions.c.id)


def _sources(connection: Connection) -> Iterator[tuple[int, str, dict[str, int]]]:
    """Each version of a source: its number, its name, and what it is looked up by."""
    for row in connection.stream(select_every_source()):
        yield row.id, row.name, source_keys(source_of(row))


def _parties(connection: Connection) -> Iterator[tuple[int, str, dict[str, int]]]:
    """Each version of a party, likewise."""
    for row in connection.stream(select_every_party()):
        yield row.id, row.name, party_keys(party_of(row))


def _keys_by_version(connection: Connection, table: "Table") -> dict[Any, dict[str, int]]:
    found: dict[Any, dict[str, int]] = {}
    for row in connection.stored_rows(table):
        found.setdefault(row["version"], {})[row["key"]] = row["rank"]
    return found


def wrong_words(connection: Connection, claims: Collection[Claim]) -> str | None:
    """The first of these claims that is not found by the words it has, in words."""
    indexed = search.indexed_words(connection, [claim.id for claim in claims])
    for claim in claims:
        if indexed.get(claim.id) != set(search.words_of(claim)):
            return f"c{claim.id} is not found by the words it has"
    return None


def strangers_words(connection: Connection) -> str | None:
    """The first claim that is found by words and never existed, in words; an undone one is looked for no further."""
    ever = set(connection.scalars(sql.select(tables.claims.c.id)))
    if more := search.indexed_claims(connection).difference(ever):
        return f"c{min(more)} is found by words, and does not exist"
    return None
