"""What is counted side by side and never merged: documents, outlets, origins, independent origins; and the figures."""

from collections.abc import Iterable
from decimal import Decimal

from msgspec import Struct

from verifier.domain.explain.evaluation import Evaluation
from verifier.domain.model.statements import Attribution, Figure, Stance
from verifier.domain.rules.levels import Ground
from verifier.domain.rules.live import WeightedRecord


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
        independent_origins=Ground.of(live).independent_origins(),
    )


def _outlets(attribution: Attribution) -> Iterable[int]:
    yield from attribution.carriers
    if attribution.outlet is not None:
        yield attribution.outlet


class Figures(Struct, frozen=True):
    """The lowest and highest figure given for a claim, and the range all accept; None is no bound, or no range."""

    low: Decimal | None
    high: Decimal | None
    agreed: Figure | None


def figures(reading: Evaluation) -> Figures | None:
    """The figures of the live affirmations of a claim with a measure; None where none is given."""
    given = [heard.record.figure for heard in reading.live_own(Stance.AFFIRMS) if heard.record.figure]
    if not given or not reading.claim.measure:
        return None
    lows = [figure.low for figure in given if figure.low is not None]
    highs = [figure.high for figure in given if figure.high is not None]
    return Figures(
        low=min(lows) if len(lows) == len(given) else None,
        high=max(highs) if len(highs) == len(given) else None,
        agreed=_agreed(max(lows, default=None), min(highs, default=None)),
    )


def _agreed(low: Decimal | None, high: Decimal | None) -> Figure | None:
    return None if low is not None and high is not None and low > high else Figure(low, high)


def sides_by_figure(records: Iterable[WeightedRecord]) -> dict[Figure, list[WeightedRecord]]:
    """The records grouped by the figure they give, lowest first."""
    groups: dict[Figure, list[WeightedRecord]] = {}
    for heard in records:
        if heard.record.figure:
            groups.setdefault(heard.record.figure, []).append(heard)
    lowest = Decimal("-Infinity")
    return dict(sorted(groups.items(), key=lambda item: lowest if item[0].low is None else item[0].low))
