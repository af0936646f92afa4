"""What the reports' columns are, in an order that only ever grows at its end; one fact a column, times in UTC.

Lists in one cell are separated by ` | `; instants are ISO 8601 in UTC; spans are three columns.
"""

from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Final, Generic, TypeVar

from msgspec import Struct

from verifier.domain.explain.claim_report import ClaimReport
from verifier.domain.explain.track_record import Tally, TrackRecord
from verifier.domain.model.claims import Claim
from verifier.domain.model.sources import Source
from verifier.domain.model.statements import Attribution, Document, Figure
from verifier.domain.model.time import Moment
from verifier.reports.changes import Change
from verifier.reports.files.csv import Cell
from verifier.reports.files.json import number
from verifier.reports.text.times import iso_cell

Row = TypeVar("Row")
LIST_SEPARATOR: Final = " | "


class CellType(StrEnum):
    """What the cells of a column hold, in the words of Table Schema."""

    STRING = "string"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATETIME = "datetime"


class Column(Struct, Generic[Row], frozen=True):
    """A column: its name, what it holds, how it is read off a row, and of what type its cells are.

    `listed` tells that a cell is a list, `logged` that the log of then tells it too, where other rules held.
    """

    name: str
    about: str
    read: Callable[[Row], Cell]
    type: CellType = CellType.STRING
    listed: bool = False
    logged: bool = True


def header(columns: Sequence[Column[Row]]) -> list[str]:
    """The names of the columns."""
    return [column.name for column in columns]


def cells(columns: Sequence[Column[Row]], row: Row) -> list[Cell]:
    """One row, in the order of the columns."""
    return [column.read(row) for column in columns]


def joined(items: Sequence[str]) -> str | None:
    """A list in one cell; empty if there is nothing in it."""
    return LIST_SEPARATOR.join(items) or None


def listed(name: str, about: str, read: Callable[[Row], Sequence[str]], *, logged: bool = True) -> Column[Row]:
    """A column of lists."""
    return Column(name, about, lambda row: joined(read(row)), listed=True, logged=logged)


def flag(value: object) -> str:
    """A yes-or-no cell."""
    return "true" if value else "false"


def _lowest(answer: ClaimReport) -> Cell:
    return number(answer.figures.low) if answer.figures else None


def _highest(answer: ClaimReport) -> Cell:
    return number(answer.figures.high) if answer.figures else None


def _rejected(answer: ClaimReport) -> Cell:
    return joined([str(one.figure) for one in answer.figures.rejected]) if answer.figures else None


def _low(figure: Figure | None) -> Cell:
    return None if figure is None else number(figure.low)


def _high(figure: Figure | None) -> Cell:
    return None if figure is None else number(figure.high)


def _earliest(moment: Moment | None) -> Cell:
    return None if moment is None else iso_cell(moment.earliest)


def _latest(moment: Moment | None) -> Cell:
    return None if moment is None else iso_cell(moment.latest)


def _text(moment: Moment | None) -> Cell:
    return None if moment is None else moment.text or None


