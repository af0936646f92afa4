"""Similar claims on the command line: told when one is logged, taken by one key, listed."""

import pytest

from tests.cli.driving import CommandLine

HIT, STRUCK = "The depot near Bryansk was hit by drones", "Drones hit the depot near Bryansk"


@pytest.mark.long
def test_a_similar_claim_is_told_and_one_key_takes_it(desk: CommandLine) -> None:
    """Unasked it is logged as a new claim, and told how to make the two one; at a terminal its number takes it."""
    desk.ok("log", HIT, "-a", "Moscow says @ 2024-11-19")
    done = desk.ok("log", STRUCK, "-a", "Kyiv denies @ 2024-11-20")
    assert f"similar: c1 {HIT}  (c2)\n  if it says the same: verifier merge c2 c1 --why REASON\n" in done.err
    desk.ok("undo", "-y")
    words = ("log", STRUCK, "-a", "Kyiv denies @ 2024-11-20")
    seen = desk.terminal(*words, answers=[("any other for a new claim", "1")])
    assert f"c1 {HIT}\n" in seen.out
    assert (desk.show("c1")["status"], len(desk.ok("list", "--json").json)) == ("disputed", 1)
    desk.terminal("log", STRUCK, "-a", "Minsk says", answers=[("any other for a new claim", "n")])
    assert len(desk.ok("list", "--json").json) == 2


def test_similar_claims_as_json(desk: CommandLine) -> None:
    """When one is logged or imported, and of the whole ledger."""
    desk.ok("log", HIT)
    logged = desk.ok("log", STRUCK, "--json").json["similar"]
    assert [(one["ref"], [other["ref"] for other in one["similar"]]) for one in logged] == [("c2", ["c1"])]
    rows = "claim\nA depot close to Bryansk was hit by drones\n"
    imported = desk.ok("import", desk.file("more.csv", rows), "--json")
    assert [one["ref"] for one in imported.json["similar"]] == ["c3"]
    assert "similar: c1" in imported.err
    [first, *_] = desk.ok("similar", "--json").json
    assert {first["ref"], *(one["ref"] for one in first["similar"])} >= {"c1", "c3"}
    assert all(set(one) == {"ref", "claim", "likeness"} for one in first["similar"])


def test_the_ledger_is_looked_through(any_desk: CommandLine) -> None:
    """Pair by pair, with what to run; nothing where there is none."""
    any_desk.ok("log", HIT)
    assert any_desk.ok("similar").err == "no claims that are likely to be one\n"
    any_desk.ok("log", "The depot close to Bryansk was hit by drones", "--tag", "depots")
    done = any_desk.ok("similar", "tag:depots")
    assert done.out == f"c1  {HIT}\n  similar: c2 The depot close to Bryansk was hit by drones\n"
    assert "verifier merge c2 c1 --why REASON" in done.err
    assert any_desk.run("similar", "--known-at", "r2").status == 2


def test_a_drafted_sheet_tells_similar_claims(desk: CommandLine) -> None:
    """As a comment beneath the heading."""
    pytest.importorskip("spacy")
    desk.ok("log", "The depot near Bryansk burned")
    article = desk.file(
        "article.txt", '"The depot near Bryansk has burned down," Dmitry Peskov told Reuters on Tuesday.'
    )
    assert "// similar: c1 The depot near Bryansk burned\n" in desk.ok("draft", article).out
