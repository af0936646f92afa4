"""Sentences that say who says something, or hold direct speech or a hedge, and that nothing was taken from."""

from collections.abc import Iterable, Iterator, Sequence

from verifier.intake.draft.according import HEDGES
from verifier.intake.draft.parsing import Page
from verifier.intake.draft.proposals import Proposal
from verifier.intake.draft.verbs import verbs

Missed = tuple[int, str]
"""Where a sentence begins in the article's text, and its words."""


def missed(pages: Sequence[Page], proposals: Iterable[Proposal]) -> Iterator[Missed]:
    """The sentences that ought to be looked at, in order."""
    taken = [span for one in proposals for span in (*one.cue, *one.content)]
    for page in pages:
        for sentence in page.doc.sents:
            words = page.paragraph.text[sentence.start_char : sentence.end_char].strip()
            if not words:
                continue
            start, end = page.paragraph.span(sentence.start_char, sentence.end_char)
            if not any(first < end and last > start for first, last in taken) and _tells(
                page, sentence.start, sentence.end
            ):
                yield start, words


def _tells(page: Page, start: int, end: int) -> bool:
    lexicon = verbs()
    speech = {lemma for lemma, verb in lexicon.verbs.items() if not verb.evidence}
    tokens = page.doc[start:end]
    first, last = tokens.start_char, tokens.end_char
    quoted = any(one.is_speech and one.start < last and one.end > first for one in page.paragraph.quotations)
    return quoted or any(
        token.lower_ in HEDGES | {"according"} or (token.lemma_.lower() in speech and token.pos_ == "VERB")
        for token in tokens
    )
