"""Figures: given and rejected, given up for others, and those that by themselves say that it is not so."""

from decimal import Decimal

import pytest

from tests.domain.builders import (
    Who,
    a_case,
    a_claim,
    a_figure,
    a_reading,
    affirms,
    denies,
    entails,
    hedges,
    retracts,
)
from tests.domain.engines import Engine, answer_of
from tests.domain.oracle import Expected
from verifier.domain.explain.claim_report import Figures, Rejected, figures
from verifier.domain.explain.outcome import flags
from verifier.domain.model.claims import Status
from verifier.domain.model.statements import Figure
from verifier.domain.rules.records import Record

CLASH = Expected(Status.DISPUTED, 2, 2, 0, "figure")
SINGLE = Expected(Status.SINGLE_SOURCE, 5, 2, 0)
COUNTED = a_claim(1, measure="missiles")


def test_who_rejects_a_figure_takes_no_side(engine: Engine) -> None:
    """A rejection alone says nothing of the claim, and leaves nothing that could be withdrawn."""
    case = a_case(denies(Who.MEDIATOR, figure=(8, 8)))
    assert answer_of(engine, case) == Expected(Status.UNATTRIBUTED, 4, 0, 0)


def test_a_figure_within_a_rejected_one_is_disputed(engine: Engine) -> None:
    """By another voice: all of it must be rejected."""
    case = a_case(affirms(Who.SOUTH_STAFF, figure=(2, 3)), denies(Who.MEDIATOR, figure=(2, 3)))
    assert answer_of(engine, case) == CLASH
    case = a_case(affirms(Who.SOUTH_STAFF, figure=(1, 3)), denies(Who.MEDIATOR, figure=(2, 3)))
    assert answer_of(engine, case) == SINGLE


def test_half_open_figures_lie_within_each_other(engine: Engine) -> None:
    """More than three lies within more than two, but not the other way round; none is below zero."""
    case = a_case(affirms(Who.SOUTH_STAFF, figure=(3, None)), denies(Who.MEDIATOR, figure=(2, None)))
    assert answer_of(engine, case) == CLASH
    case = a_case(affirms(Who.SOUTH_STAFF, figure=(2, None)), denies(Who.MEDIATOR, figure=(3, None)))
    assert answer_of(engine, case) == SINGLE
    case = a_case(affirms(Who.SOUTH_STAFF, figure=(None, 2)), denies(Who.MEDIATOR, figure=(0, 2)))
    assert answer_of(engine, case) == CLASH


def test_rejections_do_not_clash_with_each_other(engine: Engine) -> None:
    """Whatever is rejected, something may be left."""
    case = a_case(
        affirms(Who.SOUTH_STAFF),
        denies(Who.MEDIATOR, figure=(1, 2)),
        denies(Who.NORTH_MINISTRY, figure=(3, 4)),
    )
    assert answer_of(engine, case) == SINGLE


def test_a_rejection_takes_the_place_of_the_same_voices_figure(engine: Engine) -> None:
    """What lies within it is given up; what does not is not."""
    case = a_case(affirms(Who.MEDIATOR, 1, figure=(8, 8)), denies(Who.MEDIATOR, 2, figure=(7, 9)))
    assert answer_of(engine, case) == Expected(Status.WITHDRAWN, 3, 0, 0)
    case = a_case(affirms(Who.MEDIATOR, 1, figure=(1, None)), denies(Who.MEDIATOR, 2, figure=(7, 9)))
    assert answer_of(engine, case) == SINGLE


def test_a_later_figure_takes_the_place_of_a_rejection(engine: Engine) -> None:
    """Who rejected eight and now says eight no longer rejects it."""
    case = a_case(
        denies(Who.MEDIATOR, 1, figure=(8, 8)),
        affirms(Who.MEDIATOR, 2, figure=(8, 8)),
        affirms(Who.SOUTH_STAFF, 2, figure=(8, 8)),
    )
    assert answer_of(engine, case) == Expected(Status.CORROBORATED, 5, 3, 0)


def test_a_rejection_can_be_taken_back(engine: Engine) -> None:
    """It then clashes with nothing."""
    case = a_case(
        affirms(Who.SOUTH_STAFF, 1, figure=(8, 8)),
        denies(Who.MEDIATOR, 1, figure=(8, 8)),
        retracts(Who.MEDIATOR, 2),
    )
    assert answer_of(engine, case) == SINGLE


def test_a_rejection_does_not_travel_along_links(engine: Engine) -> None:
    """Not-A follows from nothing that rejects a figure."""
    case = a_case(affirms(Who.SOUTH_STAFF), denies(Who.MEDIATOR, claim=2, figure=(8, 8)), links=[entails(1, 2)])
    assert answer_of(engine, case) == SINGLE


@pytest.mark.parametrize(
    "record",
    [
        affirms(Who.MEDIATOR, figure=(0, 0)),
        affirms(Who.MEDIATOR, figure=(None, 0)),
        denies(Who.MEDIATOR, figure=(0, None)),
    ],
)
def test_a_figure_that_leaves_nothing_is_a_denial(engine: Engine, record: Record) -> None:
    """As it was recorded before that was refused: none affirmed, or every number above zero rejected."""
    assert answer_of(engine, a_case(record)) == Expected(Status.DENIED, 6, 0, 2)
    case = a_case(affirms(Who.SOUTH_STAFF, figure=(5, 5)), record)
    assert answer_of(engine, case) == Expected(Status.DISPUTED, 9, 2, 2, "existence")


