"""The packs of the registry: what holds of every party and source that ships with verifier."""

import unicodedata
from collections import Counter
from datetime import date
from typing import Any, Final

import pytest

from verifier.domain.model.claims import folded
from verifier.domain.model.sources import SourceKind, name_key
from verifier.services.starter import packs

PACKS: Final = packs()
WANTED_SOURCES: Final = 80
PARTY_KEYS: Final = {"name", "adjectives", "adverse_to", "speaks_with"}
SOURCE_KEYS: Final = {
    "name",
    "aliases",
    "kind",
    "party",
    "official",
    "anonymous",
    "independent",
    "note",
    "official_since",
    "official_until",
}

Table = dict[str, Any]
"""One entry, as TOML gives it."""

PARTIES: list[Table]
SOURCES: list[Table]
PARTIES, SOURCES = ([entry for pack in PACKS for entry in pack.tables[table]] for table in ("party", "source"))
PARTY_NAMES: Final = {party["name"] for party in PARTIES}


def names(entry: Table) -> list[str]:
    """The name of a source and its aliases."""
    return [*dict.fromkeys([entry["name"], *entry.get("aliases", [])])]


def bare(name: str) -> str:
    """A name as it is matched: folded, without its leading article."""
    first, _, rest = folded(name.replace("’", "'")).partition(" ")
    return rest if first in {"the", "a", "an"} and rest else folded(name.replace("’", "'"))


def source(name: str) -> Table:
    """The source of a name or alias."""
    found = next(entry for entry in SOURCES if name in names(entry))
    return {key: value for entry in SOURCES if entry["name"] == found["name"] for key, value in entry.items()}


def test_it_has_what_an_analyst_of_this_war_needs() -> None:
    """There are more than eighty sources."""
    assert len(SOURCES) > WANTED_SOURCES


def test_no_key_is_misspelled() -> None:
    """Every entry has known keys only: a misspelled one would silently establish nothing."""
    assert [entry["name"] for entry in PARTIES if not PARTY_KEYS.issuperset(entry)] == []
    assert [entry["name"] for entry in SOURCES if not SOURCE_KEYS.issuperset(entry)] == []


def test_every_source_has_a_kind_the_rules_know() -> None:
    """Kinds are those of the model."""
    kinds = {kind.value for kind in SourceKind}
    told = {entry["name"]: entry["kind"] for entry in SOURCES if "kind" in entry}
    assert [entry["name"] for entry in SOURCES if told.get(entry["name"]) not in kinds] == []


def test_no_name_means_two_sources() -> None:
    """No name or alias occurs twice, whatever its case or leading article."""
    owners: dict[str, set[str]] = {}
    for entry in SOURCES:
        for name in names(entry):
            owners.setdefault(name_key(name), set()).add(entry["name"])
    assert {name: found for name, found in owners.items() if len(found) > 1} == {}


def test_no_party_is_named_twice() -> None:
    """A word names or describes one party only."""
    owners: dict[str, set[str]] = {}
    for party in PARTIES:
        for word in [party["name"], *party.get("adjectives", [])]:
            owners.setdefault(name_key(word), set()).add(party["name"])
    assert {word: found for word, found in owners.items() if len(found) > 1} == {}


def test_names_are_composed_and_clean() -> None:
    """Names are in NFC, without stray spaces or characters that end a name in a phrase."""
    everything = [name for entry in [*SOURCES, *PARTIES] for name in names(entry)]
    unclean = [name for name in everything if name != unicodedata.normalize("NFC", " ".join(name.split()))]
    assert unclean == []
    assert [name for name in everything if set(name) & set(',:;{}[]"|')] == []


def test_no_name_mixes_alphabets() -> None:
    """No word mixes Latin and Cyrillic letters that look alike, or nobody could ever type it."""

    def alphabets(word: str) -> set[str]:
        return {unicodedata.name(letter).split()[0] for letter in word if letter.isalpha()}

    words = [word for entry in SOURCES for name in names(entry) for word in name.split()]
    assert [word for word in words if len(alphabets(word)) > 1] == ["АрміяInform"]


