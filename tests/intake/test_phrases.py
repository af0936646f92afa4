"""Attribution phrases: what each shape means, and what is said of a text that is none."""

from decimal import Decimal
from typing import NamedTuple

import pytest

from tests.intake.builders import NAMES, READER, a_registry, a_source, faults, named, phrase, unnamed
from verifier.domain.model.statements import Figure
from verifier.intake.phrases.names import Names
from verifier.intake.phrases.phrase import Phrase, read_phrase, unknown_speaker
from verifier.intake.phrases.speakers import Speaker

EXAMPLES = "Write who takes which stance, as in: Moscow says; unconfirmed by Kyiv; + Moscow."
WITH_MOSCOW = "Write who takes which stance, as in: Moscow says; unconfirmed by Moscow; + Moscow."
FIGURE = "Write {5}, {2..3}, {>=10}, {~300} or {at least 50}."
REGISTER = "If it is part of a name, write it in brackets: [NAME] says."
ORDER = 'After the cue or name comes only {FIGURE}, : "QUOTE", @ WHEN or (NOTE), in this order.'


class Meaning(NamedTuple):
    """What a phrase says, in words."""

    origin: str
    carriers: tuple[str, ...] = ()
    stance: str = "affirms"
    certainty: str = "certain"
    basis: str = "unknown"
    cue: str | None = None


def meaning(text: str, names: Names = NAMES) -> Meaning:
    """What a phrase says, in words."""
    read = phrase(text, names)
    carriers = tuple(carrier.name for carrier in read.carriers)
    return Meaning(read.origin.name, carriers, read.stance, read.certainty, read.basis, read.cue)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Moscow says", Meaning("Russia", cue="says")),
        ("Kyiv has not confirmed", Meaning("Ukraine", stance="withholds", cue="has not confirmed")),
        ("a U.S. official, via the AP, says", Meaning("U.S. official", ("Associated Press",), cue="says")),
        (
            "RBC Ukraine, citing an anonymous source in the Ukrainian military, reports",
            Meaning("anonymous source in the Ukrainian military", ("RBC Ukraine",), cue="reports"),
        ),
        ("unconfirmed by Kyiv", Meaning("Ukraine", stance="withholds", cue="unconfirmed by")),
        ("denied by Russia's Defense Ministry", Meaning("Russia's Defense Ministry", stance="denies", cue="denied by")),
        ("confirmed by Kyiv, via Reuters", Meaning("Ukraine", ("Reuters",), cue="confirmed by")),
        ("according to Sergei Lavrov", Meaning("Sergei Lavrov", cue="according to")),
        (
            "according to RBC Ukraine, citing an anonymous officer",
            Meaning("anonymous officer", ("RBC Ukraine",), cue="according to"),
        ),
        ("a Ukrainian officer tells RBC Ukraine", Meaning("Ukrainian officer", ("RBC Ukraine",), cue="tells")),
        (
            "a Ukrainian officer told RBC Ukraine, via Reuters",
            Meaning("Ukrainian officer", ("RBC Ukraine", "Reuters"), cue="told"),
        ),
    ],
)
def test_each_shape_is_read(text: str, wanted: Meaning) -> None:
    """Every example of the language means what it says."""
    assert meaning(text) == wanted


@pytest.mark.parametrize(
    ("text", "stance", "certainty"),
    [
        ("+ Moscow", "affirms", "certain"),
        ("- Moscow", "denies", "certain"),
        ("? Moscow", "withholds", "certain"),
        ("~ Moscow", "affirms", "possible"),
        ("! Moscow", "questions", "certain"),
        ("x Moscow", "retracts", "certain"),
    ],
)
def test_each_mark_is_read(text: str, stance: str, certainty: str) -> None:
    """A mark says the stance, and leaves no cue."""
    assert meaning(text) == Meaning("Russia", (), stance, certainty)


