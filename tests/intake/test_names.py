"""Known names: found however they are written, and the closest of them."""

import unicodedata
from typing import Literal

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.data.reading import registry
from tests.intake.builders import NAMES, a_registry, a_source
from verifier.domain.model.sources import name_key
from verifier.intake.phrases.names import Known, Names


def found(text: str, names: Names = NAMES) -> str | None:
    """The name of the source of a name."""
    source = names.source(text)
    return source.name if source else None


def test_a_source_is_found_by_name_or_alias_however_written() -> None:
    """Case, articles, apostrophes and spaces make no difference."""
    assert [
        found(text)
        for text in ("russia's DEFENSE ministry", "Russia’s\u00a0Defense  Ministry", "МИНОБОРОНЫ россии", "The AP")
    ] == ["Russia's Defense Ministry"] * 3 + ["Associated Press"]
    assert found("Lviv Gazette") is None


def test_composed_and_decomposed_letters_are_one() -> None:
    """A name is the same in either normal form."""
    assert found("Львівська Ґазета") == found("Львівська Ґазета".replace("ї", "ї")) == "Львівська Ґазета"
    names = Names(a_registry(a_source(1, "Café Müller")))
    assert [known.end for known in names.known_at("Cafe\u0301 Mu\u0308ller says", 0)] == [13]


@settings(max_examples=400, deadline=None)
@given(
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12), st.sampled_from(["NFC", "NFD", "NFKC"])
)
def test_any_name_is_found_at_its_place_in_any_form(name: str, form: Literal["NFC", "NFD", "NFKC"]) -> None:
    """Whatever the script, a name in a text is found where it begins, and its end with it."""
    names = Names(a_registry(a_source(1, name)))
    written = unicodedata.normalize(form, name).upper() if form == "NFKC" else unicodedata.normalize(form, name)
    if name_key(written) == name_key(name) and written.strip() == written:
        assert Known(len(written) + 2, 1) in names.known_at(f"+ {written}, via", 2)


def test_the_longest_name_at_a_place_comes_first() -> None:
    """Known names are given with where they end, longest first."""
    assert NAMES.known_at("x Voice of America says no", 2) == [Known(23, 9), Known(18, 8)]
    assert NAMES.known_at("the Kremlin, via", 0) == [Known(11, 1)]
    assert NAMES.known_at("Kyivska Pravda", 0) == []


def test_a_full_name_goes_before_an_alias_and_that_before_one_without_its_article() -> None:
    """A name belongs to whoever bears it."""
    names = Names(
        a_registry(a_source(1, "The Times"), a_source(2, "Other", "Times"), a_source(3, "Third", "the Times"))
    )
    assert [found("the times", names), found("Times", names)] == ["The Times", "Other"]


def test_a_party_is_found_by_its_name_or_by_one_of_its_sources() -> None:
    """`Kyiv` is Ukraine."""
    parties = [NAMES.party(text) for text in ("ukraine", "Kyiv", "the White House", "Reuters", "Nowhere")]
    assert [party.name if party else None for party in parties] == ["Ukraine", "Ukraine", "United States", None, None]


def test_the_closest_names_are_found_by_spelling_and_by_words() -> None:
    """Misspelled, shortened and reordered names find the one that was meant."""
    names = Names(a_registry(*NAMES.registry.sources.values(), a_source(90, "UK Defense Ministry")))
    assert [
        names.closest(text)[0]
        for text in ("Russias Defence Minstry", "Ru Defense Ministry", "Kyev", "Reuter", "Lavrov", "times moscow")
    ] == [
        "Russia's Defense Ministry",
        "Russia's Defense Ministry",
        "Ukraine",
        "Reuters",
        "Sergei Lavrov",
        "The Moscow Times",
    ]
    assert names.closest("qqqq") == ()
    assert names.closest("x" * 100_000) == ()
    assert NAMES.closest_party("Ukrane") == ("Ukraine",)


def test_shortened_words_and_initials_find_the_one_that_was_meant_and_nothing_else() -> None:
    """`IDF` is Israel's army and never Bild; what is like nothing is answered with nothing."""
    names = Names(registry())
    found = {text: names.closest(text) for text in ("Ru Def Min", "IDEF", "Jazeera", "AFPP", "xyz", "Zzyx Wire")}
    assert found["Ru Def Min"] == ("Russia's Defense Ministry",)
    assert found["IDEF"] == ("Israel Defense Forces",)
    assert found["Jazeera"][0] == "Al Jazeera"
    assert "AFP" in found["AFPP"]
    assert found["xyz"] == found["Zzyx Wire"] == ()
    few = Names(a_registry(a_source(1, "Bild"), a_source(2, "Israel Defense Forces"), a_source(3, "The Insider")))
    assert few.closest("IDF") == ("Israel Defense Forces",)


def test_what_could_be_anybodys_is_like_a_name_only_if_it_is_that_one_mistyped() -> None:
    """`the company` brings nobody's company up; `the pentagn` is the Pentagon."""
    names = Names(registry())
    anybodys = ("the company", "the ministry", "the hospital", "the airline", "the fire department", "the bank")
    assert {name: names.closest(name) for name in anybodys} == dict.fromkeys(anybodys, ())
    assert names.closest("the pentagn")[0] == "Pentagon"
    assert names.closest("the white hous")[0] == "White House"


def test_somebody_unnamed_is_never_proposed() -> None:
    """A description is no name to choose."""
    assert "several U.S. officials" not in NAMES.closest("several U.S. officals")


def test_of_thousands_each_is_found() -> None:
    """The names of a large registry are told apart at a place in a text."""
    names = Names(
        a_registry(*(a_source(number, f"Source {number}", f"Alias {number} of it") for number in range(1, 5001)))
    )
    assert names.known_at("+ source 4321, via alias 17 of it", 2) == [Known(13, 4321)]
    assert names.closest("Sorce 4321")[0] == "Source 4321"


def test_the_key_of_a_name_ignores_what_readers_ignore() -> None:
    """The key by which two names are one."""
    assert name_key("  The White\u00a0House’s ") == "white house's"
