"""Names composed of a party and its office, found in text."""

import pytest

from tests.data.reading import registry
from tests.intake.builders import phrase
from verifier.intake.phrases.names import Names

NAMES = Names(registry())


def said_by(text: str) -> tuple[str, str | None, str | None, bool]:
    """Who says so: the name, its party; kind and standing."""
    origin = phrase(text, NAMES).origin
    made = origin.made or NAMES.registry.sources[origin.source or 0]
    return made.name, made.party, made.kind, made.official


@pytest.mark.parametrize(
    ("written", "name", "party", "kind"),
    [
        ("Iran's Foreign Ministry", "Iran's Foreign Ministry", "Iran", "government"),
        ("the Iranian foreign minister", "Iran's foreign minister", "Iran", "official"),
        ("the Ministry of Defence of India", "India's Defense Ministry", "India", "government"),
        ("Indian Defense Ministry", "India's Defense Ministry", "India", "government"),
        ("India's MoD", "India's Defense Ministry", "India", "government"),
        ("the Israeli military", "Israel Defense Forces", "Israel", "military"),
        ("the Peruvian military", "Peru's military", "Peru", "military"),
        ("Turkish police", "Turkey's police", "Turkey", "government"),
        ("the Netherlands’ prime minister", "Netherlands' prime minister", "Netherlands", "official"),
        ("Tehran's foreign ministry", "Iran's Foreign Ministry", "Iran", "government"),
        ("the Chinese government", "China", "China", "government"),
        ("Britain's Ministry of Defence", "UK Ministry of Defence", "United Kingdom", "military"),
        ("the US Secretary of State", "U.S. Secretary of State", "United States", "official"),
        ("the US president", "President of the United States", "United States", "official"),
        ("Russia's embassy in London", "Russia's Embassy in London", "Russia", "government"),
        ("the Georgian Foreign Ministry", "Georgia's Foreign Ministry", "Georgia", "government"),
        ("МИД Украины", "Ukraine's Foreign Ministry", "Ukraine", "government"),
    ],
)
def test_an_office_of_a_party_is_understood(written: str, name: str, party: str, kind: str) -> None:
    """However it is written, an office is one source, of its party, and speaks for it."""
    assert said_by(f"{written} says") == (name, party, kind, True)


def test_state_media_belong_to_the_state_and_do_not_speak_for_it() -> None:
    """A medium is never its party's official voice."""
    assert said_by("Iranian state media report") == ("Iran's state media", "Iran", "media", False)


@pytest.mark.parametrize(
    "written",
    ["a spokesperson for Japan's government", "Israeli military officials", "a Turkish police officer"],
)
def test_the_people_of_an_office_stay_unnamed(written: str) -> None:
    """Officials, officers, soldiers, sources and spokespersons are no office."""
    assert phrase(f"{written} says", NAMES).origin.anonymous


@pytest.mark.parametrize("written", ["London police", "Georgia's police", "the Congolese army", "an Iranian army"])
def test_what_may_be_another_office_is_not_composed(written: str) -> None:
    """The police of a capital, or of a word that means several, is nobody's office without being asked."""
    assert [known for known in NAMES.known_at(written, 0) if known.end == len(written)] == []


def test_a_word_of_several_parties_tells_which() -> None:
    """Congo, Korea and Guinea are refused with their readings; so is what an office makes of them."""
    assert NAMES.readings("Congo") == ("DR Congo (write Kinshasa)", "Republic of the Congo (write Brazzaville)")
    assert NAMES.readings("the Congolese army") == ("FARDC", "Republic of the Congo's Army")
    assert NAMES.readings("Georgian") == (
        "Georgia (write Tbilisi)",
        "the U.S. state of Georgia (write the state of Georgia)",
    )
    assert NAMES.readings("Kinshasa") == ()
