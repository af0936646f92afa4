"""Correcting from the command line: attributions, claims, sources; what is refused and why."""

import re

import pytest

from tests.cli.driving import CommandLine


def strike(desk: CommandLine) -> None:
    """A claim in r2 and a further attribution in r3."""
    desk.ok("log", "Bryansk was struck", "--key", "strike", "-a", "Moscow says @ 2024-11-19")
    desk.ok("say", "strike", "Kyiv says @ 2024-11-20")


def test_a_replacement_is_told_with_what_it_changes(any_desk: CommandLine) -> None:
    """The status before and after and why, what was understood, and the way back; the page no longer counts it."""
    strike(any_desk)
    done = any_desk.ok("correct", "a2", "Kyiv denies", "--why", "It was a denial")
    assert done.out == ""
    assert done.err == (
        "c1  ✓ confirmed → ⇄ disputed  Bryansk was struck\n"
        "  why: Russia affirms it; Ukraine denies it.\n"
        "  a3 - Ukraine (official, Ukraine), 20 Nov 2024 UTC\n"
        "recorded a3, correction of a2 in r4  undo: verifier undo\n"
    )
    assert [a["ref"] for a in any_desk.show("strike")["attributions"]] == ["a1", "a3"]
    assert [a["ref"] for a in any_desk.show("strike", "--known-at", "r3")["attributions"]] == ["a1", "a2"]
    assert any_desk.ok("audit").out.startswith("sound: 1 claim, r4")


def test_undo_tells_the_reason_and_brings_it_back(desk: CommandLine) -> None:
    """Before it asks, the revision's reason is shown; redo corrects again."""
    strike(desk)
    desk.ok("correct", "a2", "--void", "--why", "Never said")
    done = desk.ok("undo", "-y")
    assert re.search(r"^r4  correct a2, by \S+, .* \(Never said\)\n  correction of a2\n", done.err)
    assert desk.show("strike")["status"] == "confirmed"
    assert "brought back r4 in r6: correction of a2" in desk.ok("redo").err
    assert desk.show("strike")["status"] == "single-source"


def test_the_outcome_as_json(desk: CommandLine) -> None:
    """A program gets what `say` gives: the revision, the refs, the claims as they stand."""
    strike(desk)
    done = desk.ok("correct", "a2", "--void", "--why", "Never said", "--json").json
    [claim] = done.pop("claims")
    assert (done.pop("revision"), done.pop("recorded")) == ("r4", ["correction of a2"])
    assert done == {"repeated": [], "left_out": [], "moved": {}, "redirected": [], "similar": []}
    assert (claim["ref"], claim["before"], claim["status"]) == ("c1", "confirmed", "single-source")


def test_a_dry_run_records_nothing(desk: CommandLine) -> None:
    """It tells what would change."""
    strike(desk)
    done = desk.ok("correct", "a2", "--void", "--why", "Never said", "-n")
    assert done.err.endswith("would record correction of a2; nothing was recorded\n")
    assert "✓ confirmed → › single-source" in done.err
    assert desk.ok("audit").out.startswith("sound: 1 claim, r3")


def test_a_claim_is_amended(desk: CommandLine) -> None:
    """By its ref, its key, or as the last; empty texts clear, and links are taken away."""
    strike(desk)
    desk.ok("log", "Nothing was struck", "--key", "nothing")
    desk.ok("link", "nothing", "contradicts", "strike")
    desk.ok(
        "correct", "strike", "--text", "A depot near Bryansk was struck", "--tag", "atacms", "--tag", "depot",
        "--happened", "2024-11-19", "--why", "No stronger than what was said",
    )  # fmt: skip
    found = desk.show("strike")
    assert (found["claim"], found["tags"]) == ("A depot near Bryansk was struck", ["atacms", "depot"])
    done = desk.ok("correct", ".", "--tag", "", "--happened", "", "--unlink", "contradicts nothing", "--why", "Not so")
    assert done.err.endswith("recorded c1, no more: c1 contradicts c2 in r7  undo: verifier undo\n")
    found = desk.show("c1")
    assert (found["tags"], found["happened"], found["links"]) == ([], None, [])


