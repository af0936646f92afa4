"""The SELECT statements of lists, reports and pages: claims that meet conditions, in order, or how many."""

from typing import Any, cast

from sqlalchemy import (
    Boolean,
    ColumnElement,
    FromClause,
    Integer,
    Select,
    and_,
    false,
    func,
    or_,
    select,
    true,
    type_coerce,
)

from verifier.domain.explain.claim_report import TOLD
from verifier.storage.db.statement import Bound, Junction, Row, Snapshot, Where
from verifier.storage.lists.conditions import Walk
from verifier.storage.schema.tables import TIMED, claim_accounts, claim_states, claim_versions, claims, revisions
from verifier.storage.statements.selection import CLAIM_TEXT, known, newest_version


def meets(snapshot: Snapshot, where: Where | Bound[Row]) -> ColumnElement[bool]:
    """Conditions as one."""
    if isinstance(where, Bound):
        return cast("ColumnElement[bool]", where.statement.describe(snapshot, **where.given))
    parts = (meets(snapshot, part) for part in where.parts)
    return and_(true(), *parts) if where.junction is Junction.AND else or_(false(), *parts)


def listed(snapshot: Snapshot, now: int, where: Where) -> Select[Any]:
    """The claims that meet conditions, with their texts, as they stand at an instant, as lists run."""
    found = _claims(claim_states, claim_versions.c.key, CLAIM_TEXT).where(*_as_they_stand(snapshot, now, where))
    return found.order_by(claim_states.c.since.desc(), claim_states.c.claim)


def _as_they_stand(snapshot: Snapshot, now: int, where: Where) -> tuple[ColumnElement[bool], ...]:
    """Whether a state is that of its claim at an instant (microseconds UTC), and the claim meets conditions."""
    columns = claim_states.c
    # Which claims change with time is asked first, and answered from an index: of others no row need be looked up.
    timed = select(columns.claim).where(TIMED).correlate(None)
    valid = or_(columns.claim.not_in(timed), and_(columns.valid_from <= now, columns.valid_until > now))
    return valid, meets(snapshot, where)


def _claims(*columns: FromClause | ColumnElement[Any]) -> Select[Any]:
    newest = and_(claim_versions.c.claim == claims.c.id, newest_version(claim_versions, "claim", None))
    return (
        select(*columns)
        .select_from(claim_states)
        .join(claims, claims.c.id == claim_states.c.claim)
        .join(claim_versions, newest)
    )


def told(snapshot: Snapshot, now: int, where: Where) -> Select[Any]:
    """The claims that meet conditions, as they stand at an instant, with all that reports tell of them."""
    own = (claim_accounts.c.claim == claim_states.c.claim, claim_accounts.c.valid_from == claim_states.c.valid_from)
    # What is worked out has no index: claims read as they lie and then sorted are quicker than those read in order.
    newest_first = ((claim_states.c.since + 0).desc(), claim_states.c.claim)
    return (
        _claims(*map(_told, TOLD))
        .join(claim_accounts, and_(*own))
        .outerjoin(revisions, revisions.c.id == claims.c.revision)
        .where(*_as_they_stand(snapshot, now, where))
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


def recorded(snapshot: Snapshot, where: Where) -> Select[Any]:
    """The numbers of the claims recorded that meet conditions, in order."""
    return select(claims.c.id).where(known(claims, snapshot.known_at), meets(snapshot, where)).order_by(claims.c.id)


def states(snapshot: Snapshot, now: int, where: Where) -> Select[Any]:
    """Where the claims that meet conditions stand."""
    return select(claim_states).where(*_as_they_stand(snapshot, now, where))


def counted(snapshot: Snapshot, now: int, where: Where) -> Select[Any]:
    """How many claims meet conditions."""
    found = select(func.count().label("claims")).select_from(claim_states)
    return found.where(*_as_they_stand(snapshot, now, where))


def way(walk: Walk) -> tuple[ColumnElement[Any], ...]:
    """What claims are sorted by on the way along a list."""
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
