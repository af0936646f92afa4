"""Pages: what comes from a ledger is inert on them, and what is drawn says what it shows."""

from datetime import UTC
from decimal import Decimal
from itertools import pairwise

import pytest

from verifier.domain.model.claims import Status
from verifier.domain.model.statements import Attribution, Figure, Stance
from verifier.domain.model.time import DAY, Moment
from verifier.domain.rules.status import Step
from verifier.reports.html.claim_review import script_json
from verifier.reports.html.drawing import WIDTH, axis, course
from verifier.reports.html.environment import environment, raised, shown, web_address


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,<script>",
        "file:///etc/hosts",
        "//example.org/x",
        "https://",
        "https://example.org/a\u202eb",
        "https://exa mple.org/",
        "https://[broken",
        "",
        None,
    ],
)
def test_what_is_no_address_on_the_web_is_no_link(url: str | None) -> None:
    """Only http and https with a host become links."""
    assert web_address(url) is None


def test_an_address_on_the_web_is_a_link() -> None:
    """As it was written."""
    assert web_address("HTTPS://example.org/a?b=c&d=<e>") == "HTTPS://example.org/a?b=c&d=<e>"


def test_text_is_escaped_and_its_control_characters_written_out() -> None:
    """Markup, escapes and bidi overrides of a claim are characters like others."""
    page = environment().from_string('<p title="{{ t | shown }}">{{ t | shown }}</p>')
    made = page.render(t='"><script>\x1b[2J\u202e')
    assert made == ('<p title="&#34;&gt;&lt;script&gt;\\x1b[2J\\u202e">&#34;&gt;&lt;script&gt;\\x1b[2J\\u202e</p>')


def test_line_breaks_stay() -> None:
    """A quotation of several lines keeps them."""
    assert shown("one\ntwo") == "one\ntwo"


def test_json_in_a_page_cannot_end_its_element() -> None:
    """`</script>` in a claim is no end tag, and reads back as it was."""
    text = str(script_json({"name": "</script><!-- & \u2028"}))
    assert not set("<>&\u2028") & set(text)
    assert __import__("json").loads(text) == {"name": "</script><!-- & \u2028"}


def step(day: int, status: Status) -> Step:
    """A step of a history on a day."""
    return Step(at=day * DAY, status=status, support=2, opposition=0, because=(1,))


def test_a_course_fills_the_drawing_without_gaps() -> None:
    """Each bar begins where the one before ends, the last ends at the edge, and the longer status is the wider one."""
    said = [an_attribution(1, at(600))]
    drawn = course([step(0, Status.SINGLE_SOURCE), step(1, Status.DISPUTED)], said, 700 * DAY, UTC)
    first, last = drawn.bands
    assert (first.x, last.x, last.x + last.width) == (0, first.width, WIDTH)
    assert last.width > first.width > 0
    assert (first.status, first.began) == (Status.SINGLE_SOURCE, "1 Jan 1970")


def test_a_course_is_the_same_while_there_is_nothing_new() -> None:
    """What passes without a word, or is said later, is not drawn."""
    history, said = [step(0, Status.SINGLE_SOURCE), step(1, Status.DISPUTED)], [an_attribution(1, at(9))]
    drawn = course(history, said, 10 * DAY, UTC)
    assert course(history, said, 700 * DAY, UTC) == drawn
    assert course(history, [*said, an_attribution(2, at(900))], 700 * DAY, UTC) == drawn


def test_marks_of_one_moment_stand_beside_each_other() -> None:
    """Whoever speaks at the same time is seen."""
    said = [an_attribution(number, at(0)) for number in (1, 2, 3)]
    drawn = course([step(0, Status.SINGLE_SOURCE)], said, 700 * DAY, UTC)
    places = [mark.x for mark in drawn.marks]
    assert len(places) == 3
    assert all(later - earlier >= 2 for earlier, later in pairwise(places))


def test_a_flag_tells_a_time_as_readers_write_it() -> None:
    """Not as programs do."""
    told = raised({"reversed": [{"who": "Ukraine", "at": "2024-11-24T00:00:00+00:00"}], "split": None})
    assert told == [("reversed", "Ukraine, at 24 Nov 2024")]


def an_attribution(number: int, said: Moment) -> Attribution:
    """Somebody's word at a time."""
    return Attribution(number, claim=1, origin=number, stance=Stance.AFFIRMS, said=said)


def at(day: int) -> Moment:
    """The first instant of a day."""
    return Moment(day * DAY, day * DAY, "", 0)


def test_nothing_said_draws_nothing() -> None:
    """A claim without a history has no bars."""
    assert course([], [], 0, UTC).bands == ()


def test_figures_stand_on_one_axis_and_open_ones_run_to_its_end() -> None:
    """`>=10` is open upwards, a rejected figure is told apart, ticks are the numbers given."""
    found = axis([("Moscow", Figure(Decimal(2), Decimal(3)), False), ("Kyiv", Figure(Decimal(10), None), True)])
    assert found is not None
    moscow, kyiv = found.ranges
    assert (moscow.open_high, kyiv.open_high, kyiv.rejected) == (False, True, True)
    assert moscow.x + moscow.width < kyiv.x
    assert kyiv.x + kyiv.width == WIDTH
    assert [number for _, number in found.ticks] == ["2", "3", "10"]


def test_one_figure_still_has_an_axis() -> None:
    """A single number has room around it."""
    found = axis([("Moscow", Figure(Decimal(6), Decimal(6)), False)])
    assert found is not None
    assert 0 < found.ranges[0].x < WIDTH
