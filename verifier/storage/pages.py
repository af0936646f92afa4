"""Pages of lists as SQL: what is asked of the claims, the way along them, the lines beyond one of them."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from verifier.storage.conditions import is_disputed, met, of_standings, standing_conditions
from verifier.storage.connection import Connection
from verifier.storage.fulltext import claims_with, counted_up_to, found_by_index
from verifier.storage.list_order import EVERYTHING, FEW, Condition, Walk
from verifier.storage.selection import among
from verifier.storage.snapshot import Bind
from verifier.storage.tables import claim_states


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
    found = standing_conditions(connection, condition.query, condition.now, in_order=in_order)
    return [*found, is_disputed(by_index=in_order)] if condition.still_disputed else found


def asked_by_words(now: int, words: str | None, *, still_disputed: bool, in_order: bool) -> list[ColumnElement[bool]]:
    """What is asked of the claims of a SQLite file for nothing but words: these, as its index is asked for them."""
    found = [*of_standings(EVERYTHING, now, still_disputed=False)]
    if words is not None:
        found.append(met(claim_states.c.claim, in_order=in_order).in_(found_by_index(words)))
    return [*found, is_disputed(by_index=in_order)] if still_disputed else found


def _finds_few(connection: Connection, condition: Condition) -> bool:
    """Whether looking up the claims that have a query's words is quicker than meeting them in order."""
    found = (claims_with(connection, phrase) for phrase in condition.query.words)
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
