"""What is written meanwhile is there for whoever asks next, and is taken back with the rest."""

import signal
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.storage.builders import revision
from verifier.domain.errors import DatabaseError
from verifier.domain.model import Claim
from verifier.storage.connection import Connection
from verifier.storage.engine import Database, reading, writing
from verifier.storage.layout import insert_meanwhile

CALLED = "SELECT text FROM claims"


@contextmanager
def raised(engine: Database, error: type[BaseException]) -> Iterator[Connection]:
    """A transaction in which that is raised."""
    with pytest.raises(error), writing(engine) as connection:
        yield connection


def test_what_is_written_meanwhile_can_be_asked_for(engine: Database) -> None:
    """Whoever asks waits for it; and it is committed with the rest."""
    with revision(engine) as ledger:
        ledger.add_claims([Claim(0, f"claim {number}") for number in range(3_000)])
        ledger.flush_meanwhile()
        assert len(ledger.connection.run(CALLED)) == 3_000
        ledger.add_claim(Claim(0, "one more"))
        ledger.flush_meanwhile()
    with reading(engine) as connection:
        assert len(connection.run(CALLED)) == 3_001


def test_what_goes_wrong_meanwhile_is_raised_where_it_is_waited_for(sqlite_engine: Database) -> None:
    """And nothing is left behind."""
    twice = [("claims", [(1, 1, "a claim", "x")]), ("claims", [(1, 1, "another", "y")])]
    with raised(sqlite_engine, DatabaseError) as connection:
        insert_meanwhile(connection, twice)
        connection.run(CALLED)
    with reading(sqlite_engine) as connection:
        assert connection.run(CALLED) == []


def test_a_transaction_ends_after_what_is_done_meanwhile(sqlite_engine: Database) -> None:
    """However it ends: what is written late must not come behind a rollback."""

    def late(driver: sqlite3.Connection) -> None:
        time.sleep(0.05)
        assert driver.in_transaction
        driver.execute("INSERT INTO claims VALUES (1, 1, 'a claim', 'x')")

    with raised(sqlite_engine, KeyboardInterrupt) as connection:
        connection.meanwhile(late)
        signal.raise_signal(signal.SIGINT)
    with reading(sqlite_engine) as connection:
        assert connection.run(CALLED) == []


def test_what_went_wrong_meanwhile_is_not_lost_at_the_end(sqlite_engine: Database) -> None:
    """A transaction in which nobody asked again is not committed."""

    def failing(driver: sqlite3.Connection) -> None:
        driver.execute("INSERT INTO claims VALUES (1, 1, 'a claim', 'x')")
        driver.execute("no statement")

    with raised(sqlite_engine, DatabaseError) as connection:
        connection.meanwhile(failing)
    with reading(sqlite_engine) as connection:
        assert connection.run(CALLED) == []
