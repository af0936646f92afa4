"""An article is hostile: nothing of it becomes a line, a field or a ref of the sheet, whatever is accepted."""

import json
from pathlib import Path
from typing import Final

import pytest

from tests.intake.test_drafted_texts import NAMES, READER
from verifier.intake.draft.article import About
from verifier.intake.draft.finding import reports
from verifier.intake.draft.paragraphs import LONGEST, paragraphs
from verifier.intake.draft.parsing import parsed
from verifier.intake.draft.proposals import Outlets, Proposer, Setting, missed
from verifier.intake.draft.sheet import Draft, new_sheet
from verifier.intake.sheets.sheet import Sheet, read_sheet

NAUGHTY: Final = Path(__file__).parents[3] / "shared/datasets/naughty/blns.json"
NOW: Final = 10**16


def accepted(text: str) -> tuple[str, Sheet]:
    """The sheet drafted from a text with everything accepted, and what it says; it has no fault but unknown names."""
    pages = parsed(list(paragraphs(text)))
    found = tuple(Proposer(pages, NAMES, READER, Setting(None, None)).proposals(reports(pages, Outlets(NAMES))))
    sheet = new_sheet(Draft("0" * 64, About(title="Title"), None, found, tuple(missed(pages, found)), 0))
    decided = sheet.replace("\n?? ", "\n")
    read, problems = read_sheet(decided, NAMES, NOW)
    assert [problem.render() for problem in problems if not problem.unknown_name] == []
    assert sum(len(claim.attributions) for claim in read.claims) == len(found)
    return decided, read


@pytest.mark.parametrize(
    "said",
    [
        "c12",
        "bryansk-strike",
        "key: taken",
        "## Another claim",
        "// a comment",
        "?? ## undecided",
        "it was over (note) {5} @ 2020-01-01",
        "the\u202e egdirb\u202c was\u200b closed",
        "the bridge\x1b[31m was\x00 closed\r",
    ],
)
def test_what_somebody_says_stays_what_is_claimed(said: str) -> None:
    """Whatever is said is the text of a claim; control and bidirectional characters are left out."""
    decided, read = accepted(f'"{said}," the mayor said. The mayor said that {said}. Police told the BBC: "{said}."')
    assert all(claim.ref is None and claim.key is None for claim in read.claims)
    assert all(row.isprintable() for row in decided.split("\n"))


@pytest.mark.long
def test_naughty_strings_are_drafted() -> None:
    """Five hundred strings that break programs, each as a source and as what is said."""
    if not NAUGHTY.exists():
        pytest.skip("the naughty strings are not beside this checkout")
    strings = json.loads(NAUGHTY.read_text(encoding="utf-8"))
    decided, _ = accepted("\n\n".join(f'"{one}," {one} said on Monday. {one} denied it was {one}.' for one in strings))
    assert all(row.isprintable() for row in decided.split("\n"))


def test_a_long_paragraph_is_read_in_part() -> None:
    """What has no end is cut, and says so."""
    (one,) = paragraphs("The mayor said it was over. " * 10_000)
    assert (len(one.text), one.cut) == (LONGEST, True)
