"""The worked case and its fictional follow-up: what they say, and what the rules make of it."""

from typing import Final

import pytest

from tests.data.reading import DATA, FOLLOW_UP, WORKED_CASE, Collected, registry, sheet
from verifier.domain.model.time import DAY
from verifier.intake.phrases.writing import write_phrase

SHEETS: Final = (WORKED_CASE, FOLLOW_UP)
ADDRESS: Final = (
    "https://www.themoscowtimes.com/2024/11/19/"
    "ukraine-strikes-russian-border-region-with-us-made-missiles-moscow-says-a87067"
)
STRIKE: Final = (
    "Overnight, at 03:25 a.m. Moscow time, the Ukrainian Armed Forces struck a facility in the Bryansk region with six "
    "ATACMS ballistic missiles"
)
FIRE: Final = (
    "Missile fragments fell on the technical area of a military facility and started a fire. The fire has already been "
    "extinguished"
)
LAVROV: Final = (
    "The fact that ATACMS was used repeatedly in the Bryansk region last night is, of course, a signal that they [in "
    "the West] want escalation. And without the Americans, it is impossible to use these high-tech missiles"
)
STARTED_A_FIRE: Final = FIRE.removesuffix(" The fire has already been extinguished")
AT_THE_SUMMIT: Final = "(at the G20 summit in Rio)"


def content(name: str) -> bytes:
    """A data file."""
    return (DATA / name).read_bytes()


def printed(collected: Collected) -> list[str]:
    """Every attribution as `KEY: PHRASE`, in the order logged."""
    group = collected.group
    return [f"{group.claims[a.claim].key}: {write_phrase(a, group.registry)}" for a in group.attributions]


@pytest.mark.parametrize("name", SHEETS)
def test_a_sheet_has_no_faults(name: str) -> None:
    """Every line is a field, a claim, a comment or an attribution that can be read."""
    assert sheet(content(name))[1] == ()


@pytest.mark.parametrize("name", SHEETS)
def test_everybody_named_is_registered(name: str) -> None:
    """The starter registry knows the outlet and everybody who is named; the others are anonymous."""
    read, _ = sheet(content(name))
    phrases = [attribution.phrase for claim in read.claims for attribution in claim.attributions]
    speakers = [speaker for phrase in phrases for speaker in (phrase.origin, *phrase.carriers)]
    assert [speaker.name for speaker in speakers if speaker.source is None and not speaker.anonymous] == []
    assert read.document is not None
    assert read.document.outlet is not None
    assert read.document.outlet.source is not None


def test_the_worked_case_is_the_report_of_19_november() -> None:
    """The document is named by title, address, outlet and day."""
    document = sheet(content(WORKED_CASE))[0].document
    assert document is not None
    assert document.outlet is not None
    assert document.published is not None
    assert (document.title, document.url, document.outlet.name, document.published.text) == (
        "Ukraine Strikes Russian Border Region With U.S.-Made Missiles, Moscow Says",
        ADDRESS,
        "The Moscow Times",
        "2024-11-19",
    )


