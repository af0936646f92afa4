"""Names of files that are no UTF-8: a database, its backup and its copy have them as well as any other."""

import os
from pathlib import Path

import pytest

from tests.cli.driving import CommandLine
from verifier.storage.db.location import Location

NAME = os.fsdecode(b"caf\xe9 \xff%2f?#.db")


@pytest.mark.long
def test_a_database_may_have_any_name(desk: CommandLine, tmp_path: Path) -> None:
    """It is made, read, written, backed up, restored and copied; bytes that are no text are shown as such."""
    path = tmp_path / NAME
    other = CommandLine(desk.home, Location(path=path), {})
    assert other.process("log", "The depot burned", "-a", "Moscow says @ 2024-11-19").status == 0
    assert path.exists()
    backup, copy = tmp_path / f"backup {NAME}", tmp_path / f"copy {NAME}"
    for words in (
        ("db", "backup", str(backup)),
        ("db", "copy", str(path), str(copy)),
        ("db", "restore", "-y", str(backup)),
    ):
        done = other.process(*words)
        assert (done.status, "sound: 1 claim" in done.out) == (0, True), done.err
    for place in (path, backup, copy):
        done = desk.process("--db", str(place), "list")
        assert (done.status, "The depot burned" in done.out) == (0, True), done.err
