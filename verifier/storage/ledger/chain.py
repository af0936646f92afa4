"""The chain of revisions: a SHA-256 over everything each one added, and the end that the next one follows from.

Rows are hashed table by table, so that a large revision is digested as it streams.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from verifier.domain.errors import DatabaseError
from verifier.storage.db.connection import Connection
from verifier.storage.db.statement import Row, Snapshot, statement
from verifier.storage.statements.lazy import sql, tables
from verifier.storage.statements.values import canonical, canonical_lines

ORIGIN: Final = "0" * 64
"""What stands for the digest before the first revision's."""

# A signature is given to the digest.
_UNSEALED: Final = frozenset({"digest", "signature"})

Sign = Callable[[str], str]
"""From a digest to its signature."""

Signer = Callable[[str], Sign | None]
"""From a public key to what signs with it; None where a revision may go unsigned.

Asked only where the analyst has a key in force; refuses what it cannot sign (DatabaseError).
"""


class RevisionDigest:
    """The running digest of one revision. Rows of one table are added in the order of their numbers."""

    def __init__(self) -> None:
        self._tables: dict[str, Any] = {}
        self._replaced: dict[str, str] = {}

    def add(self, table: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
        """Take in rows of a table, each with the values of these columns in this order."""
        if not rows:
            return
        if (running := self._tables.get(table)) is None:
            running = self._tables[table] = hashlib.sha256()
        running.update(canonical_lines(tuple(columns), rows))

    def of_table(self, table: str) -> str | None:
        """The digest of a table's rows so far; None if there are none."""
        return self._tables[table].hexdigest() if table in self._tables else None

    def replace(self, table: str, digest: str) -> None:
        """Have another digest stand for the rows of a table."""
        self._replaced[table] = digest

    def __bool__(self) -> bool:
        return bool(self._tables)

    def seal(self, revision: Mapping[str, object]) -> str:
        """The digest of the revision with these fields; tables are taken in the order of their names."""
        digests = {table: running.hexdigest() for table, running in self._tables.items()} | self._replaced
        contents = [[table, digest] for table, digest in sorted(digests.items())]
        own = {name: value for name, value in revision.items() if name not in _UNSEALED and value is not None}
        return hashlib.sha256(canonical([own, contents])).hexdigest()


class Head(NamedTuple):
    """The newest revision (0 before the first) and its digest, the last number given in each table, the key in force.

    `recorded_at` is None before the first revision, `public_key` where the analyst has none.
    """

    last: dict[str, int]
    revision: int
    recorded_at: int | None
    digest: str
    public_key: str | None


class HeadRow(Row):
    """The last number of each table of facts, and more: see `select_head`."""

    revision: int | None
    recorded_at: int | None
    digest: str | None
    public_key: str | None


@statement(HeadRow)
def select_head(_snapshot: Snapshot, analyst: "str | sql.BindParameter[str]") -> "sql.TextualSelect":
    """The last number given in each table, the newest revision, and the key an analyst signs with."""
    numbered = [table.name for table in tables.FACTS if "id" in table.c]
    numbers = ", ".join(f"(SELECT max(id) FROM {name}) AS {name}" for name in numbered)  # noqa: S608 - our own
    statement = sql.text(
        f"SELECT {numbers}, r.id AS revision, r.recorded_at, r.digest, k.public_key "  # noqa: S608 - likewise
        "FROM (SELECT 1 AS one) AS always "
        "LEFT JOIN revisions r ON r.id = (SELECT max(id) FROM revisions) "
        "LEFT JOIN analyst_keys k ON k.id = (SELECT max(id) FROM analyst_keys WHERE analyst = :analyst)"
    )
    answered = (*numbered, "revision", "recorded_at")
    columns = (
        *(sql.column(name, sql.BigInteger()) for name in answered),
        sql.column("digest"),
        sql.column("public_key"),
    )
    given = analyst if isinstance(analyst, sql.BindParameter) else sql.bindparam("analyst", analyst)
    return statement.bindparams(given).columns(*columns)


def read_head(connection: Connection, analyst: str) -> Head:
    """Where the ledger ends, for a revision by this analyst."""
    [found] = connection.ask(select_head(analyst=analyst))
    *numbers, revision, recorded_at, digest, key = found
    last = {table: number or 0 for table, number in zip(found._fields, numbers, strict=False)}
    return Head(last, revision or 0, recorded_at, digest or ORIGIN, key)


def end_of_chain(connection: Connection) -> tuple[int, str] | None:
    """The number and the digest of the newest revision in a file; None before the first, and on a server.

    A file can be put in the place of another while it is open; a server lets nobody do that.
    """
    if not connection.sqlite:
        return None
    found = connection.run("SELECT id, digest FROM revisions ORDER BY id DESC LIMIT 1")
    return tuple(found[0]) if found else None


def check_continues(connection: Connection, seen: tuple[int, str] | None) -> None:
    """Refuse to record in a ledger that does not hold the newest revision seen before (DatabaseError)."""
    if seen is None:
        return
    number, digest = seen
    if connection.run("SELECT 1 FROM revisions WHERE id = ? AND digest = ?", number, digest):
        return
    raise DatabaseError(
        f"{connection.location} no longer holds r{number} as it was read: it was restored or replaced meanwhile, so "
        "nothing was recorded. Leave verifier and open it again"
    )


def refuse_to_sign(_public_key: str) -> Sign | None:
    """The signer where there is nothing to sign with (DatabaseError)."""
    raise DatabaseError("this analyst's revisions are signed, and there is nothing here to sign them with")
