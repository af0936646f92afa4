"""Going through the whole log: each entry is what the facts of then give, and there is one for each change."""

from collections.abc import Iterator

import pytest
from sqlalchemy import insert, update

from tests.services.chronicle import NOW, Newsroom
from tests.services.clocks import Clock
from tests.services.meddling import begin, forge, log, meddle, run
from verifier.domain.model.claims import LinkKind
from verifier.domain.model.time import DAY, HOUR
from verifier.domain.query import Query
from verifier.domain.revisions import Correction
from verifier.domain.rules.policy import Policy
from verifier.services.correct.undo import redo, undo
from verifier.services.evaluate.evaluator import reevaluate
from verifier.services.maintenance.check import check_database
from verifier.services.maintenance.rebuild import rebuild_database
from verifier.services.maintenance.replay import Replayed
from verifier.services.record.actions import Entry, link_claims, say_of
from verifier.services.workspace import Workspace
from verifier.storage.db.connection import Connection
from verifier.storage.db.location import Location
from verifier.storage.lists import lists
from verifier.storage.schema.tables import status_changes
from verifier.storage.statements import queries


@pytest.fixture
def workspace(empty: Workspace) -> Workspace:
    """A workspace with two claims, one disputed, one confirmed by an analyst."""
    begin(empty)
    return empty


def replayed(workspace: Workspace) -> str | None:
    """What the check finds that goes through the whole log."""
    return check_database(workspace, deep=True).fault


@pytest.fixture
def newsroom(workspace: Workspace) -> Workspace:
    """The workspace with more in its log."""
    write_on(workspace)
    return workspace


@pytest.fixture
def filed(sqlite_database: Location) -> Iterator[Workspace]:
    """The same in a file."""
    workspace = Workspace(sqlite_database, "ann", clock=Clock())
    begin(workspace)
    write_on(workspace)
    yield workspace
    workspace.close()


def write_on(workspace: Workspace) -> None:
    """Have policies adopted, an attribution and a link taken out of the case, revisions undone and redone."""
    say_of(workspace, Entry("c1", phrases=("Washington says @ 2024-11-21",)))
    link_claims(workspace, "c2", LinkKind.ENTAILS, "c1")
    adopt(workspace, Policy("2", adverse_parties_confirm=False))
    correct(workspace, Correction(attribution=2))
    correct(workspace, Correction(link=1))
    say_of(workspace, Entry("c1", phrases=("Kyiv says @ 2024-11-22",)))
    adopt(workspace, Policy("3", adverse_parties_confirm=True))
    undo(workspace)
    redo(workspace)
    undo(workspace, 8)


def adopt(workspace: Workspace, policy: Policy) -> None:
    """Adopt a policy, and read every claim again."""
    with workspace.write("adopt", policy.version) as ledger:
        ledger.add_policy(policy)
        claims = lists.matching_claims(ledger.connection, Query())
        reevaluate(ledger, claims, queries.registry(ledger.connection))
        ledger.seal()


def correct(workspace: Workspace, correction: Correction) -> None:
    """Take something out of the case, and read every claim again."""
    with workspace.write("correct", reason="misread") as ledger:
        ledger.add_correction(correction)
        claims = lists.matching_claims(ledger.connection, Query())
        reevaluate(ledger, claims, queries.registry(ledger.connection))
        ledger.seal()


@pytest.mark.long
def test_the_whole_log_is_right(newsroom: Workspace) -> None:
    """Under each policy as it was then, with what was corrected, undone and redone."""
    checked = check_database(newsroom, deep=True)
    assert (checked.fault, checked.replayed) == (None, Replayed(revisions=14, other_rules=0, fault=None))


@pytest.mark.long
@pytest.mark.parametrize("seed", range(3))
def test_the_whole_log_of_random_writes_is_right(workspace: Workspace, clock: Clock, seed: int) -> None:
    """Every change is in the log as it is worked out again, and nothing else."""
    news = Newsroom(workspace, seed)
    for _ in range(14):
        clock.now += HOUR
        news.step()
    assert replayed(workspace) is None


