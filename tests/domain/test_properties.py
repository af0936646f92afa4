"""What must always hold of statuses and histories, whoever says what."""

from collections.abc import Callable
from typing import Final

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.domain.builders import END, Who
from tests.domain.engines import Engine, answer_of, history_of, levels_of
from tests.domain.oracle import Expected, Moved
from tests.domain.rules import Rules
from tests.domain.strategies import CARRIERS, FACTS, INSTANTS, cases, numbered, records
from verifier.domain.model.claims import Claim, Link, LinkKind, Status
from verifier.domain.model.sources import Party, Registry
from verifier.domain.model.statements import Certainty, Stance
from verifier.domain.rules.policy import Policy
from verifier.domain.rules.records import Case, Record

Levels = dict[int, tuple[int, int]]


def answers(engine: Engine, case: Case) -> dict[tuple[int, int], Expected]:
    """Every finding, by claim and instant."""
    return {(claim, at): answer_of(engine, case, claim, at) for claim in case.claims for at in INSTANTS}


def levels(engine: Engine, case: Case) -> Levels:
    """Support and opposition of every claim in the end."""
    return {claim: levels_of(engine, case, claim) for claim in case.claims}


def nowhere_higher(some: Levels, others: Levels, cap: int = 4) -> bool:
    """Whether no level of the first is higher than the second's, up to a cap."""
    return all(
        min(level, cap) <= min(other, cap)
        for claim, pair in some.items()
        for level, other in zip(pair, others[claim], strict=True)
    )


def with_records(case: Case, some: tuple[Record, ...]) -> Case:
    """The case with other records."""
    return replace(case, records=numbered(some))


@given(case=cases(), data=st.data())
def test_the_order_of_recording_does_not_matter(engine: Engine, case: Case, data: st.DataObject) -> None:
    """Any order, of equal instants too, gives the same histories."""
    order = data.draw(st.permutations(case.records))
    first_number = {number: record.id for number, record in enumerate(order, start=1)}
    shuffled = with_records(case, tuple(order))
    for claim in case.claims:
        steps = tuple(
            Moved(*step[:4], tuple(sorted(first_number[number] for number in step.because)))
            for step in history_of(engine, shuffled, claim)
        )
        assert steps == history_of(engine, case, claim)


@given(case=cases(), data=st.data())
def test_recording_again_changes_nothing(engine: Engine, case: Case, data: st.DataObject) -> None:
    """Nor does recording it from another document; an anonymous word keeps its nearest carrier."""
    assume(case.records)
    again = data.draw(st.sampled_from(case.records))
    if not case.registry.sources[again.origin].anonymous:
        again = again._replace(nearest=data.draw(st.sampled_from(CARRIERS)))
    assert answers(engine, with_records(case, (*case.records, again))) == answers(engine, case)


@given(case=cases(), data=st.data())
def test_copies_raise_nothing(engine: Engine, case: Case, data: st.DataObject) -> None:
    """Whoever carries the words of named sources, no level rises."""
    copies = tuple(
        record
        if case.registry.sources[record.origin].anonymous
        else record._replace(nearest=data.draw(st.sampled_from(CARRIERS)))
        for record in case.records
    )
    assert nowhere_higher(levels(engine, with_records(case, copies)), levels(engine, case))


def negated_record(record: Record) -> Record:
    """The record that says the opposite."""
    opposite = {Stance.AFFIRMS: Stance.DENIES, Stance.DENIES: Stance.AFFIRMS}
    return record._replace(stance=opposite.get(record.stance, record.stance))


@given(case=cases(linked=False, figures=False))
def test_negation_swaps_the_sides(engine: Engine, case: Case) -> None:
    """Affirming for denying and hurt for served swaps support and opposition."""
    turned = Case(
        {number: replace(claim, against=claim.favours, favours=claim.against) for number, claim in case.claims.items()},
        (),
        tuple(negated_record(record) for record in case.records),
        case.registry,
        case.policy,
    )
    assert levels(engine, turned) == {claim: (n, p) for claim, (p, n) in levels(engine, case).items()}


@pytest.mark.long
@given(case=cases())
def test_reserve_and_doubt_change_nothing(engine: Engine, case: Case) -> None:
    """Every finding is the same without those who withhold or question."""
    sided = [record for record in case.records if record.stance not in {Stance.WITHHOLDS, Stance.QUESTIONS}]
    assert answers(engine, with_records(case, tuple(sided))) == answers(engine, case)


@pytest.mark.long
@given(case=cases(), data=st.data())
def test_nobodys_reliability_decides(engine: Engine, case: Case, data: st.DataObject) -> None:
    """Whatever grades and notes the sources are given, every finding is the same."""
    grades = st.sampled_from([None, *"ABCDEF"])
    known = case.registry.sources.items()
    graded = {number: replace(source, reliability=data.draw(grades), note="x") for number, source in known}
    assert answers(engine, replace(case, registry=Registry(case.registry.parties, graded))) == answers(engine, case)


