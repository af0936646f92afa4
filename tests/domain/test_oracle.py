"""The engine against a slow and literal reading of the rules, on dense cases.

`VERIFIER_TEST_EFFORT=46 pytest tests/domain/test_oracle.py` takes 32,000 that nobody has seen.
"""

from hypothesis import given, settings

from tests.domain.engines import Engine, answer_of, history_of
from tests.domain.oracle import Oracle
from tests.domain.strategies import INSTANTS, cases
from tests.effort import times
from verifier.domain.rules.records import Case

ORACLE = Oracle()


@settings(max_examples=times(700))
@given(case=cases())
def test_every_finding_is_the_literal_one(engine: Engine, case: Case) -> None:
    """Status, row, levels, kind of dispute and who is noted, for every claim at every instant."""
    for instant in INSTANTS:
        for claim in case.claims:
            assert answer_of(engine, case, claim, instant) == answer_of(ORACLE, case, claim, instant)


@settings(max_examples=times(250))
@given(case=cases())
def test_every_history_is_the_literal_one(engine: Engine, case: Case) -> None:
    """Instants, statuses, levels and causes of every step of every claim."""
    for claim in case.claims:
        assert history_of(engine, case, claim) == history_of(ORACLE, case, claim)
