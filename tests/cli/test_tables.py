"""Tables from the command line: import and export, files and pipes, rejects, exit statuses."""

import errno
import json
import os
import subprocess
import time
from pathlib import Path

import pytest

from tests.cli.driving import COMMAND, CommandLine
from verifier.domain.table import COLUMNS
from verifier.services import outputs
from verifier.storage.db.location import Location

TABLE = """\
claim,key,origin,stance,said,quote
The depot burned,depot,Moscow,affirms,2024-11-19,=1+1
The depot burned,,Kyiv,denies,2024-11-20,
The bridge fell,,,,,
"""
BAD = TABLE + "The bridge fell,,Moscow,says,2024-11-19,\nThe dam broke,depot,Kyiv,affirms,2024-11-19,\n"


def test_a_table_is_imported_in_one_revision_and_again_is_nothing_new(any_desk: CommandLine) -> None:
    """On both databases; how many of what is told, and the statuses that come out."""
    file = any_desk.file("t.csv", TABLE)
    assert any_desk.ok("import", file).err == (
        "      1  ⇄ disputed\n      1  _ unattributed\nrecorded 2 claims, 2 attributions in r2  undo: verifier undo\n"
    )
    assert any_desk.ok("import", file).err == "nothing new; 2 attributions known already\n"


def test_export_and_import_are_a_pipe(any_desk: CommandLine) -> None:
    """What goes out on stdout comes in on stdin; the table is the same, in each format, and nothing is altered."""
    bare_desk = CommandLine(any_desk.home, Location(path=any_desk.home / "other.db"), {})
    any_desk.ok("import", "-", stdin=TABLE)
    table = any_desk.ok("export").out
    assert table.startswith(",".join(COLUMNS) + "\r\n")
    assert ",=1+1," in table
    bare_desk.ok("import", "-", stdin=table)
    assert bare_desk.ok("export", "-").out == table
    lines = any_desk.ok("export", "--format", "jsonl").out
    assert bare_desk.ok("import", "-", "--format", "jsonl", stdin=lines).err.startswith("nothing new")
    assert bare_desk.ok("export", "--format=jsonl").out == lines


def test_a_file_is_written_in_the_format_its_name_tells(desk: CommandLine) -> None:
    """Without a byte order mark; with --all in JSON Lines only."""
    desk.ok("import", "-", stdin=TABLE)
    files = {name: desk.home / name for name in ("t.csv", "t.jsonl", "all.jsonl")}
    assert desk.ok("export", str(files["t.csv"])).err == f"3 rows in {files['t.csv']}\n"
    desk.ok("export", str(files["t.jsonl"]))
    desk.ok("export", str(files["all.jsonl"]), "--all")
    assert [path.read_bytes()[:14] for path in files.values()] == [
        b"claim,key,kind",
        b'{"claim":"The ',
        b'{"record":"par',
    ]
    refused = desk.run("export", "--all", "all.csv")
    assert (refused.status, refused.err) == (
        2,
        "error: --all is written as JSON Lines. Name a directory or a .jsonl file, or give --format jsonl\n",
    )


def test_a_bad_table_is_told_row_by_row_and_leaves_nothing(any_desk: CommandLine) -> None:
    """Exit status 4, every fault with its line."""
    file = any_desk.file("t.csv", BAD)
    done = any_desk.run("import", file)
    assert (done.status, done.err) == (
        4,
        (
            f"error: {file}:5: 'says' is no stance. Write one of affirms, denies, withholds, questions, retracts.\n"
            f"error: {file}:6: key 'depot' is that of 'The depot burned'. Choose another key.\n"
            "error: nothing was recorded: 2 errors. Correct the table, or record its good rows with --keep-going\n"
        ),
    )
    assert any_desk.ok("list", "--json").json == []


def test_unknown_names_alone_exit_3_and_new_accepts_them(desk: CommandLine) -> None:
    """The closest names are told."""
    table = "claim,origin,stance\nA,Reuterz,affirms\n"
    refused = desk.run("import", "-", stdin=table)
    assert (refused.status, "Closest: Reuters" in refused.err) == (3, True)
    assert "1 new source" in desk.ok("import", "-", "--new", stdin=table).err


