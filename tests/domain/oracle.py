"""A slow and literal reading of the rules, against which the engine is held: levels, the table, histories."""

from itertools import combinations
from typing import NamedTuple

from tests.domain.rules import Literal, Rules, negated
from verifier.domain.model.claims import Claim, ClaimKind, Status
from verifier.domain.rules.records import Case, Record


class ClaimReport(NamedTuple):
    """What the rules say of one claim at one instant."""

    status: Status
    row: int
    support: int
    opposition: int
    dispute: str | None = None
    denied_by: tuple[str, ...] = ()
    insisted_by: tuple[str, ...] = ()


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
        return source.party if self.is_official_voice(source) else None

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

    def independent_pairs(self, side: tuple[Record, ...]) -> list[tuple[Record, Record]]:
        """The pairs of a side that are independent."""
        return [pair for pair in combinations(side, 2) if self.are_independent(*pair)]

    def level(self, literal: Literal) -> int:
        """The level of a literal, from its live records."""
        side = self.side(literal)
        pairs = self.independent_pairs(side)
        if any(self.confirms(literal, *pair) for pair in pairs):
            return 4
        if pairs:
            return 3
        if any(self.is_certain(record) and self.is_identified(record) for record in side):
            return 2
        return 1 if side else 0

    # The status: first row that holds

    def answer(self, number: int) -> ClaimReport:
        """The first row that holds."""
        claim = self.case.claims[number]
        p, n = self.level((number, True)), self.level((number, False))
        if self.is_not_checkable(claim):
            return ClaimReport(Status.NOT_CHECKABLE, 1, p, n)
        if self.figures_clash(number):
            return ClaimReport(Status.DISPUTED, 2, p, n, "figure")
        if p > 0 and n > 0:
            return self.both_sides(claim, p, n)
        return self.one_side(number, p, n)

    def one_side(self, number: int, p: int, n: int) -> ClaimReport:
        """Rows 3 to 6: nobody is against, or nobody for it."""
        if p == 0 and n == 0:
            withdrawn = self.was_ever_said(number)
            return ClaimReport(Status.WITHDRAWN, 3, p, n) if withdrawn else ClaimReport(Status.UNATTRIBUTED, 4, p, n)
        if n == 0:
            words = (Status.UNVERIFIED, Status.SINGLE_SOURCE, Status.CORROBORATED, Status.CONFIRMED)
            return ClaimReport(words[p - 1], 5, p, n)
        return ClaimReport(Status.DENIED if n <= 2 else Status.REFUTED, 6, p, n)

    def both_sides(self, claim: Claim, p: int, n: int) -> ClaimReport:
        """Rows 7 to 9: somebody is for it and somebody against."""
        if self.case.policy.row_7 and p >= 3 and n <= 2 and self.only_from((claim.id, False), claim.against):
            status = Status.CONFIRMED if p == 4 else Status.CORROBORATED
            return ClaimReport(status, 7, p, n, denied_by=self.parties_speaking((claim.id, False)))
        if self.case.policy.row_8 and n >= 3 and p <= 2 and self.only_from((claim.id, True), claim.favours):
            return ClaimReport(Status.REFUTED, 8, p, n, insisted_by=self.parties_speaking((claim.id, True)))
        return ClaimReport(Status.DISPUTED, 9, p, n, self.sort_of_dispute(claim.id))

    def is_not_checkable(self, claim: Claim) -> bool:
        """An opinion, or a prediction whose time has not passed at the instant asked about, or that has none."""
        if claim.kind is ClaimKind.PREDICTION:
            return claim.happened is None or self.instant <= claim.happened.latest
        return claim.kind is ClaimKind.OPINION

    def figures_clash(self, number: int) -> bool:
        """Two live records of different voices affirming the claim itself give figures that do not meet."""
        return any(
            self.voice(one) != self.voice(other) and self.other_figure(one, other)
            for one, other in combinations(self.live, 2)
            if one.claim == number
        )

    def was_ever_said(self, number: int) -> bool:
        """It had once been affirmed or denied, links included."""
        return any(self.reaches(record, number) for record in self.records)

    def only_from(self, literal: Literal, interested: tuple[str, ...]) -> bool:
        """Every record is the official voice of an interested party; none of them is also live on the other side."""
        side, others = self.side(literal), self.side(negated(literal))
        return all(self.official_party(record) in interested for record in side) and not (
            {self.voice(record) for record in side} & {self.voice(record) for record in others}
        )

    def parties_speaking(self, literal: Literal) -> tuple[str, ...]:
        """The parties whose official voices are on the side of the literal."""
        return tuple(sorted({str(self.official_party(record)) for record in self.side(literal)}))

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

    def derive(self, case: Case, claim: int, instant: int) -> ClaimReport:
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
