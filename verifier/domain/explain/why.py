"""Why a claim has its status: the records that decide it, those that add nothing, and the reason in one sentence.

Anyone can check the sentence against the records.
"""

from collections.abc import Iterable
from decimal import Decimal
from itertools import pairwise
from typing import Final

from msgspec import Struct

from verifier.domain.explain.evaluation import COMMITTED, Evaluation
from verifier.domain.model.claims import ClaimKind, Status
from verifier.domain.model.statements import Figure, Stance
from verifier.domain.rules.live import Cause, Ground, is_rejection, losers, takes_back, united
from verifier.domain.rules.records import FIRST_HAND, WeightedRecord
from verifier.domain.rules.status import CONFIRMING_LEVEL, PAIR_LEVEL, Verdicts, clashing_figures, weighed

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


def sides_by_figure(records: Iterable[WeightedRecord]) -> dict[Figure, list[WeightedRecord]]:
    """The records grouped by the figure they give, or reject, lowest first."""
    groups: dict[Figure, list[WeightedRecord]] = {}
    for heard in records:
        if heard.record.figure:
            groups.setdefault(heard.record.figure, []).append(heard)
    return dict(sorted(groups.items(), key=lambda item: _order(item[0])))


def _order(figure: Figure) -> tuple[Decimal, Decimal]:
    return (
        Decimal("-Infinity") if figure.low is None else figure.low,
        Decimal("Infinity") if figure.high is None else figure.high,
    )


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


_PAIR: Final = 2
_SEVERAL: Final = frozenset(
    {"several", "some", "two", "three", "many", "officials", "officers", "sources", "residents", "witnesses", "people"}
    | {"soldiers", "diplomats", "media", "videos", "photos", "posts"}
)
"""Words by which a description is of more than one."""


def why(reading: Evaluation, verdicts: Verdicts) -> str:
    """The reason for the status shown: the analysts' verdict where one stands, then what sources say."""
    derived = _derived(reading)
    if verdicts.agreed is not None:
        last = verdicts.live[-1]
        return f"{last.analyst} finds it {last.verdict}: {_ended(last.rationale)} From sources alone: {derived}"
    if verdicts.split:
        words = _list(f"{assessment.analyst} finds it {assessment.verdict}" for assessment in verdicts.live)
        return f"Analysts differ: {words}. From sources alone: {derived}"
    return derived


def _derived(reading: Evaluation) -> str:
    match reading.finding.status:
        case Status.NOT_CHECKABLE:
            words = _not_checkable(reading)
        case Status.UNATTRIBUTED:
            words = "No source commits to it."
        case Status.WITHDRAWN:
            words = f"Withdrawn: {_list(reading.voices(deciding(reading)))} took back what had been said."
        case Status.DISPUTED:
            words = f"{_disputed(reading)}{_challenged(reading)}."
        case Status.DENIED:
            words = f"Denied by {_who(reading, -1)}; no source affirms it{_asides(reading)}."
        case Status.REBUTTED | Status.REFUTED:
            words = f"{_rebutted(reading)}{_asides(reading)}{_insistence(reading)}."
        case _:
            words = f"{_affirmed(reading)}{_asides(reading)}{_insistence(reading)}."
    return words


def _not_checkable(reading: Evaluation) -> str:
    if reading.claim.kind == ClaimKind.OPINION:
        return "An opinion: there is nothing to check."
    if reading.claim.happened is None:
        return "A prediction without a time: there is nothing to check yet."
    return "A prediction whose time has not passed."


def _affirmed(reading: Evaluation) -> str:
    status, support = reading.finding.status, reading.finding.support
    if status == Status.UNVERIFIED:
        return f"Only hedged, anonymous or unidentified support: {_who(reading, 1)}"
    if status == Status.SINGLE_SOURCE:
        return f"Claimed by {_deciders(reading, 1)}{_alone(reading)}"
    if support == CONFIRMING_LEVEL:
        return _confirmed(reading, 1)
    return f"{_deciders(reading, 1)} say so independently of each other"


def _alone(reading: Evaluation) -> str:
    """Why whoever else supports a claim makes no independent pair, where one of them admits it; or that nobody does."""
    if not any(_admitting(reading, heard, 1) for heard in reading.sides.supporting.values()):
        return "; nothing independent of it supports it"
    return ""


def _asides(reading: Evaluation) -> str:
    """Who speaks against its own interest, without the status resting on it, and why that makes no pair."""
    words = ""
    for sign, side in ((1, reading.sides.supporting), (-1, reading.sides.opposing)):
        if _level(reading, sign) == CONFIRMING_LEVEL:
            continue
        admitting = [heard for heard in side.values() if _admitting(reading, heard, sign)]
        if admitting:
            verb = "admits" if sign > 0 else "denies"
            parties = _list(reading.voices(admitting))
            words += f"; {parties} {verb} it, against its own interest{_no_pair(reading, sign, admitting)}"
    return words


def _level(reading: Evaluation, sign: int) -> int:
    return reading.finding.support if sign > 0 else reading.finding.opposition


def _admitting(reading: Evaluation, heard: WeightedRecord, sign: int) -> bool:
    party = heard.profile.official
    return party is not None and party in losers(reading.case, sign * reading.claim_id)


