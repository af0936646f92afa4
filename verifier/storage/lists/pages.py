"""Pages of a list, read by key from any place in it, forward or backward.

Invariant: the same conditions as the whole list has; a place is the number of lines before it.
"""

from collections.abc import Collection
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from verifier.domain.explain.state import BEGINNING, FOREVER, ClaimState
from verifier.storage.db.connection import Connection
from verifier.storage.db.snapshot import Snapshot
from verifier.storage.db.statement import CountRow, LazyModule, statement
from verifier.storage.lists.lists import ListRow
from verifier.storage.lists.order import FEW, Condition, Walk
from verifier.storage.lists.words import words_alone
from verifier.storage.projection import StateRow, state_of
from verifier.storage.statements.claims import select_texts

if TYPE_CHECKING:
    import sqlalchemy as sql

    from verifier.storage.lists import search, selects
else:
    search = LazyModule("verifier.storage.lists.search")
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
    _snapshot: Snapshot,
    *,
    walk: Walk,
    still_disputed: bool,
    in_order: bool,
    now: int,
    since: int,
    claim: int,
    skip: int,
    limit: int,
    words: str | None = None,
) -> "sql.Select[Any]":
    """Where some claims stand: those beyond one, on the way along a list."""
    found = selects.asked_by_words(now, words, still_disputed=still_disputed, in_order=in_order)
    return selects.page([*found, selects.beyond(walk, since, claim)], walk, skip, limit)


@statement(CountRow)
def count_before(
    _snapshot: Snapshot,
    *,
    walk: Walk,
    still_disputed: bool,
    in_order: bool,
    now: int,
    since: int,
    claim: int,
    words: str | None = None,
) -> "sql.Select[Any]":
    """How many claims of a list are beyond one."""
    found = selects.asked_by_words(now, words, still_disputed=still_disputed, in_order=in_order)
    return selects.counted([*found, selects.beyond(walk, since, claim)])


@statement(CountRow)
def count_with_words(_snapshot: Snapshot, *, words: str, most: int) -> "sql.Select[Any]":
    """How many claims have some words, counted no further than to a number."""
    return search.counted_up_to(search.found_by_index(words), most)


def page(connection: Connection, condition: Condition, span: Span) -> list[ListRow]:
    """Some lines of a list, in its order."""
    walk = condition.sorting.walk(backward=span.backward)
    since, claim = _BEFORE_ALL[walk] if span.key is None else (span.key.since, span.key.claim)
    if (given := _by_words(connection, condition)) is not None:
        beyond = select_page(walk=walk, since=since, claim=claim, skip=span.skip, limit=span.limit, **given)
        rows = connection.ask(beyond)
    else:
        from verifier.storage.lists import selects

        conditions = selects.asked(connection, condition)
        if span.key is not None:
            conditions.append(selects.beyond(walk, since, claim))
        rows = connection.rows(StateRow, selects.page(conditions, walk, span.skip, span.limit))
    standings = list(map(state_of, rows))
    if span.backward:
        standings.reverse()
    return _written_out(connection, standings)


def place(connection: Connection, condition: Condition, key: ClaimState) -> int:
    """How many lines come before a claim that stands so."""
    walk = condition.sorting.walk(backward=True)
    if (given := _by_words(connection, condition)) is not None:
        [found] = connection.ask(count_before(walk=walk, since=key.since, claim=key.claim, **given))
        return found.claims
    from verifier.storage.lists import selects

    conditions = [*selects.asked(connection, condition), selects.beyond(walk, key.since, key.claim)]
    return connection.scalar(selects.counted(conditions)) or 0


def among_listed(connection: Connection, condition: Condition, numbers: Collection[int]) -> dict[int, ClaimState]:
    """Which of these claims are listed, and where they stand."""
    if not numbers:
        return {}
    from verifier.storage.lists import selects

    listed = selects.those_of(connection, selects.asked(connection, condition), numbers)
    rows = connection.rows(StateRow, listed)
    return {standing.claim: standing for standing in map(state_of, rows)}


def all_listed(connection: Connection, condition: Condition) -> list[int]:
    """The numbers of every claim listed."""
    from verifier.storage.lists import selects

    return list(connection.scalars(selects.numbers(selects.asked(connection, condition))))


def _by_words(connection: Connection, condition: Condition) -> dict[str, Any] | None:
    """What is given for the statements about a list that is asked for nothing but words; None for any other."""
    words = words_alone(connection, condition.query)
    if words is None:
        return None
    given: dict[str, Any] = {
        "still_disputed": condition.still_disputed,
        "now": condition.now,
        "in_order": condition.sorting.by_age,
    }
    if words:
        given |= {"words": words, "in_order": condition.sorting.by_age and not _finds_few(connection, words)}
    return given


def _finds_few(connection: Connection, words: str) -> bool:
    """Whether looking up the claims that have some words is quicker than meeting them in order."""
    [found] = connection.ask(count_with_words(words=words, most=FEW))
    return found.claims < FEW


def _written_out(connection: Connection, standings: list[ClaimState]) -> list[ListRow]:
    """The lines of claims, with their texts."""
    if not standings:
        return []
    rows = connection.ask(select_texts(numbers=[standing.claim for standing in standings]))
    called = {row.id: (row.key, row.claim_text) for row in rows}
    return [ListRow(standing.claim, *called[standing.claim], standing) for standing in standings]
