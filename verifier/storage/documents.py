"""Documents: what was read in each, and what retracted it."""

from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import Connection, func, select

from verifier.domain.model import Attribution, Document
from verifier.domain.revision import Revision
from verifier.storage import queries
from verifier.storage.entity_rows import document_of
from verifier.storage.record_rows import revision_of
from verifier.storage.selection import among, documents_known, known
from verifier.storage.tables import attributions, document_versions, revisions


class ReadDocument(NamedTuple):
    """A document, and how many attributions were read there."""

    document: Document
    attributions: int


def all_documents(connection: Connection, known_at: int | None = None) -> list[ReadDocument]:
    """Every document, by number."""
    columns = attributions.c
    read_there = (columns.document.is_not(None), known(attributions, known_at))
    counted = select(columns.document, func.count()).where(*read_there).group_by(columns.document)
    counts = dict(map(tuple, connection.execute(counted)))
    rows = connection.execute(documents_known(known_at).order_by(document_versions.c.document))
    return [ReadDocument(document_of(row), counts.get(row.document, 0)) for row in rows]


def attributions_in(connection: Connection, number: int, known_at: int | None = None) -> list[Attribution]:
    """The attributions read in a document, by number."""
    read_there = (attributions.c.document == number, known(attributions, known_at))
    claims = list(connection.scalars(select(attributions.c.claim).distinct().where(*read_there)))
    found = queries.attributions(connection, claims, known_at)
    return sorted((one for one in found if one.document == number), key=lambda one: one.id)


def retractions(connection: Connection, numbers: Collection[int], known_at: int | None = None) -> dict[int, Revision]:
    """For each of these documents that was retracted, the revision that says so."""
    if not numbers:
        return {}
    columns = document_versions.c
    told = (
        select(columns.document, revisions)
        .join(revisions, revisions.c.id == columns.revision)
        .where(among(connection, columns.document, numbers), columns.retracted_earliest.is_not(None))
        .where(known(document_versions, known_at))
        .order_by(columns.id.desc())
    )
    # The first version that says so is taken last; a later one only filled in what was empty.
    return {row.document: revision_of(row) for row in connection.execute(told)}
