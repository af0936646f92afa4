"""The status engine: one fold over the records of a case, one table of nine rows.

A finding is what the rules make of a claim at an instant, from what had been said by then; a history is the finding
after each instant at which something was said that bears on the claim.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import combinations, groupby
from typing import Final, NamedTuple

from verifier.domain.case import Case, Literal, Record
from verifier.domain.hearing import Heard, Hearing, Side, figures_apart, in_order
from verifier.domain.levels import level
from verifier.domain.model import Claim, ClaimKind, Status
from verifier.domain.voices import Profiles

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


@dataclass(frozen=True, slots=True)
class Sides:
    """The live records for and against a claim."""

    supporting: Side
    opposing: Side

    @classmethod
    def of(cls, hearing: Hearing, claim: int) -> "Sides":
        """The sides of a claim as heard so far."""
        return cls(hearing.side(claim), hearing.side(-claim))

    def is_rival(self, claim: int) -> bool:
        """Whether all of one side speak of another claim."""
        return any(
            all(heard.record.claim != claim for heard in side.values()) for side in (self.supporting, self.opposing)
        )


def derive(case: Case, claim: int, instant: int) -> Finding:
    """What the rules make of a claim at an instant (microseconds UTC), from what had been said by then."""
    return conclude(case, hear_until(case, instant), claim, instant)


def hear_until(case: Case, instant: int) -> Hearing:
    """The hearing of all that had been said by an instant."""
    return hear_all(replace(case, records=tuple(r for r in case.records if r.earliest <= instant)))


def hear_all(case: Case) -> Hearing:
    """The hearing of all records of a case."""
    hearing = Hearing(case)
    for record in in_order(case.records):
        hearing.hear(record)
    return hearing


def history(case: Case, claim: int) -> tuple[Step, ...]:
    """The derived status of a claim after each instant at which something was said that bears on it, oldest first."""
    return histories(case)[claim]


def histories(case: Case, profiles: Profiles | None = None) -> dict[int, tuple[Step, ...]]:
    """The history of each claim of a case."""
    steps: dict[int, list[Step]] = {claim: [] for claim in case.claims}
    hearing = Hearing(case, profiles)
    for instant, records in groupby(in_order(case.records), key=lambda record: record.earliest):
        for claim, because in _bearing(hearing, records).items():
            found = conclude(case, hearing, claim, instant)
            steps[claim].append(Step(instant, found.status, found.support, found.opposition, tuple(sorted(because))))
    return {claim: tuple(found) for claim, found in steps.items()}


def _bearing(hearing: Hearing, records: Iterable[Record]) -> dict[int, list[int]]:
    """Hear the records; tell for each claim they bear on which of them do."""
    because: dict[int, list[int]] = {}
    for record in records:
        for claim in hearing.hear(record):
            because.setdefault(claim, []).append(record.id)
    return because


def conclude(case: Case, hearing: Hearing, claim_id: int, instant: int) -> Finding:
    """The finding for a claim after a hearing: the first row of the table that holds."""
    claim = case.claims[claim_id]
    supporting, opposing = hearing.side(claim_id), hearing.side(-claim_id)
    support = _level(case, claim_id, supporting)
    opposition = _level(case, -claim_id, opposing)
    if _is_not_checkable(claim, instant):
        return Finding(Status.NOT_CHECKABLE, 1, support, opposition)
    if supporting.has_figures and clashing_figures(claim_id, supporting.values()):
        return Finding(Status.DISPUTED, 2, support, opposition, "figure")
    if not support and not opposition:
        committed = claim_id in hearing.asserted or -claim_id in hearing.asserted
        return Finding(Status.WITHDRAWN, 3, 0, 0) if committed else Finding(Status.UNATTRIBUTED, 4, 0, 0)
    if not opposition:
        return Finding(AFFIRMED[support], 5, support, 0)
    if not support:
        return Finding(Status.REFUTED if opposition >= REFUTING_LEVEL else Status.DENIED, 6, 0, opposition)
    return _contested(case, claim, Sides(supporting, opposing), support, opposition)


def _level(case: Case, literal: Literal, side: Side) -> int:
    if side.level is None:
        side.level = level(case, literal, side.values())
    return side.level


def _contested(case: Case, claim: Claim, sides: Sides, support: int, opposition: int) -> Finding:
    """Rows 7, 8 and 9: something on both sides."""
    policy = case.policy
    if policy.row_7 and support >= REFUTING_LEVEL > opposition:
        parties = _interested_only(sides.opposing, claim.against, sides.supporting)
        if parties:
            return Finding(AFFIRMED[support], 7, support, opposition, denied_by=parties)
    if policy.row_8 and opposition >= REFUTING_LEVEL > support:
        parties = _interested_only(sides.supporting, claim.favours, sides.opposing)
        if parties:
            return Finding(Status.REFUTED, 8, support, opposition, insisted_by=parties)
    kind = "rival" if sides.is_rival(claim.id) else "existence"
    return Finding(Status.DISPUTED, 9, support, opposition, kind)


def _interested_only(side: Side, interested: Collection[str], other_side: Side) -> tuple[str, ...]:
    """The parties whose official voices are a whole side, if all are interested and none speaks on the other side."""
    voices = {heard.profile.official for heard in side.values()}
    elsewhere = {heard.profile.official for heard in other_side.values()}
    parties = tuple(sorted(party for party in voices if party is not None and party in interested))
    return parties if len(parties) == len(voices) and voices.isdisjoint(elsewhere) else ()


def _is_not_checkable(claim: Claim, instant: int) -> bool:
    if claim.kind == ClaimKind.PREDICTION:
        return claim.happened is None or instant <= claim.happened.latest
    return claim.kind == ClaimKind.OPINION


def clashing_figures(claim: int, supporting: Iterable[Heard]) -> tuple[Heard, Heard] | None:
    """Two live records of different voices that affirm the claim with figures that do not meet."""
    return next(iter(_clashes(claim, supporting)), None)


def _clashes(claim: int, supporting: Iterable[Heard]) -> Iterator[tuple[Heard, Heard]]:
    figures = [heard for heard in supporting if heard.record.claim == claim and heard.record.figure]
    for one, other in combinations(figures, 2):
        if one.profile.voice != other.profile.voice and figures_apart(one.record, other.record):
            yield one, other
