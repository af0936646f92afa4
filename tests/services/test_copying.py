"""A ledger in another database, of any kind, is the same ledger; and nothing is left of a copy that is not."""

import io
import json
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest
from sqlalchemy import Column, insert, select, text

from tests.conftest import Server, copied
from tests.people import opened, refusal
from tests.services.chronicle import LATER, NOW, Newsroom, everything, fault, lists, log
from tests.services.meddling import head_digest, meddle, run
from tests.services.meddling import log as log_claim
from tests.storage.builders import one_of_everything
from verifier.domain.errors import ConflictError, DatabaseError, VerifierError
from verifier.intake.tables.read import TableFormat
from verifier.services.correct.undo import undo
from verifier.services.maintenance.copy import copy_database
from verifier.services.tables.exporter import Wanted, export_table
from verifier.services.tables.imports import ImportOptions, Table, import_table
from verifier.services.workspace import Workspace
from verifier.storage.db.database import connect, open_database, reading, writing
from verifier.storage.db.location import Location
from verifier.storage.ledger.copy import copy_rows, holds_facts
from verifier.storage.schema import tables

pytestmark = pytest.mark.long

NAUGHTY: Final = Path(__file__).parents[2].parent / "shared" / "datasets" / "naughty" / "blns.json"
STEPS: Final = 30
TABLES: Final = tuple(table for table in tables.metadata.sorted_tables if table is not tables.ledger_head)


@pytest.fixture
def workspace(migrated_file: Path, tmp_path: Path) -> Iterator[Workspace]:
    """A workspace in a file, at an instant in December 2024."""
    workspace = Workspace(Location(path=copied(migrated_file, tmp_path)), "ann", clock=lambda: NOW)
    yield workspace
    workspace.close()


@pytest.fixture
def on_server(server: Server) -> Iterator[Location]:
    """A database without tables on a server."""
    with server.database() as location:
        yield location


@contextmanager
def moved(source: Workspace, *targets: Location) -> Iterator[list[Workspace]]:
    """The ledger copied from each place to the next, and where it has been."""
    with ExitStack() as stack:
        been = [source]
        for target in targets:
            checked = copy_database(been[-1], target)
            assert checked.fault is None
            been.append(replace(source, location=target))
            stack.callback(been[-1].close)
        yield been


