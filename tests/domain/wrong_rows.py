"""Engines that mistake a row of the status table.

Each is the literal reading with one rule mistaken, as somebody might: it runs and answers every question.
"""

from collections.abc import Iterable

from msgspec.structs import replace

from tests.domain.oracle import Evaluation, Expected
from tests.domain.rules import Literal
from verifier.domain.model.claims import Claim, ClaimKind, Status
from verifier.domain.model.statements import Basis, Figure
from verifier.domain.rules.policy import Policy
from verifier.domain.rules.records import Record


class PolicyIsIgnored(Evaluation):
    """The figures in the rules are always as delivered."""

    def both_sides(self, claim: Claim, p: int, n: int) -> Expected:
        """With rows 7 and 8 on."""
        self.case = replace(self.case, policy=Policy())
        return super().both_sides(claim, p, n)


class AnyWordOnBothSidesIsOutweighed(Evaluation):
    """Rows 7 and 8 without their exception: a voice on both sides is noted, and outweighed."""

    def is_on_both(self, literal: Literal) -> bool:
        """Only the side itself is looked at."""
        del literal
        return False


class EveryInterestedWordIsOutweighed(Evaluation):
    """Rows 7 and 8 however many interested parties speak, though they make an independent pair."""

    def both_sides(self, claim: Claim, p: int, n: int) -> Expected:
        """The interested side counts as a single one."""
        if self.is_outweighed((claim.id, False), claim.against):
            n = min(n, 2)
        return super().both_sides(claim, p, n)


class SomeWeakWordIsOutweighed(Evaluation):
    """Rows 7 and 8 for one weak or interested word among the opponents."""

    def is_outweighed(self, literal: Literal, interested: tuple[str, ...]) -> bool:
        """One will do."""
        return any(self.yields(record, interested) for record in self.side(literal)) and not self.is_on_both(literal)


class WeakWordsDispute(Evaluation):
    """Only interested words are outweighed: anybody whom nobody can name undoes what independent sources uphold."""

    def yields(self, record: Record, interested: tuple[str, ...]) -> bool:
        """Only interested ones."""
        return self.belongs_to(record, interested)


class OnlyOfficialsAreInterested(Evaluation):
    """A deputy of the accused party disputes."""

    def belongs_to(self, record: Record, parties: Iterable[str]) -> bool:
        """By the official voice."""
        return self.official_party(record) is not None and super().belongs_to(record, parties)


class AlliesHaveNoInterest(Evaluation):
    """Who speaks with the accused is not interested."""

    def belongs_to(self, record: Record, parties: Iterable[str]) -> bool:
        """By the party's own name."""
        return self.source(record.origin).party in set(parties)


class PostsAreFirm(Evaluation):
    """A post of a named blogger disputes."""

    def is_post(self, record: Record) -> bool:
        """Nothing is."""
        del record
        return False


class PostsStayPosts(Evaluation):
    """What a blogger filmed or has documents of is weak too."""

    def is_post(self, record: Record) -> bool:
        """Whatever the basis."""
        return super().is_post(record._replace(basis=Basis.UNKNOWN))


class TheAccusedRebut(Evaluation):
    """The accused's denial beside one independent source rebuts."""

    def stays_rebutted(self, number: int) -> bool:
        """It counts like any other."""
        del number
        return True


class RebuttedIsRefuted(Evaluation):
    """Independent denials refute."""

    def answer(self, number: int) -> Expected:
        """There is no middle."""
        found = super().answer(number)
        return found._replace(status=Status.REFUTED) if found.status is Status.REBUTTED else found


class WeakFiguresDispute(Evaluation):
    """A figure of somebody nobody can name disputes what independent sources agree on."""

    def can_dispute(self, number: int, record: Record) -> bool:
        """Every figure can."""
        del number, record
        return True


class WeakFiguresNeverDispute(Evaluation):
    """A figure of somebody nobody can name disputes nothing, whoever upholds the claim."""

    def can_dispute(self, number: int, record: Record) -> bool:
        """Only what is firm can."""
        del number
        return not self.is_weak(record)


class FiguresDisputeWhatIsRebutted(Evaluation):
    """Figures that do not meet dispute even what independent sources deny."""

    def figures_matter(self, n: int) -> bool:
        """Always."""
        del n
        return True


class RejectionsNeverClash(Evaluation):
    """Who rejects a figure does not dispute who gives it."""

    def clashes(self, number: int) -> list[tuple[Record, Record]]:
        """Only between figures that are given."""
        return [pair for pair in super().clashes(number) if not any(map(self.rejects, pair))]


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

    def apart(self, one: Figure, other: Figure) -> bool:
        """Whatever their ranges share."""
        return one != other


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
