"""Rows 7 and 8 of the status table: independent sources outweigh an interested party's official word."""

import pytest

from tests.domain.builders import Who, a_case, a_claim, affirms, contradicts, denies, hedges
from tests.domain.engines import Engine, answer_of
from tests.domain.oracle import ClaimReport
from verifier.domain.model.claims import Status
from verifier.domain.model.statements import Stance
from verifier.domain.rules.policy import Policy
from verifier.domain.rules.records import Record

INDEPENDENT_PAIR = (affirms(Who.MEDIATOR), affirms(Who.RELIEF_AGENCY))
INDEPENDENT_DENIALS = (denies(Who.MEDIATOR), denies(Who.RELIEF_AGENCY))
HURTS_NORTH = a_claim(1, against=("North",))
HELPS_NORTH = a_claim(1, favours=("North",))
EXISTENCE_3_2 = ClaimReport(Status.DISPUTED, 9, 3, 2, "existence")
EXISTENCE_2_3 = ClaimReport(Status.DISPUTED, 9, 2, 3, "existence")


def test_row_7_the_denial_of_an_interested_party_is_noted(engine: Engine) -> None:
    """Independent sources outweigh the official word of the party that is hurt."""
    case = a_case(*INDEPENDENT_PAIR, denies(Who.NORTH_MINISTRY), claims=[HURTS_NORTH])
    assert answer_of(engine, case) == ClaimReport(Status.CORROBORATED, 7, 3, 2, denied_by=("North",))


def test_row_7_keeps_what_is_confirmed(engine: Engine) -> None:
    """One party hurt owns up, another one hurt denies."""
    claim = a_claim(1, against=("North", "Mediator"))
    case = a_case(*INDEPENDENT_PAIR, denies(Who.NORTH_MINISTRY), claims=[claim])
    assert answer_of(engine, case) == ClaimReport(Status.CONFIRMED, 7, 4, 2, denied_by=("North",))


def test_row_7_names_every_denier(engine: Engine) -> None:
    """Two interested parties deny, hedged so that they are no independent pair."""
    claim = a_claim(1, against=("North", "South"))
    case = a_case(
        *INDEPENDENT_PAIR,
        hedges(Who.SOUTH_STAFF)._replace(stance=Stance.DENIES),
        denies(Who.NORTH_SPOKESMAN),
        denies(Who.NORTH_MINISTRY),
        claims=[claim],
    )
    assert answer_of(engine, case) == ClaimReport(Status.CORROBORATED, 7, 3, 2, denied_by=("North", "South"))


@pytest.mark.parametrize(
    ("denial", "answer"),
    [
        ((denies(Who.SOUTH_STAFF),), EXISTENCE_3_2),
        ((denies(Who.NORTH_EXPERT),), EXISTENCE_3_2),
        ((denies(Who.PROVINCE_GOVERNOR),), EXISTENCE_3_2),
        ((denies(Who.NORTH_OFFICER, via=Who.PAPER),), ClaimReport(Status.DISPUTED, 9, 3, 1, "existence")),
        ((denies(Who.NORTH_MINISTRY), denies(Who.BLOGGER)), EXISTENCE_3_2),
        ((denies(Who.NORTH_MINISTRY), denies(Who.OBSERVATORY)), ClaimReport(Status.DISPUTED, 9, 3, 3, "existence")),
    ],
)
def test_row_7_needs_every_opponent_to_be_an_interested_official(
    engine: Engine, denial: tuple[Record, ...], answer: ClaimReport
) -> None:
    """Anybody else's denial, however weak, is a dispute."""
    assert answer_of(engine, a_case(*INDEPENDENT_PAIR, *denial, claims=[HURTS_NORTH])) == answer


def test_row_7_needs_the_party_to_be_hurt(engine: Engine) -> None:
    """The denial of a party the claim is not against is a dispute."""
    assert answer_of(engine, a_case(*INDEPENDENT_PAIR, denies(Who.NORTH_MINISTRY))) == EXISTENCE_3_2


def test_row_7_does_not_apply_to_a_voice_that_also_affirms(engine: Engine) -> None:
    """A party that says both, at unordered times, is not simply the one that denies."""
    case = a_case(
        affirms(Who.MEDIATOR),
        affirms(Who.RELIEF_AGENCY),
        hedges(Who.NORTH_SPOKESMAN, 1),
        denies(Who.NORTH_MINISTRY, 1),
        claims=[HURTS_NORTH],
    )
    assert answer_of(engine, case) == EXISTENCE_3_2


