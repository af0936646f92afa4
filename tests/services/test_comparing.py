"""An earlier report held against what is known now, on both databases."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Final

import pytest

from tests.services.chronicle import LATER, NOW, Newsroom
from tests.services.report_making import Row, descriptor, log, made, rewritten, rows, say, told
from verifier.reports.row_changes import Fate, RowChange
from verifier.services.reporting.compare import compare_report
from verifier.services.reporting.reports import Report
from verifier.services.review.asked import When
from verifier.services.workspace import Workspace

CASTS: Final[dict[str, Callable[[str], object]]] = {
    "string": str,
    "integer": int,
    "number": float,
    "boolean": {"true": True, "false": False}.__getitem__,
    "datetime": datetime.fromisoformat,
}


def by_hand(path: Path, again: Path) -> dict[tuple[str, ...], tuple[Row | None, Row | None]]:
    """The rows in which two report files differ, without what counts on by itself."""
    key = descriptor(path)["resources"][0]["schema"]["primaryKey"]
    one, other = ({tuple(row[name] for name in key): row for row in rows(file)} for file in (path, again))
    pairs = {key: (one.get(key), other.get(key)) for key in one.keys() | other.keys()}
    return {key: pair for key, pair in pairs.items() if _plain(pair[0]) != _plain(pair[1])}


def _plain(row: Row | None) -> Row | None:
    return row and {name: cell if name != "stale_days" else str(bool(cell)) for name, cell in row.items()}


def seen(change: RowChange, key: list[str]) -> tuple[tuple[str, ...], tuple[object, object]]:
    """A change as `by_hand` has it: what is gone is not there afterwards."""
    after = None if change.fate is Fate.GONE else change.after
    return tuple(change.cell(name) for name in key), (change.before, after)


@pytest.mark.long
@pytest.mark.parametrize("report", list(Report))
@pytest.mark.parametrize("seed", range(4))
def test_what_is_told_is_what_differs_from_the_report_made_again(
    workspace: Workspace, tmp_path: Path, report: Report, seed: int
) -> None:
    """After any history, undo and redo included; and as known when it was made, nothing of it has become untrue."""
    newsroom = Newsroom(workspace, seed + 40)
    for _ in range(8):
        newsroom.step()
    path = made(workspace, tmp_path, report)
    assert told(workspace, path) == []
    noted = int(descriptor(path)["verifier"]["revision"][1:])
    for _ in range(8):
        newsroom.step()
    changes = compare_report(workspace, path).changes
    again = made(workspace, tmp_path, report)
    key = descriptor(path)["resources"][0]["schema"]["primaryKey"]
    assert dict(seen(change, key) for change in changes) == by_hand(path, again)
    assert told(workspace, path, When(known=noted)) == []


@pytest.mark.parametrize("report", list(Report))
def test_every_cell_is_of_the_type_its_column_is_said_to_be(
    workspace: Workspace, tmp_path: Path, report: Report
) -> None:
    """A reader that trusts the schema can read every cell."""
    log(workspace, "Tanks burned", "Moscow says {2..3} @ 2024-11-19", "Kyiv says {5} @ 2024-11-20", measure="tanks",
        url="https://example.org/1", published="2024-11-20", happened="2024-11-18")  # fmt: skip
    path = made(workspace, tmp_path, report)
    found = descriptor(path)
    fields = found["resources"][0]["schema"]["fields"]
    assert [field["name"] for field in fields] == list(rows(path)[0])
    assert found["verifier"]["rows"] == len(rows(path)) > 0
    assert found["resources"][0]["bytes"] == path.stat().st_size
    for row in rows(path):
        for field in fields:
            if cell := row[field["name"]]:
                CASTS[field["type"]](cell)


def test_a_claim_that_reads_differently_is_told_with_its_cells(workspace: Workspace, tmp_path: Path) -> None:
    """Rows that changed, with what they said and what they say now; others are left out."""
    log(workspace, "The depot burned", "Moscow says @ 2024-11-19")
    log(workspace, "The bridge fell", "Moscow says @ 2024-11-19")
    path = made(workspace, tmp_path)
    say(workspace, "c1", "- Kyiv @ 2024-11-20")
    [change] = compare_report(workspace, path).changes
    assert (change.fate, change.cell("ref"), change.cell("claim")) == (Fate.CHANGED, "c1", "The depot burned")
    assert ((change.before or {})["status"], (change.after or {})["status"]) == ("single-source", "disputed")
    assert "status" in change.differs
    assert "ref" not in change.differs


def test_claims_no_longer_listed_and_listed_now(workspace: Workspace, tmp_path: Path) -> None:
    """A settled dispute is gone, with how it reads now; a new one is new. The report's order comes first."""
    log(workspace, "The depot burned", "Moscow says @ 2024-11-19", "- Kyiv @ 2024-11-20")
    log(workspace, "The bridge fell", "Moscow says @ 2024-11-19")
    path = made(workspace, tmp_path, Report.DISPUTED)
    say(workspace, "c1", "x Kyiv @ 2024-11-21")
    say(workspace, "c2", "- Kyiv @ 2024-11-20")
    gone, new = compare_report(workspace, path).changes
    assert (gone.fate, gone.cell("ref"), gone.cell("status")) == (Fate.GONE, "c1", "single-source")
    assert (new.fate, new.cell("ref"), new.before, new.differs) == (Fate.NEW, "c2", None, ())


