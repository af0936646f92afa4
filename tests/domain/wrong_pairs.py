"""Engines that mistake who vouches for a record, and what an independent pair is.

Each is the literal reading with one rule mistaken, as somebody might: it runs and answers every question.
"""

from tests.domain.oracle import Evaluation
from tests.domain.rules import Literal, Token
from verifier.domain.model.statements import Basis, Certainty, Stance
from verifier.domain.rules.records import Record


class PublishersCount(Evaluation):
    """Two outlets that carry one named source are two sources."""

    def vouching(self, record: Record, literal: Literal) -> set[Token]:
        """The carrier vouches, where there is one."""
        return super().vouching(record, literal) if record.nearest is None else {("source", record.nearest)}


class NamedOriginsCarriersVouch(Evaluation):
    """The carrier of a named source vouches with it, so that one agency spoils an independent pair."""

    def carriers_word(self, record: Record) -> set[Token]:
        """Every carrier's word counts."""
        if record.nearest is None:
            return set()
        return self.party_of(self.source(record.nearest)) or {("source", record.nearest)}


class CarriersOfTheUnnamedDoNotVouch(Evaluation):
    """An unnamed officer known only through the ministry's own agency is independent of the ministry."""

    def carriers_word(self, record: Record) -> set[Token]:
        """No carrier's word counts."""
        del record
        return set()


class TwoUnnamedArePair(Evaluation):
    """Two anonymous sources corroborate each other."""

    def are_independent(self, literal: Literal, one: Record, other: Record) -> bool:
        """Certain, known and disjoint: it does not matter that nobody is named."""
        known = not self.is_of_unknown_lineage(one) and not self.is_of_unknown_lineage(other)
        certain = self.is_certain(one) and self.is_certain(other)
        return certain and known and not self.vouching(one, literal) & self.vouching(other, literal)


class HedgedIsCertain(Evaluation):
    """A possible is as good as a fact."""

    def is_certain(self, record: Record) -> bool:
        """Everything is certain that is not merely possible; probable will do."""
        return record.certainty is not Certainty.POSSIBLE


class EverySourceVouchesForItself(Evaluation):
    """Two sources of one party corroborate each other."""

    def origins_word(self, record: Record) -> set[Token]:
        """The source, whatever its party."""
        return {("source", record.origin)}


class AlliesAreIndependent(Evaluation):
    """A party that speaks with another counts as itself."""

    def independence_party(self, party: str) -> str:
        """The party as named."""
        return party


class UnknownLineageCounts(Evaluation):
    """A source nobody knows anything of corroborates."""

    def is_of_unknown_lineage(self, record: Record) -> bool:
        """Never."""
        del record
        return False

    def origins_word(self, record: Record) -> set[Token]:
        """The party, or else the source itself."""
        return self.party_of(self.source(record.origin)) or {("source", record.origin)}


class OutletsAreIdentified(Evaluation):
    """What an outlet reports without naming its origin is its own knowledge."""

    def is_identified(self, record: Record) -> bool:
        """Everybody who is named."""
        return not self.source(record.origin).anonymous


class TheBasisOfTheUnnamedCounts(Evaluation):
    """An unnamed witness is identified by what it saw."""

    def is_identified(self, record: Record) -> bool:
        """By the basis alone, for whoever is not named."""
        witnessed = record.basis in {Basis.WITNESSED, Basis.DOCUMENTS}
        return super().is_identified(record) or (self.source(record.origin).anonymous and witnessed)


class ComponentsCount(Evaluation):
    """Independent sources are counted as groups that share a voucher: a go-between joins two."""

    def independent_pairs(self, literal: Literal, side: tuple[Record, ...]) -> list[tuple[Record, Record]]:
        """Pairs from different groups only."""
        usable = [record for record in side if self.is_certain(record) and not self.is_of_unknown_lineage(record)]
        return [
            (one, other)
            for one, other in super().independent_pairs(literal, side)
            if not self.connected(literal, one, other, tuple(usable))
        ]

    def connected(self, literal: Literal, one: Record, other: Record, among: tuple[Record, ...]) -> bool:
        """Whether a chain of shared vouchers leads from one to the other."""
        reached = self.vouching(one, literal)
        for _ in among:
            for record in among:
                if self.vouching(record, literal) & reached:
                    reached = reached | self.vouching(record, literal)
        return bool(reached & self.vouching(other, literal))


class InterestIsOfTheRecordsClaim(Evaluation):
    """Whether somebody speaks against its interest is judged on the claim the record is on."""

    def harmed(self, literal: Literal, record: Record) -> tuple[str, ...]:
        """Of the record's own claim."""
        del literal
        claim = self.case.claims[record.claim]
        return claim.against if record.stance is Stance.AFFIRMS else claim.favours


class DenialsHurtTheSame(Evaluation):
    """Denying what is against a party is against its interest too."""

    def harmed(self, literal: Literal, record: Record) -> tuple[str, ...]:
        """Whatever is said of the claim."""
        return super().harmed((literal[0], True), record)


class ThoseServedAreSeveral(Evaluation):
    """Two accused who both deny, or two victors who both boast, are independent of each other."""

    def served(self, literal: Literal) -> set[Token]:
        """Nobody vouches for another."""
        del literal
        return set()


class OnlyVictorsAreOne(Evaluation):
    """Two victors who both boast are one, two accused who both deny are not."""

    def served(self, literal: Literal) -> set[Token]:
        """Those the claim favours, whatever is said of it."""
        return super().served((literal[0], True)) if literal[1] else set()


class WitnessesAreNobody(Evaluation):
    """A named witness counts for nothing by itself."""

    def is_eyewitness(self, record: Record) -> bool:
        """Nobody is."""
        del record
        return False


class WitnessesVouchForHearsay(Evaluation):
    """A named witness vouches for whatever it says."""

    def is_eyewitness(self, record: Record) -> bool:
        """Whatever the basis."""
        return super().is_eyewitness(record._replace(basis=Basis.WITNESSED))


class EnemiesNeedNotBeOfficial(Evaluation):
    """Anybody of two adverse parties confirms."""

    def are_adverse(self, one: Record, other: Record) -> bool:
        """By the parties of the origins."""
        first, second = self.source(one.origin).party, self.source(other.origin).party
        allowed = self.case.policy.adverse_parties_confirm
        return allowed and first is not None and second is not None and self.registry.adverse(first, second)
