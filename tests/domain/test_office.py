"""Who speaks for a party: by office, at the time of speaking; and whose word on what is still to come counts."""

import pytest

from tests.domain.builders import Who, a_case, a_claim, affirms, contradicts, denies, retracts
from tests.domain.engines import Engine, answer_of
from tests.domain.oracle import Expected
from verifier.domain.model.claims import ClaimKind, Status
from verifier.domain.model.statements import Basis
from verifier.domain.rules.records import Record

DENIED = Expected(Status.DENIED, 6, 0, 2)
DISPUTED = Expected(Status.DISPUTED, 9, 2, 2, "existence")
# North's president was in office from 1 to 2, South's returner until 0 and again from 2 on.


def test_in_office_a_person_speaks_with_the_official_voice(engine: Engine) -> None:
    """Its denial takes the place of what the ministry had said."""
    assert answer_of(engine, a_case(affirms(Who.NORTH_MINISTRY, 0), denies(Who.NORTH_PRESIDENT, 2))) == DENIED


@pytest.mark.parametrize("at", [0, 3])
def test_out_of_office_a_person_speaks_for_itself(engine: Engine, at: int) -> None:
    """Before and after: one word then stands against another."""
    case = a_case(affirms(Who.NORTH_MINISTRY, -1), denies(Who.NORTH_PRESIDENT, at))
    assert answer_of(engine, case) == DISPUTED


def test_the_whole_span_must_lie_in_office(engine: Engine) -> None:
    """Who may have said it after the last day was not certainly in office."""
    case = a_case(affirms(Who.NORTH_MINISTRY, 0), denies(Who.NORTH_PRESIDENT, 2, until=3))
    assert answer_of(engine, case) == DISPUTED


@pytest.mark.parametrize(("at", "answer"), [(-5, DENIED), (1, DISPUTED), (9, DENIED)])
def test_there_can_be_several_terms_with_open_ends(engine: Engine, at: int, answer: Expected) -> None:
    """The days between are out of office, though the source is marked official."""
    case = a_case(affirms(Who.SOUTH_STAFF, -9), denies(Who.SOUTH_RETURNER, at))
    assert answer_of(engine, case) == answer


@pytest.mark.parametrize("word", [denies(Who.NORTH_PRESIDENT, 3), retracts(Who.NORTH_PRESIDENT, 3)])
def test_in_and_out_of_office_are_two_voices(engine: Engine, word: Record) -> None:
    """Who has left office can neither reverse nor take back what was said in it."""
    found = answer_of(engine, a_case(affirms(Who.NORTH_PRESIDENT, 1), word))
    assert found.support == 2


def test_a_medium_is_never_the_official_voice(engine: Engine) -> None:
    """Marked official or not: the state's agency does not take back the state's denial."""
    case = a_case(denies(Who.NORTH_MINISTRY, 1), affirms(Who.NORTH_AGENCY, 2, basis=Basis.DOCUMENTS))
    assert answer_of(engine, case) == DISPUTED


def test_a_named_witness_vouches_for_what_it_saw(engine: Engine) -> None:
    """And for nothing that it was told."""
    case = a_case(affirms(Who.MEDIATOR), affirms(Who.EYEWITNESS, basis=Basis.WITNESSED))
    assert answer_of(engine, case) == Expected(Status.CORROBORATED, 5, 3, 0)
    case = a_case(affirms(Who.MEDIATOR), affirms(Who.EYEWITNESS, basis=Basis.TOLD))
    assert answer_of(engine, case) == Expected(Status.SINGLE_SOURCE, 5, 2, 0)


def test_a_forecast_supports_nothing_once_the_day_has_come(engine: Engine) -> None:
    """Nor was it ever support that could be withdrawn; what may have been said in time counts."""
    claim = a_claim(1, kind=ClaimKind.PREDICTION, due=(5, 6))
    case = a_case(affirms(Who.NORTH_MINISTRY, 4), affirms(Who.SOUTH_STAFF, 3), claims=[claim])
    assert answer_of(engine, case) == Expected(Status.UNATTRIBUTED, 4, 0, 0)
    case = a_case(affirms(Who.NORTH_MINISTRY, 4, until=5), affirms(Who.SOUTH_STAFF, 3), claims=[claim])
    assert answer_of(engine, case) == Expected(Status.SINGLE_SOURCE, 5, 2, 0)


def test_a_forecast_takes_nothing_back(engine: Engine) -> None:
    """A retraction before the day is no retraction of what may have been said on it."""
    claim = a_claim(1, kind=ClaimKind.PREDICTION, due=(5, 6))
    case = a_case(affirms(Who.MEDIATOR, 3, until=8), retracts(Who.MEDIATOR, 4), claims=[claim])
    assert answer_of(engine, case) == Expected(Status.SINGLE_SOURCE, 5, 2, 0)


def test_opinions_neither_give_nor_take_along_links(engine: Engine) -> None:
    """Though a link was recorded before that was refused."""
    opinion = a_claim(1, kind=ClaimKind.OPINION)
    case = a_case(affirms(Who.MEDIATOR), affirms(Who.SOUTH_STAFF, claim=2), claims=[opinion], links=[contradicts(1, 2)])
    assert answer_of(engine, case, 2) == Expected(Status.SINGLE_SOURCE, 5, 2, 0)
    assert answer_of(engine, case, 1) == Expected(Status.NOT_CHECKABLE, 1, 2, 0)
