"""A Query as SQL: what it asks of the projection for now, and of the facts for any revision."""

from collections.abc import Iterable, Iterator
from typing import Final

from sqlalchemy import ColumnElement, and_, false, func, or_, select, true

from verifier.domain.explain.state import BITS, OPEN, Flag
from verifier.domain.query import Query
from verifier.storage.db.connection import Connection
from verifier.storage.lists.fact_conditions import Asking, asked_of_facts
from verifier.storage.schema.tables import TIMED, claim_states

_STILL_DISPUTED: Final = func.coalesce(claim_states.c.still_disputed, false())


def state_conditions(
    connection: Connection, query: Query, now: int, *, in_order: bool = False
) -> list[ColumnElement[bool]]:
    """What a query asks of the projection at an instant (microseconds UTC).

    If `in_order`, claims are met in the order of the list and each is asked for its words; else those that have them
    may be looked up.
    """
    claim = claim_states.c.claim
    asking = Asking(connection, claim, None, met(claim, in_order=in_order))
    each = ([*_of_standings(one, now), *asked_of_facts(asking, one)] for one in query.alternatives)
    return [valid_at(now), *_either(each)]


def of_facts(
    connection: Connection, query: Query, claim: ColumnElement[int], known_at: int | None
) -> list[ColumnElement[bool]]:
    """What a query asks of facts."""
    asking = Asking(connection, claim, known_at, claim)
    return _either([*asked_of_facts(asking, one)] for one in query.alternatives)


def _either(alternatives: Iterable[list[ColumnElement[bool]]]) -> list[ColumnElement[bool]]:
    """Conditions that hold if all of one alternative hold: as they are, where there is only one."""
    first, *others = alternatives
    return [or_(*(and_(true(), *each) for each in (first, *others)))] if others else first


def is_disputed(*, by_index: bool) -> ColumnElement[bool]:
    """Whether a claim is still disputed.

    If not `by_index`, not as a plain column: the index on it would have every such claim read, where others lead to a
    few.
    """
    return claim_states.c.still_disputed if by_index else _STILL_DISPUTED


def met(claim: ColumnElement[int], *, in_order: bool) -> ColumnElement[int]:
    """The number of a claim; if claims are met in order, as what is looked up in no index, being worked out."""
    return claim + 0 if in_order else claim


def valid_at(now: int) -> ColumnElement[bool]:
    """Whether a standing is that of its claim at an instant (microseconds UTC)."""
    columns = claim_states.c
    # Which claims change with time is asked first, and answered from an index: of others no row need be looked up.
    timed = select(columns.claim).where(TIMED).correlate(None)
    return or_(columns.claim.not_in(timed), and_(columns.valid_from <= now, columns.valid_until > now))


def _of_standings(query: Query, now: int) -> Iterator[ColumnElement[bool]]:
    """What one alternative asks of where claims stand at an instant (microseconds UTC)."""
    columns = claim_states.c
    if query.statuses:
        yield columns.status.in_(sorted(status.value for status in query.statuses))
    if query.since is not None:
        yield columns.since >= query.since
    if query.until is not None:
        yield columns.since <= query.until
    if query.stale is not None:
        yield columns.status.in_([status.value for status in sorted(OPEN)])
        yield columns.last_said <= now - query.stale
    if query.review_due:
        yield columns.review_due
    if query.flags:
        yield or_(*(_flagged(flag, now - (query.stale_after or 0)) for flag in sorted(query.flags)))


def _flagged(flag: Flag, silent_since: int) -> ColumnElement[bool]:
    """Whether a flag is raised; news of `silent_since` or before is too old for a claim not to be stale."""
    columns = claim_states.c
    match flag:
        case Flag.STALE:
            return and_(
                columns.status.in_([status.value for status in sorted(OPEN)]), columns.last_said <= silent_since
            )
        case Flag.SPLIT:
            return columns.split
        case Flag.REVIEW_DUE:
            return columns.review_due
        case _:
            return columns.flags.bitwise_and(BITS[flag]) != 0