@pytest.mark.long
@given(case=cases(), data=st.data())
def test_a_new_voice_lowers_nothing(engine: Engine, case: Case, data: st.DataObject) -> None:
    """An affirmation or denial by a voice not yet on record leaves every level at least as high."""
    new = data.draw(records(tuple(Who), tuple(case.claims)))
    assume(new.stance in {Stance.AFFIRMS, Stance.DENIES})
    rules = Rules(case, END)
    assume(rules.voice(new) not in {rules.voice(record) for record in case.records})
    assert nowhere_higher(levels(engine, case), levels(engine, with_records(case, (*case.records, new))))


@given(case=cases(), data=st.data())
def test_a_retraction_raises_nothing(engine: Engine, case: Case, data: st.DataObject) -> None:
    """Whoever takes back whatever, no level of any claim rises."""
    retraction = data.draw(records(tuple(Who), tuple(case.claims)))._replace(stance=Stance.RETRACTS)
    assert nowhere_higher(levels(engine, with_records(case, (*case.records, retraction))), levels(engine, case))


@given(case=cases(), data=st.data())
def test_hedging_raises_nothing(engine: Engine, case: Case, data: st.DataObject) -> None:
    """The same words, one of them less firm, give no higher level."""
    assume(case.records)
    record = data.draw(st.sampled_from(case.records))
    hedged = tuple(one._replace(certainty=Certainty.POSSIBLE) if one is record else one for one in case.records)
    assert nowhere_higher(levels(engine, with_records(case, hedged)), levels(engine, case))


