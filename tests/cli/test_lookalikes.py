"""Look-alikes at the command line: names, claims and analysts that are not what they seem are refused in words."""

import pytest

from tests.cli.driving import CommandLine

LOOKS = "Mоscow"
TOLD = "'о' is U+043E CYRILLIC SMALL LETTER O"


@pytest.mark.parametrize(
    ("words", "stdin", "status"),
    [
        (("source", "add", LOOKS, "--party", "Russia", "--official"), "", 2),
        (("source", "add", "Depo Monitor", "--alias", LOOKS), "", 2),
        (("log", "The depot burned", "-a", f"{LOOKS} says @ 2024-11-19", "--new"), "", 2),
        (("log", f"The depot in {LOOKS} burned", "-a", "Kyiv says @ 2024-11-19"), "", 2),
        (("log", "The depot burned", "--place", LOOKS), "", 2),
        (("log", "The depot burned", "-a", f"a {LOOKS} official says @ 2024-11-19"), "", 2),
        (("log", "The depot burned", "--analyst", "аnn"), "", 2),
        (("log", "-f", "-"), f"## The depot in {LOOKS} burned\nKyiv says @ 2024-11-19\n", 4),
        (("import", "-", "--new"), f"claim,origin,stance\nThe depot burned,{LOOKS},affirms\n", 4),
        (("import", "-"), f"claim,origin,stance\nThe depot in {LOOKS} burned,Kyiv,affirms\n", 4),
    ],
)
def test_nothing_that_looks_like_something_else_is_recorded(
    desk: CommandLine, words: tuple[str, ...], stdin: str, status: int
) -> None:
    """The word and the code point are named; nothing is recorded."""
    done = desk.run(*words, stdin=stdin)
    assert done.status == status, done.err
    assert "letters that look alike" in done.err
    assert desk.ok("list", "--json").json == []


@pytest.mark.parametrize(
    ("words", "stdin", "status"),
    [
        (("log", "The depot burned", "--place", LOOKS), "", 2),
        (("log", "The depot burned", "--tag", LOOKS), "", 2),
        (("log", "-f", "-"), f"## The depot burned\nplace: {LOOKS}\nKyiv says @ 2024-11-20\n", 4),
        (("import", "-"), f"claim,origin,stance,measure\nThe depot burned,Kyiv,affirms,{LOOKS}\n", 4),
        (("correct", "c1", "--place", LOOKS, "--why", "told since"), "", 2),
        (("correct", "c1", "--tag", LOOKS, "--why", "told since"), "", 2),
    ],
)
def test_nor_is_it_added_to_a_claim_that_is_known(
    desk: CommandLine, words: tuple[str, ...], stdin: str, status: int
) -> None:
    """What a new claim may not have is not filled in or corrected in later: an export would be refused elsewhere."""
    desk.ok("log", "The depot burned", "-a", "Kyiv says @ 2024-11-19")
    done = desk.run(*words, stdin=stdin)
    assert (done.status, "letters that look alike" in done.err) == (status, True), done.err
    found = desk.show("c1")
    assert (found["place"], found["measure"], found["tags"]) == (None, None, [])


def test_a_registry_file_with_a_look_alike_is_refused(desk: CommandLine) -> None:
    """At the line of the name; the same for the adjective of a party."""
    file = desk.file(
        "r.toml", f'[[party]]\nname = "Ruritania"\nadjectives = ["{LOOKS}ian"]\n[[source]]\nname = "{LOOKS}"\n'
    )
    done = desk.run("source", "import", file)
    assert (done.status, done.err.count(TOLD)) == (4, 2), done.err


@pytest.mark.parametrize("text", ["The depot\u200b burned", "The depot burned\ufeff", "The \u202edepot burned"])
def test_a_claim_with_a_character_that_nobody_sees_is_refused(desk: CommandLine, text: str) -> None:
    """It would be another claim than the one that is read."""
    done = desk.run("log", text, "-a", "Kyiv says @ 2024-11-19")
    assert (done.status, "a character that nobody sees, U+" in done.err) == (2, True)


def test_a_name_of_another_script_that_looks_like_a_known_one_is_refused(desk: CommandLine) -> None:
    """A Cyrillic name whose letters all look Latin is not accepted as new beside the Latin one."""
    desk.ok("source", "add", "POCA", "--kind", "media")
    done = desk.run("log", "The depot burned", "-a", "РОСА says @ 2024-11-19", "--new")
    assert (done.status, "'РОСА' looks like 'POCA'" in done.err) == (2, True), done.err
    assert desk.run("source", "add", "РОСА", "--kind", "media").status == 2
    desk.ok("source", "add", "Українські новини", "--kind", "media")


@pytest.mark.parametrize("blank", ["\u3164", "\u2800", "\u200b \u115f"])
def test_blank_is_blank_everywhere(desk: CommandLine, blank: str) -> None:
    """A claim, a reason, a name, a key's owner: nothing to be seen is nothing said."""
    desk.ok("log", "The depot burned", "-a", "Kyiv says @ 2024-11-19")
    for words in (
        ("log", blank), ("assess", "c1", "confirmed", "--why", blank), ("source", "add", blank),
        ("log", "Another claim", "--analyst", blank),
    ):  # fmt: skip
        done = desk.run(*words)
        assert (done.status, "empty" in done.err) == (2, True), (words, done.err)


def test_a_claim_recorded_before_can_still_be_added_to(desk: CommandLine) -> None:
    """What stands in a ledger already is that claim, whatever is in its words: only new ones are looked at."""
    desk.ok("log", "The depot burned", "-a", "Kyiv says @ 2024-11-19")
    desk.ok("log", "the DEPOT burned", "-a", "Moscow denies @ 2024-11-20")
    assert len(desk.ok("list", "--json").json) == 1