@pytest.mark.long
def test_a_prediction_that_fell_due_is_replayed_as_of_then(workspace: Workspace, clock: Clock) -> None:
    """Its status before a write is the one it had by then, though nothing had been written."""
    log(workspace, "A truce holds", "Moscow says @ 2024-11-19", kind="prediction", happened="2024-12-31")
    clock.now = NOW + 30 * DAY
    say_of(workspace, Entry("c3", phrases=("Kyiv denies @ 2025-01-03",)))
    assert replayed(workspace) is None


CHANGED = (
    "from_status = 'denied'", "from_derived = 'denied'", "from_status = NULL", "to_status = 'refuted'",
    "to_derived = 'refuted'", "rule = rule + 1", "support = support + 1", "opposition = opposition + 1",
    "because = '[]'", "policy_version = '9'",
)  # fmt: skip


@pytest.mark.long
def test_a_forged_entry_in_the_middle_of_the_log_is_found(filed: Workspace) -> None:
    """Whatever it says otherwise, also if all digests are made anew: by going through the whole log."""
    rows: list[dict[str, object]] = []
    own = status_changes.c.claim == 1, status_changes.c.from_status.is_not(None)
    meddle(filed, lambda connection: rows.extend(connection.stored_rows(status_changes, *own)))
    entry = status_changes.c.id == rows[0]["id"]
    unseen = []
    for change in CHANGED:
        forged = f"UPDATE status_changes SET {change} WHERE id = {rows[0]['id']}"  # noqa: S608 - our words
        meddle(filed, run(forged), forge)
        if "c1" not in str(replayed(filed)):
            unseen.append(change)
        meddle(filed, lambda connection: connection.execute(update(status_changes).where(entry).values(rows[0])))
    assert unseen == []


@pytest.mark.long
@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (
            "DELETE FROM status_changes WHERE id = 1",
            "r2 logs no change of c1, and its facts give new → disputed",
        ),
        (
            "UPDATE status_changes SET to_status = 'denied', to_derived = 'denied' WHERE id = 1",
            "r2 logs new → denied of c1, and its facts give new → disputed",
        ),
        (
            "UPDATE status_changes SET to_derived = 'denied' WHERE id = 1",
            "r2 logs new → disputed (derived: new → denied) of c1, and its facts give new → disputed",
        ),
        (
            "UPDATE status_changes SET rule = 3 WHERE id = 1",
            "r2 logs a change of c1 with other details than its facts give",
        ),
        ("UPDATE status_changes SET claim = 2 WHERE id = 1", "r2 logs no change of c1, and its facts give"),
        (
            "UPDATE policies SET figures = replace(figures, 'false', 'true') WHERE version = '2'",
            "r10 logs no change of c1, and its facts give corroborated → confirmed",
        ),
        ("UPDATE policies SET figures = replace(figures, '\"2\"', '\"5\"') WHERE version = '2'", "r7 names policy 2"),
        ("DELETE FROM corrections WHERE id = 1", ""),
    ],
)
def test_the_first_fault_in_the_log_is_told_in_words(filed: Workspace, change: str, expected: str) -> None:
    """With its revision, what was logged and what follows from the facts known then."""
    meddle(filed, run(change), forge)
    rebuild_database(filed)
    assert str(replayed(filed)).startswith(expected)
    assert replayed(filed) is not None


@pytest.mark.long
def test_an_entry_of_a_claim_nobody_touched_is_found(newsroom: Workspace) -> None:
    """A revision logs no change of a claim on which it does not bear."""

    def copied_into_another_revision(connection: Connection) -> None:
        *_, row = connection.stored_rows(status_changes, status_changes.c.claim == 2)
        connection.execute(insert(status_changes), {**row, "id": 99, "revision": 14})

    meddle(newsroom, copied_into_another_revision, forge)
    assert replayed(newsroom) == "r14 logs a change of c2, on which it does not bear"


def test_revisions_under_other_rules_are_counted_and_left_alone(filed: Workspace) -> None:
    """What other rules gave cannot be worked out again; the rest is."""
    meddle(filed, run("UPDATE revisions SET rules_version = '0' WHERE id < 4"), forge)
    assert check_database(filed, deep=True).replayed == Replayed(revisions=11, other_rules=3, fault=None)