@pytest.mark.parametrize(
    ("cue", "stance", "certainty", "basis"),
    [
        ("said", "affirms", "certain", "unknown"),
        ("has said", "affirms", "certain", "unknown"),
        ("is saying", "affirms", "certain", "unknown"),
        ("claims", "affirms", "certain", "unknown"),
        ("admits", "affirms", "certain", "unknown"),
        ("insisted", "affirms", "certain", "unknown"),
        ("showed", "affirms", "certain", "unknown"),
        ("tells", "affirms", "certain", "unknown"),
        ("believes", "affirms", "probable", "unknown"),
        ("suspects", "affirms", "probable", "unknown"),
        ("assesses", "affirms", "probable", "unknown"),
        ("saw", "affirms", "certain", "witnessed"),
        ("witnessed", "affirms", "certain", "witnessed"),
        ("filmed", "affirms", "certain", "witnessed"),
        ("has geolocated", "affirms", "certain", "witnessed"),
        ("obtained", "affirms", "certain", "documents"),
        ("reviewed", "affirms", "certain", "documents"),
        ("denies", "denies", "certain", "unknown"),
        ("has repeatedly rejected", "denies", "certain", "unknown"),
        ("refuted", "denies", "certain", "unknown"),
        ("dismisses", "denies", "certain", "unknown"),
        ("disputes", "denies", "certain", "unknown"),
        ("calls false", "denies", "certain", "unknown"),
        ("has not yet confirmed", "withholds", "certain", "unknown"),
        ("has not denied", "withholds", "certain", "unknown"),
        ("hasn’t denied", "withholds", "certain", "unknown"),
        ("has not confirmed or denied", "withholds", "certain", "unknown"),
        ("neither confirmed nor denied", "withholds", "certain", "unknown"),
        ("could not verify", "withholds", "certain", "unknown"),
        ("could not independently verify", "withholds", "certain", "unknown"),
        ("has not commented", "withholds", "certain", "unknown"),
        ("declined to comment", "withholds", "certain", "unknown"),
        ("refused to comment", "withholds", "certain", "unknown"),
        ("did not report", "withholds", "certain", "unknown"),
        ("did not immediately respond", "withholds", "certain", "unknown"),
        ("questions", "questions", "certain", "unknown"),
        ("doubts", "questions", "certain", "unknown"),
        ("casts doubt on", "questions", "certain", "unknown"),
        ("retracts", "retracts", "certain", "unknown"),
        ("withdrew", "retracts", "certain", "unknown"),
        ("took back", "retracts", "certain", "unknown"),
        ("has deleted", "retracts", "certain", "unknown"),
        ("corrects", "retracts", "certain", "unknown"),
        ("reportedly says", "affirms", "possible", "unknown"),
        ("has purportedly denied", "denies", "possible", "unknown"),
        ("allegedly saw", "affirms", "possible", "witnessed"),
        ("may have confirmed", "affirms", "possible", "unknown"),
        ("likely believes", "affirms", "probable", "unknown"),
        ("probably denies", "denies", "probable", "unknown"),
    ],
)
def test_a_cue_says_stance_certainty_and_basis(cue: str, stance: str, certainty: str, basis: str) -> None:
    """The lexicon gives each cue its stance, and what else it implies."""
    assert meaning(f"Moscow {cue}") == Meaning("Russia", (), stance, certainty, basis, cue.replace("’", "'"))


def test_via_runs_outward_and_citing_inward() -> None:
    """In `X, via A, via B` A is nearer to X; in `A, citing B, citing X` B is."""
    outward = Meaning("Russia", ("Reuters", "Voice of America"), cue="says")
    assert meaning("Moscow, via Reuters, via VOA, says") == outward
    assert meaning("VOA, citing Reuters, citing Moscow, says") == outward


