"""A slow and literal reading of the rules, against which the engine is held: levels, the table, histories."""

from itertools import combinations
from typing import NamedTuple

from tests.domain.rules import Literal, Rules, negated
from verifier.domain.model.claims import Claim, ClaimKind, Status
from verifier.domain.model.statements import Stance
from verifier.domain.rules.records import Case, Record


class Expected(NamedTuple):
    """What the rules say of one claim at one instant."""

    status: Status
    row: int
    support: int
    opposition: int
    dispute: str | None = None
    denied_by: tuple[str, ...] = ()
    insisted_by: tuple[str, ...] = ()
    challenged: tuple[tuple[str, str], ...] = ()


class Moved(NamedTuple):
    """The answer after one instant at which something was said."""

    at: int
    status: Status
    support: int
    opposition: int
    because: tuple[int, ...]


class Evaluation(Rules):
    """All the rules, applied to what had been said by an instant."""

    # 7. Level

    def side(self, literal: Literal) -> tuple[Record, ...]:
        """The live records that support the literal."""
        return tuple(record for record in self.live if literal in self.supports(record))

    def official_party(self, record: Record) -> str | None:
        """The party whose official voice it is."""
        source = self.source(record.origin)
        return source.party if self.is_official_voice(source, record) else None

    def harmed(self, literal: Literal, record: Record) -> tuple[str, ...]:
        """Whose interest the literal hurts, judged on the literal's own claim, whichever record reaches it."""
        del record
        claim = self.case.claims[literal[0]]
        return claim.against if literal[1] else claim.favours

    def is_against_interest(self, literal: Literal, record: Record) -> bool:
        """The official voice of a party speaks against its interest."""
        return self.official_party(record) in self.harmed(literal, record)

    def are_adverse(self, one: Record, other: Record) -> bool:
        """Both are official voices, of parties adverse to each other."""
        first, second = self.official_party(one), self.official_party(other)
        return (
            self.case.policy.adverse_parties_confirm
            and first is not None
            and second is not None
            and self.registry.adverse(first, second)
        )

    def confirms(self, literal: Literal, one: Record, other: Record) -> bool:
        """Whether an independent pair is of adverse official voices, or has one speaking against its interest."""
        return self.are_adverse(one, other) or any(self.is_against_interest(literal, r) for r in (one, other))

    def independent_pairs(self, literal: Literal, side: tuple[Record, ...]) -> list[tuple[Record, Record]]:
        """The pairs of a side that are independent."""
        return [pair for pair in combinations(side, 2) if self.are_independent(literal, *pair)]

    def level(self, literal: Literal) -> int:
        """The level of a literal, from its live records."""
        return self.level_of(literal, self.side(literal))

    def level_of(self, literal: Literal, side: tuple[Record, ...]) -> int:
        """The level of a literal, were these its live records."""
        pairs = self.independent_pairs(literal, side)
        if any(self.confirms(literal, *pair) for pair in pairs):
            return 4
        if pairs:
            return 3
        if any(self.is_certain(record) and self.is_identified(record) for record in side):
            return 2
        return 1 if side else 0

    # The status: first row that holds

    def answer(self, number: int) -> Expected:
        """The first row that holds."""
        claim = self.case.claims[number]
        p, n = self.level((number, True)), self.level((number, False))
        if self.is_not_checkable(claim):
            return Expected(Status.NOT_CHECKABLE, 1, p, n)
        clashes = self.clashes(number) if self.figures_matter(n) else []
        idle = tuple(sorted({self.named(r) for pair in clashes for r in pair if not self.can_dispute(number, r)}))
        if any(all(self.can_dispute(number, record) for record in pair) for pair in clashes):
            return Expected(Status.DISPUTED, 2, p, n, "figure", challenged=idle)
        found = self.both_sides(claim, p, n) if p > 0 and n > 0 else self.one_side(number, p, n)
        return found._replace(challenged=tuple(sorted({*idle, *found.challenged})))

    def one_side(self, number: int, p: int, n: int) -> Expected:
        """Rows 3 to 6: nobody is against, or nobody for it."""
        if p == 0 and n == 0:
            withdrawn = self.was_ever_said(number)
            return Expected(Status.WITHDRAWN, 3, p, n) if withdrawn else Expected(Status.UNATTRIBUTED, 4, p, n)
        if n == 0:
            words = (Status.UNVERIFIED, Status.SINGLE_SOURCE, Status.CORROBORATED, Status.CONFIRMED)
            return Expected(words[p - 1], 5, p, n)
        if n <= 2 or (n == 3 and not self.stays_rebutted(number)):
            return Expected(Status.DENIED, 6, p, n)
        return Expected(Status.REBUTTED if n == 3 else Status.REFUTED, 6, p, n)

    def both_sides(self, claim: Claim, p: int, n: int) -> Expected:
        """Rows 7 to 9: somebody is for it and somebody against."""
        so, not_so = (claim.id, True), (claim.id, False)
        policy = self.case.policy
        if policy.row_7 and p >= 3 and n <= 2 and self.is_outweighed(not_so, claim.against):
            status = Status.CONFIRMED if p == 4 else Status.CORROBORATED
            return Expected(status, 7, p, n, denied_by=self.insistent(not_so), challenged=self.weak_ones(not_so))
        rebutted = n == 4 or (n == 3 and self.stays_rebutted(claim.id))
        if policy.row_8 and rebutted and p <= 2 and self.is_outweighed(so, claim.favours):
            status = Status.REFUTED if n == 4 else Status.REBUTTED
            return Expected(status, 8, p, n, insisted_by=self.insistent(so), challenged=self.weak_ones(so))
        return Expected(Status.DISPUTED, 9, p, n, self.sort_of_dispute(claim.id))

    def is_not_checkable(self, claim: Claim) -> bool:
        """An opinion, or a prediction whose time has not passed at the instant asked about, or that has none."""
        if claim.kind is ClaimKind.PREDICTION:
            return claim.happened is None or self.instant <= claim.happened.latest
        return claim.kind is ClaimKind.OPINION

    def figures_matter(self, n: int) -> bool:
        """Independent denials leave no room for a dispute of figures."""
        return n <= 2

    def clashes(self, number: int) -> list[tuple[Record, Record]]:
        """Two live records of different voices on the claim itself give incompatible figures."""
        return [
            (one, other)
            for one, other in combinations(self.live, 2)
            if one.claim == number and self.voice(one) != self.voice(other) and self.other_figure(one, other)
        ]

    def can_dispute(self, number: int, record: Record) -> bool:
        """A weak record counts only if p <= 2 without the weak records of its voice."""
        others = tuple(
            other
            for other in self.side((number, True))
            if not (self.is_weak(other) and self.voice(other) == self.voice(record))
        )
        return not self.is_weak(record) or self.level_of((number, True), others) <= 2

    def stays_rebutted(self, number: int) -> bool:
        """The opposition is no lower than 3 without the records of parties that the claim is against."""
        literal, accused = (number, False), self.case.claims[number].against
        others = tuple(record for record in self.side(literal) if not self.belongs_to(record, accused))
        return self.level_of(literal, others) >= 3

    def was_ever_said(self, number: int) -> bool:
        """It had once had a supporter of A or of not-A, links included; a rejected figure is none."""
        return any(self.reaches(record, number) for record in self.records)

    def yields(self, record: Record, interested: tuple[str, ...]) -> bool:
        """It is weak or interested; by another policy the weak dispute."""
        weak = self.is_weak(record) and not self.case.policy.weak_voices_dispute
        return weak or self.belongs_to(record, interested)

    def is_outweighed(self, literal: Literal, interested: tuple[str, ...]) -> bool:
        """Every record yields, and no official voice among them also has a live record on the other side."""
        return all(self.yields(record, interested) for record in self.side(literal)) and not self.is_on_both(literal)

    def is_on_both(self, literal: Literal) -> bool:
        """An official voice is on both sides."""
        sides = self.side(literal), self.side(negated(literal))
        one, other = ({self.official_party(record) for record in side} - {None} for side in sides)
        return bool(one & other)

    def called(self, record: Record) -> str:
        """Who speaks, and the party only for its official voice."""
        return self.official_party(record) or self.source(record.origin).name

    def named(self, record: Record) -> tuple[str, str]:
        """Who challenges, of which stance."""
        return self.called(record), "denies" if record.stance is Stance.DENIES or self.denies_by_its_figure(
            record
        ) else "affirms"

    def insistent(self, literal: Literal) -> tuple[str, ...]:
        """Who is interested, and not weak."""
        return tuple(sorted({self.called(record) for record in self.side(literal) if not self.is_weak(record)}))

    def weak_ones(self, literal: Literal) -> tuple[tuple[str, str], ...]:
        """Who is weak, interested or not."""
        return tuple(sorted({self.named(record) for record in self.side(literal) if self.is_weak(record)}))

    def sort_of_dispute(self, number: int) -> str:
        """Rival when every record of one side is on another claim."""
        sides = self.side((number, True)), self.side((number, False))
        return "rival" if any(all(record.claim != number for record in side) for side in sides) else "existence"

    # History

    def reaches(self, record: Record, number: int) -> bool:
        """It supports the claim or its negation, links included."""
        return bool(self.supports(record) & {(number, True), (number, False)})

    def bears_on(self, record: Record, number: int) -> bool:
        """It is on the claim, reaches it along links, or silences an earlier record that does."""
        return (
            record.claim == number
            or self.reaches(record, number)
            or any(
                self.reaches(other, number) and (self.reverses(record, other) or self.retracts(record, other))
                for other in self.records
                if other.earliest <= record.earliest
            )
        )


class Oracle:
    """An engine that answers by a reading of the rules."""

    def __init__(self, reading: type[Evaluation] = Evaluation) -> None:
        self.reading = reading

    def derive(self, case: Case, claim: int, instant: int) -> Expected:
        """The finding on the claim from what had been said by the instant."""
        return self.reading(case, instant).answer(claim)

    def live(self, case: Case, instant: int) -> frozenset[int]:
        """The numbers of the live records that take a side."""
        reading = self.reading(case, instant)
        return frozenset(record.id for record in reading.live if reading.says(record))

    def history(self, case: Case, claim: int) -> tuple[Moved, ...]:
        """One step for each distinct earliest instant of the records that bear on the claim, oldest first."""
        reading = self.reading(case, max((record.earliest for record in case.records), default=0))
        told = [record for record in case.records if reading.bears_on(record, claim)]
        steps = []
        for instant in sorted({record.earliest for record in told}):
            answer = self.derive(case, claim, instant)
            because = tuple(sorted(record.id for record in told if record.earliest == instant))
            steps.append(Moved(instant, answer.status, answer.support, answer.opposition, because))
        return tuple(steps)