def test_row_7_can_be_switched_off(engine: Engine) -> None:
    """Without it the denial makes a dispute."""
    case = a_case(*INDEPENDENT_PAIR, denies(Who.NORTH_MINISTRY), claims=[HURTS_NORTH], policy=Policy(row_7=False))
    assert answer_of(engine, case) == EXISTENCE_3_2


def test_row_8_the_insistence_of_an_interested_party_is_noted(engine: Engine) -> None:
    """Independent denials outweigh the official word of the party that is served."""
    case = a_case(*INDEPENDENT_DENIALS, affirms(Who.NORTH_MINISTRY), claims=[HELPS_NORTH])
    assert answer_of(engine, case) == ClaimReport(Status.REFUTED, 8, 2, 3, insisted_by=("North",))


@pytest.mark.parametrize(
    ("support", "answer"),
    [
        ((affirms(Who.SOUTH_STAFF),), EXISTENCE_2_3),
        ((affirms(Who.NORTH_EXPERT),), EXISTENCE_2_3),
        ((affirms(Who.NORTH_MINISTRY), hedges(Who.BLOGGER)), EXISTENCE_2_3),
        ((affirms(Who.NORTH_MINISTRY), affirms(Who.OBSERVATORY)), ClaimReport(Status.DISPUTED, 9, 3, 3, "existence")),
    ],
)
def test_row_8_needs_every_supporter_to_be_an_interested_official(
    engine: Engine, support: tuple[Record, ...], answer: ClaimReport
) -> None:
    """Anybody else's support, however weak, is a dispute."""
    assert answer_of(engine, a_case(*INDEPENDENT_DENIALS, *support, claims=[HELPS_NORTH])) == answer


def test_row_8_does_not_apply_to_a_voice_that_also_denies(engine: Engine) -> None:
    """A party that says both, at unordered times, does not simply insist."""
    perhaps_not = hedges(Who.NORTH_SPOKESMAN)._replace(stance=Stance.DENIES)
    case = a_case(*INDEPENDENT_DENIALS, affirms(Who.NORTH_MINISTRY), perhaps_not, claims=[HELPS_NORTH])
    assert answer_of(engine, case) == EXISTENCE_2_3


def test_row_8_can_be_switched_off(engine: Engine) -> None:
    """Without it the insistence makes a dispute."""
    case = a_case(*INDEPENDENT_DENIALS, affirms(Who.NORTH_MINISTRY), claims=[HELPS_NORTH], policy=Policy(row_8=False))
    assert answer_of(engine, case) == EXISTENCE_2_3


def test_rows_7_and_8_weigh_what_arrives_along_links(engine: Engine) -> None:
    """The hurt party affirms a rival claim: that is its denial, and it is noted."""
    case = a_case(
        *INDEPENDENT_PAIR, affirms(Who.NORTH_MINISTRY, claim=2), claims=[HURTS_NORTH], links=[contradicts(2, 1)]
    )
    assert answer_of(engine, case) == ClaimReport(Status.CORROBORATED, 7, 3, 2, denied_by=("North",))
    assert answer_of(engine, case, claim=2) == ClaimReport(Status.DISPUTED, 9, 2, 3, "rival")


def test_row_7_does_not_outweigh_an_independent_pair(engine: Engine) -> None:
    """Two parties hurt, independent of each other, both deny: that is a dispute."""
    case = a_case(
        affirms(Who.RELIEF_AGENCY),
        affirms(Who.OBSERVATORY),
        denies(Who.NORTH_MINISTRY),
        denies(Who.MEDIATOR),
        claims=[a_claim(1, against=("North", "Mediator"))],
    )
    assert answer_of(engine, case) == ClaimReport(Status.DISPUTED, 9, 3, 3, "existence")


def test_row_8_does_not_outweigh_an_independent_pair(engine: Engine) -> None:
    """Two parties served, independent of each other, both insist: that is a dispute."""
    case = a_case(
        denies(Who.RELIEF_AGENCY),
        denies(Who.OBSERVATORY),
        affirms(Who.NORTH_MINISTRY),
        affirms(Who.MEDIATOR),
        claims=[a_claim(1, favours=("North", "Mediator"))],
    )
    assert answer_of(engine, case) == ClaimReport(Status.DISPUTED, 9, 3, 3, "existence")
