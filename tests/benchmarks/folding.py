"""A part of a large base folded from the driver's rows, in whatever process: what each core does of the benchmark.

It imports no more than that takes, as a process that begins anew waits for its imports.
"""

import sqlite3
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Final, TypeAlias

from verifier.domain.bulk import Fold
from verifier.domain.model import Registry
from verifier.domain.policy import Policy
from verifier.domain.rows import Row, Topic
from verifier.storage.values import STORED

NOW: Final = 2 * 1_732_000_000_000_000

Part: TypeAlias = tuple[int, int]
"""The first claim, and the first one after."""


def parts(path: Path, count: int) -> list[Part]:
    """The claims in parts of about one size."""
    driver = sqlite3.connect(path)
    [last] = driver.execute("SELECT max(claim) FROM claim_versions").fetchone()
    driver.close()
    size = -(-last // count)
    return [(first, first + size) for first in range(1, last + 1, size)]


def hearing(path: Path, statements: tuple[str, str], registry: Registry) -> Callable[[Part], int]:
    """What works out the histories of a part of the claims, of which none are linked; how many attributions it has."""
    return partial(_heard_of, path, statements, Fold(registry, Policy(), (), STORED))


def _heard_of(path: Path, statements: tuple[str, str], fold: Fold, part: Part) -> int:
    driver = sqlite3.connect(path)
    within = (statement.replace("ORDER BY", "WHERE claim >= ? AND claim < ? ORDER BY") for statement in statements)
    topics, said = (driver.execute(statement, part) for statement in within)
    heard = heard_in(fold, topics, said)
    driver.close()
    return heard


def heard_in(fold: Fold, topics: Iterable[Topic], records: Iterable[Row]) -> int:
    """Work out the histories; how many attributions all their steps have."""
    return sum(len(because) for course in fold.courses(topics, records, NOW) for _, _, because in course.history)