def test_the_worked_case_has_every_attribution() -> None:
    """Who says what, printed as phrases, claim by claim."""
    assert printed(Collected(content(WORKED_CASE))) == [
        f'bryansk-strike: Russia\'s Defense Ministry says: "{STRIKE}"',
        "bryansk-strike: unconfirmed by Ukraine",
        "bryansk-strike: RBC Ukraine, citing an anonymous source in the Ukrainian military, reports",
        f'bryansk-strike: Sergei Lavrov says: "{LAVROV[: LAVROV.index(" is, of course")]}" {AT_THE_SUMMIT}',
        f'bryansk-missiles: Russia\'s Defense Ministry says {{6}}: "{STRIKE}"',
        "bryansk-intercepted: Russia's Defense Ministry says {5}",
        "bryansk-damaged: Russia's Defense Ministry says {1}",
        f'bryansk-fragments: Russia\'s Defense Ministry says: "{STARTED_A_FIRE}"',
        f'bryansk-fire: Russia\'s Defense Ministry says: "{STARTED_A_FIRE}"',
        'bryansk-fire-out: Russia\'s Defense Ministry says: "The fire has already been extinguished"',
        "bryansk-no-casualties: Russia's Defense Ministry reports",
        "bryansk-no-damage: Russia's Defense Ministry reports",
        "bryansk-karachev: RBC Ukraine, citing an anonymous source in the Ukrainian military, reports",
        "bryansk-fireball: videos on social media purportedly show",
        "atacms-authorised: U.S. media report",
        "atacms-kursk-only: U.S. media report",
        "kursk-north-koreans: The Moscow Times reportedly says",
        f'west-wants-escalation: Sergei Lavrov says: "{LAVROV[: LAVROV.index(" And")]}" {AT_THE_SUMMIT}',
        f'atacms-need-americans: Sergei Lavrov says: "{LAVROV[LAVROV.index("And without") :]}" {AT_THE_SUMMIT}',
    ]


def test_quotes_are_verbatim() -> None:
    """Each quotation is a piece of one of the three statements, character for character."""
    quotes = {a.quote for a in Collected(content(WORKED_CASE)).group.attributions if a.quote}
    assert [quote for quote in quotes if not any(quote in statement for statement in (STRIKE, FIRE, LAVROV))] == []


def test_claims_of_the_worked_case_are_linked_where_one_follows_from_another() -> None:
    """The missiles entail the strike, fire-fighting the fire, a restriction the permission."""
    read, _ = sheet(content(WORKED_CASE))
    links = {(claim.key, link.ref) for claim in read.claims for link in claim.entails}
    assert links == {
        ("bryansk-missiles", "bryansk-strike"),
        ("bryansk-fire-out", "bryansk-fire"),
        ("atacms-kursk-only", "atacms-authorised"),
    }
    assert [claim.key for claim in read.claims if claim.contradicts] == []


def test_nobody_is_said_to_gain_or_lose_by_the_strike() -> None:
    """Whom the strike harms can be argued both ways: with an interest written down it would count as admitted."""
    strike = sheet(content(WORKED_CASE))[0].claims[0]
    assert (strike.key, strike.against, strike.favours) == ("bryansk-strike", (), ())


def test_the_follow_up_says_it_is_fiction() -> None:
    """First line, title, address, outlet, and every single attribution say so."""
    text = content(FOLLOW_UP).decode()
    read, _ = sheet(text)
    assert text.startswith("// FICTIONAL")
    assert read.document is not None
    assert read.document.outlet is not None
    assert (read.document.title or "").startswith("FICTIONAL")
    assert (read.document.url or "").startswith("https://example.org/fictional")
    assert read.document.outlet.name == "Example Wire"
    assert {a.phrase.note for claim in read.claims for a in claim.attributions} == {"fictional"}


def test_the_follow_up_puts_no_words_in_anybodys_mouth() -> None:
    """Invented statements are never quoted, carried by a real outlet, or laid to a real person."""
    group = Collected(content(WORKED_CASE), content(FOLLOW_UP)).group
    invented = [a for a in group.attributions if a.note == "fictional"]
    people = {number for number, s in registry().sources.items() if s.kind == "official" and "Governor" not in s.name}
    assert [a.quote for a in invented if a.quote] == []
    assert {group.registry.sources[number].name for a in invented for number in a.carriers} == {"Example Wire"}
    assert people.isdisjoint(a.origin for a in invented)


def test_the_follow_up_comes_later() -> None:
    """Its statements were made after the day of the report and within a week."""
    first, *_ = Collected(content(WORKED_CASE)).group.attributions
    read, _ = sheet(content(FOLLOW_UP))
    said = [attribution.said for claim in read.claims for attribution in claim.attributions]
    assert [moment for moment in said if moment.earliest <= first.said.latest] == []
    assert max(moment.latest for moment in said) <= first.said.earliest + 7 * DAY


