"""What one might expect of the rules, and is false on purpose."""

from tests.domain.builders import Who, a_case, affirms, contradicts, denies, retracts
from tests.domain.engines import Engine, answer_of
from tests.domain.oracle import Expected
from verifier.domain.model.claims import Status

SINGLE = Expected(Status.SINGLE_SOURCE, 5, 2, 0)


def test_more_support_may_lower_a_status(engine: Engine) -> None:
    """Support for a rival opposes."""
    rivals = [contradicts(1, 2)]
    assert answer_of(engine, a_case(affirms(Who.MEDIATOR), links=rivals)) == SINGLE
    both = a_case(affirms(Who.MEDIATOR), affirms(Who.SOUTH_STAFF, claim=2), links=rivals)
    assert answer_of(engine, both) == Expected(Status.DISPUTED, 9, 2, 2, "rival")


def test_removing_a_record_may_raise_a_status(engine: Engine) -> None:
    """It may have been the reversal: hence a record is voided with a reason, never deleted."""
    affirmed, reversal = affirms(Who.MEDIATOR, 1), denies(Who.MEDIATOR, 2)
    assert answer_of(engine, a_case(affirmed, reversal)) == Expected(Status.DENIED, 6, 0, 2)
    assert answer_of(engine, a_case(affirmed)) == SINGLE


def test_a_vaguer_time_may_do_more_than_add_doubt(engine: Engine) -> None:
    """Affirmed on day 1, retracted on day 3, affirmed again: on day 5, or at some time between days 0 and 5."""
    before = (affirms(Who.MEDIATOR, 1), retracts(Who.MEDIATOR, 3))
    assert answer_of(engine, a_case(*before, affirms(Who.MEDIATOR, 5))) == SINGLE
    vague = a_case(*before, affirms(Who.MEDIATOR, 0, until=5))
    assert answer_of(engine, vague) == Expected(Status.WITHDRAWN, 3, 0, 0)
