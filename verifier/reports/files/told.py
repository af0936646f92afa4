"""What is kept of claims as lines of the claims report: the same as its columns read off answers, only quicker.

A row goes straight from the database into text, as each of a hundred thousand claims may take some microseconds.
"""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import lru_cache
from typing import Final

from msgspec.json import decode

from verifier.domain.explain.state import stale_days
from verifier.domain.explain.summary import Told
from verifier.domain.model.time import HOUR, SECOND
from verifier.reports.files.columns import LIST_SEPARATOR, flag, joined
from verifier.reports.files.csv import LINE_END, neutral_text, raw_text
from verifier.reports.files.json import number
from verifier.reports.text.times import iso_cell

_FLAG: Final = {value: flag(value) for value in (False, True)}
_OF_HOUR: Final = [f"{second // 60:02}:{second % 60:02}" for second in range(HOUR // SECOND)]
_MOST_KEPT: Final = 100_000
_JUST_BEGUN: Final = "00:00.000001+00:00"


def told_lines(rows: Iterable[Told], now: int, least: int, *, raw: bool = False) -> Iterator[str]:
    """The lines of the claims report, for an instant (microseconds UTC) and the days after which a claim is stale."""
    cell = raw_text if raw else neutral_text
    # What many claims have in common is written once.
    names = lru_cache(_MOST_KEPT)(lambda listed: cell(list_text(listed)))
    recorded_at = lru_cache(_MOST_KEPT)(instant_cell)
    # Names of their own are found quicker than those of a module.
    yes, at, items, end = _FLAG, instant_cell, list_text, LINE_END
    for (
        claim, key, text, kind, status, since, derived, rule, support, opposition, still_disputed, dispute, affirmed_by,
        denied_by, withheld_by, awaiting, documents, outlets, origins, independent_origins, figures, measure,
        denied_by_interested, insisted_by_interested, against_interest, anonymous, self_contradictory, last_said, split,
        review_due, why, because, happened_earliest, happened_latest, happened_text, place, parties, against, favours,
        tags, recorded, revision, challenged, revised,
    ) in rows:  # fmt: skip
        days = stale_days(status, last_said, now, least)
        yield (
            f"c{claim},{cell(key) if key else ''},{cell(text)},{kind},{status},{at(since)},{derived},{rule},{support},"
            f"{opposition},{yes[still_disputed]},{dispute or ''},{cell(items(affirmed_by)) if affirmed_by else ''},"
            f"{cell(items(denied_by)) if denied_by else ''},{cell(items(withheld_by)) if withheld_by else ''},"
            f"{names(awaiting) if awaiting else ''},{documents},{outlets},{origins},{independent_origins},"
            f"{_bounds(figures) if figures else ','},{cell(measure) if measure else ''},"
            f"{names(denied_by_interested) if denied_by_interested else ''},"
            f"{names(insisted_by_interested) if insisted_by_interested else ''},"
            f"{names(against_interest) if against_interest else ''},{cell(items(anonymous)) if anonymous else ''},"
            f"{cell(items(self_contradictory)) if self_contradictory else ''},{'' if days is None else days},"
            f"{yes[split]},{yes[review_due]},{cell(why)},{items(because) if because else ''},"
            f"{'' if happened_earliest is None else at(happened_earliest)},"
            f"{'' if happened_latest is None else at(happened_latest)},"
            f"{cell(happened_text) if happened_text else ''},{cell(place) if place else ''},{names(parties)},"
            f"{names(against)},{names(favours)},{names(tags)},{recorded_at(recorded)},r{revision},"
            f"{cell(_first(challenged)) if challenged else ''},{cell(_first(revised)) if revised else ''},"
            f"{cell(_rejected(figures)) if figures else ''}{end}"
        )


def list_text(text: str) -> str:
    """The list that is written as JSON, as it is told in one cell."""
    if "\\" in text:  # what is escaped has to be read
        return joined(decode(text)) or ""
    return text[2:-2].replace('","', LIST_SEPARATOR)


def _bounds(figures: str) -> str:
    """The lowest and the highest of the figures given, in two cells."""
    low, high, *_ = decode(figures)
    return f"{_number(low)},{_number(high)}"


def _first(pairs: str) -> str:
    """The first of each pair, such as who and when, in one cell."""
    return joined([first for first, _ in decode(pairs)]) or ""


def _rejected(figures: str) -> str:
    """The figures that are rejected, in one cell."""
    *_, rejected = decode(figures)
    return joined([figure for figure, _ in rejected]) or ""


def _number(text: str | None) -> int | float | str:
    found = None if text is None else number(Decimal(text))
    return "" if found is None else found


def instant_cell(instant: int) -> str:
    """The instant as ISO 8601 in UTC, to the microsecond."""
    hour, rest = divmod(instant, HOUR)
    beginning = _beginning(hour)
    if not beginning:
        return iso_cell(instant) or ""
    second, fraction = divmod(rest, SECOND)
    return f"{beginning}{_OF_HOUR[second]}.{fraction:06}+00:00"


@lru_cache(_MOST_KEPT)
def _beginning(hour: int) -> str:
    """What the instants of an hour have in common; nothing for one that no calendar has."""
    text = iso_cell(hour * HOUR + 1) or ""
    return text.removesuffix(_JUST_BEGUN) if text.endswith(_JUST_BEGUN) else ""
