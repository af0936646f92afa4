"""The rows of the status table, one by one, and the worked example."""

import pytest

from tests.domain.builders import (
    END,
    Who,
    a_case,
    a_claim,
    a_record,
    affirms,
    contradicts,
    denies,
    entails,
    hedges,
    retracts,
)
from tests.domain.engines import Engine, answer_of
from tests.domain.oracle import Expected
from verifier.domain.model.claims import ClaimKind, Link, Status
from verifier.domain.model.statements import Stance
from verifier.domain.rules.records import Record

INDEPENDENT_PAIR = (affirms(Who.MEDIATOR), affirms(Who.RELIEF_AGENCY))
INDEPENDENT_DENIALS = (denies(Who.MEDIATOR), denies(Who.RELIEF_AGENCY))


def test_row_1_an_opinion_is_not_checkable(engine: Engine) -> None:
    """Whoever holds it; the levels are told all the same."""
    case = a_case(*INDEPENDENT_PAIR, claims=[a_claim(1, kind=ClaimKind.OPINION)])
    assert answer_of(engine, case) == Expected(Status.NOT_CHECKABLE, 1, 3, 0)


@pytest.mark.parametrize(
    ("due", "at", "answer"),
    [
        (None, END, Expected(Status.NOT_CHECKABLE, 1, 2, 0)),
        ((5, 8), 5, Expected(Status.NOT_CHECKABLE, 1, 2, 0)),
        ((5, 8), 6, Expected(Status.NOT_CHECKABLE, 1, 2, 0)),
        ((5, 8), 8, Expected(Status.NOT_CHECKABLE, 1, 2, 0)),
        ((5, 8), 9, Expected(Status.SINGLE_SOURCE, 5, 2, 0)),
    ],
)
def test_row_1_a_prediction_waits_for_its_time(
    engine: Engine, due: tuple[int, int] | None, at: int, answer: Expected
) -> None:
    """All of the span in which it was to happen must have passed at the instant asked about."""
    case = a_case(affirms(Who.MEDIATOR, 5), claims=[a_claim(1, kind=ClaimKind.PREDICTION, due=due)])
    assert answer_of(engine, case, at=at) == answer


def test_row_1_comes_before_all_others(engine: Engine) -> None:
    """An opinion about figures is no dispute."""
    case = a_case(
        affirms(Who.NORTH_MINISTRY, figure=(5, 5)),
        affirms(Who.MEDIATOR, figure=(2, 2)),
        claims=[a_claim(1, kind=ClaimKind.OPINION)],
    )
    assert answer_of(engine, case) == Expected(Status.NOT_CHECKABLE, 1, 3, 0)


@pytest.mark.parametrize(
    ("other", "levels"),
    [
        (affirms(Who.SOUTH_STAFF, figure=(2, 3)), (4, 0)),
        (affirms(Who.SOUTH_STAFF, figure=(None, 4)), (4, 0)),
        (hedges(Who.SOUTH_STAFF, figure=(6, None)), (2, 0)),
        (affirms(Who.SOMEBODY, via=Who.PAPER, figure=(2, 2)), (2, 0)),
    ],
)
def test_row_2_figures_that_do_not_meet_are_a_dispute(engine: Engine, other: Record, levels: tuple[int, int]) -> None:
    """Any two live voices affirming the claim, hedged and anonymous ones too."""
    case = a_case(affirms(Who.NORTH_MINISTRY, figure=(5, 5)), other)
    assert answer_of(engine, case) == Expected(Status.DISPUTED, 2, *levels, "figure")


@pytest.mark.parametrize("figure", [(5, 7), (5, None), (None, 5), (4, 6)])
def test_figures_that_meet_are_no_dispute(engine: Engine, figure: tuple[int | None, int | None]) -> None:
    """Ranges are closed: one common number will do."""
    case = a_case(affirms(Who.NORTH_MINISTRY, figure=(3, 5)), affirms(Who.MEDIATOR, figure=figure))
    assert answer_of(engine, case) == Expected(Status.CORROBORATED, 5, 3, 0)


@pytest.mark.parametrize(
    "other",
    [
        denies(Who.MEDIATOR, figure=(2, 2)),
        a_record(Who.MEDIATOR, Stance.QUESTIONS, figure=(2, 2)),
        affirms(Who.MEDIATOR, claim=2, figure=(2, 2)),
        affirms(Who.NORTH_SPOKESMAN, figure=(2, 2)),
    ],
)
def test_only_live_affirmations_of_the_claim_itself_clash(engine: Engine, other: Record) -> None:
    """Not denials, doubts, records along links, nor one voice at unordered times."""
    case = a_case(affirms(Who.NORTH_MINISTRY, figure=(5, 5)), other, links=[entails(2, 1)])
    assert answer_of(engine, case).dispute != "figure"


