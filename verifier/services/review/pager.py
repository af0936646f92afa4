"""Lists to walk about in: the lines at any place, read as they are wanted.

Present lists are read from the projection by key; a list as of another time is worked out once and kept. Invariant: a
pager answers for the instant at which it was made, and its lines for the database as it is when they are read.
"""

from bisect import bisect_right, insort
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Protocol

from msgspec.structs import replace

from verifier.domain.errors import DatabaseError
from verifier.domain.explain.outcome import ClaimState
from verifier.domain.query import Query
from verifier.reports.listing import ListedClaim
from verifier.services.review.asked import Asked, Matching
from verifier.services.review.claim_views import instant, outcomes_on
from verifier.services.workspace import Workspace
from verifier.storage.db.database import Transaction
from verifier.storage.lists import lists
from verifier.storage.lists.conditions import Condition, Sorting
from verifier.storage.lists.lists import Span
from verifier.storage.statements import revision_log


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


class PresentPager:
    """The claims asked for as they stand now. Pages are read from the nearest place whose key is known."""

    def __init__(self, workspace: Workspace, asked: Asked, sorting: Sorting) -> None:
        self._workspace = workspace
        self.at = instant(workspace, asked.when)
        self._condition = Condition(asked.query, self.at, asked.still_disputed, sorting)
        with workspace.read() as connection:
            totals = lists.totals(connection, self.at)
            self.total = sum(totals.by_status.values())
            self._count = _counted(connection, asked, self.at, totals)
        self.forget()

    def forget(self) -> None:
        """Know no place's key but the two ends."""
        self._keys: dict[int, ClaimState] = {}
        self._places: list[int] = []

    def __len__(self) -> int:
        return self._count

    def rows(self, start: int, limit: int) -> Sequence[ListedClaim]:
        """Some lines from a place on; fewer at the end."""
        limit = min(limit, self._count - start)
        if limit <= 0:
            return ()
        with self._workspace.read() as connection:
            found = lists.page(connection, self._condition, self._span(start, limit))
        if found:
            self._know(start, found[0].state)
            self._know(start + len(found) - 1, found[-1].state)
        return [ListedClaim(row.claim, row.key, row.text, row.state) for row in found]

    def _span(self, start: int, limit: int) -> Span:
        """The way to the lines from the nearest known place, before or behind them."""
        end = start + limit
        index = bisect_right(self._places, start - 1)
        before = self._places[index - 1] if index else -1
        index = bisect_right(self._places, end - 1)
        behind = self._places[index] if index < len(self._places) else self._count
        if start - before - 1 <= behind - end:
            return Span(self._keys.get(before), start - before - 1, limit)
        return Span(self._keys.get(behind), behind - end, limit, backward=True)

    def _know(self, place: int, state: ClaimState) -> None:
        if place not in self._keys:
            insort(self._places, place)
        self._keys[place] = state

    def place(self, claim: int) -> int | None:
        """Where a claim is, None if it is not listed."""
        with self._workspace.read() as connection:
            state = lists.among_listed(connection, self._condition, [claim]).get(claim)
            return None if state is None else lists.place(connection, self._condition, state)

    def which(self, claims: Collection[int]) -> set[int]:
        """Those of the claims that are listed."""
        with self._workspace.read() as connection:
            return set(lists.among_listed(connection, self._condition, claims))

    def numbers(self) -> Collection[int]:
        """Every claim listed."""
        with self._workspace.read() as connection:
            return lists.all_listed(connection, self._condition)


def _counted(connection: Transaction, asked: Asked, at: int, totals: lists.Totals) -> int:
    """How many claims are asked for: from the totals that are kept, if statuses alone decide."""
    statuses = asked.query.statuses
    if replace(asked.query, statuses=frozenset()) != Query() or (statuses and asked.still_disputed):
        return lists.count_standings(connection, asked.query, at, still_disputed=asked.still_disputed)
    if asked.still_disputed:
        return totals.still_disputed
    return sum(totals.by_status[status] for status in statuses or totals.by_status)


def past_shelf(workspace: Workspace, asked: Asked, sorting: Sorting, given_up: Callable[[], bool]) -> PastPager | None:
    """The claims asked for as of another time, worked out from the facts; None if it was given up meanwhile."""
    at = instant(workspace, asked.when)
    found: list[ListedClaim] = []
    total = 0
    with workspace.read() as connection:
        existing = lists.matching_claims(connection, Query(), asked.when.known)
        matching = Matching(connection, asked.query, asked.when.known)
        for outcome in outcomes_on(connection, existing, asked.when, at):
            if given_up():
                return None
            total += 1
            claim, state = outcome.claim, outcome.state
            if asked.fits(matching, state, at):
                found.append(ListedClaim(claim.id, claim.key, claim.text, state))
    return PastPager(_sorted(found, sorting), at, total)


def _sorted(lines: Iterable[ListedClaim], sorting: Sorting) -> list[ListedClaim]:
    if sorting is Sorting.NUMBER:
        return sorted(lines, key=lambda line: line.number)
    newest_first = sorted(lines, key=lambda line: (-line.state.since, line.number))
    return newest_first if sorting is Sorting.NEWEST else newest_first[::-1]


def head_revision(workspace: Workspace) -> int:
    """The number of the newest revision, to see whether anybody wrote (DatabaseError if the database is gone)."""
    path = workspace.location.path
    if path is not None and not path.exists():
        workspace.close()
        raise DatabaseError(f"{path} is gone. Put it back, then read it again")
    with workspace.read() as connection:
        newest = revision_log.head(connection)
    return newest.id if newest else 0
