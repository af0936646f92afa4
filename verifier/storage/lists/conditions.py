"""What a list is asked for: its order, and the conditions of a query on where claims stand and on facts.

Of claims that are kept for lists both are asked; as known at any revision, only facts.
"""

from collections.abc import Iterable, Iterator
from enum import StrEnum
from functools import reduce
from operator import or_
from typing import Final, NamedTuple

from verifier.domain.explain.outcome import BITS, OPEN, Flag
from verifier.domain.query import Query
from verifier.storage.db.connection import Connection
from verifier.storage.db.statement import Bound, Given, Junction, Row, Snapshot, Where, statement
from verifier.storage.lists.fact_conditions import Asking, asked_of_facts
from verifier.storage.statements.lazy import selection, sql, tables

FEW: Final = 2_000
"""Fewer claims than these are quickly looked up and sorted; more are met in the order of the list."""

_TIMED: Final = frozenset({Flag.STALE, Flag.SPLIT, Flag.REVIEW_DUE})


class Walk(StrEnum):
    """The way along a list: by when claims entered their status, from the newest or the oldest, or by number."""

    NEWEST = "newest"
    OLDEST = "oldest"
    UP = "up"
    DOWN = "down"


class Sorting(StrEnum):
    """How a list runs: by when claims entered their status, newest or oldest first, or by number."""

    NEWEST = "newest"
    OLDEST = "oldest"
    NUMBER = "number"

    @property
    def by_age(self) -> bool:
        """Whether it runs by when claims entered their status."""
        return self is not Sorting.NUMBER

    def walk(self, *, backward: bool = False) -> Walk:
        """The way along the list."""
        return _WALKS[self][backward]


_WALKS: Final = {
    Sorting.NEWEST: (Walk.NEWEST, Walk.OLDEST),
    Sorting.OLDEST: (Walk.OLDEST, Walk.NEWEST),
    Sorting.NUMBER: (Walk.UP, Walk.DOWN),
}


class Condition(NamedTuple):
    """Which claims, at which instant (microseconds UTC), in which order."""

    query: Query
    now: int
    still_disputed: bool
    sorting: Sorting


@statement(Row)
def has_status(snapshot: Snapshot, statuses: Given) -> "sql.ColumnElement[bool]":
    """Whether a claim has one of some statuses."""
    return selection.among(snapshot, tables.claim_states.c.status, statuses, sql.Text())


@statement(Row)
def entered_from(_snapshot: Snapshot, since: int) -> "sql.ColumnElement[bool]":
    """Whether a claim entered its status at an instant or later."""
    return tables.claim_states.c.since >= since


@statement(Row)
def entered_until(_snapshot: Snapshot, until: int) -> "sql.ColumnElement[bool]":
    """Whether a claim entered its status at an instant or before."""
    return tables.claim_states.c.since <= until


@statement(Row)
def is_stale(snapshot: Snapshot, silent_since: int) -> "sql.ColumnElement[bool]":
    """Whether a claim is open, and its newest news of an instant or before."""
    columns = tables.claim_states.c
    unsettled = selection.among(snapshot, columns.status, sorted(status.value for status in OPEN), sql.Text())
    return sql.and_(unsettled, columns.last_said <= silent_since)


@statement(Row)
def is_split(_snapshot: Snapshot) -> "sql.ColumnElement[bool]":
    """Whether the verdicts on a claim differ."""
    return tables.claim_states.c.split


@statement(Row)
def is_review_due(_snapshot: Snapshot) -> "sql.ColumnElement[bool]":
    """Whether a verdict on a claim is due for review."""
    return tables.claim_states.c.review_due


@statement(Row)
def has_flags(_snapshot: Snapshot, bits: int) -> "sql.ColumnElement[bool]":
    """Whether a claim has one of the flags of some bits."""
    return tables.claim_states.c.flags.bitwise_and(bits) != 0


@statement(Row)
def is_disputed(_snapshot: Snapshot, *, by_index: bool) -> "sql.ColumnElement[bool]":
    """Whether a claim is still disputed.

    If not `by_index`, not as a plain column: the index on it would have every such claim read, where others lead to a
    few.
    """
    disputed = tables.claim_states.c.still_disputed
    # Compared, as SQLite looks nothing up by a column that stands alone.
    return disputed == sql.true() if by_index else sql.func.coalesce(disputed, sql.false())


def asked_of_states(
    connection: Connection,
    query: Query,
    now: int,
    *,
    still_disputed: bool = False,
    by_index: bool = True,
    in_order: bool = False,
) -> Where:
    """What a query asks, at an instant (microseconds UTC), of the claims that are kept for lists.

    If `in_order`, claims are met in the order of the list and each is asked for its words; else those that have them
    may be looked up. If not `by_index`, those still disputed are not.
    """
    asking = Asking(connection, None, listed=True, in_order=in_order)
    disputed = [is_disputed(by_index=by_index)] if still_disputed else []
    each = ([*_of_states(one, now), *_of_facts(asking, one)] for one in query.alternatives)
    return Where(Junction.AND, (*_either(each), *disputed))


def asked_as_known(connection: Connection, query: Query, known_at: int | None) -> Where:
    """What a query asks of facts of the claims that were recorded; what they stood at is left to who works it out."""
    asking = Asking(connection, known_at, listed=False, in_order=False)
    return Where(Junction.AND, _either([*_of_facts(asking, one)] for one in query.alternatives))


def _either(alternatives: Iterable[list[Bound[Row] | Where]]) -> tuple[Bound[Row] | Where, ...]:
    """Conditions that hold if all of one alternative hold: as they are, where there is only one."""
    first, *others = alternatives
    if not others:
        return tuple(first)
    return (Where(Junction.OR, tuple(Where(Junction.AND, tuple(each)) for each in (first, *others))),)


def _of_facts(asking: Asking, query: Query) -> Iterator[Bound[Row]]:
    yield from asked_of_facts(asking, query)


def _of_states(query: Query, now: int) -> Iterator[Bound[Row] | Where]:
    """What one alternative asks of where claims stand."""
    if query.statuses:
        yield has_status(sorted(status.value for status in query.statuses))
    if query.since is not None:
        yield entered_from(query.since)
    if query.until is not None:
        yield entered_until(query.until)
    if query.stale is not None:
        yield is_stale(now - query.stale)
    if query.review_due:
        yield is_review_due()
    if query.flags:
        yield Where(Junction.OR, tuple(_flagged(query.flags, now - (query.stale_after or 0))))


def _flagged(flags: frozenset[Flag], silent_since: int) -> Iterator[Bound[Row]]:
    """Whether one of some flags is raised; news of `silent_since` or before is too old for a claim not to be stale."""
    if Flag.STALE in flags:
        yield is_stale(silent_since)
    if Flag.SPLIT in flags:
        yield is_split()
    if Flag.REVIEW_DUE in flags:
        yield is_review_due()
    if of_records := flags - _TIMED:
        yield has_flags(reduce(or_, (BITS[flag] for flag in of_records)))