def test_a_source_is_amended_with_its_claims(desk: CommandLine) -> None:
    """Those whose status changes are told; an empty text clears a field, and the name can be another."""
    desk.ok("log", "Bryansk was struck", "--new", "-a", "Moscow says @ 2024-11-19", "-a", "Petro says @ 2024-11-19")
    done = desk.ok("correct", "Petro", "--kind", "expert", "--independent", "--why", "He was there")
    assert done.err == (
        "c1  › single-source → » corroborated  Bryansk was struck\n"
        "  why: Russia and Petro say so independently of each other.\n"
        "recorded source Petro in r3  undo: verifier undo\n"
    )
    desk.ok("correct", "Petro", "--name", "Petro Blogger", "--no-independent", "--alias", "Petro", "--why", "His name")
    desk.ok("correct", "Petro", "--alias", "", "--why", "Too short")
    found = desk.ok("source", "show", "Petro Blogger", "--json").json
    assert (found["name"], found["aliases"], found["independent"]) == ("Petro Blogger", [], False)


@pytest.mark.parametrize(
    ("words", "status", "message"),
    [
        (("a2", "--void"), 2, "missing option '--why'"),
        (("a2", "--void", "--why", " "), 2, "the reason is empty. Give it as --why"),
        (("a2", "--why", "x"), 2, "it is not said what to correct of a2. Give a phrase in its place, or --void"),
        (("a2", "--why", "x", "--url", "https://example.org"), 2, "there is no phrase. Write what a2 should have said"),
        (("a2", "Kyiv denies", "--void", "--why", "x"), 2, "--void takes the attribution out whole"),
        (("a2", "--party", "Russia", "--why", "x"), 2, "a2 is an attribution, and --party is not for that"),
        (("strike", "Kyiv denies", "--why", "x"), 2, "strike is a claim, and PHRASE is not for that"),
        (("Kyiv", "--void", "--why", "x"), 2, "Kyiv is a source, and --void is not for that"),
        (("c1", "--why", "x"), 2, "it is not said what to correct of c1"),
        (("r2", "--void", "--why", "x"), 2, "r2 is a revision. Take it back whole with: verifier undo r2"),
        (("a2", "Kyiv bubbles", "--why", "x"), 2, "'bubbles' behind 'Kyiv' is no cue that is known. Write who"),
        (("a2", "Petro Blogger says", "--why", "x"), 3, "source 'Petro Blogger' is not known"),
        (("a9", "--void", "--why", "x"), 3, "attribution 'a9' is not known"),
        (("c9", "--key", "x", "--why", "x"), 3, "claim 'c9' is not known"),
        (("Reuters", "--party", "Ukrane", "--why", "x"), 3, "or make the party with verifier source party.\n"),
        (("Reutrs", "--party", "Russia", "--why", "x"), 3, "Closest: Reuters"),
        (("a2", "Moscow says @ 2024-11-19", "--why", "x"), 5, "a1 says that already"),
        (("a2", "Kyiv says", "--why", "x"), 5, "that is what a2 says already"),
        (("a2", "Kyiv denies", "--why", "x", "--known-at", "r2"), 2, "--known-at looks back, and this command writes"),
    ],
)
def test_what_cannot_be_corrected_says_why(
    desk: CommandLine, words: tuple[str, ...], status: int, message: str
) -> None:
    """Each refusal has its exit status and its reason, and records nothing."""
    strike(desk)
    done = desk.run("correct", *words)
    assert (done.status, message in done.err) == (status, True), done.err
    assert desk.ok("audit").out.startswith("sound: 1 claim, r3")


def test_a_corrected_attribution_is_told_by_its_ref(desk: CommandLine) -> None:
    """Whoever asks for it hears what took its place, where and why."""
    strike(desk)
    desk.ok("correct", "a2", "Kyiv denies", "--why", "It was [bold]a denial[/]")
    done = desk.run("show", "a2")
    assert done.status == 5
    assert re.search(r"a2 was replaced by a3 in r4 by \S+ \(It was \[bold\]a denial\[/\]\)", done.err)
    assert desk.ok("show", "a3", "--json").json["ref"] == "c1"


def test_a_key_that_is_also_a_name_is_ambiguous(desk: CommandLine) -> None:
    """The refusal says how to write either, as words and for programs."""
    desk.ok("log", "TASS was right", "--key", "tass")
    done = desk.run("correct", "tass", "--note", "x", "--why", "x", "--json")
    assert (done.status, done.error["suggestions"]) == (3, ["c1", "TASS"])
    desk.ok("correct", "TASS", "--note", "state agency", "--why", "x")
    desk.ok("correct", "c1", "--place", "Moscow", "--why", "x")


def test_unknown_names_are_asked_about(desk: CommandLine) -> None:
    """At a terminal a name that is not known is asked about, as for say."""
    strike(desk)
    done = desk.terminal("correct", "a2", "Petro Blogger denies", "--why", "x", answers=[("which", "n")])
    assert (done.status, "recorded a3, correction of a2 in r4" in done.out) == (0, True)
