"""What does not leave the ledger: claims under some tags, and who confidential sources are.

A confidential source is told as `KNOWN_TO_US`, without its words; its party, and so what its word counts for, stays.
Statuses are worked out under the masked registry, so that no sentence about them can name it.
"""

from collections.abc import Collection
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from verifier.domain.explain.group import ClaimGroup
from verifier.domain.model.sources import KNOWN_TO_US, Registry, Source
from verifier.domain.model.statements import Attribution
from verifier.domain.query import Query
from verifier.storage import listing, queries
from verifier.storage.engine import Transaction

NOT_TOLD: Final = "a claim that is not told here"
PRIVATE_TAGS: Final = ("private", "embargo")


class Privacy(Struct, frozen=True):
    """The tags whose claims do not leave the ledger."""

    tags: tuple[str, ...] = PRIVATE_TAGS

    def hidden(self, connection: Transaction, known: int | None) -> frozenset[int]:
        """The claims that do not leave, as known at a revision."""
        if not self.tags:
            return frozenset()
        return frozenset(listing.matching_claims(connection, Query(tags=self.tags), known))


class Withheld(Struct, frozen=True):
    """How much does not leave: claims, and statements of confidential sources that are told without name and words."""

    claims: int = 0
    statements: int = 0


def masked(registry: Registry) -> Registry:
    """The registry with its confidential sources unnamed."""
    if not has_confidential(registry):
        return registry
    return Registry(registry.parties, {number: _masked(source) for number, source in registry.sources.items()})


def _masked(source: Source) -> Source:
    if not source.confidential:
        return source
    return replace(source, name=KNOWN_TO_US, aliases=(), reliability=None, note=None)


def has_confidential(registry: Registry) -> bool:
    """Whether any source of the registry is confidential."""
    return any(source.confidential for source in registry.sources.values())


def masked_group(group: ClaimGroup, hidden: frozenset[int]) -> ClaimGroup:
    """The claims with those among them that are hidden without their words."""
    if hidden.isdisjoint(group.claims):
        return group
    claims = {n: replace(claim, text=NOT_TOLD) if n in hidden else claim for n, claim in group.claims.items()}
    return replace(group, claims=claims)


def told_as(attribution: Attribution, registry: Registry) -> Attribution:
    """The attribution without its words, if the registry has the source that said it or passed it on unnamed."""
    names = (registry.sources[number].name for number in (attribution.origin, *attribution.carriers))
    if KNOWN_TO_US not in names:
        return attribution
    return replace(attribution, quote=None, cue=None, note=None)


def withheld(connection: Transaction, privacy: Privacy | None, known: int | None) -> Withheld:
    """How much of the whole ledger does not leave it."""
    if privacy is None:
        return Withheld()
    counts = queries.sources_with_counts(connection, known)
    statements = sum(count for source, count in counts if source.confidential)
    return Withheld(len(privacy.hidden(connection, known)), statements)


def visible(numbers: Collection[int], hidden: frozenset[int]) -> list[int]:
    """The claims that may leave, in their order."""
    return [number for number in numbers if number not in hidden]