def test_no_name_is_a_common_word() -> None:
    """Words that describe somebody, or begin a phrase, are nobody's name once case and article are ignored."""
    common = {
        "source", "official", "officer", "officials", "expert", "witness", "military",
        "army", "police", "government", "defense ministry", "defence ministry", "foreign ministry", "general staff",
        "air force", "navy", "president", "times", "agency", "brussels", "governor",
    }  # fmt: skip
    assert common.isdisjoint(bare(name) for entry in SOURCES for name in names(entry))


def test_every_party_named_is_known() -> None:
    """Sources belong to, and parties are adverse to or speak with, parties of the registry."""
    belonging = {entry["party"] for entry in SOURCES if "party" in entry}
    adverse = {name for party in PARTIES for name in party.get("adverse_to", [])}
    patrons = {party["speaks_with"] for party in PARTIES if "speaks_with" in party}
    assert belonging | adverse | patrons <= PARTY_NAMES


def test_every_party_can_speak() -> None:
    """Each party has an official voice, so that its word can be awaited and given."""
    assert {entry["party"] for entry in SOURCES if entry.get("official")} == PARTY_NAMES


def test_official_sources_speak_for_somebody() -> None:
    """An official source has a party, is named, and is no outlet."""
    official = [entry for entry in SOURCES if entry.get("official")]
    assert [entry["name"] for entry in official if "party" not in entry or entry.get("anonymous")] == []
    assert [entry["name"] for entry in official if entry["kind"] in {"media", "social media", "expert"}] == []


def test_nobody_is_official_by_name_alone() -> None:
    """A person speaks for a party only within the dates of an office; an office's own entry has none."""
    persons = [entry for entry in SOURCES if entry.get("kind") == "official" and "official_since" in entry]
    assert {"Vladimir Putin", "Joe Biden", "Sergei Lavrov"} <= {entry["name"] for entry in persons}
    biden = next(entry for entry in persons if entry["name"] == "Joe Biden")
    assert (str(biden["official_since"]), str(biden["official_until"])) == ("2021-01-20", "2025-01-20")
    assert source("U.S. President")["name"] == "President of the United States"
    leaders = next(pack for pack in PACKS if pack.name == "leaders").tables["source"]
    assert len(leaders) > 200
    assert [entry["name"] for entry in leaders if entry.get("official", False) != ("official_since" in entry)] == []


def test_no_person_is_another_name_of_an_office() -> None:
    """Who held an office speaks by a name of his own, so that the next holder is not taken for him."""
    told = {name: source(name)["name"] for name in ("Zabihullah Mujahid", "Yahya Saree", "Karim Khan", "Ihor Terekhov")}
    assert told == {name: name for name in told}


def test_independent_sources_belong_to_nobody() -> None:
    """An independent source has no party, speaks for none, and is named."""
    independent = [entry for entry in SOURCES if entry.get("independent")]
    assert [entry["name"] for entry in independent if {"party", "official", "anonymous"} & set(entry)] == []


@pytest.mark.parametrize(
    ("first", "second"),
    [("Russia", "Ukraine"), ("Ukraine", "Russia")],
)
def test_the_parties_at_war_are_adverse(first: str, second: str) -> None:
    """Russia and Ukraine name each other."""
    assert second in {other for party in PARTIES if party["name"] == first for other in party.get("adverse_to", [])}


def test_every_enmity_says_since_when_and_why() -> None:
    """A pair of adverse parties is a judgement: each is told once, with its beginning and its ground."""
    enmities = [enmity for pack in PACKS for enmity in pack.enmities]
    assert [pair for pair, count in Counter(frozenset(e.parties) for e in enmities).items() if count > 1] == []
    assert [
        e for e in enmities if not e.ground.endswith(".") or not date(1945, 1, 1) < e.since < date(2026, 1, 1)
    ] == []
    told = {frozenset(enmity.parties) for enmity in enmities}
    adverse = {frozenset([p["name"], other]) for p in PARTIES for other in p.get("adverse_to", [])}
    assert adverse == told


