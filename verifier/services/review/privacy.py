"""What does not leave the ledger: claims under some tags, and who confidential sources are.

A confidential source is told as `KNOWN_TO_US`, without its words and without where they were read; its party, and so
what its word counts for, stays. What is private now stays so where it is told what was known before.
Statuses are worked out under the masked registry, so that no sentence about them can name it.
"""

from collections import Counter
from collections.abc import Collection
from itertools import chain
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from verifier.domain.explain.evaluation import ClaimGroup
from verifier.domain.model.claims import Claim, folded
from verifier.domain.model.sources import KNOWN_TO_US, Registry, Source
from verifier.domain.model.statements import Attribution
from verifier.domain.query import Query
from verifier.storage.db.database import Transaction
from verifier.storage.lists import lists
from verifier.storage.statements import queries
from verifier.storage.statements.sources import select_confidential_sources

NOT_TOLD: Final = "a claim that is not told here"
PRIVATE_TAGS: Final = ("private", "embargo")


class Privacy(Struct, frozen=True):
    """The tags whose claims do not leave the ledger."""

    tags: tuple[str, ...] = PRIVATE_TAGS

    def hidden(self, connection: Transaction, known: int | None) -> frozenset[int]:
        """The claims that do not leave: private now, or as known at the revision that is told of."""
        if not self.tags:
            return frozenset()
        return frozenset(
            number for at in {None, known} for number in lists.matching_claims(connection, Query(tags=self.tags), at)
        )

    def hides(self, claim: Claim) -> bool:
        """Whether a claim does not leave by its own tags, which one that was taken back or merged has still."""
        return not set(map(folded, self.tags)).isdisjoint(map(folded, claim.tags))


class Withheld(Struct, frozen=True):
    """How much does not leave: claims, and statements of confidential sources that are told without name and words."""

    claims: int = 0
    statements: int = 0


def confidential(connection: Transaction, known: int | None) -> frozenset[int]:
    """The sources that are confidential now, or as known at the revision that is told of."""
    return frozenset(row.source for at in {None, known} for row in connection.ask(select_confidential_sources(), at))


def masked(registry: Registry, unnamed: Collection[int]) -> Registry:
    """The registry with these of its sources unnamed."""
    if not unnamed:
        return registry
    found = registry.sources.items()
    return Registry(registry.parties, {number: _masked(one) if number in unnamed else one for number, one in found})


def _masked(source: Source) -> Source:
    return replace(source, name=KNOWN_TO_US, aliases=(), reliability=None, note=None)


def masked_group(group: ClaimGroup, hidden: frozenset[int]) -> ClaimGroup:
    """The claims with those among them that are hidden without their words."""
    if hidden.isdisjoint(group.claims):
        return group
    claims = {n: replace(claim, text=NOT_TOLD) if n in hidden else claim for n, claim in group.claims.items()}
    return replace(group, claims=claims)


def told_as(attribution: Attribution, registry: Registry) -> Attribution:
    """The attribution without its words and its document, if the registry does not name all through whom it came."""
    names = (registry.sources[number].name for number in _involved(attribution))
    if KNOWN_TO_US not in names:
        return attribution
    words = dict.fromkeys(("quote", "quote_language", "quote_translation", "cue", "note"))
    return replace(attribution, **words, document=None, outlet=None)


def _involved(attribution: Attribution) -> tuple[int, ...]:
    """The sources by whom it reached the analyst."""
    outlet = () if attribution.outlet is None else (attribution.outlet,)
    return (attribution.origin, *attribution.carriers, *outlet)


def told_sources(
    connection: Transaction, registry: Registry, hidden: frozenset[int], known: int | None
) -> list[tuple[Source, int]]:
    """The sources as the registry has them, by the names it tells, with how many attributions each is the origin of.

    Hidden claims count for nothing here; whom only they quote is left out.
    """
    counts = queries.sources_with_counts(connection, known)
    said = queries.attributions(connection, hidden, known)
    private = Counter(attribution.origin for attribution in said)
    unheard = {n for n in set(chain.from_iterable(map(_involved, said))) if _only_on(connection, n, hidden, known)}
    found = [(_undated(registry.sources[one.id]), n - private[one.id]) for one, n in counts if one.id not in unheard]
    return sorted(found, key=lambda pair: pair[0].name)


def _only_on(connection: Transaction, source: int, claims: frozenset[int], known: int | None) -> bool:
    return claims.issuperset(queries.claims_of_sources(connection, [source], known))


def _undated(source: Source) -> Source:
    """An unnamed source without its dates of office, which would name it."""
    return replace(source, terms=()) if source.name == KNOWN_TO_US else source


def withheld(connection: Transaction, privacy: Privacy | None, known: int | None) -> Withheld:
    """How much of the whole ledger does not leave it."""
    if privacy is None:
        return Withheld()
    hidden, unnamed = privacy.hidden(connection, known), confidential(connection, known)
    claims = set(queries.claims_of_sources(connection, unnamed, known)) - hidden
    said = queries.attributions(connection, claims, known)
    return Withheld(len(hidden), sum(not unnamed.isdisjoint(_involved(attribution)) for attribution in said))


def visible(numbers: Collection[int], hidden: frozenset[int]) -> list[int]:
    """The claims that may leave, in their order."""
    return [number for number in numbers if number not in hidden]
