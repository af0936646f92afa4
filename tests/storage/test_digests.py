"""Every change to what was recorded is found, and what two databases recorded alike has one digest."""

import contextlib
from typing import Any

import pytest
from sqlalchemy import Column, ColumnElement, Connection, Engine, Executable, Table, func, not_, text, update

from tests.storage.builders import a_claim, one_of_everything, revision
from verifier.storage import journal
from verifier.storage.audit import Difference, verify_digests
from verifier.storage.engine import is_sqlite, reading, writing
from verifier.storage.tables import FACTS, revisions

# The head digest of `one_of_everything`: were it to change, so would every digest noted elsewhere.
KNOWN_DIGEST = "7f90132d862f63646e3095234683fa4b7e4e3b0f1425588c13d7fe1f25e22cf1"


class UndoneError(Exception):
    """Ends a transaction without a trace."""


def found_after(engine: Engine, *statements: Executable) -> list[Difference | None]:
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
    """Put triggers and references out of the way for this transaction."""
    if not is_sqlite(connection):
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        return
    connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
    triggers = connection.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all()
    for name in triggers:
        connection.execute(text(f"DROP TRIGGER {name}"))


def difference(engine: Engine) -> Difference | None:
    """What the audit finds."""
    with reading(engine) as connection:
        return verify_digests(connection)


def test_facts_as_recorded_have_no_difference(engine: Engine) -> None:
    """The audit finds nothing in a database nobody meddled with."""
    one_of_everything(engine)
    assert difference(engine) is None


def test_an_empty_database_has_no_difference(engine: Engine) -> None:
    """The audit finds nothing where nothing is recorded."""
    assert difference(engine) is None


def test_the_digest_depends_on_the_facts_alone(engine: Engine) -> None:
    """Both databases, today and later, give the same facts the same digest."""
    one_of_everything(engine)
    with reading(engine) as connection:
        head = journal.head(connection)
    assert head is not None
    assert head.digest == KNOWN_DIGEST


@pytest.mark.parametrize("table", [*FACTS, revisions], ids=lambda table: table.name)
def test_a_changed_column_is_found(engine: Engine, table: Table) -> None:
    """Any column of any fact, changed in one row, is a difference."""
    one_of_everything(engine)
    first = next(iter(table.primary_key))
    changes = {
        column.name: update(table).values({column: changed(column)}).where(first == 1) for column in table.columns
    }
    found = dict(zip(changes, found_after(engine, *changes.values()), strict=True))
    assert [name for name, difference in found.items() if difference is None] == []


def changed(column: Column[Any]) -> ColumnElement[Any]:
    """Another value of a column than the one it has."""
    kind = column.type.python_type
    if kind is bool:
        return not_(column)
    return func.coalesce(column, 0) + 100 if kind is int else func.coalesce(column, "") + "x"


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("DELETE FROM attributions WHERE id = 1", Difference(1, "what revision 1 recorded has been altered")),
        ("DELETE FROM revisions WHERE id = 1", Difference(1, "revision 1 is missing")),
        (
            "DELETE FROM revisions WHERE id = 2",
            Difference(2, "attributions has a row of revision 2 out of place"),
        ),
        (
            "INSERT INTO links (id, revision, claim, kind, other) VALUES (9, 2, 1, 'contradicts', 2)",
            Difference(2, "what revision 2 recorded has been altered"),
        ),
        (
            "INSERT INTO links (id, revision, claim, kind, other) VALUES (9, 7, 1, 'contradicts', 2)",
            Difference(7, "links has a row of revision 7 out of place"),
        ),
        ("UPDATE attributions SET id = 3 - id + 10", Difference(1, "what revision 1 recorded has been altered")),
        (
            "UPDATE revisions SET previous_digest = digest WHERE id = 2",
            Difference(2, "revision 2 does not follow from the one before"),
        ),
    ],
)
def test_lost_added_and_reordered_facts_are_found(engine: Engine, statement: str, expected: Difference) -> None:
    """The audit names the first revision that is not as it was recorded."""
    one_of_everything(engine)
    assert found_after(engine, text(statement)) == [expected]


def test_a_value_of_another_type_is_found(sqlite_engine: Engine) -> None:
    """SQLite would keep bytes where text was; that is a difference, not a failure."""
    one_of_everything(sqlite_engine)
    found = found_after(sqlite_engine, text("UPDATE claims SET text = CAST(text AS BLOB) WHERE id = 1"))
    assert found == [Difference(1, "what revision 1 recorded has been altered")]


@pytest.mark.parametrize("many", [4_999, 5_001])
def test_a_revision_of_many_batches_is_digested_as_one(engine: Engine, many: int) -> None:
    """Rows written some thousands at a time leave the digest as it would be in one go."""
    with revision(engine) as ledger:
        ledger.add_claims([a_claim(f"claim {number}") for number in range(many)])
    assert difference(engine) is None