CLAIMS: Final[tuple[Column[ClaimReport], ...]] = (
    Column("ref", "number of the claim", lambda a: f"c{a.claim.id}"),
    Column("key", "the claim's key", lambda a: a.claim.key),
    Column("claim", "the claim in the analyst's words", lambda a: a.claim.text),
    Column("kind", "fact, prediction or opinion", lambda a: a.claim.kind),
    Column("status", "the status shown", lambda a: a.status),
    Column("since", "when the present status began", lambda a: iso_cell(a.since), CellType.DATETIME, logged=False),
    Column("derived", "the status the rules derive", lambda a: a.finding.status),
    Column("row", "the row of the status table that holds", lambda a: a.finding.row, CellType.INTEGER),
    Column("support", "level of the claim, 0 to 4", lambda a: a.finding.support, CellType.INTEGER),
    Column("opposition", "level of its negation, 0 to 4", lambda a: a.finding.opposition, CellType.INTEGER),
    Column(
        "still_disputed",
        "disputed, split or due for review",
        lambda a: flag(a.still_disputed),
        CellType.BOOLEAN,
        logged=False,
    ),
    Column("dispute", "kind of dispute", lambda a: a.dispute.kind if a.dispute else None, logged=False),
    listed("affirmed_by", "origins that affirm it", lambda a: a.affirmed_by, logged=False),
    listed("denied_by", "origins that deny it", lambda a: a.denied_by, logged=False),
    listed("withheld_by", "voices that withhold", lambda a: a.withheld_by, logged=False),
    listed("awaiting", "parties whose word is awaited", lambda a: [w.party for w in a.awaiting], logged=False),
    Column("documents", "documents that affirm it", lambda a: a.counts.documents, CellType.INTEGER, logged=False),
    Column("outlets", "outlets that carry it", lambda a: a.counts.outlets, CellType.INTEGER, logged=False),
    Column("origins", "voices that affirm it", lambda a: a.counts.origins, CellType.INTEGER, logged=False),
    Column(
        "independent_origins",
        "independent origins",
        lambda a: a.counts.independent_origins,
        CellType.INTEGER,
        logged=False,
    ),
    Column("figure_low", "lowest figure given", _lowest, CellType.NUMBER, logged=False),
    Column("figure_high", "highest figure given", _highest, CellType.NUMBER, logged=False),
    Column("measure", "what the figures count", lambda a: a.claim.measure),
    listed("denied_by_interested", "flag denied-by: voices", lambda a: a.flags.denied_by, logged=False),
    listed("insisted_by_interested", "flag insisted-by: voices", lambda a: a.flags.insisted_by, logged=False),
    listed(
        "against_interest", "parties speaking against their interest", lambda a: a.flags.against_interest, logged=False
    ),
    listed("anonymous", "anonymous origins the level rests on", lambda a: a.flags.anonymous, logged=False),
    listed("self_contradictory", "voices on both sides", lambda a: a.flags.self_contradictory, logged=False),
    Column("stale_days", "days without a new record", lambda a: a.flags.stale_days, CellType.INTEGER, logged=False),
    Column("split", "whether analysts differ", lambda a: flag(a.flags.split), CellType.BOOLEAN, logged=False),
    Column(
        "review_due",
        "whether a verdict is due for review",
        lambda a: flag(a.flags.review_due),
        CellType.BOOLEAN,
        logged=False,
    ),
    Column("why", "the reason in one sentence", lambda a: a.why, logged=False),
    listed("because", "refs of what decides", lambda a: a.because),
    Column(
        "happened_earliest",
        "when it is said to have happened, from",
        lambda a: _earliest(a.claim.happened),
        CellType.DATETIME,
    ),
    Column(
        "happened_latest",
        "when it is said to have happened, to",
        lambda a: _latest(a.claim.happened),
        CellType.DATETIME,
    ),
    Column("happened_text", "the same as written", lambda a: _text(a.claim.happened)),
    Column("place", "where", lambda a: a.claim.place),
    listed("parties", "parties whose word is wanted", lambda a: a.claim.parties),
    listed("against", "parties whose interest it hurts", lambda a: a.claim.against),
    listed("favours", "parties whose interest it serves", lambda a: a.claim.favours),
    listed("tags", "tags", lambda a: a.claim.tags),
    Column("recorded", "when the claim was recorded", lambda a: iso_cell(a.claim.recorded), CellType.DATETIME),
    Column("revision", "the revision that recorded it", lambda a: f"r{a.claim.revision}"),
    Column(
        "challenged",
        "weak voices that change nothing",
        lambda a: joined([c.who for c in a.flags.challenged]),
        logged=False,
    ),
    Column(
        "revised",
        "voices that gave another figure later",
        lambda a: joined([r.who for r in a.flags.revised]),
        logged=False,
    ),
    Column("figure_rejected", "figures rejected", _rejected, logged=False),
)


def claim_cells(answer: ClaimReport) -> list[Cell]:
    """The row of a claim; where other rules held, what the log of then does not tell is empty."""
    row = cells(CLAIMS, answer)
    if answer.logged is None:
        return row
    return [cell if column.logged else None for column, cell in zip(CLAIMS, row, strict=True)]


class Said(Struct, frozen=True):
    """An attribution with what its numbers stand for."""

    claim: Claim
    attribution: Attribution
    origin: Source
    carriers: tuple[str, ...]
    document: Document | None
    outlet: str | None
    phrase: str
    live: bool


def _published(said: Said) -> Moment | None:
    return said.document.published if said.document else None


def _is_official(said: Said) -> bool:
    return said.origin.is_official(said.attribution.said.earliest, said.attribution.said.latest)