def test_the_good_rows_are_kept_and_the_others_can_be_corrected(desk: CommandLine) -> None:
    """The rejects lie beside the table, with their reasons; corrected, they are imported as they are."""
    file = desk.file("t.csv", BAD)
    done = desk.run("import", file, "--keep-going")
    assert (done.status, "recorded 2 claims, 2 attributions in r2" in done.err) == (4, True)
    rejects = Path(f"{file}.rejects.csv")
    assert f"2 rows rejected, kept in {rejects}" in done.err
    assert rejects.read_text(encoding="utf-8") == (
        "reason,claim,key,origin,stance,said,quote\n"
        "\"line 5: 'says' is no stance. Write one of affirms, denies, withholds, questions, retracts.\","
        "The bridge fell,,Moscow,says,2024-11-19,\n"
        "\"line 6: key 'depot' is that of 'The depot burned'. Choose another key.\","
        "The dam broke,depot,Kyiv,affirms,2024-11-19,\n"
    )
    corrected = (
        rejects.read_text(encoding="utf-8").replace("Moscow,says", "Moscow,affirms").replace("depot,", "dam,", 1)
    )
    assert "recorded 1 claim, 2 attributions" in desk.ok("import", "-", stdin=corrected).err


REJECTED = (
    b"B,caf\xe9,affirms\n",
    b"C,Kyiv\n",
    b"D,Kyiv,affirms,beyond,\xff\r\n",
    b'"E" broken,Kyiv,affirms\n',
    b'F,"two\nlines",is sure\n',
    b'G,Kyiv,"never closed\n\nH,Moscow,affirms\n',
)


def test_rejects_are_what_was_rejected_byte_for_byte(desk: CommandLine) -> None:
    """Bytes of another encoding, too few and too many cells, quotation marks astray: each row as it was written."""
    header, good = b"\xef\xbb\xbfclaim,origin,stance\r\n", b"A,Kyiv,affirms\n"
    file = desk.file("t.csv", header + good + b"".join(REJECTED))
    done = desk.run("import", file, "--keep-going")
    assert (done.status, "recorded 1 claim, 1 attribution in r2" in done.err) == (4, True), done.err
    content = Path(f"{file}.rejects.csv").read_bytes()
    assert content.startswith(b"reason,claim,origin,stance\r\n")
    at = 0
    for row in REJECTED:
        assert (at := content.find(b'",' + row, at)) >= 0, row
    assert content.count(b'"line ') == len(REJECTED)
    again = desk.run("import", f"{file}.rejects.csv")
    assert (again.status, len(desk.ok("list", "--json").json)) == (4, 1)


def test_rejected_lines_of_json_are_kept_as_they_were(desk: CommandLine) -> None:
    """What is no JSON, no object, has unknown fields or half a character: the line itself, behind its reason."""
    lines = ['{"claim": "A", ', "[1]", '{"claim": "B", "clam": 1}', '{"claim": "\\ud800"}']
    good = '{"claim": "C", "origin": "Kyiv", "stance": "affirms"}'
    file = desk.file("t.jsonl", "\n".join([*lines, good]))
    assert desk.run("import", file, "--keep-going").status == 4
    rejects = Path(f"{file}.rejects.jsonl")
    kept = rejects.read_text(encoding="utf-8").splitlines()
    assert kept[1::2] == lines
    assert [json.loads(reason)["record"] for reason in kept[::2]] == ["rejected"] * 4
    corrected = rejects.read_text(encoding="utf-8").replace("[1]", '{"claim": "D"}')
    assert desk.run("import", "-", "--format", "jsonl", "--keep-going", stdin=corrected).status == 4
    assert {claim["claim"] for claim in desk.ok("list", "--json").json} == {"C", "D"}


