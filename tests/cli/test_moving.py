"""Everything into a directory and out of it again: documents with their texts and files, whole or not at all."""

import hashlib
import json
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.driving import CommandLine
from tests.conftest import copied
from verifier.storage.db.location import Location

PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 5000
MEMO = "Москва сообщила о пожаре.\r\n".encode("utf-8-sig")
SHEET = """\
# A depot burns
outlet: TASS
published: 2024-11-19
author: Ann Doe
language: en
archived: https://archive.example.org/depot
text: depot.txt

## The depot burned
Moscow says
"""


@pytest.fixture
def desk(any_desk: CommandLine, monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    """A desk at which one is."""
    monkeypatch.chdir(any_desk.home)
    return any_desk


@pytest.fixture
def full(desk: CommandLine) -> CommandLine:
    """A desk with a text, files of a document without an address and of one with, and a verdict on them."""
    (desk.home / "depot.txt").write_bytes(MEMO)
    (desk.home / "sheet.md").write_text(SHEET, "utf-8")
    (desk.home / "picture.png").write_bytes(PICTURE)
    (desk.home / "empty.bin").write_bytes(b"")
    (desk.home / "notes.txt").write_text("=cmd|' /C calc'!A0\n", "utf-8")
    desk.ok("log", "-f", "sheet.md")
    place = ("--captured", "2024-11-18", "--location", "Karachev", "--media-type", "image/png")
    desk.ok("document", "add", "picture.png", "empty.bin", "--url", "https://example.org/p", *place)
    desk.ok("document", "add", "notes.txt")
    desk.ok("document", "add", "picture.png", "--to", "d3")
    desk.ok("assess", "c1", "confirmed", "--why", "seen", "--evidence", "d1", "--evidence", "https://example.org/p")
    desk.ok("document", "retract", "d1", "--why", "pulled", "--said", "2024-11-20")
    return desk


def another(desk: CommandLine, started: Path, name: str) -> CommandLine:
    """A desk of its own, with a SQLite database of the starter registry."""
    home = desk.home.parent / name
    home.mkdir()
    return CommandLine(home, Location(path=copied(started, home)), {})


def names(directory: Path) -> list[str]:
    """What is in a directory, by name."""
    return sorted(path.name for path in directory.iterdir())


def digest(content: bytes) -> str:
    """The name of a content."""
    return hashlib.sha256(content).hexdigest()


def told(desk: CommandLine) -> object:
    """What is known of every document, and what is read in it, but for the reasons that revisions have."""
    return [desk.ok("document", "show", f"d{n}", "--json").json | {"why": None} for n in (1, 2, 3)]


@pytest.mark.long
def test_documents_texts_and_files_come_back(full: CommandLine, started_file: Path) -> None:
    """To a file from any database and on again: nothing is lost, digests stay, and what comes out is the same."""
    done = full.ok("export", "--all", "moved")
    moved = full.home / "moved"
    assert "1 row, 3 files in moved" in done.err
    contents = [PICTURE, b"", (full.home / "notes.txt").read_bytes()]
    assert names(moved / "files") == sorted(map(digest, contents))
    assert stat.S_IMODE(moved.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in (moved / "files").iterdir()} == {0o600}
    other = another(full, started_file, "other")
    came = other.ok("import", str(moved))
    assert "3 documents, 4 files" in came.err
    assert told(other) == told(full)
    assert other.ok("document", "text", "d1").out == full.ok("document", "text", "d1").out == MEMO.decode("utf-8-sig")
    other.ok("document", "open", "d2", "--file", "picture.png", "-o", str(other.home / "copy.png"))
    assert (other.home / "copy.png").read_bytes() == PICTURE
    other.ok("audit")
    other.ok("export", "--all", str(other.home / "again"))
    assert (other.home / "again" / "ledger.jsonl").read_bytes() == (moved / "ledger.jsonl").read_bytes()
    assert names(other.home / "again" / "files") == names(moved / "files")
    assert "nothing new" in other.ok("import", str(moved)).err


def test_a_directory_comes_into_any_database(desk: CommandLine, started_file: Path) -> None:
    """And what is there already is nothing new; the verdict rests on the same documents."""
    source = another(desk, started_file, "source")
    (source.home / "notes.txt").write_text("Notes", "utf-8")
    source.ok("log", "The depot burned", "-a", "Moscow says @ 2024-11-19")
    source.ok("assess", "c1", "confirmed", "--why", "seen", "--evidence", str(source.home / "notes.txt"))
    source.ok("export", "--all", f"{source.home}/moved/")
    moved = str(source.home / "moved")
    desk.ok("import", moved)
    assert desk.ok("document", "text", "d1").out == "Notes\n"
    desk.ok("export", "--all", "again")
    assert (desk.home / "again" / "ledger.jsonl").read_bytes() == (Path(moved) / "ledger.jsonl").read_bytes()
    assert '"evidence":["#1"]' in (desk.home / "again" / "ledger.jsonl").read_text("utf-8")
    desk.ok("audit")
    assert "nothing new" in desk.ok("import", moved).err


def _linked(path: Path) -> None:
    path.unlink()
    path.symlink_to("/etc/passwd")


def _piped(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


_HARMS: dict[str, tuple[Callable[[Path], object], str]] = {
    "cut": (lambda path: path.write_bytes(PICTURE[:-1]), "was altered on the way"),
    "longer": (lambda path: path.write_bytes(PICTURE + b"x"), "was altered on the way"),
    "another": (lambda path: path.write_bytes(b"x" * len(PICTURE)), "was altered on the way"),
    "missing": (Path.unlink, "is missing beside the table"),
    "pipe": (_piped, "no regular file"),
    "link": (_linked, "no regular file"),
}


@pytest.mark.long
@pytest.mark.parametrize("harm", _HARMS)
def test_a_file_that_is_not_what_was_exported_is_refused(full: CommandLine, started_file: Path, harm: str) -> None:
    """Altered, cut, missing, a pipe or a link: nothing is recorded, and the line and the file are named."""
    do, told = _HARMS[harm]
    full.ok("export", "--all", "moved")
    do(full.home / "moved" / "files" / digest(PICTURE))
    other = another(full, started_file, "other")
    refused = other.run("import", str(full.home / "moved"))
    assert refused.status == 4
    assert told in refused.err
    assert "picture.png" in refused.err
    assert other.ok("document", "list", "--json").json == []
    assert not Path(f"{other.location.path}.files").exists()


def test_an_altered_text_is_refused(full: CommandLine, started_file: Path) -> None:
    """By the digest that stands beside it."""
    full.ok("export", "--all", "moved")
    table = full.home / "moved" / "ledger.jsonl"
    table.write_text(table.read_text("utf-8").replace("Москва сообщила", "Москва отрицала"), "utf-8")
    other = another(full, started_file, "other")
    refused = other.run("import", str(table.parent))
    assert (refused.status, "it was altered on the way" in refused.err) == (4, True)


@pytest.mark.long
def test_a_table_alone_has_texts_and_says_what_it_lacks(full: CommandLine, started_file: Path) -> None:
    """Files have no room in it; whoever imports it elsewhere is not stopped by that."""
    done = full.ok("export", "--all", "alone.jsonl")
    assert "4 files of documents left out: name a directory" in done.err
    other = another(full, started_file, "other")
    other.ok("import", str(full.home / "alone.jsonl"))
    assert other.ok("document", "text", "d1").out == MEMO.decode("utf-8-sig")
    assert [one["files"] for one in other.ok("document", "list", "--json").json] == [[], [], []]
    lacking = other.run("import", "-", "--format", "jsonl", stdin=(full.home / "alone.jsonl").read_text("utf-8"))
    assert lacking.status == 0


@pytest.mark.long
def test_nothing_that_was_read_leaves_masked(full: CommandLine) -> None:
    """Neither texts nor files nor records of documents; and a directory exported to before loses them."""
    full.ok("export", "--all", "moved")
    full.ok("correct", "c1", "--tag", "private", "--why", "asked for")
    done = full.ok("export", "--all", "moved")
    assert "texts and files of documents left out: --confidential" in done.err
    assert names(full.home / "moved") == ["ledger.jsonl", "ledger.jsonl.datapackage.json"]
    written = (full.home / "moved" / "ledger.jsonl").read_text("utf-8")
    assert '"record":"document"' not in written
    assert "Москва сообщила" not in written
    full.ok("export", "--all", "moved", "--confidential")
    assert len(names(full.home / "moved" / "files")) == 3


def test_a_directory_that_is_no_export_is_not_written_over(full: CommandLine) -> None:
    """What verifier did not make, or was edited since, stays; what was exported is exported again."""
    full.ok("export", "--all", "moved")
    table = full.home / "moved" / "ledger.jsonl"
    full.ok("export", "--all", "moved")
    table.write_text("mine", "utf-8")
    assert full.run("export", "--all", "moved").status == 5
    assert table.read_text("utf-8") == "mine"
    full.ok("export", "--all", "moved", "--force")


def test_a_damaged_store_is_told(full: CommandLine) -> None:
    """Nothing is exported that is not what was kept, and no table without it."""
    if full.location.path is None:
        pytest.skip("on a server contents are rows")
    (Path(f"{full.location.path}.files") / digest(PICTURE)).write_bytes(b"altered")
    refused = full.run("export", "--all", "moved")
    assert refused.status != 0
    assert "was altered in the store. Restore it from a backup" in refused.err
    assert not (full.home / "moved" / "ledger.jsonl").exists()


def test_what_was_purged_does_not_come_back(full: CommandLine) -> None:
    """Importing an older export again leaves it out, and says so."""
    full.ok("export", "--all", "moved")
    full.ok("document", "purge", "d1", "--why", "a key", "-y")
    full.ok("document", "purge", "d2", "--why", "a face", "-y")
    again = full.ok("import", str(full.home / "moved"))
    assert "left out: the text of A depot burns, which was purged" in again.err
    assert "left out: picture.png, whose content was purged in" in again.err
    full.ok("audit")
    assert full.run("document", "text", "d1").status != 0


def test_records_that_cannot_be_are_told(desk: CommandLine) -> None:
    """Each fault with its line; what is named by an id that nothing has is one too."""
    lines = [
        {"record": "document", "id": "#1", "title": "One", "sha256": "x", "nom": 1},
        {
            "record": "document",
            "url": "https://example.org/ a",
            "files": [{"name": "../x", "sha256": "1", "bytes": -1}],
        },
        {"record": "document", "title": "a\x1b[31m", "retrieved": "2999-01-01", "language": "I think"},
        {"record": "attribution", "claim": "It rains", "phrase": "Moscow says", "document": "#7"},
        {"record": "document"},
    ]
    (desk.home / "bad.jsonl").write_text("".join(f"{json.dumps(one)}\n" for one in lines), "utf-8")
    refused = desk.run("import", "bad.jsonl")
    assert refused.status == 4
    for words in (
        "bad.jsonl:1: 'nom' is no part of a document",
        "bad.jsonl:1: sha256 is no SHA-256",
        "bad.jsonl:2: the url has a space in it",
        "bad.jsonl:2: a file has no name, or one with a /",
        "bad.jsonl:2: bytes of a file is no whole number",
        "bad.jsonl:3: title, character 2: there is an escape character",
        "bad.jsonl:3: 'I think' is no language tag",
        "bad.jsonl:4: there is no document of the id '#7' further up",
        "bad.jsonl:5: the document has no url, title or outlet",
    ):
        assert words in refused.err
