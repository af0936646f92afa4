"""The Jinja environment of the pages: templates, autoescape, and the filters that make foreign text harmless.

Invariant: whatever comes from a ledger is escaped by the template, is shown with its control characters written out,
and becomes a link only if it is an address on the web.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Final
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined

from verifier.domain.model.claims import Status
from verifier.domain.model.statements import Stance
from verifier.reports.text.styled import GLYPHS, MARKS, visible
from verifier.reports.text.wording import MONTHS, counted

_WEB: Final = frozenset({"http", "https"})
DOING: Final = {
    Stance.AFFIRMS: "affirming",
    Stance.DENIES: "denying",
    Stance.RETRACTS: "taking it back",
    Stance.WITHHOLDS: "withholding",
    Stance.QUESTIONS: "questioning",
}


@cache
def environment() -> Environment:
    """The environment of all pages; a name that a template misses is an error."""
    found = Environment(
        loader=PackageLoader("verifier.reports.html"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters |= {
        "by_claim": by_claim,
        "counted": counted,
        "day": day,
        "doing": DOING.__getitem__,
        "raised": raised,
        "ranged": ranged,
        "shown": shown,
        "spanned": spanned,
        "web": web_address,
    }
    found.globals |= {
        "glyphs": {status.value: glyph for status, glyph in GLYPHS.items()},
        "marks": {stance.value: mark for stance, mark in MARKS.items()},
        "statuses": [status.value for status in Status],
        "stances": [stance.value for stance in Stance],
        "claim_anchor": "#{}".format,
        "no_page": lambda _: None,
    }
    return found


def by_claim(attributions: Iterable[Mapping[str, Any]]) -> list[tuple[str, list[Mapping[str, Any]]]]:
    """Attributions by the claim they are on, in the order in which each claim first comes."""
    found: dict[str, list[Mapping[str, Any]]] = {}
    for attribution in attributions:
        found.setdefault(attribution["claim"], []).append(attribution)
    return list(found.items())


def shown(value: object) -> str:
    """A text with its control and bidi characters written out; nothing for None. Line breaks stay."""
    return "" if value is None else "\n".join(visible(line) for line in str(value).split("\n"))


def web_address(url: str | None) -> str | None:
    """The URL if it is an address on the web that can be followed without harm; None for all else."""
    if url is None or visible(url) != url or any(character.isspace() for character in url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme.lower() in _WEB and parts.netloc else None


def day(iso: str) -> str:
    """An instant in ISO 8601 for readers: `19 Nov 2024 03:25 UTC`, or the date alone at midnight."""
    when = datetime.fromisoformat(iso)
    date = f"{when.day} {MONTHS[when.month - 1]} {when.year}"
    return date if (when.hour, when.minute) == (0, 0) else f"{date} {when:%H:%M} {when.tzname()}"


def spanned(span: Mapping[str, str]) -> str:
    """A span of time in JSON for readers, no more precisely than it is known."""
    first, last = (datetime.fromisoformat(span[end]) for end in ("earliest", "latest"))
    if last - first < timedelta(minutes=1):
        return day(span["earliest"])
    begins, ends = (f"{when.day} {MONTHS[when.month - 1]} {when.year}" for when in (first, last))
    return begins if begins == ends else f"{begins} to {ends}"


def ranged(figure: Mapping[str, float | None]) -> str:
    """A figure in JSON for readers: `6`, `2 to 3`, `10 or more`, `40 or fewer`."""
    low, high = figure["low"], figure["high"]
    if low is None:
        return f"{high} or fewer"
    if high is None:
        return f"{low} or more"
    return f"{low}" if low == high else f"{low} to {high}"


def raised(flags: Mapping[str, object]) -> list[tuple[str, str]]:
    """The flags that are raised, each with its details in words."""
    return [(name, _details(detail)) for name, detail in flags.items() if detail is not None]


def _details(detail: object) -> str:
    if isinstance(detail, list):
        return ", ".join(map(_details, detail))
    if isinstance(detail, dict):
        return ", ".join(_detail(name, value) for name, value in detail.items())
    return f"{detail}"


def _detail(name: str, value: object) -> str:
    """One thing that a flag says: who, by whom, when, how many."""
    if name in {"who", "analyst", "carrier"}:
        return f"{value}"
    return f"{name} {day(str(value)) if name == 'at' else value}"
