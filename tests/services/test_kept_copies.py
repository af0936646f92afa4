"""Kept files go along with copies and backups, come back with a restored one, and are reached by a purge."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.conftest import Server
from tests.people import Team, a_team
from tests.services.test_kept_files import PAGE, PICTURE, URL, digest, given, stored
from verifier.domain.errors import ConflictError, DatabaseError, VerifierError
from verifier.services.correct.purge import purge_document
from verifier.services.maintenance.backups import back_up_database, restore_database
from verifier.services.maintenance.check import check_database
from verifier.services.maintenance.copy import copy_database
from verifier.services.record.actions import Entry, log_entry
from verifier.services.record.keeping import Described, keep_files
from verifier.services.review.documents import show_document
from verifier.services.review.history import log_of_claim
from verifier.services.workspace import Workspace
from verifier.storage.db.location import Location


@pytest.fixture
def held(workspace: Workspace, tmp_path: Path) -> Workspace:
    """A ledger with a document of two files, on which a claim rests."""
    log_entry(workspace, Entry("A depot burned", {"url": URL}, ("Moscow says @ 2024-11-19",)))
    keep_files(workspace, given(tmp_path, page_html=PAGE, picture_png=PICTURE), Described(to="d1"))
    return workspace


@contextmanager
def opened(path: Path) -> Iterator[Workspace]:
    """A workspace on a database in a file."""
    workspace = Workspace(Location(path=path), "ann")
    yield workspace
    workspace.close()


ALL = {digest(PAGE): PAGE, digest(PICTURE): PICTURE}


@pytest.mark.long
def test_a_copy_has_the_files(held: Workspace, tmp_path: Path) -> None:
    """From a file or a server into a file: checked, complete, its own."""
    target = tmp_path / "copy.db"
    checked = copy_database(held, Location(path=target))
    assert (checked.fault, checked.store.kept) == (None, 2)
    with opened(target) as copy:
        assert stored(copy) == ALL
    with pytest.raises(ConflictError, match="is not empty"):
        copy_database(held, Location(path=target))


@pytest.mark.long
def test_a_copy_on_a_server_has_the_files(held: Workspace, server: Server) -> None:
    """In rows, and back into a file from there."""
    with server.database() as location:
        checked = copy_database(held, location)
        assert (checked.fault, checked.store.kept) == (None, 2)
        copy = Workspace(location, "ann")
        assert stored(copy) == ALL
        copy.close()


def test_a_ledger_with_a_missing_file_is_not_copied(held: Workspace, tmp_path: Path) -> None:
    """Nothing is left of the attempt, neither a database nor a store."""
    path = held.location.path
    if path is None:
        pytest.skip("beside a file contents are files")
    (Path(f"{path}.files") / digest(PAGE)).unlink()
    with pytest.raises(VerifierError, match="missing from the store"):
        copy_database(held, Location(path=tmp_path / "copy.db"))
    with pytest.raises(VerifierError, match="missing from the store"):
        back_up_database(held, tmp_path / "backup.db")
    assert list(tmp_path.glob("*copy.db*")) == list(tmp_path.glob("*backup.db*")) == []


def test_a_backup_has_the_files_and_gives_them_back(held: Workspace, tmp_path: Path) -> None:
    """What was added since stays with the database that is set aside; what was lost is back."""
    path = held.location.path
    if path is None:
        pytest.skip("a server is backed up by its own tools")
    backup = tmp_path / "backup.db"
    assert back_up_database(held, backup).store.kept == 2
    with opened(backup) as copy:
        assert stored(copy) == ALL
    keep_files(held, given(tmp_path, later_txt=b"Later"), Described(to="d1"))
    (Path(f"{path}.files") / digest(PAGE)).write_bytes(b"damaged")
    restored = restore_database(held, backup)
    assert (restored.checked.fault, stored(held)) == (None, ALL)
    assert check_database(held).store.extra == ()
    assert restored.kept is not None
    with opened(restored.kept) as before:
        assert stored(before)[digest(b"Later")] == b"Later"
    with pytest.raises(DatabaseError, match="exists already"):
        back_up_database(held, backup)


def test_a_backup_does_not_share_its_files(held: Workspace, tmp_path: Path) -> None:
    """What is done to the store does not reach the backup."""
    path = held.location.path
    if path is None:
        pytest.skip("a server is backed up by its own tools")
    back_up_database(held, tmp_path / "backup.db")
    with (Path(f"{path}.files") / digest(PAGE)).open("r+b") as file:
        file.write(b"x")
    with opened(tmp_path / "backup.db") as copy:
        assert check_database(copy).fault is None


def test_a_purge_removes_the_files(held: Workspace, tmp_path: Path) -> None:
    """Their digests, who and why stay; the audit tells it; the same content is not kept again."""
    done = purge_document(held, "d1", "It held a private key")
    assert sorted(done.files) == sorted(ALL)
    assert stored(held) == {}
    checked = check_database(held, deep=True)
    assert (checked.fault, checked.store.kept) == (None, 0)
    [purged] = checked.purged
    assert (purged.name, purged.files, purged.revision.reason) == (URL, True, "It held a private key")
    [shown] = show_document(held, URL).lines
    assert {file.sha256 for file in shown.kept} == shown.purged == set(ALL)
    with held.read() as connection:
        told = [entry.changes[0] for entry in log_of_claim(connection, 1) if entry.revision == done.revision]
    assert {(change.field, change.old, change.new) for change in told} == {
        ("file", f"sha256 {sha256}", None) for sha256 in ALL
    }
    with pytest.raises(ConflictError, match=r"purged in r4: It held a private key"):
        keep_files(held, given(tmp_path, again_html=PAGE))


def test_a_purge_names_others_of_the_same_file(held: Workspace, tmp_path: Path) -> None:
    """A content is one: it goes from wherever it was kept."""
    keep_files(held, given(tmp_path, same_html=PAGE))
    assert purge_document(held, "d2", "A demand").also == (1,)
    assert list(stored(held)) == [digest(PICTURE)]


def test_a_purge_that_was_cut_short_is_completed(held: Workspace) -> None:
    """A content that is still there is told by the audit, and goes with the next attempt."""
    path = held.location.path
    if path is None:
        pytest.skip("a server removes rows in the transaction that tells of it")
    purge_document(held, "d1", "A key")
    directory = Path(f"{path}.files")
    directory.mkdir()
    (directory / digest(PAGE)).write_bytes(PAGE)
    assert check_database(held).store.left == (digest(PAGE),)
    again = purge_document(held, "d1", "Again")
    assert (again.already, stored(held)) == (True, {})


@pytest.fixture(scope="module")
def team(server: Server) -> Iterator[Team]:
    """A database on a server with its roles."""
    with a_team(server) as team:
        team.found()
        yield team


@pytest.mark.long
def test_on_a_server_an_analyst_keeps_and_only_an_owner_purges(team: Team, tmp_path: Path) -> None:
    """Nobody but an owner removes a content, and only as a purge tells of it."""
    analyst = Workspace(team.member(team.roles.analyst), "ann")
    keep_files(analyst, given(tmp_path, page_html=PAGE), Described({"url": URL}))
    with pytest.raises(DatabaseError):
        purge_document(analyst, "d1", "A key")
    assert stored(analyst) == {digest(PAGE): PAGE}
    analyst.close()
    owner = Workspace(team.member(team.roles.owner), "chief")
    with pytest.raises(Exception, match="never altered"), owner.write("log") as ledger:
        ledger.connection.run("DELETE FROM file_pieces")
    done = purge_document(owner, "d1", "A key")
    assert (done.remains, stored(owner), check_database(owner).fault) == (None, {}, None)
    owner.close()
