"""The status engine: one fold over the records of a case, one table of nine rows.

A finding is what the rules make of a claim at an instant, from what had been said by then; a history is the finding
after each instant at which something was said that bears on the claim.
"""

from collections.abc import Collection, Iterable, Iterator
from itertools import combinations, groupby
from operator import attrgetter
from typing import Final, NamedTuple

from msgspec import Struct

from verifier.domain.model.claims import Claim, ClaimKind, Status
from verifier.domain.rules.levels import weigh
from verifier.domain.rules.live import LiveRecords, Side, WeightedRecord, figures_apart, in_order
from verifier.domain.rules.policy import Policy
from verifier.domain.rules.records import Case, Literal, Record
from verifier.domain.rules.voices import Profiles

REFUTING_LEVEL: Final = 3
CONFIRMING_LEVEL: Final = 4

AFFIRMED: Final = {
    1: Status.UNVERIFIED,
    2: Status.SINGLE_SOURCE,
    3: Status.CORROBORATED,
    4: Status.CONFIRMED,
}


class Finding(NamedTuple):
    """What the rules make of a claim: the row that holds, the levels of the claim and of its negation.

    `dispute` is `existence`, `rival` or `figure`; `denied_by` and `insisted_by` name the interested parties of rows 7
    and 8.
    """

    status: Status
    row: int
    support: int
    opposition: int
    dispute: str | None = None
    denied_by: tuple[str, ...] = ()
    insisted_by: tuple[str, ...] = ()


class Step(NamedTuple):
    """The derived status after one instant (microseconds UTC); `because` numbers the records said at it."""

    at: int
    status: Status
    support: int
    opposition: int
    because: tuple[int, ...]


class Replay(NamedTuple):
    """A whole case: what is live at its end, and the history of each claim."""

    hearing: LiveRecords
    histories: dict[int, tuple[Step, ...]]


class Sides(Struct, frozen=True):
    """The live records for and against a claim."""

    supporting: Side
    opposing: Side

    @classmethod
    def of(cls, hearing: LiveRecords, claim: int) -> "Sides":
        """The sides of a claim as heard so far."""
        return cls(hearing.side(claim), hearing.side(-claim))


def derive(case: Case, claim: int, instant: int) -> Finding:
    """What the rules make of a claim at an instant (microseconds UTC), from what had been said by then."""
    return conclude(case, hear_until(case, instant), claim, instant)


def hear_until(case: Case, instant: int) -> LiveRecords:
    """The hearing of all that had been said by an instant."""
    return hear_all(case.said_by(instant))


def hear_all(case: Case, profiles: Profiles | None = None) -> LiveRecords:
    """The hearing of all records of a case; `profiles` are those of its registry, where many cases share it."""
    hearing = LiveRecords(case, profiles)
    for record in in_order(case.records):
        hearing.hear(record)
    return hearing


def history(case: Case, claim: int) -> tuple[Step, ...]:
    """The derived status of a claim after each instant at which something was said that bears on it, oldest first."""
    return histories(case)[claim]


def histories(case: Case) -> dict[int, tuple[Step, ...]]:
    """The history of each claim of a case."""
    return retold(case).histories


def retold(case: Case, profiles: Profiles | None = None) -> Replay:
    """All records of a case heard, with what each instant made of each claim they bear on."""
    steps: dict[int, list[Step]] = {claim: [] for claim in case.claims}
    hearing = LiveRecords(case, profiles)
    for instant, records in groupby(in_order(case.records), key=attrgetter("earliest")):
        for claim, because in _bearing(hearing, records).items():
            found = conclude(case, hearing, claim, instant)
            steps[claim].append(Step(instant, found.status, found.support, found.opposition, tuple(sorted(because))))
    return Replay(hearing, {claim: tuple(found) for claim, found in steps.items()})


def _bearing(hearing: LiveRecords, records: Iterable[Record]) -> dict[int, list[int]]:
    """Hear the records; tell for each claim they bear on which of them do."""
    because: dict[int, list[int]] = {}
    for record in records:
        for claim in hearing.hear(record):
            because.setdefault(claim, []).append(record.id)
    return because


