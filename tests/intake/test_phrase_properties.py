"""Attribution phrases under any text at all, and printed so that they read back to the same."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.intake.builders import DATASETS, NAMES, READER, REGISTRY, SOURCES, phrase
from verifier.domain.model.statements import Attribution
from verifier.domain.model.time import Moment
from verifier.intake.phrases.cues import MARKS, lexicon
from verifier.intake.phrases.phrase import Phrase, read_phrase
from verifier.intake.phrases.writing import write_phrase

TIMES = (
    "2024-11-19",
    "2024-11",
    "2024",
    "2024-11-19 03:25 MSK",
    "2024-11-19T03:25+03:00",
    "2024-11-19T03:25:10.25Z",
    "2024-03-31 Europe/Berlin",
    "2024-11-19 3pm",
    "19 Nov 2024 23:59 EST",
    "yesterday 14:00",
    "today",
    "2h ago",
    "2024-11-18/2024-11-19",
    "0001-01-02",
    "2014-07-17 16:20 MSK",
)
WORDS = (
    *(source.name for source in SOURCES),
    "Moscow",
    "the AP",
    "a",
    "an unnamed",
    "officer",
    "Nobody",
    "and",
    "via",
    ", via ",
    ", citing ",
    ",",
    "says",
    "has not",
    "confirmed",
    "denied by",
    "according to",
    "tells",
    "told",
    "reportedly",
    "unverified",
    "not",
    "+",
    "-",
    "x",
    "~ ",
    "{5}",
    "{",
    ': "',
    '"',
    "“",
    "”",
    "@ ",
    "2024-11-19",
    "(",
    ")",
    "\x1b",
    "\x00",
    "\u2028",
    "\u202e",
    "’",
)

quotes = st.text(st.characters(exclude_characters="\x00\n", exclude_categories=["Cs"]), min_size=1, max_size=30)
notes = st.recursive(
    st.text('ab @{}:,"“ \x1b\u202e', min_size=1, max_size=5),
    lambda inner: st.tuples(inner, inner).map(lambda pair: f"{pair[0]}({pair[1]})"),
    max_leaves=4,
)
numbers = st.decimals(0, 1000, places=2)
figures = st.one_of(
    numbers.map(lambda number: f"{{{number}}}"),
    numbers.map(lambda number: f"{{>={number}}}"),
    numbers.map(lambda number: f"{{<={number}}}"),
    st.tuples(numbers, numbers).map(lambda pair: f"{{{min(pair)}..{max(pair)}}}"),
)
names = st.sampled_from([name for source in SOURCES if not source.anonymous for name in (source.name, *source.aliases)])
origins = st.one_of(
    names,
    st.sampled_from(
        ["an anonymous source in the Ukrainian military", "several U.S. officials", "a video", "an unverified video"]
    ),
    names.map(lambda name: f"unverified {name}"),
)
active = [words for words, cue in lexicon().cues.items() if not cue.passive]
passive = [words for words, cue in lexicon().cues.items() if cue.passive]
telling = [words for words, cue in lexicon().cues.items() if cue.tells]


def in_marks(words: str) -> str:
    """Words between quotation marks, those among them doubled."""
    doubled = words.replace('"', '""')
    return f'"{doubled}"'


@st.composite
def quotations(draw: st.DrawFn) -> str:
    """A quotation, with its language, with what it means, with both or with neither."""
    language = draw(st.sampled_from(["", " [ru]", "[pt-BR]", " [ uk ]"]))
    meaning = draw(st.one_of(st.just(""), quotes.map(lambda words: f" = {in_marks(words)}")))
    return f": {in_marks(draw(quotes))}{language}{meaning}"


@st.composite
def phrases(draw: st.DrawFn) -> str:
    """A phrase of any shape with any tail."""
    origin, carriers = draw(origins), draw(st.lists(names, max_size=3))
    via = "".join(f", via {name}" for name in carriers)
    hedge = draw(st.sampled_from(["", "reportedly ", "probably "]))
    head = draw(
        st.one_of(
            st.sampled_from(active).map(lambda cue: f"{origin}{via}, {hedge}{cue}"),
            st.sampled_from(active).map(lambda cue: ", citing ".join([*carriers, origin]) + f", {hedge}{cue}"),
            st.sampled_from(passive).map(lambda cue: f"{hedge}{cue} {origin}{via}"),
            st.sampled_from(telling).map(lambda cue: f"{origin} {hedge}{cue} Reuters{via}"),
            st.sampled_from(sorted(MARKS)).map(lambda mark: f"{mark} {origin}{via}"),
        )
    )
    pieces = [
        draw(st.one_of(st.just(""), figures.map(lambda figure: f" {figure}"))),
        draw(st.one_of(st.just(""), quotations())),
        draw(st.one_of(st.just(""), st.sampled_from(TIMES).map(lambda time: f" @ {time}"))),
        draw(st.one_of(st.just(""), notes.map(lambda note: f" ({note})"))),
    ]
    return head + "".join(pieces)


def recorded(read: Phrase) -> Attribution:
    """The attribution a phrase of known sources makes."""
    said = read.said or Moment(READER.now, READER.now)
    return Attribution(
        id=1,
        claim=1,
        origin=read.origin.source or 0,
        stance=read.stance,
        said=said,
        carriers=tuple(carrier.source or 0 for carrier in read.carriers),
        certainty=read.certainty,
        basis=read.basis,
        figure=read.figure,
        cue=read.cue,
        quote=read.quote,
        note=read.note,
        written=read.said is not None,
        quote_language=read.quote_language,
        quote_translation=read.quote_translation,
    )


def said(read: Phrase) -> tuple[object, ...]:
    """All a phrase says, the time as a span with its offset."""
    time = read.said and (read.said.earliest, read.said.latest, read.said.offset)
    speakers = tuple(who.source for who in (read.origin, *read.carriers))
    words = (read.cue, read.quote, read.quote_language, read.quote_translation, read.note)
    return speakers, read.stance, read.certainty, read.basis, read.figure, words, time


@pytest.mark.long
@settings(max_examples=600, deadline=None)
@given(phrases())
def test_a_phrase_prints_as_one_that_reads_back_to_the_same(text: str) -> None:
    """Whatever was typed, what is printed says the same."""
    read = phrase(text)
    assert said(phrase(write_phrase(recorded(read), REGISTRY))) == said(read)


@settings(max_examples=600, deadline=None)
@given(
    st.one_of(
        st.text(),
        st.lists(st.sampled_from(WORDS), max_size=9).map(" ".join),
        st.lists(st.sampled_from(WORDS), max_size=9).map("".join),
    )
)
def test_any_text_gives_a_phrase_or_faults_with_columns(text: str) -> None:
    """No text whatever is more than the reader can bear."""
    read = read_phrase(text, NAMES, READER)
    if isinstance(read, tuple):
        assert read
        assert all(problem.column and 1 <= problem.column <= len(text) + 1 for problem in read)


def naughty_strings() -> list[str]:
    """The collection of strings that break programs."""
    path = DATASETS / "naughty" / "blns.json"
    if not path.exists():
        pytest.skip("the collection of naughty strings is not beside this checkout")
    strings: list[str] = json.loads(path.read_text(encoding="utf-8"))
    return strings


def test_naughty_strings_are_kept_in_quotations_and_notes() -> None:
    """Each comes back from a quotation as it was, and through printing once more."""
    for string in filter(None, naughty_strings()):
        if "\x00" in string or "\n" in string:
            continue
        read = phrase('Moscow says: "' + string.replace('"', '""') + '"')
        assert read.quote == string
        assert phrase(write_phrase(recorded(read), REGISTRY)).quote == string


def test_naughty_strings_are_phrases_or_faults() -> None:
    """Each gives an answer wherever in a phrase it stands."""
    strings = naughty_strings()
    read = [
        read_phrase(form.format(text), NAMES, READER)
        for text in strings
        for form in ("{}", "{} says", "Moscow says {}", "- {}")
    ]
    assert all(isinstance(answer, Phrase) or answer for answer in read)


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("moscow SAYS", "Russia says"),
        (
            "an anonymous source in the Ukrainian military, via RBC Ukraine, reports",
            "RBC Ukraine, citing an anonymous source in the Ukrainian military, reports",
        ),
        (
            "several U.S. officials told Reuters, via the AP",
            "several U.S. officials told Reuters, via Associated Press",
        ),
        ("unconfirmed by Kyiv, via Reuters", "unconfirmed by Ukraine, via Reuters"),
        ("~ Moscow", "~ Russia"),
        ("- unverified Moscow", "- unverified Russia"),
        ("an unverified video shows", "an unverified video shows"),
        ("unverified Moscow says", "unverified Russia says"),
        ('Moscow says {2..3}: “a "b"” @ yesterday (n)', 'Russia says {2..3}: "a ""b""" @ 2024-11-21 (n)'),
        ("Voice of America says denies", "[Voice of America says] denies"),
        ("Smith, Jones: Partners says", "[Smith, Jones: Partners] says"),
        ("according to Acme (UK)", "according to [Acme (UK)]"),
        ("Moscow says @ 2024-11-19 03:25 MSK", "Russia says @ 2024-11-19 03:25 MSK"),
    ],
)
def test_phrases_are_printed_in_canonical_names_and_absolute_times(text: str, printed: str) -> None:
    """What is printed is short and does not depend on when it is read."""
    assert write_phrase(recorded(phrase(text)), REGISTRY) == printed


def test_what_was_not_typed_as_a_phrase_still_prints_as_one() -> None:
    """An attribution from a table has no cue, or one that no phrase knows."""
    plain = recorded(phrase("- Moscow"))
    told = recorded(phrase("Moscow was told"))
    assert [
        write_phrase(attribution, REGISTRY)
        for attribution in (
            replace(plain, cue="tweets"),
            replace(told, cue=None),
        )
    ] == ["Russia denies", "Russia was told"]
