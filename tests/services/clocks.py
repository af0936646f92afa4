"""Clocks for workspaces of tests."""

from tests.services.chronicle import NOW


class Clock:
    """A clock that goes where it is put; at first a day in December 2024."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> int:
        """The present instant."""
        return self.now
