"""Texts of documents that were removed for good: what a revision tells of it, and how what is left is still proved.

A text is part of the rows that its revision recorded, whose digest is in the chain. So a purge records the digest of
those rows before, which goes on state in the chain, and after, which what is left has to have.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, Final, NamedTuple

from sqlalchemy import Select, Table, select, update

from verifier.domain.revisions import Purge, Revision
from verifier.storage.db.connection import Connection
from verifier.storage.ledger.chain import RevisionDigest
from verifier.storage.schema.tables import document_versions, file_purges, purges, revisions
from verifier.storage.statements.revision_log import PurgedRow, PurgeRow, purge_of, revision_of

_TABLE: Final = document_versions.name


class Purged(NamedTuple):
    """A document whose text was removed, or `files`, and the revision that did."""

    document: int
    name: str
    revision: Revision
    files: bool = False


def held_texts(connection: Connection, document: int) -> Iterator[Purge]:
    """For each revision that recorded a text of a document, what removing it there comes to."""
    own = document_versions.c
    holding = select(own.revision).where(own.document == document, own.text.is_not(None)).distinct()
    for target in connection.scalars(holding.order_by(own.revision)):
        rows = list(connection.stored_rows(document_versions, own.revision == target))
        emptied = [{**row, "text": None} if row["document"] == document else row for row in rows]
        [*_, removed] = (row["text"] for row in rows if row["document"] == document and row["text"] is not None)
        digest = hashlib.sha256(str(removed).encode(errors="surrogatepass")).hexdigest()
        yield Purge(document, target, digest, _digest_of(rows), _digest_of(emptied))


def _digest_of(rows: Sequence[Mapping[str, Any]]) -> str:
    running = RevisionDigest()
    running.add(_TABLE, [*rows[0]], [tuple(row.values()) for row in rows])
    return running.of_table(_TABLE) or ""


def remove_texts(connection: Connection, document: int) -> None:
    """Empty the texts of a document, which the revision being written has to tell of."""
    own = document_versions.c
    emptied = update(document_versions).values(text=None)
    connection.execute(emptied.where(own.document == document, own.text.is_not(None)))


def purges_by_target(connection: Connection) -> dict[int, list[Purge]]:
    """Every purge, in the order of recording, by the revision from which it removed a text."""
    found = defaultdict(list)
    for row in connection.rows(PurgeRow, select(purges).order_by(purges.c.id)):
        found[row.target].append(purge_of(row))
    return found


def as_before(digest: RevisionDigest, target: int, done: Sequence[Purge]) -> str | None:
    """Have the digest of a revision be what it was before its purges; what is wrong with what is left, in words."""
    if not done:
        return None
    for earlier, later in pairwise(done):
        if later.rows_before != earlier.rows_after:
            return f"the purges of what revision {target} recorded do not follow from each other"
    if digest.of_table(_TABLE) != done[-1].rows_after:
        return f"what is left of what revision {target} recorded, from which a text was purged, has been altered"
    digest.replace(_TABLE, done[0].rows_before)
    return None


def purged_documents(connection: Connection) -> list[Purged]:
    """The documents whose text or files were removed, each with the revision that did, in the order of recording."""
    found: dict[tuple[int, int, bool], Purged] = {}
    for table in (purges, file_purges):
        for row in connection.rows(PurgedRow, _purged_in(table)):
            name, files = row.url or row.title or f"document {row.document}", table is file_purges
            found.setdefault((row.id, row.document, files), Purged(row.document, name, revision_of(row), files))
    return [found[key] for key in sorted(found)]


def _purged_in(table: Table) -> Select[Any]:
    """What is told of each row of a table of purges: the revision, the document, and what that is called."""
    newest = select(document_versions.c.id).where(document_versions.c.document == table.c.document)
    named = newest.order_by(document_versions.c.id.desc()).limit(1).correlate(table).scalar_subquery()
    return (
        select(revisions, table.c.document, document_versions.c.url, document_versions.c.title)
        .select_from(table)
        .join(revisions, revisions.c.id == table.c.revision)
        .join(document_versions, document_versions.c.id == named)
        .order_by(table.c.id)
    )
