"""A slow and literal reading of the rules: from records to independent pairs.

It shares with the engine only the nouns. Every rule is one small method that says it, so that a wrong engine is this
reading with one method replaced.
"""

from collections.abc import Iterable
from decimal import Decimal
from functools import cached_property

from verifier.domain.model.claims import ClaimKind, Link, LinkKind
from verifier.domain.model.sources import Registry, Source, SourceKind
from verifier.domain.model.statements import Basis, Certainty, Figure, Stance
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

    def in_office(self, source: Source, record: Record) -> bool:
        """The whole span of what was said lies inside one term; an open end is open, both days count."""
        return any(
            (term.since is None or record.earliest >= term.since)
            and (term.until is None or record.latest <= term.until)
            for term in source.terms
        )

    def is_official(self, source: Source, record: Record) -> bool:
        """Official when it speaks: dates of office decide, where there are any."""
        return self.in_office(source, record) if source.terms else source.official

    def is_official_voice(self, source: Source, record: Record) -> bool:
        """Official at the time of the record, named, of a party, and no medium."""
        return (
            self.is_official(source, record)
            and not source.anonymous
            and source.party is not None
            and source.kind is not SourceKind.MEDIA
        )

    def speaker(self, number: int, record: Record) -> Token:
        """Who speaks when a source does at the time of the record: its party by the official voice, or itself."""
        source = self.source(number)
        return ("party", str(source.party)) if self.is_official_voice(source, record) else ("source", number)

    def voice(self, record: Record) -> Token:
        """All official, named sources of one party are one; an anonymous one goes with its nearest carrier."""
        if self.source(record.origin).anonymous:
            return f"{record.origin} through", str(record.nearest)
        return self.speaker(record.origin, record)

    # 2. Supports

    @cached_property
    def links(self) -> tuple[Link, ...]:
        """The links of claims that are no opinions: those neither give nor take along links."""
        return tuple(
            link for link in self.case.links if not self.is_opinion(link.claim) and not self.is_opinion(link.other)
        )

    def is_opinion(self, number: int) -> bool:
        """The claim is an opinion."""
        return number in self.case.claims and self.case.claims[number].kind is ClaimKind.OPINION

    def steps(self, literal: Literal) -> Iterable[Literal]:
        """Along one link: A entails B gives A -> B, not-B -> not-A; A contradicts B gives A -> not-B, B -> not-A."""
        claim, so = literal
        for link in self.links:
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

    def is_forecast(self, record: Record) -> bool:
        """Said of a prediction, wholly before its time."""
        claim = self.case.claims[record.claim]
        if claim.kind is not ClaimKind.PREDICTION or claim.happened is None:
            return False
        return record.latest < claim.happened.earliest

    def denies_by_its_figure(self, record: Record) -> bool:
        """An affirmation of nothing above zero, or a rejection of everything above zero: a denial, as it means."""
        figure = record.figure
        if figure is None:
            return False
        if record.stance is Stance.AFFIRMS:
            return figure.high is not None and figure.high <= 0
        return record.stance is Stance.DENIES and figure.high is None and (figure.low is None or figure.low <= 0)

    def rejects(self, record: Record) -> bool:
        """A denial with a figure rejects that figure and takes no side."""
        has_figure = record.figure is not None and not self.denies_by_its_figure(record)
        return record.stance is Stance.DENIES and has_figure

    def says(self, record: Record) -> Literal | None:
        """A record that affirms A supports the literal A; one that denies A supports not-A."""
        if self.is_forecast(record) or self.rejects(record):
            return None
        if self.denies_by_its_figure(record) or record.stance is Stance.DENIES:
            return record.claim, False
        return (record.claim, True) if record.stance is Stance.AFFIRMS else None

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

    def figure_given(self, record: Record) -> Figure | None:
        """The figure it affirms."""
        affirms = record.stance is Stance.AFFIRMS and not self.denies_by_its_figure(record)
        return record.figure if affirms and not self.is_forecast(record) else None

    def figure_rejected(self, record: Record) -> Figure | None:
        """The figure it rejects."""
        return record.figure if self.rejects(record) and not self.is_forecast(record) else None

    def apart(self, one: Figure, other: Figure) -> bool:
        """No number is in both ranges."""
        return any(
            first.high is not None and second.low is not None and first.high < second.low
            for first, second in ((one, other), (other, one))
        )

    def lies_within(self, inner: Figure, outer: Figure) -> bool:
        """Every number of the one, none being below zero, is in the other."""
        nothing = Decimal(0)
        begins = (inner.low or nothing) >= (outer.low or nothing)
        return begins and (outer.high is None or (inner.high is not None and inner.high <= outer.high))

    def other_figure(self, one: Record, other: Record) -> bool:
        """Incompatible on one claim: affirmed ranges that do not meet, or an affirmed one within a rejected one."""
        if one.claim != other.claim:
            return False
        first, second = self.figure_given(one), self.figure_given(other)
        if first is not None and second is not None:
            return self.apart(first, second)
        return self.is_refused(one, other) or self.is_refused(other, one)

    def is_refused(self, affirmation: Record, rejection: Record) -> bool:
        """The figure of the one lies within what the other rejects."""
        given, rejected = self.figure_given(affirmation), self.figure_rejected(rejection)
        return given is not None and rejected is not None and self.lies_within(given, rejected)

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
        if self.is_forecast(retraction):
            return False
        if self.voice(retraction) == self.voice(record):
            return True
        return self.source(record.origin).anonymous and self.is_carrier(retraction, record)

    def is_carrier(self, retraction: Record, record: Record) -> bool:
        """Its nearest carrier speaks; where that was an official, so does any other of the one official voice."""
        if record.nearest is None:
            return False
        return self.speaker(record.nearest, record) == self.speaker(retraction.origin, retraction)

    def retracts(self, retraction: Record, record: Record) -> bool:
        """It takes the record back, unless that is later than the retraction: one of unknown order wins."""
        return self.takes_back(retraction, record) and not self.later(record, retraction)

    def is_retracted(self, record: Record) -> bool:
        """It is retracted by its voice or carrier."""
        return any(self.retracts(other, record) for other in self.records)

    def is_live(self, record: Record) -> bool:
        """Live unless a forecast, superseded by its own voice or retracted."""
        return not self.is_forecast(record) and not self.is_reversed(record) and not self.is_retracted(record)

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

    def is_eyewitness(self, record: Record) -> bool:
        """A named source of kind witness without a party, speaking of what it witnessed."""
        source = self.source(record.origin)
        return (
            source.kind is SourceKind.WITNESS
            and not source.anonymous
            and source.party is None
            and record.basis is Basis.WITNESSED
        )

    def origins_word(self, record: Record) -> set[Token]:
        """The origin's party, or the origin itself if it is independent or saw it."""
        source = self.source(record.origin)
        by_itself = source.independent or self.is_eyewitness(record)
        return self.party_of(source) or ({("source", source.id)} if by_itself else set())

    def served(self, literal: Literal) -> set[Token]:
        """The parties whose interest the literal serves."""
        claim = self.case.claims[literal[0]]
        return {("party", self.independence_party(name)) for name in (claim.favours if literal[1] else claim.against)}

    def vouching(self, record: Record, literal: Literal) -> set[Token]:
        """Who vouches for the record; all parties that the literal serves vouch as one."""
        words, served = self.origins_word(record) | self.carriers_word(record), self.served(literal)
        return (words - served) | {("all", "served")} if words & served else words

    def is_of_unknown_lineage(self, record: Record) -> bool:
        """Whether nobody can say whose word it is."""
        source = self.source(record.origin)
        if source.anonymous:
            return source.party is None or record.nearest is None
        has_lineage = source.party is not None or source.independent or self.is_eyewitness(record)
        return not self.is_identified(record) or not has_lineage

    def is_certain(self, record: Record) -> bool:
        """Said without a hedge."""
        return record.certainty is Certainty.CERTAIN

    def are_independent(self, literal: Literal, one: Record, other: Record) -> bool:
        """Both certain, neither of unknown lineage, not both anonymous, with disjoint vouching sets."""
        return (
            self.is_certain(one)
            and self.is_certain(other)
            and not self.is_of_unknown_lineage(one)
            and not self.is_of_unknown_lineage(other)
            and not (self.source(one.origin).anonymous and self.source(other.origin).anonymous)
            and not self.vouching(one, literal) & self.vouching(other, literal)
        )

    # Weak and interested

    def is_post(self, record: Record) -> bool:
        """By a source of kind social media that is not official, with a basis neither witnessed nor documents."""
        source = self.source(record.origin)
        return (
            source.kind is SourceKind.SOCIAL_MEDIA
            and not self.is_official(source, record)
            and record.basis not in {Basis.WITNESSED, Basis.DOCUMENTS}
        )

    def is_weak(self, record: Record) -> bool:
        """Hedged, anonymous, not identified, or a post."""
        return (
            not self.is_certain(record)
            or self.source(record.origin).anonymous
            or not self.is_identified(record)
            or self.is_post(record)
        )

    def belongs_to(self, record: Record, parties: Iterable[str]) -> bool:
        """Its origin, official or not, named or not, is of one of the parties; allies count as whom they follow."""
        party = self.source(record.origin).party
        return party is not None and self.independence_party(party) in set(map(self.independence_party, parties))
