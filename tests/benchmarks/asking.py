"""What questions cost at the query, within a process that has asked before: a filter, one claim as of then, a page."""

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Final

from tests.benchmarks.harness import Timed, interleaved
from verifier.domain.query import Query
from verifier.services.evaluate.evaluator import claim_groups
from verifier.services.review import claim_views
from verifier.services.review.asked import Asked, When
from verifier.services.review.pager import PresentPager
from verifier.services.workspace import Workspace
from verifier.storage.db.database import Transaction
from verifier.storage.db.location import Location
from verifier.storage.lists import lists
from verifier.storage.lists.conditions import Condition, Sorting
from verifier.storage.lists.lists import Span
from verifier.storage.statements import queries

PAGE: Final = "a page of the review list, 100 lines"
FILTER: Final = "full-text filter, the first 100 of many found"
AS_OF: Final = "what was known of one claim then"
ROWS: Final = 100


def measure(path: Path, rounds: int, claims: int) -> list[Timed]:
    """Time the queries as production puts them, and the services that put them, on one base."""
    workspace = Workspace(Location(path=path), "ann")
    with workspace.read() as connection:
        timed = interleaved(rounds, {**_queries(connection, workspace, claims), **_services(workspace, claims)})
    workspace.close()
    return timed


def pages(bases: Mapping[int, Path], rounds: int) -> list[Timed]:
    """Time the first page of the review list on each base, by the number of attributions it has."""
    workspaces = {rows: Workspace(Location(path=path), "ann") for rows, path in bases.items()}
    with ExitStack() as stack:
        things = {}
        for rows, workspace in workspaces.items():
            stack.callback(workspace.close)
            connection = stack.enter_context(workspace.read())
            condition = Condition(Query(), workspace.clock(), still_disputed=True, sorting=Sorting.NEWEST)
            things[f"{rows:,}"] = partial(lists.page, connection, condition, Span(None, 0, ROWS))
        return interleaved(rounds, things)


def _queries(connection: Transaction, workspace: Workspace, claims: int) -> dict[str, Callable[[], object]]:
    now = workspace.clock()
    disputed = Condition(Query(), now, still_disputed=True, sorting=Sorting.NEWEST)
    many, one = Query(words=("44",)), Query(words=(f"target {claims // 2}",))
    registry = queries.registry(connection)

    def filtered(query: Query, *, disputed: bool = False) -> Callable[[], object]:
        condition = Condition(query, now, still_disputed=disputed, sorting=Sorting.NEWEST)
        return lambda: lists.page(connection, condition, Span(None, 0, ROWS))

    return {
        PAGE: lambda: lists.page(connection, disputed, Span(None, 0, ROWS)),
        FILTER: filtered(many),
        "the same, still disputed": filtered(many, disputed=True),
        "full-text filter, one found": filtered(one),
        "how many a filter finds": lambda: lists.count_standings(connection, many, now),
        AS_OF: lambda: [*claim_groups(connection, [claims // 2], registry, 2)],
    }


def _services(workspace: Workspace, claims: int) -> dict[str, Callable[[], object]]:
    then = When(said=workspace.clock(), known=2)
    filtered = Asked(Query(words=("44",)), still_disputed=True)
    return {
        "service: count and first page": lambda: _shelf(workspace, Asked(still_disputed=True)),
        "service: the same, filtered": lambda: _shelf(workspace, filtered),
        "service: one claim as of then, with its sources": lambda: claim_views.show(workspace, f"c{claims // 2}", then),
    }


def _shelf(workspace: Workspace, asked: Asked) -> object:
    return PresentPager(workspace, asked, Sorting.NEWEST).rows(0, ROWS)
