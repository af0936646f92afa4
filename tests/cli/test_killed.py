"""The program killed without warning, and a disk that fills up: what was acknowledged stays, nothing is half done."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import pytest

from tests.conftest import copied
from tests.crashing import Place, acknowledged, chances
from tests.killing import Round, kill_backup, kill_importing, kill_logging, kill_upgrade, kill_upkeep
from tests.servers import mounted
from verifier.storage.db.location import Location

pytestmark = pytest.mark.long

ROUNDS: Final = 2


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home directory."""
    (tmp_path / "home").mkdir()
    return tmp_path / "home"


@pytest.fixture
def place(started_file: Path, tmp_path: Path, home: Path) -> Place:
    """A SQLite database with a claim in it."""
    place = Place(Location(path=copied(started_file, tmp_path)), home)
    assert place.faults_going_on() == []
    return place


def faults(rounds: Iterable[Round]) -> list[str]:
    """All that was wrong after any of the rounds."""
    return [fault for each in rounds for fault in each.faults]


def test_what_was_acknowledged_survives_a_kill(database: Location, home: Path) -> None:
    """Killed while logging, saying, undoing and reading sheets in: every revision told is there, and all is sound."""
    assert faults(kill_logging(Place(database, home), chances(4), ROUNDS)) == []


def test_a_killed_import_is_there_as_a_whole_or_not_at_all(database: Location, home: Path) -> None:
    """Killed while a table is read in: all its rows or none, and what was told is there."""
    assert faults(kill_importing(Place(database, home), chances(5), ROUNDS, 400)) == []


def test_a_killed_backup_leaves_none_or_a_whole_one(place: Place) -> None:
    """Whatever has the name of a backup is one; the next attempt makes one."""
    assert faults(kill_backup(place, chances(6), ROUNDS)) == []


def test_killed_upkeep_leaves_the_database_sound(place: Place) -> None:
    """A killed restoring or making again has been done or not, and is never half done; nor is what it kept."""
    assert faults(kill_upkeep(place, chances(7), 1)) == []


def test_a_killed_upgrade_is_done_or_not(home: Path) -> None:
    """A database of a released schema is wholly old or wholly new, and upgrading it again brings it up to date."""
    assert faults(kill_upgrade(home, chances(8), ROUNDS)) == []


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of two megabytes; a database without claims takes less than one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    if not mounted("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(disk)):
        pytest.skip("this user may not mount a small disk (mount -t tmpfs)")
    yield disk
    assert mounted("umount", "--lazy", str(disk))


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
