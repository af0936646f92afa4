"""How far something long has come, told to whoever waits for it."""

from collections.abc import Callable
from typing import TypeAlias

Progress: TypeAlias = Callable[[str, int], None]
"""Told what is being done, and how much of it is done."""


def untold(_doing: str, _done: int) -> None:
    """Tell nobody."""
