"""Plain claims answered from rows: the same answers as from dossiers, without hearing records one against the other."""

from collections.abc import Mapping, Sequence
from itertools import starmap
from typing import NamedTuple

from verifier.domain.answer import Answer, Gist, answer_of, gist_of
from verifier.domain.case import Case
from verifier.domain.hearing import Hearing
from verifier.domain.model import Claim, ClaimKind, Registry
from verifier.domain.plain import PlainReader, Stand
from verifier.domain.policy import Policy
from verifier.domain.reading import Place, Reading
from verifier.domain.rows import EARLIEST, Row, Stored, record_of
from verifier.domain.status import Retold, Step
from verifier.domain.verdicts import NOBODY_JUDGED
from verifier.domain.voices import Profiles


class Brief(NamedTuple):
    """A claim that nothing is linked with and nobody has assessed, what was said of it in order, and where."""

    claim: Claim
    said: Sequence[Row]
    places: Mapping[int, Place]


class Briefly:
    """Answers briefs by one registry and policy."""

    def __init__(self, registry: Registry, policy: Policy, stored: Stored) -> None:
        self._registry = registry
        self._policy = policy
        self._stored = stored
        self._plain = PlainReader(registry, policy)
        self._profiles = Profiles(registry)

    def answer(self, brief: Brief, instant: int) -> Answer | None:
        """What is known of a claim at an instant (microseconds UTC); None if it is not plain."""
        reading = self._reading(brief, instant)
        return None if reading is None else answer_of(reading)

    def gist(self, brief: Brief, instant: int) -> Gist | None:
        """No more than is kept and logged of it."""
        reading = self._reading(brief, instant)
        return None if reading is None else gist_of(reading, NOBODY_JUDGED)

    def _reading(self, brief: Brief, instant: int) -> Reading | None:
        claim, said, places = brief
        if claim.kind is not ClaimKind.FACT:
            return None
        if said and said[-1][EARLIEST] > instant:
            said = [row for row in said if row[EARLIEST] <= instant]
        steps = self._steps(claim, said)
        if steps is None:
            return None
        records = tuple(record_of(row, self._stored) for row in said)
        case = Case({claim.id: claim}, (), records, self._registry, self._policy)
        hearing = Hearing(case, self._profiles)
        hearing.take_in(records)
        return Reading(case, Retold(hearing, {claim.id: steps}), claim.id, instant, places)

    def _steps(self, claim: Claim, said: Sequence[Row]) -> tuple[Step, ...] | None:
        """The history of a claim, if it is plain."""
        turns = self._plain.turns(claim.against, claim.favours, said)
        return None if turns is None else tuple(starmap(_step, turns))


def _step(at: int, stand: Stand, because: tuple[int, ...]) -> Step:
    return Step(at, stand.status, stand.support, stand.opposition, because)