def contents(workspace: Workspace) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table, as it is stored."""
    with workspace.read() as connection:
        return {table.name: list(connection.stored_rows(table)) for table in TABLES}


def exported(workspace: Workspace) -> str:
    """Everything there is, as JSON Lines."""
    stream = io.StringIO(newline="")
    export_table(workspace, stream, Wanted(TableFormat.JSONL, everything=True))
    return stream.getvalue()


@pytest.mark.parametrize("seed", range(3))
def test_a_ledger_comes_back_as_it_went(workspace: Workspace, on_server: Location, tmp_path: Path, seed: int) -> None:
    """From file to server to file: rows, digests, answers, lists, log and export are the same, undone ones too."""
    newsroom = Newsroom(workspace, seed)
    for _ in range(STEPS):
        newsroom.step()
    undo(workspace, None)
    with moved(workspace, on_server, Location(path=tmp_path / "back.db")) as been:
        for of in (contents, head_digest, everything, lists, log, exported, fault):
            first, *others = map(of, been)
            assert all(other == first for other in others), of.__name__
    assert fault(workspace) is None


def test_a_ledger_moves_between_servers(workspace: Workspace, server: Server, on_server: Location) -> None:
    """From server to server, and from file to file."""
    _ = [Newsroom(workspace, 5).step() for _ in range(STEPS)]
    with server.database() as other, moved(workspace, on_server, other) as (first, *_, last):
        assert contents(first) == contents(last)
    assert workspace.location.path is not None
    beside = Location(path=workspace.location.path.with_name("beside.db"))
    with moved(workspace, beside) as (first, last):
        assert contents(first) == contents(last)
        log_claim(last, "The bridge fell", "Moscow says @ 2024-11-19")
        assert fault(last) is None


def test_every_kind_of_fact_is_copied(migrated_file: Path, on_server: Location, tmp_path: Path) -> None:
    """A row in each table of facts there is arrives with all its columns."""
    source = open_database(Location(path=copied(migrated_file, tmp_path)))
    target = open_database(on_server, create=True)
    one_of_everything(source)
    with writing(source) as connection:
        for table in tables.FACTS:
            if connection.execute(select(table)).first() is None:
                connection.execute(insert(table), {column.name: filler(column) for column in table.columns})
    with reading(source) as original, writing(target) as copy:
        copy_rows(original, copy, lambda *_: None)
        arrived = {table.name: list(copy.stored_rows(table)) for table in TABLES}
        assert arrived == {table.name: list(original.stored_rows(table)) for table in TABLES}
        assert [table.name for table in tables.FACTS if not arrived[table.name]] == []
    source.dispose()
    target.dispose()


_WORDED: Final = {"figures": "{}", "what": "undo"} | dict.fromkeys(
    ("text_sha256", "rows_before", "rows_after", "sha256"), "0" * 64
)


def filler(column: Column[Any]) -> object:
    """A value for a column that refers to the first of whatever it refers to."""
    if (worded := _WORDED.get(column.name)) is not None:
        return worded
    return {int: 1, bool: True}.get(column.type.python_type, "x")


def test_a_copy_is_of_one_moment(workspace: Workspace, on_server: Location, tmp_path: Path) -> None:
    """What others record while it is made is in the ledger, and not in the copy, to a server and to a file."""
    log_claim(workspace, "The bridge fell", "Moscow says @ 2024-11-19")
    colleague = replace(workspace, analyst="bob")
    for number, target in enumerate((on_server, Location(path=tmp_path / "aside.db"))):
        before = lists(workspace)
        recorded: list[int] = []

        def meanwhile(_what: str, done: int, number: int = number, recorded: list[int] = recorded) -> None:
            if done and not recorded:
                recorded.append(done)
                log_claim(colleague, f"Claim {number}", "Kyiv says @ 2024-11-20")

        assert copy_database(workspace, target, meanwhile).fault is None
        copy = replace(workspace, location=target)
        assert recorded
        assert (lists(copy), lists(workspace) == before) == (before, False)
        copy.close()
    colleague.close()


def test_a_prediction_falls_due_in_the_copy_too(workspace: Workspace, on_server: Location) -> None:
    """What is due to change without a write is copied with its instants."""
    log_claim(workspace, "It will rain", "Kyiv says @ 2024-11-19", kind="prediction", happened="2024-12-30")
    with moved(workspace, on_server) as been:
        first, last = map(contents, been)
        assert len(first["claim_states"]) == 2
        assert first == last
        for place in been:
            place.clock = lambda: LATER * 2
            assert fault(place) is None


def test_hostile_texts_arrive_intact(workspace: Workspace, on_server: Location, tmp_path: Path) -> None:
    """As quotations and claims, whatever is in them."""
    if not NAUGHTY.is_file():
        pytest.skip("the list of naughty strings is not here")
    strings = [text for text in json.loads(NAUGHTY.read_text(encoding="utf-8")) if text]
    rows = [{"claim": "Naughty", "origin": "Kyiv", "stance": "affirms", "quote": text} for text in strings]
    rows += [{"claim": text} for text in strings]
    lines = "".join(f"{json.dumps(row)}\n" for row in rows).encode()
    options = ImportOptions(accept_new=True, keep_going=True)
    done = import_table(workspace, Table("t", io.BytesIO(lines), TableFormat.JSONL), options)
    assert done.counts["attribution"] > 400
    with moved(workspace, on_server, Location(path=tmp_path / "back.db")) as been:
        first, second, third = map(contents, been)
        assert first == second == third


def test_a_copy_refuses_changes_as_the_ledger_does(workspace: Workspace, on_server: Location) -> None:
    """Its triggers are on, and it is written to as any other."""
    log_claim(workspace, "The bridge fell", "Moscow says @ 2024-11-19")
    with moved(workspace, on_server) as (_, copy):
        with opened(on_server) as connection:
            assert refusal(connection, "DELETE FROM claims") == "P0001"
        log_claim(copy, "The depot burned", "Kyiv says @ 2024-11-19")
        assert fault(copy) is None


def test_nothing_is_copied_to_where_anything_is(workspace: Workspace, on_server: Location, tmp_path: Path) -> None:
    """A file of any kind, a ledger, its own place and another program's tables are refused and left as they are."""
    log_claim(workspace, "The bridge fell", "Moscow says @ 2024-11-19")
    (tmp_path / "notes.txt").write_text("mine")
    (tmp_path / "nowhere.db").symlink_to(tmp_path / "none")
    for taken in (workspace.location, *(Location(path=tmp_path / name) for name in ("notes.txt", "nowhere.db"))):
        with pytest.raises(ConflictError, match=r"is not empty\. Give the name of a new file") as refused:
            copy_database(workspace, taken)
        assert refused.value.exit_status == 5
    assert (tmp_path / "notes.txt").read_text() == "mine"
    copy_database(workspace, on_server)
    with pytest.raises(ConflictError, match="Make an empty database with createdb"):
        copy_database(workspace, on_server)


