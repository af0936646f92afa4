"""What is current: the one place for each kind of fact where "known at a revision" is decided.

`known_at` is the number of a revision: facts of later ones do not exist, nor those of revisions that were undone by
then. None means now. What the log says was once shown stays, whatever is undone.
"""

import json
from collections.abc import Collection, Iterator
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    Executable,
    FromClause,
    Row,
    Select,
    Table,
    and_,
    any_,
    bindparam,
    func,
    literal,
    select,
    true,
)
from sqlalchemy.types import ARRAY, BigInteger, TypeEngine

from verifier.domain.revision import Undoing
from verifier.storage.engine import is_sqlite
from verifier.storage.tables import (
    assessments,
    attribution_carriers,
    attributions,
    claim_versions,
    claims,
    document_versions,
    links,
    party_versions,
    revisions,
    source_versions,
    status_changes,
    undos,
)

_STREAM_ROWS: Final = 5_000


# A revision's own row comes last in its transaction: to itself, what it added was recorded at no time yet.
_RECORDED_AT: Final = func.coalesce(revisions.c.recorded_at, 0).label("recorded_at")


def among(
    connection: Connection, column: ColumnElement[Any], values: Collection[Any], kind: TypeEngine[Any] | None = None
) -> ColumnElement[bool]:
    """Whether a column is one of the values, however many: databases bound the number of parameters."""
    if len(values) == 1:
        return column == literal(next(iter(values)))
    if is_sqlite(connection):
        each = func.json_each(json.dumps(list(values))).table_valued("value")
        return column.in_(select(each.c.value))
    listed = bindparam(None, list(values), type_=ARRAY(kind or BigInteger()))
    return column == any_(listed)


def streamed(connection: Connection, statement: Executable) -> Iterator[Row[*tuple[Any, ...]]]:
    """The rows of a statement, fetched some thousands at a time as they are consumed."""
    with connection.execute(statement, execution_options={"yield_per": _STREAM_ROWS}) as rows:
        yield from rows


def recorded(table: FromClause, known_at: int | None) -> ColumnElement[bool]:
    """Whether a fact was recorded by then, undone or not."""
    return true() if known_at is None else table.c.revision <= known_at


def known(table: FromClause, known_at: int | None) -> ColumnElement[bool]:
    """Whether a fact was known."""
    if known_at is None:
        return table.c.revision.not_in(_UNDONE_NOW)
    return and_(table.c.revision <= known_at, table.c.revision.not_in(undone(known_at)))


def undone(known_at: int | None) -> Select[Any]:
    """The numbers of the revisions that are undone."""
    later = undos.alias()
    newest = select(func.max(later.c.id)).where(later.c.target == undos.c.target)
    if known_at is not None:
        newest = newest.where(later.c.revision <= known_at)
    return select(undos.c.target).where(undos.c.what == Undoing.UNDO.value, undos.c.id == newest.scalar_subquery())


_UNDONE_NOW: Final = undone(None)


def newest_version(versions: Table, entity: str, known_at: int | None) -> ColumnElement[bool]:
    """Whether a version is its entity's newest."""
    others = versions.alias()
    newest = select(func.max(others.c.id)).where(others.c[entity] == versions.c[entity], known(others, known_at))
    return versions.c.id == newest.scalar_subquery()


def parties_known(known_at: int | None) -> Select[Any]:
    """Current versions of parties."""
    return select(party_versions).where(newest_version(party_versions, "name", known_at))


def sources_known(known_at: int | None) -> Select[Any]:
    """Current versions of sources."""
    return select(source_versions).where(newest_version(source_versions, "source", known_at))


def documents_known(known_at: int | None) -> Select[Any]:
    """Current versions of documents."""
    return select(document_versions).where(newest_version(document_versions, "document", known_at))


def claims_known(known_at: int | None) -> Select[Any]:
    """Current versions of claims, with the text and the revision that recorded the claim first."""
    return _claims(newest_version(claim_versions, "claim", known_at))


def claims_ever(known_at: int | None) -> Select[Any]:
    """Current versions of claims; of those that were undone, the last ones there were."""
    others = claim_versions.alias()
    same = others.c.claim == claim_versions.c.claim
    current = select(func.max(others.c.id)).where(same, known(others, known_at)).scalar_subquery()
    newest = select(func.max(others.c.id)).where(same, recorded(others, known_at)).scalar_subquery()
    return _claims(claim_versions.c.id == func.coalesce(current, newest))


def _claims(chosen: ColumnElement[bool]) -> Select[Any]:
    first = claims.c.revision.label("first_revision")
    return (
        select(claim_versions, claims.c.text, first, _RECORDED_AT)
        .join_from(claims, claim_versions, claim_versions.c.claim == claims.c.id)
        .outerjoin(revisions, revisions.c.id == claims.c.revision)
        .where(chosen)
    )


def links_known(known_at: int | None) -> Select[Any]:
    """Links."""
    return select(links).where(known(links, known_at))


def attributions_known(known_at: int | None) -> Select[Any]:
    """Attributions, with the document's outlet and the time of recording."""
    return (
        select(attributions, document_versions.c.outlet, _RECORDED_AT)
        .outerjoin(revisions, revisions.c.id == attributions.c.revision)
        .outerjoin(
            document_versions,
            (document_versions.c.document == attributions.c.document)
            & newest_version(document_versions, "document", known_at),
        )
        .where(known(attributions, known_at))
    )


def carriers_known(known_at: int | None) -> Select[Any]:
    """Carriers of attributions, from the origin outward."""
    return (
        select(attribution_carriers.c.attribution, attribution_carriers.c.source)
        .join(attributions, attributions.c.id == attribution_carriers.c.attribution)
        .where(known(attributions, known_at))
        .order_by(attribution_carriers.c.attribution, attribution_carriers.c.position)
    )


def assessments_known(known_at: int | None) -> Select[Any]:
    """Assessments, in the order of recording."""
    return select(assessments).where(known(assessments, known_at)).order_by(assessments.c.id)


def changes_known(known_at: int | None) -> Select[Any]:
    """Status changes with their revision's time and analyst, in the order of recording; undone ones stay in the log."""
    return (
        select(status_changes, revisions.c.recorded_at, revisions.c.analyst)
        .join(revisions, revisions.c.id == status_changes.c.revision)
        .where(recorded(status_changes, known_at))
        .order_by(status_changes.c.id)
    )
