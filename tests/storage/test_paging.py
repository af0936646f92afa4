"""Pages of a list from any place in it are the same lines as the whole list has there."""

from random import Random

import pytest

from tests.storage.builders import a_claim, a_standing, put_standings, revision
from verifier.domain.model.claims import Status
from verifier.domain.query import Query
from verifier.services.review.asked import Asked
from verifier.services.review.pager import PresentPager
from verifier.services.workspace import Workspace
from verifier.storage.db.database import open_database
from verifier.storage.db.location import Location
from verifier.storage.lists import lists
from verifier.storage.lists.conditions import Sorting

CLAIMS = 60
HIT = Query(words=("hit",))


@pytest.fixture
def workspace(database: Location) -> Workspace:
    """Claims of few ages, so that many are of one age; two in three are disputed, one in six is struck."""
    engine = open_database(database)
    with revision(engine) as ledger:
        texts = [f"Depot {number} was {'struck' if number % 6 == 0 else 'hit'}" for number in range(CLAIMS)]
        numbers = [number for number, _ in ledger.add_claims([a_claim(text) for text in texts])]
        statuses = {number: Status.DISPUTED if number % 3 else Status.DENIED for number in numbers}
        put_standings(ledger, (a_standing(number, status, since=number % 5) for number, status in statuses.items()))
    engine.dispose()
    return Workspace(database, "ann", clock=lambda: 5_000)


@pytest.mark.parametrize("sorting", Sorting)
@pytest.mark.parametrize("asked", [Asked(), Asked(still_disputed=True), Asked(Query(words=("struck",)))])
def test_any_page_is_a_piece_of_the_list(workspace: Workspace, sorting: Sorting, asked: Asked) -> None:
    """Forward or backward, near a known place or far from any, again and again."""
    whole = [line.number for line in PresentPager(workspace, asked, sorting).rows(0, CLAIMS)]
    shelf = PresentPager(workspace, asked, sorting)
    assert len(shelf) == len(whole) == len(set(whole))
    draw = Random(7)  # noqa: S311 - made-up data need no secrecy
    for _ in range(30):
        start, limit = draw.randrange(len(whole)), draw.randrange(1, 12)
        assert [line.number for line in shelf.rows(start, limit)] == whole[start : start + limit]
    assert [shelf.place(number) for number in whole] == list(range(len(whole)))
    assert set(shelf.numbers()) == set(whole)
    workspace.close()


@pytest.mark.parametrize("many", [1, 1_000])
@pytest.mark.parametrize("asked", [Asked(HIT), Asked(HIT, still_disputed=True)])
def test_words_find_the_same_however_many_have_them(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, asked: Asked, many: int
) -> None:
    """Whether the claims with a word are looked up, as they are few, or each is asked for it in the list's order."""
    monkeypatch.setattr(lists, "FEW", many)
    shelf = PresentPager(workspace, asked, Sorting.NEWEST)
    hit = (number for number in range(1, CLAIMS + 1) if number % 6 != 1 and (number % 3 or not asked.still_disputed))
    expected = sorted(hit, key=lambda number: (-(number % 5), number))
    assert ([line.number for line in shelf.rows(0, CLAIMS)], len(shelf)) == (expected, len(expected))
    workspace.close()


def test_a_claim_that_is_not_listed_has_no_place(workspace: Workspace) -> None:
    """Of some claims, those that are listed are told."""
    shelf = PresentPager(workspace, Asked(still_disputed=True), Sorting.NEWEST)
    assert (shelf.place(3), shelf.which([1, 2, 3, 999])) == (None, {1, 2})
    workspace.close()
