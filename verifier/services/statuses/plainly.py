"""Plain claims gathered from plain rows and answered, many at a time."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator

from verifier.domain.answer import Answer
from verifier.domain.briefs import Brief, Briefly
from verifier.domain.model import Claim, Registry
from verifier.domain.rows import Printed, Row
from verifier.storage import folding, queries
from verifier.storage.engine import Transaction
from verifier.storage.values import STORED


class Plainly:
    """Answers plain claims by one registry, and by the policy in force."""

    def __init__(self, connection: Transaction, registry: Registry) -> None:
        self._connection = connection
        self._briefly = Briefly(registry, queries.policy(connection), STORED)

    def answers(self, claims: Collection[int], dated: Callable[[Claim], Claim], instant: int) -> Iterator[Answer]:
        """Those of the claims that are plain, by number, as of an instant (microseconds UTC)."""
        for brief in _briefs(self._connection, claims, dated):
            if (answer := self._briefly.answer(brief, instant)) is not None:
                yield answer


def _briefs(connection: Transaction, claims: Collection[int], dated: Callable[[Claim], Claim]) -> Iterator[Brief]:
    """Those of the claims that nothing is linked with and nobody has assessed."""
    _, links = queries.linked(connection, claims)
    apart = set(claims).difference(*((link.claim, link.other) for link in links))
    apart.difference_update([assessment.claim for assessment in queries.assessments(connection, apart)])
    said, places = defaultdict[int, list[Row]](list), dict[int, Printed]()
    for row, place in folding.sayings(connection, apart):
        said[row[1]].append(row)
        places[row[0]] = place
    for claim in queries.claims(connection, apart):
        yield Brief(dated(claim), said[claim.id], places)
