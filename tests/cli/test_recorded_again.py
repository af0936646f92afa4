"""What a correction took out, recorded again: from a sheet, a table or in a phrase it does not come back unnoticed."""

from pathlib import Path

import pytest

from tests.cli.driving import CommandLine

SHEET = """# Strikes
url: https://example.org/1
published: 2024-11-19

## Bryansk was struck
key: strike
Moscow says
Kyiv denies
"""
CALLED_BACK = "left out: a1 was voided in r3 by ann (Never said). To bring it back run: verifier undo r3\n"


@pytest.fixture
def sheet(tmp_path: Path) -> str:
    """A sheet with two attributions of one claim."""
    path = tmp_path / "strikes.claims.md"
    path.write_text(SHEET, encoding="utf-8")
    return str(path)


def refs(desk: CommandLine) -> list[str]:
    """The attributions that count."""
    return [each["ref"] for each in desk.show("strike")["attributions"]]


def test_a_sheet_leaves_out_what_was_voided(any_desk: CommandLine, sheet: str) -> None:
    """Nothing is recorded; what was left out, by whom and why it was voided, and the way back are told."""
    any_desk.ok("log", "-f", sheet)
    any_desk.ok("correct", "a1", "--void", "--why", "Never said")
    again = any_desk.ok("log", "-f", sheet, "--json")
    assert (again.json["revision"], again.json["repeated"], again.json["left_out"]) == (None, ["a2"], ["a1"])
    assert CALLED_BACK in again.err
    assert "nothing new: a2 known already" in again.err
    assert refs(any_desk) == ["a2"]
    any_desk.ok("undo", "r3", "-y")
    assert any_desk.ok("log", "-f", sheet, "--json").json["left_out"] == []


def test_an_edited_sheet_adds_what_is_new_beside_it(desk: CommandLine, sheet: str) -> None:
    """A new line is recorded, and so is the same statement at another time."""
    desk.ok("log", "-f", sheet)
    desk.ok("correct", "a1", "--void", "--why", "Never said")
    Path(sheet).write_text(f"{SHEET}Moscow says @ 2024-11-20\n", encoding="utf-8")
    again = desk.ok("log", "-f", sheet)
    assert CALLED_BACK in again.err
    assert "recorded a3 in r4; known already: a2" in again.err
    assert refs(desk) == ["a2", "a3"]


def test_what_was_replaced_is_left_out_for_its_replacement(desk: CommandLine, sheet: str) -> None:
    """A typed phrase is no other; one that is known in both forms is just known."""
    desk.ok("log", "-f", sheet)
    desk.ok("correct", "a1", "Kyiv says @ 2024-11-18", "--why", "Misread")
    again = desk.ok("say", "strike", "Moscow says", "--url", "https://example.org/1")
    assert (
        "left out: a1 was replaced by a3 in r3 by ann (Misread). Correct that one: verifier correct a3\n" in again.err
    )
    assert again.err.endswith("nothing new\n")
    desk.ok("correct", "a3", "Kyiv says @ 2024-11-18 (in Lviv)", "--why", "A remark")
    known = desk.ok("say", "strike", "Kyiv says @ 2024-11-18", "--url", "https://example.org/1", "--json").json
    assert (known["repeated"], known["left_out"]) == (["a4"], [])


@pytest.mark.long
def test_a_table_is_imported_again_without_effect(any_desk: CommandLine, tmp_path: Path) -> None:
    """Attributions and links that were corrected stay out; the table's summary tells, on a dry run too."""
    table = tmp_path / "t.csv"
    table.write_text(
        "claim,key,entails,origin,stance,said\n"
        "Bryansk was struck,strike,,Moscow,affirms,2024-11-19\n"
        "Missiles hit Bryansk,hit,strike,Kyiv,affirms,2024-11-20\n",
        encoding="utf-8",
    )
    any_desk.ok("import", str(table))
    any_desk.ok("correct", "a1", "--void", "--why", "Never said")
    any_desk.ok("correct", "hit", "--unlink", "entails strike", "--why", "Not the same place")
    for options in (["-n"], []):
        again = any_desk.ok("import", str(table), "--json", *options)
        assert (again.json["revision"], again.json["repeated"]) == (None, 1)
        assert again.json["left_out"] == ["a1", "c2 entails c1"]
        assert CALLED_BACK in again.err
        assert (
            "left out: the link c2 entails c1 was taken away in r4 by ann (Not the same place). "
            "To make it anew run: verifier link c2 entails c1\n" in again.err
        )
    assert any_desk.ok("link", "c2", "entails", "c1", "--json").json["recorded"] == ["c2 entails c1"]
    assert any_desk.ok("import", str(table), "--json").json["left_out"] == ["a1"]
    assert any_desk.ok("audit").out.startswith("sound: 2 claims, r5")


def test_a_retracted_document_counts_though_a_phrase_of_it_was_voided(desk: CommandLine) -> None:
    """Who voids the outlet's retraction, to retract the whole document, does so on purpose."""
    read = ["--url", "https://example.org/1", "--outlet", "Reuters", "--published", "2024-11-19"]
    desk.ok("log", "Bryansk was struck", "--key", "strike", "-a", "a Ukrainian officer tells Reuters", *read)
    desk.ok("say", "strike", "Reuters retracts", *read)
    desk.ok("correct", "a2", "--void", "--why", "The whole document")
    desk.ok("document", "retract", "https://example.org/1", "--why", "Pulled", "--said", "2024-11-20")
    assert desk.show("strike")["status"] == "withdrawn"
