"""Pages of a list, read by key from any place in it, forward or backward.

Invariant: the same conditions as the whole list has; a place is the number of lines before it.
"""

from collections.abc import Collection
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from verifier.domain.explain.outcome import BEGINNING, FOREVER, ClaimState
from verifier.storage.db.connection import Connection
from verifier.storage.db.statement import ClaimNumberRow, CountRow, Given, Snapshot, Where, statement
from verifier.storage.lists.conditions import asked_of_states
from verifier.storage.lists.lists import ListRow
from verifier.storage.lists.order import FEW, Condition, Walk
from verifier.storage.lists.word_conditions import finds_few
from verifier.storage.projection import StateRow, state_of
from verifier.storage.statements.claims import select_texts
from verifier.storage.statements.lazy import LazyModule, selection, sql, tables

if TYPE_CHECKING:
    from verifier.storage.lists import selects
else:
    selects = LazyModule("verifier.storage.lists.selects")

_BEFORE_ALL: Final = {
    Walk.NEWEST: (FOREVER, BEGINNING),
    Walk.OLDEST: (BEGINNING, FOREVER),
    Walk.UP: (BEGINNING, BEGINNING),
    Walk.DOWN: (FOREVER, FOREVER),
}
"""Age and number of what would be met before every claim."""


class Span(NamedTuple):
    """Which lines: the first after `key` (or before it, if backward), some of them skipped; None is the list's end."""

    key: ClaimState | None
    skip: int
    limit: int
    backward: bool = False


@statement(StateRow)
def select_page(
    snapshot: Snapshot, walk: Walk, *, now: int, where: Where, since: int, claim: int, skip: int, limit: int
) -> "sql.Select[Any]":
    """Where some claims stand: those beyond one, on the way along a list."""
    found = selects.states(snapshot, now, where).where(selects.beyond(walk, since, claim))
    return found.order_by(*selects.way(walk)).offset(skip).limit(limit)


@statement(CountRow)
def count_before(
    snapshot: Snapshot, walk: Walk, *, now: int, where: Where, since: int, claim: int
) -> "sql.Select[Any]":
    """How many claims of a list are beyond one."""
    return selects.counted(snapshot, now, where).where(selects.beyond(walk, since, claim))


@statement(StateRow)
def select_among(snapshot: Snapshot, *, now: int, where: Where, numbers: Given) -> "sql.Select[Any]":
    """Where those of some claims stand that are listed."""
    some = selection.among(snapshot, tables.claim_states.c.claim, numbers)
    return selects.states(snapshot, now, where).where(some)


@statement(ClaimNumberRow)
def select_numbers(snapshot: Snapshot, *, now: int, where: Where) -> "sql.Select[Any]":
    """The numbers of the claims of a list."""
    return selects.states(snapshot, now, where).with_only_columns(tables.claim_states.c.claim)


def page(connection: Connection, condition: Condition, span: Span) -> list[ListRow]:
    """Some lines of a list, in its order."""
    walk = condition.sorting.walk(backward=span.backward)
    since, claim = _BEFORE_ALL[walk] if span.key is None else (span.key.since, span.key.claim)
    given = _asked(connection, condition)
    beyond = select_page(walk, since=since, claim=claim, skip=span.skip, limit=span.limit, **given)
    states = list(map(state_of, connection.ask(beyond)))
    if span.backward:
        states.reverse()
    return _written_out(connection, states)


def place(connection: Connection, condition: Condition, key: ClaimState) -> int:
    """How many lines come before a claim that stands so."""
    walk = condition.sorting.walk(backward=True)
    before = count_before(walk, since=key.since, claim=key.claim, **_asked(connection, condition))
    return connection.ask(before)[0].claims


def among_listed(connection: Connection, condition: Condition, numbers: Collection[int]) -> dict[int, ClaimState]:
    """Which of these claims are listed, and where they stand."""
    if not numbers:
        return {}
    rows = connection.ask(select_among(numbers=numbers, **_asked(connection, condition)))
    return {state.claim: state for state in map(state_of, rows)}


def all_listed(connection: Connection, condition: Condition) -> list[int]:
    """The numbers of every claim listed."""
    return [row.claim for row in connection.ask(select_numbers(**_asked(connection, condition)))]


def _asked(connection: Connection, condition: Condition) -> dict[str, Any]:
    """The instant of a list, and what is asked of its claims."""
    query, now, still_disputed, sorting = condition
    in_order = sorting.by_age and not all(finds_few(connection, one.words, FEW) for one in query.alternatives)
    where = asked_of_states(connection, query, now, still_disputed=still_disputed, by_index=in_order, in_order=in_order)
    return {"now": now, "where": where}


def _written_out(connection: Connection, states: list[ClaimState]) -> list[ListRow]:
    """The lines of claims, with their texts."""
    if not states:
        return []
    rows = connection.ask(select_texts(numbers=[state.claim for state in states]))
    called = {row.id: (row.key, row.claim_text) for row in rows}
    return [ListRow(state.claim, *called[state.claim], state) for state in states]
