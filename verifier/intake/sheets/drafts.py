"""Drafts: what was written of claims and documents, with where it stands, before it is recorded."""

from collections.abc import Mapping
from typing import NamedTuple

from msgspec import Struct

from verifier.domain.model.claims import ClaimKind
from verifier.domain.model.time import Moment
from verifier.intake.phrases.phrase import AttributionDraft
from verifier.intake.phrases.speakers import Speaker


class DocumentDraft(Struct, frozen=True):
    """Where the analyst read it. `text` is the path of a file to archive, as written in `text_line` of the sheet.

    The rest is as in a document; `media_type` and `retracted` are never written in a sheet.
    """

    title: str | None = None
    url: str | None = None
    outlet: Speaker | None = None
    published: Moment | None = None
    retrieved: Moment | None = None
    text: str | None = None
    line: int = 1
    outlet_line: int = 1
    text_line: tuple[int, int, str] | None = None
    archived: str | None = None
    archived_hash: str | None = None
    author: str | None = None
    language: str | None = None
    media_type: str | None = None
    location: str | None = None
    captured: Moment | None = None
    retracted: Moment | None = None

    @property
    def is_told_apart(self) -> bool:
        """Whether anything says which document it is."""
        return bool(self.url or self.title or self.outlet)


class LinkDraft(NamedTuple):
    """A claim that is linked to: its ref or key, and where that is written."""

    ref: str
    line: int
    column: int


class ClaimDraft(Struct, frozen=True):
    """A claim by its text, or a known one by its ref. `where` gives line, column and text of each field given."""

    line: int
    text: str | None = None
    ref: str | None = None
    key: str | None = None
    kind: ClaimKind | None = None
    happened: Moment | None = None
    place: str | None = None
    measure: str | None = None
    parties: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    favours: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    entails: tuple[LinkDraft, ...] = ()
    contradicts: tuple[LinkDraft, ...] = ()
    attributions: tuple[AttributionDraft, ...] = ()
    where: Mapping[str, tuple[int, int, str]] | None = None
