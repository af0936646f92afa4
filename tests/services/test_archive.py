"""An archive read on two worker processes of a scheduler gives what it gives when read here."""

import io
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Final
from unittest.mock import patch

import pytest
from distributed import Client, LocalCluster
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.domain.builders import END, a_case, a_dossier, affirms
from tests.domain.strategies import cases
from tests.services.chronicle import NOW
from verifier.domain.errors import UsageError, VerifierError
from verifier.domain.explain.claim_report import full_answer, kept
from verifier.domain.explain.state import ClaimState
from verifier.domain.rules.records import Case
from verifier.intake.tables.read import TableFormat
from verifier.services.evaluate import dask
from verifier.services.evaluate.dask import Group, read_here, reader
from verifier.services.maintenance.upkeep import check_database, rebuild_database
from verifier.services.tables.imports import ImportOptions, Table, import_table
from verifier.services.workspace import Workspace
from verifier.storage.db.location import Location
from verifier.storage.lists.lists import standings as recorded_standings

FULL = partial(full_answer, instant=END)
MANY = 400
EMERGENT: Final = Path(__file__).parents[2].parent / "shared" / "datasets" / "emergent" / "attributions.csv"


def a_cluster(workers: int) -> LocalCluster:
    """A scheduler with so many worker processes of one thread each, at ports that are free."""
    return LocalCluster(
        n_workers=workers,
        processes=True,
        threads_per_worker=1,
        host="127.0.0.1",
        scheduler_port=0,
        dashboard_address="127.0.0.1:0",
        scheduler_kwargs={"allowed_failures": 0},
    )


@pytest.fixture(scope="module")
def cluster() -> Iterator[LocalCluster]:
    """A scheduler with two workers."""
    with a_cluster(2) as found:
        yield found


@pytest.fixture
def client(cluster: LocalCluster) -> Iterator[Client]:
    """A client of its own, for what a test does to the workers."""
    with Client(cluster, set_as_default=False) as found:
        yield found


def a_group(case: Case) -> Group:
    """All the claims of a case, the last first."""
    return Group(a_dossier(case), tuple(sorted(case.claims, reverse=True)))


def some_groups(number: int) -> Iterator[Group]:
    """Groups that can be told apart by when their only record was said."""
    return (Group(a_dossier(a_case(affirms(1, at))), (1,)) for at in range(number))


@settings(max_examples=10, deadline=None, derandomize=True, database=None)
@given(st.lists(cases(), min_size=1, max_size=20))
def test_linked_claims_read_on_workers_give_what_they_give_here(cluster: LocalCluster, some: list[Case]) -> None:
    """Statuses, histories, reasons and prospects are the same, in the same order, whatever the registry and policy."""
    groups = [a_group(case) for case in some]
    with patch.object(dask, "_BUNDLE_RECORDS", 20), reader(cluster.scheduler_address) as read:
        assert list(read(FULL, groups)) == list(read_here(FULL, groups))


def test_what_comes_back_is_in_order_and_little_is_under_way(cluster: LocalCluster) -> None:
    """Groups are taken as the workers get through them, so an archive larger than the memory can be read."""
    taken = 0

    def groups() -> Iterator[Group]:
        nonlocal taken
        for group in some_groups(MANY):
            taken += 1
            yield group

    with patch.object(dask, "_BUNDLE_RECORDS", 10), reader(cluster.scheduler_address) as read:
        found = read(partial(kept, instant=MANY), groups())
        next(found)
        assert taken < MANY / 4
        assert [line.standing.last_said for (line,) in found] == list(range(1, MANY))
    assert taken == MANY


def test_nothing_to_read_gives_nothing(cluster: LocalCluster) -> None:
    """An empty archive is read, and is empty."""
    with reader(cluster.scheduler_address) as read:
        assert list(read(FULL, ())) == []


def test_without_a_scheduler_claims_are_read_here() -> None:
    """Nothing of Dask is needed then."""
    with patch.dict(sys.modules, {"distributed": None}), reader(None) as read:
        assert [full.answer.last_said for full in read(FULL, some_groups(3))] == [0, 1, 2]


def test_what_to_install_is_said() -> None:
    """Without the extra, a scheduler is refused in words."""
    with (
        patch.dict(sys.modules, {"distributed": None}),
        pytest.raises(UsageError, match=r"pip install 'verifier-ledger\[dask\]'"),
        reader("tcp://127.0.0.1:8786"),
    ):
        pass


@pytest.mark.parametrize("address", ["", "host", "http://host", "tls://127.0.0.1:1", "127.0.0.1:x"])
def test_an_address_of_no_scheduler_is_refused(address: str) -> None:
    """What cannot be an address, or cannot be reached with the settings there are, is told by itself."""
    with pytest.raises(UsageError, match=f"no Dask scheduler answers at '{address}'"), reader(address):
        pass


def test_a_scheduler_without_workers_is_refused() -> None:
    """Nobody is left waiting for workers that were never started."""
    with (
        a_cluster(0) as idle,
        pytest.raises(VerifierError, match="has no workers"),
        reader(idle.scheduler_address),
    ):
        pass


def statuses(workspace: Workspace) -> list[ClaimState]:
    """What lists are made from."""
    with workspace.read() as connection:
        return list(recorded_standings(connection))


@pytest.mark.skipif(not EMERGENT.is_file(), reason="the Emergent rumours are not there")
def test_the_rumours_are_rebuilt_on_workers_as_they_are_here(sqlite_database: Location, cluster: LocalCluster) -> None:
    """A real set of rumours has the same statuses after it was rebuilt on workers, and is sound."""
    workspace = Workspace(sqlite_database, "ann", clock=lambda: NOW)
    table = Table("t", io.BytesIO(EMERGENT.read_bytes()), TableFormat.CSV)
    claims = import_table(workspace, table, ImportOptions(accept_new=True)).counts["claim"]
    rebuild_database(workspace)
    before = statuses(workspace)
    with patch.object(dask, "_BUNDLE_RECORDS", 100):
        assert rebuild_database(workspace, cluster.scheduler_address) == claims
    assert statuses(workspace) == before
    assert check_database(workspace).fault is None
    workspace.close()


def set_program(program: str) -> None:
    """On a worker: be of another version."""
    dask._SAME_PROGRAM = program  # type: ignore[misc]  # noqa: SLF001 - there is one version to test with


def test_workers_of_another_version_are_refused(cluster: LocalCluster, client: Client) -> None:
    """Another version may have other rules, and its answers would be kept as this one's."""
    client.run(set_program, "0.0.1")
    try:
        with reader(cluster.scheduler_address) as read, pytest.raises(VerifierError, match=r"a worker has .* 0\.0\.1"):
            list(read(FULL, some_groups(3)))
    finally:
        client.run(set_program, dask._SAME_PROGRAM)  # noqa: SLF001


def test_workers_that_die_are_told() -> None:
    """A bundle that takes its worker with it ends the reading, once the scheduler has enough of it."""
    with (
        a_cluster(1) as mortal,
        reader(mortal.scheduler_address) as read,
        pytest.raises(VerifierError, match="its workers ended"),
    ):
        list(read(die, some_groups(3)))


def die(*_: object) -> None:
    """On a worker: end the process."""
    import os

    os._exit(1)
