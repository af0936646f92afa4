"""What an analyst has seen of a ledger, and what changed since."""

from pathlib import Path

import pytest

from verifier.services.record.actions import Entry, Options, say_of
from verifier.services.record.sheets import SheetFile, log_sheets
from verifier.services.review.last_look import Place, by_claim, changes_since, keep, last_look, mark_seen
from verifier.services.workspace import Workspace
from verifier.storage.db.location import Location


@pytest.fixture
def case(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """A ledger of two claims, whose analyst has a home of their own."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    workspace = Workspace(Location(path=tmp_path / "case.db"), "ann")
    log_sheets(workspace, [SheetFile("sheet", b"## A depot burned\nMoscow says\n\n## A bridge fell\nMoscow says\n")])
    return workspace


def test_what_others_changed_since_is_told_claim_by_claim(case: Workspace) -> None:
    """From the status that was seen to the one there is; what came back to it is no change."""
    look = mark_seen(case)
    bob = Workspace(case.location, "bob")
    say_of(bob, Entry("c1", phrases=("Kyiv denies",)), Options())
    say_of(bob, Entry("c2", phrases=("Kyiv denies",)), Options())
    say_of(bob, Entry("c2", phrases=("Kyiv retracts",)), Options())
    found = by_claim(changes_since(case, look.seen))
    assert {number: (change.old, change.new, change.analyst) for number, change in found.items()} == {
        1: ("single-source", "disputed", "bob")
    }
    assert by_claim(changes_since(case, mark_seen(case).seen)) == {}


def test_each_analyst_and_each_database_has_its_own(case: Workspace, tmp_path: Path) -> None:
    """What ann has seen is not what bob has seen; the ledger itself is not touched."""
    before = case.location.path.read_bytes() if case.location.path else b""
    mark_seen(case)
    assert last_look(case).ever
    assert not last_look(Workspace(case.location, "bob")).ever
    assert not last_look(Workspace(Location(path=tmp_path / "other.db"), "ann")).ever
    assert case.location.path is not None
    assert case.location.path.read_bytes() == before


def test_it_is_kept_for_its_owner_alone_and_never_in_the_way(case: Workspace, tmp_path: Path) -> None:
    """What is kept reads back; a file that holds something else counts as none."""
    look = last_look(case)
    look.place, look.later, look.views = (
        Place("all", "tag:x", "newest", 2),
        {2: 5},
        {"mine": Place("all", "tag:x", "newest")},
    )
    look.remember_filter("tag:x")
    keep(case, look)
    assert last_look(case) == look
    [file] = (tmp_path / "state" / "verifier").iterdir()
    assert file.stat().st_mode & 0o077 == 0
    file.write_text("{", "utf-8")
    assert last_look(case).seen == 0
    file.unlink()
    file.mkdir()
    keep(case, look)
    assert last_look(case).seen == 0