def test_the_question_is_put_as_it_was_put(workspace: Workspace, tmp_path: Path) -> None:
    """The query and the time asked about are those of the report; what is known of that time may have changed."""
    log(workspace, "The depot burned", "Moscow says @ 2024-11-19", tags="fire")
    then = When(said=NOW - 20 * 86_400_000_000)
    path = made(workspace, tmp_path, query="tag:fire", when=then)
    log(workspace, "The bridge fell", "Moscow says @ 2024-11-19")
    say(workspace, "c1", "- Kyiv @ 2024-12-23")
    assert told(workspace, path) == []
    assert [fate for fate, _, _ in told(workspace, path, When(said=LATER))] == [Fate.CHANGED]
    say(workspace, "c1", "- Kyiv @ 2024-11-20")
    assert [(fate, ref) for fate, ref, _ in told(workspace, path)] == [(Fate.CHANGED, "c1")]


def test_a_report_of_an_earlier_revision_is_held_against_what_is_known_now(
    workspace: Workspace, tmp_path: Path
) -> None:
    """A report with --known-at says the same as one made then, and becomes untrue the same way."""
    log(workspace, "The depot burned", "Moscow says @ 2024-11-19")
    say(workspace, "c1", "- Kyiv @ 2024-11-20")
    path = made(workspace, tmp_path, when=When(known=2))
    assert [fate for fate, _, _ in told(workspace, path)] == [Fate.CHANGED]
    assert told(workspace, path, When(known=2)) == []


def test_days_of_silence_count_on_without_making_a_row_untrue(workspace: Workspace, tmp_path: Path) -> None:
    """A claim that is stale stays so; one that becomes stale reads differently."""
    log(workspace, "The depot burned", "Moscow says @ 2024-11-19")
    fresh = made(workspace, tmp_path, query="")
    assert rows(fresh)[0]["stale_days"] != ""
    later = Workspace(workspace.location, "ann", clock=lambda: LATER + 30 * 86_400_000_000)
    assert told(later, fresh) == []
    say(workspace, "c1", "? Kyiv @ 2024-12-23")
    open_now = made(workspace, tmp_path)
    assert rows(open_now)[0]["stale_days"] == ""
    assert told(later, open_now) == [(Fate.CHANGED, "c1", ("stale_days",))]
    later.close()


@pytest.mark.long
@pytest.mark.parametrize("raw", [False, True])
@pytest.mark.parametrize("byte_order_mark", [False, True])
def test_cells_of_any_text_read_the_same_again(
    workspace: Workspace, tmp_path: Path, *, raw: bool, byte_order_mark: bool
) -> None:
    """Formulas, quotation marks and long texts, neutralised or raw, with and without a byte order mark."""
    log(workspace, '=1+1, "the depot" [/] burned; -x', '- Kyiv: "=cmd|x [in the West]"', note="n" * 200_000)
    for report in Report:
        path = made(workspace, tmp_path, report, raw=raw, byte_order_mark=byte_order_mark)
        assert told(workspace, path) == []


def test_a_report_with_fewer_columns_is_compared_in_those(workspace: Workspace, tmp_path: Path) -> None:
    """A report made before a column was added says nothing of it, and is not held against it."""
    log(workspace, "The depot burned", "Moscow says @ 2024-11-19")
    path = rewritten(made(workspace, tmp_path), lambda row: row[:20])
    say(workspace, "c1", "Kyiv says @ 2024-11-20")
    [change] = compare_report(workspace, path).changes
    assert len(change.before or {}) == len(change.after or {}) == 20
    assert "why" not in change.differs
