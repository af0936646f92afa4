"""All reported speech of an article, in its order, and through whom it is said: outlets that were told or cite it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Final

from verifier.domain.model.statements import Stance
from verifier.intake.draft import tree
from verifier.intake.draft.parsing import Page
from verifier.intake.draft.quoting import give_quotations
from verifier.intake.draft.reported import Report, according, hedged, speaks, spoken
from verifier.intake.draft.verbs import verbs

if TYPE_CHECKING:
    from spacy.tokens import Token

_PRONOUNS: Final = frozenset({"he", "she", "they", "it", "i", "we", "you", "who", "which", "that", "one"})
_OWN_MIND: Final = frozenset({"think", "believe", "suspect", "assess", "reason", "remember", "figure"})
_TALKS: Final = frozenset({"interview", "remark", "comment", "statement", "conversation", "message", "email"})

IsOutlet = Callable[["Token"], bool]


def _chained(reports: Iterable[Report], is_outlet: IsOutlet) -> list[Report]:
    """The reports with those who pass them on; one that only holds another is its carrier, and none of its own."""
    found = list(reports)
    for report in found:
        _cited(report)
        report.via += [one for one in _listeners(report) if is_outlet(one)]
    return _nested(found)


def _cited(report: Report) -> None:
    """`A, citing B, reported`: B is who says so, through A."""
    if report.source is None:
        return
    cited = next(_citations(report), None)
    if cited is not None:
        report.via.insert(0, report.source)
        report.source = cited


def _citations(report: Report) -> "Iterator[Token]":
    """Whom a report cites, where that is somebody."""
    source = report.source
    anchors = [report.verb, *([source] if source is not None else [])]
    for anchor in anchors:
        for below in anchor.children:
            cited = tree.child(below, "dobj", "pobj") if below.lower_ in {"citing", "quoting"} else None
            if cited is not None and speaks(cited):
                yield cited


def _listeners(report: Report) -> "Iterator[Token]":
    """Who was told, in a conversation or an interview."""
    if report.listener is not None:
        yield report.listener
    source = report.source
    if source is not None:
        for below in source.children:
            if below.dep_ == "acl" and below.lower_ in {"quoted", "cited"} and (by := tree.agent(below)) is not None:
                yield by
    for preposition in report.verb.children:
        if preposition.dep_ != "prep":
            continue
        talk = tree.child(preposition, "pobj")
        if talk is None:
            continue
        if preposition.lower_ == "to" and report.verb.lemma_ in {"say", "write", "confirm"}:
            yield talk
        if talk.lemma_ in _TALKS:
            yield from (
                listener
                for inner in talk.children
                if inner.dep_ == "prep" and inner.lower_ in {"with", "to", "by", "on"}
                if (listener := tree.child(inner, "pobj")) is not None
            )


def _nested(reports: list[Report]) -> list[Report]:
    """Reports of reports joined: the inner one is kept, with the outer one's source as carrier."""
    left_out: set[int] = set()
    # From the outside in: what is handed on has its own carriers by then.
    for outer in sorted(reports, key=_depth):
        for inner in reports:
            if inner is outer or inner.page is not outer.page or outer.root is None or id(outer) in left_out:
                continue
            if id(inner) in left_out or not _holds(outer, inner):
                continue
            if not _passes_on(outer, inner):
                if not _stands_beside(inner):
                    left_out.add(id(inner))
                continue
            if outer.root in (inner.verb, inner.root):
                inner.via += [*([outer.source] if outer.source is not None else []), *outer.via]
                left_out.add(id(outer))
    return [one for one in reports if id(one) not in left_out]


def _depth(report: Report) -> int:
    """How deep in its sentence a report stands; `according to` stands outside of it."""
    return 0 if report.verb.lower_ == "according" else sum(1 for _ in report.verb.ancestors)


def _stands_beside(report: Report) -> bool:
    """Whether a report is the article's own remark on what is said: `the missiles, which officials say were used`."""
    named = report.source is not None and report.source.lower_ not in _PRONOUNS
    return named and report.verb.dep_ == "relcl"


def _holds(outer: Report, inner: Report) -> bool:
    """Whether a report stands in what another one reports, or under the same `according to`."""
    if outer.root is None:
        return False
    if inner.root == outer.root:
        return outer.verb.lower_ == "according" and inner.verb != outer.verb
    return inner.verb == outer.root or (outer.root in inner.verb.ancestors and inner.verb.lower_ != "according")


def _passes_on(outer: Report, inner: Report) -> bool:
    """Whether the inner report has a source of its own, other than the outer one's."""
    if inner.source is None or outer.source is None:
        return False
    own = inner.source.lower_ in _PRONOUNS or inner.verb.lemma_ in _OWN_MIND
    return not own and outer.stance is Stance.AFFIRMS and not verbs().is_evidence(inner.verb.lemma_)


def reports(pages: Sequence[Page], is_outlet: IsOutlet) -> list[Report]:
    """What an article reports others to say."""
    found = [report for page in pages for report in (*spoken(page), *according(page))]
    give_quotations(pages, found)
    kept = [one for one in found if one.content or one.stance is not Stance.AFFIRMS]
    kept = _chained(kept, is_outlet)
    doubtful = [one for page in pages for one in hedged(page) if not _covered(one, kept)]
    for one in doubtful:
        _take_out(one, kept)
    kept += doubtful
    return sorted(kept, key=lambda one: (one.page.number, one.verb.i))


def _take_out(doubtful: Report, others: Sequence[Report]) -> None:
    """Leave what is only reportedly so out of what others say, where it ends that."""
    starts = min((start for _, start, _ in doubtful.content), default=0)
    ends = max((end for _, _, end in doubtful.content), default=0)
    for other in others:
        if other.page is doubtful.page:
            other.content = [
                (number, start, starts)
                if number == other.page.number and start < starts - 1 and end == ends
                else (number, start, end)
                for number, start, end in other.content
            ]


def _covered(report: Report, others: Sequence[Report]) -> bool:
    """Whether a hedge belongs to what somebody else is reported to say, or to its cue."""
    near = [one for one in others if one.page is report.page]
    return any(report.root in (one.verb, one.root) for one in near)
