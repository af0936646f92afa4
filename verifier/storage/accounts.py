"""What is told of claims, as it is kept: accounts, and rows with all that reports show of a claim."""

from collections.abc import Collection, Iterator

from verifier.domain.explain.summary import ClaimSummary, Told
from verifier.domain.query import Query
from verifier.storage.account_rows import account_of
from verifier.storage.connection import Connection
from verifier.storage.list_order import EVERYTHING


def accounts(connection: Connection, numbers: Collection[int] | None = None) -> Iterator[ClaimSummary]:
    """What the projection tells of these claims or of all, by claim and validity."""
    given = {} if numbers is None else {"numbers": list(numbers)}
    return map(account_of, connection.stream("accounts", **given))


def told(
    connection: Connection, query: Query, now: int, *, still_disputed: bool = False, limit: int | None = None
) -> Iterator[Told]:
    """The claims a query asks for as they stand now (microseconds UTC), in the order of the list.

    Rows are read as they are consumed.
    """
    if query == EVERYTHING and limit is None:
        return connection.stream("disputed_told" if still_disputed else "all_told", now=now)
    from verifier.storage.lines import told_of

    return connection.streamed(told_of(connection, query, now, still_disputed=still_disputed).limit(limit))
