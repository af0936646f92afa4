"""Lists of claims: a Query answered from the projection for now, from facts for any revision; whole, or page by page.

Pages are read by key from any place in the list, forward or backward. Invariant: the same conditions as the whole list
has; a place is the number of lines before it.
"""

from collections.abc import Collection, Iterable, Iterator
from typing import Any, Final, NamedTuple, cast

from verifier.domain.explain.claim_report import TOLD, Told
from verifier.domain.explain.outcome import BEGINNING, FOREVER, ClaimState
from verifier.domain.model.claims import Status
from verifier.domain.query import Query
from verifier.storage.db.connection import Connection
from verifier.storage.db.statement import (
    Bound,
    ClaimNumberRow,
    CountRow,
    Given,
    Junction,
    NumberRow,
    Row,
    Snapshot,
    Where,
    statement,
)
from verifier.storage.lists.conditions import FEW, Condition, Walk, asked_as_known, asked_of_states
from verifier.storage.lists.fact_conditions import finds_few, quoting
from verifier.storage.projection import StateRow, state_of
from verifier.storage.statements.claims import select_texts
from verifier.storage.statements.lazy import selection, sql, tables

_BEFORE_ALL: Final = {
    Walk.NEWEST: (FOREVER, BEGINNING),
    Walk.OLDEST: (BEGINNING, FOREVER),
    Walk.UP: (BEGINNING, BEGINNING),
    Walk.DOWN: (FOREVER, FOREVER),
}
"""Age and number of what would be met before every claim."""


class ListRow(NamedTuple):
    """A line of a list."""

    claim: int
    key: str | None
    text: str
    state: ClaimState


class Span(NamedTuple):
    """Which lines: the first after `key` (or before it, if backward), some of them skipped; None is the list's end."""

    key: ClaimState | None
    skip: int
    limit: int
    backward: bool = False


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
    found = _claims(tables.claim_states, tables.claim_versions.c.key, selection.CLAIM_TEXT).where(
        *_as_they_stand(snapshot, now, where)
    )
    return found.order_by(tables.claim_states.c.since.desc(), tables.claim_states.c.claim).limit(limit)


@statement(Row)
def select_told(snapshot: Snapshot, now: int, where: Where, limit: int | None = None) -> "sql.Select[Any]":
    """The claims that meet conditions, as they stand at an instant, with all that reports tell of them."""
    own = (
        tables.claim_accounts.c.claim == tables.claim_states.c.claim,
        tables.claim_accounts.c.valid_from == tables.claim_states.c.valid_from,
    )
    # What is worked out has no index: claims read as they lie and then sorted are quicker than those read in order.
    newest_first = ((tables.claim_states.c.since + 0).desc(), tables.claim_states.c.claim)
    return (
        _claims(*map(_told_column, TOLD))
        .join(tables.claim_accounts, sql.and_(*own))
        .outerjoin(tables.revisions, tables.revisions.c.id == tables.claims.c.revision)
        .where(*_as_they_stand(snapshot, now, where))
        .order_by(*newest_first)
        .limit(limit)
    )


@statement(NumberRow)
def select_recorded(snapshot: Snapshot, where: Where) -> "sql.Select[Any]":
    """The claims recorded that meet conditions on facts."""
    return (
        sql.select(tables.claims.c.id)
        .where(selection.known(tables.claims, snapshot.known_at), _meets(snapshot, where))
        .order_by(tables.claims.c.id)
    )


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
    return _counted(snapshot, now, where)


@statement(StateRow)
def select_page(
    snapshot: Snapshot, walk: Walk, *, now: int, where: Where, since: int, claim: int, skip: int, limit: int
) -> "sql.Select[Any]":
    """Where some claims stand: those beyond one, on the way along a list."""
    found = _states(snapshot, now, where).where(_beyond(walk, since, claim))
    return found.order_by(*_way(walk)).offset(skip).limit(limit)


@statement(CountRow)
def count_before(
    snapshot: Snapshot, walk: Walk, *, now: int, where: Where, since: int, claim: int
) -> "sql.Select[Any]":
    """How many claims of a list are beyond one."""
    return _counted(snapshot, now, where).where(_beyond(walk, since, claim))


@statement(StateRow)
def select_among(snapshot: Snapshot, *, now: int, where: Where, numbers: Given) -> "sql.Select[Any]":
    """Where those of some claims stand that are listed."""
    some = selection.among(snapshot, tables.claim_states.c.claim, numbers)
    return _states(snapshot, now, where).where(some)


@statement(ClaimNumberRow)
def select_numbers(snapshot: Snapshot, *, now: int, where: Where) -> "sql.Select[Any]":
    """The numbers of the claims of a list."""
    return _states(snapshot, now, where).with_only_columns(tables.claim_states.c.claim)


