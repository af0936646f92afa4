"""What a claim's history shows, step by step."""

from itertools import permutations

from tests.domain.builders import (
    Who,
    a_case,
    a_claim,
    a_record,
    affirms,
    contradicts,
    denies,
    entails,
    retracts,
)
from tests.domain.engines import Engine, history_of
from tests.domain.oracle import Moved
from verifier.domain.model.claims import ClaimKind, Status
from verifier.domain.model.statements import Stance


def test_nothing_said_is_no_history(engine: Engine) -> None:
    """A claim nobody spoke of has no steps."""
    assert history_of(engine, a_case(affirms(Who.MEDIATOR, claim=2))) == ()


def test_every_instant_is_a_step(engine: Engine) -> None:
    """Unchanged ones and those that take no side included, ties together, oldest first."""
    case = a_case(
        denies(Who.SOUTH_STAFF, 5),
        affirms(Who.MEDIATOR, 1),
        a_record(Who.SOUTH_STAFF, Stance.WITHHOLDS, 2),
        affirms(Who.MEDIATOR, 3, until=9),
        affirms(Who.RELIEF_AGENCY, 3),
    )
    assert history_of(engine, case) == (
        Moved(1, Status.SINGLE_SOURCE, 2, 0, (2,)),
        Moved(2, Status.SINGLE_SOURCE, 2, 0, (3,)),
        Moved(3, Status.CORROBORATED, 3, 0, (4, 5)),
        Moved(5, Status.DISPUTED, 3, 2, (1,)),
    )


def test_records_that_arrive_along_links_are_steps(engine: Engine) -> None:
    """What supports or opposes the claim from another one is part of its history; what does not is not."""
    case = a_case(
        affirms(Who.MEDIATOR, 1),
        affirms(Who.NORTH_MINISTRY, 2, claim=2),
        affirms(Who.RELIEF_AGENCY, 3, claim=3),
        denies(Who.SOUTH_STAFF, 4, claim=2),
        affirms(Who.SOUTH_STAFF, 5, claim=4),
        links=[entails(2, 1), contradicts(3, 1)],
    )
    assert history_of(engine, case) == (
        Moved(1, Status.SINGLE_SOURCE, 2, 0, (1,)),
        Moved(2, Status.CORROBORATED, 3, 0, (2,)),
        Moved(3, Status.DISPUTED, 3, 2, (3,)),
    )


def test_a_retraction_on_a_linked_claim_is_a_step(engine: Engine) -> None:
    """The status changes with it, so the history must say when and why."""
    case = a_case(affirms(Who.MEDIATOR, 1, claim=2), retracts(Who.MEDIATOR, 2, claim=2), links=[entails(2, 1)])
    assert history_of(engine, case) == (
        Moved(1, Status.SINGLE_SOURCE, 2, 0, (1,)),
        Moved(2, Status.WITHDRAWN, 0, 0, (2,)),
    )


def test_a_reversal_on_a_linked_claim_is_a_step(engine: Engine) -> None:
    """A denial of the claim that entailed this one does not oppose it, but takes its support away."""
    case = a_case(affirms(Who.MEDIATOR, 1, claim=2), denies(Who.MEDIATOR, 2, claim=2), links=[entails(2, 1)])
    assert history_of(engine, case) == (
        Moved(1, Status.SINGLE_SOURCE, 2, 0, (1,)),
        Moved(2, Status.WITHDRAWN, 0, 0, (2,)),
    )


def test_ties_on_a_linked_claim_have_one_history(engine: Engine) -> None:
    """Whichever was recorded first, an affirmation and two retractions of one instant bear on the linked claim."""
    said = (
        affirms(Who.NORTH_MINISTRY, claim=2),
        retracts(Who.NORTH_MINISTRY, claim=2),
        retracts(Who.NORTH_SPOKESMAN, claim=2),
    )
    histories = {history_of(engine, a_case(*order, links=[entails(2, 1)])) for order in permutations(said)}
    assert histories == {(Moved(1, Status.WITHDRAWN, 0, 0, (1, 2, 3)),)}


def test_late_recorded_words_rewrite_the_history(engine: Engine) -> None:
    """An old denial found later stands where it was said."""
    case = a_case(affirms(Who.MEDIATOR, 5), denies(Who.SOUTH_STAFF, 1))
    assert history_of(engine, case) == (
        Moved(1, Status.DENIED, 0, 2, (2,)),
        Moved(5, Status.DISPUTED, 2, 2, (1,)),
    )


def test_each_step_is_judged_at_its_own_instant(engine: Engine) -> None:
    """A prediction is not checkable at the steps before its time."""
    case = a_case(
        affirms(Who.MEDIATOR, 1),
        affirms(Who.MEDIATOR, 6),
        affirms(Who.RELIEF_AGENCY, 9),
        claims=[a_claim(1, kind=ClaimKind.PREDICTION, due=(5, 8))],
    )
    assert history_of(engine, case) == (
        Moved(1, Status.NOT_CHECKABLE, 0, 0, (1,)),
        Moved(6, Status.NOT_CHECKABLE, 2, 0, (2,)),
        Moved(9, Status.CORROBORATED, 3, 0, (3,)),
    )
