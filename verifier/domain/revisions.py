"""The log: what was written, and what that changed."""

from enum import StrEnum
from typing import Final

from msgspec import Struct

from verifier.domain.model.claims import Status

SET_CLOCK: Final = "set-clock"
"""The action of a revision that is dated by the present clock, and may so be earlier than the one it follows."""


PURGE: Final = "purge"
"""The action of a revision that removes the text of a document."""


class Undoing(StrEnum):
    """What a revision does to an earlier one as a whole: take it back, or bring it back."""

    UNDO = "undo"
    REDO = "redo"


UPGRADE: Final = "upgrade"
"""The action of a revision from which on other rules hold than before."""


class Revision(Struct, frozen=True):
    """One write, all or nothing. `recorded_at` is in microseconds UTC and never goes back, but where the clock is set.

    `reason` is the analyst's, of a correction; `signature` is that of the digest, by the analyst's key.
    """

    id: int
    recorded_at: int
    analyst: str
    action: str
    detail: str
    rules_version: str
    policy_version: str
    previous_digest: str
    digest: str
    reason: str | None = None
    signature: str | None = None


class Correction(Struct, frozen=True):
    """What takes an attribution or a link out of the case, by number, for another attribution or for nothing."""

    attribution: int | None = None
    link: int | None = None
    replacement: int | None = None


class Merge(Struct, frozen=True):
    """That a claim is another one, both by number: what its ref, key or text means from now on."""

    claim: int
    target: int


class AnalystKey(Struct, frozen=True):
    """By which key (Ed25519, base64) an analyst's revisions are signed from now on; None if they no longer are."""

    analyst: str
    public_key: str | None


class Purge(Struct, frozen=True):
    """That the text of a document was removed from what a revision recorded, by number.

    The digests (SHA-256) are of the text in UTF-8, and of that revision's versions of documents before and after.
    """

    document: int
    target: int
    text_sha256: str
    rows_before: str
    rows_after: str


class FilePurge(Struct, frozen=True):
    """That the content with this SHA-256, kept of a document, was removed from the store for good."""

    document: int
    sha256: str


class StatusChange(Struct, frozen=True):
    """What a revision changed about a claim's status. `because` holds refs such as `a3`; `from_…` is None at first."""

    claim: int
    from_status: Status | None
    to_status: Status
    from_derived: Status | None
    to_derived: Status
    row: int
    support: int
    opposition: int
    because: tuple[str, ...] = ()
    id: int = 0
    revision: int = 0
    recorded: int = 0
    analyst: str = ""
    policy_version: str = ""
