"""Why a claim has its status: the records that decide it, and those that are heard but add nothing."""

from collections.abc import Iterable
from typing import Final

from msgspec import Struct

from verifier.domain.explain.counts import sides_by_figure
from verifier.domain.explain.evaluation import COMMITTED, Evaluation
from verifier.domain.model.statements import Stance
from verifier.domain.rules.live import Cause, is_rejection, takes_back
from verifier.domain.rules.status import clashing_figures, weighed
from verifier.domain.rules.weights import FIRST_HAND, Ground, WeightedRecord, united

FIGURE_ROW: Final = 2
WITHDRAWN_ROW: Final = 3
_OUTWEIGHING_ROWS: Final = frozenset({7, 8})


class DisputeSide(Struct, frozen=True):
    """One side of a dispute: its position in words, who takes it, and the records that say so."""

    position: str
    who: tuple[str, ...]
    because: tuple[int, ...]


class Dispute(Struct, frozen=True):
    """What kind of dispute it is (`existence`, `rival` or `figure`) and its sides."""

    kind: str
    sides: tuple[DisputeSide, ...]


def deciding(reading: Evaluation) -> tuple[WeightedRecord, ...]:
    """The records that are enough for the status, links included, in the order heard."""
    if reading.finding.row == FIGURE_ROW:
        return _clash(reading)
    if reading.finding.row == WITHDRAWN_ROW:
        return _what_silenced(reading)
    literals = ((reading.claim_id, reading.sides.supporting), (-reading.claim_id, reading.sides.opposing))
    found = [heard for literal, side in literals for heard in weighed(reading.case, literal, side)[1]]
    return tuple(sorted(found, key=lambda heard: (heard.record.earliest, heard.record.id)))


def _clash(reading: Evaluation) -> tuple[WeightedRecord, ...]:
    given = reading.hearing.figured(reading.claim_id)
    return clashing_figures(reading.case, reading.claim_id, given, reading.sides.supporting).pair or ()


def _what_silenced(reading: Evaluation) -> tuple[WeightedRecord, ...]:
    causes = dict.fromkeys(
        reading.hearing.silenced[heard.record.id].by
        for heard in reading.bearing
        if reading.takes_side(heard) and heard.record.id in reading.hearing.silenced
    )
    return tuple(reading.hearing.heard[cause] for cause in causes)


def dispute(reading: Evaluation) -> Dispute | None:
    """The dispute, if the rules find one."""
    kind = reading.finding.dispute
    if kind is None:
        return None
    if kind == "figure":
        given, rejected = sides_by_figure(reading.live_own(Stance.AFFIRMS)), sides_by_figure(reading.rejecting)
        sides = (
            *(_side(reading, str(figure), group) for figure, group in given.items()),
            *(_side(reading, f"not {figure}", group) for figure, group in rejected.items()),
        )
    else:
        sides = (
            _side(reading, Stance.AFFIRMS, reading.sides.supporting.values()),
            _side(reading, Stance.DENIES, reading.sides.opposing.values()),
        )
    return Dispute(kind, sides)


def _side(reading: Evaluation, position: str, records: Iterable[WeightedRecord]) -> DisputeSide:
    heard = tuple(records)
    return DisputeSide(position, reading.origins(heard), tuple(h.record.id for h in heard))


def adds_nothing(reading: Evaluation) -> dict[int, str]:
    """For each record that bears on the claim and does not decide its status: why it adds nothing."""
    decisive = deciding(reading)
    numbers = {heard.record.id for heard in decisive}
    return {
        heard.record.id: _reason(reading, heard, decisive)
        for heard in reading.bearing
        if heard.record.id not in numbers
    }


def _reason(reading: Evaluation, heard: WeightedRecord, decisive: tuple[WeightedRecord, ...]) -> str:
    if not reading.is_live(heard):
        return _no_longer(reading, heard)
    match heard.record.stance:
        case Stance.WITHHOLDS:
            return "takes no side"
        case Stance.QUESTIONS:
            return "casts doubt, and denies nothing"
        case Stance.RETRACTS:
            return "takes back its own word" if _took_back(reading, heard) else "has nothing to take back"
        case Stance.AFFIRMS | Stance.DENIES if not reading.takes_side(heard):
            return _NO_FIGURE if is_rejection(heard.record) else _NO_OTHER_WAY
        case Stance.AFFIRMS | Stance.DENIES:
            return _weakness(reading, heard) or _overlap(reading, heard, decisive) or "the level is reached without it"


def _no_longer(reading: Evaluation, heard: WeightedRecord) -> str:
    """Why a record is not live."""
    if heard.record.id in reading.hearing.forecasts:
        return "a forecast: said before the time of the prediction"
    silence = reading.hearing.silenced[heard.record.id]
    return f"{_SILENCED[silence.cause]} a{silence.by}"


_NO_FIGURE: Final = "rejects a figure, and takes no side"
_NO_OTHER_WAY: Final = "bears on this claim only by taking back what reached it"
_SILENCED: Final = {
    Cause.REVERSED: "reversed by",
    Cause.REVISED: "another figure was given in",
    Cause.RETRACTED: "taken back in",
}


def _took_back(reading: Evaluation, retraction: WeightedRecord) -> bool:
    return any(h.record.stance in COMMITTED and takes_back(retraction, h) for h in reading.own)


def _weakness(reading: Evaluation, heard: WeightedRecord) -> str | None:
    """What keeps a record by itself from counting towards independence."""
    profile = heard.profile
    if not heard.certain:
        return f"hedged: said as {heard.record.certainty} only"
    if profile.anonymous and profile.vouchers is None:
        carrier = "no party is known" if heard.record.nearest is not None else "no carrier or outlet is known"
        return f"an anonymous source of unknown lineage: {carrier}"
    if not profile.identified and not profile.anonymous:
        first_hand = " or ".join(sorted(FIRST_HAND))
        return f"{reading.origin_name(heard)} names no origin (basis is not {first_hand})"
    if heard.profile.post and reading.finding.row in _OUTWEIGHING_ROWS and profile.vouchers is None:
        return f"a post: {reading.origin_name(heard)} does not say what it rests on"
    if profile.vouchers is None:
        return f"of unknown lineage: {reading.origin_name(heard)} has no party and is not established as independent"
    return None


def _overlap(reading: Evaluation, heard: WeightedRecord, decisive: tuple[WeightedRecord, ...]) -> str | None:
    """The deciding record on the same side that this one is not independent of."""
    for other in decisive:
        if heard.supports.isdisjoint(other.supports):
            continue
        if other.profile.voice == heard.profile.voice:
            return f"the same voice as a{other.record.id} ({reading.voice_name(other.profile)})"
        if not _independent(reading, heard, other):
            return f"not independent of a{other.record.id} ({reading.origin_name(other)})"
        if heard.profile.anonymous and other.profile.anonymous:
            return f"anonymous, like a{other.record.id}: two unnamed sources make no pair"
    return None


def _independent(reading: Evaluation, one: WeightedRecord, other: WeightedRecord) -> bool:
    """Whether nobody vouches for both, on the side that they share."""
    literal = reading.claim_id if reading.claim_id in one.supports & other.supports else -reading.claim_id
    return Ground.of((), united(reading.case, literal)).independent(one, other)
