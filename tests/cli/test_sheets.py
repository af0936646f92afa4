"""Claim sheets from the command line: files, standard input, several at once, and all their faults."""

import hashlib
import os
import time
from pathlib import Path

import pytest

from tests.cli.driving import CommandLine
from verifier.intake.encoding import SAVE

SHEET = """\
# Ukraine Strikes Russian Border Region
url: https://example.org/article
outlet: The Moscow Times
published: 2024-11-19

## Ukrainian forces struck a target in the Bryansk region
key: bryansk-strike
Moscow says: "They [in the West] want escalation"
unconfirmed by Kyiv
"""


def test_a_sheet_is_logged_and_logging_it_again_is_nothing_new(any_desk: CommandLine) -> None:
    """One revision the first time, none the second."""
    sheet = any_desk.file("a.claims.md", SHEET)
    first, again = (any_desk.ok("log", "-f", sheet, "--json").json for _ in range(2))
    assert (first["revision"], first["recorded"], first["repeated"]) == ("r2", ["c1", "a1", "a2"], [])
    assert (again["revision"], again["recorded"], again["repeated"]) == (None, [], ["a1", "a2"])


def test_an_edited_sheet_adds_only_what_is_new(any_desk: CommandLine) -> None:
    """A line added to a sheet is the one thing recorded, a field filled in likewise."""
    any_desk.ok("log", "-f", any_desk.file("a.claims.md", SHEET))
    edited = SHEET.replace("key: bryansk-strike\n", "key: bryansk-strike\nplace: Bryansk\n") + "Reuters reports\n"
    assert any_desk.ok("log", "-f", any_desk.file("b.claims.md", edited), "--json").json["recorded"] == ["c1", "a3"]


def test_a_sheet_comes_from_standard_input(desk: CommandLine) -> None:
    """`-f -` reads the sheet that is piped in, and names it stdin in faults."""
    desk.ok("log", "-f", "-", stdin=SHEET)
    assert [a["phrase"] for a in desk.show("bryansk-strike")["attributions"]] == [
        'Russia says: "They [in the West] want escalation"',
        "unconfirmed by Ukraine",
    ]
    refused = desk.run("log", "-f", "-", stdin="## A claim\nrubbish here\n")
    assert refused.err.startswith("error: stdin:2:")


def test_several_sheets_are_one_revision_or_none(any_desk: CommandLine) -> None:
    """Two good sheets share a revision; a fault in either keeps both out."""
    good = any_desk.file("good.md", "## The depot burned\nMoscow says\n")
    other = any_desk.file("other.md", "## The bridge fell\nKyiv says\n")
    bad = any_desk.file("bad.md", "## The dam broke\nrubbish here\n")
    assert any_desk.run("log", "-f", good, "-f", bad).status == 4
    assert any_desk.ok("list", "--json").json == []
    assert any_desk.ok("log", "-f", good, "-f", other, "--json").json["revision"] == "r2"
    assert {c["revision"] for c in any_desk.ok("list", "--json").json} == {"r2"}


def test_links_point_forward_and_backward(desk: CommandLine) -> None:
    """A claim may be linked with one that comes later in the sheet, and with one before it."""
    desk.ok(
        "log", "-f", "-",
        stdin="## Six hit\nkey: six\nentails: hit\n\n## Some hit\nkey: hit\n\n## None hit\ncontradicts: hit\n",
    )  # fmt: skip
    assert [(link["claim"], link["kind"], link["other"]) for link in desk.show("hit")["links"]] == [
        ("c1", "entails", "c2"),
        ("c3", "contradicts", "c2"),
    ]


