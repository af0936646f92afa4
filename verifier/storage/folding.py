"""Claims and records as the plain rows that folding takes, straight from the driver, in the order of the fold.

Rows are read as they are consumed, within the transaction that asked.
"""

from collections.abc import Collection, Iterator
from enum import StrEnum
from typing import Any, Final, cast

from sqlalchemy import ColumnElement, Select, and_, case, literal_column, select

from verifier.domain.model import Basis, Certainty, Stance
from verifier.domain.rows import MANNERS, Printed, Row, Topic
from verifier.storage.connection import Connection
from verifier.storage.selection import among, carriers_known, claims_known, documents_known, known
from verifier.storage.tables import attributions, claim_versions, claims, document_versions, source_versions

_ROWS: Final = 5_000


def topics(
    connection: Connection, numbers: Collection[int] | None = None, known_at: int | None = None
) -> Iterator[Topic]:
    """These claims, or all, by number."""
    columns = claim_versions.c
    statement = claims_known(known_at).with_only_columns(
        columns.claim, columns.kind, columns.against, columns.favours, columns.happened_latest
    )
    if numbers is not None:
        statement = statement.where(among(connection, claims.c.id, numbers))
    yield from _straight(connection, statement.order_by(claims.c.id))


def records(
    connection: Connection, numbers: Collection[int] | None = None, known_at: int | None = None
) -> Iterator[Row]:
    """What was said of these claims, or of all: by claim, earliest instant and number."""
    statement = said(known_at).where(known(attributions, known_at))
    if numbers is not None:
        statement = statement.where(among(connection, attributions.c.claim, numbers))
    yield from _straight(connection, statement)


def sayings(connection: Connection, numbers: Collection[int]) -> Iterator[tuple[Row, Printed]]:
    """What was said of these claims, each with where: by claim, earliest instant and number."""
    own = (among(connection, attributions.c.claim, numbers), known(attributions, None))
    found = [*_straight(connection, _in_order(attributions.c.nearest, attributions.c.document).where(*own))]
    carriers = _carriers(connection, numbers) if any(row[3] is not None for row in found) else {}
    outlets = _outlets(connection, {row[-1] for row in found} - {None})
    for *row, document in found:
        outlet = outlets.get(document)
        if row[3] is None:
            row[3] = outlet
        yield cast("Row", tuple(row)), Printed(document, carriers.get(row[0], ()), outlet)


def _carriers(connection: Connection, numbers: Collection[int]) -> dict[int, tuple[int, ...]]:
    """The carriers of the attributions of these claims that have any."""
    found: dict[int, tuple[int, ...]] = {}
    statement = carriers_known(None).where(among(connection, attributions.c.claim, numbers))
    for number, source in _straight(connection, statement):
        found[number] = (*found.get(number, ()), source)
    return found


def _outlets(connection: Connection, documents: Collection[int]) -> dict[int | None, int]:
    """The outlets of these documents, of those that have one."""
    if not documents:
        return {}
    columns = document_versions.c
    chosen = (among(connection, columns.document, documents), columns.outlet.is_not(None))
    statement = documents_known(None).where(*chosen).with_only_columns(columns.document, columns.outlet)
    return dict(_straight(connection, statement))


def said(known_at: int | None = None) -> Select[Any]:
    """All that was ever said, as rows in the order of the fold."""
    return _in_order(_nearest(known_at))


def _in_order(nearest: ColumnElement[int | None], *more: ColumnElement[Any]) -> Select[Any]:
    """Rows in the order of the fold, and more beside them."""
    columns = attributions.c
    return select(
        columns.id,
        columns.claim,
        columns.origin,
        nearest,
        literal_column(_MANNER),
        columns.figure,
        columns.said_earliest,
        columns.said_latest,
        *more,
    ).order_by(columns.claim, columns.said_earliest, columns.id)


def _nearest(known_at: int | None) -> ColumnElement[int | None]:
    """The nearest carrier; in its place the outlet of the document, where it may matter: of an anonymous origin."""
    columns = attributions.c
    ever_anonymous = select(source_versions.c.source).where(source_versions.c.anonymous)
    outlet = documents_known(known_at).with_only_columns(document_versions.c.outlet)
    outlet = outlet.where(document_versions.c.document == columns.document)
    printed = and_(columns.nearest.is_(None), columns.document.is_not(None), columns.origin.in_(ever_anonymous))
    return case((printed, outlet.scalar_subquery()), else_=columns.nearest)


def _straight(connection: Connection, statement: Select[Any]) -> Iterator[Any]:
    """The driver's rows of a statement."""
    with connection.sql.execute(statement, execution_options={"yield_per": _ROWS}) as result:
        cursor: Any = result.cursor
        while rows := result.cursor_strategy.fetchmany(result, cursor, _ROWS):
            yield from rows


def _places(column: str, kinds: type[StrEnum], size: int) -> str:
    """The part a column has in the place of a manner among all."""
    cases = " ".join(f"WHEN '{kind.value}' THEN {number * size}" for number, kind in enumerate(kinds))
    return f"CASE attributions.{column} {cases} END"


_MANNER: Final = " + ".join(
    (
        _places("stance", Stance, len(MANNERS) // len(Stance)),
        _places("certainty", Certainty, len(Basis)),
        _places("basis", Basis, 1),
    )
)
