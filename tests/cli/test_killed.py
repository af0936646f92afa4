"""The program killed without warning, and a disk that fills up: what was acknowledged stays, nothing is half done."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import copied
from tests.crashing import Place, acknowledged, chances
from verifier.storage.location import Location

ROUNDS = 3


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home directory."""
    (tmp_path / "home").mkdir()
    return tmp_path / "home"


def test_what_was_acknowledged_survives_a_kill(database: Location, home: Path) -> None:
    """Killed while logging, saying, undoing and reading sheets in: every revision told is there, and all is sound."""
    place, chance = Place(database, home), chances(4)
    told: list[int] = []
    for _ in range(ROUNDS):
        told = place.kill_logging(chance)
        assert told
        assert place.faults(told) == []
    assert place.run("log", "The depot burned", "-a", "Moscow says").returncode == 0


@pytest.fixture
def place(started_file: Path, tmp_path: Path, home: Path) -> Place:
    """A SQLite database with a claim in it."""
    place = Place(Location(path=copied(started_file, tmp_path)), home)
    assert place.run("log", "The depot burned", "-a", "Moscow says").returncode == 0
    return place


def test_a_killed_backup_leaves_none_or_a_whole_one(place: Place, tmp_path: Path) -> None:
    """Whatever has the name of a backup is one."""
    chance = chances(5)
    for number in range(ROUNDS):
        target = tmp_path / f"{number}.backup.db"
        place.kill(chance, "db", "backup", str(target))
        assert not target.exists() or place.elsewhere(target).faults([2]) == []
    assert place.faults([2]) == []


@pytest.mark.parametrize("command", ["restore", "rebuild"])
def test_killed_upkeep_leaves_the_database_sound(place: Place, tmp_path: Path, command: str) -> None:
    """A killed restoring or making again has been done or not, and is never half done."""
    backup = tmp_path / "claims.backup.db"
    assert place.run("db", "backup", str(backup)).returncode == 0
    words = ["db", "restore", str(backup), "-y"] if command == "restore" else ["db", "rebuild"]
    chance = chances(6)
    for _ in range(ROUNDS):
        place.kill(chance, *words)
        assert place.faults([2]) == []


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of one megabyte."""
    disk = tmp_path / "disk"
    disk.mkdir()
    if not mounted("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(disk)):
        pytest.skip("this user may not mount a small disk (mount -t tmpfs)")
    yield disk
    assert mounted("umount", "--lazy", str(disk))


def mounted(command: str, *words: str) -> bool:
    """Run a command of mounting; whether it did."""
    program = shutil.which(command)
    return program is not None and subprocess.run([program, *words], check=False, capture_output=True).returncode == 0


def test_a_full_disk_loses_nothing(small_disk: Path, started_file: Path, home: Path) -> None:
    """When no more fits in, that is told; all that was told before is there, and work goes on once there is room."""
    place = Place(Location(path=copied(started_file, small_disk)), home)
    sheet = home / "many.claims.md"
    told, done = home / "told", None
    with told.open("w", encoding="utf-8") as stream:
        for number in range(100):
            sheet.write_text("".join(f"## Claim {n} of sheet {number}\n+ Moscow\n- Kyiv\n" for n in range(100)))
            done = place.run("log", "-f", str(sheet))
            stream.write(done.stderr)
            if done.returncode:
                break
    assert done is not None
    assert (done.returncode, done.stderr.count("\n")) == (6, 1)
    assert "the disk is full. Nothing was recorded" in done.stderr
    assert place.run("db", "backup", str(small_disk / "claims.backup.db")).returncode == 6
    assert [path for path in small_disk.iterdir() if path.is_dir()] == []
    assert mounted("mount", "-o", "remount,size=16m", str(small_disk))
    recorded = acknowledged(told)
    assert recorded
    assert place.faults(recorded) == []
    assert place.run("log", "-f", str(sheet)).returncode == 0
    assert place.faults([*recorded, recorded[-1] + 1]) == []
