"""Everything recorded on a group of linked claims, as the analyst asks about it.

Invariant: a claim group holds what was known; `said_by` narrows it to what had also been said by an instant.
"""

from collections.abc import Mapping
from typing import Self

from msgspec import Struct, field
from msgspec.structs import replace

from verifier.domain.model.claims import Assessment, Claim, Link
from verifier.domain.model.sources import Registry
from verifier.domain.model.statements import Attribution
from verifier.domain.rules.policy import Policy
from verifier.domain.rules.records import Case, Record


class ClaimGroup(Struct, frozen=True):
    """Linked claims by number with their links, attributions and assessments."""

    claims: Mapping[int, Claim]
    links: tuple[Link, ...] = ()
    attributions: tuple[Attribution, ...] = ()
    assessments: tuple[Assessment, ...] = ()
    registry: Registry = field(default_factory=Registry)
    policy: Policy = field(default_factory=Policy)

    @property
    def case(self) -> Case:
        """What the engine needs of it."""
        records = tuple(Record.of(attribution) for attribution in self.attributions)
        return Case(self.claims, self.links, records, self.registry, self.policy)

    @property
    def sources(self) -> frozenset[int]:
        """The numbers of the sources that its attributions name: origins, carriers and outlets."""
        named = (number for a in self.attributions for number in (a.origin, *a.carriers, a.outlet))
        return frozenset(number for number in named if number is not None)

    def said_by(self, instant: int) -> Self:
        """Only what had been said, and assessed, by an instant (microseconds UTC)."""
        return replace(
            self,
            attributions=tuple(a for a in self.attributions if a.said.said_by(instant)),
            assessments=tuple(a for a in self.assessments if a.at <= instant),
        )

    def on(self, claim: int) -> tuple[Attribution, ...]:
        """The attributions of one claim."""
        return tuple(attribution for attribution in self.attributions if attribution.claim == claim)
