"""What has been worked out once, by what it was worked out from."""

from collections.abc import Callable
from typing import Final, TypeVar

_Key = TypeVar("_Key")
_Value = TypeVar("_Value")

MOST: Final = 100_000
"""How much is kept before all is forgotten."""


class Memo(dict[_Key, _Value]):
    """Gives for a key what a function makes of it, made when it is first asked for."""

    __slots__ = ("_make",)

    def __init__(self, make: Callable[[_Key], _Value]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, key: _Key) -> _Value:
        if len(self) >= MOST:
            self.clear()
        made = self[key] = self._make(key)
        return made
