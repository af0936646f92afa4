"""A projection worked out on two worker processes of a scheduler is what it is when worked out here."""

import io
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Final
from unittest.mock import patch

import pytest
from distributed import Client, LocalCluster
from sqlalchemy import select

from tests.clusters import local_cluster
from tests.conftest import copied
from tests.services.chronicle import NOW, Newsroom
from verifier.domain.errors import ConflictError, DatabaseError, UsageError, VerifierError
from verifier.intake.tables.read import TableFormat
from verifier.services.maintenance import rebuild, workers
from verifier.services.maintenance.check import check_database
from verifier.services.maintenance.rebuild import rebuild_database, rebuild_on
from verifier.services.maintenance.workers import connected
from verifier.services.record.actions import Entry, Options, log_entry
from verifier.services.tables.imports import ImportOptions, Table, import_table
from verifier.services.workspace import Workspace
from verifier.storage.db.location import Location
from verifier.storage.schema.tables import claim_accounts, claim_states, claim_terms, status_totals

pytestmark = pytest.mark.long

EMERGENT: Final = Path(__file__).parents[2].parent / "shared" / "datasets" / "emergent" / "attributions.csv"
KEPT: Final = (claim_states, claim_accounts, status_totals, claim_terms)


@pytest.fixture(scope="module")
def cluster() -> Iterator[LocalCluster]:
    """A scheduler with two workers."""
    with local_cluster(2) as found:
        yield found


@pytest.fixture
def begun(begun_database: Location) -> Iterator[Workspace]:
    """A workspace with the starter registry, on each kind of database."""
    workspace = Workspace(begun_database, "ann", clock=lambda: NOW)
    yield workspace
    workspace.close()


@pytest.fixture
def small(begun_file: Path, tmp_path: Path) -> Iterator[Workspace]:
    """A file with one claim."""
    workspace = Workspace(Location(path=copied(begun_file, tmp_path)), "ann", clock=lambda: NOW)
    log_entry(workspace, Entry("Six missiles were fired", phrases=("Moscow says",)), Options())
    yield workspace
    workspace.close()


def projection_of(workspace: Workspace) -> list[list[tuple[object, ...]]]:
    """Every row that is kept beside the facts."""
    with workspace.read() as connection:
        return [sorted(map(tuple, connection.execute(select(table))), key=repr) for table in KEPT]


def test_a_newsroom_is_rebuilt_on_workers_as_it_is_here(begun: Workspace, cluster: LocalCluster) -> None:
    """Links, corrections, undone revisions and a registry that changed give the same rows, on both databases."""
    newsroom = Newsroom(begun, seed=1)
    for _ in range(30):
        newsroom.step()
    claims = rebuild_database(begun)
    before = projection_of(begun)
    with patch.object(workers, "_SHARE_CLAIMS", 3):
        assert rebuild_on(begun, cluster.scheduler_address) == claims
    assert projection_of(begun) == before
    assert check_database(begun).fault is None


@pytest.mark.skipif(not EMERGENT.is_file(), reason="the Emergent rumours are not there")
def test_the_rumours_are_rebuilt_on_workers_as_they_are_here(sqlite_database: Location, cluster: LocalCluster) -> None:
    """A real set of rumours has the same rows after it was rebuilt on workers, and is sound."""
    workspace = Workspace(sqlite_database, "ann", clock=lambda: NOW)
    table = Table("t", io.BytesIO(EMERGENT.read_bytes()), TableFormat.CSV)
    claims = import_table(workspace, table, ImportOptions(accept_new=True)).counts["claim"]
    rebuild_database(workspace)
    before = projection_of(workspace)
    with patch.object(workers, "_SHARE_CLAIMS", 50):
        assert rebuild_on(workspace, cluster.scheduler_address) == claims
    assert projection_of(workspace) == before
    assert check_database(workspace).fault is None
    workspace.close()


def test_an_empty_ledger_is_rebuilt(sqlite_database: Location, cluster: LocalCluster) -> None:
    """There is nothing to read."""
    workspace = Workspace(sqlite_database, "ann", clock=lambda: NOW)
    assert rebuild_on(workspace, cluster.scheduler_address) == 0
    workspace.close()