def test_names_are_matched_longest_first() -> None:
    """A known name may contain a cue, and gives way where only the shorter one explains every word."""
    assert meaning("Voice of America says") == Meaning("Voice of America", cue="says")
    assert meaning("Voice of America says denies") == Meaning("Voice of America says", stance="denies", cue="denies")
    assert meaning("Islamic State says") == Meaning("Islamic State", cue="says")


@pytest.mark.parametrize(
    "text",
    ["MOSCOW SAYS", "the Moscow says", "Moscow, says", "  Moscow\u00a0 says\t", "russia says", "The  Kremlin says"],
)
def test_case_articles_and_spaces_make_no_difference(text: str) -> None:
    """A known name is found however it is written."""
    assert meaning(text) == Meaning("Russia", cue="says")


def test_curly_and_straight_apostrophes_are_one() -> None:
    """An apostrophe is an apostrophe."""
    assert phrase("Russia’s Defense Ministry says").origin == phrase("Russia's Defense Ministry says").origin


def test_an_indefinite_article_does_not_make_a_name() -> None:
    """`an insider` is nobody's name, though The Insider is known."""
    assert phrase("an insider says").origin == unnamed("insider")
    assert phrase("the Insider says").origin.source == 16


def test_nothing_makes_a_denial_out_of_a_negation() -> None:
    """`Kyiv has not denied` never becomes a denial by somebody called "Kyiv has not"."""
    nobody = Names(a_registry())
    assert meaning("Kyiv has not denied") == Meaning("Ukraine", stance="withholds", cue="has not denied")
    assert meaning("Kyiv has not denied", nobody) == Meaning("Kyiv", stance="withholds", cue="has not denied")
    assert faults("Kyiv never denied", nobody) == [
        f"6: 'never' is part of no cue that is known, nor of a name not yet known. {EXAMPLES} {REGISTER}"
    ]


@pytest.mark.parametrize(
    ("text", "origin"),
    [
        ("a U.S. official says", unnamed("U.S. official", "United States")),
        ("Ukrainian officials say", unnamed("Ukrainian officials", "Ukraine")),
        ("the Freedonian officer says", unnamed("Freedonian officer", "Freedonia")),
        ("sources in the Kremlin say", unnamed("sources in the Kremlin", "Russia")),
        ("Kyiv's diplomats say", unnamed("Kyiv's diplomats", "Ukraine")),
        (
            "two people familiar with the matter say",
            unnamed("two people familiar with the matter"),
        ),
        ("people familiar with the plans say", unnamed("people familiar with the plans")),
        ("unnamed aide says", unnamed("unnamed aide")),
        (
            "aide speaking on condition of anonymity says",
            unnamed("aide speaking on condition of anonymity"),
        ),
        ("officials in Moscow and Kyiv say", unnamed("officials in Moscow and Kyiv")),
        ("a Reuters reporter says", unnamed("Reuters reporter")),
        ("an RBC Ukraine journalist says", unnamed("RBC Ukraine journalist")),
        ("a person in Lima says", unnamed("person in Lima")),
        ("a Peruvian soldier says", unnamed("Peruvian soldier", "Peru")),
        ("Russia-backed officials say", unnamed("Russia-backed officials", "Russia")),
        (
            "an anonymous source in the Ukrainian military says",
            unnamed("anonymous source in the Ukrainian military", "Ukraine", source=18),
        ),
        ("videos on social media show", unnamed("videos on social media")),
        ("Justice Report says", named("Justice Report")),
        ("The Daily Bugle says", named("The Daily Bugle")),
        ("@nobody says", named("@nobody")),
        ("X says", named("X")),
    ],
)
def test_somebody_unnamed_is_told_from_a_name_not_known(text: str, origin: Speaker) -> None:
    """A description is kept without its article, with the one party it names; any other name is not known."""
    assert phrase(text).origin == origin


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("unverified videos show", Meaning("videos", certainty="possible", cue="show")),
        ("an unverified video shows", Meaning("video", certainty="possible", cue="shows")),
        ("~ unverified Moscow", Meaning("Russia", certainty="possible")),
        ("unverified says", Meaning("unverified", cue="says")),
        ("unverified by Kyiv", Meaning("Ukraine", stance="withholds", cue="unverified by")),
    ],
)
def test_unverified_before_a_name_makes_it_possible(text: str, wanted: Meaning) -> None:
    """The word doubts the origin, unless it is a cue or a name."""
    assert meaning(text) == wanted


