"""The statements of lists and reports: a Query's claims, with texts or more, in order; how many; as of a revision."""

from typing import Any

from sqlalchemy import Boolean, ColumnElement, FromClause, Integer, Select, and_, func, or_, select, type_coerce

from verifier.domain.explain.state import ClaimState
from verifier.domain.explain.summary import TOLD
from verifier.domain.query import Query
from verifier.storage.conditions import is_disputed, of_facts, of_standings, standing_conditions
from verifier.storage.connection import Connection
from verifier.storage.list_order import Order
from verifier.storage.selection import CLAIM_TEXT, known, newest_version
from verifier.storage.tables import claim_accounts, claim_states, claim_versions, claims, revisions


def lines(
    connection: Connection,
    query: Query,
    now: int,
    *,
    still_disputed: bool = False,
    after: ClaimState | None = None,
    order: Order = Order.SINCE,
) -> Select[Any]:
    """The claims a query asks for, with their texts, as they stand at an instant; after a line."""
    statement = (
        everything(now, query, still_disputed=still_disputed)
        .where(*of_facts(connection, query, claim_states.c.claim, None))
        .order_by(*in_order(order))
    )
    return statement if after is None else statement.where(_follows(order, after))


def everything(now: int, query: Query | None = None, *, still_disputed: bool = False) -> Select[Any]:
    """The claims that stand as a query asks at an instant, with their texts."""
    asked = of_standings(query or Query(), now, still_disputed=still_disputed)
    return _claims(claim_states, claim_versions.c.key, CLAIM_TEXT).where(*asked)


def _claims(*columns: FromClause | ColumnElement[Any]) -> Select[Any]:
    newest = and_(claim_versions.c.claim == claims.c.id, newest_version(claim_versions, "claim", None))
    return (
        select(*columns)
        .select_from(claim_states)
        .join(claims, claims.c.id == claim_states.c.claim)
        .join(claim_versions, newest)
    )


def told_of(connection: Connection, query: Query, now: int, *, still_disputed: bool = False) -> Select[Any]:
    """The claims a query asks for as they stand at an instant, with all that reports tell of them."""
    statement = everything_told(now, query, still_disputed=still_disputed)
    return statement.where(*of_facts(connection, query, claim_states.c.claim, None))


def everything_told(now: int, query: Query | None = None, *, still_disputed: bool = False) -> Select[Any]:
    """The claims that stand as a query asks at an instant, with all that reports tell of them, as lists run."""
    own = (claim_accounts.c.claim == claim_states.c.claim, claim_accounts.c.valid_from == claim_states.c.valid_from)
    # What is worked out has no index: claims read as they lie and then sorted are quicker than those read in order.
    newest_first = ((claim_states.c.since + 0).desc(), claim_states.c.claim)
    return (
        _claims(*map(_told, TOLD))
        .join(claim_accounts, and_(*own))
        .outerjoin(revisions, revisions.c.id == claims.c.revision)
        .where(*of_standings(query or Query(), now, still_disputed=still_disputed))
        .order_by(*newest_first)
    )


def _told(name: str) -> ColumnElement[Any]:
    if name == "text":
        return CLAIM_TEXT
    if name == "recorded":
        return func.coalesce(revisions.c.recorded_at, 0).label(name)
    if name == "revision":
        return claims.c.revision
    column = next(table.c[name] for table in (claim_states, claim_accounts, claim_versions) if name in table.c)
    # As it is stored: what has to be made of truth values is made when they are written.
    return type_coerce(column, Integer).label(name) if isinstance(column.type, Boolean) else column


def how_many(connection: Connection, query: Query, now: int, *, still_disputed: bool) -> Select[Any]:
    """How many claims a query asks for."""
    found = standing_conditions(connection, query, now)
    if still_disputed:
        found.append(is_disputed(by_index=not query.words))
    return select(func.count()).select_from(claim_states).where(*found)


def matching(connection: Connection, query: Query, known_at: int | None) -> Select[Any]:
    """The numbers of the claims that meet a query's conditions on facts."""
    statement = select(claims.c.id).where(known(claims, known_at)).order_by(claims.c.id)
    return statement.where(*of_facts(connection, query, claims.c.id, known_at))


def in_order(order: Order) -> tuple[ColumnElement[Any], ...]:
    """What lines are sorted by."""
    if order is Order.NUMBER:
        return (claim_states.c.claim,)
    return (claim_states.c.since.desc(), claim_states.c.claim)


def _follows(order: Order, last: ClaimState) -> ColumnElement[bool]:
    later_number = claim_states.c.claim > last.claim
    if order is Order.NUMBER:
        return later_number
    return and_(claim_states.c.since <= last.since, or_(claim_states.c.since < last.since, later_number))
