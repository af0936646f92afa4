"""Who takes a side on a claim, a row for each: who, of which party, when and through whom, and what it adds."""

from collections.abc import Iterator, Sequence

from verifier.domain.explain.claim_report import ReportedAttribution
from verifier.domain.model.statements import Stance
from verifier.reports.files.json import Context
from verifier.reports.text.page import Page
from verifier.reports.text.styled import Line, Role, Run, line, padded, plain, visible, width, wrapped
from verifier.reports.text.targets import Kind, Target, rows_for
from verifier.reports.text.wording import attribution_mark, mark_run, span


def rows(found: Sequence[ReportedAttribution], context: Context, page: Page, claim: int) -> Iterator[Line]:
    """A row for each of them on the page of a claim, with its quotation and remarks unless lines are few."""
    # One long name must not push every row over the edge.
    names = min(page.columns // 3, max((width(visible(_said_by(heeded, context))) for heeded in found), default=0))
    parties = min(page.columns // 5, max((len(_party(heeded, context)) for heeded in found), default=0))
    for heeded in found:
        row, tight = (_row(heeded, context, claim, columns) for columns in ((names, parties), None))
        fits = width(plain(row)) <= page.columns or width(plain(tight)) > page.columns
        laid = page.laid(row if fits else tight, "      ")
        yield from rows_for(laid, Target(Kind.ATTRIBUTION, heeded.attribution.id))
        yield from _remarks(heeded, context, page)


def side_mark(heeded: ReportedAttribution, claim: int) -> Run:
    """The mark of an attribution on the page of a claim: by the side it takes there, of other claims along links."""
    a = heeded.attribution
    if a.claim != claim and heeded.side:
        return mark_run(Stance.AFFIRMS if heeded.side > 0 else Stance.DENIES)
    return attribution_mark(a) if heeded.stance in {a.stance, None} else mark_run(heeded.stance or a.stance)


def ref_on(heeded: ReportedAttribution, claim: int) -> str:
    """The ref of an attribution, with that of the claim it is on, if that is another one: `a7 on c2`."""
    a = heeded.attribution
    return f"a{a.id}" if a.claim == claim else f"a{a.id} on c{a.claim}"


def _row(heeded: ReportedAttribution, context: Context, claim: int, columns: tuple[int, int] | None) -> Line:
    """Who, of which party, when and through whom: in columns for names and parties, or as tight as can be."""
    (names, parties), gap = columns or (0, 0), "  " if columns else " "
    a = heeded.attribution
    mark = side_mark(heeded, claim)
    return line(
        mark if heeded.live else Run(mark.text, Role.FAINT),
        " ",
        Run(padded(visible(_said_by(heeded, context)), names), Role.PLAIN if heeded.live else Role.FAINT),
        Run(f"{gap}{padded(_party(heeded, context), parties)}{gap}", Role.FAINT),
        Run(f"{span(a.said, context.zone)}{gap}", Role.FAINT),
        Run(f"{visible(_through(heeded, context))}{gap}{ref_on(heeded, claim)}", Role.FAINT),
    )


def who(heeded: ReportedAttribution, context: Context) -> str:
    """Who says so."""
    return context.registry.sources[heeded.attribution.origin].name


def _said_by(heeded: ReportedAttribution, context: Context) -> str:
    """Who it is, with the figure they give."""
    figure = heeded.attribution.figure
    return f"{who(heeded, context)} {{{figure}}}" if figure else who(heeded, context)


def _party(heeded: ReportedAttribution, context: Context) -> str:
    return visible(context.registry.sources[heeded.attribution.origin].party or "no party")


def _through(heeded: ReportedAttribution, context: Context) -> str:
    a = heeded.attribution
    names = [context.registry.sources[carrier].name for carrier in a.carriers]
    document = context.documents.get(a.document) if a.document else None
    if document and document.outlet and document.outlet not in a.carriers:
        names.append(context.registry.sources[document.outlet].name)
    return f"via {', via '.join(names)}" if names else "own statement"


def _remarks(heeded: ReportedAttribution, context: Context, page: Page) -> Iterator[Line]:
    a = heeded.attribution
    if page.dense:
        return
    document = context.documents.get(a.document) if a.document else None
    if document and document.retracted and a.stance is not Stance.RETRACTS:
        told = f"    read in a document that its outlet took back, {span(document.retracted, context.zone)}"
        yield from wrapped(line(Run(told, Role.NEUTRAL)), page.columns, "    ")
    if a.quote:
        language = f" [{visible(a.quote_language)}]" if a.quote_language else ""
        words = line(Run(f"    {page.quoted(visible(a.quote))}", Role.QUOTED), Run(language, Role.FAINT))
        yield from wrapped(words, page.columns, "    ")
    if a.quote and a.quote_translation:
        meaning = f"    = {page.quoted(visible(a.quote_translation))}"
        yield from wrapped(line(Run(meaning, Role.FAINT)), page.columns, "      ")
    if a.note:
        yield from wrapped(line(Run(f"    ({visible(a.note)})", Role.FAINT)), page.columns, "    ")
    if heeded.adds_nothing:
        yield from wrapped(
            line(Run(f"    adds nothing: {visible(heeded.adds_nothing)}", Role.FAINT)), page.columns, "    "
        )
