"""What it costs to recompute every status and every history of a large base, against fetching the same rows.

All stream the claims and the records in the same order; the first drops what the driver gives, the others fold it claim
by claim. What is folded is checked in every run: no attribution may be left out of the histories.
"""

import sqlite3
from collections import deque
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

from tests.benchmarks.harness import Timed, interleaved
from verifier.domain.bulk import Fold, Row
from verifier.domain.model import Claim, ClaimKind
from verifier.domain.policy import Policy
from verifier.storage import queries
from verifier.storage.engine import Transaction, reading
from verifier.storage.location import Location
from verifier.storage.schema import open_database
from verifier.storage.values import figure_of, unlisted

NOW: Final = 2 * 1_732_000_000_000_000

CLAIMS: Final = "SELECT claim, kind, against, favours FROM claim_versions ORDER BY claim"
RECORDS: Final = """
    SELECT id, claim, origin, nearest, stance, certainty, basis, figure, said_earliest, said_latest
    FROM attributions ORDER BY claim, said_earliest, id
"""


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
                "all of it through SQLAlchemy": lambda: histories_anyhow(connection, rows),
            },
        )
    driver.close()
    return timed


def fetch(driver: sqlite3.Connection) -> None:
    """Stream what a fold needs, and drop it."""
    deque(driver.execute(CLAIMS), maxlen=0)
    deque(driver.execute(RECORDS), maxlen=0)


def statuses(driver: sqlite3.Connection, connection: Transaction) -> None:
    """Work out every claim's present status."""
    deque(a_fold(connection).courses(claims_of(driver), driver.execute(RECORDS), NOW), maxlen=0)


def histories(driver: sqlite3.Connection, connection: Transaction, rows: int) -> None:
    """Work out every claim's status and history from the driver's rows."""
    check(a_fold(connection), claims_of(driver), driver.execute(RECORDS), rows)


def histories_anyhow(connection: Transaction, rows: int) -> None:
    """Work out every claim's status and history from what the storage room gives."""
    check(a_fold(connection), queries.all_claims(connection), queries.records(connection), rows)


def a_fold(connection: Transaction) -> Fold:
    """A fold that remembers nothing yet."""
    return Fold(queries.registry(connection), Policy(), queries.links(connection), figure_of)


def check(fold: Fold, claims: Iterable[Claim], records: Iterable[Row], rows: int) -> None:
    """Work out the histories; each step must have its attributions, and none may be left out."""
    heard = sum(len(step.because) for course in fold.courses(claims, records, NOW) for step in course.history())
    if heard != rows:
        raise AssertionError(f"{heard} of {rows} attributions were folded")


def claims_of(driver: sqlite3.Connection) -> Iterator[Claim]:
    """The claims, with no more of each than the rules look at."""
    interests = cache(unlisted)
    for number, kind, against, favours in driver.execute(CLAIMS):
        yield Claim(number, "", kind=KIND[kind], against=interests(against), favours=interests(favours))


KIND: Final[dict[Any, ClaimKind]] = {kind.value: kind for kind in ClaimKind}
