"""The state of the review screen, without a screen."""

import pytest
from msgspec.structs import replace

from tests.tui.conftest import NOW
from verifier.domain.errors import UsageError
from verifier.domain.model.claims import Status
from verifier.services.review.asked import When
from verifier.services.workspace import Workspace
from verifier.storage.lists.conditions import Sorting
from verifier.tui.state import Review, View, after


def opened(workspace: Workspace, text: str = "", when: When | None = None) -> Review:
    """A review that is open."""
    review = Review(workspace, text, when or When())
    review.open()
    return review


def show(review: Review, **wanted: object) -> None:
    """Find something else, and take it over."""
    found = review.find(replace(review.wanted, **wanted), lambda: False)
    assert found is not None
    review.settle(found)


def listed(review: Review) -> list[int]:
    """The claims listed."""
    return [line.number for place in range(len(review.pager)) if (line := review.line(place))]


@pytest.mark.parametrize(
    ("sorting", "expected"),
    [
        (Sorting.NEWEST, [13, 3, 8, 9, 2, 10, 7, 17]),
        (Sorting.OLDEST, [17, 7, 10, 2, 9, 8, 3, 13]),
        (Sorting.NUMBER, [2, 3, 7, 8, 9, 10, 13, 17]),
    ],
)
@pytest.mark.parametrize("when", [When(), When(said=NOW)], ids=["now", "as of now"])
def test_the_disputed_in_each_order(workspace: Workspace, sorting: Sorting, expected: list[int], when: When) -> None:
    """The list from the projection and the one worked out from facts are the same."""
    review = opened(workspace)
    show(review, sorting=sorting, when=when)
    assert listed(review) == expected
    assert review.pager.total == 17


def test_a_status_the_view_has_not_gives_nothing(workspace: Workspace) -> None:
    """A filter for disputed claims among the unconfirmed ones finds none, instead of all."""
    review = opened(workspace, "status:disputed")
    show(review, view=View.UNCONFIRMED)
    assert (listed(review), review.spot.claim, review.targets) == ([], None, [])


def test_a_filter_that_cannot_be_read_is_refused(workspace: Workspace) -> None:
    """The state is left as it was."""
    review = opened(workspace)
    with pytest.raises(UsageError):
        review.read_filter("colour:red")
    assert review.wanted.text == ""


def test_a_claim_that_leaves_the_list_hands_on_to_the_next(workspace: Workspace) -> None:
    """The line in its place becomes current."""
    review = opened(workspace)
    review.move_to(4)
    review.spot.claim = 1  # confirmed: not in this list
    show(review)
    assert (review.spot.place, review.spot.claim) == (4, 2)


def test_marks_are_kept_by_view_and_act_where_they_are_shown(workspace: Workspace) -> None:
    """A marked claim that a filter hides stays marked, and is not acted upon."""
    review = opened(workspace)
    review.toggle_mark()
    show(review, view=View.ALL)
    assert review.shown_marks == set()
    show(review, view=View.DISPUTED, text="karachev", query=review.read_filter("karachev"))
    assert (review.spot.marks, review.shown_marks, review.targets) == ({13}, set(), [10])
    show(review, text="", query=review.read_filter(""))
    assert review.targets == [13]


def test_unmarking_leaves_what_is_not_shown(workspace: Workspace) -> None:
    """Marks that a filter hides are not taken away."""
    review = opened(workspace)
    review.mark_shown()
    show(review, text="karachev", query=review.read_filter("karachev"))
    review.unmark()
    assert review.spot.marks == {13, 3, 8, 9, 2, 7, 17}


def test_looking_back_can_be_given_up(workspace: Workspace) -> None:
    """A list that is being worked out stops when nobody wants it any more."""
    review = opened(workspace)
    assert review.find(replace(review.wanted, when=When(said=NOW)), lambda: True) is None


def test_before_anything_was_said_nothing_is_listed(workspace: Workspace) -> None:
    """As of a time before the first word there are no claims."""
    review = opened(workspace, when=When(said=5))
    assert (len(review.pager), review.pager.total, review.writing) == (0, 0, False)


def test_views_and_orders_go_round() -> None:
    """After the last one comes the first."""
    assert (after(View.CHANGED), after(Sorting.NEWEST)) == (View.DISPUTED, Sorting.OLDEST)


def test_the_unconfirmed_are_those_unverified_or_of_one_source(workspace: Workspace) -> None:
    """The view has the statuses that `unconfirmed` means elsewhere."""
    review = opened(workspace)
    show(review, view=View.UNCONFIRMED)
    lines = [review.line(place) for place in range(len(review.pager))]
    statuses = {line.state.status for line in lines if line}
    assert statuses <= {Status.UNVERIFIED, Status.SINGLE_SOURCE}
    assert len(lines) == 3
