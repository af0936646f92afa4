"""Files that were kept of documents: what is asked of them, the rows that answer, and how these are read."""

from typing import Any

from verifier.domain.model.statements import KeptFile
from verifier.domain.revisions import FilePurge
from verifier.storage.db.statement import Given, Row, Snapshot, statement
from verifier.storage.statements.lazy import selection, sql, tables
from verifier.storage.statements.revision_log import RevisionRow


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


def kept_file_of(row: KeptFileRow) -> KeptFile:
    """The kept file of a row."""
    return KeptFile(row.document, row.sha256, row.size, row.name, row.media_type)


def file_purge_of(row: FilePurgeRow) -> FilePurge:
    """The purge of a content of a row."""
    return FilePurge(row.document, row.sha256)


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
