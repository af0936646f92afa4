"""Lists of claims: what a query finds, in which order, page by page."""

import pytest

from tests.storage.builders import (
    a_claim,
    a_source,
    a_standing,
    an_assessment,
    an_attribution,
    lines_of,
    put_standings,
    revision,
)
from verifier.domain.explain.outcome import ClaimState
from verifier.domain.model.claims import ClaimKind, Status
from verifier.domain.model.sources import Party
from verifier.domain.model.statements import Document
from verifier.domain.model.time import Moment
from verifier.domain.query import Query
from verifier.storage import projection
from verifier.storage.db.database import Database, reading, writing
from verifier.storage.db.statement import asked_of
from verifier.storage.lists import lists
from verifier.storage.lists.conditions import Walk, asked_of_states
from verifier.storage.lists.lists import select_page

NOW = 100


@pytest.fixture
def press(engine: Database) -> Database:
    """Four claims about which various sources, analysts and outlets have spoken."""
    with revision(engine, analyst="Ann") as ledger:
        ledger.add_party(Party("Russia", ("Russian",)))
        ledger.add_party(Party("Ukraine", ("Ukrainian",)))
        moscow = ledger.add_source(a_source("Moscow", aliases=("Кремль",), party="Russia"))
        agency = ledger.add_source(a_source("RBC Ukraine"))
        paper = ledger.add_source(a_source("The Moscow Times"))
        report, _ = ledger.add_document(Document(0, url="u", outlet=paper))
        ledger.add_claims(
            [
                a_claim("ATACMS struck Bryansk", key="strike", tags=("Missiles", "border"), parties=("Ukraine",)),
                a_claim("Five of six were intercepted", key="intercepts", tags=("missiles",)),
                a_claim("A fire broke out", place="Karachev", against=("Russia",), happened=Moment(40, 60)),
            ]
        )
        ledger.add_attribution(an_attribution(1, moscow, document=report, quote="\u201eЁлка\u201c stood; not one fell"))
        ledger.add_attribution(an_attribution(2, agency, carriers=(paper,)))
        put_standings(
            ledger,
            [
                a_standing(1, Status.DISPUTED, since=10, last_said=10),
                a_standing(2, Status.SINGLE_SOURCE, since=30, last_said=30),
                a_standing(3, Status.UNATTRIBUTED, since=20),
            ],
        )
    with revision(engine, analyst="Bob") as ledger:
        ledger.add_claim(a_claim("The West wants escalation", kind=ClaimKind.OPINION, place="the Bryansk Region"))
        ledger.add_assessment(an_assessment(2, analyst="Bob"))
        put_standings(ledger, [a_standing(4, Status.CONFIRMED, since=20, still_disputed=True, last_said=1)])
    return engine


def found(engine: Database, query: Query) -> list[int]:
    """The claims a query lists, by number."""
    with reading(engine) as connection:
        listed = sorted(line.claim for line in lists.list_standings(connection, query, NOW))
        assert lists.count_standings(connection, query, NOW) == len(listed)
        return listed


