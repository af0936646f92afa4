"""Many claims read again, on all cores: what is kept of them is replaced, and what changed is logged.

Invariant: as `evaluating.reevaluate` does it, and in its order. What was recorded just now only this process sees, so
it gathers what the others read.
"""

from collections.abc import Iterable, Iterator
from functools import partial
from operator import attrgetter
from typing import Final

from verifier.domain.batches import batches
from verifier.domain.model import Registry
from verifier.services.spreading import cores, spread
from verifier.services.statuses.evaluating import Desk, dated
from verifier.services.statuses.gathering import briefs
from verifier.services.statuses.plainly import plain_reader
from verifier.services.statuses.replacing import Shift, replaced
from verifier.storage import queries
from verifier.storage.ledger import Ledger

_PART_CLAIMS: Final = 1_000
_PARTS_FOR_ONE: Final = 4
"""How many parts keep a process busy for longer than it takes to begin."""


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
        in_full = [answered.reread for answered in desk.in_full(others, ledger.recorded_at)]
        found = sorted([*plain, *in_full], key=attrgetter("first"))
        done.update(one.standing.claim for one in found)
        yield from replaced(ledger, found)
