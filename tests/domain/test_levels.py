"""Who is identified, who vouches, which pairs are independent, and how strong a side is."""

import pytest

from tests.domain.builders import (
    CAST,
    Who,
    a_case,
    a_claim,
    a_registry,
    a_source,
    affirms,
    contradicts,
    denies,
    entails,
    hedges,
)
from tests.domain.engines import Engine, levels_of
from verifier.domain.model.sources import Party, SourceKind
from verifier.domain.model.statements import Basis, Certainty
from verifier.domain.rules.policy import Policy
from verifier.domain.rules.records import Case, Record


def support(engine: Engine, case: Case, claim: int = 1) -> int:
    """The level of the claim."""
    return levels_of(engine, case, claim)[0]


def test_nobody_is_level_0(engine: Engine) -> None:
    """Without records both sides are empty."""
    assert levels_of(engine, a_case()) == (0, 0)


@pytest.mark.parametrize(
    "record",
    [
        hedges(Who.NORTH_MINISTRY),
        affirms(Who.NORTH_MINISTRY, certainty=Certainty.PROBABLE),
        affirms(Who.SOUTH_OFFICER, via=Who.PAPER),
        affirms(Who.RESIDENT, via=Who.PAPER, basis=Basis.WITNESSED),
        affirms(Who.GAZETTE),
        affirms(Who.NORTH_AGENCY),
        affirms(Who.PAPER, basis=Basis.TOLD),
        affirms(Who.BLOGGER, basis=Basis.INFERRED),
    ],
)
def test_hedged_anonymous_and_unidentified_words_are_level_1(engine: Engine, record: Record) -> None:
    """However many of them there are."""
    assert support(engine, a_case(record, record)) == 1


@pytest.mark.parametrize(
    "record",
    [
        affirms(Who.NORTH_MINISTRY),
        affirms(Who.STRAY_OFFICIAL),
        affirms(Who.RELIEF_AGENCY),
        affirms(Who.GAZETTE, basis=Basis.WITNESSED),
        affirms(Who.NORTH_AGENCY, basis=Basis.DOCUMENTS),
        affirms(Who.BLOGGER, basis=Basis.DOCUMENTS),
    ],
)
def test_a_certain_identified_word_is_level_2(engine: Engine, record: Record) -> None:
    """However often it is said."""
    assert support(engine, a_case(record, record)) == 2


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (affirms(Who.NORTH_MINISTRY), affirms(Who.MEDIATOR)),
        (affirms(Who.NORTH_EXPERT), affirms(Who.SOUTH_STAFF)),
        (affirms(Who.NORTH_MINISTRY), affirms(Who.RELIEF_AGENCY)),
        (affirms(Who.OBSERVATORY), affirms(Who.RELIEF_AGENCY)),
        (affirms(Who.NORTH_MINISTRY), affirms(Who.PAPER, basis=Basis.WITNESSED)),
        (affirms(Who.NORTH_MINISTRY), affirms(Who.SOUTH_PAPER, basis=Basis.DOCUMENTS)),
        (affirms(Who.NORTH_MINISTRY), affirms(Who.SOUTH_OFFICER, via=Who.PAPER)),
        (affirms(Who.NORTH_MINISTRY), affirms(Who.SOUTH_OFFICER, via=Who.GAZETTE)),
        (affirms(Who.NORTH_MINISTRY, via=Who.PAPER), affirms(Who.MEDIATOR, via=Who.PAPER)),
        (affirms(Who.NORTH_MINISTRY, via=Who.PAPER), affirms(Who.PAPER, basis=Basis.WITNESSED)),
    ],
)
def test_an_independent_pair_is_level_3(engine: Engine, one: Record, other: Record) -> None:
    """Disjoint vouching sets, not both anonymous; the carriers of a named origin never matter."""
    assert support(engine, a_case(one, other)) == 3


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (affirms(Who.NORTH_MINISTRY, via=Who.PAPER), affirms(Who.NORTH_MINISTRY, via=Who.GAZETTE)),
        (affirms(Who.NORTH_MINISTRY), affirms(Who.NORTH_SPOKESMAN)),
        (affirms(Who.NORTH_MINISTRY), affirms(Who.NORTH_EXPERT)),
        (affirms(Who.NORTH_MINISTRY), affirms(Who.PROVINCE_GOVERNOR)),
        (affirms(Who.NORTH_MINISTRY), hedges(Who.MEDIATOR)),
        (affirms(Who.NORTH_MINISTRY), affirms(Who.STRAY_OFFICIAL)),
        (affirms(Who.NORTH_MINISTRY), affirms(Who.BLOGGER, basis=Basis.WITNESSED)),
        (affirms(Who.NORTH_MINISTRY), affirms(Who.GAZETTE, basis=Basis.WITNESSED)),
        (affirms(Who.NORTH_MINISTRY), affirms(Who.PAPER)),
        (affirms(Who.NORTH_MINISTRY), affirms(Who.SOUTH_PAPER)),
        (affirms(Who.NORTH_MINISTRY), affirms(Who.NORTH_OFFICER, via=Who.PAPER)),
        (affirms(Who.NORTH_MINISTRY), affirms(Who.PROVINCE_OFFICER, via=Who.PAPER)),
        (affirms(Who.NORTH_MINISTRY), affirms(Who.SOUTH_OFFICER, via=Who.NORTH_AGENCY)),
        (affirms(Who.NORTH_MINISTRY), affirms(Who.SOUTH_OFFICER, via=Who.PROVINCE_GOVERNOR)),
        (affirms(Who.NORTH_MINISTRY), affirms(Who.SOUTH_OFFICER)),
        (affirms(Who.NORTH_MINISTRY), affirms(Who.SOMEBODY, via=Who.PAPER)),
        (affirms(Who.NORTH_MINISTRY), affirms(Who.RESIDENT, via=Who.PAPER)),
        (affirms(Who.PAPER, basis=Basis.WITNESSED), affirms(Who.SOUTH_OFFICER, via=Who.PAPER)),
    ],
)
def test_copies_allies_and_unknown_lineage_make_no_pair(engine: Engine, one: Record, other: Record) -> None:
    """Anything that is or may be the same word twice stays a single one."""
    assert support(engine, a_case(one, other)) == 2


