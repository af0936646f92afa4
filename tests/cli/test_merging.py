"""Making claims one, and one claim two, from the command line: `merge`, `split`."""

import json
from pathlib import Path

import pytest

from tests.cli.driving import CommandLine
from verifier.storage.db.location import Location


def two(desk: CommandLine) -> None:
    """A claim that Moscow affirms in r2, and in r3 another wording of it that Kyiv denies."""
    desk.ok("log", "Bryansk was struck", "--key", "strike", "-a", "Moscow says @ 2024-11-19")
    desk.ok(
        "log", "A depot was hit", "--key", "depot", "-a", "Kyiv denies @ 2024-11-20", "-a", "Moscow says @ 2024-11-19"
    )


def test_a_merge_tells_what_it_moves(any_desk: CommandLine) -> None:
    """What was said, where the claim stands now and stood, what is what, and the way back."""
    two(any_desk)
    tried = any_desk.ok("merge", "c2", "into", "c1", "--why", "the same strike", "-n")
    assert tried.err.endswith("would record a4, merge of c2 into c1; nothing was recorded\n")
    done = any_desk.ok("merge", "depot", "strike", "--why", "the same strike")
    assert done.out == ""
    assert done.err == (
        "c1  › single-source → ⇄ disputed  Bryansk was struck\n"
        "  why: Russia affirms it; Ukraine denies it.\n"
        "  a4 - Ukraine (official, Ukraine), 20 Nov 2024 UTC\n"
        "  moved a2 (now a4), a3 (now a1)\n"
        "recorded a4, merge of c2 into c1 in r4  undo: verifier undo\n"
    )
    undone = any_desk.ok("undo", "-y")
    assert "merge of c2 into c1" in undone.err
    assert any_desk.show("depot")["ref"] == "c2"


def test_who_names_a_merged_claim_is_told_what_it_is(desk: CommandLine) -> None:
    """Its ref, its key, an attribution that was moved: shown, corrected, linked, said of and judged as the other."""
    two(desk)
    desk.ok("assess", "c2", "refuted", "--why", "the depot stands")
    desk.ok("merge", "c2", "c1", "--why", "the same strike", "--analyst", "bob")
    words = "c2 was merged into c1 in r5 by bob (the same strike)\n"
    shown = desk.ok("show", "c2")
    assert (shown.err, shown.out.splitlines()[1]) == (words, "Bryansk was struck")
    assert "MERGED INTO THIS\n  c2 A depot was hit  r5, " in shown.out
    assert "    ann judged it refuted, " in shown.out
    for act in (
        ("say", "depot", "London says @ 2024-11-21"),
        ("assess", "c2", "confirmed", "--why", "seen from space"),
        ("correct", "c2", "--place", "Bryansk", "--why", "it is there"),
        ("show", "depot", "--as-of", "2024-12-01"),
        ("show", "c2", "--known-at", "r5", "--compare", "r6"),
    ):
        assert desk.ok(*act).err.startswith(words), act
    desk.ok("log", "ATACMS were fired")
    linked = desk.ok("link", "c3", "contradicts", "depot")
    assert (linked.err.startswith(words), "c3 contradicts c1" in linked.err) == (True, True)
    moved = desk.ok("correct", "a2", "--void", "--why", "misheard")
    assert moved.err.startswith("a2 is a4 since it was moved in r5 by bob (the same strike)\n")
    assert [one["ref"] for one in desk.show("c2")["attributions"]] == ["a1", "a5"]
    assert desk.ok("show", "c2", "--known-at", "r4").err == ""
    assert desk.ok("audit", "--deep").status == 0


