"""Report files with their side-cars, and which of their rows are no longer true, from the command line."""

import hashlib
import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.cli.driving import COMMAND, PATIENCE, CommandLine
from tests.documentation.test_json import faults


def logged(desk: CommandLine) -> CommandLine:
    """Two claims: one from a single source, one disputed."""
    desk.ok("log", "They [in the West] want [/] fire", "--key", "depot", "-a", "Moscow says @ 2024-11-19")
    desk.ok("log", "The bridge fell", "-a", "Moscow says @ 2024-11-19", "-a", "- Kyiv @ 2024-11-20")
    return desk


@pytest.fixture
def case(desk: CommandLine) -> CommandLine:
    """The two claims."""
    return logged(desk)


def report(desk: CommandLine, *words: str) -> str:
    """A report file; gives its path."""
    path = str(desk.home / "report.csv")
    desk.ok("report", *(words or ("claims",)), "-o", path)
    return path


def side_car(path: str) -> dict[str, Any]:
    """The side-car of a report file."""
    found: dict[str, Any] = json.loads(Path(f"{path}.datapackage.json").read_bytes())
    return found


def test_a_file_gets_a_side_car_and_standard_output_none(case: CommandLine) -> None:
    """Beside the file stand its query and head; what goes to stdout leaves nothing behind."""
    before = set(case.home.rglob("*"))
    case.ok("report", "claims")
    assert set(case.home.rglob("*")) == before
    path = report(case, "claims", "key:depot", "--as-of", "2024-11-19", "--known-at", "r2", "--raw", "--no-bom")
    assert {file.name for file in set(case.home.rglob("*")) - before} == {"report.csv", "report.csv.datapackage.json"}
    noted = side_car(path)["verifier"]
    checked = case.ok("db", "check", "--json").json
    assert (noted["revision"], noted["digest"]) == (checked["revision"], checked["digest"])
    assert {name: noted[name] for name in ("report", "query", "as_of", "known_at", "raw", "rows")} == {
        "report": "claims",
        "query": "key:depot",
        "as_of": "2024-11-19T23:59:59.999999+00:00",
        "known_at": "r2",
        "raw": True,
        "rows": 1,
    }
    assert noted["conditions"]["keys"] == ["depot"]


def test_rows_no_longer_true_are_listed_with_what_they_say_now(case: CommandLine) -> None:
    """A heading for each row, the cells that differ below it, and the count on stderr; user text is not obeyed."""
    path = report(case, "disputed")
    case.ok("say", "c2", "x Kyiv @ 2024-11-21")
    case.ok("say", "depot", "- Kyiv @ 2024-11-20")
    done = case.ok("changes", "--since-report", path)
    assert done.out == (
        "c2  no longer listed   The bridge fell\n"
        "    status: disputed → single-source\n"
        "    since: 2024-11-20T00:00:00+00:00 → 2024-11-21T00:00:00+00:00\n"
        "    derived: disputed → single-source\n"
        "    row: 9 → 5\n"
        "    opposition: 2 → 0\n"
        "    still_disputed: true → false\n"
        "    dispute: existence → (empty)\n"
        "    denied_by: Ukraine → (empty)\n"
        "    why: Russia affirms it; Ukraine denies it. → Claimed by Russia; nothing independent of it supports it.\n"
        "    because: a2 | a3 → a2\n"
        "c1  listed now         They [in the West] want [/] fire\n"
        "    status: disputed\n"
    )
    created = side_car(path)["created"]
    assert done.err == f"1 of 1 row no longer true, 1 listed now  verifier changes --since {created}\n"
    assert len(case.ok("changes", "--since", created).out.splitlines()) == 2


@pytest.mark.long
def test_a_report_that_still_holds_lists_nothing(any_desk: CommandLine) -> None:
    """Nothing on stdout, and an empty array as JSON, for each report, on both databases."""
    case = logged(any_desk)
    for what, rows in (("claims", "2 rows"), ("disputed", "1 row"), ("attributions", "3 rows"), ("changes", "2 rows")):
        path = report(case, what)
        done = case.ok("changes", "--since-report", path)
        assert (done.out, done.err.split("  ")[0]) == ("", f"0 of {rows} no longer true, 0 listed now")
        assert case.ok("changes", "--since-report", path, "--json").json == []


def test_claims_of_which_nobody_has_spoken_are_rows_like_others(any_desk: CommandLine) -> None:
    """A report lists them, so it is as it was made; what became of them since is told."""
    logged(any_desk).ok("log", "It is just", "--kind", "opinion")
    any_desk.ok("log", "Nobody says so")
    path = report(any_desk)
    assert any_desk.ok("changes", "--since-report", path, "--json").json == []
    any_desk.ok("say", "c4", "Moscow says")
    [told] = any_desk.ok("changes", "--since-report", path, "--json").json
    assert (told["before"]["status"], told["after"]["status"]) == ("unattributed", "single-source")