def test_what_differs_from_what_is_recorded_is_told_at_its_field(desk: CommandLine) -> None:
    """Not at the heading of its claim: the field is what has to be corrected."""
    desk.ok("log", "One", "--key", "one", "--place", "Kursk")
    done = desk.run("log", "-f", "-", stdin="## One\n// known\nplace: Bryansk\n## Two\n\nkey: one\n")
    assert done.status == 4
    differs = "place of c1 is recorded as 'Kursk', not 'Bryansk'. Leave it out, or give what is recorded."
    assert done.err.splitlines()[:2] == [
        f"error: stdin:3:8: {differs} | place: Bryansk",
        "error: stdin:6:6: key 'one' is that of c1. Choose another key. | key: one",
    ]


@pytest.mark.parametrize(
    ("sheet", "status", "faults"),
    [
        (
            "## One\nkey: one\ncontradicts: one\n",
            4,
            ["SHEET:3:14: 'One' cannot be linked with itself. Name another claim. | one"],
        ),
        (
            "## One\nkey: one\nentails: two\n\n## Two\nkey: two\ncontradicts: one\n",
            4,
            [("SHEET:7:14: that 'Two' contradicts 'One' would make a claim imply its own negation. "
             "Leave the link out. | one")],
        ),
        (
            "## One\nkey: one\n\n## Two\nkey: one\n",
            4,
            ["SHEET:5:6: key 'one' was given on line 2 already. Choose another key for one of the claims. | key: one"],
        ),
        (
            "## One\nMoscow says {5}\n",
            4,
            [("SHEET:2:1: a figure needs a claim with a measure. Give the claim a measure (what is counted), "
             "or leave the figure out. | Moscow says {5}")],
        ),
        (
            "## One\nKyiv denies @ 11/12/2024\n",
            4,
            [("SHEET:2:15: '11/12/2024' means 11 December 2024 or 12 November 2024. Write which, such as 2024-12-11. "
             "| Kyiv denies @ 11/12/2024")],
        ),
        (
            "## no-such-claim\nMoscow says\n",
            3,
            ["SHEET:1:4: claim 'no-such-claim' is not known. List the claims with: verifier list. | no-such-claim"],
        ),
        (
            "## One\nRia Novosty says\n",
            3,
            [("SHEET:2:1: source 'Ria Novosty' is not known. Closest: RIA Novosti. Correct it, add it with "
             "verifier source add --kind KIND, or accept it as new with --new. | Ria Novosty says")],
        ),
        (
            "## Caf\xe9\nMoscow says\n".encode("latin-1"),
            4,
            [f"SHEET:1:7: byte 0xe9 is not UTF-8. {SAVE}. | ## Caf"],
        ),
        (
            "##   \nMoscow says\n",
            4,
            ["SHEET:1:1: the claim is empty. Write the claim behind ##. | ##"],
        ),
        (
            "### Too deep\nkey: deep\nMoscow says\n",
            4,
            [("SHEET:1:1: a sheet has no third level of headings. Write # before its title, ## before a claim. "
             "| ### Too deep")],
        ),
        (
            "## One \x1b[31mred\nMoscow says\n",
            4,
            None,
        ),
    ],
    ids=["self", "contradiction", "key twice", "figure", "date", "unknown claim", "unknown name", "latin-1", "empty",
         "too deep", "control"],
)  # fmt: skip
def test_faults_are_told_with_their_place_and_nothing_is_written(
    desk: CommandLine, sheet: str | bytes, status: int, faults: list[str] | None
) -> None:
    """Each fault is a line FILE:LINE:COLUMN with what to do; the ledger stays as it was."""
    path = desk.file("a.claims.md", sheet)
    head = desk.ok("db", "check").out
    done = desk.run("log", "-f", path)
    *told, last = done.err.splitlines()
    assert (done.status, done.out) == (status, "")
    if faults is not None:
        assert [line.replace(path, "SHEET") for line in told] == [f"error: {fault}" for fault in faults]
    count = "1 error" if len(told) == 1 else f"{len(told)} errors"
    assert last == f"error: nothing was recorded: {count}. Correct the sheet and log it again"
    assert all(character.isprintable() for line in told for character in line)
    assert desk.ok("db", "check").out == head


