"""The page of a claim: headings count the rows under them, and what contradicts along links stands as `-`."""

import re
from typing import Final

import pytest

from tests.cli.driving import CommandLine


def headed(page: str) -> dict[str, tuple[int, int]]:
    """For each heading of a side: the number in it, and how many rows stand under it."""
    found: dict[str, tuple[int, int]] = {}
    blocks = page.split("\n\n")
    for block in blocks:
        title, _, rest = block.partition("\n")
        if heading := re.fullmatch(
            r"((?:AFFIRMED|DENIED|FIGURE REJECTED|WITHHELD|QUESTIONED|TAKEN BACK) BY) (\d+).*", title
        ):
            found[heading[1]] = int(heading[2]), len(re.findall(r"^[-+?!x] ", rest, re.MULTILINE))
    return found


def test_counts_in_headings_are_those_of_the_rows(desk: CommandLine) -> None:
    """Each side, those that reject a figure apart from those that deny, and how many no longer stand."""
    said = ("Moscow says {8} @ 1 May 2024", "Kyiv denies {8} @ 2 May 2024", "Washington denies @ 2 May 2024")
    desk.ok("log", "Missiles were fired", "--key", "fired", "--measure", "missiles", *_phrases(*said))
    desk.ok("say", "fired", "Moscow denies @ 3 May 2024")
    page = desk.ok("show", "fired").out
    assert headed(page) == {"AFFIRMED BY": (1, 1), "DENIED BY": (2, 2), "FIGURE REJECTED BY": (1, 1)}
    assert "AFFIRMED BY 1, 1 no longer" in page


def test_what_contradicts_along_a_link_is_shown_as_a_denial(desk: CommandLine) -> None:
    """With `-` and the ref of the claim it is on, in the rows and in the course; never as an affirmation."""
    desk.ok("log", "Six were fired", "--key", "six", "-a", "Kyiv says @ 1 May 2024")
    desk.ok("log", "None was fired", "--key", "none", "-a", "Moscow says @ 2 May 2024")
    desk.ok("link", "six", "contradicts", "none")
    page = desk.ok("show", "six").out
    rows = [line for line in page.splitlines() if "on c2" in line]
    assert len(rows) == 2, page
    assert rows[0].startswith("- Russia")
    assert "- Russia (a2 on c2)" in rows[1]
    assert "+ Russia" not in page.partition("WOULD CHANGE")[0]


UPHELD: Final = ("Kyiv says @ 1 May 2024", "Washington says @ 1 May 2024")
CHALLENGED: Final = ("videos on social media purportedly deny @ 2 May 2024", "Moscow denies @ 2 May 2024")


@pytest.mark.long
def test_who_challenges_stands_beside_the_claim_and_is_found_by_the_flag(any_desk: CommandLine) -> None:
    """In lists, now and of the past, in `show` and as JSON; the status is what independent sources uphold."""
    any_desk.ok("log", "A bridge fell", "--key", "bridge", "--against", "Russia", *_phrases(*UPHELD, *CHALLENGED))
    any_desk.ok("log", "A mill burned", "--key", "mill", "--favours", "Ukraine", *_phrases("Kyiv says @ 3 May 2024"))
    any_desk.ok("say", "mill", "Washington denies @ 1 May 2024", "Relief Agency denies @ 1 May 2024", "--new")
    any_desk.ok("source", "edit", "Relief Agency", "--kind", "organisation", "--independent")
    bridge, mill = any_desk.show("bridge"), any_desk.show("mill")
    assert (bridge["status"], bridge["flags"]["denied-by"]) == ("corroborated", ["Russia"])
    assert bridge["flags"]["challenged"] == [{"who": "videos on social media", "stance": "denies"}]
    assert (mill["status"], mill["flags"]["insisted-by"]) == ("rebutted", ["Ukraine"])
    for when in ((), ("--as-of", "2024-05-04"), ("--known-at", "r5")):
        for flag, ref in (("challenged", "c1"), ("denied-by", "c1"), ("insisted-by", "c2")):
            found = any_desk.ok("list", f"flag:{flag}", *when, "--json").json
            assert [claim["ref"] for claim in found] == [ref]
        [row] = [line for line in any_desk.ok("list", *when).out.splitlines() if line.startswith("c1 ")]
        assert row.endswith("  challenged: A bridge fell")
        assert any_desk.ok("disputed", *when).out == ""
    assert [line[:4] for line in any_desk.ok("list", "status:rebutted").out.splitlines()[1:]] == ["c2 «"]
    assert [line[:4] for line in any_desk.ok("list", "status:rebutted", "--ascii").out.splitlines()[1:]] == ["c2 #"]


def _phrases(*phrases: str) -> list[str]:
    return [word for phrase in phrases for word in ("-a", phrase)]
