"""Lists of claims: a Query answered from the projection for now, from facts for any revision."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from verifier.domain.explain.claim_report import Told
from verifier.domain.explain.outcome import ClaimState
from verifier.domain.model.claims import Status
from verifier.domain.query import Query
from verifier.storage.db.connection import Connection
from verifier.storage.db.statement import CountRow, NumberRow, Row, Snapshot, Where, statement
from verifier.storage.lists.conditions import asked_as_known, asked_of_states
from verifier.storage.lists.fact_conditions import quoting
from verifier.storage.projection import StateRow, state_of
from verifier.storage.statements.lazy import LazyModule, sql, tables

if TYPE_CHECKING:
    from verifier.storage.lists import selects
else:
    selects = LazyModule("verifier.storage.lists.selects")


class ListRow(NamedTuple):
    """A line of a list."""

    claim: int
    key: str | None
    text: str
    state: ClaimState


class Totals(NamedTuple):
    """How many claims have each status, and how many are still disputed."""

    by_status: dict[Status, int]
    still_disputed: int


class ListedRow(StateRow):
    """Where a claim stands, with its key and text."""

    key: str | None
    claim_text: str


class TotalRow(Row):
    """How many claims there are of a status."""

    status: str
    still_disputed: bool
    claims: int


@statement(ListedRow)
def select_listed(snapshot: Snapshot, now: int, where: Where, limit: int | None = None) -> "sql.Select[Any]":
    """The claims that meet conditions, as they stand at an instant, as lists run."""
    return selects.listed(snapshot, now, where).limit(limit)


@statement(Row)
def select_told(snapshot: Snapshot, now: int, where: Where, limit: int | None = None) -> "sql.Select[Any]":
    """The claims that meet conditions, as they stand at an instant, with all that reports tell of them."""
    return selects.told(snapshot, now, where).limit(limit)


@statement(NumberRow)
def select_recorded(snapshot: Snapshot, where: Where) -> "sql.Select[Any]":
    """The claims recorded that meet conditions on facts."""
    return selects.recorded(snapshot, where)


@statement(TotalRow)
def select_totals(_snapshot: Snapshot) -> "sql.Select[Any]":
    """How many claims that change only by a write there are of each status."""
    return sql.select(tables.status_totals)


@statement(TotalRow)
def select_timed_totals(_snapshot: Snapshot, now: int) -> "sql.Select[Any]":
    """The statuses, at an instant, of the claims that are due to change them."""
    columns = tables.claim_states.c
    # Counted by the caller: for a GROUP BY SQLite would rather read every claim in order than the few that are due.
    return sql.select(columns.status, columns.still_disputed, sql.literal(1).label("claims")).where(
        tables.TIMED, columns.valid_from <= now, columns.valid_until > now
    )


@statement(CountRow)
def count_claims(snapshot: Snapshot, now: int, where: Where) -> "sql.Select[Any]":
    """How many claims meet conditions at an instant."""
    return selects.counted(snapshot, now, where)


def list_standings(
    connection: Connection, query: Query, now: int, *, still_disputed: bool = False, limit: int | None = None
) -> Iterator[ListRow]:
    """The claims a query asks for as they stand now (microseconds UTC), in the order of the list.

    Rows are read as they are consumed.
    """
    where = asked_of_states(connection, query, now, still_disputed=still_disputed)
    for row in connection.stream(select_listed(now, where, limit)):
        yield ListRow(row.claim, row.key, row.claim_text, state_of(row))


def count_standings(connection: Connection, query: Query, now: int, *, still_disputed: bool = False) -> int:
    """How many claims a query asks for."""
    by_index = not any(one.words for one in query.alternatives)
    where = asked_of_states(connection, query, now, still_disputed=still_disputed, by_index=by_index)
    return connection.ask(count_claims(now, where))[0].claims


def matching_claims(connection: Connection, query: Query, known_at: int | None = None) -> list[int]:
    """The claims that meet a query's conditions on facts; what they stand at is left to whoever works it out."""
    where = asked_as_known(connection, query, known_at)
    return [row.id for row in connection.ask(select_recorded(where), known_at)]


def quoted_sources(connection: Connection, phrases: Iterable[str], known_at: int | None = None) -> set[int]:
    """The sources of quotations that have one of these words or phrases, and who passed them on last."""
    found = quoting(connection, phrases, known_at)
    return {source for row in found for source in (row.origin, row.nearest) if source is not None}


def totals(connection: Connection, now: int) -> Totals:
    """How many claims there are of each status."""
    by_status = dict.fromkeys(Status, 0)
    disputed = 0
    for status, still_disputed, count in (
        *connection.ask(select_totals()),
        *connection.ask(select_timed_totals(now=now)),
    ):
        by_status[Status(status)] += count
        disputed += count if still_disputed else 0
    return Totals(by_status, disputed)


def told(
    connection: Connection, query: Query, now: int, *, still_disputed: bool = False, limit: int | None = None
) -> Iterator[Told]:
    """The claims a query asks for as they stand now (microseconds UTC), in the order of the list.

    Rows are read as they are consumed.
    """
    where = asked_of_states(connection, query, now, still_disputed=still_disputed)
    return connection.stream(select_told(now, where, limit))
