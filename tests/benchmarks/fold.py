"""What it costs to recompute every status and every history of a large base, against fetching the same rows.

All stream the claims and the records in the same order; the first drops what the driver gives, the others fold it claim
by claim. What is folded is checked in every run: no attribution may be left out of the histories. Where several cores
fold, each has its part of the claims, and a connection of its own.
"""

import sqlite3
from collections import deque
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import Final

from sqlalchemy.dialects import sqlite

from tests.benchmarks.folding import NOW, heard_in, hearing, parts
from tests.benchmarks.harness import Timed, interleaved
from verifier.domain.bulk import Fold
from verifier.domain.policy import Policy
from verifier.domain.rows import Row, Topic
from verifier.services.spreading import cores, spread
from verifier.storage import folding, queries
from verifier.storage.engine import Transaction, reading
from verifier.storage.location import Location
from verifier.storage.schema import open_database
from verifier.storage.values import STORED

FETCHED: Final = (
    "SELECT claim, kind, against, favours FROM claim_versions ORDER BY claim",
    """SELECT id, claim, origin, nearest, stance, certainty, basis, figure, said_earliest, said_latest
    FROM attributions ORDER BY claim, said_earliest, id""",
)
"""What a fold looks at, as it is stored."""
TOPICS: Final = "SELECT claim, kind, against, favours, happened_latest FROM claim_versions ORDER BY claim"
SAID: Final = str(folding.said().compile(dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True}))
"""The same, as a fold takes it."""
ON_ALL_CORES: Final = 3
"""The place among what is measured of the fold on all cores."""
PARTS: Final = 2
"""Into how many parts the claims are divided for each core."""


def measure(path: Path, rounds: int) -> list[Timed]:
    """Time all on a base in which nothing was corrected or taken back; it is read only."""
    driver = sqlite3.connect(path)
    [rows] = driver.execute("SELECT count(*) FROM attributions").fetchone()
    with reading(open_database(Location(path=path))) as connection:
        timed = interleaved(
            rounds,
            {
                "fetch with the driver": lambda: fetch(driver),
                "and work out statuses": lambda: statuses(driver, connection),
                "and histories": lambda: histories(driver, connection, rows),
                f"the same on {cores()} cores": lambda: histories_spread(path, connection, rows),
                "all of it through SQLAlchemy": lambda: histories_anyhow(connection, rows),
            },
        )
    driver.close()
    return timed


def fetch(driver: sqlite3.Connection) -> None:
    """Stream what a fold needs, and drop it."""
    for statement in FETCHED:
        deque(driver.execute(statement), maxlen=0)


def statuses(driver: sqlite3.Connection, connection: Transaction) -> None:
    """Work out every claim's present status."""
    deque(a_fold(connection).courses(driver.execute(TOPICS), driver.execute(SAID), NOW), maxlen=0)


def histories(driver: sqlite3.Connection, connection: Transaction, rows: int) -> None:
    """Work out every claim's status and history from the driver's rows."""
    check(a_fold(connection), driver.execute(TOPICS), driver.execute(SAID), rows)


def histories_spread(path: Path, connection: Transaction, rows: int) -> None:
    """Work out every claim's status and history on all cores, from rows that each has from the driver."""
    make = partial(hearing, path, (TOPICS, SAID), queries.registry(connection))
    heard = sum(spread(make, parts(path, PARTS * cores()), cores()))
    if heard != rows:
        raise AssertionError(f"{heard} of {rows} attributions were folded")


def histories_anyhow(connection: Transaction, rows: int) -> None:
    """Work out every claim's status and history from what the storage room gives."""
    check(a_fold(connection), folding.topics(connection), folding.records(connection), rows)


def a_fold(connection: Transaction) -> Fold:
    """A fold that remembers nothing yet."""
    return Fold(queries.registry(connection), Policy(), queries.links(connection), STORED)


def check(fold: Fold, topics: Iterable[Topic], records: Iterable[Row], rows: int) -> None:
    """Work out the histories; none of the attributions may be left out."""
    heard = heard_in(fold, topics, records)
    if heard != rows:
        raise AssertionError(f"{heard} of {rows} attributions were folded")
