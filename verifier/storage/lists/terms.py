"""What claims are filed under, and who recorded anything: the values that fields of queries can have."""

from typing import Any

from verifier.storage.db.connection import Connection
from verifier.storage.db.statement import Row, Snapshot, statement
from verifier.storage.statements.lazy import selection, sql, tables
from verifier.storage.statements.values import TAG_TERM


class TermRow(Row):
    """What a claim is filed under."""

    term: str


class AnalystRow(Row):
    """Somebody who recorded something."""

    analyst: str


class PlaceRow(Row):
    """A place that a claim has or had."""

    place: str


@statement(TermRow)
def select_tags(_snapshot: Snapshot) -> "sql.Select[Any]":
    """The tags that claims have now, folded."""
    newest = selection.newest_version(tables.claim_versions, "claim", None)
    versions, columns = sql.select(tables.claim_versions.c.id).where(newest), tables.claim_terms.c
    return sql.select(columns.term).where(columns.field == TAG_TERM, columns.version.in_(versions)).distinct()


@statement(AnalystRow)
def select_analysts(_snapshot: Snapshot) -> "sql.Select[Any]":
    """Everybody who recorded anything."""
    return sql.select(tables.revisions.c.analyst).distinct()


@statement(PlaceRow)
def select_places(_snapshot: Snapshot) -> "sql.Select[Any]":
    """The places that claims have now."""
    return _places().where(selection.newest_version(tables.claim_versions, "claim", None))


@statement(PlaceRow)
def select_places_ever(_snapshot: Snapshot) -> "sql.Select[Any]":
    """The places that versions of claims ever had."""
    return _places()


def _places() -> "sql.Select[Any]":
    place = tables.claim_versions.c.place
    return sql.select(place).where(place.is_not(None)).distinct()


def tags(connection: Connection) -> list[str]:
    """The tags that claims have now, folded, in order."""
    return sorted(row.term for row in connection.ask(select_tags()))


def analysts(connection: Connection) -> list[str]:
    """Everybody who recorded anything, in order."""
    return sorted(row.analyst for row in connection.ask(select_analysts()))


def places(connection: Connection) -> list[str]:
    """The places that claims have now, in order."""
    return sorted(row.place for row in connection.ask(select_places()))


def places_ever(connection: Connection) -> list[str]:
    """The places that claims have or had, as they were written, in order."""
    return sorted(row.place for row in connection.ask(select_places_ever()))
