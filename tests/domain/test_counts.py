"""What is counted side by side, and who is awaited."""

from itertools import combinations

from hypothesis import given
from msgspec.structs import replace

from tests.domain.builders import (
    END,
    Who,
    a_case,
    a_claim,
    a_reading,
    a_record,
    affirms,
    an_attribution,
    denies,
    entails,
    hedges,
    retracts,
)
from tests.domain.oracle import Evaluation as Literally
from tests.domain.strategies import cases
from verifier.domain.explain.claim_report import Counts, counts
from verifier.domain.explain.evaluation import ClaimGroup, Evaluation
from verifier.domain.explain.outcome import Awaited, awaiting
from verifier.domain.model.statements import Stance
from verifier.domain.rules.records import Case, Record


def most_independent(rules: Literally, claim: int, records: tuple[Record, ...]) -> int:
    """The size of the largest set of certain records of known lineage that are pairwise independent."""
    usable = [record for record in records if rules.is_certain(record) and not rules.is_of_unknown_lineage(record)]
    return next(
        size
        for size in range(len(usable), -1, -1)
        for some in combinations(usable, size)
        if all(rules.are_independent((claim, True), one, other) for one, other in combinations(some, 2))
    )


@given(case=cases())
def test_origins_are_counted_as_trying_all_sets_would(case: Case) -> None:
    """Voices, and the most records that can be pairwise independent, of the live affirmations of the claim itself."""
    rules = Literally(case, END)
    for claim in case.claims:
        affirming = tuple(r for r in rules.live if rules.says(r) == (claim, True))
        found = counts(a_reading(case, claim))
        assert found.origins == len({rules.voice(record) for record in affirming})
        assert found.independent_origins == most_independent(rules, claim, affirming)


def test_documents_and_outlets_are_counted_apart() -> None:
    """Two documents of one outlet, a carrier, one party's voice, and what was taken back or denied left out."""
    case = a_case(
        affirms(Who.NORTH_MINISTRY, 1),
        affirms(Who.NORTH_SPOKESMAN, 1, via=Who.GAZETTE),
        affirms(Who.MEDIATOR, 1),
        retracts(Who.MEDIATOR, 2),
        denies(Who.SOUTH_STAFF, 1),
    )
    read_in = {1: (1, Who.PAPER), 2: (2, Who.PAPER), 3: (3, Who.SOUTH_PAPER), 4: (3, None), 5: (4, Who.NORTH_AGENCY)}
    attributions = tuple(
        an_attribution(record, document=read_in[record.id][0], outlet=read_in[record.id][1]) for record in case.records
    )
    group = ClaimGroup(case.claims, case.links, attributions, (), case.registry, case.policy)
    assert counts(Evaluation.of(group, 1, END)) == Counts(documents=2, outlets=2, origins=1, independent_origins=1)


def test_the_nearest_carrier_is_the_first_else_the_outlet() -> None:
    """Carriers run from the origin outward; a statement read without any came through the document's outlet."""
    attribution = an_attribution(affirms(Who.SOMEBODY), outlet=Who.PAPER)
    assert Record.of(attribution).nearest == Who.PAPER
    assert Record.of(replace(attribution, carriers=(Who.GAZETTE, Who.BLOGGER))).nearest == Who.GAZETTE
    assert Record.of(replace(attribution, outlet=None)).nearest is None


def test_listed_and_withholding_parties_are_awaited() -> None:
    """Since the first withholding, or else since the claim's first record."""
    case = a_case(
        affirms(Who.NORTH_EXPERT, 1),
        a_record(Who.SOUTH_STAFF, Stance.WITHHOLDS, 3),
        a_record(Who.SOUTH_STAFF, Stance.WITHHOLDS, 2),
        a_record(Who.MEDIATOR, Stance.WITHHOLDS, 2),
        a_record(Who.RELIEF_AGENCY, Stance.WITHHOLDS, 2),
        denies(Who.MEDIATOR, 4),
        claims=[a_claim(1, parties=("North", "South"))],
    )
    assert sorted(awaiting(a_reading(case))) == [Awaited("North", 1), Awaited("South", 2)]


def test_a_party_that_took_its_word_back_is_awaited_again() -> None:
    """Only a live record ends the waiting."""
    case = a_case(
        affirms(Who.NORTH_MINISTRY, 1),
        retracts(Who.NORTH_SPOKESMAN, 2),
        claims=[a_claim(1, parties=("North",))],
    )
    assert awaiting(a_reading(case)) == (Awaited("North", 1),)


def test_a_word_on_a_linked_claim_ends_the_waiting() -> None:
    """Whatever side it takes, and however firmly."""
    case = a_case(
        affirms(Who.SOUTH_STAFF, 1),
        hedges(Who.NORTH_MINISTRY, 1, claim=2),
        claims=[a_claim(1, parties=("North",))],
        links=[entails(2, 1)],
    )
    assert awaiting(a_reading(case)) == ()


@given(case=cases())
def test_who_is_awaited_is_the_literal_answer(case: Case) -> None:
    """Each party listed or on record as withholding whose official voice has no live record on either side."""
    rules = Literally(case, END)
    for number in case.claims:
        listed = replace(case.claims[number], parties=("North", "Province"))
        asked = replace(case, claims={**case.claims, number: listed})
        own = [record for record in case.records if record.claim == number]
        withheld: dict[str, int] = {}
        for record in own:
            party = rules.official_party(record)
            if record.stance is Stance.WITHHOLDS and party is not None:
                withheld[party] = min(withheld.get(party, END), record.earliest)
        spoken = {rules.official_party(record) for record in rules.live if rules.reaches(record, number)}
        first = min((record.earliest for record in own), default=None)
        expected = {(p, withheld.get(p, first)) for p in {*listed.parties, *withheld} if p not in spoken}
        assert set(awaiting(a_reading(asked, number))) == expected
