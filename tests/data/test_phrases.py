"""A corpus of attributions as articles print them, read under the registry that comes with verifier."""

from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.data.reading import NOW, registry
from verifier.domain.model.statements import Attribution, Stance
from verifier.domain.model.time import Moment
from verifier.intake.phrases.cues import lexicon
from verifier.intake.phrases.names import Names
from verifier.intake.phrases.phrase import Phrase, read_phrase
from verifier.intake.phrases.writing import write_phrase
from verifier.intake.times.dates import DateReader

CORPUS: Final = Path(__file__).with_name("phrases.txt")
REFUSED: Final = (
    "Moscow denied involvement",
    "Moscow denied any role",
    "a Ukrainian official, Reuters, said",
    "the government welcomed the report",
    "officials dodged questions",
    "Moscow denied having carried it out",
    "Russia has denied targeting civilians",
    "Russia denies responsibility",
    "Israel denied carrying out the strike",
    "Russia's Defense Ministry says it shot down 12 drones",
    "Ukraine said it had shot down",
    "No Ukrainian official has confirmed",
    "no group immediately claimed responsibility",
    "nobody in Moscow has confirmed",
    "Neither Kyiv nor Moscow confirmed",
    "few officials confirmed",
    "contrary to Moscow, Kyiv said",
    "Kyiv never denied",
    "Kyiv has hardly denied",
    "Kyiv falsely claimed",
    "Kyiv wrongly said",
    "officials falsely claimed",
    "an official almost confirmed",
    "Reuters reports Kyiv denies",
    "Hamas rather than Israel said",
    "Kyiv no longer denies",
    "Kyiv almost confirmed",
    "Kyiv partly confirmed",
    "Kyiv is expected to confirm",
    "Kyiv will confirm",
    "Kyiv should confirm",
    "Kyiv said it was not false",
    "Kyiv denied not confirming",
    "Moscow rejected Kyiv's denial",
    "Moscow denied the denial",
    "Kyiv and Moscow say",
    "if Moscow confirms",
    "until Kyiv confirms",
    "the reports could not be independently verified",
    "It was not possible to verify the claims",
    "Zakharova called it a provocation",
    "Moscow found no evidence",
    "a Congolese official said",
    "a senior Korean official told Reuters",
    "Georgian officials said",
    "Congolese officials said",
    "никто не подтвердил",
    "ніхто не підтвердив",
)
MEDIA: Final = (
    "in a statement",
    "on Telegram",
    "on X",
    "at a briefing",
    "on Sunday",
    "late on Monday",
    "in a brief emailed statement",
    "on its website",
    "earlier this week",
    "by phone",
)
OBJECTS: Final = ("the report", "the claims", "the allegations", "the strike", "it", "Israel's claims", "such reports")


class Wanted(NamedTuple):
    """A phrase of the corpus with what an expert makes of it."""

    text: str
    origin: str
    carriers: tuple[str, ...]
    party: str | None
    stance: str
    certainty: str


@cache
def names() -> Names:
    """The names of the registry."""
    return Names(registry())


@cache
def corpus() -> tuple[Wanted, ...]:
    """The phrases of the corpus."""
    lines = [line for line in CORPUS.read_text(encoding="utf-8").splitlines() if line and not line.startswith("# ")]
    rows = [[None if field == "-" else field for field in line.split(" | ")] for line in lines]
    return tuple(
        Wanted(
            str(text), str(origin), tuple((via or "").split("; ")) if via else (), party, str(stance), str(certainty)
        )
        for text, origin, via, party, stance, certainty in rows
    )


def read(text: str) -> Phrase | None:
    """The phrase of a text, if it is one."""
    found = read_phrase(text, names(), DateReader(NOW))
    return found if isinstance(found, Phrase) else None


def meant(phrase: Phrase) -> tuple[object, ...]:
    """What a phrase says, its cue left aside."""
    via = tuple(carrier.name for carrier in phrase.carriers)
    return phrase.origin.name, via, phrase.origin.party, phrase.stance, phrase.certainty


@pytest.mark.long
def test_every_phrase_of_the_corpus_is_read_as_an_expert_would() -> None:
    """Origin, carriers, party, stance and certainty, of more than six hundred."""
    assert len(corpus()) > 600
    found = {wanted.text: phrase and meant(phrase) for wanted in corpus() for phrase in [read(wanted.text)]}
    assert found == {wanted.text: wanted[1:] for wanted in corpus()}


@pytest.mark.parametrize("text", REFUSED)
def test_what_could_be_misread_is_refused(text: str) -> None:
    """Nothing is read that is denied, narrowed, expected, or said by nobody."""
    assert read(text) is None


@pytest.mark.long
def test_every_phrase_of_the_corpus_prints_as_one_that_says_the_same() -> None:
    """What is printed of it reads back to the same stance, origin and carriers."""
    for wanted in corpus():
        phrase = read(wanted.text)
        assert phrase is not None
        speakers = (phrase.origin, *phrase.carriers)
        if any(speaker.source is None for speaker in speakers):
            continue
        printed = write_phrase(recorded(phrase), registry())
        again = read(printed)
        assert again is not None, printed
        assert (meant(again), again.cue) == (meant(phrase), phrase.cue), printed


def recorded(phrase: Phrase) -> Attribution:
    """The attribution a phrase of known sources makes."""
    return Attribution(
        id=1,
        claim=1,
        origin=phrase.origin.source or 0,
        stance=phrase.stance,
        said=Moment(NOW, NOW),
        carriers=tuple(carrier.source or 0 for carrier in phrase.carriers),
        certainty=phrase.certainty,
        basis=phrase.basis,
        cue=phrase.cue,
    )


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(corpus()),
    st.sampled_from(sorted(lexicon().lists["adverbs"].all)),
    st.sampled_from(MEDIA),
    st.sampled_from(OBJECTS),
)
def test_adverbs_media_and_objects_never_change_the_stance(
    wanted: Wanted, adverb: str, medium: str, thing: str
) -> None:
    """With any adverb, medium or object, before or behind its cue, a phrase says the same or is refused."""
    longer = (
        f"{wanted.text} {adverb}",
        f"{wanted.text} {medium}",
        f"{wanted.text} {thing}",
        f"{wanted.text} {thing} {adverb} {medium}",
        f"{medium[:1].upper()}{medium[1:]}, {wanted.text}",
    )
    for text in longer:
        if phrase := read(text):
            assert (phrase.stance, phrase.certainty) == (wanted.stance, wanted.certainty), text


@pytest.mark.parametrize("stance", list(Stance))
def test_what_may_be_added_is_mostly_read(stance: Stance) -> None:
    """A plain cue of each stance takes adverbs before and behind it, and media."""
    cue = {
        "affirms": "says",
        "denies": "denies",
        "withholds": "has not commented",
        "questions": "doubts",
        "retracts": "retracts",
    }
    for adverb in lexicon().lists["adverbs"].all:
        for text in (
            f"Moscow {adverb} {cue[stance]}",
            f"Moscow {cue[stance]} {adverb}",
            f"Moscow {cue[stance]} {MEDIA[0]}",
        ):
            phrase = read(text)
            assert phrase is not None, text
            assert (phrase.stance, phrase.origin.name) == (stance, "Russia"), text