@pytest.mark.parametrize("what", ["claims", "disputed", "attributions", "changes"])
def test_json_is_as_described(case: CommandLine, what: str) -> None:
    """Changed, gone and new rows of each report have every field of the schema and no other."""
    path = report(case, what)
    case.ok("say", "c2", "x Kyiv @ 2024-11-21")
    case.ok("say", "depot", "- Kyiv @ 2024-11-20")
    found = case.ok("changes", "--since-report", path, "--json").json
    assert found
    assert faults("rowChanges", found) == []


def test_what_was_taken_back_is_no_longer_listed(case: CommandLine) -> None:
    """A claim whose recording is undone is gone, and there is nothing it reads like now."""
    path = report(case)
    case.ok("undo", "-y")
    [change] = case.ok("changes", "--since-report", path, "--json").json
    assert (change["ref"], change["fate"], change["after"], change["differs"]) == ("c2", "gone", None, [])


def test_relative_times_in_the_query_stay_those_of_the_report(case: CommandLine) -> None:
    """`since:yesterday` is fixed when the report is made."""
    path = report(case, "changes", "since:yesterday")
    assert side_car(path)["verifier"]["conditions"]["since"].endswith("T00:00:00+00:00")


@pytest.mark.parametrize("words", [("depot",), ("--since", "yesterday"), ("--until", "today")])
def test_the_report_has_its_own_question(case: CommandLine, words: tuple[str, ...]) -> None:
    """A query or a time beside --since-report is refused."""
    done = case.run("changes", *words, "--since-report", report(case))
    assert (done.status, done.err) == (
        2,
        "error: --since-report asks what the report asked. Leave out QUERY, --since and --until\n",
    )


def test_a_changed_report_is_refused(case: CommandLine) -> None:
    """A file that somebody edited or saved anew is not as it was made: exit 4."""
    path = report(case)
    Path(path).write_bytes(Path(path).read_bytes().replace(b"bridge", b"tunnel"))
    done = case.run("changes", "--since-report", path)
    assert (done.status, done.out) == (4, "")
    assert done.err == (
        f"error: {path} is not as it was made: its SHA-256 is not the one in report.csv.datapackage.json. "
        "Make the report again with -o\n"
    )
    assert case.run("changes", "--since-report", path, "--json").error["code"] == "input-file"


def forged(path: str, old: bytes, new: bytes) -> None:
    """Edit a report, and rewrite its side-car so that it fits."""
    content = Path(path).read_bytes()
    assert old in content
    edited = content.replace(old, new, 1)
    Path(path).write_bytes(edited)
    beside = Path(f"{path}.datapackage.json")
    sha256, other = (hashlib.sha256(each).hexdigest() for each in (content, edited))
    text = beside.read_text(encoding="utf-8").replace(sha256, other)
    beside.write_text(text.replace(f'"bytes": {len(content)}', f'"bytes": {len(edited)}'), encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (b",disputed,", b",confirmed,", "status of c2 is confirmed, and disputed in the ledger at r3"),
        (
            b"The bridge fell",
            b"No bridge fell",
            "claim of c2 is No bridge fell, and The bridge fell in the ledger at r3",
        ),
        (b"\r\nc1", b"\r\nc9", "c9 is in it, which the ledger does not list so at r3"),
    ],
)
def test_a_report_edited_together_with_its_side_car_is_refused(
    case: CommandLine, old: bytes, new: bytes, told: str
) -> None:
    """It is told from one whose facts changed, also after they did: the ledger is asked what it had said."""
    path = report(case)
    case.ok("say", "depot", "- Kyiv @ 2024-11-20")
    forged(path, old, new)
    done = case.run("changes", "--since-report", path)
    assert (done.status, done.out) == (4, "")
    assert done.err == (
        f"error: {path} is not as it was made: {told}. Its side-car was rewritten with it. "
        "Make the report again with -o\n"
    )


def test_a_report_without_its_side_car_is_refused(case: CommandLine) -> None:
    """The message names the file that should be there: exit 4. A report that is not there itself: exit 3."""
    path = report(case)
    Path(f"{path}.datapackage.json").unlink()
    done = case.run("changes", "--since-report", path)
    assert done.status == 4
    assert done.err == (
        f"error: {path} has no side-car: report.csv.datapackage.json is not beside it. "
        "Put it there, or make the report again with -o\n"
    )
    assert case.run("changes", "--since-report", "nowhere.csv").status == 3
    assert case.run("changes", "--since-report", str(case.home)).status == 2


@pytest.mark.parametrize("content", [b"", b"{}", b"\xff", b"[[[", b'{"verifier": {"report": "\x1b[31m"}}'])
def test_a_malformed_side_car_is_refused(case: CommandLine, content: bytes) -> None:
    """Whatever is in it: exit 4, one line, no traceback."""
    path = report(case)
    Path(f"{path}.datapackage.json").write_bytes(content)
    done = case.run("changes", "--since-report", path)
    assert (done.status, done.out, done.err.count("\n")) == (4, "", 1)
    assert done.err.startswith(f"error: {path}.datapackage.json is not the side-car of a report: ")


