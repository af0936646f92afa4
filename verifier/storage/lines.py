"""The statements of lists: a Query's claims with their texts, in order; how many; which meet it at a revision."""

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from verifier.domain.query import Query
from verifier.domain.standing import Standing
from verifier.storage.conditions import STILL_DISPUTED, of_facts, of_standings, standing_conditions
from verifier.storage.connection import Connection
from verifier.storage.listing import Order
from verifier.storage.selection import CLAIM_TEXT, known, newest_version
from verifier.storage.tables import claim_states, claim_versions, claims


def lines(
    connection: Connection,
    query: Query,
    now: int,
    *,
    still_disputed: bool = False,
    after: Standing | None = None,
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
    newest = and_(claim_versions.c.claim == claims.c.id, newest_version(claim_versions, "claim", None))
    return (
        select(claim_states, claim_versions.c.key, CLAIM_TEXT)
        .join(claims, claims.c.id == claim_states.c.claim)
        .join(claim_versions, newest)
        .where(*of_standings(query or Query(), now, still_disputed=still_disputed))
    )


def counted(connection: Connection, query: Query, now: int, *, still_disputed: bool) -> Select[Any]:
    """How many claims a query asks for."""
    by_words = still_disputed and bool(query.words)
    found = standing_conditions(connection, query, now, still_disputed=still_disputed and not by_words)
    if by_words:
        found.append(STILL_DISPUTED)
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


def _follows(order: Order, last: Standing) -> ColumnElement[bool]:
    later_number = claim_states.c.claim > last.claim
    if order is Order.NUMBER:
        return later_number
    return and_(claim_states.c.since <= last.since, or_(claim_states.c.since < last.since, later_number))
