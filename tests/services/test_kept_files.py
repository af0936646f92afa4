"""Files are kept with their documents: whole, once, under their digest, and the audit proves them."""

import hashlib
import os
import stat
from pathlib import Path

import pytest

from verifier.domain.errors import ConflictError, InputFileError, NotFoundError, UsageError
from verifier.domain.model.claims import Verdict
from verifier.services.correct.undo import redo, undo
from verifier.services.maintenance.check import check_database
from verifier.services.record.actions import Entry, Options, assess_claim, log_entry
from verifier.services.record.incoming import LARGEST
from verifier.services.record.keeping import Described, keep_files
from verifier.services.review.document_contents import text_of, viewable_copy
from verifier.services.review.documents import list_documents, show_document
from verifier.services.workspace import Workspace
from verifier.storage.files.contents import store_of
from verifier.storage.statements import queries

PAGE = b"<!DOCTYPE html><html><body><p>Moscow said a depot had burned.</p></body></html>"
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 5000
URL = "https://example.org/fictional-strike"


def digest(content: bytes) -> str:
    """The name of a content."""
    return hashlib.sha256(content).hexdigest()


def given(directory: Path, **contents: bytes) -> list[Path]:
    """Files with some contents, named by keywords in which _ stands for the point."""
    paths = []
    for name, content in contents.items():
        path = directory / name.replace("_", ".")
        path.write_bytes(content)
        paths.append(path)
    return paths


def stored(workspace: Workspace) -> dict[str, bytes]:
    """What the store holds."""
    with workspace.read() as connection:
        store = store_of(connection)
        return {name: b"".join(store.pieces(name)) for name in store.names()}


def test_files_are_kept_as_they_are(workspace: Workspace, tmp_path: Path) -> None:
    """With the document of an address, which says what is known of it; the audit counts them."""
    files = given(tmp_path, page_html=PAGE, picture_png=PICTURE, empty_bin=b"")
    told = Described({"url": URL, "outlet": "TASS", "author": "Ann Doe", "language": "en", "captured": "2024-11-19"})
    done = keep_files(workspace, files, told)
    assert done.notes.recorded == ["d1"]
    assert stored(workspace) == {digest(content): content for content in (PAGE, PICTURE, b"")}
    [shown] = show_document(workspace, "d1").lines
    assert [(file.name, file.media_type, file.size) for file in shown.kept] == [
        ("page.html", "text/html", len(PAGE)),
        ("picture.png", "image/png", len(PICTURE)),
        ("empty.bin", "text/plain", 0),
    ]
    assert (shown.document.author, shown.document.language) == ("Ann Doe", "en")
    checked = check_database(workspace)
    assert (checked.fault, checked.store.kept, checked.store.extra) == (None, 3, ())


def test_only_its_owner_may_read_what_is_kept(workspace: Workspace, tmp_path: Path) -> None:
    """Beside a file: a directory and files that nobody else can look into."""
    if workspace.location.path is None:
        pytest.skip("on a server contents are rows")
    keep_files(workspace, given(tmp_path, page_html=PAGE))
    directory = Path(f"{workspace.location.path}.files")
    assert stat.S_IMODE(directory.stat().st_mode) == 0o700
    assert [(path.name, stat.S_IMODE(path.stat().st_mode)) for path in directory.iterdir()] == [(digest(PAGE), 0o600)]


def test_one_content_is_kept_once(workspace: Workspace, tmp_path: Path) -> None:
    """Two documents of the same bytes share them; recording the same again is nothing new."""
    [one, two] = given(tmp_path, one_html=PAGE, two_html=PAGE)
    keep_files(workspace, [one], Described({"url": URL}))
    keep_files(workspace, [two], Described(title="Another"))
    assert list(stored(workspace)) == [digest(PAGE)]
    again = keep_files(workspace, [one], Described(to="d1"))
    assert (again.revision, again.notes.repeated) == (None, ["one.html of d1"])
    assert [len(shown.kept) for shown in list_documents(workspace).lines] == [1, 1]


def test_without_an_address_each_file_is_a_document(workspace: Workspace, tmp_path: Path) -> None:
    """Called by its name; two files of one name and other contents are two."""
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    keep_files(workspace, [*given(tmp_path / "a", memo_txt=b"One"), *given(tmp_path / "b", memo_txt=b"Two")])
    assert [(line.document.title, len(line.kept)) for line in list_documents(workspace).lines] == [("memo.txt", 1)] * 2


