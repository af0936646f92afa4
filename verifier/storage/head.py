"""The end of the ledger: what the next revision follows from, read in one query."""

from collections.abc import Callable
from typing import Final, NamedTuple

from sqlalchemy import Connection

from verifier.domain.errors import DatabaseError
from verifier.storage.appending import NUMBERED
from verifier.storage.digest import ORIGIN
from verifier.storage.engine import is_sqlite

Sign = Callable[[str], str]
"""From a digest to its signature."""

Signer = Callable[[str], Sign | None]
"""From a public key to what signs with it; None where a revision may go unsigned.

Asked only where the analyst has a key in force; refuses what it cannot sign (DatabaseError).
"""

_NUMBERS: Final = ", ".join(f"(SELECT max(id) FROM {table.name})" for table in NUMBERED)  # noqa: S608 - our own names
_HEAD: Final = (
    f"SELECT {_NUMBERS}, r.id, r.recorded_at, r.digest, k.public_key "  # noqa: S608 - likewise
    "FROM (SELECT 1 AS one) AS always "
    "LEFT JOIN revisions r ON r.id = (SELECT max(id) FROM revisions) "
    "LEFT JOIN analyst_keys k ON k.id = (SELECT max(id) FROM analyst_keys WHERE analyst = {analyst})"
)


class Head(NamedTuple):
    """The newest revision (0 before the first) and its digest, the last number given in each table, the key in force.

    `recorded_at` is None before the first revision, `public_key` where the analyst has none.
    """

    last: dict[str, int]
    revision: int
    recorded_at: int | None
    digest: str
    public_key: str | None


def read_head(connection: Connection, analyst: str) -> Head:
    """Where the ledger ends, for a revision by this analyst."""
    statement = _HEAD.format(analyst="?" if is_sqlite(connection) else "%s")
    *numbers, revision, recorded_at, digest, key = connection.exec_driver_sql(statement, (analyst,)).one()
    last = {table.name: number or 0 for table, number in zip(NUMBERED, numbers, strict=True)}
    return Head(last, revision or 0, recorded_at, digest or ORIGIN, key)


def refuse_to_sign(_public_key: str) -> Sign | None:
    """The signer where there is nothing to sign with (DatabaseError)."""
    raise DatabaseError("this analyst's revisions are signed, and there is nothing here to sign them with")
