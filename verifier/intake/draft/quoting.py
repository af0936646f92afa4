"""Direct speech: each quotation given to the words that tell whose it is, also where it goes on after them."""

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from verifier.intake.draft.paragraphs import Quotation
from verifier.intake.draft.parsing import Page
from verifier.intake.draft.reported import Piece, Report

_SENTENCE_END: Final = re.compile(r"[.!?\u2026][\"\u201d\u2019)]?\s+[\"\u201c(]?[A-Z]")
_FARTHEST: Final = 200
_ENDS: Final = re.compile(
    r"(?<!\b[ap]\.m)(?<!\b[A-Z])(?<!\b(?:Mr|Ms|Dr|St|Lt))(?<!\b(?:Mrs|Gen|Col|Gov|Sen|Rep|Maj))[.!?\u2026]['\u2019)\]]*\s*$"
)


def give_quotations(pages: Sequence[Page], reports: list[Report]) -> None:
    """Give every quotation of a text to a report, where one tells whose words it is."""
    last: _Last | None = None
    for page in pages:
        here = [one for one in reports if one.page is page]
        for report in here:
            _widen(page, report)
        quoted = _quoted_by(page, here)
        for number, quotation in enumerate(page.paragraph.quotations):
            if quotation.is_speech and number not in quoted:
                _give(page, number, here, quoted, last)
        last = _last(page, quoted)


class _Last(NamedTuple):
    """Whose words a page ends with."""

    report: Report
    page: int


def _give(page: Page, number: int, here: Sequence[Report], quoted: dict[int, Report], last: _Last | None) -> None:
    """Give a quotation to whoever is named beside it, or to whom the one before it belongs."""
    quotation = page.paragraph.quotations[number]
    piece = (page.number, *quotation.inner)
    owner = _tag(page, quotation, here)
    if owner is None:
        owner = _going_on(page, quotation, quoted, last)
        if owner is None:
            return
        owner.guessed.append(piece)
    owner.content.append(piece)
    quoted[number] = owner


def _widen(page: Page, report: Report) -> None:
    """Let what is said reach to the ends of a quotation that it begins in or breaks off in."""
    speech = [one for one in page.paragraph.quotations if one.is_speech]
    widened: list[Piece] = []
    for number, start, end in report.content:
        reach = start, end
        for quotation in speech:
            reach = _reach(quotation, *reach)
        widened.append((number, *reach))
    report.content = list(dict.fromkeys(widened))


def _reach(quotation: Quotation, start: int, end: int) -> tuple[int, int]:
    """Where words begin and end, once they reach to the ends of a quotation that they begin in or break off in."""
    first, last = quotation.inner
    if start >= last or end <= first:
        return start, end
    if start >= quotation.start:
        start = first
    breaks_off = first < end <= quotation.end
    ends_itself = start == first and quotation.text.rstrip()[-1:] in {",", ".", "?", "!"}
    return start, last if breaks_off or (ends_itself and end > last) else end


def _quoted_by(page: Page, reports: Sequence[Report]) -> dict[int, Report]:
    """The quotations that a report's content holds or stands in."""
    found: dict[int, Report] = {}
    for number, quotation in enumerate(page.paragraph.quotations):
        first, last = quotation.inner
        for report in reports:
            if any(page.number == at and start < last and end > first for at, start, end in report.content):
                found.setdefault(number, report)
    return found


def _tag(page: Page, quotation: Quotation, reports: Sequence[Report]) -> Report | None:
    """The report that stands beside a quotation in the same sentence, the nearest first."""
    near: list[tuple[int, Report]] = []
    for report in reports:
        start, end = _extent(report)
        distance = _distance(page.paragraph.text, quotation, start, end)
        if distance is not None:
            near.append((distance + (1000 if report.content else 0), report))
    return min(near, key=lambda pair: pair[0], default=(0, None))[1]


def _extent(report: Report) -> tuple[int, int]:
    tokens = [*report.cue, *([report.source] if report.source is not None else [])]
    same = [one for one in tokens if one.doc is report.verb.doc]
    return min(one.idx for one in same), max(one.idx + len(one) for one in same)


def _distance(text: str, quotation: Quotation, start: int, end: int) -> int | None:
    """How far a report stands from a quotation; None if a sentence ends between them."""
    if start >= quotation.end:
        between = text[quotation.end - 2 : start]
        # What follows a quotation that ends a sentence begins a new one.
        whole = quotation.text.rstrip().endswith(".") and text[start : start + 1].isupper()
        apart = whole or _SENTENCE_END.search(text[quotation.end : start + 1])
    else:
        between = text[end : quotation.start]
        colon = between.rstrip().endswith(":")
        apart = None if colon else _SENTENCE_END.search(text[end : quotation.start + 2])
    return None if apart or len(between) > _FARTHEST else len(between)


def _going_on(page: Page, quotation: Quotation, quoted: dict[int, Report], last: _Last | None) -> Report | None:
    """Whose words go on: those of the quotation before, on the same page or at the end of the page before."""
    before = [number for number in quoted if page.paragraph.quotations[number].end <= quotation.start]
    if before:
        return quoted[max(before)]
    goes_on = last is not None and quotation.start <= 1 and page.number == last.page + 1
    return last.report if last is not None and goes_on else None


def _last(page: Page, quoted: dict[int, Report]) -> _Last | None:
    """Whose words a page ends with, if little follows them."""
    number = max(quoted, default=None)
    if number is None:
        return None
    rest = page.paragraph.text[page.paragraph.quotations[number].end :]
    return None if _SENTENCE_END.search(rest) or len(rest) > _FARTHEST else _Last(quoted[number], page.number)


def sentences(page: Page, piece: Piece) -> Iterator[Piece]:
    """The sentences of a piece of a page."""
    number, start, end = piece
    begin = start
    for sentence in page.doc.sents:
        at = sentence.start_char
        if begin < at < end and _ENDS.search(page.paragraph.text[begin:at]) and page.paragraph.text[at].isupper():
            yield number, begin, at
            begin = at
    yield number, begin, end
