"""Every change to what was recorded is found, and what two databases recorded alike has one digest."""

import contextlib
from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy import Column, ColumnElement, Executable, Row, Table, false, func, not_, text, update

from tests.storage.builders import a_claim, revision, something_everywhere, something_everywhere_and_a_purge
from verifier.storage.db.connection import Connection
from verifier.storage.db.database import Database, reading, writing
from verifier.storage.ledger.audit import Difference, verify_digests
from verifier.storage.schema.tables import FACTS, revisions
from verifier.storage.statements import revision_log

# The digests of `something_everywhere`: were one to change, so would every digest noted elsewhere.
KNOWN_DIGESTS = (
    "b6e2a80f64943caac3737152fef5c866b6b412872b9c00e324b6b25c83df27ff",
    "7f90132d862f63646e3095234683fa4b7e4e3b0f1425588c13d7fe1f25e22cf1",
    "41bfc7dd3c117eca46c8b0bf80d7a726f40dc887ffd4364c868a7d7a0a31edb5",
    "2d1f197e0f791e5ed7560c876b65bf29caa3797639305ed4e333140e0c35bd60",
)


class UndoneError(Exception):
    """Ends a transaction without a trace."""


def found_after(engine: Database, *statements: Executable) -> list[Difference | None]:
    """What the audit finds after each of these changes by somebody who owns the database; none is kept."""
    found = []
    with contextlib.suppress(UndoneError), writing(engine) as connection:
        disarm(connection)
        for statement in statements:
            change = connection.begin_nested()
            connection.execute(statement)
            found.append(verify_digests(connection))
            change.rollback()
        raise UndoneError
    return found


def disarm(connection: Connection) -> None:
    """Put triggers, references and a server's checks of values out of the way for this transaction."""
    if not connection.sqlite:
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        for check in server_checks(connection):
            connection.execute(text(f"ALTER TABLE {check.table} DROP CONSTRAINT {check.name}"))
        return
    connection.run("PRAGMA defer_foreign_keys=ON")
    triggers = connection.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all()
    for name in triggers:
        connection.execute(text(f"DROP TRIGGER {name}"))


def server_checks(connection: Connection) -> Sequence[Row[Any]]:
    """The checks of values that a server has: of which table, how named and how defined."""
    asked = (
        "SELECT conrelid::regclass::text AS table, conname AS name, pg_get_constraintdef(oid) AS definition "
        "FROM pg_constraint WHERE contype = 'c' AND connamespace = current_schema()::regnamespace"
    )
    return connection.execute(text(asked)).all()


def difference(engine: Database) -> Difference | None:
    """What the audit finds."""
    with reading(engine) as connection:
        return verify_digests(connection)


def test_facts_as_recorded_have_no_difference(engine: Database) -> None:
    """The audit finds nothing in a database nobody meddled with."""
    something_everywhere(engine)
    assert difference(engine) is None


def test_an_empty_database_has_no_difference(engine: Database) -> None:
    """The audit finds nothing where nothing is recorded."""
    assert difference(engine) is None


def test_the_digest_depends_on_the_facts_alone(engine: Database) -> None:
    """Both databases, today and later, give the same facts the same digest."""
    something_everywhere(engine)
    with reading(engine) as connection:
        digests = tuple(recorded.digest for recorded in revision_log.revisions(connection))
    assert digests == KNOWN_DIGESTS


@pytest.mark.parametrize("table", [*FACTS, revisions], ids=lambda table: table.name)
def test_a_changed_column_is_found(engine: Database, table: Table) -> None:
    """Any column of any fact, changed in one row, is a difference."""
    something_everywhere_and_a_purge(engine)
    first = next(iter(table.primary_key))
    changes = {
        column.name: update(table).values({column: changed(column)}).where(first == 1) for column in digested(table)
    }
    found = dict(zip(changes, found_after(engine, *changes.values()), strict=True))
    assert [name for name, difference in found.items() if difference is None] == []


def digested(table: Table) -> list[Column[Any]]:
    """The columns that are in a digest: all but those that come after it, the digest itself being compared."""
    return [column for column in table.columns if column.name != "signature"]


def changed(column: Column[Any]) -> ColumnElement[Any]:
    """Another value of a column than the one it has."""
    kind = column.type.python_type
    if kind is bool:
        return not_(func.coalesce(column, false()))
    return func.coalesce(column, 0) + 100 if kind is int else func.coalesce(column, "") + "x"


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("DELETE FROM attributions WHERE id = 1", Difference(1, "what revision 1 recorded has been altered")),
        ("DELETE FROM revisions WHERE id = 1", Difference(1, "revision 1 is missing")),
        (
            "DELETE FROM revisions WHERE id = 4",
            Difference(4, "claims has a row of revision 4 out of place"),
        ),
        ("DELETE FROM corrections WHERE id = 1", Difference(3, "what revision 3 recorded has been altered")),
        ("DELETE FROM analyst_keys", Difference(3, "what revision 3 recorded has been altered")),
        (
            "INSERT INTO links (id, revision, claim, kind, other) VALUES (9, 2, 1, 'contradicts', 2)",
            Difference(2, "what revision 2 recorded has been altered"),
        ),
        (
            "INSERT INTO links (id, revision, claim, kind, other) VALUES (9, 7, 1, 'contradicts', 2)",
            Difference(7, "links has a row of revision 7 out of place"),
        ),
        ("UPDATE attributions SET id = 4 - id + 10", Difference(1, "what revision 1 recorded has been altered")),
        (
            "UPDATE revisions SET previous_digest = digest WHERE id = 2",
            Difference(2, "revision 2 does not follow from the one before"),
        ),
    ],
)
def test_lost_added_and_reordered_facts_are_found(engine: Database, statement: str, expected: Difference) -> None:
    """The audit names the first revision that is not as it was recorded."""
    something_everywhere(engine)
    assert found_after(engine, text(statement)) == [expected]


def test_a_value_of_another_type_is_found(sqlite_engine: Database) -> None:
    """SQLite would keep bytes where text was; that is a difference, not a failure."""
    something_everywhere(sqlite_engine)
    found = found_after(sqlite_engine, text("UPDATE claims SET text = CAST(text AS BLOB) WHERE id = 1"))
    assert found == [Difference(1, "what revision 1 recorded has been altered")]


@pytest.mark.long
@pytest.mark.parametrize("many", [4_999, 5_001])
def test_a_revision_of_many_batches_is_digested_as_one(engine: Database, many: int) -> None:
    """Rows written some thousands at a time leave the digest as it would be in one go."""
    with revision(engine) as ledger:
        ledger.add_claims([a_claim(f"claim {number}") for number in range(many)])
    assert difference(engine) is None