def test_rejects_are_ready_before_anything_is_recorded(desk: CommandLine) -> None:
    """Where they cannot be written nothing is recorded; where all rows are good no file is made."""
    if os.geteuid() == 0:
        Path(desk.file("t.csv", BAD)).rename(desk.home / ("t" * 245 + ".csv"))
        file = str(desk.home / ("t" * 245 + ".csv"))  # whose file of rejects would have too long a name
    else:
        file = desk.file("t.csv", BAD)
        desk.home.chmod(0o500)
    done = desk.run("import", file, "--keep-going")
    desk.home.chmod(0o700)
    assert (done.status, "cannot be written" in done.err) == (2, True), done.err
    assert desk.ok("list", "--json").json == []
    good = desk.file("good.csv", TABLE)
    desk.ok("import", good, "--keep-going")
    assert [path.name for path in desk.home.glob("good*")] == ["good.csv"]


def test_what_was_recorded_is_told_whatever_becomes_of_the_rejects(
    desk: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file of rejects that cannot be put in its place is an error behind the outcome, not in place of it."""

    def refused(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(outputs, "_put", refused)
    done = desk.run("import", desk.file("t.csv", BAD), "--keep-going", "--json")
    assert (done.status, done.json["revision"], len(done.json["rejected"])) == (2, "r2", 2)
    assert "No space left on device" in done.err


@pytest.mark.parametrize(
    ("content", "options"),
    [
        ("claim;origin;stance\nDer Zug hält;Kyiv;affirms\n".encode("cp1252"), ("--encoding", "cp1252")),
        ("claim;origin;stance\nПоезд стоит;Kyiv;affirms\n".encode("cp1251"), ("--encoding", "windows-1251")),
        ("claim;origin;stance\nПоезд стоит;Kyiv;affirms\n".encode("utf-16"), ("--encoding", "utf-16")),
        ("\ufeffclaim;origin;stance\nПоезд стоит;Kyiv;affirms\n".encode(), ()),
    ],
)
def test_tables_of_other_encodings_and_delimiters_are_read_when_told(
    desk: CommandLine, content: bytes, options: tuple[str, ...]
) -> None:
    """What was rejected of them is kept in the same encoding, with the same delimiter."""
    encoding = options[1] if options else "utf-8"
    bad = "Zug;Kyiv;says\n".encode(encoding.removesuffix("-16") + "-16-le" if "16" in encoding else encoding)
    file = desk.file("t.csv", content + bad)
    done = desk.run("import", file, *options, "--delimiter", ";", "--keep-going")
    assert (done.status, len(desk.ok("list", "--json").json)) == (4, 1), done.err
    kept = Path(f"{file}.rejects.csv").read_bytes().decode(encoding)
    assert kept.startswith("reason;claim;origin;stance\n")
    assert kept.endswith(";Zug;Kyiv;says\n")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (TABLE.encode("utf-16"), "this is UTF-16 and not UTF-8. Save it as UTF-8, or give --encoding utf-16."),
        (TABLE.encode("utf-16-le"), "this is UTF-16 and not UTF-8"),
        (TABLE.replace(",", ";").encode(), "claim,origin,stance; or give --delimiter ';'."),
        (TABLE.replace(",", "\t").encode(), "claim,origin,stance; or give --delimiter tab."),
        (
            TABLE.replace("bridge", "Brücke").encode("cp1252"),
            "(it may be in Windows-1252 or UTF-16), or give --encoding.",
        ),
    ],
)
def test_a_table_of_another_encoding_or_delimiter_is_told_what_to_do(
    desk: CommandLine, content: bytes, told: str
) -> None:
    """One message names what it is and both ways on; nothing is recorded."""
    for words, stdin in ((("import", desk.file("t.csv", content)), b""), (("import", "-"), content)):
        done = desk.run(*words, stdin=stdin)
        assert (done.status, told in done.err) == (4, True), done.err
    assert desk.ok("list", "--json").json == []


@pytest.mark.parametrize(
    "options", [("--encoding", "klingon"), ("--encoding", "base64"), ("--delimiter", ""), ("--delimiter", ";;")]
)
def test_an_encoding_or_a_delimiter_that_is_none_is_refused(desk: CommandLine, options: tuple[str, str]) -> None:
    """A usage error, before anything is read."""
    assert desk.run("import", desk.file("t.csv", TABLE), *options).status == 2


@pytest.mark.long
def test_a_table_through_a_slow_pipe_does_not_keep_others_from_writing(desk: CommandLine) -> None:
    """What comes through a pipe is read to its end before the database is locked."""
    process = subprocess.Popen(
        [COMMAND, "import", "-"], env=desk.environment, stdin=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdin is not None
    process.stdin.write(TABLE.encode()[:40])
    process.stdin.flush()
    time.sleep(1.5)
    desk.ok("log", "Meanwhile it rained", "-a", "Kyiv says @ 2024-11-19")
    _, told = process.communicate(TABLE.encode()[40:])
    assert (process.returncode, b"in r3" in told) == (0, True), told


def test_rejects_of_standard_input_are_printed(desk: CommandLine) -> None:
    """On stdout, as data; as JSON they are in the answer."""
    assert desk.run("import", "-", "--keep-going", stdin=BAD).out.count("\n") == 3
    done = desk.run("import", "-", "--keep-going", "--json", stdin=BAD)
    assert (done.status, done.json["repeated"], [row["line"] for row in done.json["rejected"]]) == (4, 2, [5, 6])


def test_a_trial_tells_changes_and_writes_nothing(desk: CommandLine) -> None:
    """Neither to the database nor beside the table."""
    desk.ok("log", "The depot burned", "-a", "Moscow says @ 2024-11-19")
    done = desk.ok("import", "-n", "-", stdin=TABLE)
    assert done.err == (
        "c1  › single-source → ⇄ disputed  The depot burned\n"
        "      1  _ unattributed\n"
        "would record 1 claim, 1 fuller claim, 2 attributions; nothing was recorded\n"
    )
    file = desk.file("t.csv", BAD)
    assert desk.run("import", "-n", "--keep-going", file).status == 4
    assert not Path(f"{file}.rejects.csv").exists()
    assert len(desk.ok("list", "--json").json) == 1


def test_what_cannot_be_read_or_looks_back_is_refused(desk: CommandLine) -> None:
    """A missing file exits 3, a directory or a look back 2."""
    assert desk.run("import", "missing.csv").status == 3
    assert desk.run("import", str(desk.home)).status == 2
    assert desk.run("--as-of", "2024-11-19", "import", "-").status == 2
    assert desk.run("--as-of", "2024-11-19", "export").status == 2


def test_no_bar_is_drawn_but_at_a_terminal(desk: CommandLine) -> None:
    """A process without a terminal writes what it recorded, and nothing that moves."""
    done = desk.process("import", "-", stdin=TABLE.encode())
    assert (done.status, "\x1b" in done.err) == (0, False)


def test_no_output_replaces_the_ledger_or_what_verifier_did_not_make(desk: CommandLine) -> None:
    """An export, a report or rejects meant for a file that is precious: exit status 5, and nothing is lost."""
    desk.ok("import", "-", stdin=TABLE)
    ledger, mine = str(desk.location.path), desk.file("mine.csv", "my notes")
    desk.file("t.csv", BAD)
    desk.file("t.csv.rejects.csv", "corrected by hand")
    head = desk.ok("audit", "--json").json["digest"]
    commands = (
        ("export", ledger), ("export", ledger, "--force"), ("report", "claims", "-o", ledger), ("export", mine),
        ("report", "claims", "-o", mine), ("import", str(desk.home / "t.csv"), "--keep-going"),
    )  # fmt: skip
    for words in commands:
        done = desk.run(*words)
        assert (done.status, done.out) == (5, ""), words
    assert desk.ok("audit", "--json").json["digest"] == head
    assert [Path(path).read_text(encoding="utf-8") for path in (mine, f"{desk.home}/t.csv.rejects.csv")] == [
        "my notes",
        "corrected by hand",
    ]
    desk.ok("export", mine, "--force")
    desk.ok("export", mine)


def test_rejects_are_for_their_owner_alone(desk: CommandLine) -> None:
    """And those of the time before are replaced, as verifier made them."""
    file = desk.file("t.csv", BAD)
    for _ in range(2):
        assert desk.run("import", file, "--keep-going").status == 4
    assert Path(f"{file}.rejects.csv").stat().st_mode & 0o777 == 0o600
