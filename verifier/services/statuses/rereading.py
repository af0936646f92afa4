"""Many claims read again, on all cores: what is kept of them is replaced, and what changed is logged.

Invariant: as `evaluating.reevaluate` does it, and in its order. What was recorded just now only this process sees, so
it gathers what the others read.
"""

from collections.abc import Collection, Iterable, Iterator
from functools import partial
from operator import attrgetter
from typing import Final, NamedTuple

from verifier.domain.batches import batches
from verifier.domain.model import Registry
from verifier.domain.standing import Standing
from verifier.services.spreading import cores, spread
from verifier.services.statuses.evaluating import Desk, dated, is_change, standings, status_change
from verifier.services.statuses.gathering import briefs
from verifier.services.statuses.plainly import Reread, plain_reader
from verifier.storage import queries
from verifier.storage.ledger import Ledger

_PART_CLAIMS: Final = 1_000
_PARTS_FOR_ONE: Final = 4
"""How many parts keep a process busy for longer than it takes to begin."""


class Shift(NamedTuple):
    """Where a claim stood before a write (None if it is new), and where it stands after it."""

    before: Standing | None
    after: Standing


def reread(ledger: Ledger, touched: Iterable[int], registry: Registry) -> Iterator[Shift]:
    """Read the touched claims and those linked with them again, some at a time; what became of each."""
    ledger.flush()
    dates, done = partial(dated, ledger), set[int]()
    desk = Desk(ledger.connection, registry, dates)
    parts = [*batches(touched, _PART_CLAIMS)]
    make = partial(plain_reader, registry, queries.policy(ledger.connection), ledger.recorded_at)
    gathered = ([*briefs(ledger.connection, part, dates)] for part in parts)
    read = spread(make, gathered, min(cores(), len(parts) // _PARTS_FOR_ONE))
    for part, plain in zip(parts, read, strict=True):
        others = set(part).difference(done, (one.standing.claim for one in plain))
        found = sorted([*plain, *_in_full(desk, others, ledger.recorded_at)], key=attrgetter("first"))
        done.update(one.standing.claim for one in found)
        yield from _replaced(ledger, found)


def _in_full(desk: Desk, claims: Collection[int], instant: int) -> Iterator[Reread]:
    for answered in desk.in_full(claims, instant):
        yield Reread.of(answered.answer.outcome, answered.lines, answered.first)


def _replaced(ledger: Ledger, found: Collection[Reread]) -> list[Shift]:
    """What became of claims, whose lines are replaced."""
    before = standings(ledger, [one.standing.claim for one in found])
    ledger.put_laid(line for one in found for line in one.lines)
    shifts = [Shift(before.get(one.standing.claim), one.standing) for one in found]
    read = zip(shifts, found, strict=True)
    ledger.log_changes([status_change(*shift, one.because) for shift, one in read if is_change(*shift)])
    return shifts
