"""One claim in full: status, why, who takes which side, who is awaited, how it came about, what would change it."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from verifier.domain.explain.claim_report import Figures, FullClaimReport, ReportedAttribution
from verifier.domain.model.claims import Link, LinkKind
from verifier.domain.model.statements import Stance
from verifier.domain.model.time import Moment
from verifier.domain.rules.status import Step
from verifier.reports.files.json import Context
from verifier.reports.text.page import Kind, Page, Row, Target, rows_for
from verifier.reports.text.prospects import outlooks
from verifier.reports.text.styled import (
    BLANK,
    Line,
    Role,
    Run,
    attribution_mark,
    line,
    mark_run,
    padded,
    plain,
    status_role,
    status_run,
    visible,
    width,
    wrapped,
)
from verifier.reports.text.timeline import band
from verifier.reports.text.wording import clock, counted, date, lasting, span

_YEAR: Final = re.compile(r"\b\d{4}\b")
_SIDES: Final[tuple[tuple[Stance | None, str], ...]] = (
    (Stance.AFFIRMS, "AFFIRMED BY"),
    (Stance.DENIES, "DENIED BY"),
    (None, "FIGURE REJECTED BY"),
    (Stance.WITHHOLDS, "WITHHELD BY"),
    (Stance.QUESTIONS, "QUESTIONED BY"),
    (Stance.RETRACTS, "TAKEN BACK BY"),
)


def detail(full: FullClaimReport, context: Context, page: Page) -> Iterator[Line]:
    """The whole page of a claim; nothing is cut, long lines are wrapped."""
    yield from _head(full, context, page)
    if full.answer.logged is not None:
        return
    if not page.dense:
        yield from _facts(full, context, page)
    yield from _sides(full, context, page)
    yield from _section("AWAITING", _awaiting(full, page), Role.NEUTRAL, page)
    if page.dense:
        yield from _facts(full, context, page)
    yield from _section("MERGED INTO THIS", _merged(context, page), Role.HEADING, page)
    yield from _section("LINKS", _links(full.answer.claim.id, full.links, context), Role.HEADING, page)
    if page.drawn:
        yield from _section("DOCUMENTS", _documents(context), Role.HEADING, page)
    yield from _section("STATUS OVER TIME", _course(full, context, page), Role.HEADING, page)
    yield from _section("WOULD CHANGE", _prospects(full, page), Role.HEADING, page)


def _section(title: str, lines: Iterable[Line], role: Role, page: Page) -> Iterator[Line]:
    found = list(lines)
    if found:
        if not page.dense:
            yield BLANK
        yield line(Run(title, role))
        yield from found


def _head(full: FullClaimReport, context: Context, page: Page) -> Iterator[Line]:
    answer = full.answer
    run = status_run(answer.status, ascii_only=page.ascii_only)
    facts = [f"c{answer.claim.id}", *([answer.claim.key] if answer.claim.key else [])]
    if answer.claim.happened:
        facts.append(f"happened {_happened(answer.claim.happened, context)}")
    if answer.claim.place:
        facts.append(visible(answer.claim.place))
    age = "" if answer.logged is not None else f" {lasting(answer.since, page.now, context.zone)}"
    head = line(
        Run(run.text.upper() if answer.still_disputed else run.text, run.role),
        Run(age, Role.FAINT),
        Run(f"   {page.dash.join(facts)}", Role.FAINT),
    )
    yield from wrapped(head, page.columns, "  ")
    yield from wrapped(line(Run(visible(answer.claim.text), Role.STRONG)), page.columns)
    yield from wrapped(line(Run("Why: ", Role.STRONG), Run(visible(answer.why), Role.QUOTED)), page.columns, "     ")


def _happened(happened: Moment, context: Context) -> str:
    """When it was, in the words that were written if they name the year: "yesterday" is another day tomorrow."""
    return visible(happened.text) if _YEAR.search(happened.text) else span(happened, context.zone)


def _facts(full: FullClaimReport, context: Context, page: Page) -> Iterator[Line]:
    """What is counted, and what is to be noted of it."""
    for text in (_counted(full), *_notices(full, context, page)):
        yield from wrapped(line(Run(text, Role.NEUTRAL)), page.columns, "  ")


def _counted(full: FullClaimReport) -> str:
    counts = full.answer.counts
    finding = full.answer.finding
    words = (
        counted(counts.documents, "document"),
        counted(counts.outlets, "outlet"),
        counted(counts.origins, "origin"),
        counted(counts.independent_origins, "independent origin"),
    )
    return f"{', '.join(words)}; support {finding.support}, opposition {finding.opposition}, row {finding.row}"


def _notices(full: FullClaimReport, context: Context, page: Page) -> Iterator[str]:
    """The figure and the flags, each in a line of words."""
    answer, flags = full.answer, full.answer.flags
    if figures := answer.figures:
        yield f"figure: {'; '.join(_figures(figures))} ({visible(answer.claim.measure or '')})"
    named: tuple[tuple[str, Sequence[str]], ...] = (
        ("denied by whom it would hurt", flags.denied_by),
        ("insisted on by whom it serves", flags.insisted_by),
        ("challenged by", [f"{challenge.who} ({challenge.stance})" for challenge in flags.challenged]),
        ("rests on anonymous sources", flags.anonymous),
        ("rests on hedged words", flags.hedged),
        ("speaks against own interest", flags.against_interest),
        ("contradicts itself", flags.self_contradictory),
    )
    yield from (f"{about}: {visible(', '.join(names))}" for about, names in named if names)
    if flags.one_gatekeeper:
        copies = counted(flags.one_gatekeeper.copies, "statement")
        yield f"all support comes through {visible(flags.one_gatekeeper.carrier)} alone ({copies})"
    yield from (f"{visible(r.who)} took the other side, {date(r.at, context.zone)}" for r in flags.reversed)
    yield from (f"{visible(r.who)} gave another figure, {date(r.at, context.zone)}" for r in flags.revised)
    if flags.stale_days is not None:
        last_said = answer.state.last_said or answer.since
        yield f"stale: nothing new {lasting(last_said, page.now, context.zone)}"
    yield from (f"review due: {visible(a.analyst)} judged when it was {a.derived}" for a in flags.review_due)


def _figures(figures: Figures) -> Iterator[str]:
    """The lowest and the highest figure, what is rejected by whom, and what no live record excludes."""
    if figures.low is not None or figures.high is not None or figures.agreed:
        low = "no lower bound" if figures.low is None else f"lowest {figures.low}"
        high = "no upper bound" if figures.high is None else f"highest {figures.high}"
        yield f"{low}, {high}"
    yield from (f"{one.figure} rejected by {visible(', '.join(one.by))}" for one in figures.rejected)
    if figures.agreed:
        holes = f" except {', '.join(map(str, figures.holes))}" if figures.holes else ""
        yield f"no figure excludes {figures.agreed}{holes}"
    else:
        yield "every number is excluded by some figure" if figures.low or figures.high else "no figure is affirmed"


def _sides(full: FullClaimReport, context: Context, page: Page) -> Iterator[Line]:
    claim = full.answer.claim.id
    for stance, title in _SIDES:
        found = [heeded for heeded in full.attributions if heeded.stance == stance]
        dead = sum(not heeded.live for heeded in found)
        run = mark_run(stance or Stance.DENIES)
        heading = f"{title} {len(found)}{f', {dead} no longer' if dead else ''}"
        yield from _section(heading, _rows(found, context, page, claim), run.role, page)
    yield from _section("BY WAY OF LINKED CLAIMS", _rows(full.reaching, context, page, claim), Role.HEADING, page)


def _awaiting(full: FullClaimReport, page: Page) -> Iterator[Line]:
    for awaited in full.answer.awaiting:
        silence = "no word yet" if awaited.since is None else f"silent {_silence(awaited.since, page.now)}"
        yield line(Run("? ", Role.NEUTRAL), f"{visible(awaited.party)}: {silence}")


def _silence(since: int, now: int) -> str:
    return lasting(since, now).removeprefix("for ")


def _links(claim: int, links: Sequence[Link], context: Context) -> Iterator[Line]:
    words: Mapping[LinkKind, tuple[str, str]] = {
        LinkKind.ENTAILS: ("entails", "follows from"),
        LinkKind.CONTRADICTS: ("contradicts", "contradicts"),
    }
    for link in links:
        forward = link.claim == claim
        other = context.claims[link.other if forward else link.claim]
        verb = words[link.kind][0 if forward else 1]
        found = line(f"  {verb} ", Run(f"c{other.id}", Role.STRONG), f" {visible(other.text)}")
        yield Row.of(found, Target(Kind.CLAIM, other.id))


def _merged(context: Context, page: Page) -> Iterator[Line]:
    """The claims that this one is, when and why they were merged, and the verdicts that were given on them."""
    for merged in context.merged:
        claim, revision = merged.redirect.claim, merged.redirect.revision
        when = f"  r{revision.id}, {clock(revision.recorded_at, context.zone)}, by {visible(revision.analyst)}"
        why = f": {visible(revision.reason)}" if revision.reason else ""
        found = line("  ", Run(f"c{claim.id}", Role.STRONG), f" {visible(claim.text)}", Run(f"{when}{why}", Role.FAINT))
        yield from wrapped(found, page.columns, "    ")
        for given in merged.assessments:
            words = f"    {visible(given.analyst)} judged it {given.verdict}, {clock(given.at, context.zone)}: "
            yield from wrapped(line(words, Run(visible(given.rationale), Role.QUOTED)), page.columns, "      ")


def _documents(context: Context) -> Iterator[Line]:
    """Where it was read: address or title, outlet, when published."""
    for document in context.documents.values():
        outlet = context.name(document.outlet)
        when = span(document.published, context.zone) if document.published else None
        facts = ", ".join(filter(None, (outlet and visible(outlet), when, "retracted" if document.retracted else None)))
        found = line(f"  {visible(document.url or document.title or '')}", Run(f"  {facts}", Role.FAINT))
        yield Row.of(found, Target(Kind.DOCUMENT, document.id))


def _course(full: FullClaimReport, context: Context, page: Page) -> Iterator[Line]:
    if page.drawn:
        yield from band(full.history, page.now, context.zone, page.columns, ascii_only=page.ascii_only)
    yield from _timeline(full, context, page)


def _timeline(full: FullClaimReport, context: Context, page: Page) -> Iterator[Line]:
    """Newest first; a step that changed nothing is faint."""
    attributions = {h.attribution.id: h for h in (*full.attributions, *full.reaching)}
    times = [_time(step, attributions, context) for step in full.history]
    dates = max(map(len, times), default=0)
    for step, before, time in reversed(tuple(zip(full.history, (None, *full.history), times, strict=False))):
        changed = before is None or before.status != step.status
        run = status_run(step.status, ascii_only=page.ascii_only)
        found = line(
            Run(f"{padded(time, dates)}  ", Role.FAINT),
            Run(padded(run.text, 16), status_role(step.status) if changed else Role.FAINT),
            f"  {_cause(step, attributions, context, full.answer.claim.id)}",
        )
        yield from page.laid(found, " " * (dates + 4))


def _time(step: Step, attributions: Mapping[int, ReportedAttribution], context: Context) -> str:
    """When a step was, as precisely as anything said then is dated."""
    said = [attributions[number].attribution.said for number in step.because if number in attributions]
    return span(min(said, key=lambda moment: moment.latest), context.zone) if said else clock(step.at, context.zone)


def _cause(step: Step, attributions: Mapping[int, ReportedAttribution], context: Context, claim: int) -> str:
    words = []
    for number in step.because:
        heeded = attributions.get(number)
        if heeded is None:
            words.append(f"a{number}")
            continue
        mark = _side_mark(heeded, claim).text
        words.append(f"{mark} {visible(_who(heeded, context))} ({_ref_on(heeded, claim)})")
    return ", ".join(words)


def _prospects(full: FullClaimReport, page: Page) -> Iterator[Line]:
    verbs = {
        Stance.AFFIRMS: "affirming",
        Stance.DENIES: "denying",
        Stance.RETRACTS: "taking it back",
        Stance.WITHHOLDS: "withholding",
        Stance.QUESTIONS: "questioning",
    }
    arrow = "->" if page.ascii_only else "→"
    for prospect in outlooks(full.would_change):
        yield line(
            mark_run(prospect.stance),
            f" {visible(prospect.who)} {verbs[prospect.stance]} {arrow} ",
            status_run(prospect.status, ascii_only=page.ascii_only),
        )


def _rows(found: Sequence[ReportedAttribution], context: Context, page: Page, claim: int) -> Iterator[Line]:
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


def _side_mark(heeded: ReportedAttribution, claim: int) -> Run:
    """The mark of an attribution on the page of a claim: by the side it takes there, of other claims along links."""
    a = heeded.attribution
    if a.claim != claim and heeded.side:
        return mark_run(Stance.AFFIRMS if heeded.side > 0 else Stance.DENIES)
    return attribution_mark(a) if heeded.stance in {a.stance, None} else mark_run(heeded.stance or a.stance)


def _ref_on(heeded: ReportedAttribution, claim: int) -> str:
    """The ref of an attribution, with that of the claim it is on, if that is another one: `a7 on c2`."""
    a = heeded.attribution
    return f"a{a.id}" if a.claim == claim else f"a{a.id} on c{a.claim}"


def _row(heeded: ReportedAttribution, context: Context, claim: int, columns: tuple[int, int] | None) -> Line:
    """Who, of which party, when and through whom: in columns for names and parties, or as tight as can be."""
    (names, parties), gap = columns or (0, 0), "  " if columns else " "
    a = heeded.attribution
    mark = _side_mark(heeded, claim)
    return line(
        mark if heeded.live else Run(mark.text, Role.FAINT),
        " ",
        Run(padded(visible(_said_by(heeded, context)), names), Role.PLAIN if heeded.live else Role.FAINT),
        Run(f"{gap}{padded(_party(heeded, context), parties)}{gap}", Role.FAINT),
        Run(f"{span(a.said, context.zone)}{gap}", Role.FAINT),
        Run(f"{visible(_through(heeded, context))}{gap}{_ref_on(heeded, claim)}", Role.FAINT),
    )


def _who(heeded: ReportedAttribution, context: Context) -> str:
    """Who says so."""
    return context.registry.sources[heeded.attribution.origin].name


def _said_by(heeded: ReportedAttribution, context: Context) -> str:
    """Who it is, with the figure they give."""
    figure = heeded.attribution.figure
    return f"{_who(heeded, context)} {{{figure}}}" if figure else _who(heeded, context)


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
