"""What the ledger holds, one record after the other: what each revision added, and what that replaced.

Invariant: a version's `before` is the one that held when its revision was written, whatever was undone since.
"""

from enum import StrEnum
from typing import Final, NamedTuple, assert_never

from msgspec import Struct

from verifier.domain.model.claims import Assessment, Claim, Link, Verdict
from verifier.domain.model.sources import Party, Source
from verifier.domain.model.statements import Attribution, Document, KeptFile
from verifier.domain.model.time import Moment
from verifier.domain.revisions import AnalystKey, FilePurge, Merge, Purge, StatusChange, Undoing
from verifier.domain.rules.policy import Policy

Version = Claim | Source | Party | Document | Policy | AnalystKey
Value = str | bool | int | tuple[str, ...] | Moment | None


class Kind(StrEnum):
    """What sort of record the log tells of."""

    POLICY = "policy"
    KEY = "key"
    PARTY = "party"
    SOURCE = "source"
    DOCUMENT = "document"
    CLAIM = "claim"
    LINK = "link"
    ATTRIBUTION = "attribution"
    ASSESSMENT = "assessment"
    REVISION = "revision"
    STATUS = "status"


class Part(NamedTuple):
    """One record by what tells it from others of its kind: its number, name or words."""

    kind: Kind
    name: int | str


class Versioned(Struct, frozen=True):
    """A version of a record that can be amended; it is new if there was none before."""

    before: Version | None
    after: Version


class Corrected(Struct, frozen=True):
    """An attribution or a link taken out of the case, for another attribution or for nothing."""

    what: Attribution | Link
    replacement: int | None


class Judged(Struct, frozen=True):
    """An analyst's verdict, and the one that analyst had given before."""

    before: Verdict | None
    assessment: Assessment


class TakenBack(Struct, frozen=True):
    """A revision taken back as a whole, or brought back."""

    what: Undoing
    target: int


Fact = (
    Versioned
    | Attribution
    | Link
    | Corrected
    | Judged
    | TakenBack
    | Merge
    | Purge
    | KeptFile
    | FilePurge
    | StatusChange
)


class Recorded(Struct, frozen=True):
    """A fact with the revision that added it, and the one by which that is undone, if it is."""

    revision: int
    fact: Fact
    undone_in: int | None = None


class FieldChange(NamedTuple):
    """What became of one field; without a field, of the record as a whole."""

    field: str | None
    old: Value
    new: Value


_FIELDS: Final[dict[type[Version], tuple[Kind, str, tuple[str, ...]]]] = {
    Claim: (
        Kind.CLAIM,
        "id",
        ("text", "key", "kind", "happened", "place", "parties", "against", "favours", "measure", "tags"),
    ),
    Source: (
        Kind.SOURCE,
        "id",
        (
            *("name", "aliases", "kind", "party", "official", "official_since", "official_until"),
            *("anonymous", "independent", "reliability", "note", "confidential"),
        ),
    ),
    Party: (Kind.PARTY, "name", ("adjectives", "adverse_to", "speaks_with")),
    Document: (
        Kind.DOCUMENT,
        "id",
        (
            *("url", "title", "outlet", "published", "retrieved", "sha256", "retracted", "archived", "archived_hash"),
            *("author", "language", "media_type", "location", "captured"),
        ),
    ),
    Policy: (Kind.POLICY, "version", Policy.__struct_fields__),
    AnalystKey: (Kind.KEY, "analyst", ("public_key",)),
}
"""Of each kind of version: what it is, what tells one from another, and the fields the log tells."""


def part_of(fact: Fact) -> Part:
    """The record a fact is about."""
    match fact:
        case Versioned():
            kind, name, _ = _FIELDS[type(fact.after)]
            part = Part(kind, getattr(fact.after, name))
        case Attribution():
            part = Part(Kind.ATTRIBUTION, fact.id)
        case Link():
            part = Part(Kind.LINK, f"c{fact.claim} {fact.kind} c{fact.other}")
        case Corrected():
            part = part_of(fact.what)
        case Judged():
            part = Part(Kind.ASSESSMENT, fact.assessment.id)
        case Merge():
            part = Part(Kind.CLAIM, fact.claim)
        case Purge() | KeptFile() | FilePurge():
            part = Part(Kind.DOCUMENT, fact.document)
        case TakenBack():
            part = Part(Kind.REVISION, fact.target)
        case StatusChange():
            part = Part(Kind.STATUS, fact.id)
        case _:
            assert_never(fact)
    return part


def field_changes(version: Versioned) -> tuple[FieldChange, ...]:
    """What a version changed, field by field; of a new record, each field that says something."""
    _, _, names = _FIELDS[type(version.after)]
    if version.before is None:
        first = (FieldChange(name, None, getattr(version.after, name)) for name in names)
        return tuple(change for change in first if isinstance(version.after, Policy) or _says(change.new))
    changes = (FieldChange(name, getattr(version.before, name), getattr(version.after, name)) for name in names)
    return tuple(change for change in changes if change.old != change.new)


def _says(value: Value) -> bool:
    return value is not None and value is not False and value != ()
