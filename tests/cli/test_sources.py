"""The registry from the command line, and what a change of it does to claims."""

from typing import Final

import pytest

from tests.cli.driving import CommandLine

NEWSROOM = """\
[[party]]
name = "Freedonia"
adjectives = ["Freedonian"]
adverse_to = ["Sylvania"]

[[party]]
name = "Sylvania"

[[source]]
name = "Ministry of Peace"
aliases = ["Minipax"]
kind = "military"
party = "Freedonia"
official = true

[[source]]
name = "Chicolini"
kind = "official"
party = "Sylvania"
official = true
"""


def test_sources_are_listed_shown_and_found_by_any_name(any_desk: CommandLine) -> None:
    """By name, alias, party or kind, as lines and as JSON; one in full by an alias."""
    any_desk.ok("source", "import", any_desk.file("n.toml", NEWSROOM))
    any_desk.ok("log", "The depot burned", "-a", "Minipax says @ 2024-11-19")
    listed = any_desk.ok("source", "list", "freedonia")
    assert listed.out == (
        "Ministry of Peace                     military      official, Freedonia              1  Minipax\n"
    )
    assert listed.err == "1 source\n"
    assert any_desk.ok("source", "list", "minipax", "--json").json == [
        {
            "name": "Ministry of Peace",
            "aliases": ["Minipax"],
            "kind": "military",
            "party": "Freedonia",
            "official": True,
            "anonymous": False,
            "independent": False,
            "reliability": None,
            "note": None,
            "attributions": 1,
            "log": None,
            "official_since": None,
            "official_until": None,
            "confidential": False,
        }
    ]
    assert any_desk.ok("source", "show", "the minipax").out == (
        "Ministry of Peace\n"
        "aliases     Minipax\n"
        "kind        military\n"
        "party       Freedonia\n"
        "standing    official, Freedonia\n"
        "origin of   1 attribution\n"
    )


def test_a_source_is_added_and_edited(desk: CommandLine) -> None:
    """What is given is recorded, what is not stays; the same again is nothing new."""
    added = desk.ok("source", "add", "Depo Monitor", "--kind", "organisation", "--independent", "--alias", "DM")
    assert added.err == "added Depo Monitor\nrecorded in r2  undo: verifier undo\n"
    edited = desk.ok("source", "edit", "DM", "--reliability", "B", "--note", "Checks [itself]")
    assert edited.err == "changed Depo Monitor\nrecorded in r3  undo: verifier undo\n"
    assert desk.ok("source", "edit", "DM", "--reliability", "B").err == "nothing new\n"
    found = desk.ok("source", "show", "DM", "--json").json
    assert (found["independent"], found["reliability"], found["note"]) == (True, "B", "Checks [itself]")


def test_what_is_learned_of_a_source_changes_statuses_and_is_logged(any_desk: CommandLine) -> None:
    """Two unidentified origins become independent ones by an edit, which the log and the outcome tell."""
    for name in ("Alpha Group", "Beta Group"):
        any_desk.ok("log", "The depot burned", "-a", f"{name} says @ 2024-11-19", "--new")
        any_desk.ok("source", "edit", name, "--kind", "organisation")
    assert any_desk.show("c1")["status"] == "single-source"
    any_desk.ok("source", "edit", "Alpha Group", "--independent")
    done = any_desk.ok("source", "edit", "Beta Group", "--independent")
    assert done.err == "changed Beta Group\nc1  » corroborated  The depot burned\nrecorded in r7  undo: verifier undo\n"
    assert [change["to"] for change in any_desk.ok("changes", "--json").json] == [
        "unverified",
        "single-source",
        "corroborated",
    ]
    assert any_desk.show("c1", "--known-at", "r6")["status"] == "single-source"


def test_a_name_that_moves_is_told_and_means_another_source_from_then_on(desk: CommandLine) -> None:
    """An import may take a name from an entry; both are told, what was logged stays with the old one."""
    desk.ok("log", "The depot burned", "-a", "Moscow says @ 2024-11-19")
    moved = desk.ok(
        "source", "import", desk.file("n.toml", '[[source]]\nname = "Kremlin Pool"\naliases = ["Moscow"]\n')
    )
    assert moved.err == (
        "added Kremlin Pool\n"
        "changed Russia\n"
        "'Moscow' moved from Russia to Kremlin Pool\n"
        "recorded in r3  undo: verifier undo\n"
    )
    desk.ok("say", "c1", "Moscow says @ 2024-11-20")
    assert desk.show("c1")["affirmed_by"] == ["Russia", "Kremlin Pool"]


FREEDONIA: Final = '[[party]]\nname = "Freedonia"\nadjectives = ["Freedonian"]\n'
OFFICER: Final = "Freedonian officer"