def test_the_rest_of_a_phrase_is_read() -> None:
    """Figure, quotation, time and note follow in this order."""
    read = phrase('Kyiv says {>=10}: "a ""b"" [c] (d) @ e" @ 2024-11-19 03:25 MSK (seen (twice) by us)')
    assert (read.figure, read.quote, read.note) == (
        Figure(Decimal(10), None),
        'a "b" [c] (d) @ e',
        "seen (twice) by us",
    )
    assert read.said is not None
    assert read.said.text == "2024-11-19 03:25 MSK"


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ('Moscow says: "they [in the West] want escalation"', "they [in the West] want escalation"),
        ('Moscow says: “he said “x” and "y"”', 'he said “x” and "y"'),
        ('Moscow says:"\u202eabc\x1b[31m [/] =cmd|"', "\u202eabc\x1b[31m [/] =cmd|"),
        ('according to Acme (UK): " x "', " x "),
        ('according to Nobody At All: "x"', "x"),
    ],
)
def test_a_quotation_is_kept_character_for_character(text: str, quote: str) -> None:
    """Nothing inside the quotation marks is touched but the doubling of straight ones."""
    assert phrase(text).quote == quote


def test_a_quotation_may_have_its_language_and_what_it_means() -> None:
    """Behind it, in this order; either alone as well."""
    read = phrase('Moscow says: "всё сбито" [ru] = "all were ""shot down""" @ 2024-11-19 (x)')
    assert (read.quote, read.quote_language, read.quote_translation, read.note) == (
        "всё сбито",
        "ru",
        'all were "shot down"',
        "x",
    )
    assert phrase('Moscow says: "да"[pt-BR]').quote_language == "pt-BR"
    assert phrase("Moscow says: “да” = “yes”").quote_translation == "yes"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ('Moscow says: "да" [ru', "19: the language is not closed. End it with ]."),
        (
            'Moscow says: "да" [Russian, say]',
            "19: 'Russian, say' is no language tag. Write one such as [en], [uk] or [pt-BR].",
        ),
        ('Moscow says: "да" = yes', '19: the = is not followed by a quotation. Put the words between " and ".'),
        ('Moscow says: "да" = ""', "21: the quotation is empty. Write the words, or leave out the =."),
        ('Moscow says: "да" = "yes', '21: the quotation is not closed. End it with ".'),
    ],
)
def test_what_is_no_language_or_translation_is_told(text: str, wanted: str) -> None:
    """With its place, and what to do."""
    assert faults(text) == [wanted]


def test_brackets_may_belong_to_a_known_name() -> None:
    """What would be a note behind an unknown name is part of a known one."""
    assert (phrase("according to Acme (UK)").origin.name, phrase("according to Acme (UK)").note) == ("Acme (UK)", None)
    assert (phrase("according to Nobody (UK)").origin.name, phrase("according to Nobody (UK)").note) == ("Nobody", "UK")
    assert meaning("Smith, Jones: Partners, via Reuters, says") == Meaning(
        "Smith, Jones: Partners", ("Reuters",), cue="says"
    )


