"""Somebody in a phrase, and the place in which the name stands."""

from typing import NamedTuple

from msgspec import Struct

from verifier.domain.model.sources import Source


class Speaker(Struct, frozen=True):
    """Somebody in a phrase. `source` is a number; None and not anonymous is a name that is not known.

    `made` is the source that a title or the name of an office makes, to be recorded when it speaks first.
    """

    name: str
    source: int | None
    anonymous: bool
    party: str | None
    column: int
    made: Source | None = None


class Slot(NamedTuple):
    """A name in its place, up to an index; `doubted` if it is introduced as unverified."""

    speaker: Speaker
    end: int
    doubted: bool = False


def speaker_of(source: Source, column: int) -> Speaker:
    """Somebody known, or made of a party and its office."""
    number, made = (source.id, None) if source.id else (None, source)
    return Speaker(source.name, number, source.anonymous, source.party, column, made)