def _claims(*columns: "sql.FromClause | sql.ColumnElement[Any]") -> "sql.Select[Any]":
    newest = sql.and_(
        tables.claim_versions.c.claim == tables.claims.c.id,
        selection.newest_version(tables.claim_versions, "claim", None),
    )
    return (
        sql.select(*columns)
        .select_from(tables.claim_states)
        .join(tables.claims, tables.claims.c.id == tables.claim_states.c.claim)
        .join(tables.claim_versions, newest)
    )


def _told_column(name: str) -> "sql.ColumnElement[Any]":
    if name == "text":
        return selection.CLAIM_TEXT
    if name == "recorded":
        return sql.func.coalesce(tables.revisions.c.recorded_at, 0).label(name)
    if name == "revision":
        return tables.claims.c.revision
    column = next(
        table.c[name]
        for table in (tables.claim_states, tables.claim_accounts, tables.claim_versions)
        if name in table.c
    )
    # As it is stored: what has to be made of truth values is made when they are written.
    return sql.type_coerce(column, sql.Integer).label(name) if isinstance(column.type, sql.Boolean) else column


def _states(snapshot: Snapshot, now: int, where: Where) -> "sql.Select[Any]":
    """Where the claims that meet conditions stand."""
    return sql.select(tables.claim_states).where(*_as_they_stand(snapshot, now, where))


def _counted(snapshot: Snapshot, now: int, where: Where) -> "sql.Select[Any]":
    """How many claims meet conditions."""
    found = sql.select(sql.func.count().label("claims")).select_from(tables.claim_states)
    return found.where(*_as_they_stand(snapshot, now, where))


def _as_they_stand(snapshot: Snapshot, now: int, where: Where) -> "tuple[sql.ColumnElement[bool], ...]":
    """Whether a state is that of its claim at an instant (microseconds UTC), and the claim meets conditions."""
    columns = tables.claim_states.c
    # Which claims change with time is asked first, and answered from an index: of others no row need be looked up.
    timed = sql.select(columns.claim).where(tables.TIMED).correlate(None)
    valid = sql.or_(columns.claim.not_in(timed), sql.and_(columns.valid_from <= now, columns.valid_until > now))
    return valid, _meets(snapshot, where)


def _meets(snapshot: Snapshot, where: Where | Bound[Row]) -> "sql.ColumnElement[bool]":
    """Conditions as one."""
    if isinstance(where, Bound):
        return cast("sql.ColumnElement[bool]", where.statement.describe(snapshot, **where.given))
    parts = (_meets(snapshot, part) for part in where.parts)
    return sql.and_(sql.true(), *parts) if where.junction is Junction.AND else sql.or_(sql.false(), *parts)


def _way(walk: Walk) -> "tuple[sql.ColumnElement[Any], ...]":
    """What claims are sorted by on the way along a list."""
    claim, since = tables.claim_states.c.claim, tables.claim_states.c.since
    match walk:
        case Walk.NEWEST:
            return since.desc(), claim.asc()
        case Walk.OLDEST:
            return since.asc(), claim.desc()
        case Walk.UP:
            return (claim.asc(),)
        case Walk.DOWN:
            return (claim.desc(),)


def _beyond(walk: Walk, since: int, claim: int) -> "sql.ColumnElement[bool]":
    """Whether a claim is met after another one."""
    columns = tables.claim_states.c
    match walk:
        case Walk.NEWEST:
            return sql.and_(columns.since <= since, sql.or_(columns.since < since, columns.claim > claim))
        case Walk.OLDEST:
            return sql.and_(columns.since >= since, sql.or_(columns.since > since, columns.claim < claim))
        case Walk.UP:
            return columns.claim > claim
        case Walk.DOWN:
            return columns.claim < claim


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


def page(connection: Connection, condition: Condition, span: Span) -> list[ListRow]:
    """Some lines of a list, in its order."""
    walk = condition.sorting.walk(backward=span.backward)
    since, claim = _BEFORE_ALL[walk] if span.key is None else (span.key.since, span.key.claim)
    given = _of_list(connection, condition)
    beyond = select_page(walk, since=since, claim=claim, skip=span.skip, limit=span.limit, **given)
    states = list(map(state_of, connection.ask(beyond)))
    if span.backward:
        states.reverse()
    return _written_out(connection, states)


def place(connection: Connection, condition: Condition, key: ClaimState) -> int:
    """How many lines come before a claim that stands so."""
    walk = condition.sorting.walk(backward=True)
    before = count_before(walk, since=key.since, claim=key.claim, **_of_list(connection, condition))
    return connection.ask(before)[0].claims


def among_listed(connection: Connection, condition: Condition, numbers: Collection[int]) -> dict[int, ClaimState]:
    """Which of these claims are listed, and where they stand."""
    if not numbers:
        return {}
    rows = connection.ask(select_among(numbers=numbers, **_of_list(connection, condition)))
    return {state.claim: state for state in map(state_of, rows)}


def all_listed(connection: Connection, condition: Condition) -> list[int]:
    """The numbers of every claim listed."""
    return [row.claim for row in connection.ask(select_numbers(**_of_list(connection, condition)))]


def _of_list(connection: Connection, condition: Condition) -> dict[str, Any]:
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
