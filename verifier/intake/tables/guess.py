"""A map proposed for a foreign table by the names of its columns; whoever imports decides."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final

from rapidfuzz import fuzz, process

from verifier.domain.model.claims import folded

_LIKELY: Final = 80
_WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "claim": ("claim", "claim text", "claimreviewed", "statement", "headline", "assertion", "rumour", "rumor", "notes"),
    "origin": (
        "origin",
        "source",
        "who",
        "who says so",
        "who said it",
        "speaker",
        "claimant",
        "author",
        "said by",
        "attributed to",
    ),
    "stance": ("stance", "position", "says", "verdict", "rating", "status", "assessment", "label"),
    "happened": ("happened", "event date", "event_date", "date of event", "occurred"),
    "place": ("place", "location", "where", "city", "region"),
    "quote": ("quote", "quotation", "verbatim"),
    "note": ("note", "comment", "comments", "remarks"),
    "said": ("said", "date", "date said", "statement date", "when"),
    "url": ("url", "link", "item page url", "address", "permalink"),
    "title": ("title", "article", "document"),
    "outlet": ("outlet", "publisher", "publication", "media", "medium"),
    "published": ("published", "publication date", "date published", "submitted at", "datepublished"),
    "tags": ("tags", "tag", "keywords", "topics", "labels"),
    "key": ("key", "slug"),
}
"""What our columns are called in other tools' tables."""

_DATE_FORMATS: Final = (
    "%d/%m/%Y",
    "%m/%d/%Y",
    "%d.%m.%Y",
    "%d-%m-%Y",
    "%m-%d-%Y",
    "%Y/%m/%d",
    "%Y%m%d",
    "%d %b %Y",
    "%d %B %Y",
)
TIMES: Final = ("happened", "said", "published")
"""Our columns that are dates."""


def guessed_columns(header: Iterable[str]) -> dict[str, str]:
    """For our columns theirs, each of theirs once, by how alike the names are; none where nothing is near enough."""
    names = {folded(name.replace("_", " ")): name for name in header}
    near: list[tuple[float, str, str]] = []
    for ours, words in _WORDS.items():
        for word in words:
            found = process.extractOne(word, list(names), scorer=fuzz.ratio, score_cutoff=_LIKELY)
            if found is not None:
                near.append((found[1], ours, names[str(found[0])]))
    chosen: dict[str, str] = {}
    for _, ours, theirs in sorted(near, key=lambda match: -match[0]):
        if ours not in chosen and theirs not in chosen.values():
            chosen[ours] = theirs
    return {ours: chosen[ours] for ours in _WORDS if ours in chosen}


def date_formats(dates: Iterable[str]) -> list[str]:
    """The formats in which all of these dates can be read; none of dates in ISO 8601, which need no format."""
    found = set(dates)
    return [form for form in _DATE_FORMATS if found and all(_is_date(text, form) for text in found)]


def _is_date(text: str, form: str) -> bool:
    try:
        datetime.strptime(text, form)  # noqa: DTZ007 - only whether it can be read so
    except ValueError:
        return False
    return True


def map_text(columns: Mapping[str, str], stances: Iterable[str], formats: Sequence[str] = ()) -> str:
    """The proposed map as the text of a file; words of stances are listed for somebody to decide.

    So are formats of dates, where they can be read in several.
    """
    lines = ["# Proposed from the names of the columns: look at each line before you use it.", ""]
    if len(formats) > 1:
        lines.append("# The dates can be read in several ways: take one of these, without its #.")
    if formats:
        mark = "# " if len(formats) > 1 else ""
        lines += [*(f"{mark}date_format = {quoted(form)}" for form in formats), ""]
    lines.append("[columns]")
    lines += [f"{ours} = {quoted(theirs)}" for ours, theirs in columns.items()]
    if "origin" in columns and "stance" not in columns:
        lines += ["", "[constants]", 'stance = "affirms"']
    if "stance" in columns:
        lines += ["", "[stances]", "# Say of each word which stance it means: affirms, denies, withholds, questions."]
        lines += [f'# {quoted(word)} = ""' for word in dict.fromkeys(stances)]
    return "\n".join(lines) + "\n"


def quoted(text: str) -> str:
    """A text as TOML has it."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c.isprintable() else f"\\U{ord(c):08X}" for c in escaped) + '"'
