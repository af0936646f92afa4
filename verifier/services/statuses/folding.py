"""A whole base worked out in one pass, claim by claim: findings and histories, without what explains them."""

from collections.abc import Iterator

from verifier.domain.bulk import Course, Fold
from verifier.domain.policy import Policy
from verifier.storage import folding, queries
from verifier.storage.engine import Transaction
from verifier.storage.values import STORED


def courses(connection: Transaction, policy: Policy, known: int | None, instant: int) -> Iterator[Course]:
    """What became of every claim by an instant (microseconds UTC), as known at a revision, under a policy."""
    fold = Fold(queries.registry(connection, known), policy, queries.links(connection, known), STORED)
    topics, records = folding.topics(connection, None, known), folding.records(connection, None, known)
    return fold.courses(topics, records, instant)
