"""What is kept of claims as lines of the claims report: the same as its columns read off answers, only quicker.

A row goes straight from the database into text, as each of a hundred thousand claims may take some microseconds.
"""

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any, Final

from msgspec.json import decode

from verifier.domain.explain.claim_report import TOLD, Told
from verifier.domain.explain.outcome import stale_days
from verifier.domain.model.claims import Status
from verifier.domain.model.time import HOUR, SECOND
from verifier.reports.files.columns import CLAIMS, LIST_SEPARATOR, CellType, Column, flag, joined
from verifier.reports.files.csv import LINE_END, neutral_text, raw_text
from verifier.reports.files.json import number
from verifier.reports.text.times import iso_cell

_FLAG: Final = {value: flag(value) for value in (False, True)}
_OF_HOUR: Final = [f"{second // 60:02}:{second % 60:02}" for second in range(HOUR // SECOND)]
_MOST_KEPT: Final = 100_000
_JUST_BEGUN: Final = "00:00.000001+00:00"

_LIST: Final = "{cell(items(%)) if % else ''}"
_USUAL: Final = {
    CellType.STRING: "{cell(%) if % else ''}",
    CellType.INTEGER: "{'' if % is None else %}",
    CellType.BOOLEAN: "{yes[%]}",
    CellType.DATETIME: "{'' if % is None else at(%)}",
}
"""How a kept value is written in a column of a type: part of an f-string, in which % stands for the value's name."""

_OWN: Final = {
    "ref": "c{claim}",
    "claim": "{cell(text)}",
    "because": "{items(because) if because else ''}",
    "kind": "{kind}",
    "status": "{status}",
    "derived": "{derived}",
    "row": "{rule}",
    "revision": "r{revision}",
    "recorded": "{noted(recorded)}",
    "stale_days": "{days(status, last_said)}",
    "figure_low": "{bound(figures, 0) if figures else ''}",
    "figure_high": "{bound(figures, 1) if figures else ''}",
    "figure_rejected": "{cell(rejected(figures)) if figures else ''}",
    "challenged": "{cell(first(challenged)) if challenged else ''}",
    "revised": "{cell(first(revised)) if revised else ''}",
}
"""The columns that are written otherwise: from another kept value, or as words of ours."""


def told_lines(rows: Iterable[Told], now: int, least: int, *, raw: bool = False) -> Iterator[str]:
    """The lines of the claims report, for an instant (microseconds UTC) and the days after which a claim is stale."""

    def days(status: Status, last_said: int | None) -> int | str:
        found = stale_days(status, last_said, now, least)
        return "" if found is None else found

    # What many claims have in common is written once.
    cell = raw_text if raw else neutral_text
    return _lines()(
        rows,
        cell=cell,
        items=list_text,
        yes=_FLAG,
        at=instant_cell,
        noted=lru_cache(_MOST_KEPT)(instant_cell),
        bound=_bound,
        first=_first,
        rejected=_rejected,
        days=days,
        end=LINE_END,
    )


@cache
def _lines() -> Callable[..., Iterator[str]]:
    """What makes lines of rows: one expression for all columns, as functions for each would take half as long again."""
    cells = ",".join(_OWN.get(column.name) or _usual(column).replace("%", column.name) for column in CLAIMS)
    names = "cell, items, yes, at, noted, bound, first, rejected, days, end"
    code = f'lambda rows, *, {names}: (f"{cells}{{end}}" for {", ".join(TOLD)} in rows)'
    made: Callable[..., Iterator[str]] = eval(code)  # noqa: S307 - of our own columns, and of nothing else
    return made


def _usual(column: Column[Any]) -> str:
    return _LIST if column.listed else _USUAL[column.type]


def list_text(text: str) -> str:
    """The list that is written as JSON, as it is told in one cell."""
    if "\\" in text:  # what is escaped has to be read
        return joined(decode(text)) or ""
    return text[2:-2].replace('","', LIST_SEPARATOR)


def _first(pairs: str) -> str:
    """The first of each pair, such as who and when, in one cell."""
    return joined([first for first, _ in decode(pairs)]) or ""


def _rejected(figures: str) -> str:
    """The figures that are rejected, in one cell."""
    *_, rejected = decode(figures)
    return joined([figure for figure, _ in rejected]) or ""


def _bound(figures: str, place: int) -> int | float | str:
    """The lowest or the highest of the figures given."""
    text = decode(figures)[place]
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
