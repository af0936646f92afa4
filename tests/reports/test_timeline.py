"""The band that draws a claim's history."""

from datetime import UTC

from verifier.domain.model.claims import Status
from verifier.domain.model.time import DAY
from verifier.domain.rules.status import Step
from verifier.reports.text.styled import plain, width
from verifier.reports.text.timeline import band, pieces


def steps(*statuses: Status) -> list[Step]:
    """A history of one status a day, from 1 January 1970."""
    return [Step(number * DAY, status, 1, 1, ()) for number, status in enumerate(statuses)]


def drawn(history: list[Step], now: int, columns: int, *, ascii_only: bool = False) -> list[str]:
    """The band's lines without their trailing spaces."""
    return [plain(line).rstrip() for line in band(history, now, UTC, columns, ascii_only=ascii_only)]


def test_steps_that_change_nothing_are_one_piece() -> None:
    """A piece lasts until the status changes, the last one until now."""
    history = steps(Status.UNVERIFIED, Status.UNVERIFIED, Status.DISPUTED)
    assert [(piece.status, piece.since, piece.until) for piece in pieces(history, 9 * DAY)] == [
        (Status.UNVERIFIED, 0, 2 * DAY),
        (Status.DISPUTED, 2 * DAY, 9 * DAY),
    ]


def test_each_piece_has_its_word_its_stroke_and_how_long() -> None:
    """A longer status has a longer stroke."""
    assert drawn(steps(Status.UNVERIFIED, Status.DISPUTED), 9 * DAY, 40) == [
        "? unverified     ⇄ disputed",
        "━━━━━━━━━━━━━━━━ ━━━━━━━━━━━━━━━━━━━━━",
        "1 Jan, 1 day     2 Jan, 8 days",
    ]


def test_where_there_is_no_room_the_oldest_pieces_are_counted() -> None:
    """The newest piece is always drawn, and no line is too long."""
    history = steps(Status.UNVERIFIED, Status.DISPUTED, Status.CORROBORATED, Status.CONFIRMED)
    lines = drawn(history, 9 * DAY, 30, ascii_only=True)
    assert lines == ["(3 before) + confirmed", "           ==================", "           4 Jan, 6 days"]
    assert all(width(line) <= 30 for line in lines)


def test_without_a_history_nothing_is_drawn() -> None:
    """Nobody spoke."""
    assert drawn([], DAY, 40) == []
