"""A ledger that a colleague sent, made to do harm: refused when it is opened, or interrupted by its analyst."""

import shutil
import signal
import sqlite3
import subprocess
import time
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.driving import COMMAND, PATIENCE, CommandLine
from tests.storage.test_failures import unchangeable

ENDLESS = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x AS id, x AS claim FROM n"
ENDLESS_TRIGGER = (
    "CREATE TRIGGER endless AFTER INSERT ON claims WHEN (SELECT max(id) FROM ({})) > 0 BEGIN SELECT 1; END"
)
TABLES = ("claims", "claim_states", "revisions", "ledger_head", "alembic_version", "claim_words", "status_totals")


def meddle(desk: CommandLine, *statements: str) -> None:
    """Change the file as its owner can."""
    with closing(sqlite3.connect(desk.location.path or "", isolation_level=None)) as driver:
        driver.execute("PRAGMA foreign_keys=OFF")
        for statement in statements:
            driver.execute(statement)


@pytest.mark.parametrize("table", TABLES)
def test_a_view_in_the_place_of_a_table_is_refused(desk: CommandLine, table: str) -> None:
    """One that would go on for ever: every command says so at once, with exit status 6, and the audit finds it."""
    meddle(desk, f"DROP TABLE {table}", f"CREATE VIEW {table} AS {ENDLESS}")
    for words in (("list",), ("show", "c1"), ("log", "The depot burned")):
        done = desk.run(*words)
        assert done.status == 6, words
        assert done.err == (
            f"error: {desk.location} is not as verifier makes it: {table} is a view. Restore it from a backup\n"
        )
    audited = desk.run("audit")
    assert (audited.status, audited.out) == (1, f"not sound: {table} is a view\n")


def test_a_table_of_another_kind_is_refused(desk: CommandLine) -> None:
    """A virtual table can do anything its module does."""
    meddle(desk, "DROP TABLE claim_states", "CREATE VIRTUAL TABLE claim_states USING fts5 (claim, status)")
    assert "claim_states is another kind of table" in desk.run("list").err


@pytest.mark.long
def test_what_goes_on_for_ever_can_be_interrupted(desk: CommandLine) -> None:
    """A trigger that never ends: Ctrl-C ends the command, with its exit status, and nothing is recorded."""
    meddle(desk, ENDLESS_TRIGGER.format(ENDLESS))
    with subprocess.Popen(
        [COMMAND, "log", "The depot burned", "-a", "Moscow says"],
        env=desk.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        time.sleep(2)
        assert process.poll() is None
        process.send_signal(signal.SIGINT)
        out, _ = process.communicate(timeout=PATIENCE)
    assert (process.returncode, out) == (130, b"")
    assert desk.ok("list", "--json").json == []


def test_a_ledger_in_a_place_that_is_read_only_is_read_and_audited(desk: CommandLine, tmp_path: Path) -> None:
    """As it stands, which is said; where the newest revisions are in a log beside it, it has to be copied."""
    desk.ok("log", "The depot burned", "-a", "Moscow says @ 2024-11-19")
    place = tmp_path / "disc"
    place.mkdir()
    copy = place / "case.db"
    shutil.copy(desk.location.path or "", copy)
    with unchangeable(place):
        for words in (("list",), ("audit",)):
            done = desk.ok("--db", str(copy), *words)
            assert "1 claim" in done.out + done.err
            assert done.err.endswith(
                f"warning: {copy} is in a place that is read-only: it was read as it stands, without locking it\n"
            )
    (place / "case.db-wal").write_bytes(b"anything")
    with unchangeable(place):
        done = desk.run("--db", str(copy), "list")
    assert (done.status, "has to be copied" in done.err or "Copy both files" in done.err) == (6, True)
