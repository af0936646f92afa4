"""What archiving tools saved becomes documents: pages of web archives, links of Auto Archiver's sheet."""

from pathlib import Path

import pytest

from tests.archives import web_archive
from tests.cli.driving import CommandLine

HEADER = "Link,Archive status,Archive location,Archive date,Upload timestamp,Upload title,hash,WACZ\n"
FIRST = (
    "https://example.org/a,done,https://archive.example.org/a.mp4,2024-11-20T10:00:00.123456+00:00,"
    f'2024-11-19T08:00:00+00:00,"A depot\nburns",SHA-256:{"a" * 64},https://archive.example.org/x/a.wacz\n'
)
SHEET = (
    f"{HEADER}{FIRST}"
    "https://example.org/b,Archive failed nothing archived,,,,,,\n"
    "https://example.org/c,done,https://archive.example.org/c.html,2024-11-20,,,not-calculated,far.wacz\n"
    "https://example.org/a,done,https://archive.example.org/again.mp4,2024-11-21,,Another title,,b.wacz\n"
)


@pytest.fixture
def desk(any_desk: CommandLine, monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    """A desk at which one is."""
    monkeypatch.chdir(any_desk.home)
    return any_desk


def test_the_pages_of_a_web_archive_are_documents(desk: CommandLine) -> None:
    """Each with its address, title and time, and all with the archive, which is kept once; again is nothing new."""
    Path("crawl.wacz").write_bytes(web_archive())
    done = desk.ok("document", "import", "crawl.wacz")
    assert "kept crawl.wacz with 2 documents" in done.err
    first, second = desk.ok("document", "list", "--json").json
    assert (first["url"], first["title"], first["retrieved"]["text"]) == (
        "https://example.org/a",
        "A depot burns [31m",
        "2024-11-19T10:00:00Z",
    )
    assert first["files"] == second["files"]
    assert [(file["name"], file["media_type"]) for file in first["files"]] == [("crawl.wacz", "application/wacz")]
    desk.ok("document", "open", "d1", "-o", "copy.wacz")
    assert Path("copy.wacz").read_bytes() == web_archive()
    desk.ok("audit")
    assert "nothing new" in desk.ok("document", "import", "crawl.wacz").err


def test_a_web_archive_that_lies_leaves_nothing(desk: CommandLine) -> None:
    """Neither documents nor files, and what is wrong is told."""
    Path("crawl.wacz").write_bytes(web_archive(hash=f"sha256:{'0' * 64}"))
    refused = desk.run("document", "import", "crawl.wacz")
    assert (refused.status, "crawl.wacz: 'archive/data.warc' is not what its digest was taken of" in refused.err) == (
        4,
        True,
    )
    assert desk.ok("document", "list", "--json").json == []
    assert desk.run("document", "import", "missing.wacz").status == 3


def test_a_sheet_of_auto_archiver_is_documents(desk: CommandLine) -> None:
    """What was archived of each link, with the web archives that are beside the sheet; what was not is told."""
    Path("sheet.csv").write_text(SHEET, "utf-8")
    Path("a.wacz").write_bytes(web_archive())
    done = desk.ok("document", "import", "sheet.csv")
    assert "kept a.wacz with 1 document" in done.err
    assert "1 link left out, of which nothing was archived" in done.err
    assert "not kept, as not beside the sheet: far.wacz, b.wacz" in done.err
    first, second = desk.ok("document", "list", "--json").json
    assert {name: first[name] for name in ("url", "title", "archived", "archived_hash")} == {
        "url": "https://example.org/a",
        "title": "A depot burns",
        "archived": "https://archive.example.org/a.mp4",
        "archived_hash": f"SHA-256:{'a' * 64}",
    }
    assert first["published"]["earliest"].startswith("2024-11-19T08:00:00")
    assert first["retrieved"]["earliest"].startswith("2024-11-20T10:00:00.123456")
    assert [file["name"] for file in first["files"]] == ["a.wacz"]
    assert (second["url"], second["archived_hash"], second["files"]) == ("https://example.org/c", None, [])
    again = desk.ok("document", "import", "sheet.csv", "--json").json
    assert (again["revision"], again["nothing_archived"], again["elsewhere"]) == (None, 1, ["far.wacz", "b.wacz"])


def test_what_is_known_of_a_document_stays(desk: CommandLine) -> None:
    """Only what is lacking is filled in; a copy keeps the hash that was told with it."""
    Path("memo.txt").write_text("x", "utf-8")
    desk.ok("document", "add", "memo.txt", "--url", "https://example.org/a", "--title", "Mine")
    desk.ok("document", "correct", "d1", "--archived-url", "https://archive.example.org/mine", "--why", "mine")
    Path("sheet.csv").write_text(SHEET, "utf-8")
    desk.ok("document", "import", "sheet.csv")
    shown = desk.ok("document", "show", "d1", "--json").json
    assert (shown["title"], shown["archived"], shown["archived_hash"]) == (
        "Mine",
        "https://archive.example.org/mine",
        None,
    )
    assert shown["published"] is not None


def test_faults_of_a_sheet_are_told_with_their_lines(desk: CommandLine) -> None:
    """All of them, and nothing is recorded; another table is told apart."""
    rows = (
        "ftp://example.org/a,done,https://archive.example.org/a,,,,,\n"
        "https://example.org/b,done,https://archive.example.org/b,2999-01-01,,,,\n"
        "https://example.org/c,done,https://archive.example.org/c,,whenever,,,\n"
    )
    Path("sheet.csv").write_text(HEADER + rows, "utf-8")
    refused = desk.run("document", "import", "sheet.csv")
    assert refused.status == 4
    for told in (
        "sheet.csv:2: link: 'ftp://example.org/a' is no address",
        "sheet.csv:3: archive date:",
        "sheet.csv:4: upload timestamp:",
    ):
        assert told in refused.err
    Path("other.csv").write_text("claim,origin\nx,y\n", "utf-8")
    assert "there is no column 'link'" in desk.run("document", "import", "other.csv").err
    assert desk.ok("document", "list", "--json").json == []


def test_a_sheet_reaches_nothing_but_its_neighbours(desk: CommandLine) -> None:
    """Neither through directories in a name nor through a link; and what is beside it has to be sound."""
    Path("secret").mkdir()
    Path("secret/s.wacz").write_bytes(web_archive())
    Path("sheets").mkdir()
    Path("sheets/l.wacz").symlink_to("../secret/s.wacz")
    row = "https://example.org/a,done,https://archive.example.org/a,,,,,{}\n"
    for name in ("../secret/s.wacz", "/etc/passwd", "l.wacz"):
        Path("sheets/sheet.csv").write_text(HEADER + row.format(name), "utf-8")
        done = desk.ok("document", "import", "sheets/sheet.csv", "-n", "--json").json
        assert done["files"] == []
    Path("sheets/bad.wacz").write_bytes(b"no")
    Path("sheets/sheet.csv").write_text(HEADER + row.format("bad.wacz"), "utf-8")
    refused = desk.run("document", "import", "sheets/sheet.csv")
    assert (refused.status, "bad.wacz: it cannot be read as a ZIP" in refused.err) == (4, True)


def test_a_workbook_is_read_as_the_sheet_that_it_is(desk: CommandLine) -> None:
    """As XLSX, with dates as cells of a spreadsheet."""
    from datetime import datetime

    import xlsxwriter

    book = xlsxwriter.Workbook("sheet.xlsx", {"default_date_format": "yyyy-mm-dd hh:mm"})
    page = book.add_worksheet()
    page.write_row(0, 0, ["link", "archive location", "archive date", "hash"])
    page.write_row(1, 0, ["https://example.org/a", "https://archive.example.org/a"])
    page.write_datetime(1, 2, datetime(2024, 11, 20, 10, 0))  # noqa: DTZ001 - cells have no zone
    book.close()
    desk.ok("document", "import", "sheet.xlsx")
    [one] = desk.ok("document", "list", "--json").json
    assert (one["archived"], one["retrieved"]["text"]) == ("https://archive.example.org/a", "2024-11-20 10:00")