def test_a_report_of_a_kind_that_is_not_known_is_refused(case: CommandLine) -> None:
    """What a newer verifier reports on is not guessed at."""
    path = report(case)
    noted = side_car(path)
    noted["verifier"]["report"] = "sightings"
    Path(f"{path}.datapackage.json").write_text(json.dumps(noted), encoding="utf-8")
    done = case.run("changes", "--since-report", path)
    assert (done.status, "Install a newer verifier" in done.err) == (4, True)


def test_a_report_of_another_ledger_is_refused(case: CommandLine) -> None:
    """The same question to another database, or to an older copy of this one, is a conflict: exit 5."""
    older = Path(str(case.location.path)).read_bytes()
    case.ok("say", "depot", "- Kyiv @ 2024-11-20")
    path = report(case)
    restored = case.file("restored.db", older)
    done = case.run("--db", restored, "changes", "--since-report", path)
    assert done.status == 5
    assert done.err == (
        f"error: {path} was made at r4, which is not in this database. The report is of another ledger, or this one "
        "was restored from an older copy. Choose the right one with --db\n"
    )
    assert case.run("--db", str(case.home / "nowhere.db"), "changes", "--since-report", path).status == 6


def files(desk: CommandLine) -> dict[str, bytes]:
    """What is in the home directory of a report, or of a part of one."""
    return {file.name: file.read_bytes() for file in desk.home.iterdir() if "report" in file.name}


def limited(desk: CommandLine, blocks: int, *words: str) -> subprocess.CompletedProcess[bytes]:
    """Run the command where no file may grow beyond so many blocks of 1,024 bytes."""
    script = f'ulimit -f {blocks}; exec "$@"'
    command = ["/bin/bash", "-c", script, "bash", str(COMMAND), *words]
    return subprocess.run(
        command, env=desk.environment, capture_output=True, timeout=PATIENCE, cwd=desk.home, check=False
    )


@pytest.mark.parametrize(
    ("words", "large"), [(("attributions",), "the report"), (("claims", "tag:" + "x" * 60_000), "its side-car")]
)
def test_a_full_disk_leaves_both_files_as_they_were(case: CommandLine, words: tuple[str, ...], large: str) -> None:
    """Whether the report does not fit or its side-car: the earlier two stay, and no part of a file is left."""
    case.ok("say", "depot", "- Kyiv: " + '"' + "long " * 30_000 + '" @ 2024-11-20')
    path = report(case, "changes")
    before = files(case)
    done = limited(case, 80, "report", *words, "-o", path)
    assert (done.returncode, done.stderr.startswith(f"error: {path}".encode())) == (2, True), (large, done.stderr)
    assert files(case) == before


@pytest.mark.parametrize("taken", ["report.csv", "report.csv.datapackage.json"])
def test_a_directory_in_the_place_of_either_file_is_refused(case: CommandLine, taken: str) -> None:
    """Nothing is written, not even the other file."""
    (case.home / taken).mkdir()
    done = case.run("report", "claims", "-o", str(case.home / "report.csv"))
    assert (done.status, done.err) == (
        2,
        f"error: {case.home / taken} cannot be written: Is a directory. Choose another place\n",
    )
    assert [file.name for file in case.home.iterdir() if "report" in file.name] == [taken]


def test_a_device_is_not_replaced_by_a_report(case: CommandLine) -> None:
    """What is neither a file nor free is refused: it would not be there afterwards."""
    pipe = case.home / "report.csv"
    os.mkfifo(pipe)
    done = case.run("report", "claims", "-o", str(pipe))
    assert (done.status, done.err) == (
        2,
        f"error: {pipe} cannot be written: it is no file. Choose another place\n",
    )
    assert pipe.is_fifo()


def test_a_report_of_sources_tells_what_the_registry_knew(case: CommandLine) -> None:
    """Every source is a row; an entry changed or added since is told by its name."""
    path = report(case, "sources")
    case.ok("correct", "Reuters", "--reliability", "B", "--why", "long experience")
    case.ok("source", "add", "The Depot Gazette", "--kind", "media")
    changed = {row["ref"]: row for row in case.ok("--json", "changes", "--since-report", path).json}
    assert {ref: row["fate"] for ref, row in changed.items()} == {"Reuters": "changed", "The Depot Gazette": "new"}
    assert changed["Reuters"]["differs"] == ["reliability"]
    assert changed["Reuters"]["claim"] is None
    assert "reliability: (empty) → B" in case.ok("changes", "--since-report", path).out


def test_a_report_of_sources_takes_no_query_and_no_said_time(case: CommandLine) -> None:
    """What it would leave out is refused; what was known earlier can be asked for."""
    assert case.run("report", "sources", "Moscow").status == 2
    assert case.run("report", "sources", "--as-of", "2024-11-19").status == 2
    assert case.ok("report", "sources", "--known-at", "r1").out.startswith("name,aliases,kind,party,official")
