"""The SELECT statements of lists, reports and pages: a Query's claims in order, how many, as of a revision."""

from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import Boolean, ColumnElement, FromClause, Integer, Select, and_, func, or_, select, type_coerce

from verifier.domain.explain.state import ClaimState
from verifier.domain.explain.summary import TOLD
from verifier.domain.query import Query
from verifier.storage.db.connection import Connection
from verifier.storage.db.snapshot import Bind
from verifier.storage.lists.conditions import is_disputed, met, of_facts, state_conditions, valid_at
from verifier.storage.lists.order import FEW, Condition, Order, Walk
from verifier.storage.lists.search import claims_with, counted_up_to, found_by_index
from verifier.storage.schema.tables import claim_accounts, claim_states, claim_versions, claims, revisions
from verifier.storage.statements.selection import CLAIM_TEXT, among, known, newest_version


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
        _claims(claim_states, claim_versions.c.key, CLAIM_TEXT)
        .where(*state_conditions(connection, query, now), *_disputed(still_disputed=still_disputed))
        .order_by(*in_order(order))
    )
    return statement if after is None else statement.where(_follows(order, after))


def everything(now: int, *, still_disputed: bool = False) -> Select[Any]:
    """All claims, as they stand at an instant, with their texts."""
    asked = (valid_at(now), *_disputed(still_disputed=still_disputed))
    return _claims(claim_states, claim_versions.c.key, CLAIM_TEXT).where(*asked)


def _disputed(*, still_disputed: bool) -> list[ColumnElement[bool]]:
    return [claim_states.c.still_disputed] if still_disputed else []


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
    asked = state_conditions(connection, query, now)
    return _as_told().where(*asked, *_disputed(still_disputed=still_disputed))


def everything_told(now: int, *, still_disputed: bool = False) -> Select[Any]:
    """All claims, as they stand at an instant, with all that reports tell of them, as lists run."""
    return _as_told().where(valid_at(now), *_disputed(still_disputed=still_disputed))


def _as_told() -> Select[Any]:
    own = (claim_accounts.c.claim == claim_states.c.claim, claim_accounts.c.valid_from == claim_states.c.valid_from)
    # What is worked out has no index: claims read as they lie and then sorted are quicker than those read in order.
    newest_first = ((claim_states.c.since + 0).desc(), claim_states.c.claim)
    return (
        _claims(*map(_told, TOLD))
        .join(claim_accounts, and_(*own))
        .outerjoin(revisions, revisions.c.id == claims.c.revision)
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
    found = state_conditions(connection, query, now)
    if still_disputed:
        found.append(is_disputed(by_index=not any(one.words for one in query.alternatives)))
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


def page(conditions: list[ColumnElement[bool]], walk: Walk, skip: int, limit: int) -> Select[Any]:
    """Where some claims stand, as they are met on the way along a list."""
    return select(claim_states).where(*conditions).order_by(*_way(walk)).offset(skip).limit(limit)


def counted(conditions: list[ColumnElement[bool]]) -> Select[Any]:
    """How many claims there are."""
    return select(func.count().label("claims")).select_from(claim_states).where(*conditions)


def numbers(conditions: list[ColumnElement[bool]]) -> Select[Any]:
    """The numbers of some claims."""
    return select(claim_states.c.claim).where(*conditions)


def those_of(bind: Bind, conditions: list[ColumnElement[bool]], claims: Collection[int]) -> Select[Any]:
    """Where some claims stand, of these."""
    return select(claim_states).where(among(bind, claim_states.c.claim, claims), *conditions)


def asked(connection: Connection, condition: Condition) -> list[ColumnElement[bool]]:
    """What is asked of the claims of a list."""
    in_order = condition.sorting.by_age and not _finds_few(connection, condition)
    found = state_conditions(connection, condition.query, condition.now, in_order=in_order)
    return [*found, is_disputed(by_index=in_order)] if condition.still_disputed else found


def asked_by_words(now: int, words: str | None, *, still_disputed: bool, in_order: bool) -> list[ColumnElement[bool]]:
    """What is asked of the claims of a SQLite file for nothing but words: these, as its index is asked for them."""
    found = [valid_at(now)]
    if words is not None:
        found.append(met(claim_states.c.claim, in_order=in_order).in_(found_by_index(words)))
    return [*found, is_disputed(by_index=in_order)] if still_disputed else found


def _finds_few(connection: Connection, condition: Condition) -> bool:
    """Whether looking up the claims that have a query's words is quicker than meeting them in order."""
    return all(_has_rare_word(connection, one.words) for one in condition.query.alternatives)


def _has_rare_word(connection: Connection, words: Iterable[str]) -> bool:
    found = (claims_with(connection, phrase) for phrase in words)
    numbers = (connection.scalar(counted_up_to(some, FEW)) for some in found if some is not None)
    return any(number < FEW for number in numbers)


def _way(walk: Walk) -> tuple[ColumnElement[Any], ...]:
    claim, since = claim_states.c.claim, claim_states.c.since
    match walk:
        case Walk.NEWEST:
            return since.desc(), claim.asc()
        case Walk.OLDEST:
            return since.asc(), claim.desc()
        case Walk.UP:
            return (claim.asc(),)
        case Walk.DOWN:
            return (claim.desc(),)


def beyond(walk: Walk, since: int, claim: int) -> ColumnElement[bool]:
    """Whether a claim is met after another one."""
    columns = claim_states.c
    match walk:
        case Walk.NEWEST:
            return and_(columns.since <= since, or_(columns.since < since, columns.claim > claim))
        case Walk.OLDEST:
            return and_(columns.since >= since, or_(columns.since > since, columns.claim < claim))
        case Walk.UP:
            return columns.claim > claim
        case Walk.DOWN:
            return columns.claim < claim