def test_two_anonymous_words_are_no_pair(engine: Engine) -> None:
    """Two unnamed officials of two parties through two outlets stay unverified."""
    case = a_case(affirms(Who.SOUTH_OFFICER, via=Who.PAPER), affirms(Who.NORTH_OFFICER, via=Who.GAZETTE))
    assert support(engine, case) == 1


def test_a_go_between_does_not_join_two_parties(engine: Engine) -> None:
    """A word that shares a voucher with each of two independent ones leaves these independent."""
    case = a_case(
        affirms(Who.NORTH_MINISTRY), affirms(Who.SOUTH_OFFICER, via=Who.NORTH_AGENCY), affirms(Who.SOUTH_PAPER)
    )
    assert support(engine, case) == 2
    bridged = a_case(*case.records, affirms(Who.SOUTH_PAPER, basis=Basis.DOCUMENTS))
    assert support(engine, bridged) == 3


def test_a_chain_of_allies_is_one(engine: Engine) -> None:
    """A party that speaks with another that speaks with a third counts as the third."""
    parties = (Party("North"), Party("Province", speaks_with="North"), Party("Mediator", speaks_with="Province"))
    case = a_case(affirms(Who.NORTH_MINISTRY), affirms(Who.MEDIATOR), registry=a_registry(parties))
    assert support(engine, case) == 2


def test_a_party_nobody_described_counts_as_itself(engine: Engine) -> None:
    """A source may be of a party the registry knows by name only."""
    stranger = a_source(90, SourceKind.GOVERNMENT, party="Elsewhere", official=True)
    case = a_case(affirms(Who.NORTH_MINISTRY), affirms(90), registry=a_registry(sources=(*CAST, stranger)))
    assert support(engine, case) == 3


@pytest.mark.parametrize(
    "parties",
    [
        (Party("North", adverse_to=("South",)), Party("South")),
        (Party("North"), Party("South", adverse_to=("North",))),
    ],
)
def test_adverse_official_voices_are_level_4(engine: Engine, parties: tuple[Party, ...]) -> None:
    """Whichever of them names the other as its enemy."""
    case = a_case(affirms(Who.NORTH_MINISTRY), affirms(Who.SOUTH_STAFF), registry=a_registry(parties))
    assert support(engine, case) == 4


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (affirms(Who.NORTH_EXPERT), affirms(Who.SOUTH_STAFF)),
        (affirms(Who.NORTH_MINISTRY), affirms(Who.SOUTH_OFFICER, via=Who.PAPER)),
        (affirms(Who.NORTH_MINISTRY), affirms(Who.SOUTH_PAPER, basis=Basis.WITNESSED)),
        (affirms(Who.PROVINCE_GOVERNOR), affirms(Who.SOUTH_STAFF)),
    ],
)
def test_adverse_parties_confirm_only_by_their_official_voices(engine: Engine, one: Record, other: Record) -> None:
    """Experts, unnamed officers, outlets and allies of an enemy corroborate."""
    assert support(engine, a_case(one, other)) == 3