@pytest.mark.parametrize(
    ("name", "party"),
    [
        ("TASS", "Russia"),
        ("RIA Novosti", "Russia"),
        ("RT", "Russia"),
        ("Rybar", "Russia"),
        ("Bryansk governor", "Russia"),
        ("Medvedev", "Russia"),
        ("Ukrinform", "Ukraine"),
        ("DeepState", "Ukraine"),
        ("Sumy governor", "Ukraine"),
        ("Podolyak", "Ukraine"),
    ],
)
def test_some_belong_to_a_party_without_binding_it(name: str, party: str) -> None:
    """State media, partisans, governors and advisers belong to a party without speaking for it."""
    assert (source(name)["party"], source(name).get("official", False)) == (party, False)


@pytest.mark.parametrize(
    ("party", "writings"),
    [
        ("Russia", ["Moscow", "Россия", "Росія", "Москва"]),
        ("Russia", ["Kremlin", "Кремль"]),
        ("Russia", ["Russia's Defense Ministry", "Минобороны России", "Міноборони Росії"]),
        ("Russia", ["Sergei Lavrov", "Сергей Лавров", "Сергій Лавров"]),
        ("Ukraine", ["Kyiv", "Kiev", "Київ", "Киев", "Україна", "Украина"]),
        ("Ukraine", ["Ukraine's General Staff", "Генштаб ЗСУ", "Генштаб ВСУ"]),
        ("Ukraine", ["Volodymyr Zelensky", "Зеленський", "Зеленский"]),
        ("United States", ["Washington", "США", "Вашингтон", "Сполучені Штати", "Соединённые Штаты"]),
        ("United States", ["White House", "Белый дом", "Білий дім"]),
        ("United States", ["Pentagon", "Пентагон"]),
        ("United Kingdom", ["London", "Великобритания", "Велика Британія"]),
        ("France", ["Paris", "Франция", "Франція"]),
        ("Germany", ["Berlin", "Германия", "Німеччина"]),
        ("Poland", ["Warsaw", "Польша", "Польща"]),
        ("Belarus", ["Minsk", "Беларусь", "Білорусь"]),
        ("North Korea", ["Pyongyang", "КНДР", "Північна Корея"]),
        ("China", ["Beijing", "Китай", "Пекин", "Пекін"]),
        ("Iran", ["Tehran", "Иран", "Іран"]),
        ("Turkey", ["Ankara", "Турция", "Туреччина"]),
    ],
)
def test_official_voices_are_known_by_all_their_writings(party: str, writings: list[str]) -> None:
    """English, Russian and Ukrainian names lead to one official source of the party."""
    assert len({source(writing)["name"] for writing in writings}) == 1
    assert (source(writings[0])["party"], source(writings[0])["official"]) == (party, True)


@pytest.mark.parametrize("name", ["RBC Ukraine", "The Moscow Times", "Kyiv Independent", "Meduza", "Voice of America"])
def test_nothing_is_established_of_outlets_in_doubt(name: str) -> None:
    """Private outlets of countries at war, exiles and firewalled broadcasters have no party and no independence."""
    assert source(name)["kind"] == "media"
    assert {"party", "independent", "official"}.isdisjoint(source(name))


def test_names_of_states_in_other_languages_are_those_of_cldr() -> None:
    """The file is what its maker makes of CLDR today."""
    pytest.importorskip("babel")
    from tests.data.territories import PATH, written

    assert PATH.read_text(encoding="utf-8") == written()


def test_the_fictional_say_so() -> None:
    """Whoever is called an example is noted as fictional."""
    examples = [entry for entry in SOURCES if entry["name"].startswith("Example")]
    assert [entry["note"].split(":")[0] for entry in examples] == ["Fictional", "Fictional"]