ATTRIBUTIONS: Final[tuple[Column[Said], ...]] = (
    Column("ref", "number of the attribution", lambda s: f"a{s.attribution.id}"),
    Column("claim_ref", "number of the claim", lambda s: f"c{s.claim.id}"),
    Column("claim_key", "the claim's key", lambda s: s.claim.key),
    Column("claim", "the claim in the analyst's words", lambda s: s.claim.text),
    Column("origin", "whoever it is attributed to", lambda s: s.origin.name),
    Column("party", "the origin's party", lambda s: s.origin.party),
    Column("anonymous", "whether the origin is anonymous", lambda s: flag(s.origin.anonymous), CellType.BOOLEAN),
    Column("official", "whether the origin spoke for its party", lambda s: flag(_is_official(s)), CellType.BOOLEAN),
    listed("via", "carriers, from the origin outward", lambda s: s.carriers),
    Column("stance", "affirms, denies, withholds, questions or retracts", lambda s: s.attribution.stance),
    Column("certainty", "certain, probable or possible", lambda s: s.attribution.certainty),
    Column("basis", "what the origin's knowledge rests on", lambda s: s.attribution.basis),
    Column("figure_low", "figure, lower bound", lambda s: _low(s.attribution.figure), CellType.NUMBER),
    Column("figure_high", "figure, upper bound", lambda s: _high(s.attribution.figure), CellType.NUMBER),
    Column("cue", "the words used", lambda s: s.attribution.cue),
    Column("quote", "verbatim", lambda s: s.attribution.quote),
    Column("note", "the analyst's note", lambda s: s.attribution.note),
    Column("said_earliest", "when it was said, from", lambda s: _earliest(s.attribution.said), CellType.DATETIME),
    Column("said_latest", "when it was said, to", lambda s: _latest(s.attribution.said), CellType.DATETIME),
    Column("said_text", "the same as written", lambda s: _text(s.attribution.said)),
    Column("recorded", "when it was recorded", lambda s: iso_cell(s.attribution.recorded), CellType.DATETIME),
    Column("revision", "the revision that recorded it", lambda s: f"r{s.attribution.revision}"),
    Column("live", "whether it still stands", lambda s: flag(s.live), CellType.BOOLEAN),
    Column("url", "where it was read", lambda s: s.document.url if s.document else None),
    Column("title", "the document's title", lambda s: s.document.title if s.document else None),
    Column("outlet", "the document's outlet", lambda s: s.outlet),
    Column("published_earliest", "published, from", lambda s: _earliest(_published(s)), CellType.DATETIME),
    Column("published_latest", "published, to", lambda s: _latest(_published(s)), CellType.DATETIME),
    Column("published_text", "published, as written", lambda s: _text(_published(s))),
    Column("phrase", "the attribution as a phrase", lambda s: s.phrase),
    Column("quote_language", "the language of the quotation", lambda s: s.attribution.quote_language),
    Column("quote_translation", "what the quotation means", lambda s: s.attribution.quote_translation),
)


CHANGES: Final[tuple[Column[Change], ...]] = (
    Column("at", "when it was recorded", lambda c: iso_cell(c.at), CellType.DATETIME),
    Column("revision", "the revision that caused it", lambda c: f"r{c.revision}"),
    Column("analyst", "who recorded that revision", lambda c: c.analyst),
    Column("ref", "number of the claim", lambda c: f"c{c.claim}"),
    Column("key", "the claim's key", lambda c: c.key),
    Column("claim", "the claim in the analyst's words", lambda c: c.text),
    Column("from", "the status shown before", lambda c: c.old),
    Column("to", "the status shown after", lambda c: c.new),
    Column("from_derived", "the derived status before", lambda c: c.old_derived),
    Column("to_derived", "the derived status after", lambda c: c.new_derived),
    Column("row", "the row of the status table that holds", lambda c: c.row, CellType.INTEGER),
    listed("because", "refs of what decides", lambda c: c.because),
    Column("policy", "version of the policy", lambda c: c.policy),
    Column("action", "what the revision did", lambda c: c.action),
    Column("reason", "the analyst's reason, of a verdict its rationale", lambda c: c.reason),
)


TRACK_RECORDS: Final[tuple[Column[tuple[TrackRecord, Tally]], ...]] = (
    Column("source", "whose record it is: a party for its official voice", lambda t: t[0].name),
    Column("official", "whether it is a party's official voice", lambda t: flag(t[0].official), CellType.BOOLEAN),
    Column("party", "its party", lambda t: t[0].party),
    Column("stance", "affirms or denies; empty of how it kept to its word", lambda t: t[1].stance),
    Column("what", "where that stands now, or what became of its word", lambda t: t[1].what),
    Column("settled", "who settled it: others, together, verdict; open or alone if nobody did", lambda t: t[1].settled),
    Column("count", "how many there are, which is no score", lambda t: len(t[1].refs), CellType.INTEGER),
    listed("refs", "refs of the claims, or attributions, that are counted", lambda t: t[1].refs),
)


SOURCES: Final[tuple[Column[tuple[Source, int]], ...]] = (
    Column("name", "the source's name", lambda s: s[0].name),
    listed("aliases", "other names it goes by", lambda s: s[0].aliases),
    Column("kind", "what sort of source it is, if that is established", lambda s: s[0].kind),
    Column("party", "its party", lambda s: s[0].party),
    Column("official", "whether it speaks for its party", lambda s: flag(s[0].official), CellType.BOOLEAN),
    Column("anonymous", "whether it is anonymous", lambda s: flag(s[0].anonymous), CellType.BOOLEAN),
    Column(
        "independent",
        "whether it has knowledge of its own and no party",
        lambda s: flag(s[0].independent),
        CellType.BOOLEAN,
    ),
    Column("reliability", "A to F", lambda s: s[0].reliability),
    Column("note", "the analyst's note", lambda s: s[0].note),
    Column("attributions", "how many attributions it is the origin of", lambda s: s[1], CellType.INTEGER),
    listed("official_since", "first days in office, if dates decide", lambda s: s[0].official_since),
    listed("official_until", "last days in office; an open end is empty", lambda s: s[0].official_until),
)