def test_what_is_only_tried_is_not_kept(workspace: Workspace, tmp_path: Path) -> None:
    """Neither a dry run nor a refused one leaves anything in the store."""
    files = given(tmp_path, page_html=PAGE)
    tried = keep_files(workspace, files, Described({"url": URL}), Options(dry_run=True))
    assert (tried.revision, len(tried.notes.kept)) == (None, 1)
    with pytest.raises(NotFoundError, match="not known"):
        keep_files(workspace, files, Described(to="d9"))
    with pytest.raises(UsageError, match="no language"):
        keep_files(workspace, files, Described({"language": "Ukrainian, I think"}))
    assert stored(workspace) == {}
    if workspace.location.path is not None:
        assert not Path(f"{workspace.location.path}.files").exists()


def test_what_is_no_file_is_refused(workspace: Workspace, tmp_path: Path) -> None:
    """A directory, a pipe that nobody writes to, what is not there, what is too large; nothing is waited for."""
    os.mkfifo(tmp_path / "pipe")
    with (tmp_path / "huge.bin").open("wb") as file:
        file.truncate(LARGEST + 1)  # which takes no room on the disk
    for name, error, told in (
        (".", UsageError, "no regular file"),
        ("pipe", UsageError, "no regular file"),
        ("missing", NotFoundError, "is not there"),
        ("huge.bin", InputFileError, "larger than 4 GiB"),
    ):
        with pytest.raises(error, match=told):
            keep_files(workspace, [tmp_path / name])
    assert stored(workspace) == {}


def test_a_link_is_followed_where_the_analyst_gives_it(workspace: Workspace, tmp_path: Path) -> None:
    """What is kept is the file behind it, and a change of that changes nothing."""
    [page] = given(tmp_path, page_html=PAGE)
    (tmp_path / "link.html").symlink_to(page)
    keep_files(workspace, [tmp_path / "link.html"])
    page.write_bytes(b"changed")
    assert stored(workspace) == {digest(PAGE): PAGE}


def test_the_text_is_read_back(workspace: Workspace, tmp_path: Path) -> None:
    """Of a text file as it is; of a picture there is none."""
    keep_files(workspace, given(tmp_path, memo_txt="Москва сообщила.\n".encode()))
    keep_files(workspace, given(tmp_path, picture_png=PICTURE))
    assert text_of(workspace, "d1") == "Москва сообщила.\n"
    with pytest.raises(NotFoundError, match="only image/png is kept of d2"):
        text_of(workspace, "d2")


@pytest.mark.long
def test_an_undone_file_can_be_brought_back(workspace: Workspace, tmp_path: Path) -> None:
    """Its content stays, since the ledger still names it, and the audit wants it."""
    keep_files(workspace, given(tmp_path, page_html=PAGE), Described({"url": URL}))
    keep_files(workspace, given(tmp_path, picture_png=PICTURE), Described(to="d1"))
    undone = undo(workspace)
    assert undone.plan.recorded == ("file picture.png of d1",)
    assert [file.name for file in show_document(workspace, "d1").lines[0].kept] == ["page.html"]
    assert check_database(workspace).store.kept == 2
    redo(workspace)
    assert [file.name for file in show_document(workspace, "d1").lines[0].kept] == ["page.html", "picture.png"]
    assert check_database(workspace).fault is None


def test_what_is_missing_or_altered_is_found(workspace: Workspace, tmp_path: Path) -> None:
    """A content that is gone, changed, a link, or more than there should be; adding it again puts it right."""
    path = workspace.location.path
    if path is None:
        pytest.skip("what a server's rows hold is looked at below")
    files = given(tmp_path, page_html=PAGE)
    keep_files(workspace, files)
    directory = Path(f"{path}.files")
    place = directory / digest(PAGE)
    place.write_bytes(PAGE + b" ")
    assert "has been altered in the store" in str(check_database(workspace).fault)
    place.unlink()
    assert f"page.html of document d1, {digest(PAGE)}, is missing" in str(check_database(workspace).fault)
    place.symlink_to(files[0])
    assert "is missing" in str(check_database(workspace).fault)
    keep_files(workspace, files, Described(to="d1"))
    assert check_database(workspace).fault is None
    (directory / "notes \x1b[31m.txt").write_text("mine", "utf-8")
    assert check_database(workspace).store.extra == ("notes \x1b[31m.txt",)


