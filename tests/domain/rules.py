"""A slow and literal reading of the rules: from records to independent pairs.

It shares with the engine only the nouns. Every rule is one small method that says it, so that a wrong engine is this
reading with one method replaced.
"""

from collections.abc import Iterable
from functools import cached_property

from verifier.domain.model.claims import LinkKind
from verifier.domain.model.sources import Registry, Source, SourceKind
from verifier.domain.model.statements import Basis, Certainty, Stance
from verifier.domain.rules.records import Case, Record

Literal = tuple[int, bool]
"""A claim's number, and whether the claim or its negation is meant."""

Token = tuple[str, str | int]
"""A voice, or somebody who vouches: a party by name or a source by number."""


def negated(literal: Literal) -> Literal:
    """The opposite literal."""
    return literal[0], not literal[1]


class Rules:
    """Voices, support, what is live and who vouches: the rules, applied to what had been said by an instant."""

    def __init__(self, case: Case, instant: int) -> None:
        self.case = case
        self.instant = instant
        self.records = self.said()

    def said(self) -> tuple[Record, ...]:
        """Only what had been said by the instant: earliest <= instant."""
        return tuple(record for record in self.case.records if record.earliest <= self.instant)

    @property
    def registry(self) -> Registry:
        """Who is who."""
        return self.case.registry

    def source(self, number: int) -> Source:
        """The source with the number."""
        return self.registry.sources[number]

    # 1. Voice

    def is_official_voice(self, source: Source) -> bool:
        """Official, named, of a party."""
        return source.official and not source.anonymous and source.party is not None

    def voice(self, record: Record) -> Token:
        """All official, named sources of one party are one; an anonymous one goes with its nearest carrier."""
        source = self.source(record.origin)
        if self.is_official_voice(source):
            return "party", str(source.party)
        if source.anonymous:
            return f"{source.id} through", str(record.nearest)
        return "source", source.id

    # 2. Supports

    def steps(self, literal: Literal) -> Iterable[Literal]:
        """Along one link: A entails B gives A -> B, not-B -> not-A; A contradicts B gives A -> not-B, B -> not-A."""
        claim, so = literal
        for link in self.case.links:
            if link.kind is LinkKind.ENTAILS and so and link.claim == claim:
                yield link.other, True
            if link.kind is LinkKind.ENTAILS and not so and link.other == claim:
                yield link.claim, False
            if link.kind is LinkKind.CONTRADICTS and so and link.claim == claim:
                yield link.other, False
            if link.kind is LinkKind.CONTRADICTS and so and link.other == claim:
                yield link.claim, False

    def follows(self, literal: Literal) -> frozenset[Literal]:
        """The literal and every literal that follows, along chains."""
        reached = {literal}
        while more := {step for known in reached for step in self.steps(known)} - reached:
            reached |= more
        return frozenset(reached)

    def says(self, record: Record) -> Literal | None:
        """A record that affirms A supports the literal A; one that denies A supports not-A."""
        if record.stance is Stance.AFFIRMS:
            return record.claim, True
        if record.stance is Stance.DENIES:
            return record.claim, False
        return None

    def supports(self, record: Record) -> frozenset[Literal]:
        """Every literal the record supports."""
        literal = self.says(record)
        return frozenset() if literal is None else self.follows(literal)

    # 3. Live

    def later(self, one: Record, other: Record) -> bool:
        """One is later than another only if its earliest is after the other's latest."""
        return one.earliest > other.latest

    def opposite(self, one: Record, other: Record) -> bool:
        """Whether one supports a literal opposite to one the other supports."""
        return any(negated(literal) in self.supports(one) for literal in self.supports(other))

    def other_figure(self, one: Record, other: Record) -> bool:
        """Whether both affirm one claim with figures that do not meet: who denies gives no figure of its own."""
        return (
            one.claim == other.claim
            and one.stance is other.stance is Stance.AFFIRMS
            and one.figure is not None
            and other.figure is not None
            and not one.figure.meets(other.figure)
        )

    def superseding(self) -> Iterable[Record]:
        """The records that can supersede: live or not, for what had been superseded stays superseded."""
        return self.records

    def reverses(self, other: Record, record: Record) -> bool:
        """The same voice, not anonymous, has a later opposite record, or a later figure that does not meet."""
        return (
            not self.source(record.origin).anonymous
            and self.voice(other) == self.voice(record)
            and self.later(other, record)
            and (self.opposite(other, record) or self.other_figure(other, record))
        )

    def is_reversed(self, record: Record) -> bool:
        """It is reversed by its own voice."""
        return any(self.reverses(other, record) for other in self.superseding())

    def takes_back(self, retraction: Record, record: Record) -> bool:
        """By its voice, or, when its origin is anonymous, by its nearest carrier; on its own claim only."""
        if retraction.stance is not Stance.RETRACTS or retraction.claim != record.claim:
            return False
        if self.voice(retraction) == self.voice(record):
            return True
        return self.source(record.origin).anonymous and self.is_carrier(retraction, record)

    def is_carrier(self, retraction: Record, record: Record) -> bool:
        """Its nearest carrier speaks; where that is an official, so does any other of the one official voice."""
        if record.nearest is None:
            return False
        source, carrier = self.source(retraction.origin), self.source(record.nearest)
        both_official = self.is_official_voice(source) and self.is_official_voice(carrier)
        return source.id == carrier.id or (both_official and source.party == carrier.party)

    def retracts(self, retraction: Record, record: Record) -> bool:
        """It takes the record back, unless that is later than the retraction: one of unknown order wins."""
        return self.takes_back(retraction, record) and not self.later(record, retraction)

    def is_retracted(self, record: Record) -> bool:
        """It is retracted by its voice or carrier."""
        return any(self.retracts(other, record) for other in self.records)

    def is_live(self, record: Record) -> bool:
        """Live unless reversed by its own voice or retracted."""
        return not self.is_reversed(record) and not self.is_retracted(record)

    @cached_property
    def live(self) -> tuple[Record, ...]:
        """The live records."""
        return tuple(record for record in self.records if self.is_live(record))

    # 4. Identified, 5. vouching set, 6. independent pair

    def is_identified(self, record: Record) -> bool:
        """Named; of kind media or none yet, only with basis witnessed or documents."""
        source = self.source(record.origin)
        if source.anonymous:
            return False
        if source.kind in {SourceKind.MEDIA, None}:
            return record.basis in {Basis.WITNESSED, Basis.DOCUMENTS}
        return True

    def independence_party(self, party: str) -> str:
        """A party that speaks with another counts as that one."""
        known = self.registry.parties.get(party)
        return party if known is None or known.speaks_with is None else self.independence_party(known.speaks_with)

    def party_of(self, source: Source) -> set[Token]:
        """The source's party for independence, if it has one."""
        return set() if source.party is None else {("party", self.independence_party(source.party))}

    def carriers_word(self, record: Record) -> set[Token]:
        """An anonymous origin's nearest carrier's party, or the carrier itself."""
        if not self.source(record.origin).anonymous or record.nearest is None:
            return set()
        return self.party_of(self.source(record.nearest)) or {("source", record.nearest)}

    def origins_word(self, record: Record) -> set[Token]:
        """The origin's party, or the origin itself if it is independent."""
        source = self.source(record.origin)
        return self.party_of(source) or ({("source", source.id)} if source.independent else set())

    def vouching(self, record: Record) -> set[Token]:
        """Who vouches for the record."""
        return self.origins_word(record) | self.carriers_word(record)

    def is_of_unknown_lineage(self, record: Record) -> bool:
        """Whether nobody can say whose word it is."""
        source = self.source(record.origin)
        if source.anonymous:
            return source.party is None or record.nearest is None
        return not self.is_identified(record) or (source.party is None and not source.independent)

    def is_certain(self, record: Record) -> bool:
        """Said without a hedge."""
        return record.certainty is Certainty.CERTAIN

    def are_independent(self, one: Record, other: Record) -> bool:
        """Both certain, neither of unknown lineage, not both anonymous, with disjoint vouching sets."""
        return (
            self.is_certain(one)
            and self.is_certain(other)
            and not self.is_of_unknown_lineage(one)
            and not self.is_of_unknown_lineage(other)
            and not (self.source(one.origin).anonymous and self.source(other.origin).anonymous)
            and not self.vouching(one) & self.vouching(other)
        )
