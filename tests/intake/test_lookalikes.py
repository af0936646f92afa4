"""Look-alikes: what mixes scripts, what nobody sees, and what is honestly written in any script."""

import pytest

from verifier.intake.text import Lookalikes, deceptive, is_blank


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Mоscow", "'Mоscow' mixes Cyrillic and Latin letters that look alike: 'о' is U+043E CYRILLIC SMALL LETTER O"),
        ("Мoсква", "'o' is U+006F LATIN SMALL LETTER O"),
        ("Αthens", "'Α' is U+0391 GREEK CAPITAL LETTER ALPHA"),
        ("the Ꭰepot burned", "'Ꭰ' is U+13A0 CHEROKEE LETTER A"),
        ("Mos\u200bcow", "a character that nobody sees, U+200B ZERO WIDTH SPACE"),
        ("\ufeffMoscow", "U+FEFF ZERO WIDTH NO-BREAK SPACE"),
        ("Mos\u00adcow", "U+00AD SOFT HYPHEN"),
        ("Moscow\u200d", "U+200D ZERO WIDTH JOINER"),
        ("Mos\u200dcow", "U+200D ZERO WIDTH JOINER"),
        ("Moscow\u202eyreve", "U+202E RIGHT-TO-LEFT OVERRIDE"),
        ("Mos\u3164cow", "U+3164 HANGUL FILLER"),
        ("❤\ufe0f\ufe0f", "U+FE0F VARIATION SELECTOR-16"),
        ("Mosc\ufe0fow", "U+FE0F VARIATION SELECTOR-16"),
        ("Москва\u2060", "U+2060 WORD JOINER"),
    ],
)
def test_what_could_be_taken_for_something_else_is_told_with_its_code_points(text: str, told: str) -> None:
    """The letter at fault is that of the script with the fewest letters in its word."""
    problem = deceptive(text)
    assert problem is not None
    assert told in problem.message


@pytest.mark.parametrize(
    "text",
    [
        "Moscow", "Москва", "Українська правда", "Ελλάδα", "وكالة سانا", "中国新华社", "シャルリ新聞", "연합뉴스",
        "ไทยรัฐ", "АрміяInform", "BBC Русская служба", "РИА Novosti", "俄罗斯使用ATACMS导弹", "Су-34 сбит ATACMS",
        "100 μSv/h", "Größe", "Łódź", "خبرگزاری\u200cها", "क्\u200dष", "👩\u200d🚒 heroes", "❤\ufe0f", "ភាសា\u200bខ្មែរ",
        "👨🏿\u200d🚒", "🏳\ufe0f\u200d🌈", "葛\U000e0100城", "IT-специалист", "Ω 5",
    ],
)  # fmt: skip
def test_honest_text_of_any_script_passes(text: str) -> None:
    """Words of one script each, units, joiners where spelling needs them, emoji."""
    assert deceptive(text) is None


@pytest.mark.parametrize(
    "text", ["", " ", "\u00a0", "\u3164", "\u2800", "\u2800 \u115f\u1160", "\u200b", "\ufeff\u2060", "\uffa0"]
)
def test_blank_means_that_nothing_can_be_seen(text: str) -> None:
    """Hangul fillers and the blank of Braille are letters and signs to Python, and nothing to a reader."""
    assert is_blank(text)


@pytest.mark.parametrize("text", ["a", "\u200ba", "。", "👩\u200d🚒", "ㄱ", "⠿"])
def test_what_can_be_seen_is_not_blank(text: str) -> None:
    """One visible character is enough."""
    assert not is_blank(text)


def test_a_name_that_looks_like_a_known_one_is_told() -> None:
    """All of its letters may be of one script; Latin names that look alike are no deceit, nor is the name itself."""
    known = ["Moscow", "POCA", "Burn", "Роскосмос", "TASS"]
    found = Lookalikes(known).of("РОСА")
    assert found is not None
    assert found[0] == "POCA"
    assert "'Р' is U+0420 CYRILLIC CAPITAL LETTER ER" in found[1].message
    assert Lookalikes(known).of("Bum") is None
    assert Lookalikes(known).of("ТАСС") is None
    assert Lookalikes(known).of("роскосмос") is None
    assert Lookalikes(known).of("Ｍoscow") is not None
