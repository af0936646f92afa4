"""`changes` for watching: since one last looked, as a feed, and as an exit status."""

import subprocess
import sys
import xml.etree.ElementTree as ET

import pytest

from tests.cli.driving import CommandLine

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def case(desk: CommandLine) -> CommandLine:
    """A claim of a single source."""
    desk.ok("log", "The depot burned", "-a", "Moscow says")
    return desk


def refs(desk: CommandLine, *words: str) -> list[tuple[str, str]]:
    """The changes told: claim and new status."""
    return [(change["ref"], change["to"]) for change in desk.ok("changes", "--json", *words).json]


def test_since_last_counts_from_what_was_marked_as_seen(case: CommandLine) -> None:
    """All there is at first; nothing once seen; then what came after, until that is marked as seen."""
    assert refs(case, "--since", "last") == [("c1", "single-source")]
    assert refs(case, "--since", "last", "--seen") == [("c1", "single-source")]
    assert refs(case, "--since", "last") == []
    case.ok("say", "c1", "Kyiv denies")
    assert refs(case, "--since", "last") == [("c1", "disputed")]
    assert refs(case, "--since", "last", "tag:none") == []
    assert refs(case, "--since", "last") == [("c1", "disputed")]


def test_since_a_revision_counts_from_after_it(case: CommandLine) -> None:
    """One that there is; the time at which it was recorded would count it too."""
    case.ok("say", "c1", "Kyiv denies")
    assert refs(case, "--since", "r2") == [("c1", "disputed")]
    assert refs(case, "--since", "r3") == []
    assert case.run("changes", "--since", "r2", "--check").status == 1
    assert case.run("changes", "--since", "r3", "--check").status == 0
    assert case.run("changes", "--since", "r99").status == 3
    assert case.run("changes", "--since", "r0").status == 2


def test_an_entry_of_the_feed_has_content_where_it_leads_nowhere(case: CommandLine) -> None:
    """RFC 4287 asks for either: an entry without content has to have a link."""
    feed = ET.fromstring(case.ok("changes", "--atom").out)  # noqa: S314 - just made
    assert [entry.findtext(f"{ATOM}content") for entry in feed.iter(f"{ATOM}entry")] == [
        "single-source by log, r2; decided by a1"
    ]


def test_what_one_has_seen_another_has_not(case: CommandLine) -> None:
    """It is kept for each analyst, outside the ledger: marking it records nothing."""
    before = case.ok("audit", "--json").json
    case.ok("changes", "--seen")
    assert refs(case, "--since", "last", "--analyst", "bob") == [("c1", "single-source")]
    assert case.ok("audit", "--json").json["revision"] == before["revision"]


def test_a_check_says_by_its_status_whether_anything_changed(case: CommandLine) -> None:
    """1 if anything did, 0 if not; looking so is not having seen."""
    assert case.run("changes", "--check").status == 1
    assert case.run("changes", "--check", "--since", "last").status == 1
    assert case.run("changes", "--check", "--since", "last").status == 1
    case.ok("changes", "--seen")
    assert case.run("changes", "--check", "--since", "last").status == 0


def test_changes_are_a_feed_whose_ids_stay(case: CommandLine) -> None:
    """An entry for each change, newest first, with an id that is the same the next time."""
    case.ok("say", "c1", "Kyiv denies")
    feed = ET.fromstring(case.ok("changes", "--atom").out)  # noqa: S314 - just made
    titles = [entry.findtext(f"{ATOM}title") for entry in feed.iter(f"{ATOM}entry")]
    assert titles == ["single-source → disputed: The depot burned", "single-source: The depot burned"]
    ids = [entry.findtext(f"{ATOM}id") for entry in feed.iter(f"{ATOM}entry")]
    case.ok("assess", "c1", "refuted", "--why", "it stands")
    again = ET.fromstring(case.ok("changes", "--atom").out)  # noqa: S314 - just made
    assert [entry.findtext(f"{ATOM}id") for entry in again.iter(f"{ATOM}entry")][1:] == ids


def test_what_does_not_go_together_is_refused(case: CommandLine) -> None:
    """The log and the course of what was said have no feed and nothing seen."""
    for words in (["--log", "--atom"], ["--said", "--check"], ["--log", "--since", "last"]):
        assert case.run("changes", *words).status == 2


def test_the_module_is_the_command(case: CommandLine) -> None:
    """`python -m verifier` works as `verifier` does, and -V says the version."""
    command = [sys.executable, "-m", "verifier", "-V"]
    done = subprocess.run(command, env=case.environment, capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.startswith("verifier ")
    assert case.ok("-V").out == done.stdout
