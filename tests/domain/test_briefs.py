"""Plain claims answered from rows: whatever is answered is what a dossier gives."""

from dataclasses import replace

import pytest
from hypothesis import given, settings

from tests.domain.builders import END, Who, a_case, a_record, affirms, an_attribution, denies, retracts
from tests.domain.engines import names_of, row_of
from tests.domain.strategies import FACTS, INSTANTS, cases
from tests.domain.test_bulk import ONE_ALONE
from verifier.domain.answer import Answer, answer
from verifier.domain.briefs import Brief, Briefly
from verifier.domain.case import Case, Record
from verifier.domain.dossier import Dossier
from verifier.domain.model import ClaimKind, Stance, Status
from verifier.domain.rows import Printed, Stored

STORED = Stored(lambda _: None, names_of)


def dossier_of(case: Case) -> Dossier:
    """The dossier of a case, every third of its records from a document; its claims have parties, and a date."""
    attributions = tuple(
        an_attribution(record, document=record.id % 3 or None, outlet=Who.PAPER if record.id % 3 == 1 else None)
        for record in case.records
    )
    claims = {number: replace(claim, parties=("South", "North"), recorded=7) for number, claim in case.claims.items()}
    return Dossier(claims, (), attributions, (), case.registry, case.policy)


def brief_of(dossier: Dossier, claim: int) -> Brief:
    """A claim of a dossier as rows."""
    said = sorted(dossier.on(claim), key=lambda a: (a.said.earliest, a.id))
    places = {a.id: Printed(a.document, a.carriers, a.outlet) for a in said}
    return Brief(dossier.claims[claim], [row_of(Record.of(a)) for a in said], places)


def answered(dossier: Dossier, claim: int, instant: int = END) -> Answer | None:
    """The short answer on a claim of a dossier."""
    return Briefly(dossier.registry, dossier.policy, STORED).answer(brief_of(dossier, claim), instant)


@settings(max_examples=250)
@given(case=cases(linked=False, figures=False) | cases(kinds=FACTS, linked=False, figures=False) | ONE_ALONE)
def test_a_short_answer_is_the_whole_answer(case: Case) -> None:
    """Standing, account, flags and all, at every instant, of whatever had been said by then."""
    dossier = dossier_of(case)
    for instant in (*INSTANTS, END):
        for claim in case.claims:
            assert answered(dossier, claim, instant) in (None, answer(dossier, claim, instant))


def test_most_claims_are_answered_shortly() -> None:
    """Different voices, carried or not, that affirm, deny, withhold and repeat themselves."""
    case = a_case(
        affirms(Who.NORTH_MINISTRY, 1),
        affirms(Who.NORTH_SPOKESMAN, 1),
        denies(Who.MEDIATOR, 2),
        affirms(Who.SOUTH_OFFICER, 3, via=Who.GAZETTE),
        a_record(Who.SOUTH_STAFF, Stance.WITHHOLDS, 3),
        retracts(Who.BLOGGER, 4),
    )
    found = answered(dossier_of(case), 1)
    assert found is not None
    assert found == answer(dossier_of(case), 1, END)
    assert (found.status, found.awaiting[0].party, found.counts.outlets) == (Status.DISPUTED, "South", 2)


@pytest.mark.parametrize("other", [denies(Who.NORTH_MINISTRY, 2), affirms(Who.MEDIATOR, 2, figure=(1, 1))])
def test_what_is_not_plain_has_no_short_answer(other: Record) -> None:
    """A voice that turns round, and a figure."""
    assert answered(dossier_of(a_case(affirms(Who.NORTH_MINISTRY, 1), other)), 1) is None


def test_only_facts_have_a_short_answer() -> None:
    """A prediction falls due, and an opinion is not checked."""
    case = a_case()
    case = replace(case, claims={1: replace(case.claims[1], kind=ClaimKind.OPINION)})
    assert answered(dossier_of(case), 1) is None