@pytest.mark.parametrize(
    ("text", "origin"),
    [
        ("[state media] reports", named("state media")),
        ("[Moscow] says", named("Russia", 1, "Russia")),
        ("+ [the Monday report]", named("the Monday report", column=3)),
        ("[officials who deny, or say] has not denied", unnamed("officials who deny, or say")),
        ("unverified [state media] says", named("state media")),
        ("denied by [Not Confirmed, Inc.], via [state media]", named("Not Confirmed, Inc.", column=11)),
    ],
)
def test_a_name_in_brackets_is_taken_word_for_word(text: str, origin: Speaker) -> None:
    """Whatever cue, comma or auxiliary stands in it, it is a name; a known one is that source."""
    assert phrase(text).origin == origin


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "[state media reports",
            "1: the bracket is not closed. Write [NAME], as in: [state media] reports.",
        ),
        (
            "+ []",
            "3: there is no name between the brackets. Write [NAME], as in: [state media] reports.",
        ),
    ],
)
def test_brackets_without_a_name_are_refused(text: str, wanted: str) -> None:
    """A bracket is closed, and holds something."""
    assert faults(text) == [wanted]


def test_an_at_sign_is_a_date_only_between_spaces() -> None:
    """`@rybar says` has no date."""
    assert meaning("@rybar says") == Meaning("@rybar", cue="says")
    assert phrase("@rybar says @ 2024-11-19").said is not None
    assert faults("@rybar says @2024-11-19") == ["13: '@2024-11-19' is left over. Put a space before and after @."]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", "1: there is nothing to read. Write who takes which stance, as in: Moscow says."),
        ("Moscow", f"7: 'Moscow' has no cue and no mark. {WITH_MOSCOW}"),
        ("  says", f"3: a name is missing here. {EXAMPLES}"),
        ("says", f"1: a name is missing here. {EXAMPLES}"),
        ("denied by", f"10: a name is missing here. {EXAMPLES}"),
        ("+ ", f"3: a name is missing here. {EXAMPLES}"),
        ("- Moscow says", f"10: the mark - and the cue 'says' stand together. Leave out one of them. {REGISTER}"),
        (
            "+ denied by Kyiv",
            f"3: the mark + and the cue 'denied by' stand together. Leave out one of them. {REGISTER}",
        ),
        ("x Nobody, says", f"11: the mark x and the cue 'says' stand together. Leave out one of them. {REGISTER}"),
        ("+Moscow says", "7: '+Moscow' begins with a mark. A mark stands alone: put a space behind it."),
        (
            "Moscow, via Reuters, citing VOA, says",
            "22: 'via' and 'citing' are mixed. Write the whole chain with one of them.",
        ),
        ("Moscow says: struck", '12: the colon is not followed by a quotation. Put the words between " and ".'),
        ('Moscow says "struck"', "13: '\"struck\"' is left over. Put a colon before a quotation."),
        ('Moscow says: "struck', '14: the quotation is not closed. End it with ".'),
        ('Moscow says: “struck"', "14: the quotation is not closed. End it with \u201d."),
        ('Moscow says: "a" b"', '18: \'b"\' is left over. Double a straight mark inside a quotation: "".'),
        ('Moscow says: ""', "14: the quotation is empty. Write the words, or leave out the colon."),
        ("Moscow says {5", "13: the figure is not closed. End it with }."),
        ("Moscow says {many}", f"13: '{{many}}' is no figure. {FIGURE}"),
        ("Moscow says {3..2}", "13: a figure runs from low to high, not 3..2. Write {2..3}."),
        ("Moscow says (a (b)", "13: the note is not closed. End it with )."),
        ("Moscow says ()", "13: the note is empty. Write something between the parentheses or leave them out."),
        (
            "Moscow says (a) (b)",
            "17: '(b)' is left over. After the note comes only {FIGURE}, : \"QUOTE\", @ WHEN or (NOTE), in this order.",
        ),
        ("Moscow says @ ", "13: there is no date after @. Write when it was said, such as @ 2024-11-19."),
        ("Moscow says @ 2031-01-01", "15: '2031-01-01' lies in the future. Write when it was said."),
        (
            "Moscow says @ 11/12/2024",
            "15: '11/12/2024' means 11 December 2024 or 12 November 2024. Write which, such as 2024-12-11.",
        ),
        ("Mos\x1bcow says", "4: there is an escape character. Remove it."),
        ("Moscow\x85says", "7: there is a control character (U+0085). Remove it."),
        ('Moscow says: "a\x00b"', "16: there is a NUL character. Remove it."),
        ('Moscow says: "a\nb"', "16: there is a line break. Remove it."),
        ("Moscow says (\udcff)", "14: there is a byte that is not UTF-8. Remove it."),
        (
            "Theresa May says",
            f"9: 'May' is part of no cue that is known, nor of a name not yet known. {EXAMPLES} {REGISTER}",
        ),
    ],
)
def test_what_cannot_be_read_is_told_with_its_column(text: str, wanted: str) -> None:
    """Every fault says where it is, what it is and what to do."""
    assert faults(text) == [wanted]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "Moscow says that Kyiv lies",
            'Write Moscow says: what was said is the claim, or a quotation as in Moscow says: "Kyiv lies".',
        ),
        (
            "Moscow denied any role",
            "Write ? Russia (denied any role), or log what is denied as a claim of its own, and there Moscow denied.",
        ),
        (
            "Moscow sayz",
            "Write Moscow says, or write who takes which stance, as in: Moscow says; unconfirmed by Moscow; + Moscow.",
        ),
        ("Moscow via Reuters says", "Put a comma before via: Moscow, via Reuters says."),
        ("denied by Kyiv via Reuters", "Put a comma before via: denied by Kyiv, via Reuters."),
        ("Kyiv and Moscow say", "Write one attribution for each: Kyiv say; Moscow say."),
        ("Moscow says {-5}", "Write {5}, or {<=5} for up to 5."),
    ],
)
def test_a_fault_names_the_nearest_phrase_that_works(text: str, wanted: str) -> None:
    """What to write is made of what was typed."""
    (fault,) = faults(text)
    assert fault.endswith(wanted)


