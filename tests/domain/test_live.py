"""Voices, and which records are live."""

import pytest

from tests.domain.builders import (
    Who,
    a_case,
    a_record,
    affirms,
    denies,
    hedges,
    retracts,
)
from tests.domain.engines import Engine, answer_of
from tests.domain.oracle import Expected
from verifier.domain.model.claims import Status
from verifier.domain.model.statements import Stance
from verifier.domain.rules.records import Record

NOBODY = Expected(Status.UNATTRIBUTED, 4, 0, 0)
WITHDRAWN = Expected(Status.WITHDRAWN, 3, 0, 0)
UNVERIFIED = Expected(Status.UNVERIFIED, 5, 1, 0)
SINGLE = Expected(Status.SINGLE_SOURCE, 5, 2, 0)
DENIED = Expected(Status.DENIED, 6, 0, 2)


def test_officials_of_one_party_are_one_voice(engine: Engine) -> None:
    """A spokesman's later denial reverses what the ministry of the same party affirmed."""
    case = a_case(affirms(Who.NORTH_MINISTRY, 1), denies(Who.NORTH_SPOKESMAN, 2))
    assert answer_of(engine, case) == DENIED


@pytest.mark.parametrize("other", [Who.NORTH_EXPERT, Who.STRAY_OFFICIAL, Who.PROVINCE_GOVERNOR, Who.SOUTH_STAFF])
def test_others_are_voices_of_their_own(engine: Engine, other: Who) -> None:
    """An expert of the party, an official of none and the official of an ally do not speak with its official voice."""
    case = a_case(affirms(Who.NORTH_MINISTRY, 1), denies(other, 2))
    assert answer_of(engine, case) == Expected(Status.DISPUTED, 9, 2, 2, "existence")


def test_an_anonymous_official_is_not_the_official_voice(engine: Engine) -> None:
    """An unnamed officer of the party reverses nothing its staff said."""
    case = a_case(affirms(Who.SOUTH_STAFF, 1), denies(Who.SOUTH_OFFICER, 2, via=Who.GAZETTE))
    assert answer_of(engine, case) == Expected(Status.DISPUTED, 9, 2, 1, "existence")


def test_an_anonymous_voice_goes_with_its_carrier(engine: Engine) -> None:
    """One description through two carriers is two voices, which may differ about a figure."""
    case = a_case(
        affirms(Who.SOMEBODY, 1, via=Who.GAZETTE, figure=(1, 1)),
        affirms(Who.SOMEBODY, 1, via=Who.PAPER, figure=(2, 2)),
    )
    assert answer_of(engine, case) == Expected(Status.DISPUTED, 2, 1, 0, "figure")


def test_one_anonymous_voice_does_not_clash_with_itself(engine: Engine) -> None:
    """One description through one carrier is one voice, whatever figures it gives."""
    case = a_case(
        affirms(Who.SOMEBODY, 1, via=Who.GAZETTE, figure=(1, 1)),
        affirms(Who.SOMEBODY, 1, via=Who.GAZETTE, figure=(2, 2)),
    )
    assert answer_of(engine, case) == UNVERIFIED


def test_a_later_opposite_record_reverses(engine: Engine) -> None:
    """Who denies what it had affirmed has only denied."""
    case = a_case(affirms(Who.MEDIATOR, 1), denies(Who.MEDIATOR, 2))
    assert answer_of(engine, case) == DENIED


def test_the_order_of_saying_counts_not_that_of_recording(engine: Engine) -> None:
    """An old affirmation recorded after a newer denial changes nothing."""
    case = a_case(denies(Who.MEDIATOR, 2), affirms(Who.MEDIATOR, 1))
    assert answer_of(engine, case) == DENIED


@pytest.mark.parametrize(("first", "until", "second"), [(1, 1, 1), (1, 3, 2), (1, 2, 2)])
def test_unordered_opposites_are_both_live(engine: Engine, first: int, until: int, second: int) -> None:
    """Spans that touch have no order: a voice that says both at such times contradicts itself."""
    case = a_case(affirms(Who.MEDIATOR, first, until=until), denies(Who.MEDIATOR, second))
    assert answer_of(engine, case) == Expected(Status.DISPUTED, 9, 2, 2, "existence")


def test_a_later_figure_replaces_one_that_does_not_meet_it(engine: Engine) -> None:
    """A firm ten followed by a possible twenty leaves the possible twenty."""
    case = a_case(affirms(Who.MEDIATOR, 1, figure=(10, 10)), hedges(Who.MEDIATOR, 2, figure=(20, None)))
    assert answer_of(engine, case) == UNVERIFIED


@pytest.mark.parametrize("later", [(10, None), (5, 10), None])
def test_a_later_figure_that_meets_replaces_nothing(
    engine: Engine, later: tuple[int | None, int | None] | None
) -> None:
    """A running toll, a range that reaches, or no figure leaves the earlier firm word standing."""
    second = hedges(Who.MEDIATOR, 2) if later is None else hedges(Who.MEDIATOR, 2, figure=later)
    assert answer_of(engine, a_case(affirms(Who.MEDIATOR, 1, figure=(10, 12)), second)) == SINGLE


def test_a_hedged_reversal_reverses(engine: Engine) -> None:
    """Who now says that it was perhaps not so no longer says that it was."""
    case = a_case(affirms(Who.MEDIATOR, 1), hedges(Who.MEDIATOR, 2)._replace(stance=Stance.DENIES))
    assert answer_of(engine, case) == Expected(Status.DENIED, 6, 0, 1)