FACTS = [
    (Query(), [1, 2, 3, 4]),
    (Query(words=("struck",)), [1]),
    (Query(words=("INTER",)), [2]),
    (Query(words=("bryansk", "atacms")), [1]),
    (Query(words=("bryansk", "fire")), []),
    (Query(words=("karachev",)), [3]),
    (Query(words=("border",)), [1]),
    (Query(words=("struck bryansk",)), [1]),
    (Query(words=("bryansk struck",)), []),
    (Query(without=("fire",)), [1, 2, 4]),
    (Query(words=("a",), without=("fire", "struck")), []),
    (Query(who=("кремль",)), [1]),
    (Query(who=("MOSCOW",)), [1]),
    (Query(who=("moscow", "rbc")), [1, 2]),
    (Query(who=("nobody",)), []),
    (Query(party=("russia",)), [1, 3]),
    (Query(party=("Ukrainian",)), [1]),
    (Query(party=("Ukra",)), []),
    (Query(via=("moscow times",)), [1, 2]),
    (Query(via=("rbc",)), []),
    (Query(via=("nobody",)), []),
    (Query(tags=("MISSILES",)), [1, 2]),
    (Query(tags=("missiles", "nothing")), [1, 2]),
    (Query(tags=("missile",)), []),
    (Query(keys=("strike", "intercepts")), [1, 2]),
    (Query(by=("bob",)), [2, 4]),
    (Query(by=("ann",)), [1, 2, 3]),
    (Query(by=("nobody",)), []),
    (Query(tags=("missiles",), who=("moscow",), by=("ann",)), [1]),
    (Query(kinds=frozenset({ClaimKind.OPINION})), [4]),
    (Query(kinds=frozenset({ClaimKind.OPINION, ClaimKind.FACT})), [1, 2, 3, 4]),
    (Query(places=("bryansk",)), [4]),
    (Query(places=("KARA", "region")), [3, 4]),
    (Query(places=("nowhere",)), []),
    (Query(happened=(60, 70)), [3]),
    (Query(happened=(61, 70)), []),
    (Query(happened=(None, 40)), [3]),
    (Query(happened=(None, 39)), []),
    (Query(happened=(50, None)), [3]),
    (Query(happened=(None, None)), [3]),
    (Query(quotes=("елк",)), [1]),
    (Query(quotes=("one fell",)), [1]),
    (Query(quotes=("fell one", "nothing")), []),
    (Query(quotes=("\u2026",)), []),
    (Query(words=("struck",), others=(Query(words=("inter",)),)), [1, 2]),
    (Query(words=("struck",), others=(Query(without=("escalation", "fire")),)), [1, 2]),
    (Query(without=("struck",), others=(Query(without=("inter",)),)), [1, 2, 3, 4]),
    (
        Query(
            who=("rbc",), others=(Query(places=("kara",)), Query(tags=("border",), kinds=frozenset({ClaimKind.FACT})))
        ),
        [1, 2, 3],
    ),
    (Query(words=("nowhere",), others=(Query(words=("\u2026",)),)), []),
]


@pytest.mark.parametrize(("query", "expected"), FACTS)
def test_a_query_finds_claims_by_facts(press: Database, query: Query, expected: list[int]) -> None:
    """Each condition narrows the list; several values of one condition widen it; known facts give the same."""
    assert found(press, query) == expected
    with reading(press) as connection:
        assert lists.matching_claims(connection, query) == expected
        assert lists.matching_claims(connection, query, 2) == expected
        assert lists.matching_claims(connection, query, 0) == []


def test_later_facts_do_not_leak_into_a_query(press: Database) -> None:
    """At a revision only what was known there is searched."""
    with reading(press) as connection:
        assert lists.matching_claims(connection, Query(), 1) == [1, 2, 3]
        assert lists.matching_claims(connection, Query(by=("bob",)), 1) == []


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (Query(statuses=frozenset({Status.DISPUTED})), [1]),
        (Query(statuses=frozenset({Status.DISPUTED, Status.CONFIRMED})), [1, 4]),
        (Query(since=20), [2, 3, 4]),
        (Query(until=20), [1, 3, 4]),
        (Query(since=20, until=20), [3, 4]),
        (Query(stale=90), [1]),
        (Query(stale=70), [1, 2]),
        (Query(stale=91), []),
        (Query(since=21, others=(Query(until=10),)), [1, 2]),
        (Query(statuses=frozenset({Status.DISPUTED}), words=("nothing",), others=(Query(who=("rbc",)),)), [2]),
        (Query(statuses=frozenset({Status.CONFIRMED}), others=(Query(tags=("border",)),)), [1, 4]),
    ],
)
def test_a_query_finds_claims_by_where_they_stand(press: Database, query: Query, expected: list[int]) -> None:
    """Statuses, the time in the present status, and staleness of what is not settled."""
    assert found(press, query) == expected


def test_a_list_runs_from_the_newest_status_and_by_number_within_one(press: Database) -> None:
    """The order has no ties, and a line has what a list shows."""
    with reading(press) as connection:
        lines = list(lists.list_standings(connection, Query(), NOW))
        disputed = list(lists.list_standings(connection, Query(), NOW, still_disputed=True))
    assert [line.claim for line in lines] == [2, 3, 4, 1]
    assert [line.claim for line in disputed] == [4, 1]
    assert disputed[1] == (1, "strike", "ATACMS struck Bryansk", a_standing(1, since=10, last_said=10))


