"""The facets of a list in one line: how many claims have which status, flag, party, tag, source; each with its key."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from verifier.reports.text.styled import Line, Role, Run, cut, line, plain, visible, width
from verifier.services.review.facets import FACET_FIELDS, Facet
from verifier.tui.keybar import Offered

KEYS: Final = 9
"""How many facets have a key at most."""
_LONGEST: Final = 24


class FacetLine(NamedTuple):
    """The facets that have a key, in the order of their keys, and what the line says of each."""

    facets: tuple[Facet, ...]
    offered: tuple[Offered, ...]


def facet_line(found: Sequence[Facet], columns: int, *, ascii_only: bool) -> FacetLine:
    """The facets that there are keys and room for: the largest of each field, then the next of each."""
    chosen: list[Facet] = []
    for facet in _in_turn(found):
        more = sorted([*chosen, facet], key=lambda facet: (FACET_FIELDS.index(facet.field), -facet.claims))
        room = columns - sum(width(plain(one.said)) for one in _offered(more, ascii_only=ascii_only))
        if len(more) <= KEYS and room >= 0:
            chosen = more
    return FacetLine(tuple(chosen), tuple(_offered(chosen, ascii_only=ascii_only)))


def _in_turn(found: Sequence[Facet]) -> list[Facet]:
    """One of each field, then another of each, as long as there are some."""
    met: dict[str, int] = {}
    turns: list[tuple[int, Facet]] = []
    for facet in found:
        met[facet.field] = met.get(facet.field, 0) + 1
        turns.append((met[facet.field], facet))
    return [facet for _, facet in sorted(turns, key=lambda turn: turn[0])]


def _offered(found: Sequence[Facet], *, ascii_only: bool) -> list[Offered]:
    before = ("", *(facet.field for facet in found))
    return [
        Offered(f"part({number})", _said(number, facet, before[number - 1], ascii_only=ascii_only))
        for number, facet in enumerate(found, 1)
    ]


def _said(number: int, facet: Facet, before: str, *, ascii_only: bool) -> Line:
    ellipsis, bar = ("...", " | ") if ascii_only else ("…", " │ ")
    own = Run(f"{bar if before else ' '}{facet.field} ", Role.FAINT)
    value = cut(line(visible(facet.value)), _LONGEST, ellipsis=ellipsis)
    return line(
        *([] if facet.field == before else [own]),
        Run(f"{number} ", Role.HEADING),
        f"{plain(value)} ",
        Run(f"{facet.claims:,} ", Role.FAINT),
    )
