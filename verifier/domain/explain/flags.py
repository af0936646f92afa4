"""What an analyst should notice beside a status. Flags are never statuses; each carries its details."""

from collections.abc import Callable, Iterable

from msgspec import Struct

from verifier.domain.explain.evaluation import Evaluation
from verifier.domain.explain.state import Flag
from verifier.domain.model.claims import Assessment
from verifier.domain.rules.live import Cause, Side, contradict, is_rejection
from verifier.domain.rules.records import Literal
from verifier.domain.rules.status import Challenge, weighed
from verifier.domain.rules.weights import WeightedRecord, level, losers


class Gatekeeper(Struct, frozen=True):
    """The one carrier all anonymous support goes through, and how many copies of it there are."""

    carrier: str
    copies: int


class Reversal(Struct, frozen=True):
    """A voice that took the other side, or gave another figure, and when (microseconds UTC)."""

    who: str
    at: int


class Flags(Struct, frozen=True):
    """Every flag; None (or empty) where it is not raised. Names are those of origins, voices and parties."""

    denied_by: tuple[str, ...] = ()
    insisted_by: tuple[str, ...] = ()
    anonymous: tuple[str, ...] = ()
    hedged: tuple[str, ...] = ()
    one_gatekeeper: Gatekeeper | None = None
    self_contradictory: tuple[str, ...] = ()
    reversed: tuple[Reversal, ...] = ()
    against_interest: tuple[str, ...] = ()
    stale_days: int | None = None
    split: tuple[Assessment, ...] = ()
    review_due: tuple[Assessment, ...] = ()
    challenged: tuple[Challenge, ...] = ()
    revised: tuple[Reversal, ...] = ()

    @property
    def of_records(self) -> frozenset[Flag]:
        """The flags raised that records alone raise."""
        raised = {
            Flag.DENIED_BY: self.denied_by,
            Flag.INSISTED_BY: self.insisted_by,
            Flag.CHALLENGED: self.challenged,
            Flag.ANONYMOUS: self.anonymous,
            Flag.HEDGED: self.hedged,
            Flag.ONE_GATEKEEPER: self.one_gatekeeper,
            Flag.SELF_CONTRADICTORY: self.self_contradictory,
            Flag.REVERSED: self.reversed,
            Flag.REVISED: self.revised,
            Flag.AGAINST_INTEREST: self.against_interest,
        }
        return frozenset([flag for flag, details in raised.items() if details])


def flags(reading: Evaluation) -> Flags:
    """The flags that the records of a claim raise; how late it is, and verdicts, raise the others."""
    return Flags(
        denied_by=reading.finding.denied_by,
        insisted_by=reading.finding.insisted_by,
        anonymous=_rests_on(reading, lambda heard: heard.profile.anonymous),
        hedged=_rests_on(reading, lambda heard: not heard.certain),
        one_gatekeeper=_gatekeeper(reading),
        self_contradictory=_self_contradictory(reading),
        reversed=_second_words(reading, Cause.REVERSED),
        against_interest=_against_interest(reading),
        challenged=reading.finding.challenged,
        revised=_second_words(reading, Cause.REVISED),
    )


def _rests_on(reading: Evaluation, is_weak: Callable[[WeightedRecord], bool]) -> tuple[str, ...]:
    """The weak origins without which the level of their side would be lower."""
    weak: list[WeightedRecord] = []
    for literal, side in _both(reading):
        strong = [heard for heard in side.values() if not is_weak(heard)]
        if len(strong) < len(side) and level(reading.case, literal, strong) < weighed(reading.case, literal, side)[0]:
            weak += [heard for heard in side.values() if is_weak(heard)]
    return reading.origins(weak)


def _both(reading: Evaluation) -> tuple[tuple[Literal, Side], tuple[Literal, Side]]:
    return (reading.claim_id, reading.sides.supporting), (-reading.claim_id, reading.sides.opposing)


def _gatekeeper(reading: Evaluation) -> Gatekeeper | None:
    support = tuple(reading.sides.supporting.values())
    carriers = {heard.profile.gatekeeper for heard in support}
    if not support or len(carriers) > 1 or not all(heard.profile.anonymous for heard in support):
        return None
    carrier = carriers.pop()
    return None if carrier is None else Gatekeeper(reading.speaker_name(carrier), len(support))


def _self_contradictory(reading: Evaluation) -> tuple[str, ...]:
    """The named voices with live records on both sides, or with live figures that do not meet."""
    by_voice: dict[object, list[WeightedRecord]] = {}
    for heard in reading.bearing:
        if not heard.profile.anonymous and _is_committed(reading, heard) and reading.is_live(heard):
            by_voice.setdefault(heard.profile.voice, []).append(heard)
    several = (spoken for spoken in by_voice.values() if len(spoken) > 1)
    return reading.voices(spoken[0] for spoken in several if _contradicts_itself(spoken))


def _is_committed(reading: Evaluation, heard: WeightedRecord) -> bool:
    """Whether a record takes a side on the claim, or rejects a figure for it."""
    return reading.takes_side(heard) or (is_rejection(heard.record) and heard.record.claim == reading.claim_id)


def _contradicts_itself(spoken: list[WeightedRecord]) -> bool:
    return any(contradict(one, other) for index, one in enumerate(spoken) for other in spoken[:index])


def _second_words(reading: Evaluation, kind: Cause) -> tuple[Reversal, ...]:
    """The voices that took back an earlier word by another of this kind, and when."""
    found: dict[tuple[str, int], None] = {}
    for heard in _silenced(reading):
        silence = reading.hearing.silenced[heard.record.id]
        if silence.cause is kind:
            cause = reading.hearing.heard[silence.by]
            found[reading.voice_name(cause.profile), cause.record.earliest] = None
    return tuple(Reversal(who, at) for who, at in found)


def _silenced(reading: Evaluation) -> Iterable[WeightedRecord]:
    if not reading.hearing.silenced:
        return ()
    silenced = reading.hearing.silenced
    return (heard for heard in reading.bearing if heard.record.id in silenced and _is_committed(reading, heard))


def _against_interest(reading: Evaluation) -> tuple[str, ...]:
    speaking = [
        (literal, heard.profile.official)
        for literal, side in _both(reading)
        for heard in side.values()
        if heard.profile.official is not None
    ]
    return tuple(dict.fromkeys(party for literal, party in speaking if party in losers(reading.case, literal)))
