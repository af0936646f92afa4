"""What is recorded stays as recorded, whatever program tries otherwise."""

from collections.abc import Mapping

import pytest
from sqlalchemy import Executable, Table, delete, func, insert, select, text, update

from tests.storage.builders import something_everywhere_and_a_purge
from verifier.domain.errors import DatabaseError
from verifier.storage.db.database import Database, reading, writing
from verifier.storage.schema.tables import FACTS, revisions

TABLES = (*FACTS, revisions)


def refusal(engine: Database, statement: Executable) -> str:
    """What the database answers to a statement."""
    with pytest.raises(DatabaseError) as refused:
        run(engine, statement)
    return str(refused.value)


def run(engine: Database, statement: Executable) -> None:
    """Run a statement in a transaction of its own."""
    with writing(engine) as connection:
        connection.execute(statement)


def refused_tables(engine: Database, attempts: Mapping[str, Executable]) -> list[str]:
    """The tables whose attempt is refused because facts are never altered."""
    return [
        table for table, attempt in attempts.items() if f"{table}: recorded facts are never" in refusal(engine, attempt)
    ]


def test_every_table_of_facts_has_a_row_to_defend(engine: Database) -> None:
    """The attempts below would alter something if they were not refused."""
    something_everywhere_and_a_purge(engine)
    with reading(engine) as connection:
        counts = {table.name: connection.scalar(select(func.count()).select_from(table)) for table in TABLES}
    assert [name for name, count in counts.items() if not count] == []


def test_an_update_is_refused(engine: Database) -> None:
    """No recorded fact can be changed, not even to what it is."""
    something_everywhere_and_a_purge(engine)
    attempts = {t.name: update(t).values({c: c for c in list(t.columns)[-1:]}) for t in TABLES}
    assert refused_tables(engine, attempts) == [table.name for table in TABLES]


def test_a_deletion_is_refused(engine: Database) -> None:
    """No recorded fact can be deleted."""
    something_everywhere_and_a_purge(engine)
    assert refused_tables(engine, {t.name: delete(t) for t in TABLES}) == [table.name for table in TABLES]


def test_emptying_or_replacing_is_refused(engine: Database) -> None:
    """Neither TRUNCATE (PostgreSQL) nor INSERT OR REPLACE (SQLite), which fire no DELETE trigger, get around it."""
    something_everywhere_and_a_purge(engine)
    emptying = replacing if engine.sqlite else truncating
    attempts = {table.name: emptying(table) for table in TABLES}
    assert len(refused_tables(engine, attempts)) == len(TABLES)


def truncating(table: Table) -> Executable:
    """A statement that empties a table and all that refer to it."""
    return text(f"TRUNCATE {table.name} CASCADE")


def replacing(table: Table) -> Executable:
    """A statement that replaces every row by itself."""
    return insert(table).prefix_with("OR REPLACE").from_select(list(table.columns), select(table))
