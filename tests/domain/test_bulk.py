"""Whole bases read from rows: the same rules, for any number of claims."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.domain.builders import (
    END,
    THE_CAST,
    Who,
    a_case,
    a_claim,
    a_record,
    affirms,
    denies,
    entails,
    hedges,
    retracts,
)
from tests.domain.engines import InBulk, answer_of, history_of, names_of, row_of, steps_of, topic_of
from tests.domain.oracle import Moved, Oracle
from tests.domain.strategies import FACTS, INSTANTS, cases, numbered, records
from tests.domain.test_wrong_engines import failures
from verifier.domain import bulk, memo, status
from verifier.domain.bulk import Fold
from verifier.domain.case import Case, Record
from verifier.domain.model import ClaimKind, Stance, Status
from verifier.domain.policy import Policy
from verifier.domain.rows import Row, Stored

IN_BULK = InBulk()
ORACLE = Oracle()
NO_FIGURES = Stored(lambda _: None, names_of)
ONE_ALONE = st.lists(records(tuple(Who), (1, 2)), max_size=8, unique_by=lambda record: record.origin).map(
    lambda some: a_case(*(record._replace(figure=None) for record in some))
)
"""Each of the cast speaks once at most, so that mostly nobody bears on what another says."""


def test_in_bulk_every_example_holds() -> None:
    """Rows, levels, links, reversals, retractions, figures: all examples of the rules."""
    assert failures(IN_BULK) == 0


@settings(max_examples=250)
@given(case=cases() | cases(kinds=FACTS, linked=False, figures=False) | ONE_ALONE)
def test_in_bulk_every_finding_is_the_literal_one(case: Case) -> None:
    """For every claim at every instant, of whatever had been said by then."""
    for instant in INSTANTS:
        for claim in case.claims:
            assert answer_of(IN_BULK, case, claim, instant) == answer_of(ORACLE, case, claim, instant)


@settings(max_examples=250)
@given(case=cases() | cases(kinds=FACTS, linked=False, figures=False) | ONE_ALONE)
def test_in_bulk_every_history_is_that_of_one_case(case: Case) -> None:
    """Instants, statuses, levels and causes are those that hearing record by record gives."""
    for claim in case.claims:
        assert history_of(IN_BULK, case, claim) == history_of(status, case, claim)


@given(some=st.lists(ONE_ALONE | cases(linked=False), min_size=2, max_size=6))
def test_what_was_met_before_changes_nothing(some: list[Case]) -> None:
    """One fold over the claims of many cases says of each what a fold over its own case says."""
    fold, expected, given_claims, rows = Fold(THE_CAST, Policy(), (), NO_FIGURES), {}, [], []
    for shift, case in zip(count(step=10), some, strict=False):
        own = Case(case.claims, (), tuple(r._replace(figure=None) for r in case.records), THE_CAST, Policy())
        for number in sorted(case.claims):
            expected[shift + number] = status.derive(own, number, END), status.history(own, number)
            given_claims.append(topic_of(replace(case.claims[number], id=shift + number)))
        rows += [row_of(record._replace(claim=shift + record.claim)) for record in own.records]
    found = fold.courses(given_claims, sorted(rows, key=lambda row: (row[1], row[6], row[0])), END)
    assert {course.claim: (course.finding, steps_of(course)) for course in found} == expected


@given(
    some=st.lists(ONE_ALONE | cases(), min_size=2, max_size=6),
    instant=st.sampled_from(INSTANTS),
    asked=st.sampled_from((1, 2, 3)),
)
def test_whatever_lies_between_each_claim_has_its_own_rows(some: list[Case], instant: int, asked: int) -> None:
    """Silent claims, linked ones, other kinds, some not asked about, and what is said later: none takes another's."""
    expected, given_claims, rows, links = {}, [], [], []
    for shift, case in zip(count(step=10), some, strict=False):
        records_only = tuple(record._replace(figure=None) for record in case.records)
        own = Case(case.claims, case.links, records_only, THE_CAST, Policy()).said_by(instant)
        for number in sorted(case.claims) if case.links else sorted(case.claims)[:asked]:
            last = max((record.earliest for record in own.records if record.claim == number), default=None)
            expected[shift + number] = status.derive(own, number, instant), status.history(own, number), last
            given_claims.append(topic_of(replace(case.claims[number], id=shift + number)))
        links += [replace(link, claim=shift + link.claim, other=shift + link.other) for link in case.links]
        rows += [row_of(record._replace(claim=shift + record.claim)) for record in records_only]
    fold = Fold(THE_CAST, Policy(), links, NO_FIGURES)
    found = [*fold.courses(given_claims, sorted(rows, key=lambda row: (row[1], row[6], row[0])), instant)]
    assert {course.claim: (course.finding, steps_of(course), course.last_said) for course in found} == expected
    linked = {number for link in links for number in (link.claim, link.other)}
    alone = [number for number, *_ in given_claims if number not in linked]
    assert [course.claim for course in found][: len(alone)] == alone


