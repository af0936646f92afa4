"""The text of a document can be removed for good: its digest, who and why stay, and everything else is proved."""

import hashlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.conftest import Server
from tests.people import Team, a_team
from tests.services.meddling import meddle, run
from verifier.domain.errors import ConflictError, DatabaseError, NotFoundError
from verifier.services.correct.purge import purge_document
from verifier.services.correct.retract import retract_document
from verifier.services.correct.undo import undo
from verifier.services.maintenance.check import check_database
from verifier.services.maintenance.copy import copy_database
from verifier.services.record.sheets import SheetFile, log_sheets
from verifier.services.review.history import log_of_claim
from verifier.services.workspace import DryRunRollback, Workspace
from verifier.storage.db.location import Location
from verifier.storage.ledger.purges import held_texts

LEAK, OTHER = "https://tass.com/leak", "https://tass.com/other"
SECRET = "-----BEGIN PRIVATE KEY----- QWxsIHlvdXIgYmFzZQ"  # noqa: S105 - of nobody
DIGEST = hashlib.sha256(SECRET.encode()).hexdigest()
SHEET = "# A document\nurl: {url}\noutlet: TASS\npublished: 2024-11-20\ntext: {name}.txt\n\n## {claim}\nMoscow says\n"
SHEETS = {
    "leak": SHEET.format(url=LEAK, name="leak", claim="The depot burned"),
    "other": SHEET.format(url=OTHER, name="other", claim="The bridge fell"),
}


def log_both(workspace: Workspace, directory: Path) -> None:
    """Log two sheets whose texts are archived, in one revision."""
    for name, kept in (("leak", SECRET), ("other", "Nothing to hide")):
        (directory / f"{name}.txt").write_text(kept, "utf-8")
        (directory / f"{name}.md").write_text(SHEETS[name], "utf-8")
    log_sheets(workspace, [SheetFile.read(directory / f"{name}.md") for name in SHEETS])


@pytest.fixture
def held(workspace: Workspace, tmp_path: Path) -> Workspace:
    """A ledger with two archived texts, recorded in one revision; the first document has a second version."""
    log_both(workspace, tmp_path)
    retract_document(workspace, LEAK, "pulled")
    return workspace


def texts(workspace: Workspace) -> list[str | None]:
    """The texts that are kept, version by version."""
    with workspace.read() as connection:
        return list(connection.scalars(text("SELECT text FROM document_versions ORDER BY id")))


@pytest.mark.long
def test_a_text_is_removed_from_every_version_and_the_rest_is_proved(held: Workspace) -> None:
    """The audit tells it as purged, with who and why, and checks all that is left against its digests."""
    assert texts(held) == [SECRET, "Nothing to hide", SECRET]
    done = purge_document(held, LEAK, "It held a private key")
    assert texts(held) == [None, "Nothing to hide", None]
    assert [(one.target, one.text_sha256) for one in done.removed] == [(2, DIGEST), (3, DIGEST)]
    checked = check_database(held, deep=True)
    assert checked.fault is None
    [purged] = checked.purged
    assert (purged.name, purged.revision.id, purged.revision.analyst, purged.revision.reason) == (
        *(LEAK, done.revision.id, "ann"),
        "It held a private key",
    )


def test_a_second_purge_of_the_same_revision_goes_on_from_the_first(held: Workspace) -> None:
    """Both are proved, one after the other, and what is there already is left as it is."""
    first = purge_document(held, LEAK, "A key")
    second = purge_document(held, OTHER, "A demand")
    assert second.removed[0].rows_before == first.removed[0].rows_after
    assert check_database(held).fault is None
    again = purge_document(held, LEAK, "Again")
    assert (again.already, again.revision) == (True, first.revision)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("UPDATE document_versions SET title = 'Another' WHERE id = 2", "from which a text was purged"),
        ("UPDATE document_versions SET text = 'Put back' WHERE id = 1", "from which a text was purged"),
        ("UPDATE purges SET rows_before = rows_after", "what revision 2 recorded has been altered"),
        ("UPDATE purges SET text_sha256 = rows_after", "what revision 4 recorded has been altered"),
        ("DELETE FROM purges", "what revision 2 recorded has been altered"),
    ],
)
def test_what_is_altered_beside_a_purge_is_found(held: Workspace, change: str, told: str) -> None:
    """Neither what is left, nor what tells of the purge, can be changed without the audit's finding it."""
    purge_document(held, LEAK, "A key")
    meddle(held, run(change))
    assert told in str(check_database(held).fault)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE document_versions SET text = NULL",
        "UPDATE document_versions SET text = 'x'",
        "UPDATE document_versions SET title = 'x'",
    ],
)
def test_nothing_else_lets_a_document_be_changed(held: Workspace, change: str) -> None:
    """Without a purge in the very revision, or of more than a text, the database refuses; also after a purge."""
    purge_document(held, LEAK, "A key")
    with pytest.raises(Exception, match="never altered"), held.write("log") as ledger:
        ledger.connection.execute(text(change))


