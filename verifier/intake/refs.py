"""References: `c12`, `a34`, `r7`, a claim's key, and `.` for the claim last logged or shown."""

import re
from typing import Final

from msgspec import Struct

from verifier.domain.errors import UsageError
from verifier.intake.problems import quoted

_NUMBERED: Final = r"([car])([0-9]+)"
_SLUG: Final = r"[a-z0-9]+(?:-[a-z0-9]+)*"
_DIGITS: Final = 18
_LONGEST: Final = 100


class ClaimRef(Struct, frozen=True):
    """A claim by number."""

    number: int


class AttributionRef(Struct, frozen=True):
    """An attribution by number."""

    number: int


class RevisionRef(Struct, frozen=True):
    """A revision by number."""

    number: int


class KeyRef(Struct, frozen=True):
    """A claim by its key."""

    key: str


class LastRef(Struct, frozen=True):
    """The claim last logged or shown."""


Ref = ClaimRef | AttributionRef | RevisionRef | KeyRef | LastRef
_KINDS: Final[dict[str, type[ClaimRef] | type[AttributionRef] | type[RevisionRef]]] = {
    "c": ClaimRef,
    "a": AttributionRef,
    "r": RevisionRef,
}


def read_ref(text: str) -> Ref:
    """What a reference names; UsageError if it is none."""
    if text == ".":
        return LastRef()
    if match := re.fullmatch(_NUMBERED, text.lower()):
        digits = match[2].lstrip("0")
        if not 0 < len(digits) <= _DIGITS:
            raise UsageError(f"{quoted(text)} names nothing. Refs are numbered from 1, as in {match[1]}12.")
        return _KINDS[match[1]](int(digits))
    if is_slug(text):
        return KeyRef(text)
    raise UsageError(f"{quoted(text)} is no ref. Write c12, a34, r7, a claim's key, or . for the last claim.")


def is_slug(text: str) -> bool:
    """Whether a text can be a claim's key: one lower-case word with hyphens, not of the form of another ref."""
    return slug_fault(text) is None


def slug_fault(text: str) -> str | None:
    """Why a text cannot be a claim's key, as a clause."""
    if re.fullmatch(_NUMBERED, text):
        return "it has the form of a ref"
    if len(text) > _LONGEST:
        return f"it is longer than {_LONGEST} characters"
    return None if re.fullmatch(_SLUG, text) else "it is not one lower-case word of letters, digits and hyphens"
