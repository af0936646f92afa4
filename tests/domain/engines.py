"""What a test asks of an engine: the real one, the oracle and the wrong ones answer alike."""

from collections.abc import Sequence
from typing import Protocol

from tests.domain.builders import END
from tests.domain.oracle import Answer, Moved
from verifier.domain.bulk import Course, Fold
from verifier.domain.case import Case, Record
from verifier.domain.model import Claim, Figure, Status
from verifier.domain.rows import MANNERS, Row, Stored, Topic
from verifier.domain.status import Finding, Step


class Found(Protocol):
    """A finding."""

    @property
    def status(self) -> Status:
        """The derived status."""

    @property
    def row(self) -> int:
        """The row of the table that holds."""

    @property
    def support(self) -> int:
        """The level of the claim."""

    @property
    def opposition(self) -> int:
        """The level of its negation."""

    @property
    def dispute(self) -> str | None:
        """The kind of dispute."""

    @property
    def denied_by(self) -> Sequence[str]:
        """The interested parties that deny."""

    @property
    def insisted_by(self) -> Sequence[str]:
        """The interested parties that insist."""


class Change(Protocol):
    """A step of a history."""

    @property
    def at(self) -> int:
        """The instant."""

    @property
    def status(self) -> Status:
        """The derived status after it."""

    @property
    def support(self) -> int:
        """The level of the claim after it."""

    @property
    def opposition(self) -> int:
        """The level of its negation after it."""

    @property
    def because(self) -> Sequence[int]:
        """The records said at the instant that bear on the claim."""


class Engine(Protocol):
    """Derives a status, and its history."""

    def derive(self, case: Case, claim: int, instant: int, /) -> Found:
        """The finding on a claim at an instant."""

    def history(self, case: Case, claim: int, /) -> Sequence[Change]:
        """The steps of a claim, oldest first."""


class InBulk:
    """The engine as it reads a whole base from rows."""

    def derive(self, case: Case, claim: int, instant: int) -> Finding:
        """The finding on a claim at an instant."""
        return self.courses(case, instant)[claim].finding

    def history(self, case: Case, claim: int) -> tuple[Step, ...]:
        """The steps of a claim, oldest first."""
        return steps_of(self.courses(case, END)[claim])

    def courses(self, case: Case, instant: int) -> dict[int, Course]:
        """The course of every claim of a case."""
        figures: dict[str | None, Figure | None] = {str(record.id): record.figure for record in case.records}
        fold = Fold(case.registry, case.policy, case.links, Stored(figures.get, names_of))
        rows = (row_of(record) for record in sorted(case.records, key=lambda r: (r.claim, r.earliest, r.id)))
        topics = (topic_of(case.claims[number]) for number in sorted(case.claims))
        return {course.claim: course for course in fold.courses(topics, rows, instant)}


def steps_of(course: Course) -> tuple[Step, ...]:
    """The history of a course in steps."""
    return tuple(
        Step(at, stood.status, stood.support, stood.opposition, because) for at, stood, because in course.history
    )


def row_of(record: Record) -> Row:
    """The row of a record, its number standing for its figure."""
    number, claim, origin, nearest, stance, certainty, basis, figure, earliest, latest = record
    manner = MANNERS.index((stance, certainty, basis))
    return number, claim, origin, nearest, manner, str(number) if figure else None, earliest, latest


def topic_of(claim: Claim) -> Topic:
    """The row of a claim."""
    latest = None if claim.happened is None else claim.happened.latest
    return claim.id, claim.kind.value, " ".join(claim.against), " ".join(claim.favours), latest


def names_of(text: str) -> tuple[str, ...]:
    """The names of a row."""
    return tuple(text.split())


def answer_of(engine: Engine, case: Case, claim: int = 1, at: int = END) -> Answer:
    """The whole finding on a claim, for comparison."""
    found = engine.derive(case, claim, at)
    return Answer(
        found.status,
        found.row,
        found.support,
        found.opposition,
        found.dispute,
        tuple(sorted(found.denied_by)),
        tuple(sorted(found.insisted_by)),
    )


def levels_of(engine: Engine, case: Case, claim: int = 1, at: int = END) -> tuple[int, int]:
    """Support and opposition of a claim."""
    found = engine.derive(case, claim, at)
    return found.support, found.opposition


def history_of(engine: Engine, case: Case, claim: int = 1) -> tuple[Moved, ...]:
    """The whole history of a claim, for comparison."""
    return tuple(
        Moved(step.at, step.status, step.support, step.opposition, tuple(sorted(step.because)))
        for step in engine.history(case, claim)
    )
