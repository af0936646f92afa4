"""Lists of claims: a Query answered from the projection for now, from facts for any revision."""

from collections.abc import Collection, Iterable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from verifier.domain.explain.state import ClaimState
from verifier.domain.explain.summary import ClaimSummary, Told
from verifier.domain.model.claims import Status
from verifier.domain.query import Query
from verifier.storage.db.connection import Connection
from verifier.storage.db.snapshot import Snapshot
from verifier.storage.db.statement import CountRow, LazyModule, Row, statement
from verifier.storage.lists.order import EVERYTHING, Order
from verifier.storage.lists.words import words_alone
from verifier.storage.projection import StateRow, select_states, select_summaries, state_of, summary_of
from verifier.storage.statements.lazy import sql, tables

if TYPE_CHECKING:
    from verifier.storage.lists import search, selects
else:
    search = LazyModule("verifier.storage.lists.search")
    selects = LazyModule("verifier.storage.lists.selects")


class ListRow(NamedTuple):
    """A line of a list."""

    claim: int
    key: str | None
    text: str
    standing: ClaimState


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
def select_all_listed(
    _snapshot: Snapshot, now: int, limit: int | None = None, words: str | None = None
) -> "sql.Select[Any]":
    """Every claim as it stands at an instant, as lists run; of a SQLite file, those that have some words."""
    return _as_listed(selects.everything(now), limit, words)


@statement(ListedRow)
def select_all_disputed(
    _snapshot: Snapshot, now: int, limit: int | None = None, words: str | None = None
) -> "sql.Select[Any]":
    """Every claim that is still disputed, likewise."""
    return _as_listed(selects.everything(now, still_disputed=True), limit, words)


def _as_listed(statement: "sql.Select[Any]", limit: int | None, words: str | None) -> "sql.Select[Any]":
    if words is not None:
        statement = statement.where(tables.claim_states.c.claim.in_(search.found_by_index(words)))
    return statement.order_by(*selects.in_order(Order.SINCE)).limit(limit)


@statement(Row)
def select_all_told(_snapshot: Snapshot, now: int) -> "sql.Select[Any]":
    """Every claim as it stands at an instant, with all that reports tell of it."""
    return selects.everything_told(now)


@statement(Row)
def select_disputed_told(_snapshot: Snapshot, now: int) -> "sql.Select[Any]":
    """Every claim that is still disputed, likewise."""
    return selects.everything_told(now, still_disputed=True)


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
def count_claims(_snapshot: Snapshot, *, still_disputed: bool, now: int, words: str | None = None) -> "sql.Select[Any]":
    """How many claims there are."""
    return selects.counted(selects.asked_by_words(now, words, still_disputed=still_disputed, in_order=words is None))


def list_standings(
    connection: Connection,
    query: Query,
    now: int,
    *,
    still_disputed: bool = False,
    after: ClaimState | None = None,
    limit: int | None = None,
    order: Order = Order.SINCE,
) -> Iterator[ListRow]:
    """The claims a query asks for as they stand now (microseconds UTC); `after` is the last line of the page before."""
    words = "" if query == EVERYTHING else words_alone(connection, query)
    if words is not None and after is None and order is Order.SINCE:
        asked = select_all_disputed if still_disputed else select_all_listed
        return map(_list_row, connection.stream(asked(now, limit, words or None)))
    from verifier.storage.lists.selects import lines

    statement = lines(connection, query, now, still_disputed=still_disputed, after=after, order=order)
    return map(_list_row, connection.streamed(statement.limit(limit)))


def _list_row(row: ListedRow) -> ListRow:
    return ListRow(row.claim, row.key, row.claim_text, state_of(row))


def count_standings(connection: Connection, query: Query, now: int, *, still_disputed: bool = False) -> int:
    """How many claims a query asks for."""
    if (words := words_alone(connection, query)) is not None:
        [counted] = connection.ask(count_claims(still_disputed=still_disputed, now=now, words=words or None))
        return counted.claims
    from verifier.storage.lists.selects import how_many

    found: int | None = connection.scalar(how_many(connection, query, now, still_disputed=still_disputed))
    return found or 0


def standings(connection: Connection, numbers: Iterable[int] | None = None) -> Iterator[ClaimState]:
    """What the projection holds, of these claims or of all, by claim and validity."""
    return map(state_of, connection.stream(select_states(None if numbers is None else list(numbers))))


def matching_claims(connection: Connection, query: Query, known_at: int | None = None) -> list[int]:
    """The claims that meet a query's conditions on facts; what they stand at is left to whoever works it out."""
    from verifier.storage.lists.selects import matching

    return list(connection.scalars(matching(connection, query, known_at)))


def quoted_sources(connection: Connection, phrases: Iterable[str], known_at: int | None = None) -> set[int]:
    """The sources of quotations that have one of these words or phrases, and who passed them on last."""
    from verifier.storage.lists.fact_conditions import quoting

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


def accounts(connection: Connection, numbers: Collection[int] | None = None) -> Iterator[ClaimSummary]:
    """What the projection tells of these claims or of all, by claim and validity."""
    return map(summary_of, connection.stream(select_summaries(numbers)))


def told(
    connection: Connection, query: Query, now: int, *, still_disputed: bool = False, limit: int | None = None
) -> Iterator[Told]:
    """The claims a query asks for as they stand now (microseconds UTC), in the order of the list.

    Rows are read as they are consumed.
    """
    if query == EVERYTHING and limit is None:
        return connection.stream(select_disputed_told(now) if still_disputed else select_all_told(now))
    from verifier.storage.lists.selects import told_of

    return connection.streamed(told_of(connection, query, now, still_disputed=still_disputed).limit(limit))
