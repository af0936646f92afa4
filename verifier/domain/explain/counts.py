"""What is counted side by side and never merged: documents, outlets, origins, independent origins; and the figures."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Final, NamedTuple

from msgspec import Struct

from verifier.domain.explain.evaluation import Evaluation
from verifier.domain.model.statements import Attribution, Figure, Stance
from verifier.domain.rules.weights import Ground, WeightedRecord, united


class Counts(Struct, frozen=True):
    """How many of each stand behind the live affirmations of a claim."""

    documents: int
    outlets: int
    origins: int
    independent_origins: int


def counts(reading: Evaluation) -> Counts:
    """The counts over the live affirmations of the claim itself."""
    live = reading.live_own(Stance.AFFIRMS)
    said = [reading.attributions[heard.record.id] for heard in live]
    return Counts(
        documents=len({attribution.document for attribution in said if attribution.document is not None}),
        outlets=len({outlet for attribution in said for outlet in _outlets(attribution)}),
        origins=len({heard.profile.voice for heard in live}),
        independent_origins=Ground.of(live, united(reading.case, reading.claim_id)).independent_origins(),
    )


def _outlets(attribution: Attribution) -> Iterable[int]:
    yield from attribution.carriers
    if attribution.outlet is not None:
        yield attribution.outlet


class Rejected(NamedTuple):
    """A figure that is rejected, and by whom."""

    figure: Figure
    by: tuple[str, ...]


class Figures(Struct, frozen=True):
    """The lowest and highest figure given for a claim, the range that no live record excludes, and what is rejected.

    None is no bound, or no range. `holes` are the rejected figures inside the range.
    """

    low: Decimal | None
    high: Decimal | None
    agreed: Figure | None
    rejected: tuple[Rejected, ...] = ()

    @property
    def holes(self) -> tuple[Figure, ...]:
        """The rejected figures inside the range that is otherwise agreed."""
        agreed = self.agreed
        return tuple(one.figure for one in self.rejected if agreed and one.figure.meets(agreed))


def figures(reading: Evaluation) -> Figures | None:
    """The figures of the live records on a claim with a measure; None where none is given or rejected."""
    given = [heard.record.figure for heard in reading.live_own(Stance.AFFIRMS) if heard.record.figure]
    rejected = tuple(
        Rejected(figure, reading.origins(heard)) for figure, heard in sides_by_figure(reading.rejecting).items()
    )
    if not (given or rejected) or not reading.claim.measure:
        return None
    lows = [figure.low for figure in given if figure.low is not None]
    highs = [figure.high for figure in given if figure.high is not None]
    return Figures(
        low=min(lows) if given and len(lows) == len(given) else None,
        high=max(highs) if given and len(highs) == len(given) else None,
        agreed=_agreed(given, [one.figure for one in rejected]),
        rejected=rejected,
    )


def _agreed(given: Sequence[Figure], rejected: Sequence[Figure]) -> Figure | None:
    """What all given figures have in common, without rejected ones that cover an end of it."""
    if not given:
        return None
    low = max((figure.low for figure in given if figure.low is not None), default=None)
    high = min((figure.high for figure in given if figure.high is not None), default=None)
    step = _step([*given, *rejected])
    changed = True
    while changed:
        if high is not None and (low or _ZERO) > high:
            return None
        changed = False
        for figure in rejected:
            if _covers(figure, low or _ZERO):
                if figure.high is None:
                    return None
                low, changed = figure.high + step, True
            elif figure.high is None if high is None else _covers(figure, high):
                high, changed = (figure.low or _ZERO) - step, True
    return None if low is None and high is None else Figure(low, high)


_ZERO: Final = Decimal(0)


def _covers(figure: Figure, number: Decimal) -> bool:
    return figure.meets(Figure(number, number))


def _step(figures: Iterable[Figure]) -> Decimal:
    """By how much the nearest numbers written as finely as these are apart."""
    bounds = [bound for figure in figures for bound in (figure.low, figure.high) if bound is not None]
    finest = min((min(int(bound.as_tuple().exponent), 0) for bound in bounds), default=0)
    return Decimal(1).scaleb(finest)


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
