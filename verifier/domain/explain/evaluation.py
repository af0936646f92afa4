"""One claim of a group of linked ones as read at one instant: what is known, what is live, what the rules find.

A claim group holds what was known; `said_by` narrows it to what had also been said by an instant. Everything that
explains a status takes an evaluation, so that nothing is folded twice.
"""

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Self

from msgspec import Struct, field
from msgspec.structs import replace

from verifier.domain.model.claims import Assessment, Claim, Link
from verifier.domain.model.sources import Registry
from verifier.domain.model.statements import Attribution, Stance
from verifier.domain.rules.live import LiveRecords, is_rejection
from verifier.domain.rules.policy import Policy
from verifier.domain.rules.records import Case, Profile, Record, WeightedRecord
from verifier.domain.rules.status import Finding, Replay, Sides, Step, conclude, retold


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


COMMITTED = frozenset({Stance.AFFIRMS, Stance.DENIES})


class Evaluation(Struct, frozen=True, dict=True):
    """A claim at an instant (microseconds UTC), from a case of what had been said by then, heard to its end.

    `attributions` are those behind the records, by number, where more of them is wanted than the rules want.
    """

    case: Case
    retold: Replay
    claim_id: int
    instant: int
    attributions: Mapping[int, Attribution] = field(default_factory=dict)

    @classmethod
    def of(cls, group: ClaimGroup, claim: int, instant: int) -> Self:
        """The reading of a claim of a claim group at an instant (microseconds UTC)."""
        case = group.case.said_by(instant)
        attributions = {attribution.id: attribution for attribution in group.attributions}
        return cls(case, retold(case), claim, instant, attributions)

    @property
    def hearing(self) -> LiveRecords:
        """What is live and what is silenced."""
        return self.retold.hearing

    @property
    def history(self) -> tuple[Step, ...]:
        """What each instant made of the claim."""
        return self.retold.histories[self.claim_id]

    @cached_property
    def finding(self) -> Finding:
        """What the rules find."""
        return conclude(self.case, self.hearing, self.claim_id, self.instant)

    @property
    def claim(self) -> Claim:
        """The claim."""
        return self.case.claims[self.claim_id]

    @cached_property
    def sides(self) -> Sides:
        """The live records for and against, links included."""
        return Sides.of(self.hearing, self.claim_id)

    @cached_property
    def own(self) -> tuple[WeightedRecord, ...]:
        """The records on the claim itself, in the order heard."""
        if len(self.case.claims) == 1:
            return tuple(self.hearing.heard.values())
        return tuple(heard for heard in self.hearing.heard.values() if heard.record.claim == self.claim_id)

    @cached_property
    def bearing(self) -> tuple[WeightedRecord, ...]:
        """The records on the claim, those that reach it along links, and what silenced any of them, as heard."""
        if len(self.case.claims) == 1:
            return self.own
        silencing = {
            silence.by
            for number, silence in self.hearing.silenced.items()
            if self.takes_side(self.hearing.heard[number])
        }
        return tuple(
            heard
            for number, heard in self.hearing.heard.items()
            if heard.record.claim == self.claim_id or self.takes_side(heard) or number in silencing
        )

    def takes_side(self, heard: WeightedRecord) -> bool:
        """Whether a record supports the claim or its negation, links included."""
        return self.claim_id in heard.supports or -self.claim_id in heard.supports

    def is_live(self, heard: WeightedRecord) -> bool:
        """Whether a record still stands."""
        return self.hearing.is_live(heard.record.id)

    def live_own(self, stance: Stance) -> tuple[WeightedRecord, ...]:
        """The live records of one stance on the claim itself, as heard; who rejects a figure denies nothing."""
        return tuple(self._live_own.get(stance, ()))

    @property
    def rejecting(self) -> tuple[WeightedRecord, ...]:
        """The live records that reject a figure for the claim itself, in the order heard."""
        return tuple(self._live_own.get(None, ()))

    @cached_property
    def _live_own(self) -> dict[Stance | None, list[WeightedRecord]]:
        found: dict[Stance | None, list[WeightedRecord]] = {}
        for heard in self.own:
            if self.hearing.is_live(heard.record.id):
                stance = None if is_rejection(heard.record) else heard.record.stance
                found.setdefault(stance, []).append(heard)
        return found

    def origin_name(self, heard: WeightedRecord) -> str:
        """The canonical name of a record's origin; an anonymous one's description."""
        return self.case.registry.sources[heard.record.origin].name

    def voice_name(self, profile: Profile) -> str:
        """The name of a voice: a party for its official voice, else the source."""
        return self.speaker_name(profile.speaker)

    def speaker_name(self, speaker: str | int) -> str:
        """The name of a party or of a source by number."""
        return speaker if isinstance(speaker, str) else self.case.registry.sources[speaker].name

    def origins(self, records: Iterable[WeightedRecord]) -> tuple[str, ...]:
        """The names of the records' origins, each once, in the order heard."""
        sources = self.case.registry.sources
        return tuple(dict.fromkeys([sources[heard.record.origin].name for heard in records]))

    def voices(self, records: Iterable[WeightedRecord]) -> tuple[str, ...]:
        """The names of the records' voices, each once, in the order heard."""
        return tuple(dict.fromkeys(self.voice_name(heard.profile) for heard in records))
