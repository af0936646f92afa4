"""The page of a source, and of a document: what is known of it, its record in counts, every statement as a row."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from msgspec import Struct

from verifier.domain.explain.claim_report import ReportedAttribution
from verifier.domain.explain.track_record import TrackRecord
from verifier.domain.model.claims import Claim, Status
from verifier.domain.model.sources import Source
from verifier.domain.model.statements import Document, Stance
from verifier.reports.documents import retracted_words
from verifier.reports.files.json import Context
from verifier.reports.sources import standing_words
from verifier.reports.text.page import Kind, Page, Target, rows_for
from verifier.reports.text.styled import (
    BLANK,
    Line,
    Role,
    Run,
    attribution_mark,
    glyph,
    line,
    padded,
    status_role,
    visible,
    wrapped,
)
from verifier.reports.text.wording import counted, span
from verifier.reports.track_records import track_record_lines

_NAMES: Final = 12
"""The width of the names of facts."""
_NAMED: Final = 4
"""How many other names of a source are told."""
_SIDES: Final = (Stance.AFFIRMS, Stance.DENIES)


class Statement(Struct, frozen=True):
    """An attribution with its claim and where that stands; what is no longer live was reversed or taken back."""

    said: ReportedAttribution
    claim: Claim
    status: Status

    @property
    def number(self) -> int:
        """The number of the attribution."""
        return self.said.attribution.id


class Statements(Struct, frozen=True):
    """Statements newest first, with what the numbers in them stand for; `left_out` counts claims that were not read.

    `track_record` is of all that the source said, once it was read.
    """

    found: tuple[Statement, ...]
    context: Context
    left_out: int
    source: Source | None = None
    document: Document | None = None
    track_record: TrackRecord | None = None

    def record(self, stance: Stance) -> Mapping[Status, int]:
        """By their present status, how many claims the statements of a stance are of."""
        claims = {one.claim.id: one.status for one in self.found if one.said.attribution.stance is stance}
        return Counter(claims.values())

    @property
    def no_longer(self) -> int:
        """How many statements of a side no longer stand."""
        return sum(not one.said.live for one in self.found if one.said.attribution.stance in _SIDES)


def statements_page(found: Statements, page: Page) -> Iterator[Line]:
    """A source or a document, then what was said, latest first."""
    yield from _head(found, page)
    yield BLANK
    yield from _record(found, page)
    yield BLANK
    yield line(Run(f"SAID {len(found.found)}", Role.HEADING))
    for one in found.found:
        target = Target(Kind.CLAIM if found.source else Kind.ATTRIBUTION, one.claim.id if found.source else one.number)
        yield from rows_for(page.laid(_statement(one, found, page), "      "), target)
    if found.left_out:
        yield line(Run(f"and on {counted(found.left_out, 'older claim')}", Role.FAINT))


def _head(found: Statements, page: Page) -> Iterator[Line]:
    zone = found.context.zone
    facts: tuple[tuple[str, str | None], ...]
    if (source := found.source) is not None:
        name = source.name
        facts = (
            ("aliases", _first(source.aliases)),
            ("kind", source.kind),
            ("party", source.party),
            ("standing", standing_words(source)),
            ("reliability", source.reliability),
        )
    else:
        document = found.document or Document(0)
        name = document.url or document.title or ""
        facts = (
            ("title", document.title),
            ("outlet", found.context.name(document.outlet)),
            ("published", span(document.published, zone) if document.published else None),
            ("taken back", retracted_words(document, zone)),
        )
    yield from wrapped(line(Run(visible(name), Role.STRONG)), page.columns)
    for name, value in facts:
        if value:
            told = line(Run(padded(name, _NAMES), Role.FAINT), visible(value))
            yield from wrapped(told, page.columns, " " * _NAMES)


def _first(names: Sequence[str]) -> str:
    """The first of some names, and how many more there are."""
    more = len(names) - _NAMED
    return ", ".join([*names[:_NAMED], *([f"{more:,} more"] if more > 0 else [])])


def _record(found: Statements, page: Page) -> Iterator[Line]:
    """The track record; without one how many claims of each side stand how by now, and how much no longer stands."""
    yield line(Run("RECORD", Role.HEADING))
    if found.track_record is not None:
        yield from track_record_lines(found.track_record, page.columns)
        return
    for stance, verb in ((Stance.AFFIRMS, "affirmed"), (Stance.DENIES, "denied")):
        record = found.record(stance)
        if record:
            counts = ", ".join(f"{number} {status}" for status, number in sorted(record.items()))
            told = line(f"  {verb} {counted(sum(record.values()), 'claim')}, now ", Run(counts, Role.NEUTRAL))
            yield from wrapped(told, page.columns, "    ")
    if found.no_longer:
        yield line(f"  {counted(found.no_longer, 'statement')} reversed, revised or taken back")


def _statement(one: Statement, found: Statements, page: Page) -> Line:
    said = one.said.attribution
    mark = attribution_mark(said)
    speaker = "" if found.source else f"{visible(found.context.registry.sources[said.origin].name)}: "
    return line(
        mark if one.said.live else Run("x" if page.ascii_only else "×", Role.FAINT),
        Run(f" {padded(span(said.said, found.context.zone), 12)}", Role.FAINT),
        Run(f"{glyph(one.status, ascii_only=page.ascii_only)} ", status_role(one.status)),
        Run(f"c{one.claim.id} ", Role.STRONG),
        f"{speaker}{visible(one.claim.text)}",
        *([] if one.said.live else [Run("  no longer", Role.FAINT)]),
    )
