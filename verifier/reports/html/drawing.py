"""What is drawn on a page, as numbers that a template puts into SVG: the course of a status, and figures on an axis.

Lengths are percentages of the width of the drawing, so that words keep their size on a screen of any width. A status is
wider the longer it lasted, by the logarithm, so that a day stays visible beside two years; within a status statements
are placed in proportion.
"""

import math
from collections.abc import Iterable, Sequence
from datetime import tzinfo
from decimal import Decimal
from itertools import pairwise
from typing import Final, NamedTuple

from verifier.domain.model.claims import Status
from verifier.domain.model.statements import Attribution, Figure, Stance
from verifier.domain.model.time import HOUR
from verifier.domain.rules.status import Step
from verifier.reports.text.styled import attribution_mark
from verifier.reports.text.timeline import Piece, pieces
from verifier.reports.text.wording import date

WIDTH: Final = 100
_BETWEEN_MARKS: Final = 2
_NARROWEST: Final = 8
_BETWEEN_TICKS: Final = 9


class Band(NamedTuple):
    """A status as a bar from `x`, `width` wide, with its word and the date on which it began."""

    x: float
    width: float
    status: Status
    began: str


class Mark(NamedTuple):
    """A statement at `x`: its mark, stance and ref."""

    x: float
    mark: str
    stance: Stance
    ref: str


class Course(NamedTuple):
    """The course of a claim: bars, oldest first, and the statements that fell into them."""

    bands: tuple[Band, ...]
    marks: tuple[Mark, ...]


class Range(NamedTuple):
    """A figure as a bar from `x`, `width` wide; `open_low` and `open_high` tell on which side it has no end."""

    who: str
    figure: str
    rejected: bool
    x: float
    width: float
    open_low: bool
    open_high: bool


class Axis(NamedTuple):
    """Figures on one axis, with the numbers at its ends and at what they give."""

    ranges: tuple[Range, ...]
    ticks: tuple[tuple[float, str], ...]


def course(history: Sequence[Step], said: Iterable[Attribution], now: int, zone: tzinfo) -> Course:
    """The course of a claim by an instant (microseconds UTC).

    It ends with the last word, or change, so that a page stays the same while there is nothing new.
    """
    spoken = [a for a in said if a.said.earliest <= now]
    ends = max((*(step.at for step in history), *(a.said.earliest for a in spoken)), default=now)
    found = pieces(history, ends)
    edges = _edges(found)
    bands = tuple(
        Band(left, right - left, piece.status, date(piece.since, zone))
        for piece, (left, right) in zip(found, pairwise(edges), strict=True)
    )
    marks = tuple(
        Mark(_place(a.said.earliest, found, edges), attribution_mark(a).text, a.stance, f"a{a.id}")
        for a in spoken
        if found
    )
    return Course(bands, _beside_each_other(marks))


def _beside_each_other(marks: Iterable[Mark]) -> tuple[Mark, ...]:
    """The marks in their order along the drawing, none over another."""
    placed: list[Mark] = []
    for mark in sorted(marks, key=lambda mark: mark.x):
        free = placed[-1].x + _BETWEEN_MARKS if placed else 0
        placed.append(mark._replace(x=max(mark.x, free)))
    return tuple(placed)


def _edges(found: Sequence[Piece]) -> list[float]:
    """Where each piece begins, and where the last one ends."""
    if not found:
        return []
    narrowest = min(_NARROWEST, WIDTH / len(found))
    weights = [math.log1p(max(0, piece.until - piece.since) / HOUR) + 0.1 for piece in found]
    weights[-1] = max(weights)  # it lasts
    rest = WIDTH - narrowest * len(found)
    edges = [0.0]
    for weight in weights:
        edges.append(edges[-1] + narrowest + rest * weight / sum(weights))
    return [round(edge, 2) for edge in edges]


def _place(instant: int, found: Sequence[Piece], edges: Sequence[float]) -> float:
    """Where an instant is on the drawing."""
    for piece, (left, right) in zip(found, pairwise(edges), strict=True):
        if instant <= piece.until:
            share = (instant - piece.since) / max(1, piece.until - piece.since)
            return round(left + (right - left) * min(1.0, max(0.0, share)), 2)
    return edges[-1]


def axis(figures: Sequence[tuple[str, Figure, bool]]) -> Axis | None:
    """Figures by who gives them, and whether they are rejected, on one axis; None where there is none."""
    bounds = [bound for _, figure, _ in figures for bound in (figure.low, figure.high) if bound is not None]
    if not bounds:
        return None
    low, high = min(bounds), max(bounds)
    margin = (high - low) / 8 or max(abs(high), Decimal(1)) / 4
    scale = _Scale(low - margin, high + margin)
    ranges = tuple(_range(who, figure, rejected, scale) for who, figure, rejected in figures)
    ticks = tuple((scale.at(bound), f"{bound:f}") for bound in _apart(sorted(set(bounds)), scale))
    return Axis(ranges, ticks)


class _Scale(NamedTuple):
    """The numbers at the ends of an axis."""

    low: Decimal
    high: Decimal

    def at(self, number: Decimal) -> float:
        """Where a number is on the axis."""
        return round(float((number - self.low) / (self.high - self.low)) * WIDTH, 2)


def _range(who: str, figure: Figure, rejected: bool, scale: _Scale) -> Range:  # noqa: FBT001 - one of three facts
    left = 0.0 if figure.low is None else scale.at(figure.low)
    right = float(WIDTH) if figure.high is None else scale.at(figure.high)
    return Range(who, str(figure), rejected, left, round(right - left, 2), figure.low is None, figure.high is None)


def _apart(numbers: Sequence[Decimal], scale: _Scale) -> list[Decimal]:
    """The numbers, without those whose words would stand on the words of the one before."""
    kept: list[Decimal] = []
    for number in numbers:
        if not kept or scale.at(number) - scale.at(kept[-1]) >= _BETWEEN_TICKS:
            kept.append(number)
    return kept