def test_all_faults_of_a_sheet_are_told_at_once(desk: CommandLine) -> None:
    """Faults of reading and of recording stand in the order of the sheet; any of them makes the exit status 4."""
    desk.ok("log", "The depot burned", "--key", "depot", "--place", "Bryansk")
    sheet = desk.file(
        "a.md",
        "## Another\nkey: depot\nNobody says\nrubbish here\n\n## The depot burned\nplace: Kursk\nTASS says @ 1/1/1\n",
    )
    done = desk.run("log", "-f", sheet)
    assert done.status == 4
    assert [line.removeprefix(f"error: {sheet}:").split(":")[0] for line in done.err.splitlines()[:-1]] == [
        "2", "3", "4", "7", "8",
    ]  # fmt: skip


def test_a_line_of_ten_megabytes_is_refused_in_few_words(desk: CommandLine) -> None:
    """The fault is told without repeating the line."""
    done = desk.run("log", "-f", desk.file("a.md", '## One\nMoscow says: "' + "x" * 10_000_000 + '"\n'))
    assert done.status == 4
    assert "the line has 10000015 characters. Keep lines under 100000 characters." in done.err
    assert len(done.err) < 1000


def test_an_address_belongs_to_one_outlet(desk: CommandLine) -> None:
    """The same document under another outlet is a fault; a changed title fills in and is no fault."""
    desk.ok("log", "-f", desk.file("a.md", SHEET))
    other = desk.run("log", "-f", desk.file("b.md", SHEET.replace("The Moscow Times", "Reuters")))
    assert other.status == 4
    assert "this address was recorded as a document of The Moscow Times" in other.err
    desk.ok("log", "-f", desk.file("c.md", SHEET.replace("Border Region", "Region")))
    document = desk.show("bryansk-strike")["attributions"][0]["document"]
    assert document["title"] == "Ukraine Strikes Russian Region"


def test_an_archived_text_is_kept_by_its_digest(desk: CommandLine) -> None:
    """`text:` names a file beside the sheet; a missing one, or one that is not UTF-8, is refused."""
    desk.file("article.txt", "The text.")
    sheet = desk.file("a.md", SHEET.replace("published:", "text: article.txt\npublished:"))
    desk.ok("log", "-f", sheet)
    found = desk.show("bryansk-strike")["attributions"][0]["document"]["sha256"]
    assert found == hashlib.sha256(b"The text.").hexdigest()
    Path(desk.home / "article.txt").unlink()
    missing = desk.run("log", "-f", sheet)
    assert (missing.status, f"{sheet}:4:7: file '{desk.home}/article.txt' is not there" in missing.err) == (3, True)
    for content in (b"\xff\xfe\x00", b"The\ntext\x00"):
        desk.file("article.txt", content)
        assert desk.run("log", "-f", sheet).status == 4


def test_a_text_that_cannot_be_kept_is_told_beside_the_other_faults(desk: CommandLine) -> None:
    """At the field that names it, with the line it is wrong on."""
    desk.file("t.txt", "one\ntwo\0\n")
    sheet = desk.file("a.md", "# T\ntext: t.txt\n## a12\nMoscow says\n## r1\nMoscow says @ 2031-01-01\n")
    done = desk.run("log", "-f", sheet)
    assert [line.removeprefix(f"error: {sheet}:") for line in done.err.splitlines()[:-1]] == [
        f"2:7: {desk.home}/t.txt has a NUL character on line 2. Remove it. | text: t.txt",
        "3:4: 'a12' is not a claim. Write what is claimed, or a claim's ref or key. | ## a12",
        "5:4: 'r1' is not a claim. Write what is claimed, or a claim's ref or key. | ## r1",
        "6:15: '2031-01-01' lies in the future. Write when it was said. | Moscow says @ 2031-01-01",
    ]


