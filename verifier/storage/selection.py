"""What is current: the one place for each kind of fact where "known at a revision" is decided.

`known_at` is the number of a revision: facts of later ones do not exist. None means now.
"""

import json
from collections.abc import Collection, Iterator
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    Executable,
    Row,
    Select,
    Table,
    any_,
    bindparam,
    func,
    literal,
    select,
    true,
)
from sqlalchemy.types import ARRAY, BigInteger, TypeEngine

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


def known(table: Table, known_at: int | None) -> ColumnElement[bool]:
    """Whether a fact was known."""
    return true() if known_at is None else table.c.revision <= known_at


def newest_version(versions: Table, entity: str, known_at: int | None) -> ColumnElement[bool]:
    """Whether a version is its entity's newest."""
    others = versions.alias()
    newest = select(func.max(others.c.id)).where(others.c[entity] == versions.c[entity])
    if known_at is not None:
        newest = newest.where(others.c.revision <= known_at)
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
    first = claims.c.revision.label("first_revision")
    return (
        select(claim_versions, claims.c.text, first, _RECORDED_AT)
        .join_from(claims, claim_versions, claim_versions.c.claim == claims.c.id)
        .outerjoin(revisions, revisions.c.id == claims.c.revision)
        .where(newest_version(claim_versions, "claim", known_at))
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
    """Status changes with their revision's time and analyst, in the order of recording."""
    return (
        select(status_changes, revisions.c.recorded_at, revisions.c.analyst)
        .join(revisions, revisions.c.id == status_changes.c.revision)
        .where(known(status_changes, known_at))
        .order_by(status_changes.c.id)
    )
