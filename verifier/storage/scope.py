"""What bears on claims, and what everything is called: of all that was ever recorded, undone and corrected or not."""

from collections.abc import Collection
from typing import Any, Final

from msgspec import Struct
from sqlalchemy import ColumnElement, Select, Table, func, select
from sqlalchemy.types import Text

from verifier.domain.model.sources import Registry
from verifier.domain.model.statements import Document
from verifier.storage.db.connection import Connection
from verifier.storage.schema.tables import (
    assessments,
    attribution_carriers,
    attributions,
    claim_versions,
    document_versions,
    party_versions,
    source_versions,
)
from verifier.storage.statements.documents import DocumentRow, document_of
from verifier.storage.statements.selection import among, known, recorded
from verifier.storage.statements.sources import PartyRow, SourceRow, party_of, source_of
from verifier.storage.statements.values import from_json

_NAMING: Final = (claim_versions.c.parties, claim_versions.c.against, claim_versions.c.favours)


class Scope(Struct, frozen=True):
    """Which records are asked for: claims with what is said of them, sources and documents by number, parties by name.

    With claims goes every policy, as each bears on all of them.
    """

    claims: frozenset[int] = frozenset()
    sources: frozenset[int] = frozenset()
    documents: frozenset[int] = frozenset()
    parties: frozenset[str] = frozenset()


def scope_of(connection: Connection, numbers: Collection[int], known_at: int | None = None) -> Scope:
    """These claims with the documents and sources anything on them rests on, and the parties concerned."""
    if not numbers:
        return Scope()
    on_them = (among(connection, attributions.c.claim, numbers), recorded(attributions, known_at))
    documents = _documents(connection, numbers, on_them, known_at)
    sources = _sources(connection, on_them, documents, known_at)
    named = select(*_NAMING).where(
        among(connection, claim_versions.c.claim, numbers), recorded(claim_versions, known_at)
    )
    parties = {party for row in connection.execute(named) for listed in row for party in from_json(listed)}
    return Scope(
        frozenset(numbers), sources, documents, _parties(connection, parties | _of(connection, sources), known_at)
    )


def source_scope(connection: Connection, number: int, known_at: int | None = None) -> Scope:
    """One source, and the parties it ever belonged to."""
    sources = frozenset({number})
    return Scope(sources=sources, parties=_parties(connection, _of(connection, sources), known_at))


def _documents(
    connection: Connection, numbers: Collection[int], on_them: tuple[ColumnElement[bool], ...], known_at: int | None
) -> frozenset[int]:
    read = select(attributions.c.document).where(*on_them, attributions.c.document.is_not(None)).distinct()
    cited = select(assessments.c.evidence).where(
        among(connection, assessments.c.claim, numbers), recorded(assessments, known_at)
    )
    evidence = (number for listed in connection.scalars(cited) for number in from_json(listed))
    return frozenset((*connection.scalars(read), *evidence))


def _sources(
    connection: Connection, on_them: tuple[ColumnElement[bool], ...], documents: Collection[int], known_at: int | None
) -> frozenset[int]:
    """Origins, carriers, and the outlets of the documents."""
    origins = select(attributions.c.origin).where(*on_them).distinct()
    carried = attribution_carriers.c.attribution == attributions.c.id
    carriers = select(attribution_carriers.c.source).join(attributions, carried).where(*on_them).distinct()
    found = {*connection.scalars(origins), *connection.scalars(carriers)}
    if documents:
        outlets = select(document_versions.c.outlet).where(
            among(connection, document_versions.c.document, documents),
            document_versions.c.outlet.is_not(None),
            recorded(document_versions, known_at),
        )
        found.update(connection.scalars(outlets))
    return frozenset(found)


def _of(connection: Connection, sources: Collection[int]) -> set[str]:
    """The parties these sources ever belonged to."""
    if not sources:
        return set()
    own = (among(connection, source_versions.c.source, sources), source_versions.c.party.is_not(None))
    return set(connection.scalars(select(source_versions.c.party).where(*own).distinct()))


def _parties(connection: Connection, names: Collection[str], known_at: int | None) -> frozenset[str]:
    """These parties and those they ever spoke with, along the chain."""
    found, frontier = set(names), set(names)
    columns = party_versions.c
    while frontier:
        named = among(connection, columns.name, frontier, Text())
        spoken = select(columns.speaks_with).where(
            named, columns.speaks_with.is_not(None), recorded(party_versions, known_at)
        )
        frontier = set(connection.scalars(spoken.distinct())) - found
        found |= frontier
    return frozenset(found)


def registry_ever(connection: Connection, known_at: int | None = None) -> Registry:
    """Every party and source there ever was, those that were undone in their last version."""
    parties = map(party_of, connection.rows(PartyRow, _ever(party_versions, "name", known_at)))
    sources = map(source_of, connection.rows(SourceRow, _ever(source_versions, "source", known_at)))
    return Registry({party.name: party for party in parties}, {source.id: source for source in sources})


def documents_ever(
    connection: Connection, numbers: Collection[int], known_at: int | None = None
) -> dict[int, Document]:
    """The documents of these numbers, those that were undone in their last version."""
    if not numbers:
        return {}
    own = among(connection, document_versions.c.document, numbers)
    rows = connection.rows(DocumentRow, _ever(document_versions, "document", known_at).where(own))
    return {row.document: document_of(row) for row in rows}


def _ever(versions: Table, entity: str, known_at: int | None) -> Select[Any]:
    """The version of each thing that is known, or else the newest there was."""
    others = versions.alias()
    newest = select(func.max(others.c.id)).where(others.c[entity] == versions.c[entity])
    current = newest.where(known(others, known_at)).scalar_subquery()
    last = newest.where(recorded(others, known_at)).scalar_subquery()
    return select(versions).where(versions.c.id == func.coalesce(current, last))