@given(some=st.lists(ONE_ALONE, min_size=2, max_size=4))
def test_forgetting_changes_nothing(some: list[Case]) -> None:
    """A fold that may keep next to nothing finds the same."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(memo, "MOST", 2)
        for case in some:
            for claim in case.claims:
                assert history_of(IN_BULK, case, claim) == history_of(status, case, claim)


def test_what_a_voice_says_again_counts_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever it said in between, and at whatever instant: a voice is one source, and its claim is plain."""
    monkeypatch.delattr(bulk, "retold")
    case = a_case(
        a_record(Who.RELIEF_AGENCY, Stance.WITHHOLDS, 1),
        hedges(Who.RELIEF_AGENCY, 2),
        affirms(Who.RELIEF_AGENCY, 3),
        affirms(Who.RELIEF_AGENCY, 3),
        hedges(Who.RELIEF_AGENCY, 4),
        affirms(Who.RELIEF_AGENCY, 5),
    )
    assert history_of(IN_BULK, case) == history_of(ORACLE, case)


def test_a_plain_claim_is_not_heard_record_by_record(monkeypatch: pytest.MonkeyPatch) -> None:
    """Different voices, one that says the same again or hedges it, and a retraction of nothing."""
    monkeypatch.delattr(bulk, "retold")
    case = a_case(
        affirms(Who.NORTH_MINISTRY, 1),
        affirms(Who.NORTH_SPOKESMAN, 2),
        denies(Who.SOUTH_STAFF, 2),
        affirms(Who.SOUTH_OFFICER, 3, via=Who.GAZETTE),
        retracts(Who.BLOGGER, 4),
        hedges(Who.NORTH_SPOKESMAN, 5),
    )
    assert history_of(IN_BULK, case) == (
        Moved(1, Status.SINGLE_SOURCE, 2, 0, (1,)),
        Moved(2, Status.DISPUTED, 2, 2, (2, 3)),
        Moved(3, Status.DISPUTED, 3, 2, (4,)),
        Moved(4, Status.DISPUTED, 3, 2, (5,)),
        Moved(5, Status.DISPUTED, 3, 2, (6,)),
    )


@pytest.mark.parametrize(
    "other",
    [
        denies(Who.PAPER, 2),
        retracts(Who.PAPER, 2),
        affirms(Who.SOUTH_OFFICER, 2, via=Who.PAPER),
        affirms(Who.PAPER, 2, figure=(1, 1)),
    ],
)
def test_a_claim_on_which_one_bears_on_another_is_heard(other: Record) -> None:
    """A voice that turns round, takes back, carries somebody or counts is no plain matter."""
    case = a_case(affirms(Who.PAPER, 1), other)
    assert history_of(IN_BULK, case) == history_of(ORACLE, case)


def test_linked_claims_come_last_and_whole() -> None:
    """What reaches a claim along links is in its course, whatever lies between them."""
    case = a_case(affirms(Who.MEDIATOR, claim=3), affirms(Who.RELIEF_AGENCY, claim=1), links=[entails(3, 1)])
    courses = IN_BULK.courses(case, END)
    assert list(courses) == [2, 4, 1, 3]
    assert [courses[number].finding.status for number in (1, 3)] == [Status.CORROBORATED, Status.SINGLE_SOURCE]


def test_claims_and_rows_are_read_as_they_are_asked_for() -> None:
    """A claim's course is told before the next claim's records are fetched."""
    fetched = []

    def rows() -> Iterator[Row]:
        for number in range(1, 5):
            fetched.append(number)
            yield row_of(affirms(Who.MEDIATOR, claim=number)._replace(id=number))

    courses = Fold(THE_CAST, Policy(), (), NO_FIGURES).courses(map(topic_of, map(a_claim, range(1, 5))), rows(), END)
    next(courses)
    assert fetched == [1, 2]


def test_rows_of_claims_that_are_not_asked_about_are_passed_over() -> None:
    """Only what is said of the claims given counts; those nobody spoke of have no steps."""
    rows = [row_of(r) for r in numbered(tuple(affirms(Who.MEDIATOR, claim=number) for number in (1, 2, 4)))]
    claims = [*map(topic_of, (a_claim(2), a_claim(3), a_claim(5, kind=ClaimKind.OPINION)))]
    courses = list(Fold(THE_CAST, Policy(), (), NO_FIGURES).courses(claims, rows, END))
    assert [(course.claim, course.finding.row, len(steps_of(course))) for course in courses] == [
        (2, 5, 1),
        (3, 4, 0),
        (5, 1, 0),
    ]
