"""Keeping the registry: single aliases, parties, merging, retiring, and packs."""

import pytest

from tests.cli.driving import CommandLine


def aliases(desk: CommandLine, name: str) -> list[str]:
    """The aliases of a source."""
    return list(desk.ok("source", "list", name, "--json").json[0]["aliases"])


def test_single_aliases_are_added_and_taken_off(whole_desk: CommandLine) -> None:
    """An alias that is given joins the others; one that is taken off leaves the rest; one that is not there is told."""
    before = aliases(whole_desk, "Haaretz")
    whole_desk.ok("source", "edit", "Haaretz", "--alias", "Haaretz daily")
    assert aliases(whole_desk, "Haaretz") == [*before, "Haaretz daily"]
    whole_desk.ok("source", "edit", "Haaretz", "--no-alias", "haaretz daily")
    assert aliases(whole_desk, "Haaretz") == before
    refused = whole_desk.run("source", "edit", "Haaretz", "--no-alias", "Nothing")
    assert (refused.status, refused.err) == (
        3,
        "error: 'Nothing' is no alias of Haaretz. Its aliases are: none\n",
    )


def test_two_sources_become_one_and_are_two_again_when_that_is_undone(desk: CommandLine) -> None:
    """What was said is the other's, its claims are read again, and the old name means the one that is left."""
    desk.ok("log", "The depot burned", "-a", "Ria Novosty says @ 2024-11-19", "--new")
    before = desk.show("c1")["status"]
    tried = desk.ok("source", "merge", "Ria Novosty", "RIA Novosti", "--why", "misspelt", "-n")
    assert tried.err.endswith("dry run: nothing was recorded\n")
    assert [said["origin"] for said in desk.show("c1")["attributions"]] == ["Ria Novosty"]
    desk.ok("source", "merge", "Ria Novosty", "RIA Novosti", "--why", "misspelt")
    assert [said["origin"] for said in desk.show("c1")["attributions"]] == ["RIA Novosti"]
    assert "Ria Novosty" in aliases(desk, "RIA Novosti")
    desk.ok("undo", "-y")
    assert [said["origin"] for said in desk.show("c1")["attributions"]] == ["Ria Novosty"]
    assert desk.show("c1")["status"] == before
    desk.ok("audit")


def test_upkeep_of_the_registry_is_tried_and_taken_back(desk: CommandLine) -> None:
    """With -n nothing is recorded, and undo brings back what was there: names, entries and enmities."""
    desk.ok("source", "add", "Depo Monitor", "--kind", "organisation")
    asked = (("source", "list", "--json"), ("source", "pack", "show", "russia-ukraine"))
    before = [desk.ok(*words).out for words in asked]
    file = desk.home / "registry.toml"
    file.write_text('[[source]]\nname = "Depo Monitor"\nreliability = "B"\n', encoding="utf-8")
    for words in (
        ("source", "add", "Depo Watch", "--kind", "organisation"),
        ("source", "import", str(file)),
        ("source", "edit", "Depo Monitor", "--alias", "DM"),
        ("source", "edit", "RIA Novosti", "--no-alias", aliases(desk, "RIA Novosti")[0]),
        ("source", "merge", "Depo Monitor", "RIA Novosti", "--why", "The same"),
        ("source", "retire", "Depo Monitor"),
        ("source", "party", "Russia", "--not-adverse-to", "Ukraine"),
    ):
        assert "nothing was recorded" in desk.ok(*words, "-n").err, words
        assert [desk.ok(*asking).out for asking in asked] == before, words
        desk.ok(*words)
        assert "by ann" in desk.ok("undo", "-y").err
        assert [desk.ok(*asking).out for asking in asked] == before, words


def test_a_source_that_nobody_quotes_is_retired(desk: CommandLine) -> None:
    """Its name is free again; one that is quoted is refused."""
    desk.ok("source", "add", "Depo Monitor", "--kind", "organisation")
    desk.ok("source", "retire", "Depo Monitor")
    assert desk.run("source", "show", "Depo Monitor").status == 3
    desk.ok("source", "add", "Depo Monitor", "--kind", "media")
    desk.ok("log", "The depot burned", "-a", "Depo Monitor says")
    assert desk.run("source", "retire", "Depo Monitor").status == 5


def test_a_party_is_made_and_an_enmity_taken_back(desk: CommandLine) -> None:
    """An adjective names it from then on; who is no longer adverse is so on both sides."""
    desk.ok("source", "party", "Freedonia", "--adjective", "Freedonian", "--adverse-to", "Russia")
    desk.ok("log", "The depot burned", "-a", "a Freedonian officer says", "-a", "Freedonia's Foreign Ministry denies")
    assert {said["party"] for said in desk.show("c1")["attributions"]} == {"Freedonia"}
    assert "changed Ukraine\n" in desk.ok("source", "party", "Russia", "--not-adverse-to", "Ukraine").err


def test_packs_are_listed_with_who_is_adverse_since_when_and_why(whole_desk: CommandLine) -> None:
    """Each pair has its beginning and its ground; a new ledger lacks nothing of any pack."""
    found = {pack["name"]: pack for pack in whole_desk.ok("source", "pack", "list", "--json").json}
    assert found["sudan"]["adverse"][0] == {
        "parties": ["Sudan", "Rapid Support Forces"],
        "since": "2023-04-15",
        "ground": "At war with each other since 15 April 2023.",
    }
    assert [pack["name"] for pack in found.values() if pack["known"] != pack["sources"]] == []
    assert whole_desk.ok("source", "pack", "add").err == "nothing new\n"


@pytest.mark.long
def test_a_pack_adds_what_is_lacking_and_an_update_spares_what_a_desk_changed(whole_desk: CommandLine) -> None:
    """A retired entry comes back by its pack; an entry changed by hand stays as it is."""
    whole_desk.ok("source", "retire", "Jeune Afrique")
    whole_desk.ok("source", "edit", "Mediapart", "--no-independent", "--note", "Ours")
    assert "added Jeune Afrique\n" in whole_desk.ok("source", "pack", "add", "outlets", "-n").err
    whole_desk.ok("source", "pack", "update", "outlets")
    assert whole_desk.ok("source", "list", "Mediapart", "--json").json[0]["note"] == "Ours"
    assert whole_desk.ok("source", "list", "Mediapart", "--json").json[0]["independent"] is False
    assert whole_desk.ok("source", "show", "Jeune Afrique").out.startswith("Jeune Afrique\n")
    assert whole_desk.run("source", "pack", "show", "nowhere").status == 3


def test_a_composed_office_needs_no_leave_and_is_told_as_new(desk: CommandLine) -> None:
    """An office of a party is made known when it speaks first; its spellings are one source."""
    done = desk.ok("log", "The depot burned", "-a", "the Ministry of Defence of India says")
    assert "new source India's Defense Ministry" in done.err
    again = desk.ok("say", "c1", "India's MoD denies")
    assert "new source" not in again.err


def test_whoever_left_office_is_told_as_no_longer_official(desk: CommandLine) -> None:
    """The echo says of a person what holds at the time of saying."""
    done = desk.ok(
        "log", "The depot burned", "-a", "Joe Biden says @ 2024-01-01", "-a", "Joe Biden denies @ 2025-06-01"
    )
    assert "+ Joe Biden (official, United States)" in done.err
    assert "- Joe Biden (United States)" in done.err