def test_a_store_that_is_a_link_is_not_followed(workspace: Workspace, tmp_path: Path) -> None:
    """A case that a colleague sent cannot have verifier write elsewhere."""
    path = workspace.location.path
    if path is None:
        pytest.skip("on a server contents are rows")
    (tmp_path / "elsewhere").mkdir()
    Path(f"{path}.files").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(Exception, match="is a link"):
        keep_files(workspace, given(tmp_path, page_html=PAGE))
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_on_a_server_a_content_is_neither_changed_nor_deleted(workspace: Workspace, tmp_path: Path) -> None:
    """The server refuses; the audit finds what was done with its triggers off."""
    if workspace.location.path is not None:
        pytest.skip("beside a file contents are files")
    keep_files(workspace, given(tmp_path, picture_png=PICTURE))
    for change in ("UPDATE file_pieces SET content = 'x'", "DELETE FROM file_pieces", "TRUNCATE file_pieces"):
        with pytest.raises(Exception, match="never altered"), workspace.write("log") as ledger:
            ledger.connection.run(change)
    for change, told in (
        ("UPDATE file_pieces SET content = 'x' WHERE position = 1", "altered"),
        ("DELETE FROM file_pieces", "missing"),
    ):
        with workspace.write("log") as ledger:
            ledger.connection.run("SET LOCAL session_replication_role = replica")
            ledger.connection.run(change)
        assert told in str(check_database(workspace).fault)


def test_a_viewer_gets_a_copy_under_a_name_of_ours(workspace: Workspace, tmp_path: Path) -> None:
    """Nothing of the file's own name, and nobody else can read it; what could act is refused unless wanted."""
    hostile = tmp_path / "-rf $(touch owned) \x1b]0;x\x07.png"
    hostile.write_bytes(PICTURE)
    keep_files(workspace, [hostile])
    copied = viewable_copy(workspace, "d1", None)
    assert (copied.path.name, copied.path.read_bytes()) == ("d1.png", PICTURE)
    assert stat.S_IMODE(copied.path.parent.stat().st_mode) == 0o700
    keep_files(workspace, given(tmp_path, page_html=PAGE))
    with pytest.raises(ConflictError, match="may run or fetch something"):
        viewable_copy(workspace, "d2", None)
    assert viewable_copy(workspace, "d2", None, active=True).path.name == "d2.html"


def test_a_verdict_rests_on_documents_and_files(workspace: Workspace, tmp_path: Path) -> None:
    """By address, by ref, or a file that is kept in the same revision; a ref that is not known refuses all of it."""
    log_entry(workspace, Entry("A depot burned", {"url": URL}, ("Moscow says @ 2024-11-19",)))
    [picture] = given(tmp_path, picture_png=PICTURE)
    with pytest.raises(NotFoundError):
        assess_claim(workspace, "c1", Verdict.REFUTED, "No smoke", evidence=["d9", str(picture)])
    assert stored(workspace) == {}
    assess_claim(workspace, "c1", Verdict.REFUTED, "No smoke", evidence=["d1", str(picture), "https://example.org/x"])
    assert stored(workspace) == {digest(PICTURE): PICTURE}
    with workspace.read() as connection:
        [assessment] = queries.assessments(connection, [1])
    assert assessment.evidence == (1, 2, 3)
    assert [file.name for file in show_document(workspace, "d2").lines[0].kept] == ["picture.png"]


@pytest.mark.parametrize("told", [Described(title="x\x1b[31m"), Described(media_type="text/\x1bplain")], ids=str)
def test_what_is_typed_of_a_document_holds_no_control_characters(
    workspace: Workspace, tmp_path: Path, told: Described
) -> None:
    """As nowhere else: nothing is kept."""
    page = tmp_path / "page.txt"
    page.write_text("It was struck", encoding="utf-8")
    with pytest.raises(UsageError, match="escape character"):
        keep_files(workspace, [page], told)
    assert not list_documents(workspace).lines
