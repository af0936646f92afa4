"""What other programs read: current facts, one row a line."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.killing import RELEASED
from tests.storage.builders import a_claim, a_standing, one_of_everything, put_standings, revision, something_everywhere
from verifier.domain.model.claims import Status
from verifier.domain.revisions import Undoing
from verifier.storage.db.database import Database, reading

HOUR_AND_A_HALF = 5_400_000_000
DOCUMENTED = ("claims_now", "disputed_now", "attributions_now", "status_changes_log")


def rows(engine: Database, view: str, columns: str) -> list[tuple[object, ...]]:
    """Some columns of a view, in order."""
    with reading(engine) as connection:
        found = connection.execute(text(f"SELECT {columns} FROM {view} ORDER BY 1"))  # noqa: S608 - both are the test's
        return [tuple(map(_as_in_file, row)) for row in found]


def _as_in_file(value: object) -> object:
    """A value as views of a file have it; a server's times are times."""
    return f"{value.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" if isinstance(value, datetime) else value


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


def test_sources_documents_verdicts_and_links(engine: Database) -> None:
    """Each with who recorded it; sources and documents with how many attributions there are, links with both texts."""
    one_of_everything(engine)
    counted = rows(engine, "sources_now", "name, party, official, confidential, attributions, analyst")
    assert counted == [("Moscow", "Russia", True, False, 2, "ann"), ("The Moscow Times", None, False, False, 0, "ann")]
    told = rows(engine, "documents_now", "url, outlet, attributions, recorded")
    assert told == [("https://example.org/1", "The Moscow Times", 1, "1970-01-01T00:00:00Z")]
    assert rows(engine, "verdicts_now", "ref, claim_text, verdict") == [("c1", "Bryansk was struck", "confirmed")]
    assert rows(engine, "links_now", "ref, kind, other_ref, other_text") == [
        ("c2", "entails", "c1", "Bryansk was struck")
    ]


def test_views_leave_out_what_was_corrected(engine: Database) -> None:
    """A link and an attribution that a correction took out, in place of which another stands."""
    something_everywhere(engine)
    assert rows(engine, "links_now", "link") == []
    assert [ref for (ref,) in rows(engine, "attributions_now", "ref")] == ["a1", "a3"]


def test_views_leave_out_what_was_undone(engine: Database) -> None:
    """All that the revision recorded, but for the log of status changes."""
    one_of_everything(engine)
    with revision(engine, at=9_000) as ledger:
        ledger.add_undo(1, Undoing.UNDO)
    for view in ("claims_now", "documents_now", "links_now", "verdicts_now", "sources_now"):
        assert rows(engine, view, "revision") == [], view
    assert len(rows(engine, "status_changes_log", "id")) == 1


def test_times_are_times_on_a_server_and_text_in_a_file(engine: Database) -> None:
    """And a server says what its views hold."""
    one_of_everything(engine)
    with reading(engine) as connection:
        [since] = connection.execute(text("SELECT since FROM claims_now WHERE claim = 1")).one()
        if connection.sqlite:
            assert since == "1970-01-01T00:00:00Z"
            return
        assert since == datetime(1970, 1, 1, microsecond=10, tzinfo=UTC)
        commented = "SELECT obj_description('claims_now'::regclass, 'pg_class')"
        assert connection.execute(text(commented)).scalar() == "One row a claim, as it is now."