def test_the_main_job_in_three_phrases() -> None:
    """Moscow and an anonymous Ukrainian officer corroborate each other, and Ukraine is awaited."""
    collected = Collected(
        "## Ukrainian forces struck the Bryansk region with ATACMS\n"
        "Moscow says\n"
        "unconfirmed by Kyiv\n"
        "RBC Ukraine, citing an anonymous source in the Ukrainian military, reports\n"
    )
    ((_, full),) = collected.answers()
    assert full.answer.status == "corroborated"
    assert [awaited.party for awaited in full.answer.awaiting] == ["Ukraine"]


def test_what_the_rules_make_of_the_worked_case() -> None:
    """Nothing is disputed in it, one claim is corroborated, and Lavrov's opinion cannot be checked."""
    answers = dict(Collected(content(WORKED_CASE)).answers())
    assert {key: str(full.answer.status) for key, full in answers.items()} == {
        "bryansk-strike": "corroborated",
        "bryansk-missiles": "single-source",
        "bryansk-intercepted": "single-source",
        "bryansk-damaged": "single-source",
        "bryansk-fragments": "single-source",
        "bryansk-fire": "single-source",
        "bryansk-fire-out": "single-source",
        "bryansk-no-casualties": "single-source",
        "bryansk-no-damage": "single-source",
        "bryansk-karachev": "unverified",
        "bryansk-fireball": "unverified",
        "atacms-authorised": "unverified",
        "atacms-kursk-only": "unverified",
        "kursk-north-koreans": "unverified",
        "west-wants-escalation": "not-checkable",
        "atacms-need-americans": "single-source",
    }
    assert [awaited.party for awaited in answers["bryansk-strike"].answer.awaiting] == ["Ukraine"]


def test_what_the_follow_up_makes_of_it() -> None:
    """There is a dispute of every kind, a withdrawal, a denial outweighed, and a history that ends confirmed."""
    both = dict(Collected(content(WORKED_CASE), content(FOLLOW_UP)).answers())
    histories = {key: [str(step.status) for step in full.history] for key, full in both.items()}
    assert histories == {
        "bryansk-strike": ["corroborated", "corroborated", "disputed", "disputed", "confirmed"],
        "bryansk-missiles": ["single-source", "disputed", "disputed", "disputed"],
        "bryansk-intercepted": ["single-source", "disputed"],
        "bryansk-damaged": ["single-source", "withdrawn"],
        "bryansk-fragments": ["single-source"],
        "bryansk-fire": ["single-source", "single-source", "confirmed", "confirmed"],
        "bryansk-fire-out": ["single-source", "disputed", "disputed"],
        "bryansk-no-casualties": ["single-source", "disputed", "single-source", "disputed"],
        "bryansk-no-damage": ["single-source", "disputed"],
        "bryansk-karachev": ["unverified", "unverified", "disputed", "disputed"],
        "bryansk-fireball": ["unverified", "single-source"],
        "atacms-authorised": ["unverified", "unverified", "corroborated"],
        "atacms-kursk-only": ["unverified", "disputed"],
        "kursk-north-koreans": ["unverified", "single-source", "disputed", "corroborated"],
        "west-wants-escalation": ["not-checkable"],
        "atacms-need-americans": ["single-source"],
        "bryansk-fire-burning": ["denied", "disputed", "disputed"],
    }
    assert {key: full.answer.finding.dispute for key, full in both.items() if full.answer.finding.dispute} == {
        "bryansk-missiles": "figure",
        "bryansk-intercepted": "figure",
        "bryansk-fire-out": "rival",
        "bryansk-fire-burning": "rival",
        "bryansk-no-casualties": "existence",
        "bryansk-no-damage": "existence",
        "bryansk-karachev": "existence",
        "atacms-kursk-only": "existence",
    }
    assert both["kursk-north-koreans"].answer.flags.denied_by == ("North Korea",)
    assert [reversal.who for reversal in both["bryansk-strike"].answer.flags.reversed] == ["Ukraine"]
