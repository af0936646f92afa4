"""A server that is killed or whose disk fills up: nothing acknowledged is lost, and nobody has to start anew."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

import psycopg
import pytest

from tests.conftest import IN_CI, Server
from tests.crashing import Place, chances
from tests.killing import kill_server
from tests.servers import USER, OwnServer, mounted, own_server
from tests.storage.builders import a_claim
from verifier.domain.errors import DatabaseError
from verifier.services.maintenance.check import check_database
from verifier.services.record.actions import Entry, log_entry
from verifier.services.record.sheets import SheetFile, log_sheets
from verifier.services.workspace import Workspace
from verifier.storage.db.location import Location

pytestmark = pytest.mark.long

ROUNDS: Final = 2
CLAIMS: Final = 200


@pytest.fixture(scope="module")
def mortal() -> Iterator[OwnServer]:
    """A server that may be killed."""
    with own_server() as found:
        if found is None:
            (pytest.fail if IN_CI else pytest.skip)("PostgreSQL is not installed, or not where this test looks for it")
        yield found


@pytest.fixture
def on_server(mortal: OwnServer) -> Iterator[Location]:
    """A database on it."""
    with Server(mortal.address).database() as location:
        yield location


def restart(mortal: OwnServer) -> None:
    """Stop the server at once and start it again."""
    mortal.stop()
    mortal.start()


def recorded(workspace: Workspace, text: str) -> int:
    """The revision in which a claim was logged."""
    revision = log_entry(workspace, Entry(text, phrases=("Moscow says",))).revision
    assert revision is not None
    return revision.id


def test_writers_lose_nothing_when_the_server_is_killed(mortal: OwnServer) -> None:
    """Each is told in words or had it recorded; once the server is back all go on, and all they were told is there."""
    found = list(kill_server(mortal, chances(1), ROUNDS))
    assert [fault for each in found for fault in each.faults] == []
    assert all(each.killed and each.told for each in found)


def test_a_restart_goes_unnoticed_by_who_was_idle(mortal: OwnServer, on_server: Location) -> None:
    """A connection that was open before does not come back as an error."""
    workspace = Workspace(on_server, "ann")
    first = recorded(workspace, "The depot burned")
    restart(mortal)
    assert recorded(workspace, "The bridge fell") == first + 1
    workspace.close()


def test_a_server_that_is_down_is_told_and_found_again(mortal: OwnServer, on_server: Location, tmp_path: Path) -> None:
    """The command ends with exit status 6 and one line; an open workspace tells the same and then writes on."""
    workspace = Workspace(on_server, "ann")
    first = recorded(workspace, "The depot burned")
    mortal.kill()
    mortal.start()
    mortal.stop()
    done = Place(on_server, tmp_path).run("log", "The bridge fell", "-a", "Moscow says")
    assert (done.returncode, done.stderr.count("\n")) == (6, 1)
    assert "cannot be reached" in done.stderr
    with pytest.raises(DatabaseError, match="cannot be reached"):
        recorded(workspace, "The bridge fell")
    mortal.start()
    assert recorded(workspace, "The bridge fell") == first + 1
    workspace.close()


@pytest.mark.parametrize(
    ("sealed", "told"),
    [
        (False, r"the connection to the server was lost\. Try again"),
        (True, r"so it may be recorded or not\. See what is"),
    ],
)
def test_a_connection_lost_while_recording_is_told(
    mortal: OwnServer, on_server: Location, *, sealed: bool, told: str
) -> None:
    """Before the commit nothing is recorded; whether a commit was heard nobody knows, so one is told to look."""
    workspace = Workspace(on_server, "ann")
    first = recorded(workspace, "The depot burned")
    with pytest.raises(DatabaseError, match=told):
        interrupted(workspace, mortal, sealed=sealed)
    assert recorded(workspace, "The bridge fell") == first + 1
    workspace.close()


def interrupted(workspace: Workspace, mortal: OwnServer, *, sealed: bool) -> None:
    """Begin to record a claim, up to the commit or not, and lose the server."""
    with workspace.write("log") as ledger:
        ledger.add_claim(a_claim())
        if sealed:
            ledger.seal()
        restart(mortal)
        ledger.flush()


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """A disk of twelve megabytes for the server; a database without anything in it takes seven."""
    with tempfile.TemporaryDirectory() as directory:
        if not mounted("mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", directory):
            pytest.skip("this user may not mount a small disk (mount -t tmpfs)")
        shutil.chown(directory, USER)
        yield Path(directory)
        assert mounted("umount", "--lazy", directory)


@pytest.fixture
def on_small_disk(mortal: OwnServer, small_disk: Path) -> Iterator[Location]:
    """A database there; the server would not start again with one whose disk is gone."""
    server = Server(mortal.address)
    server.execute(f"CREATE TABLESPACE small LOCATION '{small_disk}'")
    server.execute("CREATE DATABASE small TEMPLATE template0 TABLESPACE small")
    yield Location.parse(server.url("small"))
    server.drop("small")
    server.execute("DROP TABLESPACE small")


def test_a_full_disk_of_the_server_loses_nothing(mortal: OwnServer, small_disk: Path, on_small_disk: Location) -> None:
    """When no more fits in, that is told and nothing of it is recorded; work goes on once there is room."""
    workspace = Workspace(on_small_disk, "ann")
    first = recorded(workspace, "The depot burned")
    fill(Server(mortal.address).url("small"))
    with pytest.raises(DatabaseError, match=r"the server's disk is full\. Nothing was recorded"):
        log_many(workspace)
    assert mounted("mount", "-o", "remount,size=64m", str(small_disk))
    checked = check_database(workspace)
    assert (checked.claims, checked.fault) == (1, None)
    assert log_many(workspace) == first + 1
    assert check_database(workspace).claims == 1 + CLAIMS
    workspace.close()


def fill(address: str) -> None:
    """Write into a table of nobody's, which stands apart from ours, until nothing more fits in."""
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("CREATE SCHEMA apart")
        connection.execute("CREATE TABLE apart.filling (words text)")
        with suppress(psycopg.errors.DiskFull):
            while True:
                connection.execute("INSERT INTO apart.filling SELECT repeat('x', 1000) FROM generate_series(1, 50)")


def log_many(workspace: Workspace) -> int:
    """Log more than fits into the pages there are; the revision."""
    sheet = "".join(f"## Claim {number}\n+ Moscow\n- Kyiv\n" for number in range(CLAIMS))
    revision = log_sheets(workspace, [SheetFile("many", sheet.encode())]).revision
    assert revision is not None
    return revision.id


def test_a_server_that_only_reads_is_told(mortal: OwnServer, on_server: Location) -> None:
    """What is recorded can be read, a write says where to go instead, and goes on once the server takes over."""
    workspace = Workspace(on_server, "ann")
    first = recorded(workspace, "The depot burned")
    mortal.stand_by()
    assert check_database(workspace).claims == 1
    with pytest.raises(DatabaseError, match=r"the server is read-only\. Give the primary server with --db"):
        recorded(workspace, "The bridge fell")
    mortal.promote()
    assert recorded(workspace, "The bridge fell") == first + 1
    assert check_database(workspace).fault is None
    workspace.close()
