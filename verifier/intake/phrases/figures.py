"""Figures as written between braces: `5`, `2..3`, `>=10`, `<=40`."""

from decimal import Decimal
from typing import Final

from verifier.domain.model.statements import Figure, looks_like_thousands
from verifier.intake.problems import Problem, quoted

_LONGEST: Final = 30
_HOW: Final = "Write {5}, {2..3}, {>=10} or {<=40}"


def read_figure(text: str) -> Figure | Problem:
    """The range of numbers that is meant, or why there is none."""
    written = text.strip().replace("\u2265", ">=").replace("\u2264", "<=")
    if written.startswith(">="):
        return _range(text, written[2:], None)
    if written.startswith("<="):
        return _range(text, None, written[2:])
    low, dots, high = written.partition("..")
    return _range(text, low, high if dots else low)


def _range(text: str, low: str | None, high: str | None) -> Figure | Problem:
    for bound in filter(None, (low, high)):
        if looks_like_thousands(bound.strip()):
            return _thousands(text, bound.strip())
    bounds = [None if bound is None else _number(bound.strip()) for bound in (low, high)]
    if any(bound is None and given is not None for bound, given in zip(bounds, (low, high), strict=True)):
        return Problem(None, None, f"{quoted('{' + text + '}')} is no figure", _HOW)
    first, last = bounds
    if first is not None and last is not None and first > last:
        return Problem(None, None, f"a figure runs from low to high, not {first}..{last}", f"Write {{{last}..{first}}}")
    return Figure(first, last)


def _thousands(text: str, number: str) -> Problem:
    """Why a number with three digits behind its point is not clear: some write thousands so."""
    whole, exact = number.replace(".", ""), f"{number}0"
    what = f"{quoted('{' + text + '}')} is either {whole} or {Decimal(number).normalize():f}"
    return Problem(None, None, what, f"Write {{{whole}}} for the one, or {{{exact}}} for the other")


def _number(text: str) -> Decimal | None:
    """A plain decimal number of up to 30 characters; None for anything else a Decimal would take."""
    whole, point, fraction = text.removeprefix("-").partition(".")
    digits = whole + fraction
    fits = digits.isascii() and digits.isdigit() and len(text) <= _LONGEST
    return Decimal(text) if fits and whole and bool(fraction) == bool(point) else None
