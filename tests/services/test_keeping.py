"""The check finds whatever is not what the facts give; making it again from the facts mends it."""

from functools import partial

import pytest
from sqlalchemy import Table, delete, insert, text, update

from tests.services.chronicle import NOW, Newsroom, lists
from tests.services.clocks import Clock
from tests.services.meddling import begin, fault, forge, head_digest, log, meddle, run
from verifier.domain.errors import DatabaseError
from verifier.domain.model.time import DAY
from verifier.services.correct.undo import undo
from verifier.services.maintenance.check import check_database
from verifier.services.maintenance.rebuild import rebuild_database
from verifier.services.record.actions import Entry, say_of
from verifier.services.workspace import Workspace
from verifier.storage.db.connection import Connection
from verifier.storage.db.database import connect, writing
from verifier.storage.db.location import Location
from verifier.storage.schema.tables import FACTS, claim_accounts, claim_states, claim_terms, revisions


@pytest.fixture
def workspace(empty: Workspace) -> Workspace:
    """A workspace with two claims, one disputed, one confirmed by an analyst."""
    begin(empty)
    return empty


@pytest.mark.long
def test_a_database_nobody_meddled_with_is_sound(workspace: Workspace) -> None:
    """All claims are counted, and a digest noted earlier is found again with its revision."""
    noted = head_digest(workspace)
    log(workspace, "Six missiles were fired")
    checked = check_database(workspace, noted)
    assert (checked.claims, checked.fault) == (3, None)
    assert checked.noted is not None
    assert checked.noted.id == 4


@pytest.mark.long
@pytest.mark.parametrize("table", [claim_states, claim_accounts, claim_terms], ids=lambda table: table.name)
def test_every_column_beside_the_facts_is_compared(workspace: Workspace, table: Table) -> None:
    """Any column of a table that can be made again, changed in one row, is a fault; making it again mends it."""
    missed = []
    for column in [column.name for column in table.columns]:
        meddle(workspace, partial(alter_one, table=table, column=column))
        if fault(workspace) is None:
            missed.append(column)
        rebuild_database(workspace)
    assert (missed, fault(workspace)) == ([], None)


def alter_one(connection: Connection, table: Table, column: str) -> None:
    """Change a column of a table's first row."""
    row = next(connection.stored_rows(table))
    same = [of_key == row[of_key.name] for of_key in table.primary_key]
    connection.execute(update(table).where(*same).values({column: other(row[column])}))


def other(value: object) -> object:
    """Another value than this one, of its type."""
    if value is None:
        return "[]"
    if isinstance(value, bool):
        return not value
    return f"{value}x" if isinstance(value, str) else int(str(value)) // 2 - 1


@pytest.mark.long
@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ("DELETE FROM claim_states WHERE claim = 1", "c1 is listed as nothing, and its facts give disputed"),
        (
            "UPDATE claim_states SET status = 'denied' WHERE claim = 1",
            "c1 is listed as denied, and its facts give disputed",
        ),
        (
            "UPDATE claim_states SET affirmed = 7 WHERE claim = 2",
            "c2 is listed as confirmed with other details than its facts give",
        ),
        ("DELETE FROM claim_accounts WHERE claim = 2", "what reports tell of c2 is not what its facts give"),
        (
            "UPDATE claim_accounts SET why = 'Nobody knows.' WHERE claim = 1",
            "what reports tell of c1 is not what its facts give",
        ),
        ("DELETE FROM status_totals", "the claims listed as not-checkable are counted as None, and are 0"),
        (
            "UPDATE status_totals SET claims = 9 WHERE status = 'disputed' AND still_disputed",
            "the claims listed as disputed are counted as 9, and are 1",
        ),
        ("DELETE FROM claim_terms", "c1 is not looked up by the text, tags and parties it has"),
        ("DELETE FROM claim_words", "c1 is not found by the words it has"),
    ],
)
def test_the_first_fault_is_told_in_words_and_mended(workspace: Workspace, change: str, expected: str) -> None:
    """What is wrong is said with the claim, and is right again when made again from the facts."""
    before = lists(workspace)
    meddle(workspace, run(change))
    assert fault(workspace) == expected
    assert rebuild_database(workspace) == 2
    assert fault(workspace) is None
    assert lists(workspace) == before


