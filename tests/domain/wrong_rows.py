"""Engines that mistake a row of the status table.

Each is the literal reading with one rule mistaken, as somebody might: it runs and answers every question.
"""

from itertools import combinations

from msgspec.structs import replace

from tests.domain.oracle import ClaimReport, Evaluation
from tests.domain.rules import Literal
from verifier.domain.model.claims import Claim, ClaimKind
from verifier.domain.rules.policy import Policy


class PolicyIsIgnored(Evaluation):
    """The figures in the rules are always as delivered."""

    def both_sides(self, claim: Claim, p: int, n: int) -> ClaimReport:
        """With rows 7 and 8 on."""
        self.case = replace(self.case, policy=Policy())
        return super().both_sides(claim, p, n)


class AnyInterestedWordIsOutweighed(Evaluation):
    """Rows 7 and 8 without their exception: a voice on both sides is noted, and outweighed."""

    def only_from(self, literal: Literal, interested: tuple[str, ...]) -> bool:
        """Only the side itself is looked at."""
        return all(self.official_party(record) in interested for record in self.side(literal))


class EveryInterestedWordIsOutweighed(Evaluation):
    """Rows 7 and 8 however many interested parties speak, though they make an independent pair."""

    def both_sides(self, claim: Claim, p: int, n: int) -> ClaimReport:
        """The interested side counts as a single one."""
        if self.only_from((claim.id, False), claim.against):
            n = min(n, 2)
        return super().both_sides(claim, p, n)


class SomeInterestedWordIsOutweighed(Evaluation):
    """Rows 7 and 8 for one interested official among the opponents."""

    def only_from(self, literal: Literal, interested: tuple[str, ...]) -> bool:
        """One will do."""
        return any(self.official_party(record) in interested for record in self.side(literal))


class RivalsAreDenials(Evaluation):
    """A dispute with a rival claim is one of existence."""

    def sort_of_dispute(self, number: int) -> str:
        """Always."""
        del number
        return "existence"


class OneSideIsEverythingToRivals(Evaluation):
    """A dispute is with a rival as soon as one record is on another claim."""

    def sort_of_dispute(self, number: int) -> str:
        """Any one record."""
        both = (*self.side((number, True)), *self.side((number, False)))
        return "rival" if any(record.claim != number for record in both) else "existence"


class FiguresMustBeEqual(Evaluation):
    """Two figures that are not the same clash."""

    def figures_clash(self, number: int) -> bool:
        """Whatever their ranges share."""
        told = [record for record in self.side((number, True)) if record.claim == number and record.figure]
        return any(
            self.voice(one) != self.voice(other) and one.figure != other.figure for one, other in combinations(told, 2)
        )


class WithdrawnForgetsLinks(Evaluation):
    """Only what was said of the claim itself can be withdrawn."""

    def was_ever_said(self, number: int) -> bool:
        """Own records only."""
        return any(record.claim == number and self.says(record) for record in self.records)


class PredictionsFallDueAtTheirStart(Evaluation):
    """A prediction can be checked as soon as its time has come."""

    def is_not_checkable(self, claim: Claim) -> bool:
        """Judged at the earliest instant."""
        if claim.kind is ClaimKind.PREDICTION and claim.happened is not None:
            return self.instant < claim.happened.earliest
        return super().is_not_checkable(claim)