def _no_pair(reading: Evaluation, sign: int, admitting: list[WeightedRecord]) -> str:
    """Why an admission makes no independent pair with whoever else is on its side."""
    side = reading.sides.supporting if sign > 0 else reading.sides.opposing
    others = [heard for heard in side.values() if heard.profile.voice not in {one.profile.voice for one in admitting}]
    if _level(reading, sign) >= PAIR_LEVEL or not others:
        return ""
    unknown = [heard for heard in others if heard.profile.vouchers is None]
    if unknown:
        names = _list(f"{_named(reading, heard)}'s" for heard in unknown)
        return f"; {names} lineage is unknown, so they make no independent pair"
    if all(not heard.certain for heard in others):
        verb = _agree(tuple(reading.voices(others)), "hedges", "hedge")
        return f"; {_list(_named(reading, heard) for heard in others)} {verb}, so they make no independent pair"
    return "; they are not independent of each other"


def _insistence(reading: Evaluation) -> str:
    """Who is outweighed: the interested, and the weak."""
    finding, words = reading.finding, ""
    if finding.denied_by:
        names = finding.denied_by
        words += f"; {_list(names)}, whose interest it hurts, {_agree(names, 'denies', 'deny')} it"
    if finding.insisted_by:
        names = finding.insisted_by
        words += f"; {_list(names)}, whose interest it serves, {_agree(names, 'insists', 'insist')}"
    return words + _challenged(reading)


def _agree(names: tuple[str, ...], one: str, several: str) -> str:
    return one if len(names) == 1 else several


def _challenged(reading: Evaluation) -> str:
    """The weak voices that change nothing."""
    names = _list(challenge.who for challenge in reading.finding.challenged)
    return f"; challenged by {names}, too weak to dispute it" if names else ""


def _confirmed(reading: Evaluation, sign: int) -> str:
    """How the pair that reaches level 4 does so."""
    pair = [heard for heard in deciding(reading) if sign * reading.claim_id in heard.supports]
    verb = "say so" if sign > 0 else "deny it"
    parties = [heard.profile.official for heard in pair]
    registry = reading.case.registry
    if all(one and other and registry.adverse(one, other) for one, other in pairwise(parties)):
        return f"{_deciders(reading, sign)}, official voices of adverse parties, both {verb}"
    admitting = next(party for party in parties if party in losers(reading.case, sign * reading.claim_id))
    return f"{_deciders(reading, sign)} {verb} independently; {admitting} speaks against its own interest"


def _rebutted(reading: Evaluation) -> str:
    if reading.finding.opposition == CONFIRMING_LEVEL:
        return _confirmed(reading, -1)
    return f"{_deciders(reading, -1)} deny it independently of each other"


def _disputed(reading: Evaluation) -> str:
    if reading.finding.dispute == "figure":
        return f"The figures do not meet: {_figures(reading)}"
    supporting, opposing = reading.sides.supporting.values(), reading.sides.opposing.values()
    affirms = f"{_who(reading, 1)} {_verb(reading, supporting, 'affirms', 'affirm')} it{_by_way(reading, supporting)}"
    denies = f"{_who(reading, -1)} {_verb(reading, opposing, 'denies', 'deny')} it{_by_way(reading, opposing)}"
    return f"{affirms}; {denies}{_asides(reading)}"


def _figures(reading: Evaluation) -> str:
    """Who gives which figure, and who rejects which."""
    given, rejected = sides_by_figure(reading.live_own(Stance.AFFIRMS)), sides_by_figure(reading.rejecting)
    words = [
        f"{_list(reading.origins(side))} {_verb(reading, side, one, several)} {figure}"
        for groups, one, several in ((given, "gives", "give"), (rejected, "rejects", "reject"))
        for figure, side in groups.items()
    ]
    return "; ".join(words)


def _by_way(reading: Evaluation, side: Iterable[WeightedRecord]) -> str:
    """The other claims a whole side speaks of, if it does not speak of this one."""
    claims = sorted({heard.record.claim for heard in side})
    if reading.claim_id in claims:
        return ""
    return f" by way of {_list(f'c{claim}' for claim in claims)}"


def _who(reading: Evaluation, sign: int) -> str:
    side = reading.sides.supporting if sign > 0 else reading.sides.opposing
    return _list(_named(reading, heard) for heard in side.values())


def _deciders(reading: Evaluation, sign: int) -> str:
    return _list(_named(reading, heard) for heard in deciding(reading) if sign * reading.claim_id in heard.supports)


def _named(reading: Evaluation, heard: WeightedRecord) -> str:
    """The origin's name; an anonymous one with who passed it on."""
    name = reading.origin_name(heard)
    if not heard.profile.anonymous or heard.record.nearest is None:
        return name
    return f"{name} (through {reading.case.registry.sources[heard.record.nearest].name})"


def _verb(reading: Evaluation, records: Iterable[WeightedRecord], one: str, several: str) -> str:
    """The verb for whoever the records are from; one description may be of several people."""
    origins = {heard.record.origin: heard for heard in records}
    if len(origins) > 1:
        return several
    return several if any(_is_plural(reading, heard) for heard in origins.values()) else one


def _is_plural(reading: Evaluation, heard: WeightedRecord) -> bool:
    words = set(reading.origin_name(heard).casefold().split())
    return heard.profile.anonymous and not words.isdisjoint(_SEVERAL)


def _list(words: Iterable[str]) -> str:
    """The words, each once, as English lists them."""
    found = list(dict.fromkeys(words))
    if len(found) < _PAIR:
        return "".join(found)
    return f"{', '.join(found[:-1])} and {found[-1]}"


def _ended(sentence: str) -> str:
    return sentence if sentence.endswith((".", "!", "?")) else f"{sentence}."
