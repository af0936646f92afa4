"""Lists to walk about in: the lines at any place, and one whose lines were worked out once."""

from collections.abc import Collection, Sequence
from typing import Protocol

from verifier.reports.listing import ListedClaim


class ClaimPager(Protocol):
    """The lines of a list by place, as of an instant (microseconds UTC); `total` counts the claims there are."""

    at: int
    total: int

    def __len__(self) -> int:
        """How many lines there are."""

    def rows(self, start: int, limit: int) -> Sequence[ListedClaim]:
        """Some lines from a place on; fewer at the end."""

    def place(self, claim: int) -> int | None:
        """Where a claim is, None if it is not listed."""

    def which(self, claims: Collection[int]) -> set[int]:
        """Those of the claims that are listed."""

    def numbers(self) -> Collection[int]:
        """Every claim listed."""


class PastPager:
    """Lines that were worked out once."""

    def __init__(self, lines: Sequence[ListedClaim], at: int, total: int) -> None:
        self._lines = lines
        self._place = {line.number: place for place, line in enumerate(lines)}
        self.at = at
        self.total = total

    def __len__(self) -> int:
        return len(self._lines)

    def rows(self, start: int, limit: int) -> Sequence[ListedClaim]:
        """Some lines from a place on; fewer at the end."""
        return self._lines[start : start + limit]

    def place(self, claim: int) -> int | None:
        """Where a claim is, None if it is not listed."""
        return self._place.get(claim)

    def which(self, claims: Collection[int]) -> set[int]:
        """Those of the claims that are listed."""
        return self._place.keys() & set(claims)

    def numbers(self) -> Collection[int]:
        """Every claim listed."""
        return self._place.keys()
