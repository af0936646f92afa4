"""Finding claims by words: robust against anything typed, and alike on both databases."""

import json
from pathlib import Path

import pytest

from tests.storage.builders import a_claim, revision
from verifier.domain.model.claims import Claim
from verifier.domain.query import Query
from verifier.storage import projection
from verifier.storage.db.database import Database, reading, writing
from verifier.storage.lists import lists, search
from verifier.storage.statements import queries

NAUGHTY = Path(__file__).parents[3] / "shared" / "datasets" / "naughty" / "blns.json"


def found(engine: Database, *words: str) -> list[int]:
    """The claims that have all these words."""
    with reading(engine) as connection:
        return lists.matching_claims(connection, Query(words=words))


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("missiles", True),
        ("MISS", True),
        ("issiles", False),
        ("it's", True),
        ("u.s.", True),
        ("u.s.-m", True),
        ("made.u.", False),
        ("Київ", True),
        ("КИ", True),
        ("straße", True),
        ("STRASSE", True),
        ("cafe\N{COMBINING ACUTE ACCENT}", True),
        ("cafe", False),
        ("3.5", True),
        ("3", True),
        ("5.3", False),
        ("missiles near", True),
        ("missile near", False),
        ("under_score", True),
        ("東京", True),
        ("東", True),
        ("京", True),
        ("京東", False),
        ('"', False),
        ("%", False),
        ("", False),
        ("* AND - (", False),
    ],
)
def test_words_are_found_by_their_beginning_and_phrases_exactly(engine: Database, word: str, expected: bool) -> None:  # noqa: FBT001
    """Case and punctuation do not matter; what has no letter or digit is found in nothing."""
    text = "It's U.S.-made missiles near Київ, Straße, a café, 3.5 km under_score 東京"
    with revision(engine) as ledger:
        ledger.add_claim(a_claim(text))
    assert bool(found(engine, word)) is expected


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("елка", True),
        ("ёлка", True),
        ("Ёлк", True),
        ("ґанок", True),
        ("ганок", False),
        ("中国", True),
        ("国新", True),
        ("国中", False),
        ("华社 报", True),
        ("ミサイル", True),
        ("サイ", True),
        ("ATACMS", True),
        ("ประเทศ", True),
        ("เทศ", True),
    ],
)
def test_writings_without_spaces_and_letters_written_either_way_are_found(
    engine: Database,
    word: str,
    expected: bool,  # noqa: FBT001
) -> None:
    """Yo and ye are one, ghe with and without upturn two; Chinese, Japanese and Thai are found inside a run."""
    with revision(engine) as ledger:
        ledger.add_claim(a_claim("Ёлка упала, ґанок згорів: 中国新华社报道ATACMS, ミサイル, ประเทศไทย"))
    assert bool(found(engine, word)) is expected


@pytest.mark.parametrize(
    "hostile",
    ['"', "''", "*", "a*b", "NEAR(a b)", "a AND", "OR", "NOT a", "a:b", "words:six", "^six", "{a}", "a <-> b", "a:*",
     "!a & (b | c)", "\\", "'; DROP TABLE claims; --", "%", "_", "a\tb\n", "\u202eabc", "x" * 100_000, "a " * 50_000],
    ids=lambda text: ascii(text)[:30],
)  # fmt: skip
def test_nothing_typed_is_an_operator(engine: Database, hostile: str) -> None:
    """Quotes, operators and wild cards of either database are searched for, never obeyed."""
    with revision(engine) as ledger:
        ledger.add_claims([a_claim("Six missiles"), a_claim(f"x {hostile}")])
    assert (2 in found(engine, hostile.strip())) is any(map(str.isalnum, hostile))
    with reading(engine) as connection:
        lists.matching_claims(connection, Query(without=(hostile,)))


@pytest.mark.long
def test_every_naughty_string_can_be_recorded_and_found(engine: Database) -> None:
    """Each string of a collection of trouble reads back as recorded and is found by its own words."""
    if not NAUGHTY.exists():
        pytest.skip(f"the collection of naughty strings is not at {NAUGHTY}")
    strings = [text for text in json.loads(NAUGHTY.read_text(encoding="utf-8")) if "\0" not in text]
    with revision(engine) as ledger:
        numbered = ledger.add_claims([a_claim(text) for text in strings])
    with reading(engine) as connection:
        for text, (number, new) in zip(strings, numbered, strict=True):
            claim = queries.claim_by_text(connection, text)
            assert claim is not None
            assert claim.id == number
            assert not new or claim.text == text
            sought = tuple(word for word in text.split()[:20] if search.cut(word))
            assert number in lists.matching_claims(connection, Query(words=sought))


def test_a_revised_claim_is_found_by_its_new_words_only(engine: Database) -> None:
    """Words follow the newest version, and can be indexed again from the facts."""
    with revision(engine) as ledger:
        ledger.add_claim(a_claim(key="old-key", place="Bryansk", tags=("first",)))
    with revision(engine) as ledger:
        ledger.revise_claim(Claim(1, "Eight missiles were fired", key="new-key", place="Karachev"))
    for _ in range(2):
        assert [found(engine, word) for word in ("missiles", "new", "karachev")] == [[1], [1], [1]]
        assert [found(engine, word) for word in ("old", "bryansk", "first", "six")] == [[], [], [], []]
        with writing(engine) as connection:
            projection.rebuild_words(connection)


def test_words_are_cut_alike_everywhere() -> None:
    """Letters and digits make words, everything else parts them."""
    assert search.cut("It's U.S.-made: 3,5 KM_x — Київ!") == [
        "it", "s", "u", "s", "made", "3", "5", "km", "x", "київ"
    ]  # fmt: skip