def test_another_programs_tables_are_left_alone(workspace: Workspace, on_server: Location) -> None:
    """A database on a server that is not verifier's is not empty."""
    log_claim(workspace, "The bridge fell")
    with opened(on_server) as connection:
        connection.execute("CREATE TABLE albums (title text)")
    with pytest.raises(ConflictError, match="is not empty"):
        copy_database(workspace, on_server)


def test_a_ledger_that_is_not_sound_is_not_copied(workspace: Workspace, tmp_path: Path) -> None:
    """What is wrong is told, and no file is made."""
    log_claim(workspace, "The bridge fell", "Moscow says @ 2024-11-19")
    meddle(workspace, run("UPDATE attributions SET quote = 'other'"))
    with pytest.raises(VerifierError, match=r"is not sound: what revision 2 recorded has been altered\. Nothing was"):
        copy_database(workspace, Location(path=tmp_path / "copy.db"))
    assert sorted(path.name for path in tmp_path.iterdir() if path.suffix == ".db") == ["verifier.db"]


@pytest.mark.parametrize("spoil", ["NEW.text := upper(NEW.text); RETURN NEW;", "RETURN NULL;", "RAISE EXCEPTION 'no';"])
def test_a_copy_that_is_not_the_same_is_dropped(workspace: Workspace, on_server: Location, spoil: str) -> None:
    """Where the server alters, drops or refuses a row, nothing stays, and the next try finds the place empty."""
    log_claim(workspace, "The bridge fell", "Moscow says @ 2024-11-19")
    open_database(on_server, create=True).dispose()
    function = f"CREATE FUNCTION spoil() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {spoil} END $$"
    with opened(on_server) as connection:
        connection.execute(function.encode())
        connection.execute("CREATE TRIGGER spoil BEFORE INSERT ON claims FOR EACH ROW EXECUTE FUNCTION spoil()")
        with pytest.raises(VerifierError):
            copy_database(workspace, on_server)
        connection.execute("DROP FUNCTION spoil() CASCADE")
    engine = connect(on_server)
    with reading(engine) as reader:
        assert not holds_facts(reader)
    engine.dispose()
    with moved(workspace, on_server) as (first, last):
        assert contents(first) == contents(last)


def test_a_source_that_is_no_present_ledger_is_refused(workspace: Workspace, tmp_path: Path) -> None:
    """One that is missing or of an older schema is told, and nothing is made."""
    missing = replace(workspace, location=Location(path=tmp_path / "none.db"))
    with pytest.raises(DatabaseError, match="there is no database at"):
        copy_database(missing, Location(path=tmp_path / "copy.db"))
    with closing(sqlite3.connect(str(workspace.location.path))) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0000'")
        connection.commit()
    with pytest.raises(DatabaseError, match="Run: verifier db upgrade"):
        copy_database(workspace, Location(path=tmp_path / "copy.db"))
    assert not (tmp_path / "copy.db").exists()


def test_a_copy_waits_for_nobody_who_writes_into_its_place(workspace: Workspace, on_server: Location) -> None:
    """While somebody else has the empty database's write lock, the copy is refused as locked."""
    log_claim(workspace, "The bridge fell")
    other = open_database(on_server, create=True)
    with writing(other) as connection:
        connection.execute(text("SELECT id FROM ledger_head FOR UPDATE"))
        with pytest.raises(DatabaseError, match="is locked: another program is writing to it"):
            copy_database(workspace, on_server)
    other.dispose()
