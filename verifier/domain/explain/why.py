"""Why a claim has its status, in one sentence anyone can check against the records."""

from collections.abc import Iterable
from itertools import pairwise
from typing import Final

from verifier.domain.explain.counts import sides_by_figure
from verifier.domain.explain.deciding import deciding
from verifier.domain.explain.evaluation import Evaluation
from verifier.domain.model.claims import ClaimKind, Status
from verifier.domain.model.statements import Stance
from verifier.domain.rules.status import CONFIRMING_LEVEL, PAIR_LEVEL, Verdicts
from verifier.domain.rules.weights import WeightedRecord, losers

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
