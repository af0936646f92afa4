"""What a single further statement would change, found by trying it on the engine."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from verifier.domain.explain.evaluation import COMMITTED, Evaluation
from verifier.domain.explain.outcome import awaiting
from verifier.domain.model.claims import Status
from verifier.domain.model.sources import Registry, Source, SourceKind
from verifier.domain.model.statements import Basis, Certainty, Stance
from verifier.domain.model.time import Term
from verifier.domain.rules.records import Record, Voice, WeightedRecord
from verifier.domain.rules.status import conclude, hear_all

NEW_INDEPENDENT_SOURCE: Final = "a new independent source"
OPPOSITE: Final = {Stance.AFFIRMS: Stance.DENIES, Stance.DENIES: Stance.AFFIRMS}


class Prospect(NamedTuple):
    """A single further statement and the derived status it would lead to."""

    who: str
    stance: Stance
    status: Status


def _sides(reading: Evaluation) -> tuple[dict[int, WeightedRecord], dict[int, WeightedRecord]]:
    return reading.sides.supporting, reading.sides.opposing


class _Speaker(Struct, frozen=True):
    """Somebody who might speak next: a source of the registry, or one imagined for the trial."""

    who: str
    voice: Voice
    origin: Source
    nearest: int | None = None
    basis: Basis = Basis.UNKNOWN


class _Statement(NamedTuple):
    """What they might say, and on which claim."""

    speaker: _Speaker
    stance: Stance
    claim: int


def would_change(reading: Evaluation) -> tuple[Prospect, ...]:
    """Each single further statement that would change the derived status, and to what."""
    tried: dict[tuple[Voice, Stance, int], Prospect] = {}
    for statement in _statements(reading):
        speaker, stance, claim = statement
        if (speaker.voice, stance, claim) not in tried:
            tried[speaker.voice, stance, claim] = Prospect(speaker.who, stance, _try(reading, statement))
    present = reading.finding.status
    return tuple(dict.fromkeys(prospect for prospect in tried.values() if prospect.status != present))


def _statements(reading: Evaluation) -> Iterator[_Statement]:
    newcomer = Source(0, NEW_INDEPENDENT_SOURCE, kind=SourceKind.ORGANISATION, independent=True)
    unheard = [*map(_official_voice, _parties_to_ask(reading)), _Speaker(newcomer.name, newcomer.id, newcomer)]
    for speaker in unheard:
        for stance in OPPOSITE:
            yield _Statement(speaker, stance, reading.claim_id)
    for side in _sides(reading):
        for heard in side.values():
            yield from _second_thoughts(reading, heard)
    for heard in reading.rejecting:
        yield _Statement(_once_more(reading, heard), Stance.RETRACTS, reading.claim_id)


def _second_thoughts(reading: Evaluation, heard: WeightedRecord) -> Iterator[_Statement]:
    """The same voice once more: the other way on this claim, or taking back what it said."""
    speaker = _once_more(reading, heard)
    stance = Stance.AFFIRMS if reading.claim_id in heard.supports else Stance.DENIES
    yield _Statement(speaker, OPPOSITE[stance], reading.claim_id)
    yield _Statement(speaker, Stance.RETRACTS, heard.record.claim)


def _once_more(reading: Evaluation, heard: WeightedRecord) -> _Speaker:
    """The voice of a record, as it would speak next."""
    record, profile = heard.record, heard.profile
    if profile.official is not None:
        return replace(_official_voice(profile.official), basis=record.basis)
    source = _out_of_office(reading.case.registry.sources[record.origin], _after(reading))
    return _Speaker(reading.voice_name(profile), profile.voice, source, record.nearest, record.basis)


def _out_of_office(source: Source, instant: int) -> Source:
    """The source, if need be with its terms cut short, as it is when it speaks for itself at an instant."""
    if not source.terms or not source.is_official(instant, instant):
        return source
    begun = (term for term in source.terms if term.since is None or term.since < instant)
    before = tuple(Term(term.since, instant - 1) if term.covers(instant, instant) else term for term in begun)
    return replace(source, official=False, terms=before)


def _parties_to_ask(reading: Evaluation) -> tuple[str, ...]:
    """The listed and awaited parties, and those adverse to them or to whoever has taken a side."""
    asked = dict.fromkeys((*reading.claim.parties, *(awaited.party for awaited in awaiting(reading))))
    sources = reading.case.registry.sources
    heard = [h for h in reading.bearing if h.record.stance in COMMITTED]
    concerned = dict.fromkeys((*asked, *(party for h in heard if (party := sources[h.record.origin].party))))
    registry = reading.case.registry
    adverse = (party for party in registry.parties if any(registry.adverse(party, one) for one in concerned))
    return tuple(dict.fromkeys((*asked, *adverse)))


def _official_voice(party: str) -> _Speaker:
    return _Speaker(party, party, Source(0, party, kind=SourceKind.GOVERNMENT, party=party, official=True))


def _try(reading: Evaluation, statement: _Statement) -> Status:
    """The derived status if the statement were made after all others."""
    case, speaker, after = reading.case, statement.speaker, _after(reading)
    record = Record(
        id=max(reading.hearing.heard, default=0) + 1,
        claim=statement.claim,
        origin=speaker.origin.id,
        nearest=speaker.nearest,
        stance=statement.stance,
        certainty=Certainty.CERTAIN,
        basis=speaker.basis,
        figure=None,
        earliest=after,
        latest=after,
    )
    trial = replace(case, records=(*case.records, record), registry=_with(case.registry, speaker.origin))
    return conclude(trial, hear_all(trial), reading.claim_id, reading.instant).status


def _after(reading: Evaluation) -> int:
    """An instant after everything that was said (microseconds UTC)."""
    return max((heard.record.latest for heard in reading.hearing.heard.values()), default=reading.instant) + 1


def _with(registry: Registry, source: Source) -> Registry:
    return Registry(registry.parties, {**registry.sources, source.id: source})
