"""Pages of a list, read by key from any place in it, forward or backward.

Invariant: the same conditions as the whole list has; a place is the number of lines before it.
"""

from collections.abc import Collection
from enum import StrEnum
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, and_, func, or_, select

from verifier.domain.query import Query
from verifier.domain.standing import Standing
from verifier.storage.conditions import STILL_DISPUTED, standing_conditions
from verifier.storage.connection import Connection
from verifier.storage.fulltext import finds_few
from verifier.storage.listing import Listed
from verifier.storage.record_rows import standing_of
from verifier.storage.selection import CLAIM_TEXT, among, newest_version
from verifier.storage.tables import claim_states, claim_versions, claims


class Sorting(StrEnum):
    """How a list runs: by when claims entered their status, newest or oldest first, or by number."""

    NEWEST = "newest"
    OLDEST = "oldest"
    NUMBER = "number"


class Condition(NamedTuple):
    """Which claims, at which instant (microseconds UTC), in which order."""

    query: Query
    now: int
    still_disputed: bool
    sorting: Sorting


class Span(NamedTuple):
    """Which lines: the first after `key` (or before it, if backward), some of them skipped; None is the list's end."""

    key: Standing | None
    skip: int
    limit: int
    backward: bool = False


_NUMBER: Final = claim_states.c.claim
_SINCE: Final = claim_states.c.since


def page(connection: Connection, condition: Condition, span: Span) -> list[Listed]:
    """Some lines of a list, in its order."""
    chosen = select(claim_states).where(*_conditions(connection, condition))
    if span.key is not None:
        chosen = chosen.where(_beyond(condition.sorting, span.key, backward=span.backward))
    chosen = chosen.order_by(*_sorted(condition.sorting, backward=span.backward)).offset(span.skip).limit(span.limit)
    numbers = [standing_of(row) for row in connection.execute(chosen)]
    if span.backward:
        numbers.reverse()
    return _written_out(connection, numbers)


def place(connection: Connection, condition: Condition, key: Standing) -> int:
    """How many lines come before a claim that stands so."""
    before = _beyond(condition.sorting, key, backward=True)
    counted = select(func.count()).select_from(claim_states).where(*_conditions(connection, condition), before)
    return connection.scalar(counted) or 0


def among_listed(connection: Connection, condition: Condition, numbers: Collection[int]) -> dict[int, Standing]:
    """Which of these claims are listed, and where they stand."""
    if not numbers:
        return {}
    own = among(connection, _NUMBER, numbers)
    rows = connection.execute(select(claim_states).where(own, *_conditions(connection, condition)))
    return {standing.claim: standing for standing in map(standing_of, rows)}


def all_listed(connection: Connection, condition: Condition) -> list[int]:
    """The numbers of every claim listed."""
    return list(connection.scalars(select(_NUMBER).where(*_conditions(connection, condition))))


def _conditions(connection: Connection, condition: Condition) -> list[ColumnElement[bool]]:
    in_order = condition.sorting is not Sorting.NUMBER and not _few_found(connection, condition.query)
    by_index = condition.still_disputed and in_order
    found = standing_conditions(connection, condition.query, condition.now, still_disputed=by_index, in_order=in_order)
    return [*found, STILL_DISPUTED] if condition.still_disputed and not by_index else found


def _few_found(connection: Connection, query: Query) -> bool:
    """Whether looking up the claims that have a query's words is quicker than meeting them in order."""
    return any(finds_few(connection, phrase) for phrase in query.words)


def _sorted(sorting: Sorting, *, backward: bool) -> tuple[ColumnElement[Any], ...]:
    if sorting is Sorting.NUMBER:
        return (_NUMBER.desc() if backward else _NUMBER.asc(),)
    if (sorting is Sorting.NEWEST) is not backward:
        return _SINCE.desc(), _NUMBER.asc()
    return _SINCE.asc(), _NUMBER.desc()


def _beyond(sorting: Sorting, key: Standing, *, backward: bool) -> ColumnElement[bool]:
    if sorting is Sorting.NUMBER:
        return key.claim > _NUMBER if backward else key.claim < _NUMBER
    if (sorting is Sorting.NEWEST) is not backward:
        return and_(key.since >= _SINCE, or_(key.since > _SINCE, key.claim < _NUMBER))
    return and_(key.since <= _SINCE, or_(key.since < _SINCE, key.claim > _NUMBER))


def _written_out(connection: Connection, standings: list[Standing]) -> list[Listed]:
    """The lines of claims, with their texts."""
    if not standings:
        return []
    statement = (
        select(claims.c.id, claim_versions.c.key, CLAIM_TEXT)
        .join(claim_versions, claim_versions.c.claim == claims.c.id)
        .where(newest_version(claim_versions, "claim", None))
        .where(among(connection, claims.c.id, [standing.claim for standing in standings]))
    )
    texts = {row.id: row for row in connection.execute(statement)}
    return [Listed(s.claim, texts[s.claim].key, texts[s.claim].claim_text, s) for s in standings]