@pytest.mark.long
@pytest.mark.parametrize("table", [claim_states, claim_accounts], ids=lambda table: table.name)
def test_a_listed_claim_that_does_not_exist_is_found(workspace: Workspace, table: Table) -> None:
    """A place in the lists, or a summary, without a claim behind it is a fault."""

    def copy_under_another_number(connection: Connection) -> None:
        [row, *_] = connection.stored_rows(table)
        connection.execute(insert(table), {**row, "claim": 99})

    meddle(workspace, copy_under_another_number)
    assert fault(workspace) in {
        "c99 is listed, and does not exist",
        f"{table.name} refers at 3 to something in claims that there is not",
    }
    rebuild_database(workspace)
    assert fault(workspace) is None


def test_bytes_that_are_no_text_beside_the_facts_are_found(sqlite_database: Location) -> None:
    """A status that is no text is told, not stumbled over."""
    workspace = Workspace(sqlite_database, "ann")
    log(workspace, "The depot burned")
    meddle(workspace, run("UPDATE claim_states SET status = CAST(X'FF' AS TEXT)"))
    assert "claim_states has at claim 1" in str(fault(workspace))
    workspace.close()


@pytest.mark.long
@pytest.mark.parametrize("seed", range(3))
def test_rebuilding_changes_nothing_that_was_right(workspace: Workspace, seed: int) -> None:
    """After random writes, undoings included, all that can be made again is what it was."""
    newsroom = Newsroom(workspace, seed)
    for _ in range(14):
        newsroom.step()
    before, sound = lists(workspace), fault(workspace)
    meddle(
        workspace,
        lambda connection: connection.execute(delete(claim_states)),
        lambda connection: connection.execute(delete(claim_terms)),
        run("DELETE FROM claim_words"),
    )
    rebuild_database(workspace)
    assert (lists(workspace), sound, fault(workspace)) == (before, None, None)


@pytest.mark.long
def test_a_forged_statement_is_found_by_the_lists(workspace: Workspace) -> None:
    """Who also makes the digests anew has still changed what the facts give."""
    meddle(workspace, run("UPDATE attributions SET stance = 'affirms' WHERE id = 2"), forge)
    assert fault(workspace) == "c1 is listed as disputed, and its facts give confirmed"


@pytest.mark.long
def test_a_log_without_its_end_is_found(workspace: Workspace) -> None:
    """The last status a claim was logged with is the one it has."""
    last = "(SELECT max(id) FROM status_changes WHERE claim = 2)"
    meddle(workspace, run(f"DELETE FROM status_changes WHERE id = {last}"), forge)  # noqa: S608 - our own words
    assert fault(workspace) == "the log does not end with the status of c2"


@pytest.mark.long
def test_a_forged_past_is_found_against_a_noted_digest(workspace: Workspace) -> None:
    """Whatever is made to agree with itself has not the digest that was noted elsewhere."""
    noted = head_digest(workspace)
    meddle(workspace, run("UPDATE attributions SET quote = 'never said' WHERE id = 1"), forge)
    assert fault(workspace) is None
    assert fault(workspace, noted) == (
        f"no revision has the digest {noted}: the newest ones are missing, or this is an older copy or another database"
    )


@pytest.mark.long
def test_lost_newest_revisions_are_found_against_a_noted_digest(workspace: Workspace) -> None:
    """A database cut short is sound in itself, and lacks the digest that was noted."""
    early = head_digest(workspace)
    log(workspace, "Six missiles were fired", "Moscow says @ 2024-11-19")
    noted = head_digest(workspace)
    cut = [run(f"DELETE FROM {table.name} WHERE revision = 5") for table in reversed(FACTS)]  # noqa: S608 - our names
    meddle(workspace, *cut, run("DELETE FROM revisions WHERE id = 5"), run("DELETE FROM claim_states WHERE claim = 3"))
    rebuild_database(workspace)
    assert (fault(workspace), fault(workspace, early)) == (None, None)
    assert str(fault(workspace, noted)).startswith(f"no revision has the digest {noted}")


