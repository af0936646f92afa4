"""The log of everything: complete, in the order of recording, and the same however much was recorded since."""

import itertools
from collections import Counter

import pytest
from sqlalchemy import func, select

from tests.services.chronicle import Newsroom, head
from verifier.domain.errors import NotFoundError
from verifier.domain.history import Kind, Recorded, Versioned, part_of
from verifier.domain.model.claims import Claim
from verifier.domain.model.sources import Source
from verifier.reports.log import LogEntry, log_json
from verifier.services.review.asked import When
from verifier.services.review.claim_views import show
from verifier.services.review.compare import contrast
from verifier.services.review.history import log, log_of_claim
from verifier.services.workspace import Workspace
from verifier.storage.db.database import Transaction
from verifier.storage.history import ORDER, read_history
from verifier.storage.statements import queries

pytestmark = pytest.mark.long

SEEDS = range(3)
STEPS = 20


def recorded(workspace: Workspace, known: int | None = None) -> list[Recorded]:
    """Every record there is, as known at a revision."""
    with workspace.read() as connection:
        return list(read_history(connection, known_at=known))


def told(workspace: Workspace, known: int | None = None) -> list[LogEntry]:
    """The log of everything, as known at a revision."""
    with workspace.read() as connection:
        return list(log(connection, known=known))


@pytest.mark.parametrize("seed", SEEDS)
def test_the_log_holds_every_row_and_never_changes_what_it_told(workspace: Workspace, seed: int) -> None:
    """After each random write it says what it said before, and tells more; at the end it is read back as it grew."""
    newsroom = Newsroom(workspace, seed)
    after: dict[int, list[LogEntry]] = {}
    for _ in range(STEPS):
        newsroom.step()
        after[head(workspace)] = told(workspace)
    assert {known: told(workspace, known) for known in after} == after
    found = recorded(workspace)
    with workspace.read() as connection:
        rows = {table.name: connection.scalar(select(func.count()).select_from(table)) or 0 for table in ORDER}
    assert len(found) == sum(rows.values())
    assert [each.revision for each in found] == sorted(each.revision for each in found)
    kinds = Counter(part_of(each.fact).kind for each in found)
    assert kinds[Kind.STATUS] == rows["status_changes"]
    assert kinds[Kind.CLAIM] == rows["claim_versions"]
    assert kinds[Kind.REVISION] == rows["undos"]


@pytest.mark.parametrize("seed", SEEDS)
def test_what_was_before_is_what_was_known_before(workspace: Workspace, seed: int) -> None:
    """Undone versions in between do not count: an old value is the one that was shown until that revision."""
    newsroom = Newsroom(workspace, seed + 10)
    for _ in range(STEPS * 2):
        newsroom.step()
    seen = 0
    for each in recorded(workspace):
        if isinstance(each.fact, Versioned) and isinstance(each.fact.after, Claim | Source) and each.revision > 1:
            with workspace.read() as connection:
                known = _known(connection, each.fact.after, each.revision - 1)
            before = each.fact.before
            assert (before and _comparable(before)) == (known and _comparable(known))
            seen += each.fact.before is not None
    assert seen > 0


def _known(connection: Transaction, entity: Claim | Source, revision: int) -> Claim | Source | None:
    if isinstance(entity, Claim):
        return queries.claim(connection, entity.id, revision)
    return queries.registry(connection, revision).sources.get(entity.id)


def _comparable(entity: object) -> object:
    """A claim without when it was recorded, which the log tells by its revision."""
    if not isinstance(entity, Claim):
        return entity
    return entity.id, entity.text, entity.key, entity.tags, entity.parties, entity.against, entity.happened


@pytest.mark.parametrize("seed", SEEDS)
def test_the_log_of_a_claim_is_a_part_of_the_log_of_everything(workspace: Workspace, seed: int) -> None:
    """In the same order; every status change of the claim is in it."""
    newsroom = Newsroom(workspace, seed + 20)
    for _ in range(STEPS):
        newsroom.step()
    everything = list(log_json(told(workspace), workspace.zone.tz))
    with workspace.read() as connection:
        of_claim = list(log_json(log_of_claim(connection, 1), workspace.zone.tz))
    rest = iter(everything)
    assert all(each in rest for each in of_claim)
    changes = [each for each in everything if (each["kind"], each["ref"]) == (Kind.STATUS, "c1")]
    assert [each for each in of_claim if each["kind"] is Kind.STATUS] == changes


@pytest.mark.parametrize("seed", SEEDS)
def test_two_revisions_are_compared_as_each_was_shown(workspace: Workspace, seed: int) -> None:
    """Both sides are what `show` says; where the status differs, something recorded between decides, else nothing."""
    newsroom = Newsroom(workspace, seed + 30)
    for _ in range(STEPS):
        newsroom.step()
    differing = 0
    for since, until in itertools.combinations(range(1, head(workspace) + 1, 3), 2):
        try:
            found = contrast(workspace, "c1", When(None, since), until)
        except NotFoundError:
            continue
        sides = [None if side is None else side.status for side in (found.before, found.after)]
        assert sides == [_status(workspace, known) for known in (since, until)]
        deciding = [record.ref for record in found.through if record.decides]
        assert bool(deciding) == (sides[0] != sides[1]), (since, until, sides)
        assert all(since < (record.revision or 0) <= until for record in found.through)
        differing += sides[0] != sides[1]
    assert differing > 0


def _status(workspace: Workspace, known: int) -> str | None:
    try:
        return show(workspace, "c1", When(None, known)).full.answer.status
    except NotFoundError:
        return None
