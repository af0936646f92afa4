"""Named statements about the ledger's end, its log, the projection and lists; and those that write: see `compiled`."""

from typing import Any, Final

from sqlalchemy import (
    BindParameter,
    Delete,
    Insert,
    Select,
    TextClause,
    Update,
    bindparam,
    column,
    delete,
    insert,
    literal,
    select,
    update,
)
from sqlalchemy import text as written
from sqlalchemy.sql.dml import ReturningDelete
from sqlalchemy.sql.selectable import TextualSelect

from verifier.storage.db.snapshot import Snapshot, Values
from verifier.storage.lists import search, selects
from verifier.storage.lists.order import Order, Walk
from verifier.storage.lists.selects import everything, everything_told, in_order
from verifier.storage.schema import tables
from verifier.storage.schema.columns import Int64
from verifier.storage.schema.tables import claim_versions, claims
from verifier.storage.statements.selection import CLAIM_TEXT, among, changes_known, newest_version

NUMBERED: Final = tuple(table.name for table in tables.FACTS if "id" in table.c)
"""The tables of facts whose rows have numbers of their own."""


def head(_snapshot: Snapshot, analyst: str | BindParameter[str]) -> TextualSelect:
    """The last number given in each table, the newest revision, and the key an analyst signs with."""
    numbers = ", ".join(f"(SELECT max(id) FROM {name}) AS {name}" for name in NUMBERED)  # noqa: S608 - our own names
    statement = written(
        f"SELECT {numbers}, r.id AS revision, r.recorded_at, r.digest, k.public_key "  # noqa: S608 - likewise
        "FROM (SELECT 1 AS one) AS always "
        "LEFT JOIN revisions r ON r.id = (SELECT max(id) FROM revisions) "
        "LEFT JOIN analyst_keys k ON k.id = (SELECT max(id) FROM analyst_keys WHERE analyst = :analyst)"
    )
    answered = (*NUMBERED, "revision", "recorded_at")
    columns = (*(column(name, Int64) for name in answered), column("digest"), column("public_key"))
    given = analyst if isinstance(analyst, BindParameter) else bindparam("analyst", analyst)
    return statement.bindparams(given).columns(*columns)


def head_revision(_snapshot: Snapshot) -> Select[Any]:
    """The newest revision."""
    return select(tables.revisions).order_by(tables.revisions.c.id.desc()).limit(1)


def revision(_snapshot: Snapshot, number: int) -> Select[Any]:
    """The revision of a number."""
    return select(tables.revisions).where(tables.revisions.c.id == number)


def revision_of_digest(_snapshot: Snapshot, digest: str) -> Select[Any]:
    """The revision that has a digest."""
    return select(tables.revisions).where(tables.revisions.c.digest == digest)


def revision_at(_snapshot: Snapshot, instant: int) -> Select[Any]:
    """The number of the newest revision recorded by an instant; after a clock was set, the newest dated by then."""
    columns = tables.revisions.c
    return select(columns.id).where(columns.recorded_at <= instant).order_by(columns.id.desc()).limit(1)


def revisions_of(snapshot: Snapshot, numbers: Values) -> Select[Any]:
    """The revisions of some numbers."""
    return select(tables.revisions).where(among(snapshot, tables.revisions.c.id, numbers))


def revisions(snapshot: Snapshot) -> Select[Any]:
    """Every revision, oldest first."""
    statement = select(tables.revisions).order_by(tables.revisions.c.id)
    return statement if snapshot.known_at is None else statement.where(tables.revisions.c.id <= snapshot.known_at)


def status_changes(
    snapshot: Snapshot, since: int | None = None, until: int | None = None, claims: Values | None = None
) -> Select[Any]:
    """Status changes in the order of recording: since an instant, until one, of some claims."""
    statement = changes_known(snapshot.known_at)
    if since is not None:
        statement = statement.where(tables.revisions.c.recorded_at >= since)
    if until is not None:
        statement = statement.where(tables.revisions.c.recorded_at <= until)
    if claims is not None:
        statement = statement.where(among(snapshot, tables.status_changes.c.claim, claims))
    return statement


def rationales(snapshot: Snapshot, numbers: Values, revisions: Values) -> Select[Any]:
    """Why analysts judged some claims in some revisions."""
    columns = tables.assessments.c
    own = (among(snapshot, columns.claim, numbers), among(snapshot, columns.revision, revisions))
    return select(columns.revision, columns.claim, columns.rationale).where(*own).order_by(columns.id)


def standings(snapshot: Snapshot, numbers: Values | None = None) -> Select[Any]:
    """Where some claims, or all, stand: by claim and validity."""
    columns = tables.claim_states.c
    statement = select(tables.claim_states).order_by(columns.claim, columns.valid_from)
    return statement if numbers is None else statement.where(among(snapshot, columns.claim, numbers))


def all_listed(_snapshot: Snapshot, now: int, limit: int | None = None, words: str | None = None) -> Select[Any]:
    """Every claim as it stands at an instant, as lists run; of a SQLite file, those that have some words."""
    return _as_listed(everything(now), limit, words)


def all_disputed(_snapshot: Snapshot, now: int, limit: int | None = None, words: str | None = None) -> Select[Any]:
    """Every claim that is still disputed, likewise."""
    return _as_listed(everything(now, still_disputed=True), limit, words)


