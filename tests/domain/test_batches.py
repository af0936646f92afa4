"""Batches: everything, in order, and nothing taken too early."""

from hypothesis import given
from hypothesis import strategies as st

from verifier.domain.batches import SOME, batches


@given(st.lists(st.integers(), max_size=30), st.integers(1, 12))
def test_batches_hold_everything_in_order(items: list[int], size: int) -> None:
    """Put together they are the items; all but the last are full, and none is empty."""
    found = list(batches(items, size))
    assert [item for batch in found for item in batch] == items
    assert [len(batch) for batch in found[:-1]] == [size] * (len(found) - 1 if found else 0)
    assert all(found)


def test_no_item_is_taken_before_its_batch_is_asked_for() -> None:
    """What is streamed is not read ahead, and a batch has some hundred items unless told otherwise."""
    waiting = iter(range(2 * SOME))
    assert len(next(batches(waiting))) == SOME
    assert next(waiting) == SOME
