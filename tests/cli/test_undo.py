"""Taking back and bringing back from the command line: `undo`, `redo`."""

import re

import pytest

from tests.cli.driving import CommandLine


def strike(desk: CommandLine) -> None:
    """A claim in r2 and a denial of it in r3."""
    desk.ok("log", "Bryansk was struck", "--key", "strike", "-a", "Moscow says @ 2024-11-19")
    desk.ok("say", "strike", "Kyiv denies @ 2024-11-20")


def without_times(text: str) -> str:
    """The text with the time of recording hidden."""
    return re.sub(r"\d+ \w+ \d{4} \d\d:\d\d", "WHEN", text)


@pytest.mark.long
def test_undo_tells_what_it_takes_back_and_what_that_changes(any_desk: CommandLine) -> None:
    """Action, analyst and time of the revision, then each status before and after, and the way back."""
    strike(any_desk)
    done = any_desk.ok("undo", "-y", "--analyst", "bob")
    assert done.out == ""
    login = re.search(r"by (\S+),", done.err)
    assert login is not None
    assert without_times(done.err) == (
        f"r3  say c1, by {login[1]}, WHEN\n"
        "  1 attribution: a2\n"
        "c1  ⇄ disputed → › single-source  Bryansk was struck\n"
        "  why: Claimed by Russia; nothing independent of it supports it.\n"
        "took back r3 in r4: a2  redo: verifier redo\n"
    )


@pytest.mark.long
def test_redo_brings_it_back(any_desk: CommandLine) -> None:
    """Two undos take two revisions back, two redos bring both, and every answer is as it was."""
    strike(any_desk)
    before = any_desk.show("strike", "--as-of", "2024-12-01")
    any_desk.ok("undo", "-y")
    gone = any_desk.ok("undo", "-y")
    assert "c1  › single-source → gone  Bryansk was struck\ntook back r2 in r5: c1, a1" in gone.err
    assert any_desk.run("show", "strike").status == 3
    any_desk.ok("redo")
    back = any_desk.ok("redo")
    assert back.err.endswith("brought back r3 in r7: a2  undo: verifier undo r3\n")
    assert any_desk.show("strike", "--as-of", "2024-12-01") == before
    assert any_desk.ok("db", "check").out.startswith("sound: 1 claim, r7")


def test_the_outcome_as_json(desk: CommandLine) -> None:
    """A program gets the revisions, what was recorded, the claims as they stand and those that are gone."""
    strike(desk)
    done = desk.ok("undo", "r3", "-y", "--json").json
    [claim] = done.pop("claims")
    assert done == {"revision": "r4", "undone": "r3", "recorded": ["a2"], "gone": []}
    assert (claim["ref"], claim["before"], claim["status"]) == ("c1", "disputed", "single-source")
    assert desk.ok("undo", "-y", "--json").json == {
        "revision": "r5",
        "undone": "r2",
        "recorded": ["c1", "a1"],
        "claims": [],
        "gone": [{"ref": "c1", "claim": "Bryansk was struck", "before": "single-source"}],
    }
    redone = desk.ok("redo", "--json").json
    assert [redone[name] for name in ("revision", "redone", "recorded")] == ["r6", "r2", ["c1", "a1"]]


@pytest.mark.parametrize(
    ("words", "status", "message"),
    [
        (("undo",), 2, "r3 is not undone unasked, and nobody is here to be asked. Give -y"),
        (("undo", "c1", "-y"), 2, "'c1' is not a revision. Write r12; see them with: verifier changes"),
        (("undo", "r9", "-y"), 3, "revision r9 is not known. The newest is r3"),
        (
            ("undo", "2", "-y"),
            5,
            "r2 cannot be undone: r3 builds on what r2 recorded. Undo that first: verifier undo r3",
        ),
        (("redo",), 3, "there is nothing to redo. See what was recorded with: verifier changes"),
        (("undo", "-y", "--known-at", "r2"), 2, "--known-at looks back, and this command writes"),
    ],
)
def test_what_cannot_be_done_says_why(desk: CommandLine, words: tuple[str, ...], status: int, message: str) -> None:
    """Each refusal has its exit status and its reason, and records nothing."""
    strike(desk)
    done = desk.run(*words)
    assert (done.status, message in done.err) == (status, True)
    assert desk.ok("db", "check").out.startswith("sound: 1 claim, r3")


def test_without_a_database_there_is_nothing_to_undo(bare_desk: CommandLine) -> None:
    """No database is made to find that out."""
    assert bare_desk.run("undo", "-y").status == 6
    assert bare_desk.location.path is not None
    assert not bare_desk.location.path.exists()


@pytest.mark.parametrize(("answer", "status", "ending"), [("n", 1, "nothing was taken back"), ("y", 0, "took back r3")])
def test_at_a_terminal_it_asks(desk: CommandLine, answer: str, status: int, ending: str) -> None:
    """Nothing is taken back before the analyst agrees."""
    strike(desk)
    done = desk.terminal("undo", answers=[("Take all of it back? [y/N]", answer)])
    assert (done.status, ending in done.out) == (status, True)


def test_changes_still_tell_of_an_undone_claim(desk: CommandLine) -> None:
    """The log and its report show the text of a claim that is gone."""
    strike(desk)
    desk.ok("undo", "-y")
    desk.ok("undo", "-y")
    assert [change["claim"] for change in desk.ok("changes", "--json").json] == ["Bryansk was struck"] * 3
    assert desk.ok("report", "changes").out.count("Bryansk was struck") == 3


def test_of_many_claims_the_first_are_told(desk: CommandLine) -> None:
    """As many as of an import; all of them are in JSON."""
    rows = "".join(f"claim number {number},TASS,affirms\n" for number in range(25))
    desk.ok("import", desk.file("t.csv", f"claim,origin,stance\n{rows}"))
    done = desk.ok("undo", "-y", "--json")
    assert done.err.count("→ gone") == 20
    assert "and 5 more claims gone\n" in done.err
    assert len(done.json["gone"]) == 25
    back = desk.ok("redo")
    assert len(re.findall(r"^c\d+ ", back.err, re.MULTILINE)) == 20
    assert "and 5 more claims read again; see verifier list\n" in back.err
