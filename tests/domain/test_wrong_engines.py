"""The suite itself: no engine with a mistaken rule passes it."""

from collections.abc import Callable, Iterator
from functools import partial
from inspect import signature
from types import ModuleType

import pytest
from hypothesis import given, settings

from tests.domain import (
    test_counterexamples,
    test_figures,
    test_history,
    test_levels,
    test_links,
    test_live,
    test_office,
    test_outweighed,
    test_status,
    test_worked_example,
    wrong_hearing,
    wrong_pairs,
    wrong_rows,
)
from tests.domain.engines import Engine, answer_of
from tests.domain.oracle import Evaluation, Expected, Oracle
from tests.domain.strategies import INSTANTS, cases
from verifier.domain.rules.records import Case

EXAMPLES = (
    test_live,
    test_links,
    test_levels,
    test_status,
    test_outweighed,
    test_worked_example,
    test_figures,
    test_office,
    test_history,
    test_counterexamples,
)
WRONG = tuple(
    each
    for module in (wrong_pairs, wrong_hearing, wrong_rows)
    for each in vars(module).values()
    if isinstance(each, type) and issubclass(each, Evaluation) and each is not Evaluation
)

RARE = frozenset({"TakingBackAReversalRevives", "ComponentsCount", "ForecastsTakeBack", "PostsStayPosts"})
"""Mistakes that need several records of certain kinds to show: too rare in random cases to be asked for there."""
COMMON = tuple(mistaken for mistaken in WRONG if mistaken.__name__ not in RARE)

Example = Callable[[Engine], None]
Literally = dict[tuple[int, int], Expected]


def examples_of(module: ModuleType) -> Iterator[Example]:
    """The example tests of a module that take an engine, one for each set of their parameters."""
    for name, test in vars(module).items():
        if name.startswith("test_") and "engine" in signature(test).parameters:
            yield from each_set_of_parameters(test)


def each_set_of_parameters(test: Callable[..., None]) -> Iterator[Example]:
    """The test with its parameters filled in, if it has any."""
    marks = [mark for mark in getattr(test, "pytestmark", ()) if mark.name == "parametrize"]
    if not marks:
        yield test
    for mark in marks:
        names, rows = mark.args
        for row in rows:
            filled = {names: row} if isinstance(names, str) else dict(zip(names, row, strict=True))
            yield partial(test, **filled)


def failures(engine: Engine) -> int:
    """How many examples an engine fails."""
    return sum(not passes(example, engine) for module in EXAMPLES for example in examples_of(module))


def passes(example: Example, engine: Engine) -> bool:
    """Whether the engine passes an example."""
    try:
        example(engine)
    except AssertionError:
        return False
    return True


@pytest.fixture(scope="module")
def pool() -> list[tuple[Case, Literally]]:
    """Dense cases with their literal findings, by claim and instant."""
    oracle, collected = Oracle(), []

    @settings(max_examples=2_500)
    @given(case=cases())
    def collect(case: Case) -> None:
        found = {(claim, at): answer_of(oracle, case, claim, at) for claim in case.claims for at in INSTANTS}
        collected.append((case, found))

    collect()
    return collected


def test_the_oracle_passes_every_example() -> None:
    """A wrong engine fails because of its mistake, not because of what it is made from."""
    assert failures(Oracle()) == 0


@pytest.mark.parametrize("mistaken", WRONG, ids=lambda mistaken: mistaken.__name__)
def test_a_wrong_engine_fails_some_example(mistaken: type[Evaluation]) -> None:
    """The examples alone catch every mistake."""
    assert failures(Oracle(mistaken)) > 0


@pytest.mark.parametrize("mistaken", COMMON, ids=lambda mistaken: mistaken.__name__)
def test_a_wrong_engine_differs_on_dense_cases(mistaken: type[Evaluation], pool: list[tuple[Case, Literally]]) -> None:
    """The comparison on random cases catches every mistake, without anybody having thought of it."""
    wrong = Oracle(mistaken)
    assert any(
        answer_of(wrong, case, claim, at) != answer for case, literal in pool for (claim, at), answer in literal.items()
    )
