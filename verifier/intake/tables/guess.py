"""A map proposed for a foreign table by the names of its columns; whoever imports decides."""

from collections.abc import Iterable, Mapping
from typing import Final

from rapidfuzz import fuzz, process

from verifier.domain.model.claims import folded

_LIKELY: Final = 80
_WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "claim": ("claim", "claim text", "claimreviewed", "statement", "headline", "assertion", "rumour", "rumor", "notes"),
    "origin": ("origin", "source", "who", "speaker", "claimant", "author", "said by", "attributed to"),
    "stance": ("stance", "verdict", "rating", "status", "assessment", "label"),
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


def map_text(columns: Mapping[str, str], stances: Iterable[str]) -> str:
    """The proposed map as the text of a file; words of stances are listed for somebody to decide."""
    lines = ["# Proposed from the names of the columns: look at each line before you use it.", "", "[columns]"]
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
