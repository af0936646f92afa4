"""Figures as written between braces: `5`, `5,000`, `2..3`, `>=10`, `at least 50`, `about 300`."""

import re
from decimal import Decimal
from typing import Final

from verifier.domain.model.statements import Figure, Stance, looks_like_thousands
from verifier.intake.problems import Problem, quoted

APPROXIMATE: Final = Decimal("0.1")
"""How far `about 300` reaches on either side, as a share."""

_LONGEST: Final = 30
_HOW: Final = "Write {5}, {2..3}, {>=10}, {~300} or {at least 50}"
_NUMBER: Final = r"-?[0-9][0-9.,\u00a0\u2009\u202f' ]*(?: ?(?:thousand|million|billion))?"
_BETWEEN: Final = re.compile(
    rf"(?:between )?({_NUMBER}) ?(?:\.\.|-|\u2013|\u2014| to | and ) ?({_NUMBER})", re.IGNORECASE
)
_SCALES: Final = {"thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}
_GROUPED: Final = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,3}(?:[ \u00a0\u2009\u202f][0-9]{3})+")
_RELATIONS: Final = {
    ">=": (">=", "\u2265", "at least ", "no fewer than ", "no less than ", "not less than ", "a minimum of "),
    "<=": ("<=", "\u2264", "at most ", "up to ", "no more than ", "not more than ", "as many as ", "a maximum of "),
    ">": (">", "more than ", "over ", "above ", "upwards of "),
    "<": ("<", "fewer than ", "less than ", "under ", "below "),
    "~": ("~", "\u2248", "about ", "around ", "approximately ", "roughly ", "some ", "circa ", "ca. "),
}


def read_figure(text: str, stance: Stance = Stance.AFFIRMS) -> Figure | Problem:
    """The range of numbers that is meant, or why there is none; what is denied `>0` is every number."""
    written = " ".join(text.split(" ")).strip()
    if match := _BETWEEN.fullmatch(written):
        return _range(text, match[1], match[2])
    for relation, writings in _RELATIONS.items():
        for writing in writings:
            if written.casefold().startswith(writing):
                return _related(text, relation, written[len(writing) :], stance)
    return _range(text, written, written)


def is_approximate(text: str) -> bool:
    """Whether a figure is written as one that is only about right."""
    return text.strip().casefold().startswith(_RELATIONS["~"])


def _related(text: str, relation: str, written: str, stance: Stance) -> Figure | Problem:
    number = _number(text, written)
    if isinstance(number, Problem):
        return number
    everything = stance is Stance.DENIES and relation == ">" and number == 0
    if relation == ">=" or everything:
        return Figure(number, None)
    if relation == "<=":
        return Figure(None, number)
    if relation == "~":
        return Figure(_plain(number * (1 - APPROXIMATE)), _plain(number * (1 + APPROXIMATE)))
    if number != number.to_integral_value():
        what = f"{quoted('{' + text + '}')} has no next number, as it is no whole one"
        return Problem(None, None, what, f"Write {{>={written.strip()}}} or {{<={written.strip()}}}")
    return Figure(number + 1, None) if relation == ">" else _below(text, number)


def _below(text: str, number: Decimal) -> Figure | Problem:
    if number > 0:
        return Figure(None, number - 1)
    return Problem(None, None, f"nothing is counted below 0, as {quoted('{' + text + '}')} says", _HOW)


def _range(text: str, low: str, high: str) -> Figure | Problem:
    first, last = _number(text, low), _number(text, high)
    if isinstance(first, Problem) or isinstance(last, Problem):
        return first if isinstance(first, Problem) else last  # type: ignore[return-value]
    if first > last:
        return Problem(None, None, f"a figure runs from low to high, not {first}..{last}", f"Write {{{last}..{first}}}")
    return Figure(first, last)


def _number(text: str, written: str) -> Decimal | Problem:
    """A plain decimal number of up to 30 characters, its thousands apart or not, or why it is none."""
    bare = written.strip()
    scale = next((word for word in _SCALES if bare.casefold().endswith(word)), "")
    bare = bare[: len(bare) - len(scale)].rstrip() if scale else bare
    if looks_like_thousands(bare) and not scale:
        return _thousands(text, bare)
    if bare.startswith(("-", "\u2212", "\u2013")) and _digits(bare[1:]):
        return _negative(text, bare[1:])
    plain = re.sub(r"[,\s]", "", bare) if _GROUPED.fullmatch(bare.partition(".")[0]) else bare
    if not _digits(plain):
        return Problem(None, None, f"{quoted('{' + text + '}')} is no figure", _HOW)
    return Decimal(plain) * _SCALES[scale] if scale else Decimal(plain)


def _digits(text: str) -> bool:
    whole, point, fraction = text.partition(".")
    digits = whole + fraction
    fits = digits.isascii() and digits.isdigit() and len(text) <= _LONGEST
    return fits and bool(whole) and bool(fraction) == bool(point)


def _thousands(text: str, number: str) -> Problem:
    """Why a number with three digits behind its point is not clear: some write thousands so."""
    whole, exact = number.replace(".", ""), f"{number}0"
    what = f"{quoted('{' + text + '}')} is either {whole} or {Decimal(number).normalize():f}"
    return Problem(None, None, what, f"Write {{{whole}}} for the one, or {{{exact}}} for the other")


def _negative(text: str, number: str) -> Problem:
    """Why a number below zero is refused: a dash before it may say something else, and nothing is counted below 0."""
    what = f"{quoted('{' + text + '}')} is either {number} behind a dash or {number} below 0, where nothing is counted"
    return Problem(None, None, what, f"Write {{{number}}}, or {{<={number}}} for up to {number}")


def _plain(number: Decimal) -> Decimal:
    """The number without zeros at its end that say nothing."""
    return Decimal(f"{number.normalize():f}")
