"""A whole base worked out in one pass, claim by claim: findings and histories, without what explains them."""

from collections.abc import Iterator

from verifier.domain.bulk import Course, Fold
from verifier.domain.policy import Policy
from verifier.storage import queries
from verifier.storage.engine import Transaction
from verifier.storage.values import figure_of


def courses(connection: Transaction, policy: Policy, known: int | None, instant: int) -> Iterator[Course]:
    """What became of every claim by an instant (microseconds UTC), as known at a revision, under a policy."""
    registry, links = queries.registry(connection, known), queries.links(connection, known)
    fold = Fold(registry, policy, links, figure_of)
    return fold.courses(queries.all_claims(connection, known), queries.records(connection, known), instant)
