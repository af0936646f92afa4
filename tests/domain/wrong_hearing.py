"""Engines that mistake voices, what a record supports, or which records are live.

Each is the literal reading with one rule mistaken, as somebody might: it runs and answers every question.
"""

from collections.abc import Iterable

from msgspec.structs import replace

from tests.domain.oracle import Evaluation
from tests.domain.rules import Literal, Token
from verifier.domain.model.claims import LinkKind
from verifier.domain.model.sources import Source, SourceKind
from verifier.domain.model.statements import Stance
from verifier.domain.rules.records import Record


class AlliesAreOneVoice(Evaluation):
    """The official of an ally speaks with the official voice of the party it follows."""

    def voice(self, record: Record) -> Token:
        """Official voices by the party that counts for independence."""
        kind, name = super().voice(record)
        return (kind, self.independence_party(str(name))) if kind == "party" else (kind, name)


class OfficialsAreSeveral(Evaluation):
    """Every spokesman is a voice of his own."""

    def voice(self, record: Record) -> Token:
        """The source, with the carrier of an anonymous one."""
        return ("source", record.origin) if super().voice(record)[0] == "party" else super().voice(record)


class PartiesAreVoices(Evaluation):
    """Whoever belongs to a party speaks with its official voice."""

    def is_official_voice(self, source: Source, record: Record) -> bool:
        """Named, and of a party."""
        del record
        return not source.anonymous and source.party is not None


class UnnamedOfficialsAreOfficial(Evaluation):
    """An official who will not be named speaks with the official voice."""

    def is_official_voice(self, source: Source, record: Record) -> bool:
        """Official, and of a party."""
        named = replace(source, anonymous=False)
        return super().is_official_voice(named, record)

    def voice(self, record: Record) -> Token:
        """Of whoever is official, the party's."""
        return self.speaker(record.origin, record) if self.official(record) else super().voice(record)

    def official(self, record: Record) -> bool:
        """Anonymous or not."""
        return self.is_official_voice(self.source(record.origin), record)


class DatesOfOfficeAreIgnored(Evaluation):
    """Who was ever in office speaks with the official voice."""

    def in_office(self, source: Source, record: Record) -> bool:
        """Whenever it is said."""
        del record
        return bool(source.terms)


class OfficeIsWhereASpanBegins(Evaluation):
    """Who was in office at the beginning of a span of time was so for all of it."""

    def in_office(self, source: Source, record: Record) -> bool:
        """Only the earliest instant is looked at."""
        return super().in_office(source, record._replace(latest=record.earliest))


class OfficialsNeedNoDates(Evaluation):
    """Who is marked official is so, whatever the dates."""

    def is_official(self, source: Source, record: Record) -> bool:
        """The mark decides."""
        return source.official or super().is_official(source, record)


class MediaAreTheState(Evaluation):
    """A medium marked official speaks with its party's official voice."""

    def is_official_voice(self, source: Source, record: Record) -> bool:
        """Of whatever kind."""
        return super().is_official_voice(replace(source, kind=SourceKind.GOVERNMENT), record)


class RejectionsAreDenials(Evaluation):
    """Who rejects a figure denies the claim."""

    def says(self, record: Record) -> Literal | None:
        """With a figure or without."""
        return (record.claim, False) if self.rejects(record) else super().says(record)


class ZeroIsAFigure(Evaluation):
    """Who says that there were none affirms the claim, with a figure."""

    def denies_by_its_figure(self, record: Record) -> bool:
        """No figure does."""
        del record
        return False


class RejectionsSupersedeNothing(Evaluation):
    """Who rejects a figure it gave before stands by that."""

    def is_refused(self, affirmation: Record, rejection: Record) -> bool:
        """Not by the same voice."""
        same = self.voice(affirmation) == self.voice(rejection)
        return not same and super().is_refused(affirmation, rejection)


class ForecastsCount(Evaluation):
    """What was said before the time of a prediction supports it afterwards."""

    def is_forecast(self, record: Record) -> bool:
        """Nothing is."""
        del record
        return False


class ForecastsTakeBack(Evaluation):
    """A retraction from before the time of a prediction takes back what was said later at an unknown time."""

    def takes_back(self, retraction: Record, record: Record) -> bool:
        """Forecasts do."""
        same = retraction.claim == record.claim and self.voice(retraction) == self.voice(record)
        return super().takes_back(retraction, record) or (retraction.stance is Stance.RETRACTS and same)


class OpinionsTravel(Evaluation):
    """What is said of an opinion bears on what it is linked with."""

    def is_opinion(self, number: int) -> bool:
        """No claim is."""
        del number
        return False


class DescriptionsAreVoices(Evaluation):
    """An anonymous voice is its description, through whatever carrier."""

    def voice(self, record: Record) -> Token:
        """Without the carrier."""
        return super().voice(record._replace(nearest=None))


class NotConfirmedIsDenial(Evaluation):
    """Who has not confirmed has denied."""

    def says(self, record: Record) -> Literal | None:
        """Withholding is opposing."""
        return (record.claim, False) if record.stance is Stance.WITHHOLDS else super().says(record)


