"""Report files and the moment they are of: what is noted, and which files are refused, on both databases."""

import itertools
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.services.chronicle import LATER, NOW
from tests.services.report_making import descriptor, log, made, rewritten, told
from verifier.domain.errors import ConflictError, InputFileError
from verifier.reports.row_changes import Fate
from verifier.services.outputs import side_car
from verifier.services.reporting.compare import compare_report
from verifier.services.reporting.reports import Report
from verifier.services.workspace import Workspace
from verifier.storage.db.location import Location
from verifier.storage.statements import revision_log


@pytest.mark.parametrize(
    ("alter", "fault"),
    [
        (lambda row: [*row, "more"], "has columns this verifier does not know"),
        (lambda row: row[1:], "has no column ref, by which its rows are told apart"),
        (lambda row: row if row[0] == "ref" else row[:5], "row 1 has 5 cells for"),
    ],
    ids=["one too many", "no key", "cut short"],
)
def test_a_report_of_other_columns_is_refused(
    workspace: Workspace, tmp_path: Path, alter: Callable[[list[str]], list[str]], fault: str
) -> None:
    """Columns of a newer verifier, a missing key, rows cut short: nothing is guessed."""
    log(workspace, "The depot burned", "Moscow says @ 2024-11-19")
    path = rewritten(made(workspace, tmp_path), alter)
    with pytest.raises(InputFileError, match=fault):
        compare_report(workspace, path)


def test_one_changed_byte_is_found(workspace: Workspace, tmp_path: Path) -> None:
    """Whichever byte of a report is changed, it is not taken for the one that was made."""
    log(workspace, "The depot burned", "Moscow says @ 2024-11-19")
    path = made(workspace, tmp_path)
    content = path.read_bytes()
    for place in range(0, len(content), 37):
        path.write_bytes(content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])
        with pytest.raises(InputFileError, match="is not as it was made"):
            compare_report(workspace, path)


def test_the_side_car_of_another_report_does_not_vouch(workspace: Workspace, tmp_path: Path) -> None:
    """Side-cars that were swapped are found."""
    log(workspace, "The depot burned", "Moscow says @ 2024-11-19")
    one, other = made(workspace, tmp_path), made(workspace, tmp_path, Report.CHANGES)
    side_car(one).write_bytes(side_car(other).read_bytes())
    with pytest.raises(InputFileError, match="is not as it was made"):
        compare_report(workspace, one)


def test_a_report_of_another_ledger_is_refused(workspace: Workspace, tmp_path: Path) -> None:
    """The noted digest must be in the chain: neither a shorter ledger nor another of the same length will do."""
    log(workspace, "The depot burned", "Moscow says @ 2024-11-19")
    path = made(workspace, tmp_path)
    other = Workspace(Location(path=tmp_path / "other.db"), "bea", clock=lambda: NOW)
    other.initialise()
    with pytest.raises(ConflictError, match="made at r2, which is not in this database"):
        compare_report(other, path)
    log(other, "The depot burned", "Moscow says @ 2024-11-19")
    with pytest.raises(ConflictError, match="made at r2, which has another digest here"):
        compare_report(other, path)
    other.close()


def test_the_head_noted_is_of_the_moment_that_was_read(workspace: Workspace, tmp_path: Path) -> None:
    """A revision recorded while the report is written is neither in its rows nor its head."""
    log(workspace, "The depot burned", "Moscow says @ 2024-11-19")
    ticks = itertools.count()

    def clock() -> int:
        if next(ticks) == 2:
            log(workspace, "The depot burned", "- Kyiv @ 2024-11-20")
        return LATER

    reader = Workspace(workspace.location, "bea", clock=clock)
    path = made(reader, tmp_path, Report.ATTRIBUTIONS)
    assert next(ticks) > 2
    with workspace.read() as connection:
        head = revision_log.head(connection)
    noted = descriptor(path)["verifier"]
    assert (noted["revision"], noted["rows"], head and head.id) == ("r2", 1, 3)
    assert [fate for fate, _, _ in told(workspace, path)] == [Fate.NEW]
    reader.close()


def test_nothing_is_recorded(workspace: Workspace, tmp_path: Path) -> None:
    """Making a report and asking what became of it leaves the ledger as it was."""
    log(workspace, "The depot burned", "Moscow says @ 2024-11-19")
    with workspace.read() as connection:
        before = revision_log.head(connection)
    told(workspace, made(workspace, tmp_path))
    with workspace.read() as connection:
        assert revision_log.head(connection) == before