def _as_listed(statement: Select[Any], limit: int | None, words: str | None) -> Select[Any]:
    if words is not None:
        statement = statement.where(tables.claim_states.c.claim.in_(search.found_by_index(words)))
    return statement.order_by(*in_order(Order.SINCE)).limit(limit)


def all_told(_snapshot: Snapshot, now: int) -> Select[Any]:
    """Every claim as it stands at an instant, with all that reports tell of it."""
    return everything_told(now)


def disputed_told(_snapshot: Snapshot, now: int) -> Select[Any]:
    """Every claim that is still disputed, likewise."""
    return everything_told(now, still_disputed=True)


def totals(_snapshot: Snapshot) -> Select[Any]:
    """How many claims that change only by a write there are of each status."""
    return select(tables.status_totals)


def timed(_snapshot: Snapshot, now: int) -> Select[Any]:
    """The statuses, at an instant, of the claims that are due to change them."""
    columns = tables.claim_states.c
    # Counted by the caller: for a GROUP BY SQLite would rather read every claim in order than the few that are due.
    return select(columns.status, columns.still_disputed, literal(1).label("claims")).where(
        tables.TIMED, columns.valid_from <= now, columns.valid_until > now
    )


def added(_snapshot: Snapshot, table: str) -> Insert:
    """Rows added to a table."""
    return insert(tables.metadata.tables[table])


def words_added(snapshot: Snapshot) -> TextClause:
    """Words added to the index of claims."""
    return search.INSERT if snapshot.sqlite else search.INSERT_VECTOR


def words_forgotten(snapshot: Snapshot) -> Delete:
    """A claim taken out of the index."""
    index, key = search.index_of(snapshot)
    return delete(index).where(key == bindparam("claim"))


def standings_removed(snapshot: Snapshot, claims: Values) -> ReturningDelete[Any, Any, Any, Any]:
    """The standings of some claims deleted; what the totals lose by it."""
    columns = tables.claim_states.c
    gone = delete(tables.claim_states).where(among(snapshot, columns.claim, claims))
    return gone.returning(columns.status, columns.still_disputed, columns.valid_from, columns.valid_until)


def added_to_totals(_snapshot: Snapshot) -> Update:
    """A number added to the count of a status."""
    total = tables.status_totals.c
    where = (total.status == bindparam("s"), total.still_disputed == bindparam("d"))
    return update(tables.status_totals).where(*where).values(claims=total.claims + bindparam("more"))


def accounts(snapshot: Snapshot, numbers: Values | None = None) -> Select[Any]:
    """What is told of some claims, or of all, by claim and validity."""
    columns = tables.claim_accounts.c
    statement = select(tables.claim_accounts).order_by(columns.claim, columns.valid_from)
    return statement if numbers is None else statement.where(among(snapshot, columns.claim, numbers))


def accounts_removed(snapshot: Snapshot, claims: Values) -> ReturningDelete[Any]:
    """The accounts of some claims deleted; the claims that had one."""
    own = among(snapshot, tables.claim_accounts.c.claim, claims)
    return delete(tables.claim_accounts).where(own).returning(tables.claim_accounts.c.claim)


def accounts_cleared(_snapshot: Snapshot) -> Delete:
    """Every account deleted."""
    return delete(tables.claim_accounts)


def standings_cleared(_snapshot: Snapshot) -> Delete:
    """Every standing deleted."""
    return delete(tables.claim_states)


def totals_cleared(_snapshot: Snapshot) -> Update:
    """Every count set to nothing."""
    return update(tables.status_totals).values(claims=0)


def page(
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
) -> Select[Any]:
    """Where some claims stand: those beyond one, on the way along a list."""
    found = selects.asked_by_words(now, words, still_disputed=still_disputed, in_order=in_order)
    return selects.page([*found, selects.beyond(walk, since, claim)], walk, skip, limit)


def place(
    _snapshot: Snapshot,
    *,
    walk: Walk,
    still_disputed: bool,
    in_order: bool,
    now: int,
    since: int,
    claim: int,
    words: str | None = None,
) -> Select[Any]:
    """How many claims of a list are beyond one."""
    found = selects.asked_by_words(now, words, still_disputed=still_disputed, in_order=in_order)
    return selects.counted([*found, selects.beyond(walk, since, claim)])


def counted(_snapshot: Snapshot, *, still_disputed: bool, now: int, words: str | None = None) -> Select[Any]:
    """How many claims there are."""
    return selects.counted(selects.asked_by_words(now, words, still_disputed=still_disputed, in_order=words is None))


def with_words(_snapshot: Snapshot, *, words: str, most: int) -> Select[Any]:
    """How many claims have some words, counted no further than to a number."""
    return search.counted_up_to(search.found_by_index(words), most)


def texts(snapshot: Snapshot, numbers: Values) -> Select[Any]:
    """What some claims are called by: key and text."""
    return (
        select(claims.c.id, claim_versions.c.key, CLAIM_TEXT)
        .join(claim_versions, claim_versions.c.claim == claims.c.id)
        .where(newest_version(claim_versions, "claim", None))
        .where(among(snapshot, claims.c.id, numbers))
    )