def test_a_figure_given_up_does_not_clash(engine: Engine) -> None:
    """The voice has come round to the other's figure."""
    case = a_case(
        affirms(Who.NORTH_MINISTRY, 1, figure=(5, 5)),
        affirms(Who.NORTH_MINISTRY, 2, figure=(2, 2)),
        affirms(Who.MEDIATOR, 1, figure=(2, 2)),
    )
    assert answer_of(engine, case) == Expected(Status.CORROBORATED, 5, 3, 0)


@pytest.mark.parametrize("said", [affirms(Who.MEDIATOR), denies(Who.MEDIATOR)])
def test_row_3_what_was_taken_back_is_withdrawn(engine: Engine, said: Record) -> None:
    """Whether it had been affirmed or denied."""
    assert answer_of(engine, a_case(said, retracts(Who.MEDIATOR, 2))) == Expected(Status.WITHDRAWN, 3, 0, 0)


@pytest.mark.parametrize("link", [entails(2, 1), contradicts(1, 2)])
def test_row_3_counts_what_was_said_along_links(engine: Engine, link: Link) -> None:
    """A claim reached only from a claim taken back is withdrawn."""
    case = a_case(affirms(Who.MEDIATOR, claim=2), retracts(Who.MEDIATOR, 2, claim=2), links=[link])
    assert answer_of(engine, case) == Expected(Status.WITHDRAWN, 3, 0, 0)


@pytest.mark.parametrize("records", [(), (a_record(Who.SOUTH_STAFF, Stance.WITHHOLDS),)])
def test_row_4_nobody_commits(engine: Engine, records: tuple[Record, ...]) -> None:
    """Nothing said, or nothing but reserve."""
    assert answer_of(engine, a_case(*records)) == Expected(Status.UNATTRIBUTED, 4, 0, 0)


@pytest.mark.parametrize(
    ("records", "answer"),
    [
        ((hedges(Who.MEDIATOR),), Expected(Status.UNVERIFIED, 5, 1, 0)),
        ((affirms(Who.MEDIATOR),), Expected(Status.SINGLE_SOURCE, 5, 2, 0)),
        (INDEPENDENT_PAIR, Expected(Status.CORROBORATED, 5, 3, 0)),
        ((affirms(Who.NORTH_MINISTRY), affirms(Who.SOUTH_STAFF)), Expected(Status.CONFIRMED, 5, 4, 0)),
    ],
)
def test_row_5_nobody_opposes(engine: Engine, records: tuple[Record, ...], answer: Expected) -> None:
    """The status follows the level of support."""
    assert answer_of(engine, a_case(*records)) == answer


@pytest.mark.parametrize(
    ("records", "answer"),
    [
        ((hedges(Who.MEDIATOR)._replace(stance=Stance.DENIES),), Expected(Status.DENIED, 6, 0, 1)),
        ((denies(Who.MEDIATOR),), Expected(Status.DENIED, 6, 0, 2)),
        (INDEPENDENT_DENIALS, Expected(Status.REBUTTED, 6, 0, 3)),
        ((denies(Who.NORTH_MINISTRY), denies(Who.SOUTH_STAFF)), Expected(Status.REFUTED, 6, 0, 4)),
    ],
)
def test_row_6_nobody_supports(engine: Engine, records: tuple[Record, ...], answer: Expected) -> None:
    """The status follows the level of opposition."""
    assert answer_of(engine, a_case(*records)) == answer


def test_row_9_one_word_against_another_is_a_dispute(engine: Engine) -> None:
    """However unequal the two sides are."""
    case = a_case(*INDEPENDENT_PAIR, denies(Who.SOUTH_STAFF))
    assert answer_of(engine, case) == Expected(Status.DISPUTED, 9, 3, 2, "existence")


def test_row_9_support_for_a_rival_is_a_rival_dispute(engine: Engine) -> None:
    """Each of two rival claims has its source, and nobody denies either by name."""
    case = a_case(affirms(Who.NORTH_MINISTRY), affirms(Who.SOUTH_STAFF, claim=2), links=[contradicts(1, 2)])
    rival = Expected(Status.DISPUTED, 9, 2, 2, "rival")
    assert [answer_of(engine, case, claim) for claim in (1, 2)] == [rival, rival]


def test_row_9_one_denial_of_the_claim_itself_makes_it_a_matter_of_existence(engine: Engine) -> None:
    """Both sides then have a word on the claim itself."""
    case = a_case(
        affirms(Who.NORTH_MINISTRY),
        affirms(Who.SOUTH_STAFF, claim=2),
        hedges(Who.BLOGGER)._replace(stance=Stance.DENIES),
        links=[contradicts(1, 2)],
    )
    assert answer_of(engine, case) == Expected(Status.DISPUTED, 9, 2, 2, "existence")
