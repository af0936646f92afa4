"""A drafted sheet: what is undecided is refused with one error, and nothing slides to the claim above."""

import pytest

from verifier.intake.sheets.lines import Lines, sorted_lines

DIGEST = "0" * 64
DRAFTED = f"""\
# Title
// drafted from sha256:{DIGEST}: 10.1+20.1 30.1

?? ## The depot burned
?? Moscow says
// @10.1 "said"
?? unconfirmed by Kyiv
// @20.1 "not confirmed"

?? ## Five people died
?? Kyiv says
// @30.1 "said"
"""


def phrases(sheet: Lines) -> dict[str | None, list[str]]:
    """The phrases of a sheet by claim."""
    return {block.title: [line for _, line in block.phrases] for block in sheet.claims}


def test_a_sheet_with_undecided_lines_has_one_error() -> None:
    """Thirty proposals are one fault, which counts them and names the first; nothing else is said of the sheet."""
    sheet = sorted_lines(f"{DRAFTED}?? rubbish : here\n")
    assert [problem.render("s.md") for problem in sheet.problems] == [
        "s.md:4:1: 6 proposals undecided, first at line 4. Delete ?? to accept one, write // before it to reject it."
    ]
    assert sheet.claims == []


def test_one_undecided_line_is_told_as_one() -> None:
    """The last one left is a single proposal; a field may be one too."""
    (problem,) = sorted_lines("?? outlet: Reuters\n\n## A claim\nMoscow says\n").problems
    assert problem.what == "1 proposal undecided, first at line 1"


def test_accepted_lines_are_read_as_any_sheet() -> None:
    """Without the mark a line is what it would be if it had been typed."""
    sheet = sorted_lines(DRAFTED.replace("?? ", ""))
    assert sheet.problems == []
    assert phrases(sheet) == {
        "The depot burned": ["Moscow says", "unconfirmed by Kyiv"],
        "Five people died": ["Kyiv says"],
    }


@pytest.mark.parametrize("mark", ["// ?? ## Five", "//?? ## Five", "// ## Five", "//## Five", "/// ?? ## Five"])
def test_a_rejected_heading_takes_all_beneath_with_it(mark: str) -> None:
    """However it is struck out, what stands beneath is not said of the claim above, accepted or not."""
    decided = (
        DRAFTED.replace("?? ## Five", mark).replace("?? ## The", "## The").replace("?? Mo", "Mo").replace("?? un", "un")
    )
    sheet = sorted_lines(decided)
    assert sheet.problems == []
    assert phrases(sheet) == {"The depot burned": ["Moscow says", "unconfirmed by Kyiv"]}
    assert phrases(sorted_lines(decided.replace("?? Kyiv", "Kyiv"))) == phrases(sheet)


def test_a_phrase_whose_heading_was_deleted_is_refused() -> None:
    """It would be said of the claim above: the worst misattribution there is."""
    (problem,) = sorted_lines(DRAFTED.replace("?? ## Five people died\n", "").replace("?? ", "")).problems
    assert (problem.line, problem.excerpt) == (10, "Kyiv says")
    assert "would be said of the claim above" in problem.what


def test_rejected_phrases_may_lose_their_heading() -> None:
    """Nothing is left of them that could be said of another claim."""
    gone = DRAFTED.replace("?? ## Five people died\n", "").replace("?? Kyiv", "// Kyiv").replace("?? ", "")
    assert phrases(sorted_lines(gone)) == {"The depot burned": ["Moscow says", "unconfirmed by Kyiv"]}


def test_a_phrase_is_moved_on_purpose_without_its_comment() -> None:
    """Who moves a phrase to another claim deletes the comment that says where it came from."""
    moved = DRAFTED.replace("?? ## Five people died\n", "").replace('// @30.1 "said"\n', "").replace("?? ", "")
    assert phrases(sorted_lines(moved)) == {"The depot burned": ["Moscow says", "unconfirmed by Kyiv", "Kyiv says"]}


def test_a_sheet_that_was_not_drafted_is_read_as_ever() -> None:
    """A heading in a comment is a comment; a phrase beneath belongs to the claim above."""
    sheet = sorted_lines("## A claim\nMoscow says\n// ## Another\nKyiv says\n")
    assert phrases(sheet) == {"A claim": ["Moscow says", "Kyiv says"]}
