"""What a test asks of an engine: the real one, the oracle and the wrong ones answer alike."""

from collections.abc import Sequence
from typing import Protocol

from tests.domain.builders import END
from tests.domain.oracle import Expected, Moved
from verifier.domain.model.claims import Status
from verifier.domain.rules.records import Case


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
        """The interested voices that deny."""

    @property
    def insisted_by(self) -> Sequence[str]:
        """The interested voices that insist."""

    @property
    def challenged(self) -> Sequence[tuple[str, str]]:
        """The weak voices that change nothing, and their stances."""


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


def answer_of(engine: Engine, case: Case, claim: int = 1, at: int = END) -> Expected:
    """The whole finding on a claim, for comparison."""
    found = engine.derive(case, claim, at)
    return Expected(
        found.status,
        found.row,
        found.support,
        found.opposition,
        found.dispute,
        tuple(sorted(found.denied_by)),
        tuple(sorted(found.insisted_by)),
        tuple(sorted((who, str(stance)) for who, stance in found.challenged)),
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
