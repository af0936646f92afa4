"""Reported speech found in short texts whose attributions were decided by hand, and how much of it."""

import re
import tomllib
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

import pytest

from verifier.domain.model.sources import Registry
from verifier.intake.draft.finding import reports
from verifier.intake.draft.paragraphs import paragraphs
from verifier.intake.draft.parsing import parsed
from verifier.intake.draft.proposals import Outlets, Proposal, Proposer, Setting
from verifier.intake.phrases.names import Names
from verifier.intake.phrases.phrase import Phrase, read_phrase
from verifier.intake.times.dates import DateReader

pytest.importorskip("spacy")
TEXTS: Final = tomllib.loads((Path(__file__).parents[1] / "data/drafted.toml").read_text(encoding="utf-8"))["text"]
NAMES: Final = Names(Registry())
READER: Final = DateReader(1_732_000_000_000_000)
LEAST_FOUND: Final = 0.93
LEAST_RIGHT: Final = 0.93
LEAST_CHAINS: Final = 0.97
LEAST_CONTENT: Final = 0.97


class Said(NamedTuple):
    """An attribution decided by hand: where the words stand, the stance, and through whom."""

    source: tuple[int, int] | None
    cue: tuple[int, int]
    content: tuple[int, int] | None
    stance: str
    via: tuple[str, ...]


class Pair(NamedTuple):
    """An attribution of a text, and what was proposed for it."""

    text: str
    said: Said
    proposal: Proposal | None


def expected(text: str, rows: Sequence[Sequence[str]]) -> Iterator[Said]:
    """The attributions of a text; each cue stands behind the one before, a source nearest to its cue."""
    at = 0
    for source, cue, content, stance, via in rows:
        pattern = r"\b" + r"\W+(?:\w+\W+)?".join(map(re.escape, cue.split())) + r"\b"
        match = re.compile(pattern).search(text, at)
        assert match, (cue, text[at:])
        at = match.end()
        yield Said(
            _near(text, source, match.start()),
            match.span(),
            _near(text, content, match.start()),
            stance,
            tuple(via.split("|")) if via else (),
        )


def _near(text: str, words: str, at: int) -> tuple[int, int] | None:
    """Where words stand nearest to a place."""
    found = [match.span() for match in re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)", text)] if words else []
    assert found or not words, (words, text)
    return min(found, key=lambda span: abs(span[0] - at), default=None)


def proposed(text: str) -> list[Proposal]:
    """What is proposed of a text, with no source known."""
    pages = parsed(list(paragraphs(text)))
    proposer = Proposer(pages, NAMES, READER, Setting(None, None))
    return list(proposer.proposals(reports(pages, Outlets(NAMES))))


def overlap(spans: Sequence[tuple[int, int]], other: tuple[int, int] | None) -> bool:
    """Whether one of several spans shares a character with another."""
    return other is not None and any(start < other[1] and other[0] < end for start, end in spans)


@cache
def outcome() -> tuple[list[Pair], list[tuple[str, Proposal]]]:
    """What was found of all texts, and what was proposed that nobody says."""
    pairs: list[Pair] = []
    wrong: list[tuple[str, Proposal]] = []
    for entry in TEXTS:
        found = proposed(entry["text"])
        left = list(found)
        for said in expected(entry["text"], entry["said"]):
            fits = [one for one in left if overlap(one.cue, said.cue)]
            left = [one for one in left if one not in fits]
            pairs.append(Pair(entry["name"], said, fits[0] if fits else None))
        wrong += [(entry["name"], one) for one in left]
    return pairs, wrong


def share(part: int, whole: int) -> float:
    """A part of a whole, as a fraction."""
    return part / whole


@pytest.mark.long
def test_most_of_what_is_said_is_found() -> None:
    """Recall over the texts."""
    pairs, _ = outcome()
    missing = [(pair.text, pair.said) for pair in pairs if pair.proposal is None]
    assert share(len(pairs) - len(missing), len(pairs)) >= LEAST_FOUND, missing


def test_most_of_what_is_proposed_is_said() -> None:
    """Precision over the texts."""
    pairs, wrong = outcome()
    right = sum(pair.proposal is not None for pair in pairs)
    assert share(right, right + len(wrong)) >= LEAST_RIGHT, [(name, one.phrase, one.claim) for name, one in wrong]


def test_the_right_source_says_it() -> None:
    """No proposal of these texts is given to another source than the text does."""
    pairs, _ = outcome()
    astray = [
        (pair.text, pair.said.cue, pair.proposal.origin)
        for pair in pairs
        if pair.proposal and pair.said.source and not overlap(pair.proposal.source, pair.said.source)
    ]
    assert astray == []


def test_each_stance_is_right() -> None:
    """Affirming, denying, withholding, questioning and retracting are never taken for each other."""
    pairs, _ = outcome()
    wrong = [
        (pair.text, pair.proposal.phrase, pair.said.stance)
        for pair in pairs
        if pair.proposal and pair.proposal.stance != pair.said.stance
    ]
    assert wrong == []


def test_what_is_said_is_where_the_text_has_it() -> None:
    """The content overlaps with the words decided by hand."""
    pairs, _ = outcome()
    found = [pair for pair in pairs if pair.proposal and pair.said.content]
    wrong = [
        (pair.text, pair.proposal.claim)
        for pair in found
        if pair.proposal and not overlap(pair.proposal.content, pair.said.content)
    ]
    assert share(len(found) - len(wrong), len(found)) >= LEAST_CONTENT, wrong


def test_chains_are_followed() -> None:
    """Who passes something on is named, from the origin outward, and nobody else is."""
    pairs, _ = outcome()
    found = [pair for pair in pairs if pair.proposal]
    wrong = [
        (pair.text, pair.proposal.phrase) for pair in found if pair.proposal and pair.proposal.via != pair.said.via
    ]
    assert share(len(found) - len(wrong), len(found)) >= LEAST_CHAINS, wrong


@pytest.mark.parametrize("entry", TEXTS, ids=lambda entry: entry["name"])
def test_every_phrase_reads_back(entry: dict[str, Any]) -> None:
    """A phrase that is proposed says what its proposal says."""
    for one in proposed(entry["text"]):
        phrase = read_phrase(one.phrase, NAMES, READER)
        assert isinstance(phrase, Phrase)
        said = (phrase.origin.name, tuple(carrier.name for carrier in phrase.carriers), phrase.stance, phrase.quote)
        assert said == (one.origin, one.via, one.stance, one.quote)
