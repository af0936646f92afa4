"""Correcting what is known of a document, with a reason: fields replaced or cleared.

Invariant: its address and its outlet stay, as they decide which document it is and who vouches for what was read there.
"""

from collections.abc import Mapping
from typing import Final

from msgspec.structs import replace

from verifier.domain.errors import ConflictError, UsageError
from verifier.domain.model.statements import Document
from verifier.intake.sheets.drafts import DocumentDraft
from verifier.services.correct.attributions import act
from verifier.services.record.actions import Options, Recorded, field_faults, read_said, record, refuse_faults
from verifier.services.record.recorder import Recorder
from verifier.services.review.documents import find_document
from verifier.services.workspace import Workspace
from verifier.storage.statements import queries

FIELDS: Final = (
    "title", "published", "retrieved", "archived", "author", "language", "media_type", "captured", "location",
)  # fmt: skip
"""What can be corrected."""

_IN_NO_SHEET: Final = ("title", "media_type")


def amend_document(
    workspace: Workspace, ref: str, fields: Mapping[str, str], why: str, options: Options | None = None
) -> Recorded:
    """Give a document other fields, an empty one clearing what was there.

    NotFoundError for one that is not known; UsageError for a value that cannot be, or if there is none; ConflictError
    if nothing would be left to call it by.
    """
    if not fields:
        raise UsageError(f"it is not said what to correct of {ref}. Give the fields, such as --author")

    def enter(recorder: Recorder) -> None:
        known = find_document(recorder.ledger.connection, ref)
        amended = replace(known, **_values(recorder, fields))
        if not (amended.url or amended.title or amended.outlet):
            raise ConflictError(f"without its title nothing says which document d{known.id} is. Give it another one")
        if recorder.ledger.revise_document(amended):
            recorder.notes.record(f"d{known.id}")
            concerned = queries.claims_of_document(recorder.ledger.connection, known.id)
            recorder.notes.touched.update(dict.fromkeys(concerned))

    return record(workspace, act(ref, why), options or Options(), enter)


def _values(recorder: Recorder, fields: Mapping[str, str]) -> dict[str, object]:
    """The fields as typed, read as the head of a sheet is."""
    given = {name: value for name, value in fields.items() if value.strip()}
    refuse_faults(list(field_faults(given)))
    read = read_said(recorder, {name: value for name, value in given.items() if name not in _IN_NO_SHEET}, (), None)
    refuse_faults(read.problems)
    typed = {name: given[name].strip() for name in _IN_NO_SHEET if name in given}
    draft, blank = replace(read.document or DocumentDraft(), **typed), Document(0)
    return {name: getattr(draft if name in given else blank, name) for name in fields}