def test_what_is_recorded_meanwhile_ends_it(small: Workspace, cluster: LocalCluster) -> None:
    """Nobody waits for the workers; what they found of an earlier ledger is not put in, and the new one stays sound."""
    found = workers.rows_on

    def meanwhile(*given: object) -> Iterator[object]:
        yield from found(*given)  # type: ignore[arg-type]
        log_entry(small, Entry("Nothing was fired", phrases=("Kyiv says",)), Options())

    with patch.object(rebuild, "rows_on", meanwhile), pytest.raises(ConflictError, match="recorded meanwhile"):
        rebuild_on(small, cluster.scheduler_address)
    assert check_database(small).fault is None


def test_a_copy_that_is_behind_is_refused(small: Workspace, cluster: LocalCluster, tmp_path: Path) -> None:
    """Workers that read a replica read the revision that is rebuilt, or nothing."""
    assert small.location.path is not None
    (tmp_path / "replica").mkdir()
    replica = Location(path=tmp_path / "replica" / "verifier.db")
    with closing(sqlite3.connect(small.location.path)) as driver:
        driver.execute("VACUUM INTO ?", [str(replica.path)])
    assert rebuild_on(small, cluster.scheduler_address, replica) == 1
    log_entry(small, Entry("Nothing was fired", phrases=("Kyiv says",)), Options())
    with pytest.raises(VerifierError, match="is behind r"):
        rebuild_on(small, cluster.scheduler_address, replica)
    with pytest.raises(DatabaseError, match="nowhere"):
        rebuild_on(small, cluster.scheduler_address, Location(path=tmp_path / "nowhere.db"))
    assert check_database(small).fault is None


def test_what_to_install_is_said(small: Workspace) -> None:
    """Without the extra, a scheduler is refused in words."""
    with (
        patch.dict(sys.modules, {"distributed": None}),
        pytest.raises(UsageError, match=r"pip install 'verifier-ledger\[dask\]'"),
    ):
        rebuild_on(small, "tcp://127.0.0.1:8786")


@pytest.mark.parametrize("address", ["", "host", "http://host", "tls://127.0.0.1:1", "127.0.0.1:x"])
def test_an_address_of_no_scheduler_is_refused(address: str) -> None:
    """What cannot be an address, or cannot be reached with the settings there are, is told by itself."""
    with pytest.raises(UsageError, match=f"no Dask scheduler answers at '{address}'"), connected(address):
        pass


def test_a_scheduler_without_workers_is_refused() -> None:
    """Nobody is left waiting for workers that were never started."""
    with (
        local_cluster(0) as idle,
        pytest.raises(VerifierError, match="has no workers"),
        connected(idle.scheduler_address),
    ):
        pass


def set_program(program: str) -> None:
    """On a worker: be of another version."""
    workers._SAME_PROGRAM = program  # type: ignore[misc]  # noqa: SLF001 - there is one version to test with


def test_workers_of_another_version_are_refused(small: Workspace, cluster: LocalCluster) -> None:
    """Another version may have other rules, and its answers would be kept as this one's."""
    with Client(cluster, set_as_default=False) as client:
        client.run(set_program, "0.0.1")
        try:
            with pytest.raises(VerifierError, match=r"a worker has .* 0\.0\.1"):
                rebuild_on(small, cluster.scheduler_address)
        finally:
            client.run(set_program, workers._SAME_PROGRAM)  # noqa: SLF001


def test_workers_that_die_are_told(small: Workspace) -> None:
    """A share that takes its worker with it ends the work, once the scheduler has enough of it."""
    with (
        local_cluster(1) as mortal,
        patch.object(workers, "_rows", die),
        pytest.raises(VerifierError, match="its workers ended"),
    ):
        rebuild_on(small, mortal.scheduler_address)
    assert check_database(small).fault is None


def die(*_: object) -> None:
    """On a worker: end the process."""
    import os

    os._exit(1)
