"""Several programs may write to one database at once."""

import multiprocessing
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Final

import pytest

from tests.conftest import copied
from tests.crashing import content
from tests.killing import RELEASED
from tests.storage.builders import a_claim, a_source, an_attribution, revision
from verifier.domain.errors import DatabaseError
from verifier.storage.db.connection import Connection
from verifier.storage.db.database import Database, State, connect, initialise, open_database, reading, state, writing
from verifier.storage.db.location import Location
from verifier.storage.db.upgrade import upgrade
from verifier.storage.ledger.audit import verify_digests
from verifier.storage.ledger.ledger import Ledger
from verifier.storage.statements import queries, revision_log

WRITERS: Final = 4
WRITES: Final = 15

_fresh = multiprocessing.get_context("spawn")


def write_some(location: Location, writer: int) -> None:
    """Record claims one revision at a time, reading before each write as a service does."""
    engine = open_database(location, busy_seconds=60)
    for number in range(WRITES):
        with revision(engine, analyst=f"analyst {writer}") as ledger:
            known = queries.claim_by_text(ledger.connection, "everybody's claim")
            shared = known.id if known else ledger.add_claim(a_claim("everybody's claim"))[0]
            source = ledger.add_source(a_source(f"source {writer}.{number}"))
            ledger.add_attribution(an_attribution(shared, source))
    engine.dispose()


def run_all(target: Callable[..., None], *arguments: tuple[object, ...]) -> None:
    """Run a function once for each of the arguments, at the same time; all must succeed."""
    processes = [_fresh.Process(target=target, args=given) for given in arguments]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0] * len(processes)


@pytest.mark.long
def test_several_processes_lose_nothing(engine: Database) -> None:
    """Every write is there, numbered without a gap, and the chain of digests holds."""
    run_all(write_some, *((engine.location, writer) for writer in range(WRITERS)))
    with reading(engine) as connection:
        assert [r.id for r in revision_log.revisions(connection)] == list(range(1, WRITERS * WRITES + 1))
        assert len(queries.attributions(connection, [1])) == WRITERS * WRITES
        assert len(queries.registry(connection).sources) == WRITERS * WRITES
        assert verify_digests(connection) is None


def make_tables(location: Location, barrier: Barrier) -> None:
    """Make the database at the same moment as the others."""
    engine = connect(location, create=True, busy_seconds=60)
    barrier.wait()
    initialise(engine)
    assert state(engine) is State.CURRENT
    engine.dispose()


@pytest.mark.long
def test_several_processes_may_make_the_database_at_once(empty_database: Location) -> None:
    """One makes the tables, the others find them."""
    barrier = _fresh.Barrier(3)
    run_all(make_tables, *((empty_database, barrier) for _ in range(3)))
    engine = open_database(empty_database)
    with revision(engine) as ledger:
        ledger.add_claim(a_claim())
    engine.dispose()


class Overtaken:
    """A database of which something happens right after the first transaction."""

    def __init__(self, database: Database, meanwhile: Callable[[], object]) -> None:
        self.location = database.location
        self.sqlite = database.sqlite
        self.notice = database.notice
        self.dispose = database.dispose
        self.rewrite = database.rewrite
        self._database = database
        self._waiting = [meanwhile]

    @contextmanager
    def transaction(self, *, write: bool) -> Iterator[Connection]:
        """A transaction."""
        try:
            with self._database.transaction(write=write) as connection:
                yield connection
        finally:
            while self._waiting:
                self._waiting.pop()()


def test_a_database_that_is_being_made_is_nobody_elses(empty_database: Location) -> None:
    """Made by somebody else between two looks at it, it is ours, and not another application's."""
    engine = connect(empty_database, create=True)
    other = connect(empty_database, create=True)
    assert state(Overtaken(engine, lambda: initialise(other))) is State.CURRENT
    engine.dispose()
    other.dispose()


def bring_up_to_date(location: Location, barrier: Barrier) -> None:
    """Upgrade the database at the same moment as the others."""
    engine = connect(location, busy_seconds=60)
    barrier.wait()
    upgrade(engine, lambda _: None)
    assert state(engine) is State.CURRENT
    engine.dispose()


@pytest.mark.long
def test_several_processes_may_upgrade_the_database_at_once(tmp_path: Path) -> None:
    """One upgrades it, and makes the one backup; the others find it up to date."""
    database = copied(RELEASED / "0001.db", tmp_path)
    before = content(database)
    barrier = _fresh.Barrier(3)
    run_all(bring_up_to_date, *((Location(path=database), barrier) for _ in range(3)))
    assert [content(backup) for backup in tmp_path.glob("*.before-*.db")] == [before]


def test_a_second_writer_is_told_to_wait(engine: Database) -> None:
    """A write while another has the lock fails after the wait it was given, and says so."""
    with writing(engine) as first:
        Ledger.begin(first, at=1, analyst="ann", action="log", detail="", rules_version="1", policy_version="1")
        with pytest.raises(DatabaseError, match="is locked: another program is writing") as refusal, revision(engine):
            pass
    assert "\n" not in str(refusal.value)


def test_a_reader_does_not_wait_and_sees_one_moment(engine: Database) -> None:
    """What is committed while somebody reads appears only in the next reading."""
    with reading(engine) as connection:
        assert revision_log.head(connection) is None
        with revision(engine) as ledger:
            ledger.add_claim(a_claim())
        assert revision_log.head(connection) is None
    with reading(engine) as connection:
        head = revision_log.head(connection)
        assert head is not None
        assert head.id == 1