def test_anonymous_records_never_supersede(engine: Engine) -> None:
    """Two unnamed officials of one description may be two people."""
    case = a_case(affirms(Who.SOUTH_OFFICER, 1, via=Who.PAPER), denies(Who.SOUTH_OFFICER, 2, via=Who.PAPER))
    assert answer_of(engine, case) == Expected(Status.DISPUTED, 9, 1, 1, "existence")


def test_a_retraction_asserts_nothing(engine: Engine) -> None:
    """Who takes its word back has not denied."""
    assert answer_of(engine, a_case(affirms(Who.MEDIATOR, 1), retracts(Who.MEDIATOR, 2))) == WITHDRAWN


def test_a_denial_can_be_retracted(engine: Engine) -> None:
    """A denial taken back no longer opposes."""
    case = a_case(affirms(Who.MEDIATOR), denies(Who.SOUTH_STAFF, 1), retracts(Who.SOUTH_STAFF, 2))
    assert answer_of(engine, case) == SINGLE


def test_a_colleague_retracts_for_the_official_voice(engine: Engine) -> None:
    """The spokesman takes back what the ministry said."""
    assert answer_of(engine, a_case(affirms(Who.NORTH_MINISTRY, 1), retracts(Who.NORTH_SPOKESMAN, 2))) == WITHDRAWN


@pytest.mark.parametrize("other", [Who.SOUTH_STAFF, Who.NORTH_EXPERT, Who.PAPER])
def test_nobody_retracts_for_another_voice(engine: Engine, other: Who) -> None:
    """Neither an enemy nor an expert of the party nor the carrier takes a named source's word back."""
    case = a_case(affirms(Who.NORTH_MINISTRY, 1, via=Who.PAPER), retracts(other, 2))
    assert answer_of(engine, case) == SINGLE


def test_a_retraction_leaves_what_is_said_later(engine: Engine) -> None:
    """Who says it again after taking it back stands by it."""
    case = a_case(retracts(Who.MEDIATOR, 2), affirms(Who.MEDIATOR, 3))
    assert answer_of(engine, case) == SINGLE


@pytest.mark.parametrize(("at", "until"), [(2, 2), (1, 3), (2, 3), (0, 5)])
def test_a_retraction_of_unknown_order_wins(engine: Engine, at: int, until: int) -> None:
    """A record whose span touches that of the retraction is taken back."""
    case = a_case(affirms(Who.MEDIATOR, at, until=until), retracts(Who.MEDIATOR, 2))
    assert answer_of(engine, case) == WITHDRAWN


def test_a_retraction_without_anything_to_retract_does_nothing(engine: Engine) -> None:
    """Nobody had said it, so nothing is withdrawn."""
    assert answer_of(engine, a_case(retracts(Who.MEDIATOR))) == NOBODY


@pytest.mark.parametrize(
    ("carrier", "retraction"),
    [
        (Who.PAPER, retracts(Who.SOUTH_OFFICER, 2, via=Who.PAPER)),
        (Who.PAPER, retracts(Who.PAPER, 2)),
        (Who.NORTH_MINISTRY, retracts(Who.NORTH_MINISTRY, 2)),
        (Who.NORTH_MINISTRY, retracts(Who.NORTH_SPOKESMAN, 2)),
    ],
)
def test_an_anonymous_word_is_retracted_by_its_voice_or_carrier(
    engine: Engine, carrier: Who, retraction: Record
) -> None:
    """The same description through the same carrier, or the carrier's own voice, takes it back."""
    assert answer_of(engine, a_case(affirms(Who.SOUTH_OFFICER, 1, via=carrier), retraction)) == WITHDRAWN


@pytest.mark.parametrize(
    "retraction",
    [
        retracts(Who.GAZETTE, 2),
        retracts(Who.SOUTH_STAFF, 2),
        retracts(Who.SOUTH_OFFICER, 2, via=Who.GAZETTE),
        retracts(Who.SOUTH_OFFICER, 2),
        retracts(Who.NORTH_OFFICER, 2, via=Who.PAPER),
    ],
)
def test_an_anonymous_word_is_retracted_by_nobody_else(engine: Engine, retraction: Record) -> None:
    """Another outlet, the party, and other descriptions or carriers leave it standing."""
    assert answer_of(engine, a_case(affirms(Who.SOUTH_OFFICER, 1, via=Who.PAPER), retraction)) == UNVERIFIED


@pytest.mark.parametrize("stance", [Stance.WITHHOLDS, Stance.QUESTIONS])
def test_withholding_and_questioning_take_no_side(engine: Engine, stance: Stance) -> None:
    """Who has not confirmed, or doubts, neither supports nor opposes nor takes back its word."""
    case = a_case(affirms(Who.NORTH_MINISTRY, 1), a_record(Who.SOUTH_STAFF, stance, 2))
    assert answer_of(engine, case) == SINGLE
    assert answer_of(engine, a_case(affirms(Who.MEDIATOR, 1), a_record(Who.MEDIATOR, stance, 2))) == SINGLE
    assert answer_of(engine, a_case(a_record(Who.MEDIATOR, stance, figure=(1, 1)))) == NOBODY


def test_only_what_had_been_said_counts(engine: Engine) -> None:
    """A span counts from its first instant, and nothing is known before it."""
    case = a_case(affirms(Who.MEDIATOR, 2, until=9), denies(Who.MEDIATOR, 20))
    assert [answer_of(engine, case, at=at) for at in (1, 2, 19, 20)] == [NOBODY, SINGLE, SINGLE, DENIED]
