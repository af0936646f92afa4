"""Files that were kept of documents: which there are, and whether the store holds what the ledger says.

A content has to be there as long as any revision named it, undone or not, unless it was purged: a redo brings it back.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Final

from msgspec import Struct

from verifier.domain.model.statements import KeptFile
from verifier.domain.revisions import Revision
from verifier.storage.db.connection import Connection
from verifier.storage.files.contents import MissingContentError, measured, store_of
from verifier.storage.statements.documents import (
    kept_file_of,
    select_content_purges,
    select_files,
    select_kept_contents,
)
from verifier.storage.statements.revision_log import revision_of

_TOLD: Final = 8
"""How many faults of a store are told one by one."""


class StoreChecked(Struct, frozen=True):
    """How many contents the store has to hold, what is wrong with them in words, and what is there besides.

    `left` are contents that were purged and are still there, `extra` what no revision names.
    """

    kept: int = 0
    fault: str | None = None
    left: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()


def files_of(
    connection: Connection, documents: Collection[int] | None = None, known_at: int | None = None
) -> dict[int, tuple[KeptFile, ...]]:
    """The files kept of documents, of all if none are named, in the order of recording."""
    found: defaultdict[int, tuple[KeptFile, ...]] = defaultdict(tuple)
    if documents is None or documents:
        for row in connection.ask(select_files(numbers=documents), known_at):
            found[row.document] += (kept_file_of(row),)
    return found


def purged_contents(connection: Connection) -> dict[str, Revision]:
    """The contents that were purged, each with the revision that did so last."""
    return {row.sha256: revision_of(row) for row in connection.ask(select_content_purges())}


def kept_contents(connection: Connection) -> dict[str, KeptFile]:
    """Every content that the store has to hold, as it was first named."""
    found: dict[str, KeptFile] = {}
    for row in connection.ask(select_kept_contents()):
        found.setdefault(row.sha256, kept_file_of(row))
    return found


def contents_of(connection: Connection, document: int) -> list[str]:
    """The contents that were ever kept of a document and are not purged."""
    rows = connection.ask(select_kept_contents())
    return list(dict.fromkeys(row.sha256 for row in rows if row.document == document))


def documents_holding(connection: Connection, contents: Collection[str]) -> list[int]:
    """The documents of which any of these contents is kept."""
    return sorted({row.document for row in connection.ask(select_kept_contents()) if row.sha256 in contents})


def purged_left(connection: Connection) -> list[str]:
    """The contents that were purged and are still in the store, as a program was killed between the two."""
    purged = purged_contents(connection)
    return [name for name in store_of(connection).names() if name in purged]


def check_store(connection: Connection) -> StoreChecked:
    """Read every content again, and tell what is missing, altered, or there without a reason."""
    wanted = kept_contents(connection)
    faults = [fault for file in wanted.values() if (fault := _fault(connection, file))]
    others = [name for name in store_of(connection).names() if name not in wanted]
    purged = purged_contents(connection)
    return StoreChecked(
        len(wanted),
        _told(faults),
        tuple(name for name in others if name in purged),
        tuple(name for name in others if name not in purged),
    )


def _fault(connection: Connection, file: KeptFile) -> str | None:
    named = f"the file {file.name} of document d{file.document}, {file.sha256},"
    try:
        digest, _ = measured(store_of(connection).pieces(file.sha256))
    except MissingContentError:
        return f"{named} is missing from the store"
    return None if digest == file.sha256 else f"{named} has been altered in the store"


def _told(faults: Sequence[str]) -> str | None:
    more = len(faults) - _TOLD
    return "; ".join([*faults[:_TOLD], *([f"and {more} more"] if more > 0 else [])]) or None
