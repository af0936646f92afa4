"""Why a claim has its status, in one sentence anyone can check against the records."""

from collections.abc import Iterable
from itertools import pairwise
from typing import Final

from verifier.domain.explain.counts import sides_by_figure
from verifier.domain.explain.deciding import deciding
from verifier.domain.explain.evaluation import Evaluation
from verifier.domain.model.claims import ClaimKind, Status
from verifier.domain.model.statements import Stance
from verifier.domain.rules.levels import losers
from verifier.domain.rules.live import WeightedRecord
from verifier.domain.rules.status import CONFIRMING_LEVEL
from verifier.domain.rules.verdicts import Verdicts

ROW_7, ROW_8 = 7, 8
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
            words = _disputed(reading)
        case Status.DENIED:
            words = f"Denied by {_who(reading, -1)}; no source affirms it."
        case Status.REFUTED:
            words = _refuted(reading)
        case _:
            words = _affirmed(reading)
    return words


def _not_checkable(reading: Evaluation) -> str:
    if reading.claim.kind == ClaimKind.OPINION:
        return "An opinion: there is nothing to check."
    if reading.claim.happened is None:
        return "A prediction without a time: there is nothing to check yet."
    return "A prediction whose time has not passed."


def _affirmed(reading: Evaluation) -> str:
    status, support = reading.finding.status, reading.finding.support
    ending = "."
    if reading.finding.row == ROW_7:
        ending = f"; {_list(reading.finding.denied_by)}, whose interest it hurts, denies it."
    if status == Status.UNVERIFIED:
        return f"Only hedged, anonymous or unidentified support: {_who(reading, 1)}{ending}"
    if status == Status.SINGLE_SOURCE:
        return f"Claimed by {_deciders(reading, 1)}; nothing independent of it supports it{ending}"
    if support == CONFIRMING_LEVEL:
        return f"{_confirmed(reading, 1)}{ending}"
    return f"{_deciders(reading, 1)} say so independently of each other{ending}"


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


def _refuted(reading: Evaluation) -> str:
    opposition = reading.finding.opposition
    ending = "."
    if reading.finding.row == ROW_8:
        ending = f"; {_list(reading.finding.insisted_by)}, whose interest it serves, insists."
    if opposition == CONFIRMING_LEVEL:
        return f"{_confirmed(reading, -1)}{ending}"
    return f"{_deciders(reading, -1)} deny it independently of each other{ending}"


def _disputed(reading: Evaluation) -> str:
    if reading.finding.dispute == "figure":
        groups = sides_by_figure(reading.live_own(Stance.AFFIRMS))
        words = (
            f"{_list(reading.origins(given))} {_verb(reading, given, 'gives', 'give')} {f}"
            for f, given in groups.items()
        )
        return f"The figures do not meet: {'; '.join(words)}."
    supporting, opposing = reading.sides.supporting.values(), reading.sides.opposing.values()
    affirms = f"{_who(reading, 1)} {_verb(reading, supporting, 'affirms', 'affirm')} it{_by_way(reading, supporting)}"
    denies = f"{_who(reading, -1)} {_verb(reading, opposing, 'denies', 'deny')} it{_by_way(reading, opposing)}"
    return f"{affirms}; {denies}."


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
    *others, last = dict.fromkeys(words)
    return f"{', '.join(others)} and {last}" if others else last


def _ended(sentence: str) -> str:
    return sentence if sentence.endswith((".", "!", "?")) else f"{sentence}."
