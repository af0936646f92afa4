"""Keeping what was read: files with the documents they are of, in one revision, or none of them."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from msgspec import Struct, field
from msgspec.structs import replace

from verifier.domain.errors import UsageError
from verifier.intake.sheets.drafts import DocumentDraft
from verifier.services.record.actions import Act, Options, Recorded, field_faults, read_said, record, refuse_faults
from verifier.services.record.evidence import keep
from verifier.services.record.incoming import Incoming, incoming
from verifier.services.record.recorder import Recorder
from verifier.services.review.documents import find_document
from verifier.services.workspace import Workspace

_NAMED: Final = 3
"""How many files the name of a revision has at most."""


class Described(Struct, frozen=True):
    """What the analyst says of the document that files are of, by field as in a sheet; `to` is a known document.

    Without an address, a title and `to`, each file is a document of its own, called by the file's name.
    """

    fields: Mapping[str, str] = field(default_factory=dict)
    title: str | None = None
    media_type: str | None = None
    to: str | None = None


def keep_files(
    workspace: Workspace, paths: Sequence[Path], described: Described | None = None, options: Options | None = None
) -> Recorded:
    """Keep files with the document they are of (NotFoundError; UsageError; InputFileError; ConflictError)."""
    told = described or Described()
    if told.to is not None and "url" in told.fields:
        raise UsageError("the document is given twice. Leave out its address, or --to")
    with incoming(workspace, paths) as files:

        def enter(recorder: Recorder) -> None:
            draft = _draft(recorder, told)
            for together in _together(files, told):
                keep(recorder, _document(recorder, draft, together, told), together)
            refuse_faults((), recorder.faults)

        return record(workspace, Act("document", _named(files)), options or Options(), enter)


def _draft(recorder: Recorder, told: Described) -> DocumentDraft:
    """What is told of the document, read as the head of a sheet (UsageError; NotFoundError)."""
    beside = {"title": told.title, "media type": told.media_type}
    refuse_faults(list(field_faults({name: value for name, value in beside.items() if value is not None})))
    typed = read_said(recorder, told.fields, (), None)
    refuse_faults(typed.problems)
    draft = typed.document or DocumentDraft()
    return replace(draft, title=told.title, media_type=told.media_type)


def _together(files: Sequence[Incoming], told: Described) -> Iterator[Sequence[Incoming]]:
    """The files of one document each time."""
    if told.to or told.title or "url" in told.fields:
        yield files
    else:
        yield from ([file] for file in files)


def _document(recorder: Recorder, draft: DocumentDraft, files: Sequence[Incoming], told: Described) -> int:
    """The number of the document that files are of, recorded if it is new."""
    if told.to is not None:
        known = find_document(recorder.ledger.connection, told.to)
        recorder.complete(known.id, draft)
        return known.id
    if draft.url is not None:
        return recorder.document(draft, text=None, sha256=None)
    first = files[0]
    return recorder.document(replace(draft, title=draft.title or first.name), text=None, sha256=first.content.sha256)


def _named(files: Sequence[Incoming]) -> str:
    more = len(files) - _NAMED
    return ", ".join([*(file.name for file in files[:_NAMED]), *([f"{more} more"] if more > 0 else [])])
