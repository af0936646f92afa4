"""Documents: what is asked of them, the rows that answer, what was read in each, and what retracted it."""

from collections.abc import Collection
from typing import NamedTuple

from verifier.domain.model.statements import Attribution, Document
from verifier.domain.revisions import Revision
from verifier.storage.db.connection import Connection
from verifier.storage.statements import queries
from verifier.storage.statements.document_rows import (
    document_of,
    select_all_documents,
    select_document_counts,
    select_document_numbers,
    select_retractions,
)
from verifier.storage.statements.revision_log import revision_of


class ReadDocument(NamedTuple):
    """A document, and how many attributions were read there."""

    document: Document
    attributions: int


def all_documents(connection: Connection, known_at: int | None = None) -> list[ReadDocument]:
    """Every document, by number."""
    counts = dict(map(tuple, connection.ask(select_document_counts(), known_at)))
    rows = connection.ask(select_all_documents(), known_at)
    return [ReadDocument(document_of(row), counts.get(row.document, 0)) for row in rows]


def document_numbers(connection: Connection, known_at: int | None = None) -> list[int]:
    """The numbers of all documents, in order."""
    return [row.id for row in connection.ask(select_document_numbers(), known_at)]


def attributions_in(connection: Connection, number: int, known_at: int | None = None) -> list[Attribution]:
    """The attributions read in a document, by number."""
    claims = queries.claims_of_document(connection, number, known_at)
    found = queries.attributions(connection, claims, known_at)
    return sorted((one for one in found if one.document == number), key=lambda one: one.id)


def retractions(connection: Connection, numbers: Collection[int], known_at: int | None = None) -> dict[int, Revision]:
    """For each of these documents that was retracted, the revision that says so."""
    if not numbers:
        return {}
    # The first version that says so is taken last; a later one only filled in what was empty.
    return {row.document: revision_of(row) for row in connection.ask(select_retractions(numbers=numbers), known_at)}