def test_adverse_parties_confirm_only_if_the_policy_says_so(engine: Engine) -> None:
    """With that figure off, two adverse official voices corroborate."""
    case = a_case(affirms(Who.NORTH_MINISTRY), affirms(Who.SOUTH_STAFF), policy=Policy(adverse_parties_confirm=False))
    assert support(engine, case) == 3


@pytest.mark.parametrize("policy", [Policy(), Policy(adverse_parties_confirm=False)])
def test_a_word_against_the_speakers_interest_is_level_4_in_a_pair(engine: Engine, policy: Policy) -> None:
    """A party that owns up, with one independent of it, confirms."""
    claim = a_claim(1, against=("Mediator",), favours=("North",))
    case = a_case(affirms(Who.MEDIATOR), affirms(Who.RELIEF_AGENCY), claims=[claim], policy=policy)
    assert support(engine, case) == 4


def test_denying_what_favours_the_speaker_is_level_4_in_a_pair(engine: Engine) -> None:
    """A party that denies what would serve it, with one independent of it, refutes at level 4."""
    claim = a_claim(1, against=("North",), favours=("Mediator",))
    case = a_case(denies(Who.MEDIATOR), denies(Who.RELIEF_AGENCY), claims=[claim])
    assert levels_of(engine, case) == (0, 4)


@pytest.mark.parametrize(
    ("records", "level"),
    [
        ((affirms(Who.MEDIATOR),), 2),
        ((hedges(Who.MEDIATOR), affirms(Who.RELIEF_AGENCY), affirms(Who.OBSERVATORY)), 3),
        ((affirms(Who.NORTH_MINISTRY), affirms(Who.RELIEF_AGENCY)), 3),
    ],
)
def test_a_word_against_interest_counts_only_within_the_pair(
    engine: Engine, records: tuple[Record, ...], level: int
) -> None:
    """Alone, hedged, or from a party not hurt, it confirms nothing."""
    assert support(engine, a_case(*records, claims=[a_claim(1, against=("Mediator",))])) == level


def test_only_the_official_voice_speaks_against_interest(engine: Engine) -> None:
    """An expert of the party that is hurt corroborates."""
    case = a_case(affirms(Who.NORTH_EXPERT), affirms(Who.RELIEF_AGENCY), claims=[a_claim(1, against=("North",))])
    assert support(engine, case) == 3


def test_interest_is_judged_on_the_claim_that_is_reached(engine: Engine) -> None:
    """Records on claim 2 confirm claim 1, which hurts their speaker, and corroborate claim 2, which does not."""
    case = a_case(
        affirms(Who.MEDIATOR, claim=2),
        affirms(Who.RELIEF_AGENCY, claim=2),
        claims=[a_claim(1, against=("Mediator",))],
        links=[entails(2, 1)],
    )
    assert [support(engine, case, claim) for claim in (1, 2)] == [4, 3]


def test_interest_in_a_negation_is_judged_on_the_claim_that_is_reached(engine: Engine) -> None:
    """Affirming claim 2 denies its rival 1, which would have served the speaker."""
    case = a_case(
        affirms(Who.MEDIATOR, claim=2),
        affirms(Who.RELIEF_AGENCY, claim=2),
        claims=[a_claim(1, favours=("Mediator",)), a_claim(2, favours=("Mediator",))],
        links=[contradicts(2, 1)],
    )
    assert [levels_of(engine, case, claim) for claim in (1, 2)] == [(0, 4), (3, 0)]


def test_pairs_form_across_claims(engine: Engine) -> None:
    """One on the claim itself and one that reaches it along a link make a pair."""
    case = a_case(affirms(Who.MEDIATOR), affirms(Who.RELIEF_AGENCY, claim=2), links=[entails(2, 1)])
    assert [support(engine, case, claim) for claim in (1, 2)] == [3, 2]
