"""Documents and the files kept of them: what is asked of them, the rows that answer, how these are read and written.

Rows of what is recorded by the million are laid out in the order of their table's columns.
"""

from typing import Any

from verifier.domain.model.claims import folded
from verifier.domain.model.statements import Document, KeptFile
from verifier.domain.revisions import FilePurge
from verifier.storage.db.statement import Given, IdentifiedRow, NumberRow, Row, Snapshot, statement
from verifier.storage.statements.lazy import selection, sql, tables
from verifier.storage.statements.revision_log import RevisionRow
from verifier.storage.statements.values import Values, fingerprint, moment_of, moment_values


class DocumentRow(Row):
    """A version of a document."""

    id: int
    revision: int
    document: int
    url: str | None
    title: str | None
    text: str | None
    sha256: str | None
    outlet: int | None
    published_earliest: int | None
    published_latest: int | None
    published_text: str | None
    published_offset: int | None
    retrieved_earliest: int | None
    retrieved_latest: int | None
    retrieved_text: str | None
    retrieved_offset: int | None
    retracted_earliest: int | None
    retracted_latest: int | None
    retracted_text: str | None
    retracted_offset: int | None
    archived: str | None
    archived_hash: str | None
    author: str | None
    language: str | None
    media_type: str | None
    location: str | None
    captured_earliest: int | None
    captured_latest: int | None
    captured_text: str | None
    captured_offset: int | None


class DocumentCountRow(Row):
    """How many attributions were read in a document."""

    document: int
    attributions: int


class RetractionRow(RevisionRow):
    """A revision that says of a document that it was retracted."""

    document: int


class KeptFileRow(Row):
    """A file that was kept of a document."""

    id: int
    revision: int
    document: int
    sha256: str
    size: int
    name: str
    media_type: str | None


class FilePurgeRow(Row):
    """A purge of a content."""

    id: int
    revision: int
    document: int
    sha256: str


class ContentPurgeRow(RevisionRow):
    """A revision that purged a content."""

    sha256: str


def document_row(version: int, revision: int, number: int, document: Document) -> Values:
    """A version of a document."""
    return (
        version,
        revision,
        number,
        document.url,
        document.title,
        document.text,
        document.sha256,
        document.outlet,
        *moment_values(document.published),
        *moment_values(document.retrieved),
        *moment_values(document.retracted),
        document.archived,
        document.archived_hash,
        document.author,
        document.language,
        document.media_type,
        document.location,
        *moment_values(document.captured),
    )


def document_of(row: DocumentRow) -> Document:
    """The document of a version."""
    return Document(
        row.document,
        row.url,
        row.title,
        row.outlet,
        moment_of(row.published_earliest, row.published_latest, row.published_text, row.published_offset),
        moment_of(row.retrieved_earliest, row.retrieved_latest, row.retrieved_text, row.retrieved_offset),
        row.text,
        row.sha256,
        moment_of(row.retracted_earliest, row.retracted_latest, row.retracted_text, row.retracted_offset),
        row.archived,
        row.archived_hash,
        row.author,
        row.language,
        row.media_type,
        row.location,
        moment_of(row.captured_earliest, row.captured_latest, row.captured_text, row.captured_offset),
    )


def document_identity(document: Document) -> str:
    """What tells documents apart: the address; without one, title, outlet, date and text."""
    if document.url is not None:
        return fingerprint(["url", document.url])
    published = document.published and [document.published.earliest, document.published.latest]
    return fingerprint(["text", folded(document.title or ""), document.outlet, published, document.sha256])


def kept_file_of(row: KeptFileRow) -> KeptFile:
    """The kept file of a row."""
    return KeptFile(row.document, row.sha256, row.size, row.name, row.media_type)


def file_purge_of(row: FilePurgeRow) -> FilePurge:
    """The purge of a content of a row."""
    return FilePurge(row.document, row.sha256)


@statement(DocumentRow)
def select_documents(snapshot: Snapshot, numbers: Given) -> "sql.Select[Any]":
    """The documents of some numbers."""
    return selection.documents_known(snapshot.known_at).where(
        selection.among(snapshot, tables.document_versions.c.document, numbers)
    )


@statement(DocumentRow)
def select_all_documents(snapshot: Snapshot) -> "sql.Select[Any]":
    """Every document, by number."""
    return selection.documents_known(snapshot.known_at).order_by(tables.document_versions.c.document)


@statement(NumberRow)
def select_document_numbers(snapshot: Snapshot) -> "sql.Select[Any]":
    """The numbers of all documents, in order."""
    columns = tables.documents.c
    return sql.select(columns.id).where(selection.known(tables.documents, snapshot.known_at)).order_by(columns.id)


@statement(DocumentRow)
def select_documents_by_identity(snapshot: Snapshot, identities: Given) -> "sql.Select[Any]":
    """The documents that have some identities."""
    named = selection.among(snapshot, tables.documents.c.identity, identities, sql.Text())
    numbers = sql.select(tables.documents.c.id).where(named, selection.known(tables.documents, snapshot.known_at))
    return selection.documents_known(snapshot.known_at).where(tables.document_versions.c.document.in_(numbers))


@statement(DocumentCountRow)
def select_document_counts(snapshot: Snapshot) -> "sql.Select[Any]":
    """How many attributions were read in each document."""
    columns = tables.attributions.c
    read_there = (columns.document.is_not(None), selection.known(tables.attributions, snapshot.known_at))
    return (
        sql.select(columns.document, sql.func.count().label("attributions"))
        .where(*read_there)
        .group_by(columns.document)
    )


@statement(RetractionRow)
def select_retractions(snapshot: Snapshot, numbers: Given) -> "sql.Select[Any]":
    """The revisions that say of some documents that they were retracted, newest first."""
    columns = tables.document_versions.c
    return (
        sql.select(tables.revisions, columns.document)
        .join(tables.revisions, tables.revisions.c.id == columns.revision)
        .where(selection.among(snapshot, columns.document, numbers), columns.retracted_earliest.is_not(None))
        .where(selection.known(tables.document_versions, snapshot.known_at))
        .order_by(columns.id.desc())
    )


@statement(IdentifiedRow)
def select_identified_documents(snapshot: Snapshot, identities: Given) -> "sql.Select[Any]":
    """The documents that have some identities, with those."""
    return selection.identified(snapshot, tables.documents, identities)


@statement(KeptFileRow)
def select_files(snapshot: Snapshot, numbers: Given | None = None) -> "sql.Select[Any]":
    """The files that were kept of documents, or of all, in the order of recording."""
    found = sql.select(tables.document_files).where(selection.known(tables.document_files, snapshot.known_at))
    if numbers is not None:
        found = found.where(selection.among(snapshot, tables.document_files.c.document, numbers))
    return found.order_by(tables.document_files.c.id)


@statement(ContentPurgeRow)
def select_content_purges(_snapshot: Snapshot) -> "sql.Select[Any]":
    """The revisions that purged contents, in the order of recording."""
    same = tables.revisions.c.id == tables.file_purges.c.revision
    found = sql.select(tables.revisions, tables.file_purges.c.sha256).join(tables.file_purges, same)
    return found.order_by(tables.file_purges.c.id)


@statement(KeptFileRow)
def select_kept_contents(_snapshot: Snapshot) -> "sql.Select[Any]":
    """Every file ever kept whose content was not purged, undone or not, in the order of recording."""
    gone = sql.select(tables.file_purges.c.sha256)
    columns = tables.document_files.c
    return sql.select(tables.document_files).where(columns.sha256.not_in(gone)).order_by(columns.id)