def test_a_prediction_falls_due_without_a_write(engine: Database) -> None:
    """Lists and counts apply the state that is valid at the time of asking."""
    with revision(engine) as ledger:
        ledger.add_claims([a_claim("It will rain"), a_claim("It rained")])
        put_standings(
            ledger,
            [
                a_standing(1, Status.NOT_CHECKABLE, valid_until=50),
                a_standing(1, Status.DISPUTED, since=50, valid_from=50),
                a_standing(2, Status.DISPUTED),
            ],
        )
    with reading(engine) as connection:
        for now, expected in ((49, [2]), (50, [1, 2])):
            listed = list(lists.list_standings(connection, Query(), now, still_disputed=True))
            assert [line.claim for line in listed] == expected
            assert lists.totals(connection, now).still_disputed == len(expected)
            assert lists.totals(connection, now).by_status[Status.NOT_CHECKABLE] == 2 - len(expected)


def test_totals_follow_every_change_of_a_standing(engine: Database) -> None:
    """Counts by status are those of the claims, however often they are put, cleared and put again."""

    def totals() -> tuple[dict[Status, int], int]:
        with reading(engine) as connection:
            by_status, disputed = lists.totals(connection, NOW)
            assert sum(by_status.values()) == lists.count_standings(connection, Query(), NOW)
            return {status: count for status, count in by_status.items() if count}, disputed

    with revision(engine) as ledger:
        ledger.add_claims([a_claim(f"claim {number}") for number in range(1, 4)])
        put_standings(ledger, [a_standing(number) for number in (1, 2, 3)])
    assert totals() == ({Status.DISPUTED: 3}, 3)
    with writing(engine) as connection:
        projection.put_rows(connection, lines_of([a_standing(1, Status.DENIED), a_standing(2, since=99)]))
    assert totals() == ({Status.DISPUTED: 2, Status.DENIED: 1}, 2)
    with writing(engine) as connection:
        projection.put_rows(connection, lines_of([a_standing(1, valid_from=0)]))
    assert totals() == ({Status.DISPUTED: 3}, 3)
    with writing(engine) as connection:
        kept = list(projection.states(connection))
        projection.clear(connection)
        projection.put_rows(connection, lines_of(kept))
        assert list(projection.states(connection)) == kept
    assert totals() == ({Status.DISPUTED: 3}, 3)


def test_standings_are_read_back_as_put(engine: Database) -> None:
    """Every field of a state survives; some claims' or all are given."""
    state = ClaimState(
        2, Status.CONFIRMED, Status.DISPUTED, 9, 3, 1, -5, 4, 5, 6, True, True, True, 8, -7, 1_000  # noqa: FBT003
    )  # fmt: skip
    with revision(engine) as ledger:
        ledger.add_claims([a_claim("one"), a_claim("two")])
        put_standings(ledger, [a_standing(1), state])
    with reading(engine) as connection:
        assert list(projection.states(connection)) == [a_standing(1), state]
        assert list(projection.states(connection, [2])) == [state]
        assert list(projection.states(connection, [])) == []


def test_who_finds_all_that_speak_for_the_party_named(engine: Database) -> None:
    """An official by its full name is the voice of its party; part of a name is only a part of a name."""
    with revision(engine) as ledger:
        capital = ledger.add_source(a_source("Sylvania", aliases=("Fredonville",), party="Sylvania", official=True))
        ministry = ledger.add_source(a_source("War Ministry", party="Sylvania", official=True))
        ledger.add_claims([a_claim("The border is shut"), a_claim("The border is open")])
        ledger.add_attribution(an_attribution(1, capital))
        ledger.add_attribution(an_attribution(2, ministry))
        put_standings(ledger, [a_standing(1, Status.SINGLE_SOURCE), a_standing(2, Status.SINGLE_SOURCE)])
    assert found(engine, Query(who=("fredonville",))) == [1, 2]
    assert found(engine, Query(who=("war ministry",))) == [1, 2]
    assert found(engine, Query(who=("war",))) == [2]


@pytest.mark.parametrize(
    ("still_disputed", "index"), [(True, "ix_claim_states_disputed"), (False, "ix_claim_states_since")]
)
def test_a_page_is_read_in_the_order_of_an_index(sqlite_engine: Database, *, still_disputed: bool, index: str) -> None:
    """That of the claims still disputed where only these are listed: the others are not looked at."""
    with reading(sqlite_engine) as connection:
        where = asked_of_states(connection, Query(), NOW, still_disputed=still_disputed)
        page = asked_of(select_page(Walk.NEWEST, now=NOW, where=where, since=0, claim=0, skip=0, limit=10), None)
        assert page is not None
        prepared, values = page
        plan = connection.driver.execute(f"EXPLAIN QUERY PLAN {prepared.sql}", prepared.parameters(values))
        first, *_ = [str(step) for *_, step in plan]
    assert f"USING INDEX {index} " in first
