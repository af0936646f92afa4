"""What a query bounds."""

import pytest

from verifier.domain.query import Query


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