def test_the_outcome_as_json(desk: CommandLine) -> None:
    """A program gets what was moved, and with the claim what was merged into it."""
    two(desk)
    desk.ok("assess", "c2", "refuted", "--why", "the depot stands")
    done = desk.ok("merge", "c2", "c1", "--why", "the same strike", "--json").json
    assert (done["revision"], done["recorded"]) == ("r5", ["a4", "merge of c2 into c1"])
    assert (done["moved"], [claim["ref"] for claim in done["claims"]]) == ({"a2": "a4", "a3": "a1"}, ["c1"])
    [merged] = desk.show("c2")["merged"]
    del merged["at"]
    [verdict] = merged.pop("assessments")
    assert (verdict["verdict"], verdict["why"], verdict["revision"]) == ("refuted", "the depot stands", "r4")
    assert merged == {
        "ref": "c2", "key": "depot", "claim": "A depot was hit", "revision": "r5", "analyst": "ann",
        "why": "the same strike",
    }  # fmt: skip
    again = desk.ok("log", "A depot was hit.", "-a", "Kyiv denies @ 2024-11-20", "--json").json
    assert (again["revision"], again["repeated"], again["redirected"]) == (None, ["a4"], ["c2"])
    [changed] = [one for one in desk.ok("changes", "--log", "--json").json if one["field"] == "merged_into"]
    assert (changed["ref"], changed["new"], changed["reason"]) == ("c2", "c1", "the same strike")
    assert "c2  merged into c1: “the same strike”" in desk.ok("show", "c1", "--log").out


@pytest.mark.parametrize(
    ("words", "status", "message"),
    [
        (("merge", "c2"), 2, "1 claims are named"),
        (("merge", "c2", "c1", "c3"), 2, "3 claims are named"),
        (("merge", "c2", "c2"), 5, "c2 is one claim. Name two"),
        (("merge", "c2", "strike", "--known-at", "r2"), 2, "--known-at looks back"),
        (("merge", "c9", "c1"), 3, "claim 'c9' is not known"),
        (("split", "c1", "c2", "--text", "Other"), 2, "'c2' is not an attribution"),
        (("split", "c1", "a2", "--text", "Other"), 5, "a2 is of c2, not of c1"),
    ],
)
def test_what_is_refused(desk: CommandLine, words: tuple[str, ...], status: int, message: str) -> None:
    """With what is wrong and what to write."""
    two(desk)
    done = desk.run(*words, "--why", "a reason")
    assert done.status == status
    assert message in done.err
    assert desk.run("merge", "c2", "c1", "--why", " ").status == 2


@pytest.mark.long
def test_a_claim_is_split(any_desk: CommandLine) -> None:
    """What moves out is told; `list` has both."""
    any_desk.ok("log", "Bryansk was struck", "-a", "Moscow says @ 2024-11-19", "-a", "Kyiv denies @ 2024-11-20")
    done = any_desk.ok("split", ".", "a2", "--text", "A depot was hit", "--why", "Kyiv spoke of the depot")
    assert "moved a2 (now a3)" in done.err
    assert [one["ref"] for one in any_desk.show("c2")["attributions"]] == ["a3"]
    assert any_desk.ok("audit", "--deep").status == 0


def test_a_table_of_the_time_before_is_imported_again(desk: CommandLine) -> None:
    """Nothing is new: what was said of the merged claim is said of the other."""
    two(desk)
    desk.ok("correct", "c2", "--tag", "depots", "--why", "for the list")
    table = desk.file("before.csv", desk.ok("export").out)
    desk.ok("merge", "c2", "c1", "--why", "the same strike")
    done = desk.ok("import", table, "--json")
    assert (done.json["revision"], done.json["repeated"], done.json["redirected"]) == (None, 3, ["c2"])
    assert "note: c2 was merged into c1 in r5 by ann (the same strike)" in done.err
    rows = "A depot was hit,Bryansk,London says @ 2024-11-21\nBryansk was struck,,Minsk says @ 2024-11-22\n"
    desk.ok("import", desk.file("more.csv", f"claim,place,phrase\n{rows}"))
    found = desk.show("c1")
    assert (found["place"], [one["origin"] for one in found["attributions"]]) == (
        "Bryansk", ["Russia", "Ukraine", "United Kingdom", "Belarus"],
    )  # fmt: skip
    assert desk.ok("audit", "--deep").status == 0


