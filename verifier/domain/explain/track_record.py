"""The track record of a voice: what became of what it affirmed and denied, as counts with refs and never a score.

What rests on its own word alone is told apart from what others settled, so that nobody corroborates himself.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from enum import StrEnum
from itertools import groupby
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from verifier.domain.explain.evaluation import ClaimGroup, Evaluation
from verifier.domain.model.claims import Claim, Status
from verifier.domain.model.statements import Stance
from verifier.domain.rules.live import Cause, Ground, is_rejection, losers, united
from verifier.domain.rules.records import Case, Literal, Profiles, WeightedRecord
from verifier.domain.rules.status import derive, retold, verdicts

Speaker = str | int
"""A party by its official voice, or a source by its number."""


class Settled(StrEnum):
    """Who settled what became of a claim: others without this voice, others together with it, or an analyst.

    Else nobody did: `open` where others have spoken on its side too, `alone` where only itself has.
    """

    OTHERS = "others"
    TOGETHER = "together"
    VERDICT = "verdict"
    OPEN = "open"
    ALONE = "alone"


class Word(Struct, frozen=True):
    """That a voice affirmed or denied a claim: where that stands now, who settled it, and what became of the word.

    `records` numbers its attributions of this stance, `live` tells whether one still stands; `reversed`, `revised` and
    `retracted` number those that it took back. `agreed` numbers what others, for whom nobody vouches in common with it,
    said to the same effect later. `stood` tells whether a word against its own interest still stands unopposed.
    """

    claim: Claim
    stance: Stance
    status: Status
    settled: Settled
    records: tuple[int, ...]
    live: bool
    reversed: tuple[int, ...] = ()
    revised: tuple[int, ...] = ()
    retracted: tuple[int, ...] = ()
    against_interest: bool = False
    stood: bool = False
    agreed: tuple[int, ...] = ()

    @property
    def borne_out(self) -> bool | None:
        """Whether the claim is settled as this says; None if it is not settled, or found to be unverifiable."""
        if self.status in _UPHELD:
            return self.stance is Stance.AFFIRMS
        return self.stance is Stance.DENIES if self.status in _OVERTURNED else None


class Tally(Struct, frozen=True):
    """One count of a track record, with the refs of what is counted. `what` is a status, or how it kept to its word."""

    stance: Stance | None
    what: str
    settled: Settled | None
    refs: tuple[str, ...]


class TrackRecord(Struct, frozen=True):
    """What became of what a voice affirmed and denied, claim by claim.

    `official` tells that it is the official voice of `party`, whoever spoke for it.
    """

    name: str
    party: str | None
    official: bool
    words: tuple[Word, ...]

    @property
    def tallies(self) -> tuple[Tally, ...]:
        """The counts: of what it affirmed, of what it denied, and how it kept to its word; none that is zero."""
        return tuple(tally for tally in (*_by_status(self.words), *_habits(self.words)) if tally.refs)


_UPHELD: Final = frozenset({Status.CORROBORATED, Status.CONFIRMED})
_OVERTURNED: Final = frozenset({Status.REBUTTED, Status.REFUTED})
_UNOPPOSED: Final = {
    Stance.AFFIRMS: _UPHELD | {Status.SINGLE_SOURCE, Status.UNVERIFIED},
    Stance.DENIES: _OVERTURNED | {Status.DENIED},
}
_ORDER: Final = (
    Status.CONFIRMED,
    Status.CORROBORATED,
    Status.DISPUTED,
    Status.REBUTTED,
    Status.REFUTED,
    Status.WITHDRAWN,
)
_SIGNS: Final = {Stance.AFFIRMS: 1, Stance.DENIES: -1}


def words(
    group: ClaimGroup,
    instant: int,
    claims: Collection[int],
    who: Callable[[WeightedRecord], Speaker | None],
    profiles: Profiles | None = None,
) -> Iterator[tuple[Speaker, Word]]:
    """What was affirmed and denied of these claims of a group by an instant (microseconds UTC), by whom.

    `who` names whom a record is put down to, or nobody. Forecasts and rejected figures take no side.
    """
    known = group.said_by(instant)
    told = retold(known.case, profiles)
    spoken: dict[tuple[int, Speaker, Stance], list[WeightedRecord]] = {}
    for heard in told.hearing.heard.values():
        claim, stance = heard.record.claim, heard.record.stance
        if claim in claims and heard.supports and not is_rejection(heard.record) and (name := who(heard)) is not None:
            spoken.setdefault((claim, name, stance), []).append(heard)
    layers = {
        claim: verdicts(given)
        for claim, given in groupby(sorted(known.assessments, key=lambda a: a.claim), key=lambda a: a.claim)
    }
    for claim, of_claim in groupby(sorted(spoken.items(), key=lambda item: item[0][0]), key=lambda item: item[0][0]):
        reading = Evaluation(known.case, told, claim, instant)
        agreed = layers[claim].agreed if claim in layers else None
        for (_, name, _), records in of_claim:
            yield name, _word(reading, agreed, records)


def _word(reading: Evaluation, verdict: Status | None, records: list[WeightedRecord]) -> Word:
    """What became of the records of one voice and one stance on the claim of a reading."""
    stance = records[0].record.stance
    literal = _SIGNS[stance] * reading.claim_id
    status = verdict or reading.finding.status
    voices = {heard.profile.voice for heard in records}
    live = any(map(reading.is_live, records))
    against = _is_against_interest(reading.case, literal, records)
    taken_back = {cause: tuple(_silenced(reading, records, cause)) for cause in Cause}
    return Word(
        claim=reading.claim,
        stance=stance,
        status=status,
        settled=Settled.VERDICT if verdict else _settled(reading, literal, voices),
        records=tuple(heard.record.id for heard in records),
        live=live,
        reversed=taken_back[Cause.REVERSED],
        revised=taken_back[Cause.REVISED],
        retracted=taken_back[Cause.RETRACTED],
        against_interest=against,
        stood=against and live and status in _UNOPPOSED[stance],
        agreed=tuple(_agreed(reading, literal, records, voices)),
    )


def _settled(reading: Evaluation, literal: Literal, voices: Collection[object]) -> Settled:
    """Who settled the claim, as seen by leaving out what these voices said."""
    status = reading.finding.status
    for outcome in (_UPHELD, _OVERTURNED):
        if status in outcome:
            own = {heard.record.id for heard in reading.hearing.heard.values() if heard.profile.voice in voices}
            others = tuple(record for record in reading.case.records if record.id not in own)
            without = derive(replace(reading.case, records=others), reading.claim_id, reading.instant)
            return Settled.OTHERS if without.status in outcome else Settled.TOGETHER
    side = reading.hearing.side(literal).values()
    return Settled.ALONE if all(heard.profile.voice in voices for heard in side) else Settled.OPEN


def _is_against_interest(case: Case, literal: Literal, records: Iterable[WeightedRecord]) -> bool:
    hurt = case.registry.interests(losers(case, literal))
    return any(heard.weight.party in hurt for heard in records)


def _silenced(reading: Evaluation, records: Iterable[WeightedRecord], cause: Cause) -> Iterator[int]:
    silenced = reading.hearing.silenced
    for heard in records:
        number = heard.record.id
        if number in silenced and silenced[number].cause is cause:
            yield number


def _agreed(
    reading: Evaluation, literal: Literal, records: list[WeightedRecord], voices: Collection[object]
) -> Iterator[int]:
    """What others said to the same effect after its first word, certain and with nobody vouching for both."""
    side = reading.hearing.side(literal)
    ground = Ground.of(side.values(), united(reading.case, literal))
    first = records[0]
    for heard in side.values():
        if heard.profile.voice in voices or not heard.weight.vouchers:
            continue
        if heard.record.earliest > first.record.latest and ground.independent(first, heard):
            yield heard.record.id


def _by_status(spoken: Collection[Word]) -> Iterator[Tally]:
    order = (*_ORDER, *(status for status in Status if status not in _ORDER))
    for stance in _SIGNS:
        for status in order:
            for settled in Settled:
                found = [w for w in spoken if (w.stance, w.status, w.settled) == (stance, status, settled)]
                yield Tally(stance, status.value, settled, _claims(found))


def _habits(spoken: Collection[Word]) -> Iterator[Tally]:
    yield _taken_back("reversed", (word.reversed for word in spoken))
    yield _taken_back("revised", (word.revised for word in spoken))
    yield _taken_back("retracted", (word.retracted for word in spoken))
    yield Tally(None, "against-interest", None, _claims(word for word in spoken if word.against_interest))
    yield Tally(None, "against-interest-stood", None, _claims(word for word in spoken if word.stood))
    yield Tally(None, "agreed-later", None, _claims(word for word in spoken if word.agreed))


def _taken_back(name: str, numbers: Iterable[tuple[int, ...]]) -> Tally:
    return Tally(None, name, None, tuple(f"a{number}" for some in numbers for number in some))


def _claims(spoken: Iterable[Word]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(f"c{word.claim.id}" for word in spoken))
