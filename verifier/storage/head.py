"""The end of the ledger: what the next revision follows from, read in one query."""

from collections.abc import Callable
from typing import NamedTuple

from verifier.domain.errors import DatabaseError
from verifier.storage.connection import Connection
from verifier.storage.digest import ORIGIN

Sign = Callable[[str], str]
"""From a digest to its signature."""

Signer = Callable[[str], Sign | None]
"""From a public key to what signs with it; None where a revision may go unsigned.

Asked only where the analyst has a key in force; refuses what it cannot sign (DatabaseError).
"""


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
    [found] = connection.ask("head", analyst=analyst)
    *numbers, revision, recorded_at, digest, key = found
    last = {table: number or 0 for table, number in zip(found._fields, numbers, strict=False)}
    return Head(last, revision or 0, recorded_at, digest or ORIGIN, key)


def refuse_to_sign(_public_key: str) -> Sign | None:
    """The signer where there is nothing to sign with (DatabaseError)."""
    raise DatabaseError("this analyst's revisions are signed, and there is nothing here to sign them with")
