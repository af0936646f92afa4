"""Score what is drafted against PolNeAR: `python -m tests.benchmarks.polnear DIRECTORY [SPLIT]`.

DIRECTORY is the `data` directory of a copy of the corpus, which is not part of this project. A proposal is right if its
cue and its content overlap with those of an annotation, and misattributed if the head of its source lies outside the
annotated source. Recall is of annotations whose cue has a verb of reporting.
"""

import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from verifier.domain.model.sources import Registry
from verifier.intake.draft.finding import reports
from verifier.intake.draft.paragraphs import paragraphs
from verifier.intake.draft.parsing import Page, parsed
from verifier.intake.draft.proposals import Outlets
from verifier.intake.draft.reported import Report
from verifier.intake.phrases.names import Names

Span = tuple[int, int]
STEMS: Final = (
    "say|says|said|saying|tell|tells|told|telling|writes?|wrote|written|writing|according|found|finds?|finding"
    "|shown?|shows|showed|showing|den(?:y|ies|ied|ying)|admit(?:s|ted|ting)?|repl(?:y|ies|ied|ying)|testif(?:y|ies|ied|ying)"
    "|(?:add|not|report|announc|argu|stat|claim|insist|explain|declar|acknowledg|confirm|reject|dismiss|warn|assert|alleg|"
    "suggest|reveal|conclud|continu|respond|recall|repeat|reiterat|tweet|post|predict|accus|describ|maintain|contend|"
    "stress|emphasiz|remark|disclos|conced|caution)(?:e|s|es|ed|ing)?"
)
REPORTING: Final = re.compile(rf"\b(?:{STEMS})\b", re.IGNORECASE)
RELATIVE: Final = frozenset({"who", "which", "that"})


class Annotation(NamedTuple):
    """An attribution as somebody annotated it."""

    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]


class Score(NamedTuple):
    """How many were proposed, right, misattributed, and how many to find were found."""

    proposed: int
    right: int
    astray: int
    wanted: int
    found: int

    def __str__(self) -> str:
        precision, recall = self.right / self.proposed, self.found / self.wanted
        both = 2 * precision * recall / (precision + recall)
        astray = self.astray / self.right
        return f"P {precision:.3f}  R {recall:.3f}  F {both:.3f}  misattributed {astray:.3f}  of {self.wanted}"


def annotations(path: Path) -> list[Annotation]:
    """The attributions of one file in the stand-off format of brat."""
    rows = [row.split("\t") for row in path.read_text("utf-8").split("\n") if "\t" in row]
    spans: dict[str, tuple[Span, ...]] = {}
    for name, *rest in rows:
        if name.startswith("T") and (match := re.match(r"\S+ ([0-9 ;]+)", rest[0])):
            pairs = (pair.split() for pair in match[1].strip("; ").split(";"))
            spans[name] = tuple((int(start), int(end)) for start, end in pairs)
    return [_annotation(rest[0], spans) for name, *rest in rows if name.startswith("E")]


def _annotation(event: str, spans: dict[str, tuple[Span, ...]]) -> Annotation:
    parts: dict[str, tuple[Span, ...]] = {"Source": (), "Cue": (), "Content": ()}
    for role, name in (part.split(":") for part in event.split()):
        kind = role.rstrip("0123456789")
        if kind in parts:
            parts[kind] += spans.get(name, ())
    return Annotation(parts["Source"], parts["Cue"], parts["Content"])


def overlap(some: Sequence[Span], others: Sequence[Span]) -> bool:
    """Whether two sets of spans share a character."""
    return any(start < last and first < end for start, end in some for first, last in others)


def scored(text: str, wanted: Sequence[Annotation]) -> Score:
    """The score of one article."""
    pages = parsed(list(paragraphs(text)))
    numbered = {page.number: page for page in pages}
    found: set[int] = set()
    proposed = right = astray = 0
    for report in reports(pages, Outlets(Names(Registry()))):
        if report.source is None:
            continue
        proposed += 1
        match = next((place for place, one in enumerate(wanted) if _fits(report, one, numbered)), None)
        if match is None:
            continue
        found.add(match)
        right += 1
        astray += not _same_source(text, report, wanted[match])
    reporting = {place for place, one in enumerate(wanted) if _words(text, one.cue, REPORTING)}
    return Score(proposed, right, astray, len(reporting), len(reporting & found))


def _fits(report: Report, one: Annotation, pages: dict[int, Page]) -> bool:
    cue = [report.page.paragraph.span(token.idx, token.idx + len(token)) for token in report.cue]
    content = [pages[number].paragraph.span(start, end) for number, start, end in report.content if start < end]
    return overlap(cue, one.cue) and (not content or not one.content or overlap(content, one.content))


def _same_source(text: str, report: Report, one: Annotation) -> bool:
    if report.source is None or not one.source:
        return True
    paragraph = report.page.paragraph
    heads = [report.source, *(token for token in report.via)]
    if any(overlap([paragraph.span(token.idx, token.idx + len(token))], one.source) for token in heads):
        return True
    first, last = report.source.left_edge, report.source.right_edge
    whole = paragraph.span(first.idx, last.idx + len(last))
    start, end = one.source[0]
    return text[start:end].lower() in RELATIVE and overlap([whole], one.source)


def _words(text: str, spans: Sequence[Span], pattern: re.Pattern[str]) -> bool:
    return any(pattern.search(text[start:end]) for start, end in spans)


def articles(data: Path, split: str) -> Iterator[tuple[str, list[Annotation]]]:
    """The articles of a split, each with what the first of its annotators found."""
    seen: set[str] = set()
    for path in sorted((data / split / "attributions").glob("*.ann")):
        name = path.stem.rpartition("_")[0]
        if name not in seen:
            seen.add(name)
            with (data / split / "text" / f"{name}.txt").open(encoding="utf-8", newline="") as file:
                yield file.read(), annotations(path)


def main(data: str, split: str = "test") -> None:
    """Score a split."""
    scores = [scored(text, wanted) for text, wanted in articles(Path(data), split)]
    print(f"{split}, {len(scores)} articles: {Score(*map(sum, zip(*scores, strict=True)))}")


if __name__ == "__main__":
    main(*sys.argv[1:])