def unexplained(desk: CommandLine) -> None:
    """Log what unnamed people of a party say that nobody has registered, and a victim of it."""
    desk.ok("log", "The depot burned", "-a", "Moscow says", "-a", "a Freedonian officer, via Reuters, says")
    desk.ok("say", ".", "a victim of Freedonian shelling, via Reuters, says")


def test_a_party_made_later_explains_who_was_logged_before(any_desk: CommandLine) -> None:
    """Somebody unnamed whose description it names now is its; a victim of it is not, and undo takes it back."""
    unexplained(any_desk)
    done = any_desk.ok("source", "import", any_desk.file("freedonia.toml", FREEDONIA))
    assert "'Freedonian officer', logged before, is of Freedonia by its description" in done.err
    assert "victim" not in done.err
    assert "corroborated" in done.err
    assert any_desk.show("c1", "--known-at", "r3")["status"] == "single-source"
    any_desk.ok("undo", "-y")
    assert "party" not in any_desk.ok("source", "show", OFFICER).out
    assert any_desk.show("c1")["status"] == "single-source"


def test_a_name_given_later_explains_who_was_logged_before(desk: CommandLine) -> None:
    """By an alias that is added, or that comes with a new source: an official, but no critic."""
    desk.ok("log", "The depot burned", "-a", "Moscow says", "-a", "Reuters, citing an official of Marxland, says")
    desk.ok("say", ".", "Reuters, citing a critic of Marxland, says", "Reuters, citing a Sylvanian diplomat, says")
    desk.ok("source", "import", desk.file("freedonia.toml", FREEDONIA))
    government = ("--kind", "government", "--party", "Freedonia", "--official")
    added = desk.ok("source", "add", "Freedonian Chancellery", *government, "--alias", "Marxland")
    assert told(added.err) == ["'official of Marxland', logged before, is of Freedonia by its description"]
    edited = desk.ok("source", "edit", "Freedonian Chancellery", "--alias", "Sylvanian")
    assert told(edited.err) == ["'Sylvanian diplomat', logged before, is of Freedonia by its description"]
    assert desk.show("c1")["status"] == "corroborated"


def told(words: str) -> list[str]:
    """The lines about those logged before."""
    return [line for line in words.splitlines() if "logged before" in line]


@pytest.mark.long
def test_what_a_change_of_the_registry_explains_is_told_before_it_is_recorded(any_desk: CommandLine) -> None:
    """With -n the same is told of an import, an edit and a new source, and nothing is recorded."""
    unexplained(any_desk)
    any_desk.ok("source", "add", "Groucho", "--kind", "official")
    path = any_desk.file("freedonia.toml", FREEDONIA)
    changes = (
        ("import", path),
        ("edit", OFFICER, "--party", "Ukraine"),
        ("add", "Freedonian", "--kind", "government", "--party", "Ukraine", "--official"),
    )
    for words in changes:
        head = any_desk.ok("changes", "--log").out
        tried = any_desk.ok("source", *words, "-n").err
        assert tried.endswith("dry run: nothing was recorded\n")
        assert any_desk.ok("changes", "--log").out == head
        done = any_desk.ok("source", *words).err
        assert tried.splitlines()[:-1] == done.splitlines()[:-1]
        assert "c1  » corroborated  The depot burned" in done
        any_desk.ok("undo", "-y")
        assert any_desk.ok("source", *words, "-n", "--json").json["revision"] is None


def test_adverse_parties_make_a_confirmation(desk: CommandLine) -> None:
    """Parties of an imported registry count as those of the starter do."""
    desk.ok("source", "import", desk.file("n.toml", NEWSROOM))
    desk.ok("log", "The depot burned", "-a", "Minipax says @ 2024-11-19", "-a", "Chicolini confirms @ 2024-11-20")
    assert desk.show("c1")["status"] == "confirmed"


def test_an_import_is_whole_or_not_at_all(desk: CommandLine) -> None:
    """All faults are told with their line, and nothing of the file is recorded."""
    path = desk.file("n.toml", NEWSROOM + '[[source]]\nname = "X"\nkind = "wizard"\ncolour = "red"\n')
    done = desk.run("source", "import", path)
    assert done.status == 4
    assert [line.split(":")[2] for line in done.err.splitlines()[:-1]] == ["23", "24"]
    assert done.err.endswith(f"{path} has 2 faults. Nothing was recorded. Correct the file and import it again\n")
    assert desk.ok("source", "list", "freedonia").out == ""


def test_the_outcome_of_a_change_is_data_too(desk: CommandLine) -> None:
    """--json tells the revision, what was added, replaced and moved, and the statuses that changed."""
    assert desk.ok("source", "add", "Depo Monitor", "--json").json == {
        "revision": "r2",
        "added": ["Depo Monitor"],
        "replaced": [],
        "moved": [],
        "claims": [],
    }