def conclude(case: Case, hearing: LiveRecords, claim_id: int, instant: int) -> Finding:
    """The finding for a claim after a hearing: the first row of the table that holds."""
    claim = case.claims[claim_id]
    supporting, opposing = hearing.side(claim_id), hearing.side(-claim_id)
    support, _ = weighed(case, claim_id, supporting)
    opposition, _ = weighed(case, -claim_id, opposing)
    if claim.kind is not ClaimKind.FACT and _is_not_checkable(claim, instant):
        return Finding(Status.NOT_CHECKABLE, 1, support, opposition)
    if supporting.has_figures and clashing_figures(claim_id, supporting.values()):
        return Finding(Status.DISPUTED, 2, support, opposition, "figure")
    if not support and not opposition and (claim_id in hearing.asserted or -claim_id in hearing.asserted):
        return Finding(Status.WITHDRAWN, 3, 0, 0)
    if not support or not opposition:
        return _uncontested(support, opposition)
    return _contested(case.policy, claim, (supporting, opposing), (support, opposition))


def _uncontested(support: int, opposition: int) -> Finding:
    """Rows 4, 5 and 6: nothing on one side, or on either."""
    if support:
        return Finding(AFFIRMED[support], 5, support, 0)
    if opposition:
        return Finding(Status.REFUTED if opposition >= REFUTING_LEVEL else Status.DENIED, 6, 0, opposition)
    return Finding(Status.UNATTRIBUTED, 4, 0, 0)


def _contested(policy: Policy, claim: Claim, sides: tuple[Side, Side], levels: tuple[int, int]) -> Finding:
    """Rows 7, 8 and 9: something on both sides, the supporting one and its level first."""
    (supporting, opposing), (support, opposition) = sides, levels
    if policy.row_7 and support >= REFUTING_LEVEL > opposition:
        parties = _interested_only(opposing, claim.against, supporting)
        if parties:
            return Finding(AFFIRMED[support], 7, support, opposition, denied_by=parties)
    if policy.row_8 and opposition >= REFUTING_LEVEL > support:
        parties = _interested_only(supporting, claim.favours, opposing)
        if parties:
            return Finding(Status.REFUTED, 8, support, opposition, insisted_by=parties)
    kind = "existence" if supporting.speaks_of(claim.id) and opposing.speaks_of(claim.id) else "rival"
    return Finding(Status.DISPUTED, 9, support, opposition, kind)


def _interested_only(side: Side, interested: Collection[str], other_side: Side) -> tuple[str, ...]:
    """The parties whose official voices are a whole side, if all are interested and none speaks on the other side."""
    voices = side.officials()
    parties = tuple(sorted(party for party in voices if party is not None and party in interested))
    return parties if len(parties) == len(voices) and voices.isdisjoint(other_side.officials()) else ()


def weighed(case: Case, literal: Literal, side: Side) -> tuple[int, tuple[WeightedRecord, ...]]:
    """The level of a literal and the records that are enough for it, worked out again only if its side has changed."""
    if side.weighed is None:
        side.weighed = weigh(case, literal, side.values())
    return side.weighed


def _is_not_checkable(claim: Claim, instant: int) -> bool:
    if claim.kind is ClaimKind.PREDICTION:
        return claim.happened is None or instant <= claim.happened.latest
    return claim.kind is ClaimKind.OPINION


def clashing_figures(claim: int, supporting: Iterable[WeightedRecord]) -> tuple[WeightedRecord, WeightedRecord] | None:
    """Two live records of different voices that affirm the claim with figures that do not meet."""
    return next(iter(_clashes(claim, supporting)), None)


def _clashes(claim: int, supporting: Iterable[WeightedRecord]) -> Iterator[tuple[WeightedRecord, WeightedRecord]]:
    figures = [heard for heard in supporting if heard.record.claim == claim and heard.record.figure]
    for one, other in combinations(figures, 2):
        if one.profile.voice != other.profile.voice and figures_apart(one.record, other.record):
            yield one, other