def test_a_wrong_figure_and_a_wrong_date_are_both_told() -> None:
    """A phrase gives all its faults at once."""
    assert [fault.split(":")[0] for fault in faults("Moscow says {x} @ 2031-01-01")] == ["13", "19"]


def test_two_readings_are_shown() -> None:
    """Where two shapes explain every word, neither is guessed."""
    names = Names(a_registry(a_source(1, "Ann"), a_source(2, "Bob says"), a_source(3, "Ann tells Bob")))
    assert faults("Ann tells Bob says", names) == [
        (
            "1: this can be read as 'Ann tells Bob', affirms or 'Ann', via 'Bob says', affirms. "
            "Write it with a mark, such as + NAME, via NAME."
        )
    ]


def test_a_chain_has_an_end() -> None:
    """More than ten carriers are refused, and nothing takes forever."""
    assert (
        faults("Moscow" + ", via Reuters" * 5000 + " says")[0]
        .split(".")[0]
        .endswith("more than 10 carriers pass this on")
    )


def test_a_name_not_known_is_left_to_the_caller_with_the_closest_ones() -> None:
    """The problem of an unknown name says what to do, and is marked as one."""
    problem = unknown_speaker(phrase("Russias Defence Minstry says").origin, NAMES)
    assert problem.unknown_name
    assert problem.suggestions[0] == "Russia's Defense Ministry"
    assert problem.message == (
        f"source 'Russias Defence Minstry' is not known. Closest: {', '.join(problem.suggestions)}. "
        "Correct it, add it with verifier source add --kind KIND, or accept it as new with --new."
    )


def test_a_long_line_without_a_cue_is_refused_with_a_short_message() -> None:
    """Whatever its length, a line gives one readable fault."""
    read = read_phrase("word " * 20_000, NAMES, READER)
    assert not isinstance(read, Phrase)
    assert [len(problem.message) < 300 and len(problem.excerpt) <= 162 for problem in read] == [True]
