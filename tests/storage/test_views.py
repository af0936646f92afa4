"""What other programs read: current facts, one row a line."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.killing import RELEASED
from tests.storage.builders import a_claim, a_standing, one_of_everything, put_standings, revision
from verifier.domain.model.claims import Status
from verifier.storage.db.transaction import Database, reading

HOUR_AND_A_HALF = 5_400_000_000
DOCUMENTED = ("claims_now", "disputed_now", "attributions_now", "status_changes_log")


def rows(engine: Database, view: str, columns: str) -> list[tuple[object, ...]]:
    """Some columns of a view, in order."""
    with reading(engine) as connection:
        return [tuple(row) for row in connection.execute(text(f"SELECT {columns} FROM {view} ORDER BY 1"))]  # noqa: S608 - both are the test's


def test_claims_and_what_is_disputed(engine: Database) -> None:
    """Claims come with their present status, instants as ISO 8601; predictions as they stand now."""
    one_of_everything(engine)
    with revision(engine, at=HOUR_AND_A_HALF, analyst="bob") as ledger:
        ledger.add_claim(a_claim("It will rain"))
        put_standings(
            ledger,
            [
                a_standing(3, Status.NOT_CHECKABLE, valid_until=HOUR_AND_A_HALF),
                a_standing(3, Status.DENIED, since=HOUR_AND_A_HALF, valid_from=HOUR_AND_A_HALF),
            ],
        )
    assert rows(engine, "claims_now", "ref, key, text, status, since, analyst, revision") == [
        ("c1", "strike", "Bryansk was struck", "disputed", "1970-01-01T00:00:00Z", "ann", 1),
        ("c2", None, "Six missiles were fired", "unattributed", "1970-01-01T00:00:00Z", "ann", 1),
        ("c3", None, "It will rain", "denied", "1970-01-01T01:30:00Z", "bob", 3),
    ]
    assert rows(engine, "disputed_now", "ref, tags, parties") == [("c1", '["atacms"]', '["Ukraine"]')]


def test_attributions_with_the_names_of_those_involved(engine: Database) -> None:
    """Each attribution names its origin, carrier, document and outlet."""
    one_of_everything(engine)
    columns = "ref, claim_text, origin, party, nearest_carrier, stance, url, outlet, quote, said_earliest"
    said = "1970-01-01T00:00:00Z"
    assert rows(engine, "attributions_now", columns) == [
        (
            "a1", "Bryansk was struck", "Moscow", "Russia", "The Moscow Times", "affirms", "https://example.org/1",
            "The Moscow Times", None, said,
        ),
        ("a2", "Six missiles were fired", "Moscow", "Russia", None, "denies", None, None, "“Nothing was fired”", said),
    ]  # fmt: skip


def test_the_log_of_status_changes(engine: Database) -> None:
    """Each change comes with its claim, time, analyst and reasons."""
    one_of_everything(engine)
    columns = "id, ref, claim_text, recorded, analyst, from_status, to_status, rule, because, revision"
    assert rows(engine, "status_changes_log", columns) == [
        (1, "c1", "Bryansk was struck", "1970-01-01T00:00:00Z", "ann", None, "disputed", 9, '["a1"]', 1)
    ]


@pytest.mark.parametrize("released", sorted(RELEASED.glob("*.db")), ids=lambda path: path.stem)
def test_columns_are_only_ever_added(sqlite_engine: Database, released: Path) -> None:
    """What other programs read from a database of an earlier release is there in those of today, in its order."""
    with closing(sqlite3.connect(f"file:{released}?mode=ro&immutable=1", uri=True)) as connection:
        views = [name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'view'")]
        then = {view: [row[1] for row in connection.execute(f"PRAGMA table_info({view})")] for view in DOCUMENTED}
    assert set(views) >= set(DOCUMENTED)
    with reading(sqlite_engine) as transaction:
        for view, columns in then.items():
            now = [row[1] for row in transaction.execute(text(f"PRAGMA table_info({view})"))]
            assert [column for column in now if column in columns] == columns, view
