"""What a verdict rests on: documents by their address or ref, and files that are kept with it."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from verifier.domain.errors import ConflictError
from verifier.domain.model.statements import Document, KeptFile
from verifier.intake.sheets.drafts import DocumentDraft
from verifier.services.record.incoming import Incoming, incoming
from verifier.services.record.recorder import Recorder
from verifier.services.review.documents import find_document
from verifier.services.workspace import Workspace
from verifier.storage.files.kept import purged_contents

_REF: Final = re.compile("d[1-9][0-9]{0,17}")


@contextmanager
def evidence_files(workspace: Workspace, named: Iterable[str]) -> Iterator[Mapping[str, Incoming]]:
    """The files among what is named as evidence, to be kept within this context."""
    files = [name for name in named if "://" not in name and not _REF.fullmatch(name) and Path(name).exists()]
    if not files:
        yield {}
        return
    with incoming(workspace, [Path(name) for name in files]) as found:
        yield dict(zip(files, found, strict=True))


def evidence_documents(recorder: Recorder, named: Iterable[str], files: Mapping[str, Incoming]) -> tuple[int, ...]:
    """The numbers of the documents that are named by address, by ref, or by a file (NotFoundError)."""
    return tuple(dict.fromkeys(_document(recorder, name, files.get(name)) for name in named))


def _document(recorder: Recorder, name: str, file: Incoming | None) -> int:
    if file is not None:
        number = recorder.document(DocumentDraft(title=file.name), text=None, sha256=file.content.sha256)
        keep(recorder, number, [file])
        return number
    if _REF.fullmatch(name):
        return find_document(recorder.ledger.connection, name).id
    return recorder.ledger.add_document(Document(0, url=name))[0]


def keep(recorder: Recorder, document: int, files: Sequence[Incoming]) -> None:
    """Record that files are kept of a document, and have them kept (ConflictError for what was purged)."""
    purged = purged_contents(recorder.ledger.connection)
    for name, media_type, content in files:
        if (revision := purged.get(content.sha256)) is not None:
            why = f": {revision.reason}" if revision.reason else ""
            raise ConflictError(f"the content of {name} was purged in r{revision.id}{why}. It is not kept again")
        file = KeptFile(document, content.sha256, content.size, name, media_type)
        if recorder.ledger.add_file(file, content):
            recorder.notes.kept.append(file)
            recorder.notes.record(f"d{document}")
        else:
            recorder.notes.repeated.append(f"{name} of d{document}")