def test_a_weak_figure_challenges_what_independent_sources_uphold(engine: Engine) -> None:
    """It disputes only where nobody independent upholds the claim without its voice."""
    upheld = affirms(Who.MEDIATOR, figure=(8, 8)), affirms(Who.RELIEF_AGENCY, figure=(8, 8))
    weak = hedges(Who.SOUTH_STAFF, figure=(50, 50))
    assert answer_of(engine, a_case(*upheld, weak)) == Expected(
        Status.CORROBORATED, 5, 3, 0, challenged=(("South", "affirms"),)
    )
    assert answer_of(engine, a_case(upheld[0], weak)) == CLASH
    rejection = denies(Who.RESIDENT, via=Who.GAZETTE, figure=(8, 8))
    assert answer_of(engine, a_case(*upheld, rejection)) == Expected(
        Status.CORROBORATED, 5, 3, 0, challenged=(("source 20", "denies"),)
    )


def test_a_weak_figure_disputes_where_the_pair_is_its_own(engine: Engine) -> None:
    """An unnamed officer completes the pair, and gives another figure than its other half."""
    case = a_case(affirms(Who.NORTH_MINISTRY, figure=(8, 8)), affirms(Who.SOUTH_OFFICER, via=Who.PAPER, figure=(2, 2)))
    assert answer_of(engine, case) == Expected(Status.DISPUTED, 2, 3, 0, "figure")


def test_figures_are_no_dispute_of_what_is_rebutted(engine: Engine) -> None:
    """Independent denials weigh more than figures that do not meet."""
    case = a_case(
        denies(Who.RELIEF_AGENCY),
        denies(Who.OBSERVATORY),
        affirms(Who.BLOGGER, figure=(2, 2)),
        affirms(Who.RESIDENT, figure=(5, 5)),
    )
    assert answer_of(engine, case) == Expected(
        Status.REBUTTED, 8, 1, 3, challenged=(("source 15", "affirms"), ("source 20", "affirms"))
    )


def whole(low: int | None, high: int | None) -> Figure:
    """A range between whole numbers."""
    return a_figure(low, high)


@pytest.mark.parametrize(
    ("given", "rejected", "agreed"),
    [
        (((8, 8), (1, None)), ((8, 8),), None),
        (((1, None),), ((20, None),), whole(1, 19)),
        (((5, 10),), ((1, 6),), whole(7, 10)),
        (((5, 10),), ((9, 12),), whole(5, 8)),
        (((5, 10),), ((5, 5), (6, 6)), whole(7, 10)),
        (((5, 10),), ((7, 7),), whole(5, 10)),
        (((None, 10),), ((None, 4),), whole(5, 10)),
        (((5, None),), ((2, 7),), whole(8, None)),
        (((5, None),), ((3, None),), None),
        (((5, 6),), ((1, 5), (6, 9)), None),
    ],
)
def test_the_agreed_range_is_what_no_record_excludes(
    given: tuple[tuple[int | None, int | None], ...],
    rejected: tuple[tuple[int | None, int | None], ...],
    agreed: Figure | None,
) -> None:
    """What is rejected at an end of it is taken off; what is rejected inside stays, and is told."""
    case = a_case(
        *(affirms(Who.SOUTH_STAFF, figure=figure) for figure in given),
        *(denies(Who.MEDIATOR, figure=figure) for figure in rejected),
        claims=[COUNTED],
    )
    found = figures(a_reading(case))
    assert found is not None
    assert found.agreed == agreed


def test_who_rejects_which_figure_is_told() -> None:
    """Beside the lowest and the highest; what lies inside the agreed range is a hole in it."""
    case = a_case(
        affirms(Who.SOUTH_STAFF, figure=(5, 10)),
        denies(Who.MEDIATOR, figure=(7, 7)),
        denies(Who.RELIEF_AGENCY, figure=(7, 7)),
        claims=[COUNTED],
    )
    rejected = (Rejected(whole(7, 7), ("source 5", "source 10")),)
    assert figures(a_reading(case)) == Figures(Decimal(5), Decimal(10), whole(5, 10), rejected)
    assert Figures(Decimal(5), Decimal(10), whole(5, 10), rejected).holes == (whole(7, 7),)


def test_figures_are_written_as_finely_as_they_are_given() -> None:
    """The number next to a rejected 2.5 is 2.6."""
    two_and_a_half = Figure(Decimal("2.5"), Decimal("2.5"))
    case = a_case(affirms(Who.SOUTH_STAFF, figure=(2, 9)), denies(Who.MEDIATOR, figure=(2, 2)), claims=[COUNTED])
    rejecting = case.records[1]._replace(figure=Figure(Decimal(2), two_and_a_half.high))
    found = figures(a_reading(a_case(case.records[0], rejecting, claims=[COUNTED])))
    assert found is not None
    assert found.agreed == Figure(Decimal("2.6"), Decimal(9))


def test_a_later_figure_is_a_revision_and_no_change_of_sides() -> None:
    """Who gave another figure is told apart from who took the other side."""
    case = a_case(
        affirms(Who.MEDIATOR, 1, figure=(144, 144)),
        affirms(Who.MEDIATOR, 2, figure=(170, 170)),
        affirms(Who.SOUTH_STAFF, 1),
        denies(Who.SOUTH_STAFF, 2),
    )
    found = flags(a_reading(case))
    assert [(revision.who, revision.at) for revision in found.revised] == [("Mediator", 2)]
    assert [(reversal.who, reversal.at) for reversal in found.reversed] == [("South", 2)]