def test_a_flipped_byte_anywhere_in_the_file_is_found(sqlite_database: Location) -> None:
    """Wherever a recorded text lies in the file, in a table or in an index, changing it is found."""
    workspace = Workspace(sqlite_database, "ann")
    log(workspace, "The depot burned", 'Moscow says: "it burned down" @ 2024-11-19', key="depot")
    texts = ["The depot burned", "it burned down", head_digest(workspace), identity(workspace)]
    workspace.close()
    path = sqlite_database.path
    assert path is not None
    content = path.read_bytes()
    for sought in texts:
        places = occurrences(content, sought.encode())
        assert places
        for place in places:
            path.write_bytes(content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])
            assert found_wrong(workspace), f"{sought!r} at {place}"
            workspace.close()


def identity(workspace: Workspace) -> str:
    """What the only claim is told apart by."""
    with workspace.read() as connection:
        return str(connection.scalar(text("SELECT identity FROM claims")))


def occurrences(content: bytes, sought: bytes) -> list[int]:
    """Where bytes are found in a file."""
    return [place for place in range(len(content)) if content.startswith(sought, place)]


def found_wrong(workspace: Workspace) -> bool:
    """Whether the check finds a fault, or cannot read the file at all."""
    try:
        return fault(workspace) is not None
    except DatabaseError:
        return True


@pytest.mark.long
def test_a_prediction_falls_due_without_a_fault(workspace: Workspace, clock: Clock) -> None:
    """Before, after, with further statements then, undone or made again: its standing and its log are right."""
    log(workspace, "A truce holds", "Moscow says @ 2024-11-19", kind="prediction", happened="2024-12-31")
    assert fault(workspace) is None
    clock.now = NOW + 30 * DAY
    assert fault(workspace) is None
    say_of(workspace, Entry("c3", phrases=("Kyiv has not confirmed @ 2025-01-02",)))
    assert fault(workspace) is None
    say_of(workspace, Entry("c3", phrases=("Kyiv denies @ 2025-01-03",)))
    assert fault(workspace) is None
    undo(workspace)
    assert fault(workspace) is None
    rebuild_database(workspace)
    assert fault(workspace) is None


@pytest.mark.long
def test_a_clock_that_goes_back_changes_no_order(workspace: Workspace, clock: Clock) -> None:
    """Times of recording never go back; what was said while the clock was ahead is still heard."""
    clock.now = NOW + DAY
    say_of(workspace, Entry("c2", phrases=("Kyiv says",)))
    clock.now = NOW - DAY
    log(workspace, "Six missiles were fired", "Moscow says @ 2024-11-19")
    with workspace.read() as connection:
        times = [revision["recorded_at"] for revision in connection.stored_rows(revisions)]
    assert times == [NOW, NOW, NOW, NOW, NOW + DAY, NOW + DAY]
    assert fault(workspace) is None
    before = lists(workspace)
    rebuild_database(workspace)
    assert lists(workspace) == before
    clock.now = 0
    assert fault(workspace) is None


def test_a_table_that_refuses_changes_no_more_is_a_fault(sqlite_database: Location) -> None:
    """Even while nothing has been changed yet."""
    workspace = Workspace(sqlite_database, "ann")
    log(workspace, "The depot burned")
    workspace.close()
    engine = connect(sqlite_database)
    with writing(engine) as connection:
        connection.execute(text("DROP TRIGGER claims_refuses_update"))
    engine.dispose()
    assert fault(workspace) == "claims refuses changes no more: its trigger claims_refuses_update is missing"
    workspace.close()


@pytest.mark.long
def test_an_old_copy_is_found_against_a_noted_digest(workspace: Workspace) -> None:
    """Put back, it is sound in itself, and lacks the digest noted since."""
    early = head_digest(workspace)
    kept: dict[Table, list[dict[str, object]]] = {}

    def keep(connection: Connection) -> None:
        kept.update({table: list(connection.stored_rows(table)) for table in (revisions, *FACTS)})

    meddle(workspace, keep)
    log(workspace, "Six missiles were fired", "Moscow says @ 2024-11-19")
    noted = head_digest(workspace)

    def put_back(connection: Connection) -> None:
        connection.execute(delete(claim_terms))
        connection.execute(delete(claim_states))
        for table in (*reversed(FACTS), revisions):
            connection.execute(delete(table))
        for table in (revisions, *FACTS):
            if kept[table]:
                connection.execute(insert(table), kept[table])

    meddle(workspace, put_back, run("DELETE FROM claim_words"))
    rebuild_database(workspace)
    assert (fault(workspace), fault(workspace, early)) == (None, None)
    assert str(fault(workspace, noted)).startswith(f"no revision has the digest {noted}")
