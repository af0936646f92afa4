"""Plain claims gathered from the database as plain rows."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator

from verifier.domain.briefs import Brief
from verifier.domain.model import Claim
from verifier.domain.rows import Printed, Row
from verifier.storage import folding, queries
from verifier.storage.engine import Transaction


def briefs(connection: Transaction, claims: Collection[int], dated: Callable[[Claim], Claim]) -> Iterator[Brief]:
    """Those of the claims that nothing is linked with and nobody has assessed, dated, by number."""
    _, links = queries.linked(connection, claims)
    apart = set(claims).difference(*((link.claim, link.other) for link in links))
    apart.difference_update([assessment.claim for assessment in queries.assessments(connection, apart)])
    said, places = defaultdict[int, list[Row]](list), defaultdict[int, dict[int, Printed]](dict)
    for row, place in folding.sayings(connection, apart):
        said[row[1]].append(row)
        places[row[1]][row[0]] = place
    for claim in queries.claims(connection, apart):
        yield Brief(dated(claim), said[claim.id], places[claim.id])
