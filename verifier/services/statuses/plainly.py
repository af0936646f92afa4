"""Plain claims read from rows that were gathered before, by this process or by another.

It imports no more than that takes, as a process that begins anew waits for its imports.
"""

from collections.abc import Callable, Iterable
from functools import partial

from verifier.domain.account import Account, Line
from verifier.domain.briefs import Brief, Briefly
from verifier.domain.model import Registry
from verifier.domain.outcome import Outcome
from verifier.domain.policy import Policy
from verifier.services.statuses.replacing import Reread
from verifier.storage.values import STORED


def plain_reader(registry: Registry, policy: Policy, instant: int) -> Callable[[Iterable[Brief]], list[Reread]]:
    """What reads those of some briefs again that are plain, as of an instant (microseconds UTC)."""
    return partial(_read_plain, Briefly(registry, policy, STORED), instant)


def _read_plain(reader: Briefly, instant: int, gathered: Iterable[Brief]) -> list[Reread]:
    gists = (reader.gist(brief, instant) for brief in gathered)
    return [_reread(*gist) for gist in gists if gist is not None]


def _reread(found: Outcome, told: Account) -> Reread:
    return Reread.of(found, (Line(found.standing, told),), found.claim.id)
