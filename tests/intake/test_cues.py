"""The cue lexicon as data."""

import tomllib
from collections import defaultdict
from importlib import resources

import pytest

from verifier.domain.model.statements import Certainty, Stance
from verifier.intake.phrases.cues import lexicon, weakest
from verifier.intake.phrases.predicates import Predicates, cue_of
from verifier.intake.phrases.tokens import tokens_of


def test_the_lexicon_comes_with_the_package() -> None:
    """The data lie beside the module, wherever the package is installed."""
    assert "verb" in tomllib.loads(
        resources.files("verifier.intake.phrases").joinpath("cues.en.toml").read_text(encoding="utf-8")
    )


def test_every_stance_has_cues_before_and_behind_a_name() -> None:
    """Each stance can be said in either order."""
    orders = defaultdict(set)
    for meaning in dict(lexicon().cues.items()).values():
        orders[meaning.stance].add(meaning.passive)
    assert orders == {stance: {True, False} for stance in Stance}


def test_no_cue_ends_or_begins_with_a_hedge() -> None:
    """A hedge is never part of a cue: it would say its certainty twice."""
    hedges = lexicon().hedges.keys()
    assert [words for words, _ in lexicon().cues.items() if not hedges.isdisjoint(words.split())] == []


@pytest.mark.parametrize(
    ("text", "words", "certainty"),
    [
        ("has not yet confirmed or denied it", "has not yet confirmed or denied", "certain"),
        ("reportedly has also said", "reportedly has also said", "possible"),
        ("probably reportedly believes", "probably reportedly believes", "possible"),
        ("says says", "says", "certain"),
    ],
)
def test_the_longest_cue_is_found_with_its_hedges(text: str, words: str, certainty: str) -> None:
    """Hedges count before a cue and within it, adverbs within it."""
    read = Predicates(tokens_of(text), lexicon())
    core = read.core(0)
    assert core is not None
    assert (" ".join(read.words_of(0, core.end)), core.meaning.certainty) == (words, certainty)


@pytest.mark.parametrize("text", ["", "reportedly", "has reportedly", "not", "Moscow says"])
def test_words_that_begin_no_cue_are_none(text: str) -> None:
    """A hedge alone is no cue, nor does one end in a hedge."""
    assert cue_of(text) is None


def test_of_several_certainties_the_least_firm_holds() -> None:
    """A hedge never makes anything firmer."""
    assert weakest(Certainty.PROBABLE, Certainty.CERTAIN, Certainty.POSSIBLE) is Certainty.POSSIBLE