@pytest.mark.long
def test_all_that_is_exported_is_imported_with_its_merges(desk: CommandLine, tmp_path: Path) -> None:
    """Elsewhere the merged claim leads to the other too, and keeps its verdict; imported twice it is no news."""
    two(desk)
    desk.ok("assess", "c2", "refuted", "--why", "the depot stands")
    desk.ok("merge", "c2", "c1", "--why", "the same strike")
    exported = desk.ok("export", "--all").out
    table = desk.file("all.jsonl", exported)
    bare_desk = CommandLine(desk.home, Location(path=tmp_path / "new.db"), {})
    done = bare_desk.ok("import", table, "--json").json
    assert (done["recorded"]["claim"], done["recorded"]["merge"], done["recorded"]["assessment"]) == (1, 1, 1)
    found = bare_desk.show("depot")
    assert (found["ref"], found["status"], [one["claim"] for one in found["merged"]]) == (
        "c1", "disputed", ["A depot was hit"],
    )  # fmt: skip
    assert [one["verdict"] for one in found["merged"][0]["assessments"]] == ["refuted"]
    assert bare_desk.ok("export", "--all").out == exported.replace(',"why":"the same strike"', "")
    for one in (bare_desk, desk):
        again = one.ok("import", table, "--json").json
        assert (again["revision"], sum(again["recorded"].values())) == (None, 0)
        assert one.ok("audit", "--deep").status == 0


def test_a_merge_in_a_table_is_made_of_claims_that_are_there(desk: CommandLine) -> None:
    """And refused where they differ, or the other one is not known."""
    two(desk)
    record = {"record": "merge", "claim": "A depot was hit", "into": "Bryansk was struck"}
    desk.ok("import", desk.file("merge.jsonl", json.dumps(record)))
    assert desk.show("c2")["ref"] == "c1"
    desk.ok("undo", "-y")
    desk.ok("correct", "c1", "--place", "Bryansk", "--why", "it is there")
    desk.ok("correct", "c2", "--place", "Karachev", "--why", "it is there")
    refused = desk.run("import", desk.file("merge.jsonl", json.dumps(record)))
    assert "c2 cannot be merged into c1: place of c2 is 'Karachev', and of c1 'Bryansk'" in refused.err
    for other, message in (
        ({"into": "Nothing"}, "claim 'Nothing' is not known"),
        ({"into": ""}, "the merge has no into"),
    ):
        refused = desk.run("import", desk.file("merge.jsonl", json.dumps(record | other)))
        assert (refused.status != 0, message in refused.err) == (True, True)


def test_what_does_not_leave_does_not_by_way_of_a_merge(desk: CommandLine) -> None:
    """A claim under a private tag, merged into one, makes that one private; once it is not, its own words stay."""
    two(desk)
    desk.ok("correct", "c2", "--tag", "private", "--why", "a tip")
    desk.ok("assess", "c2", "refuted", "--why", "the depot stands")
    desk.ok("merge", "c2", "c1", "--why", "the same strike")
    assert "depot" not in desk.ok("export", "--all").out
    desk.ok("correct", "c1", "--tag", "", "--why", "it is known by now")
    exported = desk.ok("export", "--all").out
    assert ("Bryansk was struck" in exported, "depot" in exported) == (True, False)
    assert "depot" in desk.ok("export", "--all", "--confidential").out


def test_a_copy_has_its_merges(desk: CommandLine, tmp_path: Path) -> None:
    """Row by row."""
    two(desk)
    desk.ok("merge", "c2", "c1", "--why", "the same strike")
    copy = tmp_path / "copy.db"
    desk.ok("db", "copy", str(desk.location.path), str(copy))
    copied = CommandLine(desk.home, Location(path=copy), {})
    assert (copied.show("c2")["ref"], copied.ok("audit", "--deep").status) == ("c1", 0)
