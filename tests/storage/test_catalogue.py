"""The statements that are kept compiled are those that SQLAlchemy describes, and answer the same."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any, Final

import pytest

from tests.catalogue import catalogue_of_server_text, catalogue_text
from tests.storage.builders import something_everywhere_and_a_purge
from verifier.domain.errors import DatabaseError
from verifier.storage.db.connection import Connection
from verifier.storage.db.database import Database, reading, writing
from verifier.storage.db.statement import (
    CATALOGUE,
    CATALOGUE_OF_SERVER,
    CHOICE,
    KNOWN_AT,
    MANY,
    ONE,
    Bound,
    Junction,
    Snapshot,
    Statement,
    Where,
)
from verifier.storage.ledger.chain import select_head
from verifier.storage.lists.conditions import Walk
from verifier.storage.lists.fact_conditions import was_found
from verifier.storage.lists.lists import select_numbers, select_recorded, select_told
from verifier.storage.statements.claims import select_all_claims
from verifier.storage.statements.compiled import STATEMENTS

GIVEN: Final[dict[str, list[Any]]] = {
    "name": ["Russia"],
    "number": [1],
    "numbers": [1, 2, 3],
    "claims": [1, 2],
    "revisions": [2, 3],
    "revision": [1],
    "key": ["strike"],
    "keys": ["strike", "other"],
    "claim": [1],
    "kind": ["entails"],
    "other": [2],
    "digest": ["0"],
    "instant": [10_000],
    "since": [0],
    "until": [10_000],
    "now": [10_000],
    "limit": [1],
    "skip": [0],
    "most": [10],
    "words": ['"bryansk"*'],
    "analyst": ["ann"],
    "statuses": ["disputed", "single-source"],
    "silent_since": [10_000],
    "bits": [7],
    "origins": [1, 2],
    "parties": ["Russia", "Ukraine"],
    "names": ["russia", "ukraine"],
    "sources": [1, 2],
    "tags": ["missiles", "other"],
    "kinds": ["fact", "opinion"],
    "places": ["Bryansk", "Karachev"],
    "start": [0],
    "end": [10_000],
    "analysts": ["ann", "bob"],
}
"""Something to give for each value; a list of which one or more are taken."""

WRITING: Final = frozenset(
    {
        "insert",
        "lists.search.insert_words",
        "lists.search.delete_words",
        "projection.update_totals",
        "projection.delete_all_summaries",
        "projection.delete_all_states",
        "projection.reset_totals",
    }
)
EVERYTHING: Final = Where(Junction.AND, ())
REVISIONS: Final = range(8)
"""Those that there are, and one before and after them."""

KEPT: Final = json.loads(CATALOGUE.read_text("utf-8"))["statements"]
READING: Final = [called for called in KEPT if called.partition(" ")[0] not in WRITING]


def test_the_catalogue_is_what_sqlalchemy_makes() -> None:
    """Every statement, to the letter; if not, run: make catalogue."""
    assert CATALOGUE.read_text("utf-8") == catalogue_text()
    assert CATALOGUE_OF_SERVER.read_text("utf-8") == catalogue_of_server_text()


def given_for(called: str, connection: Connection) -> dict[str, Any]:
    """Values for a variant of a statement."""
    given: dict[str, Any] = {}
    for argument in called.split(" ")[1:]:
        if argument == "where":
            given[argument] = EVERYTHING
            continue
        if CHOICE in argument:
            name, _, choice = argument.partition(CHOICE)
            given[name] = Walk(choice) if name == "walk" else choice == "True"
            continue
        name, colon, shape = argument.partition(":")
        values = identities(connection, called) if name == "identities" else GIVEN[name]
        given[name] = {"": values[0], ONE: values[:1], MANY: values}[colon + shape]
    return given


def identities(connection: Connection, called: str) -> list[str]:
    """Identities of whatever is looked up by them."""
    if "merged" in called:
        merged = "SELECT identity FROM claims WHERE id IN (SELECT claim FROM merges)"
        return [identity for (identity,) in connection.run(merged)]
    table = next((name for name in ("documents", "claims") if name in called.partition(" ")[0]), "attributions")
    return [identity for (identity,) in connection.run(f"SELECT identity FROM {table} LIMIT 2")]  # noqa: S608 - our own


@pytest.mark.long
def test_a_kept_statement_answers_what_sqlalchemy_does(engine: Database) -> None:
    """Rows, columns by name and truth values alike, asked either way, about the present and about every revision."""
    something_everywhere_and_a_purge(engine)
    answered = {
        (called, known_at): asked_both_ways(engine, called, known_at)
        for called in READING
        for known_at in (None, *(REVISIONS if KNOWN_AT in KEPT[called][1] else ()))
    }
    assert {asked: ways for asked, ways in answered.items() if ways[0] != ways[1]} == {}
    found = {called for (called, _), (ours, _) in answered.items() if ours}
    assert len(found) > len(READING) * 0.7


class TakenBackError(Exception):
    """Takes back what a statement that writes has done."""


@contextmanager
def tried(engine: Database) -> Iterator[Connection]:
    """A transaction of which nothing is kept."""
    with suppress(TakenBackError), writing(engine) as connection:
        yield connection
        raise TakenBackError


def asked_both_ways(engine: Database, called: str, known_at: int | None) -> tuple[list[Any], list[Any]]:
    """What a statement answers through the driver, and through SQLAlchemy."""
    with tried(engine) as connection:
        ours = connection.ask(asked_for(called, connection), known_at)
        assert connection.light, called
    with tried(engine) as connection:
        asked = asked_for(called, connection)
        described: Any = asked.statement.describe(Snapshot(connection.sqlite, known_at=known_at), **asked.given)
        theirs = connection.execute(described).all()
    return typed(ours), typed(theirs)


def asked_for(called: str, connection: Connection) -> Bound[Any]:
    """A statement with what is given for it; of a condition, the claims that meet it."""
    asked = STATEMENTS[called.partition(" ")[0]](**given_for(called, connection))
    if KEPT[called][2]:
        return asked
    met = Where(Junction.AND, (asked,))
    of_recorded = asked.statement is was_found or not asked.given.get("listed", True)
    return select_recorded(met) if of_recorded else select_numbers(now=10_000, where=met)


def typed(rows: Sequence[Any]) -> list[list[tuple[str, type, Any]]]:
    """Rows by column, with the types of their values, so that 1 is not taken for True."""
    return [[(name, type(value), value) for name, value in zip(row._fields, row, strict=True)] for row in rows]


def test_every_statement_is_tried() -> None:
    """None of the statements that answer something is left out above."""
    assert {called.partition(" ")[0] for called in READING} == STATEMENTS.keys() - WRITING


def test_what_is_not_kept_is_asked_in_the_same_transaction(engine: Database) -> None:
    """What was written through the driver is seen through SQLAlchemy before it is committed, and is gone with it."""
    with tried(engine) as connection:
        connection.put("claims", [{"id": 1, "revision": 1, "text": "a", "identity": "b"}])
        assert connection.sql.exec_driver_sql("SELECT text FROM claims").scalar_one() == "a"
        connection.sql.exec_driver_sql("DELETE FROM claim_states")
    with reading(engine) as connection:
        assert connection.run("SELECT count(*) FROM claims") == [(0,)]


def test_an_error_of_the_driver_is_told_like_one_of_sqlalchemys(engine: Database) -> None:
    """Whichever way a statement went, its failure is one line about the database."""
    ways = [lambda c: c.run("SELECT * FROM albums"), lambda c: c.sql.exec_driver_sql("SELECT * FROM albums")]
    [ours, theirs] = [refusal(engine, way) for way in ways]
    assert ours == theirs
    assert "albums" in ours


def refusal(engine: Database, way: Callable[[Connection], object]) -> str:
    """What is told of something that fails."""
    with pytest.raises(DatabaseError) as refused:
        written(engine, way)
    return refused.value.message


def written(engine: Database, way: Callable[[Connection], object]) -> None:
    """Something done in a transaction."""
    with writing(engine) as connection:
        way(connection)


def test_connections_are_used_again_and_by_any_thread(engine: Database) -> None:
    """Transactions one after the other share a connection; those at the same time do not."""
    with reading(engine) as first:
        pass
    with reading(engine) as second, reading(engine) as third:
        assert first.driver is second.driver
        assert second.driver is not third.driver


def test_sqlalchemy_may_be_needed_in_the_middle_of_an_answer(engine: Database) -> None:
    """It is put on the connection while rows are still being read."""
    something_everywhere_and_a_purge(engine)
    with reading(engine) as connection:
        rows = connection.stream(select_all_claims())
        first = next(rows)
        counted = "SELECT count(*) FROM claims WHERE id NOT IN (SELECT claim FROM merges)"
        assert connection.sql.exec_driver_sql(counted).scalar_one() == 1 + len(list(rows))
        assert first.claim == 1


@pytest.mark.parametrize("asked", STATEMENTS.values(), ids=STATEMENTS)
def test_the_type_of_rows_is_what_a_statement_answers(asked: Statement[..., Any]) -> None:
    """The columns that the type of its rows declares, in their order; of two it declares the last ones, or none."""
    kinds = reversed(asked.row.__mro__)
    declared = [name for kind in kinds for name in vars(kind).get("__annotations__", {}) if name != "_fields"]
    columns = {tuple(entry[2]) for called, entry in KEPT.items() if called.partition(" ")[0] == asked.name}
    assert {names[len(names) - len(declared) :] for names in columns} == {tuple(declared)}
    assert columns == {tuple(declared)} or asked in {select_head, select_told}
