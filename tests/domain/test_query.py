"""What a query bounds, and its alternatives."""

import pytest

from verifier.domain.query import FIELDS, QUERY_FIELDS, Query


@pytest.mark.parametrize(
    ("own", "given", "bounds"),
    [
        ((None, None), (None, None), (None, None)),
        ((2, 8), (None, None), (2, 8)),
        ((None, None), (2, 8), (2, 8)),
        ((2, 8), (3, 9), (3, 8)),
        ((0, None), (-1, None), (0, None)),
    ],
)
def test_the_narrower_bounds_hold(
    own: tuple[int | None, int | None], given: tuple[int | None, int | None], bounds: tuple[int | None, int | None]
) -> None:
    """Of a query's own bounds and those given beside it, the later beginning and the earlier end."""
    assert Query(since=own[0], until=own[1]).bounds(*given) == bounds


def test_a_query_has_its_alternatives_in_order_each_once() -> None:
    """A query of one alternative is that one; every one can be changed, or left out."""
    fire, smoke, ash = (Query(words=(word,)) for word in ("fire", "smoke", "ash"))
    several = Query.any_of([fire, smoke, fire, ash])
    assert Query.any_of([fire, fire]) == fire
    assert fire.alternatives == (fire,)
    assert several.alternatives == (fire, smoke, ash)
    assert several.each(lambda one: None if one == fire else one) == Query.any_of([smoke, ash])
    assert several.each(lambda _: None) is None


def test_every_condition_is_declared_once() -> None:
    """What a query can ask is written and noted by one line each."""
    assert [*sorted({*Query.__struct_fields__} - {"others"})] == sorted(field.of for field in QUERY_FIELDS)
    assert len({field.name for field in QUERY_FIELDS}) == len(QUERY_FIELDS)
    assert all(field.about for field in FIELDS.values())