class QuestioningIsDenial(Evaluation):
    """Who casts doubt has denied."""

    def says(self, record: Record) -> Literal | None:
        """Questioning is opposing."""
        return (record.claim, False) if record.stance is Stance.QUESTIONS else super().says(record)


class RetractionIsDenial(Evaluation):
    """Who takes back its word says that it is not so."""

    def says(self, record: Record) -> Literal | None:
        """Retracting is opposing."""
        return (record.claim, False) if record.stance is Stance.RETRACTS else super().says(record)


class ContradictionIsOneWay(Evaluation):
    """Only the first of two rivals speaks against the other."""

    def steps(self, literal: Literal) -> Iterable[Literal]:
        """Without the way back from the second."""
        claim, so = literal
        return [
            step
            for step in super().steps(literal)
            if step[1] == so or any(link.claim == claim and link.other == step[0] for link in self.case.links)
        ]


class ContradictionIsNegation(Evaluation):
    """Who denies a claim affirms its rival."""

    def steps(self, literal: Literal) -> Iterable[Literal]:
        """Also from not-A to B."""
        yield from super().steps(literal)
        claim, so = literal
        for link in self.case.links:
            if link.kind is LinkKind.CONTRADICTS and not so and claim in {link.claim, link.other}:
                yield (link.other if claim == link.claim else link.claim), True


class DenialsDoNotRunBack(Evaluation):
    """Who denies what follows has not denied what it follows from."""

    def steps(self, literal: Literal) -> Iterable[Literal]:
        """Only from what is affirmed."""
        return super().steps(literal) if literal[1] else ()


class LinksDoNotChain(Evaluation):
    """Support goes one link far."""

    def follows(self, literal: Literal) -> frozenset[Literal]:
        """The literal and its neighbours."""
        return frozenset({literal, *self.steps(literal)})


class TheFutureCounts(Evaluation):
    """What is said after the instant asked about counts."""

    def said(self) -> tuple[Record, ...]:
        """Everything."""
        return self.case.records


class LastRecordedWins(Evaluation):
    """What was recorded later was said later."""

    def later(self, one: Record, other: Record) -> bool:
        """By number."""
        return one.id > other.id


class SpansAreTheirStarts(Evaluation):
    """Only the earliest instants are compared."""

    def later(self, one: Record, other: Record) -> bool:
        """By earliest."""
        return one.earliest > other.earliest


class LastWordNeedsNoOrder(Evaluation):
    """Of two opposite records at touching times, one has reversed the other."""

    def later(self, one: Record, other: Record) -> bool:
        """At the same time will do."""
        return one.earliest >= other.latest


class UnnamedSupersede(Evaluation):
    """Two unnamed officials of one description are one person."""

    def reverses(self, other: Record, record: Record) -> bool:
        """Anonymous or not."""
        same = self.voice(other) == self.voice(record) and self.later(other, record)
        return same and (self.opposite(other, record) or self.other_figure(other, record))


class ReversalsReadOnlyTheClaim(Evaluation):
    """Only a record on the same claim reverses."""

    def opposite(self, one: Record, other: Record) -> bool:
        """On one claim."""
        return one.claim == other.claim and super().opposite(one, other)


class FiguresAreNeverGivenUp(Evaluation):
    """A later figure of the same voice leaves the earlier one standing."""

    def reverses(self, other: Record, record: Record) -> bool:
        """By what is said, not by figures."""
        return super().reverses(other, record) and self.opposite(other, record)


class TakingBackAReversalRevives(Evaluation):
    """What had been superseded comes back when the later word is retracted."""

    def superseding(self) -> Iterable[Record]:
        """Only what is not taken back."""
        return [record for record in self.records if not self.is_retracted(record)]


class RetractionNeedsOrder(Evaluation):
    """A retraction of unknown order does nothing."""

    def retracts(self, retraction: Record, record: Record) -> bool:
        """Only what was certainly said before."""
        return self.takes_back(retraction, record) and self.later(retraction, record)


class RetractionIsForEver(Evaluation):
    """Who has taken it back cannot say it again."""

    def retracts(self, retraction: Record, record: Record) -> bool:
        """Whenever it is said."""
        return self.takes_back(retraction, record)


class RetractionFollowsLinks(Evaluation):
    """Taking back one claim takes back those it is linked to."""

    def takes_back(self, retraction: Record, record: Record) -> bool:
        """Also from a claim the record reaches."""
        return any(
            super(RetractionFollowsLinks, self).takes_back(retraction, record._replace(claim=claim))
            for claim, _ in self.supports(record)
        )


class CarriersRetractForTheNamed(Evaluation):
    """An outlet takes back what it quoted a named source as saying."""

    def takes_back(self, retraction: Record, record: Record) -> bool:
        """Also by the carrier of a named one."""
        carried = retraction.origin == record.nearest and retraction.claim == record.claim
        return super().takes_back(retraction, record) or (retraction.stance is Stance.RETRACTS and carried)


class OutletsCannotRetract(Evaluation):
    """What an unnamed source said through an outlet stands, though the outlet took it back."""

    def is_carrier(self, retraction: Record, record: Record) -> bool:
        """Nobody retracts for another."""
        del retraction, record
        return False