def merged(case: Case, kept: str, gone: str) -> Case:
    """The case in which one party turns out to be another."""

    def renamed(names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(kept if name == gone else name for name in names)

    def of_merged(party: Party) -> Party:
        ally = kept if party.speaks_with == gone else party.speaks_with
        return replace(party, adverse_to=renamed(party.adverse_to), speaks_with=ally)

    def about_merged(claim: Claim) -> Claim:
        return replace(claim, against=renamed(claim.against), favours=renamed(claim.favours))

    parties = {name: of_merged(party) for name, party in case.registry.parties.items() if name != gone}
    sources = {
        number: replace(source, party=kept if source.party == gone else source.party)
        for number, source in case.registry.sources.items()
    }
    return replace(
        case,
        claims={number: about_merged(claim) for number, claim in case.claims.items()},
        registry=Registry(parties, sources),
    )


@given(case=cases(), data=st.data())
def test_merging_parties_makes_no_pair(engine: Engine, case: Case, data: st.DataObject) -> None:
    """If two parties turn out to be one, no level below 4 rises."""
    own = sorted(name for name, party in case.registry.parties.items() if party.speaks_with is None)
    assume(len(own) > 1)
    kept, gone, *_ = data.draw(st.permutations(own))
    assert nowhere_higher(levels(engine, merged(case, kept, gone)), levels(engine, case), cap=3)


@given(case=cases(), data=st.data())
def test_one_gatekeeper_is_never_more_than_unverified(engine: Engine, case: Case, data: st.DataObject) -> None:
    """Whatever one carrier has from whatever unnamed sources stays at level 1."""
    unnamed = [number for number, source in case.registry.sources.items() if source.anonymous]
    carrier = data.draw(st.sampled_from(CARRIERS))
    through_one = tuple(
        record._replace(origin=data.draw(st.sampled_from(unnamed)), nearest=carrier) for record in case.records
    )
    found = levels(engine, with_records(case, through_one))
    assert all(level <= 1 for pair in found.values() for level in pair)


@given(case=cases(), data=st.data())
def test_unknown_lineage_makes_no_pair(engine: Engine, case: Case, data: st.DataObject) -> None:
    """One known word among any number of unknown lineage stays a single one."""
    rules = Rules(case, END)
    known = [record for record in case.records if not rules.is_of_unknown_lineage(record)]
    unknown = [record for record in case.records if rules.is_of_unknown_lineage(record)]
    assume(unknown)
    one = [data.draw(st.sampled_from(known))] if known else []
    found = levels(engine, with_records(case, (*one, *unknown)))
    assert all(level <= 2 for pair in found.values() for level in pair)


@given(case=cases())
def test_contradiction_is_symmetric(engine: Engine, case: Case) -> None:
    """It does not matter which of two rivals is said to contradict the other."""
    turned = tuple(
        Link(link.other, link.kind, link.claim) if link.kind is LinkKind.CONTRADICTS else link for link in case.links
    )
    assert answers(engine, replace(case, links=turned)) == answers(engine, case)


@given(case=cases())
def test_what_follows_is_supported_at_least_as_well(engine: Engine, case: Case) -> None:
    """A claim entailed has the support of the one that entails it, which has its opposition.

    Up to level 3, or up to 2 if its truth serves somebody whom that of the other does not serve.
    """
    found, rules = levels(engine, case), Rules(case, END)
    for link in rules.links:
        if link.kind is LinkKind.ENTAILS:
            (p, n), (entailed_p, entailed_n) = found[link.claim], found[link.other]
            k = 3 if rules.served((link.other, True)) <= rules.served((link.claim, True)) else 2
            assert min(entailed_p, k) >= min(p, k)
            k = 3 if rules.served((link.claim, False)) <= rules.served((link.other, False)) else 2
            assert min(n, k) >= min(entailed_n, k)


WEIGHTY: Final = {Status.CORROBORATED, Status.CONFIRMED}, {Status.REBUTTED, Status.REFUTED}


@given(case=cases(), data=st.data())
def test_a_new_weak_voice_undoes_nothing(engine: Engine, case: Case, data: st.DataObject) -> None:
    """Figure or not, it takes away neither what independent sources uphold nor what they deny."""
    new = data.draw(records(tuple(Who), tuple(case.claims)))
    rules = Rules(case, END)
    assume(rules.is_weak(new) and rules.voice(new) not in {rules.voice(record) for record in case.records})
    by_the_rules = replace(case, policy=Policy())
    after = with_records(by_the_rules, (*case.records, new))
    for claim in case.claims:
        then, now = answer_of(engine, by_the_rules, claim), answer_of(engine, after, claim)
        if then.status in WEIGHTY[0] and now.opposition < 3:
            assert now.status in WEIGHTY[0]
        if then.status in WEIGHTY[1] and now.support < 3:
            assert now.status in WEIGHTY[1]


@given(case=cases(linked=False))
def test_claims_without_links_leave_each_other_alone(engine: Engine, case: Case) -> None:
    """Each has the findings it has alone."""
    for number, claim in case.claims.items():
        own = tuple(record for record in case.records if record.claim == number)
        alone = replace(case, claims={number: claim}, records=own)
        assert answers(engine, alone).items() <= answers(engine, case).items()


BY_SUPPORT: Final = {Status.UNVERIFIED, Status.SINGLE_SOURCE, Status.CORROBORATED, Status.CONFIRMED}
BY_OPPOSITION: Final = {Status.DENIED, Status.REBUTTED, Status.REFUTED}
ROWS: Final[dict[int, Callable[[Expected], bool]]] = {
    1: lambda found: found.status is Status.NOT_CHECKABLE,
    2: lambda found: found.dispute == "figure",
    3: lambda found: found.support == 0 == found.opposition and found.status is Status.WITHDRAWN,
    4: lambda found: found.support == 0 == found.opposition and found.status is Status.UNATTRIBUTED,
    5: lambda found: found.opposition == 0 < found.support and found.status in BY_SUPPORT,
    6: lambda found: found.support == 0 < found.opposition and found.status in BY_OPPOSITION,
    7: lambda found: found.support > 2 >= found.opposition > 0 and found.status in BY_SUPPORT,
    8: lambda found: found.opposition > 2 >= found.support > 0 and found.status in BY_OPPOSITION,
    9: lambda found: found.support > 0 < found.opposition and found.dispute in {"existence", "rival"},
}


@pytest.mark.long
@given(case=cases())
def test_exactly_one_row_applies(engine: Engine, case: Case) -> None:
    """Every finding bears the marks of the row it names and of no other."""
    for found in answers(engine, case).values():
        assert [row for row, fits in ROWS.items() if fits(found)] == [found.row]


@given(case=cases())
def test_what_is_said_later_does_not_leak(engine: Engine, case: Case) -> None:
    """A finding at an instant is that of a case in which nothing was said after it."""
    for at in INSTANTS:
        known = replace(case, records=tuple(record for record in case.records if record.earliest <= at))
        for claim in case.claims:
            assert answer_of(engine, case, claim, at) == answer_of(engine, known, claim, at)


@pytest.mark.long
@given(case=cases(kinds=FACTS))
def test_a_history_misses_nothing(engine: Engine, case: Case) -> None:
    """At every instant a claim of fact stands as its last step until then tells."""
    for claim in case.claims:
        stands = (Status.UNATTRIBUTED, 0, 0)
        steps = {step.at: (step.status, step.support, step.opposition) for step in history_of(engine, case, claim)}
        for at in INSTANTS:
            stands = steps.get(at, stands)
            found = engine.derive(case, claim, at)
            assert (found.status, found.support, found.opposition) == stands
