"""Documents out: a record of each with its text, and the files of it that go beside the table."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from verifier.domain.batches import batches
from verifier.domain.model.sources import Registry
from verifier.domain.model.statements import Document
from verifier.domain.model.time import Moment
from verifier.intake.phrases.writing import called
from verifier.intake.tables.documents import text_digest
from verifier.intake.times.format import written
from verifier.reports.files.tables import DocumentWords, document_record
from verifier.storage.db.database import Transaction
from verifier.storage.files.kept import files_of, purged_contents
from verifier.storage.statements import queries

_BATCH: Final = 50
"""So many documents, with their texts, are in memory at a time."""


@dataclass
class DocumentRecords:
    """The records of all documents, as known at a revision, and what they name once they were made.

    With `files` each tells the files that go beside the table. `places` are the `id`s of documents without an address,
    by number; `contents` what goes beside the table, by digest; `left` counts files that do not.
    """

    connection: Transaction
    registry: Registry
    known: int | None
    files: bool = False
    places: dict[int, str] = field(default_factory=dict)
    contents: dict[str, None] = field(default_factory=dict)
    left: int = 0

    def __iter__(self) -> Iterator[dict[str, Any]]:
        purged = purged_contents(self.connection)
        for numbers in batches(queries.document_numbers(self.connection, self.known), _BATCH):
            kept = files_of(self.connection, numbers, self.known)
            found = queries.documents(self.connection, numbers, self.known)
            for number in numbers:
                there = [file for file in kept[number] if file.sha256 not in purged]
                self.left += 0 if self.files else len(there)
                files = there if self.files else []
                self.contents.update(dict.fromkeys(file.sha256 for file in files))
                yield document_record(
                    found[number],
                    document_words(found[number], self.registry),
                    self._place(found[number]),
                    None if (text := found[number].text) is None else text_digest(text),
                    files,
                )

    def _place(self, document: Document) -> str | None:
        """What tells a document without an address from others in the table: its number among them."""
        return None if document.url is not None else self.places.setdefault(document.id, f"#{len(self.places) + 1}")


def document_words(document: Document, registry: Registry) -> DocumentWords:
    """The outlet and the times of a document in words."""
    return DocumentWords(
        None if document.outlet is None else called(registry.sources[document.outlet]),
        _words(document.published),
        _words(document.retrieved),
        _words(document.retracted),
        _words(document.captured),
    )


def _words(moment: Moment | None) -> str | None:
    return None if moment is None else written(moment)
