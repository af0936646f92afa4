"""Claims and records as plain rows: what folding a whole base looks at, without an object for each."""

from collections.abc import Callable
from itertools import product
from typing import Final, NamedTuple, TypeAlias

from verifier.domain.case import Record
from verifier.domain.model import Basis, Certainty, Claim, ClaimKind, Figure, Stance
from verifier.domain.moment import Moment

Topic: TypeAlias = tuple[int, str, str, str, int | None]
"""Of a claim: number, kind, whom it is against and whom it favours (as stored), latest instant of its time."""
Row: TypeAlias = tuple[int, int, int, int | None, int, str | None, int, int]
"""Number, claim, origin, nearest carrier or else outlet, manner, figure (as stored), said earliest and latest.

Of an origin that was never anonymous the outlet may be left out. The manner is a place in `MANNERS`.
"""
MANNERS: Final = tuple(product(Stance, Certainty, Basis))
"""Every stance, certainty and basis."""
CLAIM: Final = 1
EARLIEST: Final = 6

_KIND: Final = {kind.value: kind for kind in ClaimKind}


class Printed(NamedTuple):
    """Where a record was read: the number of the document, carriers from the origin outward, the document's outlet."""

    document: int | None
    carriers: tuple[int, ...]
    outlet: int | None


class Stored(NamedTuple):
    """How to read what is stored: a figure, a list of names."""

    figure_of: Callable[[str | None], Figure | None]
    names_of: Callable[[str], tuple[str, ...]]


def record_of(row: Row, stored: Stored) -> Record:
    """The record of a row."""
    number, claim, origin, nearest, manner, figure, earliest, latest = row
    return Record(number, claim, origin, nearest, *MANNERS[manner], stored.figure_of(figure), earliest, latest)


def claim_of(topic: Topic, stored: Stored) -> Claim:
    """The claim of a row, with no more of it than the rules look at."""
    number, kind, against, favours, latest = topic
    happened = None if latest is None else Moment(latest, latest)
    hurt, helped = stored.names_of(against), stored.names_of(favours)
    return Claim(number, "", kind=_KIND[kind], happened=happened, against=hurt, favours=helped)