@pytest.mark.parametrize(
    ("name", "status", "words"),
    [("nowhere.md", 3, "is not there"), (".", 2, "cannot be read: Is a directory")],
)
def test_a_sheet_that_cannot_be_read_is_one_clear_line(desk: CommandLine, name: str, status: int, words: str) -> None:
    """A missing file and a directory are told apart."""
    done = desk.run("log", "-f", name)
    assert (done.status, done.err.count("\n")) == (status, 1)
    assert words in done.err


def test_bom_and_crlf_make_no_difference(desk: CommandLine) -> None:
    """A sheet saved by another editor is the same sheet."""
    desk.ok("log", "-f", desk.file("a.md", SHEET))
    other = b"\xef\xbb\xbf" + SHEET.replace("\n", "\r\n").encode()
    assert desk.ok("log", "-f", desk.file("b.md", other), "--json").json["revision"] is None


def with_text(name: str) -> str:
    """A sheet that names a text to archive."""
    return f"# A report\nurl: https://example.org/a\ntext: {name}\n\n## The depot burned\nMoscow says @ 2024-11-19\n"


def test_a_sheet_archives_nothing_from_outside_its_directory_unasked(desk: CommandLine, tmp_path: Path) -> None:
    """An absolute path, one that climbs, and a link that leads away: refused with the way on, and then echoed."""
    secret = tmp_path / "secret.txt"
    secret.write_text("a private key")
    (desk.home / "link.txt").symlink_to(secret)
    (desk.home / "inside").mkdir()
    for name in (str(secret), "../secret.txt", "link.txt", "inside/../../secret.txt", "/etc/passwd"):
        done = desk.run("log", "-f", desk.file("a.md", with_text(name)))
        assert (done.status, "is not beneath the directory of the sheet" in done.err) == (4, True), done.err
        assert "--allow-outside" in done.err
    assert desk.ok("list", "--json").json == []
    allowed = desk.ok("log", "-f", desk.file("a.md", with_text(str(secret))), "--allow-outside")
    assert f"  kept text {secret} (13 bytes)\n" in allowed.err


def test_a_text_beneath_the_sheet_is_archived_and_named(desk: CommandLine) -> None:
    """In a directory below, or through a link that stays there; -n names it too."""
    (desk.home / "texts").mkdir()
    desk.file("texts/article.txt", "The text.")
    (desk.home / "texts" / "link.txt").symlink_to("article.txt")
    sheet = desk.file("a.md", with_text("texts/link.txt"))
    for words in (("-n",), ()):
        assert f"  kept text {desk.home}/texts/article.txt (9 bytes)\n" in desk.ok("log", "-f", sheet, *words).err


@pytest.mark.parametrize("name", ["pipe", "directory", "huge.txt", "loop"])
def test_what_is_no_text_of_a_fitting_size_is_refused_at_once(desk: CommandLine, name: str) -> None:
    """A pipe nobody writes to is not waited for, and holds no lock; a file of a terabyte is not read."""
    os.mkfifo(desk.home / "pipe")
    (desk.home / "directory").mkdir()
    (desk.home / "loop").symlink_to("loop")
    with (desk.home / "huge.txt").open("wb") as huge:
        huge.truncate(1024**4)
    began = time.monotonic()
    done = desk.process("log", "-f", desk.file("a.md", with_text(name)))
    assert (done.status, "a.md:3:7: " in done.err) == (4, True), done.err
    assert time.monotonic() - began < 10


def test_a_text_of_no_document_is_told(desk: CommandLine) -> None:
    """A sheet that names a text, and nothing that tells its document from others, keeps nothing unseen."""
    desk.file("article.txt", "The text.")
    done = desk.run("log", "-f", desk.file("a.md", "text: article.txt\n\n## A claim\nMoscow says @ 2024-11-19\n"))
    assert (done.status, "nothing says which document the text is of" in done.err) == (4, True)