@pytest.mark.parametrize("values", ["text = NULL, title = 'x'", "text = 'y'"])
def test_a_purge_lets_nothing_through_but_its_own_text(held: Workspace, values: str) -> None:
    """In the revision that purges a document, nothing of that document changes but that its text goes."""
    with suppress(DryRunRollback), held.write("purge") as ledger:
        for purge in held_texts(ledger.connection, 1):
            ledger.add_purge(purge)
        ledger.flush()
        statement = text(f"UPDATE document_versions SET {values} WHERE document = 1")  # noqa: S608 - our words
        with pytest.raises(Exception, match="never altered"):
            ledger.connection.execute(statement)
        raise DryRunRollback


def test_the_log_tells_of_a_purge(held: Workspace) -> None:
    """Who removed what when, with its digest and why, and that of the document in the log of its claims."""
    done = purge_document(held, LEAK, "A key")
    with held.read() as connection:
        told = [entry for entry in log_of_claim(connection, 1) if entry.revision == done.revision]
    assert [(entry.ref, entry.reason, entry.changes[0].old) for entry in told] == [
        (LEAK, "A key", f"sha256 {DIGEST}")
    ] * 2


def test_a_purge_is_not_undone_nor_what_it_rests_on(held: Workspace) -> None:
    """It says why; the document stays, as the purge is about it."""
    done = purge_document(held, LEAK, "A key")
    for revision, told in ((done.revision.id, "for good"), (2, f"r{done.revision.id} builds on")):
        with pytest.raises(ConflictError, match=told):
            undo(held, revision)


def test_what_cannot_be_purged_is_told(held: Workspace, workspace: Workspace) -> None:
    """An address that is not known, and a document of which no text is kept."""
    with pytest.raises(NotFoundError, match="is not known"):
        purge_document(held, "https://tass.com/lea", "x")
    log_sheets(workspace, [SheetFile("s", b"# X\nurl: https://tass.com/x\n## A dam broke\nMoscow says\n")])
    with pytest.raises(ConflictError, match="no text is archived"):
        purge_document(workspace, "https://tass.com/x", "x")


def test_nothing_of_it_is_left_in_the_file(held: Workspace) -> None:
    """Neither in the database nor in its log is any of its bytes."""
    path = held.location.path
    if path is None:
        pytest.skip("a server looks after its own files")
    purge_document(held, LEAK, "A key")
    left = b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))
    assert b"QWxsIHlvdXI" not in left


@pytest.mark.long
def test_a_copy_is_purged_too(held: Workspace, tmp_path: Path) -> None:
    """What is copied has neither the text, nor a fault."""
    purge_document(held, LEAK, "A key")
    target = Location(path=tmp_path / "copy.db")
    checked = copy_database(held, target)
    assert checked.fault is None
    assert [one.name for one in checked.purged] == [LEAK]
    copy = Workspace(target, "ann")
    assert texts(copy) == [None, "Nothing to hide", None]
    copy.close()


@pytest.fixture(scope="module")
def team(server: Server) -> Iterator[Team]:
    """A database on a server with its roles."""
    with a_team(server) as team:
        team.found()
        yield team


@pytest.mark.long
def test_on_a_server_only_an_owner_purges(team: Team, tmp_path: Path) -> None:
    """An analyst is refused, and nothing is removed; an owner's purge is recorded and proved."""
    analyst = Workspace(team.member(team.roles.analyst), "ann")
    log_both(analyst, tmp_path)
    with pytest.raises(DatabaseError):
        purge_document(analyst, LEAK, "A key")
    assert texts(analyst) == [SECRET, "Nothing to hide"]
    analyst.close()
    owner = Workspace(team.member(team.roles.owner), "chief")
    done = purge_document(owner, LEAK, "A key")
    assert done.remains is None
    assert texts(owner) == [None, "Nothing to hide"]
    assert check_database(owner).fault is None
    owner.close()
