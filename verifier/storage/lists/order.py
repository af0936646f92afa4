"""What a list is asked for, and the order it runs in."""

from enum import StrEnum
from typing import Final, NamedTuple

from verifier.domain.query import Query

FEW: Final = 2_000
"""Fewer claims than these are quickly looked up and sorted; more are met in the order of the list."""


class Walk(StrEnum):
    """The way along a list: by when claims entered their status, from the newest or the oldest, or by number."""

    NEWEST = "newest"
    OLDEST = "oldest"
    UP = "up"
    DOWN = "down"


class Sorting(StrEnum):
    """How a list runs: by when claims entered their status, newest or oldest first, or by number."""

    NEWEST = "newest"
    OLDEST = "oldest"
    NUMBER = "number"

    @property
    def by_age(self) -> bool:
        """Whether it runs by when claims entered their status."""
        return self is not Sorting.NUMBER

    def walk(self, *, backward: bool = False) -> Walk:
        """The way along the list."""
        return _WALKS[self][backward]


_WALKS: Final = {
    Sorting.NEWEST: (Walk.NEWEST, Walk.OLDEST),
    Sorting.OLDEST: (Walk.OLDEST, Walk.NEWEST),
    Sorting.NUMBER: (Walk.UP, Walk.DOWN),
}


class Condition(NamedTuple):
    """Which claims, at which instant (microseconds UTC), in which order."""

    query: Query
    now: int
    still_disputed: bool
    sorting: Sorting
