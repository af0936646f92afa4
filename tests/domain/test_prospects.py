"""What a single further statement would change."""

from hypothesis import given, settings
from msgspec.structs import replace

from tests.domain.builders import Who, a_case, a_claim, a_reading, affirms, denies
from tests.domain.strategies import cases, numbered
from verifier.domain.explain.prospects import NEW_INDEPENDENT_SOURCE, Prospect, would_change
from verifier.domain.model.claims import ClaimKind, Status
from verifier.domain.model.statements import Stance
from verifier.domain.rules.records import Case
from verifier.domain.rules.status import derive

AFTER_ALL = 50


def test_everybody_who_could_move_a_single_source_is_named() -> None:
    """The listed party and its enemy, a new source, and the one voice that spoke."""
    case = a_case(affirms(Who.NORTH_MINISTRY, 1), claims=[a_claim(1, parties=("South",))])
    assert set(would_change(a_reading(case))) == {
        Prospect("South", Stance.AFFIRMS, Status.CONFIRMED),
        Prospect("South", Stance.DENIES, Status.DISPUTED),
        Prospect("North", Stance.DENIES, Status.DENIED),
        Prospect("North", Stance.RETRACTS, Status.WITHDRAWN),
        Prospect(NEW_INDEPENDENT_SOURCE, Stance.AFFIRMS, Status.CORROBORATED),
        Prospect(NEW_INDEPENDENT_SOURCE, Stance.DENIES, Status.DISPUTED),
    }


def test_an_opinion_cannot_be_moved() -> None:
    """Whoever says whatever, it stays not checkable."""
    opinion = a_claim(1, kind=ClaimKind.OPINION, parties=("South",))
    assert would_change(a_reading(a_case(denies(Who.NORTH_MINISTRY), claims=[opinion]))) == ()


OFFICIALS = {"North": Who.NORTH_MINISTRY, "South": Who.SOUTH_STAFF, "Mediator": Who.MEDIATOR}


@settings(max_examples=100)
@given(case=cases())
def test_what_is_foretold_of_officials_comes_true(case: Case) -> None:
    """Each statement of an official voice leads to the status foretold, or to no other where none is foretold."""
    for number, claim in case.claims.items():
        asked = replace(case, claims={**case.claims, number: replace(claim, parties=tuple(OFFICIALS))})
        present = derive(asked, number, AFTER_ALL).status
        foretold = {
            (prospect.who, prospect.stance): prospect.status for prospect in would_change(a_reading(asked, number))
        }
        for party, official in OFFICIALS.items():
            for stance in (Stance.AFFIRMS, Stance.DENIES):
                said = affirms(official, AFTER_ALL, claim=number)._replace(stance=stance)
                after = replace(asked, records=numbered((*asked.records, said)))
                assert foretold.get((party, stance), present) == derive(after, number, AFTER_ALL).status
