"""Many things, some at a time, and how far that has come, told to whoever waits for it."""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Final, TypeAlias, TypeVar

_Item = TypeVar("_Item")

SOME: Final = 500
"""How many there are in a batch unless told otherwise."""


def batches(items: Iterable[_Item], size: int | None = None) -> Iterator[list[_Item]]:
    """The items in their order, at most `size` at a time; none is taken before its batch is asked for."""
    waiting = iter(items)
    while batch := list(islice(waiting, size or SOME)):
        yield batch


Progress: TypeAlias = Callable[[str, int], None]
"""Told what is being done, and how much of it is done."""


def untold(_doing: str, _done: int) -> None:
    """Tell nobody."""
