"""Lists of claims: a Query answered from the projection for now, from facts for any revision."""

from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from verifier.domain.explain.state import ClaimState
from verifier.domain.explain.summary import ClaimSummary, Told
from verifier.domain.model.claims import Status
from verifier.domain.query import Query
from verifier.storage.db.connection import Connection, Row
from verifier.storage.lists.order import EVERYTHING, Order
from verifier.storage.lists.words import words_alone
from verifier.storage.projection import summary_of
from verifier.storage.statements.record_rows import state_of


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
        given = {"now": now} | ({} if limit is None else {"limit": limit}) | ({"words": words} if words else {})
        return map(_list_row, connection.stream("all_disputed" if still_disputed else "all_listed", **given))
    from verifier.storage.lists.selects import lines

    statement = lines(connection, query, now, still_disputed=still_disputed, after=after, order=order)
    return map(_list_row, connection.streamed(statement.limit(limit)))


def _list_row(row: Row) -> ListRow:
    return ListRow(row.claim, row.key, row.claim_text, state_of(row))


def count_standings(connection: Connection, query: Query, now: int, *, still_disputed: bool = False) -> int:
    """How many claims a query asks for."""
    if (words := words_alone(connection, query)) is not None:
        given = {"words": words} if words else {}
        [counted] = connection.ask("counted", still_disputed=still_disputed, now=now, **given)
        return int(counted.claims)
    from verifier.storage.lists.selects import how_many

    found: int | None = connection.scalar(how_many(connection, query, now, still_disputed=still_disputed))
    return found or 0


def standings(connection: Connection, numbers: Iterable[int] | None = None) -> Iterator[ClaimState]:
    """What the projection holds, of these claims or of all, by claim and validity."""
    given = {} if numbers is None else {"numbers": list(numbers)}
    return map(state_of, connection.stream("standings", **given))


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
    for status, still_disputed, count in (*connection.ask("totals"), *connection.ask("timed", now=now)):
        by_status[Status(status)] += count
        disputed += count if still_disputed else 0
    return Totals(by_status, disputed)


def accounts(connection: Connection, numbers: Collection[int] | None = None) -> Iterator[ClaimSummary]:
    """What the projection tells of these claims or of all, by claim and validity."""
    given = {} if numbers is None else {"numbers": list(numbers)}
    return map(summary_of, connection.stream("accounts", **given))


def told(
    connection: Connection, query: Query, now: int, *, still_disputed: bool = False, limit: int | None = None
) -> Iterator[Told]:
    """The claims a query asks for as they stand now (microseconds UTC), in the order of the list.

    Rows are read as they are consumed.
    """
    if query == EVERYTHING and limit is None:
        return connection.stream("disputed_told" if still_disputed else "all_told", now=now)
    from verifier.storage.lists.selects import told_of

    return connection.streamed(told_of(connection, query, now, still_disputed=still_disputed).limit(limit))
