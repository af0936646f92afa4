"""What is kept and logged of a claim is what its answer, its history and its verdicts say."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.domain.builders import END, Who, a_case, a_claim, a_dossier, affirms, an_attribution
from tests.domain.oracle import Oracle
from tests.domain.strategies import INSTANTS, cases
from verifier.domain.explain.claim_report import ClaimReport, Line, answer, answers, kept, lines
from verifier.domain.explain.evaluation import ClaimGroup
from verifier.domain.explain.outcome import BEGINNING, FOREVER, falls_due, outcomes
from verifier.domain.model.claims import Assessment, ClaimKind, Status, Verdict
from verifier.domain.rules.records import Case, Profiles
from verifier.domain.rules.status import history, verdicts

ORACLE = Oracle()


@st.composite
def claim_groups(draw: st.DrawFn) -> ClaimGroup:
    """A dense case with some assessments, by two analysts, at the instants at which things are said."""
    case = draw(cases())
    given_verdicts = draw(
        st.lists(
            st.builds(
                Assessment,
                id=st.integers(1, 9),
                claim=st.sampled_from(sorted(case.claims)),
                verdict=st.sampled_from(Verdict),
                rationale=st.just("seen"),
                analyst=st.sampled_from(("ann", "bob")),
                at=st.sampled_from(INSTANTS),
                derived=st.sampled_from(Status),
                revision=st.integers(1, 3),
            ),
            max_size=3,
        )
    )
    attributions = tuple(map(an_attribution, case.records))
    return ClaimGroup(case.claims, case.links, attributions, tuple(given_verdicts), case.registry, case.policy)


@pytest.mark.long
@given(group=claim_groups())
def test_all_outcomes_at_once_are_those_of_the_answers(group: ClaimGroup) -> None:
    """One hearing for all claims of a case gives what an answer on each of them says, at every instant."""
    profiles = Profiles(group.registry)
    for instant in (*INSTANTS, END):
        for found in outcomes(group.case, group.assessments, instant, profiles=profiles):
            answered = answer(group, found.claim.id, instant)
            assert found == answered.outcome
            assert found.state.affirmed == len(answered.affirmed_by)
            assert found.state.denied == len(answered.denied_by)
            assert found.state.withheld == len(answered.withheld_by)
            assert found.state.split == bool(answered.flags.split)
            assert found.state.review_due == bool(answered.flags.review_due)


@pytest.mark.long
@given(group=claim_groups())
def test_an_answer_is_given_back_by_what_is_kept_of_it(group: ClaimGroup) -> None:
    """The line of a claim that is valid at an instant, with its assessments, tells all that was worked out then."""
    for instant in (*INSTANTS, END):
        for answered in answers(group, instant):
            assert answered == answer(group, answered.claim.id, instant)
            for line in lines(group, answered, instant):
                at = min(max(instant, line.state.valid_from), line.state.valid_until - 1)
                whole = answer(group, line.claim, at)
                days = group.policy.stale_days
                assert ClaimReport.kept(whole.claim, boundless(line), whole.assessments, at, days) == whole


def boundless(line: Line) -> Line:
    """The line as if it were valid at all times, which what is worked out at an instant is taken for."""
    state = replace(line.state, valid_from=BEGINNING, valid_until=FOREVER)
    return Line(state, replace(line.summary, valid_from=BEGINNING))


@given(group=claim_groups())
def test_an_outcome_is_what_the_rules_and_the_verdicts_say(group: ClaimGroup) -> None:
    """Findings are the literal ones; the verdict that stands is shown in their place."""
    case = group.case
    for found in outcomes(case, group.assessments, END):
        literal = ORACLE.derive(case, found.claim.id, END)
        layer = verdicts(a for a in group.assessments if a.claim == found.claim.id)
        stands = found.state
        assert (stands.derived, stands.row, stands.support, stands.opposition) == literal[:4]
        assert found.status == stands.status == (layer.agreed or literal.status)
        assert found.because[: len(layer.live)] == tuple(f"r{assessment.revision}" for assessment in layer.live)


@pytest.mark.long
@given(case=cases(kinds=(ClaimKind.FACT,)))
def test_a_status_began_at_the_first_of_the_last_equal_steps(case: Case) -> None:
    """Where no verdict stands, the history tells since when; where nothing was said, the recording of the claim."""
    for found in outcomes(case, (), END):
        began = found.claim.recorded
        for earlier, step in pairwise((None, *history(case, found.claim.id))):
            if step is not None and (earlier is None or earlier.status != step.status):
                began = step.at
        assert found.state.since == began


def test_a_prediction_still_to_fall_due_has_a_second_line() -> None:
    """The second one begins when the first ends, and tells what will be known then if nothing else is said."""
    prediction = a_claim(1, kind=ClaimKind.PREDICTION, due=(5, 8))
    group = a_dossier(a_case(affirms(Who.MEDIATOR, 5), affirms(Who.RELIEF_AGENCY, 6), claims=[prediction]))
    before, after = (line.state for line in kept(group, 1, 3))
    assert falls_due(prediction) == 9
    assert (before.status, before.valid_from, before.valid_until) == (Status.NOT_CHECKABLE, BEGINNING, 9)
    assert (after.status, after.valid_from, after.valid_until) == (Status.CORROBORATED, 9, FOREVER)
